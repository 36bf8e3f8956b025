/**
 * The configuration of an audit: where the numbers are and what they mean.
 *
 * @module
 */
import { parse as parseJson } from "../types/std/jsonc.ts";
import { parse as parseYaml } from "../types/std/yaml.ts";
import * as z from "zod";
import { faultOf } from "../runner/fault.ts";
import { quote } from "./formats/source.ts";

/** Names and titles. */
export const nameSchema = z.string().min(1).max(200).regex(
  /^[^\p{C}]+$/u,
  "must be one line of text",
);
/** Paths of files and folders. */
export const pathSchema = z.string().min(1).max(4096).refine((text) => !text.includes("\0"), {
  message: "must be a path",
});
const name = nameSchema, path = pathSchema;
const count = z.int().positive();

/** An array in a file. */
const array = {
  /** Path, from the folder of the configuration. */
  file: path,
  /** Name of the array, dataset, histogram or tree in a file that holds several. */
  dataset: name.optional(),
  /** Columns of a table or branches of a tree, in this order. */
  columns: z.array(name).min(1).max(10_000).optional(),
};
const source = z.strictObject(array);
/** An array in a file. */
export type ArrayPlace = z.infer<typeof source>;

/** A column: its name, its number from 0 along the last axis, or an array that has it alone. */
const column = z.union([name, z.int().nonnegative(), source]);
/** A column of events. */
export type Column = z.infer<typeof column>;

/** Where events are. */
const events = {
  ...array,
  /** Features, in this order; by default all columns that are named for nothing else. */
  columns: z.array(column).min(1).max(10_000).optional(),
  /** Weights of events, of any sign. */
  weights: column.optional(),
  /** The condition, where this sample names it otherwise. */
  condition: column.optional(),
};
/** Events in one array, or in several side by side. */
export type EventsPlace = Omit<ArrayPlace, "columns"> & {
  readonly columns?: readonly Column[];
  readonly weights?: Column;
  readonly condition?: Column;
};

/** Draws in one array, or a file for each of them. */
const many = {
  file: path.optional(),
  /**
   * A file for each draw, or a list of files for each run: by name, by a pattern with `*` and `?`, or all in a
   * folder.
   */
  files: z.union([
    path,
    z.array(path).min(1),
    z.array(z.union([path, z.array(path).min(1)])).min(1),
  ])
    .optional(),
  /** Whether the array's first axis counts runs and its second one draws. */
  runs: z.boolean().default(false),
};

/** Bins along each axis, where an array has them in one row. */
const bins = z.array(count).min(1).max(5);

const draws = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("masses"), ...array, ...many, bins: bins.optional() }),
  z.strictObject({ kind: z.literal("densities"), ...array, ...many, bins: bins.optional() }),
  z.strictObject({
    kind: z.literal("counts"),
    ...array,
    ...many,
    bins: bins.optional(),
    /** Events generated with each draw, those beyond the bins too; by default the sum of its counts. */
    generated: z.number().positive().optional(),
    /** Sums of squares of weights, of counts that are sums of weights. */
    squares: source.optional(),
  }),
  z.strictObject({
    kind: z.literal("events"),
    ...events,
    ...many,
    /** Column that tells the draws of a run apart, in a table of the events of all of them. */
    draw: column.optional(),
    /**
     * Axes of the array as it has them; by default draws, events, features, after the runs if there are several.
     * Without draws among them, a single sample.
     */
    order: z.array(z.enum(["runs", "draws", "events", "features"])).min(1).max(4).optional(),
  }),
]);

const counts = z.strictObject({
  kind: z.literal("counts"),
  ...array,
  /** All events, or the sum of their weights, those beyond the bins too; by default those of the bins. */
  events: z.number().positive().optional(),
  /** Sums of squares of weights, of counts that are sums of weights. */
  squares: source.optional(),
});

