/**
 * The true masses.
 *
 * @module
 */
import { checkFinite, checkLength } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";

/** True mass of every bin: one number if all bins share it, as quantile bins do, else `[bins]`. */
export type Truth = number | Float64Array;

/**
 * The true mass of each bin, checked.
 *
 * @param empty Whether bins may be empty, as for a truth that is a finite sample.
 * @returns `[bins]`, probabilities
 * @throws {TypeError} If an array does not have one number a bin.
 * @throws {RangeError} If a number is not finite, is negative, or is zero although no bin may be empty.
 */
export function truthPerBin(
  masses: Pick<Masses, "shape">,
  truth: Truth,
  empty = false,
): Float64Array {
  const act = "compare masses with the truth";
  const bins = binCount(masses);
  const values = typeof truth === "number" ? new Float64Array(bins).fill(truth) : truth;
  checkLength(act, "array of true masses", values, bins);
  checkFinite(act, "array of true masses", values);
  for (let bin = 0; bin < bins; bin++) {
    if (values[bin] < 0 || (values[bin] === 0 && !empty)) {
      throw new RangeError(
        `Cannot ${act} as ${
          empty ? "no true mass may be negative" : "every true mass must be above 0"
        }: current value is ${values[bin]} at bin ${bin}`,
      );
    }
  }
  return values;
}
