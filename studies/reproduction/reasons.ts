/**
 * Tests of reasons why a published curve does not come out: the same measurement of a chain that differs
 * in one thing from the one that stands for the paper's, on the same training set; or another measurement of the
 * same draws.
 *
 * @module
 */
import { hypot, log } from "../../core/elementary.ts";
import type { AmplificationRecord } from "../amplification/measure.ts";
import type { Estimate, Finding, Method } from "../shared/schema.ts";
import { listed, plusMinus } from "../../render/sentence.ts";
import type { RadiusRecord } from "./radius.ts";
import type { Change } from "./same_draws.ts";
import type { Reason, ReproducedCurve, ReproducedNumber } from "./schema.ts";

/** A chain that differs in one thing from the authors'. */
export interface Candidate {
  /** Identifier of its method in the grid of posteriors. */
  readonly id: string;
  /** What differs, as "Perhaps it is because of ..." goes on. */
  readonly reason: string;
}

/** Method that stands for the paper's chain. */
export const authorsChain = "adam-mcmc-s0.1";

/** What may be the cause of a difference of the authors' chain. */
export const candidates: readonly Candidate[] = [
  { id: "adam-mcmc-long", reason: "the length of the chain" },
  { id: "adam-mcmc-authors-restored", reason: "the moments of Adam after a rejection" },
  { id: "adam-mcmc-exact-kept", reason: "the formula of proposal and ratio" },
  { id: "adam-mcmc-full-s0.1", reason: "the test on a batch in place of all data" },
];

/** What is measured of the chain of one training set. */
export interface OneRun {
  readonly method: Method;
  readonly amplification: Pick<AmplificationRecord, "rows">;
  readonly radius: Pick<RadiusRecord, "deviation">;
}

/** Standard errors by which a number must differ from another to be called different. */
const clearance = 3;

/** What a change says about the difference that it is to account for. */
function outcomeOf(needed: Estimate, found: Estimate): Reason["outcome"] {
  if (needed.error === null || found.error === null) return "not judged";
  const moves = Math.abs(found.value) > clearance * found.error;
  const enough = Math.abs(found.value - needed.value) <=
    clearance * hypot(found.error, needed.error);
  if (enough && moves) return "accounts for it";
  // What is surely less than half of the change asked for is not the reason, however little that clears its error.
  const reach = Math.sign(needed.value) * found.value + clearance * found.error;
  if (enough && reach > Math.abs(needed.value) / 2) return "cannot be told";
  return moves && found.value * needed.value > 0 && Math.abs(found.value) < Math.abs(needed.value)
    ? "accounts for a part of it"
    : "does not account for it";
}

