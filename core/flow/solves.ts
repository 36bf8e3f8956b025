/**
 * The solves that studies and benches use.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { cos, sin } from "../elementary.ts";
import { am4, rk38, type Solve } from "./scheme.ts";

/**
 * Accurate log density of a flow fitted by flow matching: Adams-Moulton 4 with 96 equal steps (97
 * evaluations). On the paper's network trained on the Gamma ring, log p is on average 1e-4 to 1.6e-4
 * nats off a tight solve, less than the 3.4e-4 of the adaptive solver of the paper's public code. The
 * field of a network bends more the longer it is trained. After the 100,000 steps of mean field with
 * k = 10 log p is 6e-4 to 7e-4 nats off, and the mass of a bin 2e-4 to 3e-4 of itself. That is a
 * hundredth of the scatter of draws. The steps are equal because fields bend at different times for different
 * targets: see {@linkcode gradedSolve}.
 */
export const continuousSolve: Solve = { scheme: am4, steps: 96, volumeChange: "trace" };

/**
 * Times from 0 to 1 whose density follows the kinks of the divergence along trained flows, where units
 * of the network change sign. Most lie near the noise, where steps are less than half as long as near
 * the data.
 *
 * @param steps Number of steps, at least 1.
 * @returns `[steps + 1]`
 */
export function gradedTimes(steps: number): number[] {
  const times = Array.from({ length: steps }, (_, i) => {
    const s = i / steps, turn = 2 * Math.PI * s;
    return s + 0.5 * s * (1 - s) + (1 - cos(turn)) / (20 * Math.PI) +
      sin(turn) / (10 * Math.PI);
  });
  return [...times, 1];
}

/**
 * Log density of a flow fitted by flow matching with few evaluations for a given accuracy:
 * Adams-Moulton over {@linkcode gradedTimes}. The first step is halved because the scheme starts with
 * low order.
 *
 * On the paper's network trained on the Gamma ring log p is on average 3e-4 nats off a tight solve with
 * 46 steps (47 evaluations) and 2e-4 with 54; on networks trained for longer it is up to seven times as
 * far off. Nearly all of this error comes from kinks of the divergence between the evaluations; a
 * higher order does not reduce it, and it falls with the square of the number of steps. With as many
 * steps as {@linkcode continuousSolve} the error is up to 1.8 times smaller on rings, and three times
 * larger on flows of the wedge ramp, which bend near the data.
 *
 * @param steps Number of steps, at least 2.
 * @throws {RangeError} If the number of steps is not a whole number of at least 2.
 *
 * @example Steps near the noise are shorter
 * ```ts
 * import { assertLess } from "@std/assert";
 * import { timeGrid } from "./scheme.ts";
 * import { gradedSolve } from "./solves.ts";
 *
 * const times = timeGrid(gradedSolve(54));
 * assertLess(times[54] - times[53], (times[3] - times[2]) / 2);
 * ```
 */
export function gradedSolve(steps: number): Solve {
  checkInteger("grade a solve", "number of steps", steps, 2);
  const times = gradedTimes(steps - 1);
  return {
    scheme: am4,
    steps: [0, times[1] / 2, ...times.slice(1)],
    volumeChange: "trace",
  };
}

/**
 * The flow that is fitted by likelihood: RK4 3/8 over 12 graded steps (48 evaluations) with the exact
 * change of variables of that discrete map, so that the density is normalised wherever the map does not
 * fold. A sampler can still exploit the error of the map: its log-likelihood minus that of the
 * continuous flow. This map is the cheapest we know whose error stays below 1 nat over all data. The
 * table gives the error in nats on the 10,000 training points of the Gamma ring, along two chains of
 * AdamMCMC and, in the last column, on 6 weight sets near trained ones. The chains have 4005 steps and
 * 41 draws, of which every fourth is taken, for graded maps of 10 to 12 steps every second:
 *
 * | map | evaluations | sigma = 0.1 | sigma = 0.5 | near trained |
 * |---|---|---|---|---|
 * | RK4 x8 | 32 | -6.2 to -0.5 | -11.2 to 3.7 | -6.8 to 0.3 |
 * | RK4 3/8 x8 | 32 | -1.1 to 1.7 | -2.8 to 1.7 | -2.0 to 1.3 |
 * | RK4 3/8 x8, graded | 32 | -1.5 to 2.3 | -1.9 to 1.4 | -1.6 to 1.2 |
 * | RK4 3/8 x10, graded | 40 | at most 1.4 | at most 0.8 | |
 * | RK4 3/8 x11, graded | 44 | at most 0.9 | at most 0.9 | |
 * | RK4 3/8 x12 | 48 | -1.3 to 0.7 | -1.3 to 0.3 | |
 * | RK4 3/8 x12, graded | 48 | at most 0.6 | at most 0.4 | -0.5 to 0.7 |
 * | RK4 3/8 x16 | 64 | -0.4 to 0.5 | -0.4 to 0.3 | |
 *
 * Each chain records its error.
 */
export const likelihoodSolve: Solve = {
  scheme: rk38,
  steps: gradedTimes(12),
  volumeChange: "discrete",
};

/** Generation of points: RK4 3/8 with 12 steps (48 evaluations), on average 5e-4 off in position. */
export const decodingSolve: Solve = { scheme: rk38, steps: 12, volumeChange: "trace" };
