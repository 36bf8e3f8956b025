/**
 * The first half of an audit: reads, measures, and writes all but the pages. Started by `audit`, with
 * permission to read the files of the configuration and to write one folder.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { Command } from "commander";
import { hold } from "../audit/leftovers.ts";
import { auditFiles, removeFolder, writeAll } from "../audit/output.ts";
import type { AuditResults } from "../audit/schema.ts";
import { summary } from "../audit/summary.ts";
import { main } from "./_command.ts";
import { endWithInput } from "./_process.ts";
import type { Said } from "./audit_worker.ts";

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
    const left = done === 0 ? undefined : (now - start) / 1000 * (total - done) / done;
    const line = total === 1
      ? `reading ${what}`.replace("reading measures", "measuring")
      : `${what} ${done} of ${total}${
        left === undefined ? "" : `, about ${Math.ceil(left)} s left`
      }`;
    if (terminal) console.error(line);
    else console.log(line);
  };
}

/** Measures in a thread, so that this one can end both at any moment. */
function measure(config: string, report: ReturnType<typeof reporter>): Promise<AuditResults> {
  const worker = new Worker(import.meta.resolve("./audit_worker.ts"), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data: said }: MessageEvent<Said>) => {
      if (said.type === "progress") report(said.done, said.total, said.what);
      else if (said.type === "results") resolve(said.results);
      else reject(Object.assign(new Error(said.message), { stack: said.stack }));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(config);
  });
}

const command = new Command("audit_measure")
  .requiredOption("--config <path>")
  .requiredOption("--stage <folder>")
  .option("--width <columns>", "", Number, 100)
  .option("--attached", "", false)
  .action(async ({ config, stage, width, attached }) => {
    if (attached) endWithInput();
    // What cannot be written is said before the measuring, not after it.
    writeAll(stage, new Map([[".writable", ""]]));
    removeFolder(stage);
    const results = await measure(config, reporter(Deno.stdout.isTerminal()));
    const files = auditFiles(results);
    // The command may have been killed meanwhile.
    await new Promise((resolve) => setTimeout(resolve));
    // Its first file makes the folder, or says why it cannot.
    const [first, ...others] = files;
    try {
      writeAll(stage, new Map([first]));
      using _held = hold(stage);
      writeAll(stage, new Map(others));
    } catch (error) {
      removeFolder(stage);
      throw error;
    }
    console.log(summary(results, width));
    Deno.exit(0);
  });

await main(command);
