/**
 * The configuration of an audit: where the numbers are and what they mean.
 *
 * @module
 */
import { parse as parseJson } from "../types/std/jsonc.ts";
import { parse as parseYaml } from "../types/std/yaml.ts";
import * as z from "zod";
import { faultOf } from "../runner/fault.ts";
import { quote, textWays } from "./formats/source.ts";

/** Names and titles. */
export const nameSchema = z.string().min(1).max(200).regex(
  /^[^\p{C}]+$/u,
  "must be one line of text",
);
/** Paths of files and folders. */
export const pathSchema = z.string().min(1).max(4096).refine((text) => !text.includes("\0"), {
  message: "must be a path",
}).meta({ title: "path" });
const name = nameSchema, path = pathSchema;
const count = z.int().positive();

/** An array in a file. */
const array = {
  file: path.describe("Path, from the folder of the configuration."),
  dataset: name.optional().describe(
    "Name of the array, dataset, histogram or tree in a file that holds several.",
  ),
  columns: z.array(name).min(1).max(10_000).optional().describe(
    "Columns of a table or branches of a tree, in this order.",
  ),
  text: z.array(z.enum(textWays)).min(1).optional().describe(
    "What a table of text has: decimals after commas, where semicolons, tabs or blanks separate values; a row of units below the names, which is passed over. By default it has neither.",
  ),
};
const source = z.strictObject(array).meta({
  id: "array",
  description: "An array in a file.",
});
/** An array in a file. */
export type ArrayPlace = z.infer<typeof source>;

const column = z.union([name, z.int().nonnegative(), source]).meta({
  id: "column",
  description: "Its name, its number from 0 along the last axis, or an array that has it alone.",
});
/** A column of events. */
export type Column = z.infer<typeof column>;

/** Where events are. */
const events = {
  ...array,
  columns: z.array(column).min(1).max(10_000).optional().describe(
    "Features, in this order; by default all columns that are named for nothing else.",
  ),
  weights: column.optional().describe("Weights of events, of any sign."),
  condition: column.optional().describe("The condition, where this sample names it otherwise."),
};
/** Events in one array, or in several side by side. */
export type EventsPlace = Omit<ArrayPlace, "columns"> & {
  readonly columns?: readonly Column[];
  readonly weights?: Column;
  readonly condition?: Column;
};

/** Draws in one array, or a file for each of them. */
const many = {
  file: path.optional().describe(
    "Path, from the folder of the configuration; either this or files.",
  ),
  files: z.union([
    path,
    z.array(path).min(1),
    z.array(z.union([path, z.array(path).min(1)])).min(1),
  ])
    .optional().describe(
      "A file for each draw, or a list of files for each run: by name, by a pattern with * and ?, or all in a folder.",
    ),
  runs: z.boolean().default(false).describe(
    "Whether the array's first axis counts runs and its second one draws.",
  ),
};

const bins = z.array(count).min(1).max(5);
const inOneRow = bins.optional().describe(
  "Bins along each axis, where an array has them in one row.",
);

const squares = source.optional().describe(
  "Sums of squares of weights, of counts that are sums of weights.",
);

const draws = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("masses"), ...array, ...many, bins: inOneRow }),
  z.strictObject({ kind: z.literal("densities"), ...array, ...many, bins: inOneRow }),
  z.strictObject({
    kind: z.literal("counts"),
    ...array,
    ...many,
    bins: inOneRow,
    generated: z.number().positive().optional().describe(
      "Events generated with each draw, those beyond the bins too; by default the sum of its counts.",
    ),
    squares,
  }),
  z.strictObject({
    kind: z.literal("events"),
    ...events,
    ...many,
    draw: column.optional().describe(
      "Column that identifies the draw, where one table holds the events of all draws of a run.",
    ),
    order: z.array(z.enum(["runs", "draws", "events", "features"])).min(1).max(4).optional()
      .describe(
        "Axes of the array as it has them; by default draws, events, features, after the runs if there are several. Without draws among them, a single sample.",
      ),
  }),
]);

