/**
 * Tests of possible causes of discrepancies with published curves: the same measurement of a chain that
 * differs in one setting from the authors' chain, on the same training set; or another measurement of
 * the same draws.
 *
 * @module
 */
import { log } from "../../core/elementary.ts";
import { significant } from "../../core/significance.ts";
import type { AmplificationRecord } from "../amplification/measure.ts";
import type { Estimate, Finding, Method } from "../shared/schema.ts";
import { capital, listed, plusMinus } from "../../render/sentence.ts";
import type { RadiusRecord } from "./radius.ts";
import { chanceOfPull, combine } from "./compare.ts";
import type { Change } from "./same_draws.ts";
import type { Comparison, Reason, ReproducedCurve, ReproducedNumber } from "./schema.ts";

/** A chain that differs in one setting from the authors' chain. */
export interface Candidate {
  /** Identifier of its method in the grid of posteriors. */
  readonly id: string;
  /** The difference, as a noun phrase. */
  readonly reason: string;
}

/** Identifier of the method of the paper's chain. */
export const authorsChain = "adam-mcmc-s0.1";

/** Possible causes of discrepancies of the authors' chain. */
export const candidates: readonly Candidate[] = [
  { id: "adam-mcmc-long", reason: "the length of the chain" },
  { id: "adam-mcmc-authors-restored", reason: "the moments of Adam after a rejection" },
  { id: "adam-mcmc-exact-kept", reason: "the formula of proposal and ratio" },
  { id: "adam-mcmc-full-s0.1", reason: "the test on a batch instead of all data" },
];

/** Measures of a chain on one training set. */
export interface OneRun {
  readonly method: Method;
  readonly amplification: Pick<AmplificationRecord, "rows">;
  readonly radius: Pick<RadiusRecord, "deviation">;
}

/** A number with its error, and the degrees of freedom by which that is known. */
interface Known extends Estimate {
  readonly freedom: number;
}

/** The change that is needed, and the one that was measured. */
interface Trial {
  readonly needed: Known;
  readonly found: Known;
}

/** Two-sided p-value of a difference by Student's distribution. */
function chance(difference: number, numbers: readonly Known[]): number {
  const { error, freedom } = combine(
    numbers.map(({ error, freedom }) => ({ error: error!, freedom })),
  );
  if (error === 0) return difference === 0 ? 1 : 0;
  return chanceOfPull(difference / error, Number.isFinite(freedom) ? freedom : null);
}

/**
 * Whether changes account for the needed ones, by three tests: does a change differ from nothing, from the needed
 * one within the errors of both, from half of the needed one as measured? Each test covers all changes together, with
 * a probability of at most 5 % that any of them is rejected by chance.
 */
function outcomesOf(trials: readonly Trial[]): Reason["outcome"][] {
  const judged = trials.filter(({ needed, found: change }) =>
    needed.error !== null && change.error !== null
  );
  const rejected = (chanceOf: (trial: Trial) => number) => significant(judged.map(chanceOf));
  const fromNothing = rejected(({ found: change }) => chance(change.value, [change]));
  const fromHalf = rejected(({ needed, found: change }) =>
    chance(change.value - needed.value / 2, [change])
  );
  const fromAll = rejected(({ needed, found: change }) =>
    chance(change.value - needed.value, [change, needed])
  );
  return trials.map((trial) => {
    const i = judged.indexOf(trial);
    if (i < 0) return "not judged";
    const share = trial.found.value / trial.needed.value;
    if (fromNothing[i]) {
      if (share > 0 && !fromAll[i]) return "accounts for it";
      return share > 0 && share < 1 ? "accounts for a part of it" : "does not account for it";
    }
    return fromAll[i] || (fromHalf[i] && share < 0.5) ? "does not account for it" : "open";
  });
}

/** What a change is tested for; its outcome is found with those of all others. */
type Untested = Omit<Reason, "needed" | "found" | "outcome"> & Trial;

const bare = ({ value, error }: Known): Estimate => ({ value, error });

function withOutcomes(trials: readonly Untested[]): Reason[] {
  const judgements = outcomesOf(trials);
  return trials.map((trial, i) => ({
    ...trial,
    needed: bare(trial.needed),
    found: bare(trial.found),
    outcome: judgements[i],
  }));
}

