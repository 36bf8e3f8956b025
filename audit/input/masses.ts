/**
 * What the values of bins must be: counts, masses, or densities that become masses.
 *
 * @module
 */
import { sentence, size } from "../formats/source.ts";

/** The error of arrays that do not make an audit. */
export const cannot = (rule: string, current: string | number) =>
  new RangeError(`Cannot audit a generator as ${rule}: current value is ${current}`);

/**
 * Checks that counts are whole numbers of events.
 *
 * @returns Their sum.
 * @throws {RangeError} If one is not, as weighted counts are not.
 */
export function checkCounts(path: string, counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    if (!Number.isSafeInteger(counts[i]) || counts[i] < 0) {
      throw new RangeError(
        sentence(path, "counts must be whole numbers of events", `${counts[i]} at index ${i}`),
      );
    }
    sum += counts[i];
  }
  return sum;
}

/** Turns densities into masses, in place. */
export function integrate(values: Float64Array, edges: readonly Float64Array[] | undefined): void {
  if (edges === undefined) {
    throw cannot("densities need the edges of their bins", "no edges");
  }
  if (edges.some((list) => !Number.isFinite(list[0]) || !Number.isFinite(list[list.length - 1]))) {
    throw cannot("densities need bins of finite volume", "an infinite edge");
  }
  const shape = edges.map((list) => list.length - 1);
  const bins = size(shape);
  const volumes = Float64Array.from({ length: bins }, (_, bin) => {
    let volume = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const at = bin % shape[axis];
      volume *= edges[axis][at + 1] - edges[axis][at];
      bin = Math.floor(bin / shape[axis]);
    }
    return volume;
  });
  for (let i = 0; i < values.length; i++) values[i] *= volumes[i % bins];
}

/** Throws if a mass is negative, or those of a row add up to 0 or to more than 1. */
export function checkMasses(what: string, values: Float64Array, bins: number): void {
  for (let start = 0; start < values.length; start += bins) {
    let sum = 0;
    for (let i = start; i < start + bins; i++) {
      if (values[i] < 0) {
        throw cannot(
          `no mass of ${what} may be negative`,
          `${values[i]} in bin ${i - start} of row ${start / bins}`,
        );
      }
      sum += values[i];
    }
    if (sum === 0) throw cannot(`${what} must have mass`, `0 in all bins of row ${start / bins}`);
    if (sum > 1.01) {
      throw cannot(
        `the masses of ${what} must add up to at most 1, or be called counts or densities`,
        `${sum} in row ${start / bins}`,
      );
    }
  }
}