const counts = z.strictObject({
  kind: z.literal("counts"),
  ...array,
  events: z.number().positive().optional().describe(
    "All events, or the sum of their weights, those beyond the bins too; by default those of the bins.",
  ),
  squares,
});

const truth = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("equal") }),
  z.strictObject({ kind: z.literal("masses"), ...array }),
  z.strictObject({ kind: z.literal("densities"), ...array }),
  counts,
  z.strictObject({ kind: z.literal("events"), ...events }),
]);

const holdout = z.discriminatedUnion("kind", [
  counts,
  z.strictObject({ kind: z.literal("events"), ...events }),
]);

const missing = z.array(z.union([z.enum(["nan", "infinity"]), z.number()])).min(1).max(100);
/** Values that mark missing numbers; an event with one of them is left out. */
export type Missing = z.infer<typeof missing>;

const axisEdges = z.union([
  z.array(z.number()).min(2),
  z.strictObject({ from: z.number(), to: z.number(), bins: count }),
  source,
]);

const binning = z.strictObject({
  edges: z.array(axisEdges).min(1).max(5).optional().describe(
    "Edges along each axis: a list, equal steps, or an array in a file.",
  ),
  quantiles: z.strictObject({
    of: z.enum(["truth", "training", "holdout"]).describe("The sample whose quantiles they are."),
    bins: bins.describe("Bins along each axis."),
  }).optional().describe("Bins that hold equal parts of a sample along each axis."),
  beyond: z.enum(["left out", "outermost"]).optional().describe(
    "What becomes of events beyond the outermost edges; by default quantile bins keep them.",
  ),
}).refine(({ edges, quantiles }) => (edges === undefined) !== (quantiles === undefined), {
  message: "must have either edges or quantiles",
});

const condition = z.strictObject({
  column: z.union([name, z.int().nonnegative()]).describe(
    "Column of every sample, by name or number.",
  ),
  edges: z.array(z.number()).min(2).max(101).optional().describe("Edges of its bins."),
  quantiles: z.int().min(2).max(100).optional().describe(
    "How many quantiles of the sample of which the bins are; either these or edges.",
  ),
}).refine(({ edges, quantiles }) => (edges === undefined) !== (quantiles === undefined), {
  message: "must have either edges or quantiles",
});

/** Schema of a configuration. */
export const auditConfig = z.strictObject({
  title: name.default("Audit of a generator").describe("Title of the report."),
  generator: name.default("generator").describe("Name of the generator, in legends."),
  draws: draws.describe("What each draw of the generator gives, and where it is."),
  truth: truth.optional().describe(
    "The truth; without one, less can be said. Of the kind “equal”, all bins have the same true mass.",
  ),
  holdout: holdout.optional().describe("Events that the generator was not trained on."),
  training: z.strictObject(events).optional().describe(
    "Training events: quantiles may be of them, and a single sample is compared with them for copies.",
  ),
  nTrain: count.optional().describe(
    "Training events of each run; by default as many as the training sample has.",
  ),
  binning: binning.optional().describe(
    "Bins of events, and edges of other draws; by default those that come with the arrays.",
  ),
  axes: z.array(z.strictObject({
    name: name.describe("Name of a feature."),
    unit: name.optional().describe("Its unit."),
  })).min(1).max(10_000).optional().describe("Names and units of the features."),
  condition: condition.optional().describe(
    "The condition of the generator for each event: everything is measured in each bin of it, too.",
  ),
  missing: missing.optional().describe(
    "Values that stand for none: events with one of them are left out and counted. By default none is allowed.",
  ),
  coarser: z.union([z.literal("auto"), z.array(z.int().min(2)).max(30)]).default("auto").describe(
    "Coarser binnings that are measured too, by how many bins are added up along each axis.",
  ),
  seed: z.int().nonnegative().default(1).describe("Seed of all random numbers."),
  id: name.default("audit").describe(
    "Tells the random numbers of one audit from those of another with the same seed.",
  ),
  replicates: z.int().min(19).max(100_000).default(999).describe(
    "Simulations behind each p-value.",
  ),
  falseAlarms: z.number().gt(0).lt(0.5).default(0.01).describe(
    "Probability that the report on a calibrated generator says “fails” anywhere.",
  ),
  output: path.default("audit-report").describe(
    "Folder of the report, from the folder of the configuration.",
  ),
});
/** A configuration with its defaults. */
export type AuditConfig = z.infer<typeof auditConfig>;

