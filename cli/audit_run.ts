/**
 * The work of an audit: reads, measures, writes the report and judges it. Started by `audit`, with permission
 * to read what the configuration names and to write the report. The thread that reads the files may write
 * nothing.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { judgeGate, parseGate } from "../audit/verdicts/gate.ts";
import { hold, tidy } from "../audit/report/leftovers.ts";
import { auditFiles, checkReplaceable, parseAudit, swap } from "../audit/report/output.ts";
import { plainText } from "../audit/report/plain_text.ts";
import type { AuditResults } from "../audit/schema.ts";
import { inColour, standings } from "../audit/verdicts/standing.ts";
import { summary } from "../audit/report/summary.ts";
import { commandNamed } from "../runner/command.ts";
import { removeFolder, writeAll } from "../runner/files.ts";
import { list, main } from "./_command.ts";
import { endWithInput } from "./_process.ts";
import type { Said } from "./audit_worker.ts";

/** Exit code where a condition of `--fail-if` holds. */
const failed = 2;

/** Seconds between lines of progress. */
const pause = 2;

/** Progress: which file of how many, and how long the rest may take. */
function reporter(terminal: boolean) {
  let last = performance.now(), start = last, of = "";
  return (done: number, total: number, what: string) => {
    const now = performance.now();
    if (what !== of) [of, start, last] = [what, now, total === 1 ? now - 1e4 : now];
    if (now - last < 1000 * pause) return;
    last = now;
    // Before a tenth is done it would mislead: small parts take longer than their share.
    const left = done < total / 10 ? undefined : (now - start) / 1000 * (total - done) / done;
    const line = total === 1
      ? what
      : `${what} ${done} of ${total}${
        left === undefined ? "" : `, about ${Math.ceil(left)} s left`
      }`;
    if (terminal) console.error(line);
    else console.log(line);
  };
}

/** Measures in a thread, so that this one can end both at any moment. */
function measure(config: string, report: ReturnType<typeof reporter>): Promise<AuditResults> {
  const permissions = { read: "inherit", run: "inherit", write: false };
  const worker = new Worker(
    import.meta.resolve("./audit_worker.ts"),
    { type: "module", deno: { permissions } } as WorkerOptions,
  );
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data: said }: MessageEvent<Said>) => {
      if (said.type === "progress") report(said.done, said.total, said.what);
      else {
        // Its memory is needed for the pages.
        worker.terminate();
        if (said.type === "results") resolve(said.results);
        else reject(Object.assign(new Error(said.message), { stack: said.stack }));
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(config);
  });
}

interface Options {
  readonly config: string;
  readonly stage: string;
  readonly out: string;
  readonly old: string;
  readonly left: readonly string[];
  readonly failIf: readonly string[];
  readonly width: number;
  readonly attached: boolean;
}

const command = commandNamed("audit_run")
  .requiredOption("--config <path>")
  .requiredOption("--stage <folder>", "where the report grows")
  .requiredOption("--out <folder>", "where it goes")
  .requiredOption("--old <folder>", "where an older one is meanwhile")
  .option("--left <folder>", "what a killed audit left; may be given more than once", list, [])
  .option("--fail-if <condition>", "as of audit", list, [])
  .option("--width <columns>", "of the terminal", Number, 100)
  .option("--attached", "end when the standard input ends", false)
  .action(async ({ config, stage, out, old, left, failIf, width, attached }: Options) => {
    if (attached) endWithInput();
    const gates = failIf.map(parseGate);
    tidy(out, left);
    checkReplaceable(out);
    // What cannot be written is said before the measuring, not after it.
    writeAll(stage, new Map([[".writable", ""]]));
    removeFolder(stage);
    // Loaded, and the first time fetched, once the rest of the way is known to be free.
    const { auditSite } = await import("../audit/report/build.ts");
    const { auditFigures } = await import("../audit/report/figures.ts");
    const results = await measure(config, reporter(Deno.stdout.isTerminal()));
    const shown = await plainText(results);
    const files = auditFiles(results, shown);
    // The command may have been killed meanwhile.
    await new Promise((resolve) => setTimeout(resolve));
    // The first file makes the folder, or says why it cannot.
    const [first, ...others] = files;
    try {
      writeAll(stage, new Map([first]));
      using _held = hold(stage);
      writeAll(stage, new Map(others));
      // The pages show what the file says.
      const path = "results.json";
      const written = await plainText(parseAudit(path, files.get(path)!));
      writeAll(stage, auditSite(written));
      writeAll(stage, await auditFigures(written));
      checkReplaceable(out);
      swap(stage, out, old);
    } catch (error) {
      removeFolder(stage);
      throw error;
    }
    const colours = Deno.stdout.isTerminal() && !Deno.noColor;
    console.log(summary(shown, { width, colours }));
    console.log(`  ${out}`);
    const fails = gates.map((gate) => judgeGate(gate, results.quantities))
      .filter((sentence) => sentence !== undefined);
    const sign = colours ? inColour("fails", standings.fails.sign) : standings.fails.sign;
    for (const sentence of fails) console.log(`${sign} Fails by ${sentence}`);
    Deno.exit(fails.length > 0 ? failed : 0);
  });

await main(command);
