/**
 * The first half of an audit: reads, measures, and writes all but the pages. Started by `audit`, with
 * permission to read the files of the configuration and to write one folder.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { Command } from "commander";
import { auditConfiguration } from "../audit/audit.ts";
import { parseConfig } from "../audit/config.ts";
import { auditFiles, removeFolder, writeAll } from "../audit/output.ts";
import { readConfig } from "../audit/locate.ts";
import { summary } from "../audit/summary.ts";
import { endWithInput, main } from "./_command.ts";

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

const command = new Command("audit_measure")
  .requiredOption("--config <path>")
  .requiredOption("--stage <folder>")
  .option("--width <columns>", "", Number, 100)
  .option("--attached", "", false)
  .action(async ({ config: path, stage, width, attached }) => {
    if (attached) endWithInput();
    const { text, folder } = readConfig(path);
    const results = await auditConfiguration(
      parseConfig(path, text),
      folder,
      reporter(Deno.stdout.isTerminal()),
    );
    const files = auditFiles(results);
    try {
      writeAll(stage, files);
    } catch (error) {
      removeFolder(stage);
      throw error;
    }
    console.log(summary(results, width));
    Deno.exit(0);
  });

await main(command);