/** A configuration as it is written, without defaults. */
export type Draft = z.input<typeof auditConfig>;

/** The schema of configurations as they are written, as JSON Schema (draft 2020-12). */
export function publishedConfigSchema(): unknown {
  return {
    title: "Configuration of an audit",
    ...z.toJSONSchema(auditConfig, { io: "input" }),
  };
}

/** Longest configuration, characters, and most values in one, aliases written out. */
const LONGEST = 1 << 24, MOST = 1 << 21;

/** Throws for a value that aliases make larger than it may be. */
function checkSize(value: unknown, refuse: (current: string) => Error): void {
  let left = MOST;
  const visit = (value: unknown, depth: number) => {
    if (--left < 0) throw refuse(`more than ${MOST} values`);
    if (depth > 20) throw refuse("a value within more than 20 others");
    if (typeof value !== "object" || value === null) return;
    for (const inner of Object.values(value)) visit(inner, depth + 1);
  };
  visit(value, 0);
}

/**
 * Whether a file is a configuration rather than data: by its ending, and for JSON by its content.
 *
 * @param bytes Its bytes; a file that is not there is taken for one.
 */
export function isConfig(path: string, bytes: () => Uint8Array | undefined): boolean {
  if (/\.ya?ml$/i.test(path)) return true;
  if (!/\.json$/i.test(path)) return false;
  const content = bytes();
  return content === undefined || /"draws"\s*:\s*\{/.test(new TextDecoder().decode(content));
}

/**
 * The text of a configuration.
 *
 * @throws {SyntaxError} If it is not in UTF-8.
 */
export function configText(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const [before] = new TextDecoder().decode(bytes).split("\ufffd");
    throw new SyntaxError(
      `Cannot use ${
        quote(path, 300)
      } as it must be text in UTF-8: current value is another encoding in line ${
        before.split("\n").length
      }`,
    );
  }
}

/**
 * Reads a configuration: YAML, or JSON with comments where it starts with a brace.
 *
 * @param where What the sentence of an error names.
 * @throws {SyntaxError} If it is neither, or says what cannot be understood; the sentence names the place.
 */
export function parseConfig(where: string, text: string): AuditConfig {
  const refuse = (rule: string) => (current: string) =>
    new SyntaxError(`Cannot use ${quote(where, 300)} as ${rule}: current value is ${current}`);
  if (text.length > LONGEST) {
    throw refuse(`a configuration must have at most ${LONGEST} characters`)(String(text.length));
  }
  const json = /^\s*(?:\/[/*][\s\S]*?)?\{/.test(text.replace(/^\ufeff/, ""));
  let value: unknown;
  try {
    value = json ? parseJson(text.replace(/^\ufeff/, "")) : parseYaml(text, { schema: "core" });
  } catch (error) {
    throw refuse(`it must be ${json ? "JSON" : "YAML"}`)(
      quote((error as Error).message.split("\n")[0], 200),
    );
  }
  checkSize(value, refuse("it must be of reasonable size"));
  const parsed = auditConfig.safeParse(value);
  if (!parsed.success) {
    const { rule, current } = faultOf(parsed.error, value);
    throw refuse(rule)(current);
  }
  const config = parsed.data;
  if ((config.draws.file === undefined) === (config.draws.files === undefined)) {
    throw refuse("the draws must have either file or files")(
      config.draws.file === undefined ? "neither" : "both",
    );
  }
  if (config.draws.files !== undefined && config.draws.runs) {
    throw refuse("files of several runs must be a list for each run, not runs: true")("both");
  }
  return config;
}
