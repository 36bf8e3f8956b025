/**
 * All measures of a generator from the masses of its draws, on each binning.
 *
 * @module
 */
import { mergeBins } from "../amplification/forecast.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { checkInteger, checkLength } from "../check.ts";
import { truthPerBin } from "../calibration/truth.ts";
import { Stream } from "../random.ts";
import { type Absent, absent } from "./absent.ts";
import {
  type CalibrationMeasures,
  type CalibrationOptions,
  type CalibrationTests,
  measureCalibration,
  testCalibration,
} from "./calibration.ts";
import type { BinTruth } from "./compared.ts";
import { type ConsistencyMeasures, measureConsistency } from "./consistency.ts";
import { type HoldoutMeasures, measureHoldout } from "./holdout.ts";
import { measureWorth, type WorthMeasures } from "./worth.ts";

/** Input of {@linkcode measure}. */
export interface MeasureInput {
  /** Masses that the draws give the bins, `[runs, draws, ...shape]`. */
  readonly masses: Masses;
  /** The truth; without it only measures that need no truth are available. */
  readonly truth?: BinTruth;
  /** Events that the generator was not trained on, counted in the same bins. */
  readonly holdout?: {
    /** `[bins]`, counts */
    readonly counts: Float64Array;
    /** All events of the sample, including those beyond the bins. */
    readonly events: number;
  };
  /** Training events of each run. */
  readonly nTrain?: number;
  /** Events generated with each draw, if the masses were counted; omit it if they are exact. */
  readonly generated?: number;
}

/** Options of {@linkcode measure}. */
export interface MeasureOptions {
  /** Seed of the random numbers, default 1. */
  readonly seed?: number;
  /** Names that give the generator its own random numbers; default none. */
  readonly names?: readonly string[];
  /** Simulations behind each p-value; default 999. */
  readonly replicates?: number;
  /**
   * Coarser binnings to measure too, as numbers of neighbouring bins to merge along each axis; default
   * {@linkcode coarserFactors}.
   */
  readonly coarser?: readonly number[];
  /** Called before each binning with the number of bins measured so far, and that of all binnings. */
  readonly report?: (done: number, total: number) => void;
}

/** What verdicts on one binning read. */
export interface BinningTests {
  /** Bins along each axis. */
  readonly shape: number[];
  /** Number of bins. */
  readonly bins: number;
  /** Bins of the finest binning merged into one, along each axis. */
  readonly factor: number;
  /** Spread and consistency of the draws. */
  readonly consistency: ConsistencyMeasures;
  /** Worth of the draws in true events. */
  readonly worth: WorthMeasures;
  /** Tests of the coverage of the truth. */
  readonly calibration: CalibrationTests | Absent;
  /** Coverage of a held-out sample. */
  readonly holdout: HoldoutMeasures | Absent;
}

/** All measures on one binning. */
export interface BinningMeasures extends BinningTests {
  /** Coverage of the truth. */
  readonly calibration: CalibrationMeasures | Absent;
}

/** The tests of a generator. */
export interface TestedGenerator {
  /** Independent training sets. */
  readonly runs: number;
  /** Draws of each run. */
  readonly draws: number;
  /** Tests of each binning, from the coarsest to the given one. */
  readonly binnings: BinningTests[];
}

/** The measures of a generator. */
export interface Measured extends TestedGenerator {
  /** Measures of each binning, from the coarsest to the given one. */
  readonly binnings: BinningMeasures[];
}

/**
 * Factors by which bins can be merged along every axis: common divisors above 1 that leave 2 bins or
 * more, each at least 1.5 times the one before.
 *
 * @example Of a hundred bins along each of two axes
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { coarserFactors } from "./mod.ts";
 *
 * assertEquals(coarserFactors([100, 100]), [2, 4, 10, 20, 50]);
 * ```
 */
export function coarserFactors(shape: readonly number[]): number[] {
  const out: number[] = [];
  const least = Math.min(...shape);
  for (let factor = 2, last = 1; factor <= least / 2; factor++) {
    if (factor < 1.5 * last || shape.some((bins) => bins % factor !== 0)) continue;
    out.push(factor);
    last = factor;
  }
  return out;
}