function average(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/**
 * Tests every candidate against every difference of the authors' chain that is not small.
 *
 * The error of a change is that of one run less another, from the scatter between runs of the authors'
 * chain. Both chains see the same training set, so that this is the most that it can be.
 *
 * @param base The authors' chain on the first training set.
 * @param variants Candidates on the same.
 * @param runs Runs of the authors' chain in the curves, and of the paper.
 */
export function testReasons(
  base: OneRun,
  variants: readonly (OneRun & { readonly reason: string })[],
  curves: readonly ReproducedCurve[],
  numbers: readonly ReproducedNumber[],
  { runs, paperRuns }: { readonly runs: number; readonly paperRuns: number },
): Reason[] {
  const out: Reason[] = [];
  const test = (
    name: string,
    difference: Estimate,
    error: number | null,
    change: (variant: OneRun) => number,
  ) => {
    const needed = { ...difference, value: -difference.value };
    for (const variant of variants) {
      const found = {
        value: change(variant),
        error: error && error * Math.sqrt(2 * runs),
      };
      out.push({
        quantity: name,
        reason: variant.reason,
        method: variant.method,
        needed,
        found,
        outcome: outcomeOf(needed, found),
      });
    }
  };
  for (const { quantity, ours } of curves) {
    if (quantity !== "amplification" && quantity !== "radius") continue;
    const one = ours.find(({ method }) => method.id === base.method.id);
    if (!one?.summary || one.summary.mean.verdict === "agrees") continue;
    const places = one.paper.flatMap((value, i) => value === null ? [] : [i]);
    if (quantity === "amplification") {
      const mean = ({ amplification: { rows } }: OneRun) =>
        average(places.map((i) => log(rows[i].std.mean.value)));
      const relative = places.map((i) => one.error[i] === null ? null : one.error[i]! / one.y[i]);
      test(
        "logarithm of the amplification",
        one.summary.mean.difference,
        relative.includes(null) ? null : average(relative as number[]),
        (variant) => mean(variant) - mean(base),
      );
    } else {
      const mean = ({ radius: { deviation } }: OneRun) => average(places.map((i) => deviation[i]));
      // The error of the difference is that of the means of both, ours standing in for the paper's.
      const { error } = one.summary.mean.difference;
      test(
        "coverage against the radius",
        one.summary.mean.difference,
        error && error / Math.sqrt(1 + runs / paperRuns),
        (variant) => mean(variant) - mean(base),
      );
    }
  }
  const first = numbers.find(({ id }) => id === `first-bin-${base.method.id}`);
  if (first !== undefined && first.comparison.verdict !== "agrees") {
    test(
      "coverage in the first radial bin",
      first.comparison.difference,
      first.ours.error,
      (variant) => variant.radius.deviation[0] - base.radius.deviation[0],
    );
  }
  return out;
}

/** Changes that the draws of a method allow. */
export interface MethodChanges {
  readonly method: Method;
  readonly changes: readonly Change[];
}

/**
 * Tests every change against the curves of its method that do not agree. Both sides of a change see the same draws
 * of all training sets, so that its error is small.
 */
export function testSameDraws(
  measured: readonly MethodChanges[],
  curves: readonly ReproducedCurve[],
): Reason[] {
  return curves.flatMap(({ quantity, nBins, ours }) =>
    ours.flatMap(({ method, summary }) => {
      const verdict = summary?.mean.verdict ?? "not judged";
      if (verdict === "agrees" || verdict === "not judged") return [];
      const { difference } = summary!.mean;
      const needed = { ...difference, value: -difference.value };
      const changes = measured.find((one) => one.method.id === method.id)?.changes ?? [];
      return changes
        .filter((one) => one.quantity === quantity && one.nBins === nBins)
        .map(({ reason, change }): Reason => ({
          quantity: quantity === "amplification"
            ? "logarithm of the amplification"
            : `coverage at ${nBins} × ${nBins} bins`,
          reason,
          method,
          needed,
          found: change,
          outcome: outcomeOf(needed, change),
        }));
    })
  );
}

/** Outcomes in the order in which a sentence tells them. */
const outcomes = [
  "accounts for it",
  "accounts for a part of it",
  "cannot be told",
  "does not account for it",
] as const;

/** What a list of reasons is tested by, and the beginning of the names of its sentences. */
const tests = {
  chains: { id: "reason", by: "by chains that differ in one thing on the first training set" },
  draws: { id: "same-draws", by: "on the same draws of all training sets" },
} as const;

/** One sentence for each quantity that does not come out. */
export function reasonFindings(
  reasons: readonly Reason[],
  test: keyof typeof tests = "chains",
): Finding[] {
  const { id, by } = tests[test];
  const judged = reasons.filter(({ outcome }) => outcome !== "not judged");
  // The chains that differ have methods of their own.
  const whose = ({ method }: Reason) => test === "draws" ? ` ${method.id}` : "";
  const groups = Map.groupBy(judged, (one) => one.quantity + whose(one));
  return [...groups].map(([name, tested]): Finding => {
    const [{ quantity, method, needed }] = tested;
    const parts = outcomes.flatMap((outcome) => {
      const who = tested.filter((one) => one.outcome === outcome);
      return who.length === 0
        ? []
        : [`${outcome}: ${
          listed(who.map(({ reason, found }) => `${reason} (${plusMinus(found)})`))
        }`];
    });
    return {
      id: `${id}-${name.replaceAll(/[^a-z0-9.]+/g, "-")}`,
      sentence:
        `Why the ${quantity} does not come out at ${method.parameter.symbol} = ${method.parameter.value}, where a change of ${
          plusMinus(needed)
        } is asked for, tested ${by}. ${
          parts.map((part) => part[0].toUpperCase() + part.slice(1)).join(". ")
        }.`,
      evidence: Object.fromEntries([
        ["asked for", needed],
        ...tested.map(({ reason, found }) => [reason, found] as const),
      ]),
    };
  });
}
