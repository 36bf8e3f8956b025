/**
 * The command `audit` with its options and help. Its actions are passed in, so that the pages of the site show the
 * same help.
 *
 * @module
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { count, list, names, place } from "../runner/arguments.ts";
import { commandNamed } from "../runner/command.ts";
import {
  type AxisEdges,
  drawKinds,
  readBins,
  readCondition,
  readEdges,
  readTitle,
  truthKinds,
} from "./look/answers.ts";
import { quantityMeanings } from "./verdicts/quantities.ts";

/** Options of the measuring, once the files are known. */
export interface ReportOptions {
  readonly out?: string;
  readonly failIf: readonly string[];
}

/** Reads the value of a flag as an answer is read. */
function flag<T>(read: (answer: string) => { value: T } | { rule: string }) {
  return (text: string): T => {
    const result = read(text);
    if ("value" in result) return result.value;
    throw new InvalidArgumentError(`It must be ${result.rule}.`);
  };
}

/** Flags that describe the files. */
export interface FileOptions {
  readonly title?: string;
  /** What the draws give, or their file. */
  readonly draws?: string;
  readonly file?: string;
  readonly truth?: string;
  readonly truthFile?: string;
  readonly holdout?: string;
  readonly training?: string;
  readonly trainingEvents?: number;
  readonly columns?: readonly string[];
  readonly weights?: string;
  readonly condition?: { readonly column: string; readonly quantiles: number };
  readonly bins?: readonly number[];
  readonly edges?: readonly AxisEdges[];
}

/** Adds the flags that describe the files. */
function withFiles(command: Command, titled = "name of the generator"): Command {
  return command
    .option("--title <name>", titled, flag(readTitle))
    .option("--draws <kind|path>", `what the draws give: ${drawKinds.join(", ")}; or their file`)
    .option(
      "--file <path>",
      "file of the draws, a folder, or a pattern with * for a file a draw",
      place,
    )
    .option("--truth <kind|path>", `what the truth is: ${truthKinds.join(", ")}; or its file`)
    .option("--truth-file <path>", "file of the truth", place)
    .option("--holdout-file, --holdout <path>", "file of held-out events", place)
    .option("--training-file, --training <path>", "file of the training events", place)
    .option("--training-events <count>", "training events of each run", count)
    .option(
      "--columns <list>",
      "features: columns or arrays, by name or number, such as mass,pt",
      names,
    )
    .option("--weights <name>", "column or array of the weights of events")
    .option(
      "--condition <name:bins>",
      "column of the condition of a generator, and the number of its bins, such as energy:4",
      flag(readCondition),
    )
    .option(
      "--bins <list>",
      "quantile bins along each feature of events, such as 20,20",
      flag(readBins),
    )
    .option(
      "--edges <list>",
      "edges along each feature, as from:to:bins or a file, such as 0:1:20,edges_y.npy",
      flag(readEdges),
    );
}

/** Options of a comparison. */
export interface CompareOptions extends FileOptions {
  readonly out?: string;
  readonly failIfBehind?: boolean;
}

/** What the command and its subcommands do with the files that are named and the options. */
export interface AuditActions {
  readonly audit: (files: readonly string[], options: ReportOptions & FileOptions) => Promise<void>;
  readonly init: (files: readonly string[], options: FileOptions) => Promise<void>;
  readonly compare: (generators: readonly string[], options: CompareOptions) => Promise<void>;
}

const meanings = [...quantityMeanings].map(([name, meaning]) => `  ${name.padEnd(26)}${meaning}`);

/** The command; its help calls it by the value of its option `--as`. */
export function auditCommand(actions: AuditActions): Command {
  /** Examples of calls, for the help. */
  const examples = (...calls: string[]) =>
    `\nFor example:\n${
      calls.map((call) => `  ${command.getOptionValue("as")} ${call}\n`).join("")
    }`;

  const command: Command = withFiles(commandNamed("audit"))
    .description(
      "Measures calibration and amplification of somebody else's generator, and writes a report: pages, " +
        "results.json, tables as CSV and for HEPData, charts as SVG and PDF. It takes files, whose roles " +
        "it tells by their names and shapes or by flags, or a configuration.\n" +
        "Exit code 0; 1 where it cannot; 2 where a condition of --fail-if holds.",
    )
    .enablePositionalOptions()
    .argument(
      "[files...]",
      "files of draws, truth and other samples; or a configuration, YAML or JSON (default: audit.yaml)",
    )
    .option(
      "--out <folder>",
      "folder of the report; by default audit-report, or as the configuration says",
      place,
    )
    .option(
      "--fail-if <condition>",
      'name, comparison and number, or "calibrated" for the end of the range of calibrated generators; may be given more than once',
      list,
      [],
    )
    .addOption(new Option("--as <command>").default("deno task audit").hideHelp())
    .addHelpText(
      "after",
      () =>
        `\nNames for --fail-if, of the finest binning:\n${meanings.join("\n")}\n${
          examples(
            "draws.npy truth.npy --training-events 10000",
            "--draws 'draws/*.npy' --truth truth.npy --weights w",
            'audit.yaml --fail-if "coverage_deviation > 0.1" --fail-if "rank_p < 0.01"',
          )
        }`,
    )
    .action(actions.audit);

  withFiles(command.command("init"))
    .description(
      "Writes a configuration with comments: from files, as audit takes them; else from flags, and by asking for what they do not say where there is a terminal.",
    )
    .argument(
      "[files...]",
      "files of draws, truth and other samples, and the path to write (default: audit.yaml)",
    )
    .action(actions.init);

  withFiles(command.command("compare"), "title of the comparison")
    .description(
      "Compares generators that have the same truth and bins, and writes a report: one page, comparison.json, " +
        "comparison.csv and summary.md. A difference has an error in which the noise of the truth that they share " +
        "cancels; an order is stated where it is significant, by chance in at most 1 % of comparisons.\n" +
        "Exit code 0; 1 where it cannot; 2 where --fail-if-behind holds.",
    )
    .argument(
      "[generators...]",
      "configurations, or files of what each generated, which the flags tell more of: two or more",
    )
    .option("--out <folder>", "folder of the report; by default audit-compare", place)
    .option("--fail-if-behind", "fail where another generator comes after the first by any measure")
    .addHelpText(
      "after",
      () =>
        examples(
          "compare mine/a.yaml mine/b.yaml",
          "compare a.npy b.npy --truth truth.npy --out leaderboard",
          "compare released.yaml new.yaml --fail-if-behind",
        ),
    )
    .action(actions.compare);

  return command;
}