/** Name of a binning in streams of random numbers: one number if all axes have equally many bins. */
function nameOf(shape: readonly number[]): string | number {
  return shape.every((bins) => bins === shape[0]) ? shape[0] : shape.join("x");
}

/**
 * Masses of coarser bins, of which each adds up `factor` bins along every axis. Fractions of counted events are
 * added as counts: sums of equal counts stay equal, and ties stay ties.
 *
 * @param events Events from which the masses were counted; default exact masses.
 */
function coarsen(masses: Masses, factor: number, events?: number): Masses {
  const factors = masses.shape.map(() => factor);
  if (events === undefined) return mergeBins(masses, factors);
  const counts = masses.values.map((fraction) => {
    const count = Math.round(fraction * events);
    return Math.abs(fraction * events - count) < 1e-6 ? count : fraction * events;
  });
  const merged = mergeBins({ ...masses, values: counts }, factors);
  return { ...merged, values: merged.values.map((count) => count / events) };
}

/** Numbers of bins as masses of one draw. */
function oneDraw(shape: readonly number[], values: Float64Array): Masses {
  return { runs: 1, draws: 1, shape, values };
}

function coarsenTruth({ masses, events }: BinTruth, shape: readonly number[], factor: number) {
  return {
    events,
    masses: typeof masses === "number"
      ? 1 / binCount({ shape: shape.map((bins) => bins / factor) })
      : coarsen(oneDraw(shape, masses), factor, events).values,
  };
}

/**
 * Measures a generator by the masses that its posterior draws give to bins: calibration and
 * amplification against a truth if there is one, the forecast of amplification, the spread and the
 * consistency of the draws, and coverage of a held-out sample.
 *
 * Measures that are not available are absent with a reason.
 *
 * @param input Masses, and optionally truth, held-out events and sample sizes.
 * @returns Measures of each binning, probabilities and pure numbers unless their names say otherwise.
 * @throws {TypeError} If the truth or the held-out counts do not have one number a bin.
 * @throws {RangeError} If a mass of the draws or of the truth is negative, the true masses add up to more
 * than 1, one true mass for all bins is not 1 over their number, a counted truth has fewer than 2 events,
 * a held-out count is negative or not finite, a held-out sample has no events or fewer than its bins
 * hold, or a factor does not divide the bins.
 *
 * @example Two runs of a generator whose draws scatter as they err
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { Stream } from "../random.ts";
 * import { isPresent, measure } from "./mod.ts";
 *
 * const stream = Stream.fromSeed(1);
 * const [runs, draws, bins] = [2, 20, 4];
 * const values = Float64Array.from({ length: runs * draws * bins }, () => 0);
 * for (let run = 0; run < runs; run++) {
 *   for (let bin = 0; bin < bins; bin++) {
 *     const centre = 0.25 + 0.01 * stream.normal();
 *     for (let draw = 0; draw < draws; draw++) {
 *       values[(run * draws + draw) * bins + bin] = centre + 0.01 * stream.normal();
 *     }
 *   }
 * }
 * const { binnings: [, { calibration, worth }] } = measure({
 *   masses: masses(runs, draws, [bins], values),
 *   truth: { masses: 1 / 4 },
 *   nTrain: 1000,
 * }, { replicates: 99 });
 * assert(isPresent(calibration) && calibration.deviation.value < 0.5);
 * assert(isPresent(worth.amplification) && worth.amplification.value > 0);
 * assertEquals(worth.countingShare.value, null);
 * ```
 */
export function measure(input: MeasureInput, options: MeasureOptions = {}): Measured {
  return onBinnings(measureCalibration, input, options);
}

/**
 * What verdicts read of {@linkcode measure}, the same numbers in a fraction of its time.
 *
 * @throws As {@linkcode measure} does.
 */
export function testGenerator(input: MeasureInput, options: MeasureOptions = {}): TestedGenerator {
  return onBinnings(testCalibration, input, options);
}