const truth = z.discriminatedUnion("kind", [
  /** All bins have the same true mass. */
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

/** Values that stand for none. */
const missing = z.array(z.union([z.enum(["nan", "infinity"]), z.number()])).min(1).max(100);
/** Values that stand for none; an event with one of them is left out. */
export type Missing = z.infer<typeof missing>;

const axisEdges = z.union([
  z.array(z.number()).min(2),
  z.strictObject({ from: z.number(), to: z.number(), bins: count }),
  source,
]);

const binning = z.strictObject({
  /** Of each axis: a list, equal steps, or an array in a file. */
  edges: z.array(axisEdges).min(1).max(5).optional(),
  /** Bins that hold equal parts of a sample along each axis. */
  quantiles: z.strictObject({ of: z.enum(["truth", "training", "holdout"]), bins }).optional(),
  /** What becomes of events beyond the outermost edges; by default quantile bins keep them. */
  beyond: z.enum(["left out", "outermost"]).optional(),
}).refine(({ edges, quantiles }) => (edges === undefined) !== (quantiles === undefined), {
  message: "must have either edges or quantiles",
});

const condition = z.strictObject({
  /** Column of every sample, by name or number. */
  column: z.union([name, z.int().nonnegative()]),
  /** Edges of its bins, or how many quantiles of the sample of which the bins are. */
  edges: z.array(z.number()).min(2).max(101).optional(),
  quantiles: z.int().min(2).max(100).optional(),
}).refine(({ edges, quantiles }) => (edges === undefined) !== (quantiles === undefined), {
  message: "must have either edges or quantiles",
});

/** Schema of a configuration. */
export const auditConfig = z.strictObject({
  title: name.default("Audit of a generator"),
  /** Name of the generator, in legends. */
  generator: name.default("generator"),
  draws,
  truth: truth.optional(),
  holdout: holdout.optional(),
  /** Training events, of which quantiles may be taken. */
  training: z.strictObject(events).optional(),
  /** Training events of each run. */
  nTrain: count.optional(),
  binning: binning.optional(),
  /** Names and units of the features. */
  axes: z.array(z.strictObject({ name, unit: name.optional() })).min(1).max(60).optional(),
  /** What the generator is told of each event, of which everything is measured bin by bin, too. */
  condition: condition.optional(),
  /** Values that stand for none: events with one of them are left out and counted. By default none is allowed. */
  missing: missing.optional(),
  /** Coarser binnings that are measured too, by how many bins are added up along each axis. */
  coarser: z.union([z.literal("auto"), z.array(z.int().min(2)).max(30)]).default("auto"),
  seed: z.int().nonnegative().default(1),
  /** Tells the random numbers of one audit from those of another with the same seed. */
  id: name.default("audit"),
  /** Simulations behind each p-value. */
  replicates: z.int().min(19).max(100_000).default(999),
  /** Probability that the report on a calibrated generator says "fails" anywhere. */
  falseAlarms: z.number().gt(0).lt(0.5).default(0.01),
  /** Folder of the report, from the folder of the configuration. */
  output: path.default("audit-report"),
});
/** A configuration with its defaults. */
export type AuditConfig = z.infer<typeof auditConfig>;

/** What a configuration says, without its defaults. */
export type Draft = z.input<typeof auditConfig>;

/** Longest configuration, characters, and most values in one, aliases written out. */
const LONGEST = 1 << 24, MOST = 1 << 21;

/** Refuses a value that aliases make larger than it may be. */
function checkSize(value: unknown, refuse: (found: string) => Error): void {
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
 * Whether a file is a configuration, and no data: by its ending, and in JSON by what it holds.
 *
 * @param bytes Its bytes; a file that is not there is taken for one.
 */
export function isConfig(path: string, bytes: () => Uint8Array | undefined): boolean {
  if (/\.ya?ml$/i.test(path)) return true;
  if (!/\.json$/i.test(path)) return false;
  const found = bytes();
  return found === undefined || /"draws"\s*:\s*\{/.test(new TextDecoder().decode(found));
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
  const refuse = (rule: string) => (found: string) =>
    new SyntaxError(`Cannot use ${quote(where, 300)} as ${rule}: current value is ${found}`);
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
    const { rule, found } = faultOf(parsed.error, value);
    throw refuse(rule)(found);
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
