/**
 * What the verdicts of another commit say of the generators of the study of verdicts. Given a checkout of commit
 * 40e4ef9, it prints `studies/verdicts/earlier.json` in an hour.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { count } from "../runner/arguments.ts";
import { commandNamed } from "../runner/command.ts";
import { seed } from "../studies/shared/grid.ts";
import { auditFalseAlarms, faults, none, sizeOf } from "../studies/verdicts/designs.ts";
import { type Rule, verdictsOn } from "../studies/verdicts/measure.ts";

/** The rule of a checkout. */
async function ruleOf(folder: string): Promise<Rule> {
  const load = (path: string) => import(pathToFileURL(resolve(folder, path)).href);
  const { measure } = await load("core/measure/mod.ts");
  const { verdictsOf } = await load("audit/verdicts.ts");
  return { measure, verdicts: verdictsOf };
}

await commandNamed("bench:verdicts")
  .description("How often the verdicts of another commit say that a generator fails, as JSON.")
  .argument("<folder>", "a checkout of the commit")
  .option("--reports <count>", "generators of each design and fault", count, 100)
  .action(async (folder: string, { reports }: { reports: number }) => {
    const rule = await ruleOf(folder);
    const { designs, powerDesigns, replicates } = sizeOf("paper");
    const failing: Record<string, Record<string, number>> = {};
    for (const fault of [none, ...faults]) {
      failing[fault.id] = {};
      for (const design of fault === none ? designs : powerDesigns) {
        let count = 0;
        const config = { design, fault, replicates, falseAlarms: auditFalseAlarms };
        for (let trial = 0; trial < reports; trial++) {
          const verdicts = verdictsOn(config, seed, trial, rule);
          if (verdicts.some(({ standing }) => standing === "fails")) count++;
        }
        failing[fault.id][design.name] = count;
        console.error(`${count} of ${reports} ${fault.id} generators fail, ${design.name}`);
      }
    }
    console.log(JSON.stringify({ reports, failing }, null, 2));
  })
  .parseAsync(Deno.args, { from: "user" });