/** Measures a generator on each binning, its calibration by the given function. */
function onBinnings<Calibration extends CalibrationTests>(
  calibrate: (
    masses: Masses,
    truth: BinTruth,
    options: CalibrationOptions,
  ) => Calibration | Absent,
  input: MeasureInput,
  options: MeasureOptions,
) {
  const act = "measure a generator";
  const { masses, truth, holdout, nTrain, generated } = input;
  const { seed = 1, names = [], replicates = 999 } = options;
  checkInteger(act, "number of replicates", replicates, 2);
  const { shape, values } = masses;
  const bins = binCount(masses);
  const negative = values.findIndex((mass) => mass < 0);
  if (negative >= 0) {
    throw new RangeError(
      `Cannot ${act} as no mass may be negative: current value is ${values[negative]} in bin ${
        negative % bins
      } of draw ${Math.floor(negative / bins) % masses.draws}`,
    );
  }
  if (truth !== undefined) {
    const total = truthPerBin(masses, truth.masses, true).reduce((sum, mass) => sum + mass, 0);
    if (total > 1 + 1e-9) {
      throw new RangeError(
        `Cannot ${act} as its true masses must add up to 1 at most: current value is ${total}`,
      );
    }
    if (truth.events !== undefined) checkInteger(act, "number of true events", truth.events, 2);
    if (typeof truth.masses === "number" && Math.abs(truth.masses * bins - 1) > 1e-9) {
      throw new RangeError(
        `Cannot ${act} as one true mass for all ${bins} bins must be 1/${bins}: current value is ${truth.masses}`,
      );
    }
  }
  if (holdout !== undefined) {
    checkLength(act, "array of held-out counts", holdout.counts, bins);
    const wrong = holdout.counts.findIndex((count) => !(count >= 0 && Number.isFinite(count)));
    if (wrong >= 0) {
      throw new RangeError(
        `Cannot ${act} as every held-out count must be a number from 0: current value is ${
          holdout.counts[wrong]
        } in bin ${wrong}`,
      );
    }
    const inside = holdout.counts.reduce((sum, count) => sum + count, 0);
    checkInteger(act, "number of held-out events", holdout.events, Math.max(1, Math.ceil(inside)));
  }
  const coarser = options.coarser ?? coarserFactors(shape);
  const factors = [...new Set([...coarser, 1])].sort((a, b) => b - a);
  const binsOf = (factor: number) => binCount({ shape: shape.map((count) => count / factor) });
  const total = factors.reduce((sum, factor) => sum + binsOf(factor), 0);
  let done = 0;
  return {
    runs: masses.runs,
    draws: masses.draws,
    binnings: factors.map((factor) => {
      options.report?.(done, total);
      done += binsOf(factor);
      const grid = factor === 1 ? masses : coarsen(masses, factor, generated);
      const gridTruth = truth === undefined || factor === 1
        ? truth
        : coarsenTruth(truth, shape, factor);
      const counts = holdout === undefined || factor === 1
        ? holdout?.counts
        : coarsen(oneDraw(shape, holdout.counts), factor).values;
      const stream = (purpose: string) =>
        Stream.fromSeed(seed).split(purpose, ...names).split(nameOf(grid.shape));
      const consistency = measureConsistency(grid, { stream: stream("consistency"), replicates });
      const { autocorrelationTime } = consistency;
      return {
        shape: [...grid.shape],
        bins: binCount(grid),
        factor,
        consistency,
        worth: measureWorth(grid, gridTruth, {
          stream: stream("worth"),
          nTrain,
          generated,
          autocorrelationTime,
          replicates,
        }),
        calibration: gridTruth === undefined
          ? absent("Coverage needs a truth, which is not given")
          : calibrate(grid, gridTruth, {
            band: stream("band"),
            ranks: stream("ranks"),
            counting: stream("counting"),
            ties: stream("ties"),
            replicates,
            autocorrelationTime,
          }),
        holdout: counts === undefined
          ? absent("Coverage of a held-out sample needs one, which is not given")
          : measureHoldout(grid, counts, holdout!.events, {
            stream: stream("holdout"),
            replicates,
            autocorrelationTime,
          }),
      };
    }),
  };
}
