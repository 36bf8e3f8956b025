/**
 * The spectrum along each axis: what the draws, the truth and a held-out sample give each place on it.
 *
 * @module
 */
import { mergeBins } from "../core/amplification/mod.ts";
import {
  binCount,
  type Counting,
  type Masses,
  massVariance,
  mergedCounting,
} from "../core/binning/mod.ts";
import { drawMoments, placesAlong } from "../core/calibration/mod.ts";
import { absent, type MeasureInput } from "../core/measure/mod.ts";
import { quantile } from "../core/quantile.ts";
import type { AuditAxis, Prepared } from "./input/read.ts";
import type { AxisResults, Spectrum } from "./schema.ts";

/** Probability that lies on each side of the central 95 %. */
const tail = 0.025;

/** Draws from which on ranks of probability 0.025 and 0.975 lie between the first and the last of them. */
const fewest = 39;

/** Masses of the places along an axis, summed over all other axes. */
function marginal(masses: Masses, axis: number): Masses {
  const { shape } = masses;
  const places = placesAlong(shape[axis]);
  return {
    ...mergeBins(masses, shape.map((bins, i) => i === axis ? bins / places : bins)),
    shape: [places],
  };
}

/** The mean over runs of a number of each place, `[runs, places]`. */
function meanOverRuns({ runs, shape: [places] }: Masses, values: ArrayLike<number>): number[] {
  return Array.from({ length: places }, (_, place) => {
    let sum = 0;
    for (let run = 0; run < runs; run++) sum += values[run * places + place];
    return sum / runs;
  });
}

/**
 * Ends between which 95 % of the draws of a run lie at each place, by ranks: of D draws those at 0.025 (D + 1) and
 * 0.975 (D + 1), linear between neighbours, whose level is exact for independent draws. Means over runs.
 */
function centralOf(masses: Masses): Spectrum["central"] {
  const { runs, draws, shape: [places], values } = masses;
  if (draws < fewest) {
    return absent(`The central 95 % of draws need ${fewest} draws a run, and there are ${draws}`);
  }
  const lower = new Float64Array(runs * places), upper = new Float64Array(runs * places);
  const sorted = new Float64Array(draws);
  const end = (tail * (draws + 1) - 1) / (draws - 1);
  for (let run = 0; run < runs; run++) {
    for (let place = 0; place < places; place++) {
      for (let draw = 0; draw < draws; draw++) {
        sorted[draw] = values[(run * draws + draw) * places + place];
      }
      sorted.sort();
      lower[run * places + place] = quantile(sorted, end);
      upper[run * places + place] = quantile(sorted, 1 - end);
    }
  }
  return { lower: meanOverRuns(masses, lower), upper: meanOverRuns(masses, upper) };
}

/** Shares of a sample at each place along an axis, with the errors of counting its events. */
function counted(
  shape: readonly number[],
  axis: number,
  masses: Float64Array,
  counting: Counting,
): { value: number[]; error: number[] } {
  const merge = (values: Float64Array) =>
    marginal({ runs: 1, draws: 1, shape, values }, axis).values;
  const merged = mergedCounting({ masses, counting }, merge);
  const value = Array.from(merge(masses));
  return {
    value,
    error: value.map((share, place) => Math.sqrt(massVariance(share, place, merged))),
  };
}

/** The spectrum along an axis, at its places (see {@linkcode placesAlong}): shares of all events. */
function spectrumAlong(
  { masses, truth, holdout }: MeasureInput,
  axes: readonly AuditAxis[],
  axis: number,
): Spectrum {
  const { shape } = masses;
  const along = marginal(masses, axis);
  const { mean, variance } = drawMoments(along);
  const truthOf = (): Spectrum["truth"] => {
    if (truth === undefined) return absent("No truth is given");
    const values = typeof truth.masses === "number"
      ? new Float64Array(binCount(masses)).fill(truth.masses)
      : truth.masses;
    if (truth.counting !== undefined) return counted(shape, axis, values, truth.counting);
    const value = Array.from(marginal({ runs: 1, draws: 1, shape, values }, axis).values);
    return { value, error: null };
  };
  const { draws } = along;
  return {
    axis: axisResults(axes[axis]),
    bins: shape[axis],
    mean: meanOverRuns(along, mean),
    spread: draws < 2
      ? absent("A standard deviation needs two draws a run")
      : meanOverRuns(along, variance).map((v) => Math.sqrt(v * draws / (draws - 1))),
    central: centralOf(along),
    truth: truthOf(),
    holdout: holdout === undefined
      ? absent("No held-out sample is given")
      : counted(shape, axis, holdout.masses, holdout.counting),
  };
}

/** An axis with the edges between its places; null where infinite. */
export function axisResults({ name, unit, edges }: AuditAxis): AxisResults {
  if (edges === null) return { name, unit, edges };
  const bins = edges.length - 1, together = bins / placesAlong(bins);
  return {
    name,
    unit,
    edges: Array.from(edges)
      .filter((_, i) => i % together === 0)
      .map((edge) => Number.isFinite(edge) ? edge : null),
  };
}

/**
 * The spectrum of each feature, in the finest bins that it has: of an axis, or those in which it is measured alone. Such
 * projections are of all features in order, those of the axes first.
 */
export function spectraOf(
  { besides = [], axes, ...input }: MeasureInput & Pick<Prepared, "axes" | "besides">,
): Spectrum[] {
  const alone = besides.filter(({ kind, axes }) => kind === "projection" && axes.length === 1);
  const { shape } = input.masses;
  return Array.from({ length: Math.max(axes.length, alone.length) }, (_, feature) => {
    const projection = alone[feature];
    return projection === undefined || projection.masses.shape[0] <= shape[feature]
      ? spectrumAlong(input, axes, feature)
      : spectrumAlong(projection, projection.axes, 0);
  });
}
