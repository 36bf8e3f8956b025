/**
 * Break-even: where a generated sample is worth as much as the sample it was trained on.
 *
 * @module
 */
import { checkFinite, checkLength, checkPositive } from "../check.ts";
import { exp, log } from "../elementary.ts";
import type { RunPowerLaw } from "./power_law.ts";

/** A place where a curve crosses a level. */
export interface Crossing {
  /** Position, in the unit of the curve's x. */
  readonly x: number;
  /** Whether the curve is above the level to the right. */
  readonly rising: boolean;
}

/**
 * Places where a curve crosses a level, by straight lines in ln x and ln y. For amplification against
 * the number of bins, a crossing is the binning beyond which generated events are worth more than
 * training events; against the number of training events, the size of the training set.
 *
 * @param x Ascending and positive.
 * @param y Positive.
 * @param level Default 1: break-even of an amplification.
 * @returns In order of x; empty where the curve stays on one side.
 * @throws {TypeError} If x and y differ in length.
 * @throws {RangeError} If a number breaks its rule.
 *
 * @example Twice as many bins, twice the amplification
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { breakEven } from "./mod.ts";
 *
 * const [crossing] = breakEven([10, 20, 40], [0.25, 0.5, 2]);
 * assertAlmostEquals(crossing.x, 20 * Math.SQRT2, 1e-12);
 * ```
 */
export function breakEven(x: ArrayLike<number>, y: ArrayLike<number>, level = 1): Crossing[] {
  const act = "find the break-even";
  checkLength(act, "array of y", y, x.length);
  checkFinite(act, "array of x", x);
  checkPositive(act, "level", level);
  const out: Crossing[] = [];
  for (let i = 0; i < x.length; i++) {
    checkPositive(act, "x", x[i]);
    checkPositive(act, "y", y[i]);
    if (i === 0) continue;
    if (x[i] <= x[i - 1]) {
      throw new RangeError(
        `Cannot ${act} as the x must ascend: current value is ${x[i]} after ${x[i - 1]}`,
      );
    }
    const before = log(y[i - 1] / level), after = log(y[i] / level);
    if ((before < 0) === (after < 0)) continue;
    const share = before / (before - after);
    out.push({ x: x[i - 1] * exp(share * log(x[i] / x[i - 1])), rising: before < 0 });
  }
  return out;
}

/** Where a power law reaches a level. */
export interface PowerLawBreakEven {
  /** Position, in the unit of the power law's x. */
  readonly x: number;
  /** Factor of uncertainty of x: exp of the standard error of ln x; null with one run. */
  readonly factor: number | null;
  /** Position for the power law of each run. */
  readonly perRun: number[];
}

/**
 * Where the power law a x^b, a above 0, reaches a level: x = (level / a)^(1 / b).
 *
 * @param law Power law over runs; the error of ln x is the standard error of the mean of ln x over runs.
 * @returns null if the law of all runs or of one run has no finite crossing above 0, as for b near 0 or
 * a not above 0.
 * @throws {RangeError} If the level is not above zero.
 *
 * @example Amplification in proportion to the bins
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { powerLawBreakEven, powerLawOverRuns } from "./mod.ts";
 *
 * const law = powerLawOverRuns([10, 100], [[0.1, 1], [0.1, 1]]);
 * assertAlmostEquals(powerLawBreakEven(law)!.x, 100, 1e-9);
 * ```
 */
export function powerLawBreakEven(law: RunPowerLaw, level = 1): PowerLawBreakEven | null {
  checkPositive("find the break-even", "level", level);
  const at = (a: number, b: number) => exp(log(level / a) / b);
  const { a, b } = law;
  const x = at(a.value, b.value);
  const perRun = a.perRun.map((height, run) => at(height, b.perRun[run]));
  if (![x, ...perRun].every((x) => x > 0 && x < Infinity)) return null;
  const runs = perRun.length;
  const logs = perRun.map(log);
  const mean = logs.reduce((sum, x) => sum + x, 0) / runs;
  const squares = logs.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  return {
    x,
    factor: runs < 2 ? null : exp(Math.sqrt(squares / (runs * (runs - 1)))),
    perRun,
  };
}
