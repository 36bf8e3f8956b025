/**
 * All measures of a generator from the masses of its draws, on each binning.
 *
 * @module
 */
import { mergeBins } from "../amplification/forecast.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { type Counting, mergedCounting, type Sample } from "../binning/sample.ts";
import { checkFinite, checkInteger, checkLength, checkPositive } from "../check.ts";
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
  readonly holdout?: Sample;
  /** Training events of each run. */
  readonly nTrain?: number;
  /** How the masses of each draw were counted; omit it if they are exact. */
  readonly generated?: Counting;
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
 * The random numbers of a generator on one binning, by purpose: each call gives a fresh stream.
 *
 * @param names Names that give the generator its own random numbers.
 *
 * @example The same numbers for the same purpose
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { streamsOf } from "./mod.ts";
 *
 * const stream = streamsOf(1, ["a"], [10, 10]);
 * assertEquals(stream("ties").uniform(), stream("ties").uniform());
 * ```
 */
export function streamsOf(
  seed: number,
  names: readonly string[],
  shape: readonly number[],
): (purpose: string) => Stream {
  return (purpose) => Stream.fromSeed(seed).split(purpose, ...names).split(nameOf(shape));
}

/**
 * Masses of coarser bins, of which each adds up `factor` bins along every axis. Fractions of events of equal
 * weights are added as counts: sums of equal counts stay equal, and ties stay ties.
 *
 * @param counting How the masses were counted; default exact masses.
 */
function coarsen(masses: Masses, factor: number, counting?: Counting): Masses {
  const factors = masses.shape.map(() => factor);
  if (counting === undefined || counting.eventMasses !== undefined) {
    return mergeBins(masses, factors);
  }
  const { events } = counting;
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

/** How a sample is counted in coarser bins. */
function coarsenCounting(sample: Sample, shape: readonly number[], factor: number): Counting {
  return mergedCounting(sample, (values) => coarsen(oneDraw(shape, values), factor).values);
}

function coarsenSample(sample: Sample, shape: readonly number[], factor: number): Sample {
  return {
    masses: coarsen(oneDraw(shape, sample.masses), factor, sample.counting).values,
    counting: coarsenCounting(sample, shape, factor),
  };
}

function coarsenTruth(
  { masses, counting }: BinTruth,
  shape: readonly number[],
  factor: number,
): BinTruth {
  if (counting !== undefined) {
    return coarsenSample({ masses: truthPerBin({ shape }, masses, true), counting }, shape, factor);
  }
  return {
    masses: typeof masses === "number"
      ? 1 / binCount({ shape: shape.map((bins) => bins / factor) })
      : coarsen(oneDraw(shape, masses), factor).values,
  };
}

/** How draws are counted in coarser bins. */
function coarsenGenerated(
  { runs, draws, shape, values }: Masses,
  counting: Counting,
  factor: number,
): Counting {
  if (counting.eventMasses === undefined) return counting;
  const mean = new Float64Array(binCount({ shape }));
  values.forEach((mass, i) => mean[i % mean.length] += mass / (runs * draws));
  return coarsenCounting({ masses: mean, counting }, shape, factor);
}

const act = "measure a generator";

/** Throws if masses add up to more than 1. */
function checkTotal(name: string, masses: Float64Array): void {
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  if (total > 1 + 1e-9) {
    throw new RangeError(
      `Cannot ${act} as its ${name} masses must add up to 1 at most: current value is ${total}`,
    );
  }
}

/** Throws if a draw gives counts, or percent, to its bins; masses drawn bin by bin scatter about their sum of 1. */
function checkDraws({ draws, values }: Masses, bins: number): void {
  for (let start = 0; start < values.length; start += bins) {
    const total = values.subarray(start, start + bins).reduce((sum, mass) => sum + mass, 0);
    if (total > 1.5) {
      throw new RangeError(
        `Cannot ${act} as masses of a draw must add up to 1 at most: current value is ${total} in draw ${
          start / bins % draws
        }`,
      );
    }
  }
}

/** Throws unless there are `least` events and, if they have weights, a mass of them in each bin and beyond. */
function checkCounting(
  name: string,
  { events, eventMasses }: Counting,
  bins: number,
  least: number,
): void {
  if (eventMasses === undefined) {
    checkInteger(act, `number of ${name} events`, events, least);
    return;
  }
  if (!(events >= least)) {
    throw new RangeError(
      `Cannot ${act} as there must be ${least} effective ${name} events: current value is ${events}`,
    );
  }
  checkEventMasses(name, eventMasses, bins);
}

function checkEventMasses(name: string, eventMasses: Float64Array, bins: number): void {
  checkLength(act, `array of masses of ${name} events`, eventMasses, bins + 1);
  const wrong = eventMasses.findIndex((mass) => !(mass > 0 && Number.isFinite(mass)));
  if (wrong >= 0) {
    throw new RangeError(
      `Cannot ${act} as the mass of a ${name} event must be above 0: current value is ${
        eventMasses[wrong]
      } at index ${wrong}`,
    );
  }
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
 * @throws {TypeError} If draws, truth or held-out sample do not have one number a bin, or masses of weighted events are
 * not one a bin and one more.
 * @throws {RangeError} If a mass of the draws, of the truth or of the held-out sample is negative or not finite, those
 * of a draw add up to far more than 1, or true or held-out ones to more than 1, one true mass for all bins is not 1 over
 * their number, a counted truth has fewer than 2 events or a held-out sample none, a number of training or generated
 * events is not above 0, the mass of an event is not above 0, or a factor does not divide the bins.
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
  const { masses, truth, holdout, nTrain, generated } = input;
  const { seed = 1, names = [], replicates = 999 } = options;
  checkInteger(act, "number of replicates", replicates, 2);
  const { shape, values } = masses;
  const bins = binCount(masses);
  checkLength(act, "array of masses", values, masses.runs * masses.draws * bins);
  checkFinite(act, "array of masses", values);
  const negative = values.findIndex((mass) => mass < 0);
  if (negative >= 0) {
    throw new RangeError(
      `Cannot ${act} as no mass may be negative: current value is ${values[negative]} in bin ${
        negative % bins
      } of draw ${Math.floor(negative / bins) % masses.draws}`,
    );
  }
  checkDraws(masses, bins);
  if (truth !== undefined) {
    checkTotal("true", truthPerBin(masses, truth.masses, true));
    if (truth.counting !== undefined) checkCounting("true", truth.counting, bins, 2);
    if (typeof truth.masses === "number" && Math.abs(truth.masses * bins - 1) > 1e-9) {
      throw new RangeError(
        `Cannot ${act} as one true mass for all ${bins} bins must be 1/${bins}: current value is ${truth.masses}`,
      );
    }
  }
  if (holdout !== undefined) {
    checkLength(act, "array of held-out masses", holdout.masses, bins);
    const wrong = holdout.masses.findIndex((mass) => !(mass >= 0 && Number.isFinite(mass)));
    if (wrong >= 0) {
      throw new RangeError(
        `Cannot ${act} as every held-out mass must be a number from 0: current value is ${
          holdout.masses[wrong]
        } in bin ${wrong}`,
      );
    }
    checkTotal("held-out", holdout.masses);
    checkCounting("held-out", holdout.counting, bins, 1);
  }
  if (nTrain !== undefined) checkPositive(act, "number of training events", nTrain);
  if (generated !== undefined) {
    // The mean over draws need not be whole.
    checkPositive(act, "number of generated events", generated.events);
    if (generated.eventMasses !== undefined) {
      checkEventMasses("generated", generated.eventMasses, bins);
    }
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
      const gridHoldout = holdout === undefined || factor === 1
        ? holdout
        : coarsenSample(holdout, shape, factor);
      const stream = streamsOf(seed, names, grid.shape);
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
          generated: generated && coarsenGenerated(masses, generated, factor),
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
        holdout: gridHoldout === undefined
          ? absent("Coverage of a held-out sample needs one, which is not given")
          : measureHoldout(grid, gridHoldout, {
            stream: stream("holdout"),
            replicates,
            autocorrelationTime,
          }),
      };
    }),
  };
}
