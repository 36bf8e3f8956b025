/**
 * `deno task audit CONFIG`: the measures of the studies on somebody else's generator. This process only
 * reads the configuration and starts the work, with permission to read what the configuration names and to
 * write the report.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { InvalidArgumentError, Option } from "commander";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Answers,
  answersOf,
  drawKinds,
  readBins,
  readEdges,
  truthKinds,
} from "../audit/answers.ts";
import { parseConfig } from "../audit/config.ts";
import { pathOf } from "../audit/files.ts";
import { parseGate } from "../audit/gate.ts";
import { hold, leftovers, stageOf } from "../audit/leftovers.ts";
import { filesOf, needsReader, readConfig } from "../audit/locate.ts";
import { quantityMeanings } from "../audit/quantities.ts";
import { template } from "../audit/template.ts";
import { allow } from "../runner/allow.ts";
import { exists } from "../runner/files.ts";
import { count, place } from "../runner/arguments.ts";
import { commandNamed } from "../runner/command.ts";
import { list, main } from "./_command.ts";
import { start } from "./_process.ts";

/** The folder itself, or the first on the way to it that must be made. */
function firstMissing(path: string): string {
  const above = dirname(path);
  return exists(above) || above === path ? path : firstMissing(above);
}

/** The path of a file of ours. */
function ours(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** The code of the thread that measures. */
const code = ["./audit_worker.ts", "../audit", "../core", "../render", "../runner", "../types"]
  .map(ours);

/** Writes a file that is not there yet, by a process that may write nothing else. */
async function writeNew(path: string, text: string): Promise<void> {
  if (exists(path)) {
    throw new RangeError(
      `Cannot write ${path} as it must not be there yet: current value is a file`,
    );
  }
  await start(["--no-remote", allow("write", [path]), ours("./audit_write.ts"), path, text]);
}

interface Options {
  readonly out?: string;
  readonly failIf: readonly string[];
}

async function run(path: string, { out: asked, failIf }: Options): Promise<void> {
  // What is wrong with a condition is said before anything else.
  for (const condition of failIf) parseGate(condition);
  const { text, folder } = readConfig(path);
  const config = parseConfig(path, text);
  const named = resolve(asked ?? pathOf(folder, config.output));
  const out = exists(named) ? Deno.realPathSync(named) : named;
  // Held until the end, by which others know that this audit is under way.
  using held = hold(dirname(out));
  const left = held?.alone ? leftovers(out) : [];
  const { stage, old } = stageOf(out, crypto.randomUUID().slice(0, 8));
  const written = [stage, old, firstMissing(out), ...left];
  console.log(`Audits ${path}; the report goes to ${out}`);
  await start([
    "--no-remote",
    allow("read", [
      join(folder, basename(path)),
      ...filesOf(config, folder),
      ...code,
      out,
      ...written,
    ]),
    allow("write", written),
    ...(needsReader(config, folder) ? ["--allow-run=deno"] : []),
    ours("./audit_run.ts"),
    "--attached",
    `--config=${join(folder, basename(path))}`,
    `--stage=${stage}`,
    `--out=${out}`,
    `--old=${old}`,
    ...left.map((folder) => `--left=${folder}`),
    ...failIf.map((condition) => `--fail-if=${condition}`),
    `--width=${Deno.stdout.isTerminal() ? Math.min(120, Deno.consoleSize().columns) : 100}`,
  ]);
}

/** The value of a flag that is read as an answer is. */
function flag<T>(read: (answer: string) => { value: T } | { rule: string }) {
  return (text: string): T => {
    const found = read(text);
    if ("value" in found) return found.value;
    throw new InvalidArgumentError(`It must be ${found.rule}.`);
  };
}

interface InitOptions extends Partial<Omit<Answers, "nTrain">> {
  readonly trainingEvents?: number;
}

/** The answers of the flags, and of the reader where there is a terminal. */
function asked({ trainingEvents, ...given }: InitOptions): Answers {
  const terminal = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  return answersOf(
    { ...given, nTrain: trainingEvents },
    terminal ? prompt : undefined,
    console.log,
  );
}

const names = [...quantityMeanings].map(([name, meaning]) => `  ${name.padEnd(26)}${meaning}`);
const command = commandNamed("audit")
  .description(
    "Measures calibration and amplification of somebody else's generator from the files that a " +
      "configuration names, and writes a report: pages, results.json, tables as CSV and for HEPData.\n" +
      "Exit code 0; 1 where it cannot; 2 where a condition of --fail-if holds.",
  )
  .argument("[configuration]", "YAML or JSON file, as audit init writes it", "audit.yaml")
  .option("--out <folder>", "folder of the report; by default as the configuration says", place)
  .option(
    "--fail-if <condition>",
    'name, comparison and number, or "calibrated" for the end of the range of calibrated generators; may be given more than once',
    list,
    [],
  )
  .addHelpText(
    "after",
    `\nNames for --fail-if, of the finest binning:\n${
      names.join("\n")
    }\n\nFor example:\n  deno task audit init --file 'draws/*.npy' --truth-file truth.npy --training-events 10000\n  deno task audit audit.yaml --fail-if "coverage_deviation > 0.1" --fail-if "rank_p < 0.01"\n`,
  )
  .action(run);

command.command("init")
  .description(
    "Writes a configuration with comments, from flags, and by asking for what they do not say where there is a terminal.",
  )
  .argument("[path]", "file to write", "audit.yaml")
  .option("--title <name>", "name of the generator")
  .addOption(new Option("--draws <kind>", "what the draws give").choices(drawKinds))
  .option("--file <path>", "file of the draws, or a pattern with one * for a file a draw", place)
  .addOption(new Option("--truth <kind>", "what the truth is").choices(truthKinds))
  .option("--truth-file <path>", "file of the truth", place)
  .option("--holdout-file <path>", "file of held-out events", place)
  .option("--training-events <count>", "training events of each run", count)
  .option("--training-file <path>", "file of the training events", place)
  .option("--bins <list>", "quantile bins along each axis of events, such as 20,20", flag(readBins))
  .option(
    "--edges <list>",
    "edges along each axis, as from:to:bins or a file, such as 0:1:20,edges_y.npy",
    flag(readEdges),
  )
  .action(async (path: string, options: InitOptions) => {
    const text = template(asked(options));
    // What was written must be readable; a name with a line break is refused here.
    parseConfig(path, text);
    await writeNew(resolve(path), text);
    const word = /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
    console.log(`Wrote ${path}; edit it, then: deno task audit ${word}`);
    if (dirname(path) !== ".") console.log("Its paths go from its own folder.");
  });

await main(command);
