/**
 * Coverage averaged over bins.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount } from "../binning/masses.ts";
import type { Coverage } from "./coverage.ts";
import { curveOverRuns, type RunsCurve } from "../estimate.ts";

/** The most places along an axis. */
const mostPlaces = 1000;

/**
 * Places along an axis, at which averages over the other axes are taken: its bins, up to 1,000. With more bins,
 * as many neighbours share a place as leave the most places up to 1,000, all of them with equally many bins.
 *
 * @param bins Bins of the axis.
 * @returns A divisor of the bins.
 *
 * @example A fine spectrum
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { placesAlong } from "./mod.ts";
 *
 * assertEquals([100, 1000, 1536, 100_000].map(placesAlong), [100, 1000, 768, 1000]);
 * ```
 */
export function placesAlong(bins: number): number {
  let places = Math.min(bins, mostPlaces);
  while (bins % places !== 0) places--;
  return places;
}

/** Coverage of each run, averaged over all bins at the same place on one axis. */
export interface MarginalCoverage {
  /** Independent training sets. */
  readonly runs: number;
  /** Places along the axis; 1 where the average is over all bins. */
  readonly bins: number;
  /** Nominal levels, `[levels]`. */
  readonly nominal: Float64Array;
  /** Share of covered bins, `[runs, places, levels]`, probabilities. */
  readonly values: Float64Array;
}

/**
 * Place of every bin of a grid along one axis, of as many as {@linkcode placesAlong} gives it.
 *
 * @param axis Axis of the grid; without it every bin is at place 0.
 * @throws {RangeError} If the grid has no such axis.
 */
export function positions(shape: readonly number[], axis?: number): Uint32Array {
  const bins = binCount({ shape });
  const out = new Uint32Array(bins);
  if (axis === undefined) return out;
  checkInteger("average over bins", "axis", axis, 0);
  if (axis >= shape.length) {
    throw new RangeError(
      `Cannot average over bins as the axis must be below ${shape.length}: current value is ${axis}`,
    );
  }
  const places = placesAlong(shape[axis]);
  const stride = binCount({ shape: shape.slice(axis + 1) }) * shape[axis] / places;
  for (let bin = 0; bin < bins; bin++) out[bin] = Math.floor(bin / stride) % places;
  return out;
}

/**
 * Coverage of each run at each nominal level, averaged over bins.
 *
 * @param axis Axis that is kept, as in the MAD along r or phi; default the average over all bins.
 * @returns `[runs, places along the axis, levels]`, probabilities
 * @throws {RangeError} If the grid has no such axis.
 *
 * @example One of two bins is covered
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { coverage, marginalCoverage } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.4, 0.6, 0.6, 0.7));
 * const { values } = marginalCoverage(coverage(draws, 0.5), 0);
 * assertEquals([...values], [1, 0]);
 * ```
 */
export function marginalCoverage(coverage: Coverage, axis?: number): MarginalCoverage {
  const { runs, shape, nominal, narrowest } = coverage;
  const place = positions(shape, axis);
  const kept = axis === undefined ? 1 : placesAlong(shape[axis]);
  const total = place.length;
  const levels = nominal.length;
  const share = kept / total;
  const values = new Float64Array(runs * kept * levels);
  for (let run = 0; run < runs; run++) {
    for (let bin = 0; bin < total; bin++) {
      const level = narrowest[run * total + bin];
      if (level < levels) values[(run * kept + place[bin]) * levels + level]++;
    }
  }
  for (let row = 0; row < runs * kept; row++) {
    let sum = 0;
    for (let level = 0; level < levels; level++) {
      sum += values[row * levels + level];
      values[row * levels + level] = sum * share;
    }
  }
  return { runs, bins: kept, nominal, values };
}

/** Empirical against nominal coverage. */
export interface CoverageCurve extends RunsCurve {
  /** Nominal levels, `[levels]`. */
  readonly nominal: number[];
}

/**
 * Mean coverage of all bins and runs at each nominal level, with its standard error over runs.
 *
 * @returns For each nominal level: mean, standard error over runs (null for one run), and value of each run.
 *
 * @example Half of the bins are covered
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { coverage, coverageCurve } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.4, 0.6, 0.6, 0.7));
 * assertEquals(coverageCurve(coverage(draws, 0.5)).mean, [0.5]);
 * ```
 */
export function coverageCurve(coverage: Coverage): CoverageCurve {
  const { runs, values, nominal } = marginalCoverage(coverage);
  return { nominal: [...nominal], ...curveOverRuns(values, runs) };
}

/**
 * Coverage of each bin at one nominal level: the share of runs whose interval holds the truth.
 *
 * @param level Index of the nominal level.
 * @returns `[bins]`, probabilities in steps of 1/runs
 * @throws {RangeError} If there is no such level.
 *
 * @example The first bin is covered, the second is not
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { coverage, coveragePerBin } from "./mod.ts";
 *
 * const draws = masses(1, 2, [2], Float64Array.of(0.4, 0.6, 0.6, 0.7));
 * assertEquals([...coveragePerBin(coverage(draws, 0.5), 0)], [1, 0]);
 * ```
 */
export function coveragePerBin(coverage: Coverage, level: number): Float64Array {
  const { runs, shape, nominal, narrowest } = coverage;
  if (!(level in nominal)) {
    throw new RangeError(
      `Cannot take the coverage per bin as the level must be an index below ${nominal.length}: current value is ${level}`,
    );
  }
  const bins = binCount({ shape });
  const out = new Float64Array(bins);
  for (let run = 0; run < runs; run++) {
    for (let bin = 0; bin < bins; bin++) {
      if (narrowest[run * bins + bin] <= level) out[bin] += 1 / runs;
    }
  }
  return out;
}
