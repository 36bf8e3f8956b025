/**
 * The answers that `audit init` needs: from flags, from questions at a terminal, or else the usual ones.
 *
 * @module
 */
import { type Draft, nameSchema, pathSchema } from "../config.ts";

const kinds = ["masses", "densities", "counts", "events"] as const;
/** What draws may give. */
export const drawKinds = kinds;
/** What the truth may be. */
export const truthKinds = ["equal", ...kinds, "none"] as const;

/** Edges along an axis: equal steps, or an array in a file. */
export type AxisEdges =
  | { readonly from: number; readonly to: number; readonly bins: number }
  | { readonly file: string };

/** What a configuration is written from. */
export interface Answers {
  readonly title: string;
  /** What the files of the draws hold. */
  readonly draws: typeof drawKinds[number];
  /** A file, or a pattern or a folder for a file a draw. */
  readonly file: string;
  /** What the file of the truth holds; "none" where there is no truth. */
  readonly truth: typeof truthKinds[number];
  readonly truthFile?: string;
  readonly holdoutFile?: string;
  readonly trainingFile?: string;
  readonly nTrain?: number;
  /** Quantile bins along each axis, of the truth, else the held-out sample, else the training events. */
  readonly bins?: readonly number[];
  readonly edges?: readonly AxisEdges[];
}

/** Reads an answer: its value, or a rule that it breaks. */
type Reading<T> = { readonly value: T } | { readonly rule: string };
type Read<T> = (answer: string) => Reading<T>;

const oneOf = <T extends string>(values: readonly T[]): Read<T> => (answer) => {
  const value = values.find((value) => value === answer);
  return value === undefined ? { rule: `one of ${values.join(", ")}` } : { value };
};

const isText =
  (schema: typeof nameSchema | typeof pathSchema, rule: string): Read<string> => (answer) =>
    schema.safeParse(answer).success ? { value: answer } : { rule };
/** Reads the name of a generator. */
export const readTitle = isText(nameSchema, "one line of at most 200 characters");
const path = isText(pathSchema, "a path");

const pattern: Read<string> = (answer) =>
  /[*?]/.test(answer.slice(0, answer.lastIndexOf("/") + 1))
    ? { rule: "a path, with * and ? in its last part alone" }
    : path(answer);

const orNone = <T>(read: Read<T>): Read<T | undefined> => (answer) => {
  if (answer === "none") return { value: undefined };
  const result = read(answer);
  return "rule" in result ? { rule: `${result.rule}, or none` } : result;
};

const wholeNumber: Read<number> = (answer) => {
  const value = Number(answer);
  return Number.isSafeInteger(value) && value > 0
    ? { value }
    : { rule: "a whole number of at least 1" };
};

/** Reads numbers of bins, such as `20,20`. */
export function readBins(answer: string): Reading<number[]> {
  const value = answer.split(",").map(Number);
  return value.length > 5 || value.some((bins) => !Number.isSafeInteger(bins) || bins < 1)
    ? { rule: "1 to 5 whole numbers of at least 1, such as 20,20" }
    : { value };
}

/** Reads edges, such as `0:1:20,edges_y.npy`. */
export function readEdges(answer: string): Reading<AxisEdges[]> {
  const rule = "1 to 5 of from:to:bins or a file, such as 0:1:20,edges_y.npy";
  const value: AxisEdges[] = [];
  for (const part of answer.split(",").map((part) => part.trim())) {
    const numbers = part.split(":").map((text) => text.trim() === "" ? NaN : Number(text));
    const [from, to, bins] = numbers;
    if (numbers.length === 3 && numbers.every(Number.isFinite)) {
      if (!(from < to) || !Number.isSafeInteger(bins) || bins < 1) return { rule };
      value.push({ from, to, bins });
    } else if ("value" in path(part) && !/^[-+.\d\s:]*:[-+.\d\s:]*$/.test(part)) {
      value.push({ file: part });
    } else return { rule };
  }
  return value.length > 5 ? { rule } : { value };
}

/** Reads a column and how many bins it is looked at in, such as `energy:4`. */
export function readCondition(
  answer: string,
): Reading<{ readonly column: string; readonly quantiles: number }> {
  const colon = answer.lastIndexOf(":");
  const [column, quantiles] = [answer.slice(0, colon), Number(answer.slice(colon + 1))];
  return colon > 0 && nameSchema.safeParse(column).success && Number.isSafeInteger(quantiles) &&
      quantiles >= 2 && quantiles <= 100
    ? { value: { column, quantiles } }
    : { rule: "a name and 2 to 100 bins, such as energy:4" };
}

/** Asks a question and returns the line of the answer; null at the end of the input. */
export type Ask = (question: string) => string | null;

