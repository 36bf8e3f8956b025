/**
 * What the verdicts of another commit say of the generators of the study of verdicts. Given a checkout of commit
 * 40e4ef9, it prints `studies/verdicts/earlier.json` in an hour.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command } from "commander";
import type { verdictsOf } from "../audit/verdicts.ts";
import { count } from "../runner/arguments.ts";
import type { measure } from "../core/measure/mod.ts";
import { Stream } from "../core/random.ts";
import { seed } from "../studies/shared/grid.ts";
import { type Design, type Fault, faults, none, sizeOf } from "../studies/verdicts/designs.ts";
import { generator } from "../studies/verdicts/generators.ts";

/** The rule of a checkout: whether its report on a generator has a verdict that fails. */
async function ruleOf(folder: string) {
  const load = (path: string) => import(pathToFileURL(resolve(folder, path)).href);
  const core: { measure: typeof measure } = await load("core/measure/mod.ts");
  const audit: { verdictsOf: typeof verdictsOf } = await load("audit/verdicts.ts");
  const { replicates } = sizeOf("paper");
  return (design: Design, fault: Fault, trial: number): boolean => {
    const names = [design.name, fault.id, String(trial)];
    const input = generator(design, Stream.fromSeed(seed).split("verdicts", ...names), fault);
    const { runs, draws, binnings } = core.measure(input, { seed, names, replicates, coarser: [] });
    return audit.verdictsOf(binnings[0], {
      runs,
      draws,
      nTrain: input.nTrain!,
      generated: null,
      truthAs: input.truth === undefined ? null : "masses",
      replicates,
      falseAlarms: 0.01,
    }).some(({ standing }) => standing === "fails");
  };
}

await new Command("bench:verdicts")
  .description("How often the verdicts of another commit say that a generator fails, as JSON.")
  .argument("<folder>", "a checkout of the commit")
  .option("--reports <count>", "generators of each design and fault", count, 100)
  .action(async (folder: string, { reports }: { reports: number }) => {
    const fails = await ruleOf(folder);
    const { designs, powerDesigns } = sizeOf("paper");
    const failing: Record<string, Record<string, number>> = {};
    for (const fault of [none, ...faults]) {
      failing[fault.id] = {};
      for (const design of fault === none ? designs : powerDesigns) {
        let count = 0;
        for (let trial = 0; trial < reports; trial++) if (fails(design, fault, trial)) count++;
        failing[fault.id][design.name] = count;
        console.error(`${count} of ${reports} ${fault.id} generators fail, ${design.name}`);
      }
    }
    console.log(JSON.stringify({ reports, failing }, null, 2));
  })
  .parseAsync(Deno.args, { from: "user" });