/** The change that would bring two numbers together. */
function neededFor({ difference: { value, error }, freedom }: Comparison): Known {
  return { value: -value, error, freedom: freedom ?? Infinity };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/**
 * Tests every candidate against every discrepancy of the authors' chain.
 *
 * The error of a change is that of the difference of two runs, from the scatter between runs of the
 * authors' chain. This is an upper limit, because both chains have the same training set.
 *
 * @param base The authors' chain on the first training set.
 * @param variants Candidates on the same training set.
 * @param runs Numbers of runs of the authors' chain in the curves, and of the paper.
 */
export function testReasons(
  base: OneRun,
  variants: readonly (OneRun & { readonly reason: string })[],
  curves: readonly ReproducedCurve[],
  numbers: readonly ReproducedNumber[],
  { runs, paperRuns }: { readonly runs: number; readonly paperRuns: number },
): Reason[] {
  const trials: Untested[] = [];
  const test = (
    quantity: string,
    comparison: Comparison,
    error: number | null,
    change: (variant: OneRun) => number,
  ) => {
    for (const variant of variants) {
      trials.push({
        quantity,
        reason: variant.reason,
        method: variant.method,
        needed: neededFor(comparison),
        found: {
          value: change(variant),
          error: error && error * Math.sqrt(2 * runs),
          freedom: runs - 1,
        },
      });
    }
  };
  for (const { quantity, ours } of curves) {
    if (quantity !== "amplification" && quantity !== "radius") continue;
    const curve = ours.find(({ method }) => method.id === base.method.id);
    if (!curve?.summary || curve.summary.mean.verdict === "agrees") continue;
    const places = curve.paper.flatMap((value, i) => value === null ? [] : [i]);
    if (quantity === "amplification") {
      const mean = ({ amplification: { rows } }: OneRun) =>
        average(places.map((i) => log(rows[i].std.mean.value)));
      const relative = places.map((i) =>
        curve.error[i] === null ? null : curve.error[i]! / curve.y[i]
      );
      test(
        "logarithm of the amplification",
        curve.summary.mean,
        relative.includes(null) ? null : average(relative as number[]),
        (variant) => mean(variant) - mean(base),
      );
    } else {
      const mean = ({ radius: { deviation } }: OneRun) => average(places.map((i) => deviation[i]));
      // The error of the difference combines the errors of both means, ours instead of the paper's.
      const { error } = curve.summary.mean.difference;
      test(
        "coverage against the radius",
        curve.summary.mean,
        error && error / Math.sqrt(1 + runs / paperRuns),
        (variant) => mean(variant) - mean(base),
      );
    }
  }
  const first = numbers.find(({ id }) => id === `first-bin-${base.method.id}`);
  if (first !== undefined && first.comparison.verdict !== "agrees") {
    test(
      "coverage in the first radial bin",
      first.comparison,
      first.ours.error,
      (variant) => variant.radius.deviation[0] - base.radius.deviation[0],
    );
  }
  return withOutcomes(trials);
}

/** Changes of the measurement on the draws of a method. */
export interface MethodChanges {
  readonly method: Method;
  readonly changes: readonly Change[];
}

/**
 * Tests every change against the curves of its method that do not agree. Both sides of a change use the
 * same draws of all training sets, so its error is small.
 *
 * @param runs Training sets.
 */
export function testSameDraws(
  measured: readonly MethodChanges[],
  curves: readonly ReproducedCurve[],
  runs: number,
): Reason[] {
  const trials = curves.flatMap(({ quantity, nBins, ours }) =>
    ours.flatMap(({ method, summary }) => {
      const verdict = summary?.mean.verdict ?? "not judged";
      if (verdict === "agrees" || verdict === "not judged") return [];
      const changes = measured.find((item) => item.method.id === method.id)?.changes ?? [];
      return changes
        .filter((change) => change.quantity === quantity && change.nBins === nBins)
        .map(({ reason, change }): Untested => ({
          quantity: quantity === "amplification"
            ? "logarithm of the amplification"
            : `coverage at ${nBins} × ${nBins} bins`,
          reason,
          method,
          needed: neededFor(summary!.mean),
          found: { ...change, freedom: runs - 1 },
        }));
    })
  );
  return withOutcomes(trials);
}

/** Outcomes in the order of a sentence. */
const outcomes = [
  "accounts for it",
  "accounts for a part of it",
  "open",
  "does not account for it",
] as const;

/** Tests of reasons: prefix of the identifiers of their sentences, and phrase. */
const tests = {
  chains: { id: "reason", by: "by chains that differ in one thing on the first training set" },
  draws: { id: "same-draws", by: "on the same draws of all training sets" },
} as const;

/** One sentence for each quantity that is not reproduced. */
export function reasonFindings(
  reasons: readonly Reason[],
  test: keyof typeof tests = "chains",
): Finding[] {
  const { id, by } = tests[test];
  const judged = reasons.filter(({ outcome }) => outcome !== "not judged");
  // Each chain has its own method, so only changes on the same draws are grouped by method.
  const suffix = ({ method }: Reason) => test === "draws" ? ` ${method.id}` : "";
  const groups = Map.groupBy(judged, (reason) => reason.quantity + suffix(reason));
  return [...groups].map(([name, tested]): Finding => {
    const [{ quantity, method, needed }] = tested;
    const parts = outcomes.flatMap((outcome) => {
      const members = tested.filter((reason) => reason.outcome === outcome);
      return members.length === 0
        ? []
        : [`${capital(outcome)}: ${listed(members.map(({ reason }) => reason))}.`];
    });
    return {
      id: `${id}-${name.replaceAll(/[^a-z0-9.]+/g, "-")}`,
      sentence:
        `The ${quantity} at ${method.parameter.symbol} = ${method.parameter.value} would have to change by ${
          plusMinus(needed)
        } to come out as in the paper. Reasons were tested ${by}. ${parts.join(" ")}`,
      evidence: Object.fromEntries([
        ["needed", needed],
        ...tested.map(({ reason, found: change }) => [reason, change] as const),
      ]),
    };
  });
}