/**
 * All answers that a configuration needs: those already chosen, then the reader's, then the usual names of
 * files.
 *
 * @param choices Answers that need no question.
 * @param ask Asks the reader a question; without it, the usual answer is taken.
 * @param say Tells the reader why a question is asked again.
 * @throws {RangeError} If the input ends before all questions are answered.
 *
 * @example Densities need edges
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { answersOf } from "./answers.ts";
 *
 * const { edges } = answersOf({ draws: "densities", truth: "none", edges: [{ file: "e.npy" }] });
 * assertEquals(edges, [{ file: "e.npy" }]);
 * ```
 */
export function answersOf(
  choices: Partial<Answers>,
  ask?: Ask,
  say: (text: string) => void = () => {},
): Answers {
  function settle<T>(known: T | undefined, question: string, fallback: string, read: Read<T>): T {
    if (known !== undefined) return known;
    for (;;) {
      if (ask === undefined && fallback !== "none") {
        say(`Takes for granted: ${question.split(/[:,]/)[0]}: ${fallback}`);
      }
      const answer = ask === undefined ? fallback : ask(`${question} [${fallback}]`);
      if (answer === null) {
        throw new RangeError(
          "Cannot write a configuration as every question must be answered: current value is the end of the input",
        );
      }
      const result = read(answer.trim() || fallback);
      if ("value" in result) return result.value;
      say(`It must be ${result.rule}.`);
    }
  }
  const title = settle(choices.title, "Name of the generator", "My generator", readTitle);
  const draws = settle(
    choices.draws,
    `What do the draws give: ${drawKinds.join(", ")}?`,
    "events",
    oneOf(drawKinds),
  );
  const events = draws === "events";
  const file = settle(
    choices.file,
    "File of the draws, or a pattern with one * for a file a draw",
    events ? "draws/*.npy" : "draws.npy",
    pattern,
  );
  const truth = settle(
    choices.truth,
    `What is the truth: ${truthKinds.join(", ")}?`,
    events ? "events" : "masses",
    oneOf(truthKinds),
  );
  const truthFile = truth === "equal" || truth === "none"
    ? undefined
    : settle(choices.truthFile, "File of the truth", "truth.npy", path);
  const holdoutFile = settle(
    choices.holdoutFile,
    "File of held-out events, or none",
    "none",
    orNone(path),
  );
  const nTrain = settle(
    choices.nTrain,
    "Training events of each run, or none",
    "none",
    orNone(wholeNumber),
  );
  const answers = { title, draws, file, truth, truthFile, holdoutFile, nTrain };
  // Quantiles for events whose truth is not yet in bins; edges for bins that events must be put into.
  if (events && (truth === "events" || truth === "none") && choices.edges === undefined) {
    const trainingFile = truth === "events" || holdoutFile !== undefined
      ? choices.trainingFile
      : settle(
        choices.trainingFile,
        "File of the training events, of which the bins are quantiles",
        "training.npy",
        path,
      );
    const bins = settle(
      choices.bins && [...choices.bins],
      "Bins along each axis of the events",
      "10,10",
      readBins,
    );
    return { ...answers, trainingFile, bins };
  }
  const needed = events || draws === "densities" || truth === "densities" || truth === "events" ||
    holdoutFile !== undefined;
  const edges = needed
    ? settle(
      choices.edges && [...choices.edges],
      "Edges of the bins along each axis, as from:to:bins or a file",
      "edges_x.npy,edges_y.npy",
      readEdges,
    )
    : choices.edges;
  return { ...answers, trainingFile: choices.trainingFile, edges };
}

/** The configuration of answers. */
export function draftOf(answers: Answers): Draft {
  const { title, draws, file, truth, truthFile, holdoutFile, trainingFile, nTrain } = answers;
  const { bins, edges } = answers;
  const many = /[*?]/.test(file);
  const quantilesOf = truth === "events"
    ? "truth"
    : holdoutFile === undefined
    ? "training"
    : "holdout";
  return {
    title,
    generator: title,
    draws: { kind: draws, ...(many ? { files: file } : { file }) },
    ...(truth === "none" ? {} : {
      truth: truth === "equal" ? { kind: truth } : { kind: truth, file: truthFile! },
    }),
    ...(holdoutFile !== undefined && { holdout: { kind: "events", file: holdoutFile } }),
    ...(nTrain !== undefined && { nTrain }),
    ...(trainingFile !== undefined && { training: { file: trainingFile } }),
    ...(edges !== undefined
      ? { binning: { edges: [...edges] } }
      : bins !== undefined
      ? { binning: { quantiles: { of: quantilesOf, bins: [...bins] } } }
      : {}),
  };
}
