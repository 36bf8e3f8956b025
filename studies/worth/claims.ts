/**
 * Whether what a posterior claims is what its sample achieves.
 *
 * @module
 */
import { calibratedRatio } from "../../core/calibration/mod.ts";
import { fewestDraws } from "../../core/measure/order.ts";
import { type Side, sidesOf } from "../../core/significance.ts";
import type { Estimate } from "../shared/schema.ts";
import type { WorthSeries } from "./schema.ts";

/** A number of bins of a method, and the draws of each run. */
export interface Claiming {
  readonly row: WorthSeries["rows"][number];
  readonly draws: number;
}

/** What a calibrated posterior claims over what it achieves, in expectation: a little more than 1 for few draws. */
export function fairRatio({ row: { autocorrelationTime }, draws }: Claiming): number {
  return calibratedRatio(draws, autocorrelationTime);
}

/** A claim beside what a calibrated posterior would claim. */
export interface Claim {
  /** Claimed over achieved, less that of a calibrated posterior. */
  readonly excess: Estimate;
  /** Whether the draws of a run are worth enough independent ones to judge it. */
  readonly judged: boolean;
  /** On which side of that it lies, all judged methods together; `undefined` where it is not significant. */
  readonly side: Side | undefined;
}

/** The claims of several methods at one number of bins. */
export function claimsOf(claiming: readonly Claiming[]): Claim[] {
  const claims = claiming.map(({ row, draws }) => ({
    excess: {
      value: row.ratio.value - fairRatio({ row, draws }),
      error: row.ratio.error,
    },
    judged: draws / (row.autocorrelationTime ?? 1) >= fewestDraws,
  }));
  const judged = claims.filter((claim) => claim.judged);
  const sides = sidesOf(judged.map(({ excess }) => excess), claiming[0].row.ratio.perRun.length);
  return claims.map((claim) => ({
    ...claim,
    side: claim.judged ? sides[judged.indexOf(claim)] : undefined,
  }));
}
