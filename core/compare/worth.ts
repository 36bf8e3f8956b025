/**
 * What a generated sample, and its generator, are worth in true events.
 *
 * A sample of N true events is at a distance from the truth whose expectation is u / N. A distance D therefore
 * corresponds to u / D true events. Counting the truth adds its part to D, and counting the generated sample
 * another. Without the first, the distance is that of the sample, its own counting included: it is worth as many true
 * events as could take its place. Without both, the distance is that of the generator, from which any number of events
 * can be generated.
 *
 * A distance of v degrees of freedom is u / N times a chi-square number over v. The law of a generator that was
 * trained on N events scatters about the truth as these do, and no bootstrap over generated events sees that; so errors
 * are those of this chi-square number, counting included. For any other generator, that part of the error says how well
 * one distance fixes a number of events.
 *
 * @module
 */
import incompleteGamma from "@stdlib/math-base-special-gammainc";
import inverseIncompleteGamma from "@stdlib/math-base-special-gammaincinv";
import { massVariance, type Sample } from "../binning/sample.ts";
import { checkInteger, checkLength } from "../check.ts";
import type { Estimate } from "../estimate.ts";
import { type Absent, absent, attempt, isPresent } from "../measure/absent.ts";
import type { Stream } from "../random.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { eventCount, pick, pool, total, type WeightedPoints, weightsOf } from "./points.ts";
import { phasesOf } from "./random_features.ts";

/** Worth in true events, with standard errors. */
export interface Worth {
  /** Events whose sample would be as far from the truth as the generated sample. */
  readonly sample: Estimate | Absent;
  /** The same for the generator, without the counting noise of the generated sample. */
  readonly generator: Estimate | Absent;
  /** 95 % lower limit of the generator's worth; null if there is no distance. */
  readonly lower: number | null;
}

/** Worth by the distance in cells. */
export interface SampleWorth extends Worth {
  /** Number of cells. */
  readonly cells: number;
}

/** Options of {@linkcode sampleWorth}. */
export interface SampleWorthOptions {
  /** Chooses the true events that define the cells. */
  readonly stream: Stream;
  /** Median splits on the way to a cell; default 3 to 10, as long as cells have 16 effective events of either sample. */
  readonly depths?: readonly number[];
}

/** Options of {@linkcode kernelWorth}. */
export interface KernelWorthOptions {
  /** Draws the kernel's frequencies. */
  readonly stream: Stream;
}

/** A distance of two samples, whose counting is included. */
interface Distance {
  readonly value: number;
  /** Expected distance of true events from the truth, times their number. */
  readonly unit: number;
  /** Part that is expected from counting the truth. */
  readonly truth: number;
  /** Part that is expected from counting the generated sample. */
  readonly generated: number;
  /** Degrees of freedom v: samples of one law have a relative variance of 2 / v. */
  readonly freedom: number;
}

/** Effective events of a cell, on average, in the default divisions. */
const USUAL = 16;
/** True events that define a cell. */
const DEFINING = 32;

/** Probability with which the lower limit is wrong. */
const WRONG = 0.05;

function worthOf({ value, unit, truth, generated, freedom }: Distance): Worth {
  const relative = Math.sqrt(2 / freedom);
  const without = (noise: number, whose: string): Estimate | Absent => {
    const distance = value - noise;
    if (distance < 2 * relative * noise) {
      return absent(
        `The distance from the truth, ${
          value.toPrecision(3)
        }, is within what counting ${whose} adds, ${noise.toPrecision(3)}`,
      );
    }
    const events = unit / distance;
    return { value: events, error: events * relative * value / distance };
  };
  // A smaller distance has this probability if the generator is the truth.
  const smaller = incompleteGamma(freedom * value / (truth + generated) / 2, freedom / 2);
  const largest = freedom * value / (2 * inverseIncompleteGamma(WRONG * smaller, freedom / 2));
  const lower = unit / (largest - truth - generated);
  return {
    sample: without(truth, "the truth"),
    generator: without(truth + generated, "the truth and the generated sample"),
    lower: lower > 0 && Number.isFinite(lower) ? lower : null,
  };
}

/**
 * Worth of a generated sample by the squared distance D = sum (p - q)^2 of its masses from those of a counted truth, in
 * cells that neither sample chose. It is N = (1 - sum q^2) / D, D without the counting noise of the truth, or of both
 * samples.
 * In K cells of equal mass K D is the chi-square distance, an eighth of it the Jensen-Shannon divergence to leading
 * order, and N = (K - 1) / (K D). Unlike these two, D has no other expectation in cells of few events.
 *
 * The noise of either sample is the sum of the variances of its masses, {@linkcode massVariance}, times n / (n - 1) for n
 * effective events. The degrees of freedom v are those of true events, (tr S)^2 / tr S^2 for S = diag(q) - q q^T; K - 1
 * in cells of equal mass. The error of N is sqrt(2 / v) N (D + noise) / D. An N is absent if D is less than two standard
 * deviations of that noise.
 *
 * The lower limit L of the generator's worth has P(distance <= measured | L) = 0.05 P(distance <= measured | infinity),
 * the rule CLs of particle physics; so it is finite, and above the worth in at most 5 % of samples.
 *
 * @param generated Counts of the generated sample.
 * @param truth Counts of the truth in the same cells.
 * @returns Events; absent with a reason where the samples are too small.
 * @throws {TypeError} If the samples have different numbers of cells.
 * @throws {RangeError} If the truth is in one cell only, or a sample has one effective event or less.
 *
 * Source: Read, J. Phys. G 28 (2002) 2693 (CLs).
 *
 * @example Ten percent off, known from many events
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { isPresent } from "../measure/mod.ts";
 * import { cellWorth } from "./mod.ts";
 *
 * const counting = { events: 1e9 };
 * const { generator } = cellWorth(
 *   { masses: Float64Array.of(0.275, 0.225, 0.25, 0.25), counting },
 *   { masses: new Float64Array(4).fill(0.25), counting },
 * );
 * // Chi-square of N events would be N sum (p - q)^2 / q = 0.005 N, and 3 is expected.
 * assertAlmostEquals(isPresent(generator) ? generator.value : 0, 600, 0.01);
 * ```
 */
export function cellWorth(generated: Sample, truth: Sample): Worth {
  return worthOf(distanceOf(generated, truth));
}

/**
 * Squared distance of a generated sample from a counted truth in cells, without the counting noise of either, over that of
 * one true event: 1 over the generator's worth by {@linkcode cellWorth}. Unlike the worth it is there for every generator; about 0
 * for one that is the truth, below as often as above.
 *
 * @param generated Counts of the generated sample.
 * @param truth Counts of the truth in the same cells.
 * @returns Pure number
 * @throws As {@linkcode cellWorth} does.
 *
 * @example One over the worth
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cellDistance } from "./mod.ts";
 *
 * const counting = { events: 1e9 };
 * const distance = cellDistance(
 *   { masses: Float64Array.of(0.275, 0.225, 0.25, 0.25), counting },
 *   { masses: new Float64Array(4).fill(0.25), counting },
 * );
 * assertAlmostEquals(1 / distance, 600, 0.01);
 * ```
 */
export function cellDistance(generated: Sample, truth: Sample): number {
  const { value, unit, truth: trueNoise, generated: generatedNoise } = distanceOf(generated, truth);
  return (value - trueNoise - generatedNoise) / unit;
}

/** The distance of two samples in the same cells. */
function distanceOf(generated: Sample, truth: Sample): Distance {
  const act = "measure the worth of a sample", { masses } = truth;
  checkLength(act, "generated sample", generated.masses, masses.length);
  let value = 0, second = 0, third = 0;
  for (const [cell, q] of masses.entries()) {
    const away = generated.masses[cell] - q;
    value += away * away;
    second += q * q;
    third += q * q * q;
  }
  if (!(second < 1)) {
    throw new RangeError(
      `Cannot ${act} as true events must be in 2 cells or more: current value is 1`,
    );
  }
  const { events } = truth.counting;
  return {
    value,
    unit: (1 - second) * events / (events - 1),
    truth: noiseOf(act, truth),
    generated: noiseOf(act, generated),
    freedom: (1 - second) * (1 - second) / (second - 2 * third + second * second),
  };
}

/** Expected squared distance of a counted sample's masses from its law, without bias. */
function noiseOf(act: string, { masses, counting }: Sample): number {
  const { events } = counting;
  if (!(events > 1)) {
    throw new RangeError(
      `Cannot ${act} as there must be more than 1 effective event: current value is ${events}`,
    );
  }
  return masses.reduce((sum, mass, cell) => sum + massVariance(mass, cell, counting), 0) * events /
    (events - 1);
}

/**
 * Worth of a generated sample by its distance from the truth in cells of about equal mass, {@linkcode cellWorth}, for
 * several numbers of cells. More cells see finer differences.
 *
 * The cells are those of {@linkcode cellsOf} for a random part of the truth, 32 events for each cell and at most half
 * of the truth. These events are not compared, so that the choice of the cells does not bias the distance.
 *
 * @param generated Generated events.
 * @param truth True events with the same features.
 * @returns One worth for each depth; absent with a reason if the samples are too small.
 * @throws {TypeError} If the samples have different features.
 * @throws {RangeError} If the truth has less than 2 events, a sample has none, a number is not finite, or a depth is
 * not a whole number.
 *
 * @example A generator that is the truth is worth more than 10,000 events can tell
 * ```ts
 * import { assert } from "@std/assert";
 * import { isPresent } from "../measure/mod.ts";
 * import { Stream } from "../random.ts";
 * import { sampleWorth } from "./mod.ts";
 *
 * const stream = Stream.fromSeed(1);
 * const normals = (name: string) => ({
 *   values: stream.split(name).normals(new Float64Array(20_000)),
 *   features: 2,
 * });
 * const [{ cells, generator, lower }] = sampleWorth(normals("generated"), normals("truth"), { stream });
 * assert(cells === 8 && !isPresent(generator) && lower! > 1000);
 * ```
 */
export function sampleWorth(
  generated: WeightedPoints,
  truth: WeightedPoints,
  { stream, depths = usualDepths(generated, truth) }: SampleWorthOptions,
): SampleWorth[] {
  return depths.map((depth) => {
    const { cells, count, compared } = cellsOfTruth(truth, depth, stream);
    const worth = attempt(() => cellWorth(count(generated), count(compared)));
    return isPresent(worth)
      ? { cells, ...worth }
      : { cells, sample: worth, generator: worth, lower: null };
  });
}

/** Cells that a part of the truth defines, and the other true events, which are compared, in a random order. */
export function cellsOfTruth(
  truth: WeightedPoints,
  depth: number,
  stream: Stream,
): Cells & { readonly compared: Required<WeightedPoints> } {
  const events = eventCount(truth);
  checkInteger("measure the worth of a sample", "number of true events", events, 2);
  const order = stream.split("cells").permutation(events);
  const weighted = { ...truth, weights: weightsOf(truth) };
  const defining = Math.min(Math.floor(events / 2), DEFINING * (1 << depth));
  return {
    ...cellsOf(pick(weighted, order.subarray(0, defining)), depth),
    compared: pick(weighted, order.subarray(defining)),
  };
}

/** Depths 3 to 10 at which cells have enough effective events of either sample, and 3 at least. */
export function usualDepths(generated: WeightedPoints, truth: WeightedPoints): number[] {
  const [n, m] = [generated, truth].map((points) => {
    const weights = weightsOf(points), sum = total(weights);
    return sum * sum / total(weights.map((weight) => weight * weight));
  });
  return [3, 4, 5, 6, 7, 8, 9, 10].filter((depth) =>
    depth === 3 || USUAL * (1 << depth) <= Math.min(n, m / 2)
  );
}

/** Bandwidths of the kernel, in typical distances of two events. */
const BANDWIDTHS = [0.25, 0.5, 1, 2];
/** Frequencies of the kernel. */
const FREQUENCIES = 128;
/** Events from which the degrees of freedom of the kernel are measured. */
const MEASURED = 1000;

/**
 * Worth of a generated sample by the squared distance of kernel means (MMD^2), which is u / N for N true events with
 * u = E k(x, x) - E k(x, x').
 *
 * The kernel is k(x, y) = mean over f of cos f (x - y) for 128 random frequencies f, normally distributed with the
 * inverse of a bandwidth. The bandwidths are 1/4, 1/2, 1 and 2 of the typical distance of two events, which is
 * sqrt(2 features) on the scale on which all features have a standard deviation of 1. It is close to a sum of Gaussian kernels, and the distance is the mean
 * over f of |difference of characteristic functions|^2; so the time grows with the events and not with their square.
 * Counting noise, sum w^2 |e - mean e|^2 over the squared sum of weights for e = exp(i f x), is subtracted without bias;
 * for events of equal weights, what remains is the U-statistic.
 *
 * The degrees of freedom are those of true events, u^2 / tr S^2 for the covariance S of the kernel's features. They count
 * all directions of the kernel by their variance; cells count all alike.
 *
 * @param generated Generated events.
 * @param truth True events with the same features.
 * @returns Events; absent with a reason if the samples are too small.
 * @throws {TypeError} If the samples have different features.
 * @throws {RangeError} If a sample has less than 2 events, a number is not finite, weights do not add up to more than 0,
 * or no feature of the events varies.
 *
 * Sources: Gretton et al., JMLR 13 (2012) 723; Rahimi and Recht, NIPS 2007 (random features).
 *
 * @example A thousand true events, generated twenty times each
 * ```ts
 * import { assert } from "@std/assert";
 * import { isPresent } from "../measure/mod.ts";
 * import { Stream } from "../random.ts";
 * import { kernelWorth } from "./mod.ts";
 *
 * const stream = Stream.fromSeed(1);
 * const training = stream.split("training").normals(new Float64Array(1000));
 * const generated = Float64Array.from({ length: 20_000 }, (_, i) => training[i % 1000]);
 * const truth = stream.split("truth").normals(new Float64Array(20_000));
 * const { generator } = kernelWorth(
 *   { values: generated, features: 1 },
 *   { values: truth, features: 1 },
 *   { stream },
 * );
 * assert(isPresent(generator) && Math.abs(generator.value - 1000) < 3 * generator.error!);
 * ```
 */
export function kernelWorth(
  generated: WeightedPoints,
  truth: WeightedPoints,
  { stream }: KernelWorthOptions,
): Worth {
  const pooled = pool(generated, truth);
  const { features } = pooled, first = eventCount(generated), events = eventCount(pooled);
  if (pooled.values.every((value) => value === 0)) {
    throw new RangeError(
      `Cannot measure the worth of a sample as a feature must vary: current value is ${events} equal events`,
    );
  }
  const frequencies = stream.split("frequencies").normals(new Float64Array(FREQUENCIES * features));
  for (const [i, frequency] of frequencies.entries()) {
    const bandwidth = BANDWIDTHS[Math.floor(i / features) % BANDWIDTHS.length];
    frequencies[i] = frequency / (bandwidth * Math.sqrt(2 * features));
  }
  const generatedMean = kernelMean(pooled, 0, first, frequencies);
  const trueMean = kernelMean(pooled, first, events, frequencies);
  const away = generatedMean.mean.map((value, i) => value - trueMean.mean[i]);
  const unit = (1 - squared(trueMean.mean)) / (1 - trueMean.share);
  const order = stream.split("freedom").permutation(events - first).subarray(0, MEASURED);
  return worthOf({
    value: squared(away),
    unit,
    truth: trueMean.noise,
    generated: generatedMean.noise,
    freedom: freedomOf(pick(pooled, order.map((event) => first + event)), frequencies, unit),
  });
}

/** Mean over frequencies of the squared absolute value, for cosines and sines in turns. */
function squared(mean: Float64Array): number {
  return mean.reduce((sum, x) => sum + x * x, 0) / FREQUENCIES;
}

/**
 * Mean of cosines and sines over the events `from` to `to`, and the expected square of its counting noise without bias:
 * sum w^2 |e - mean|^2 / (1 - sum w^2), for weights of sum 1. `share` is the sum of their squares.
 */
function kernelMean(
  points: Required<WeightedPoints>,
  from: number,
  to: number,
  frequencies: Float64Array,
): { mean: Float64Array; noise: number; share: number } {
  const phases = new Float64Array(2 * FREQUENCIES);
  const mean = new Float64Array(2 * FREQUENCIES), squares = new Float64Array(2 * FREQUENCIES);
  const whole = total(points.weights.subarray(from, to));
  let share = 0;
  for (let event = from; event < to; event++) {
    const weight = points.weights[event] / whole, square = weight * weight;
    phasesOf(points, event, frequencies, phases);
    share += square;
    for (let i = 0; i < phases.length; i++) {
      mean[i] += weight * phases[i];
      squares[i] += square * phases[i];
    }
  }
  let cross = 0;
  for (let i = 0; i < mean.length; i++) cross += mean[i] * squares[i];
  const scatter = share * (1 + squared(mean)) - 2 * cross / FREQUENCIES;
  return { mean, noise: scatter / (1 - share), share };
}

/** Degrees of freedom: the squared trace `unit` of the covariance of cosines and sines over the trace of its square. */
function freedomOf(
  points: Required<WeightedPoints>,
  frequencies: Float64Array,
  unit: number,
): number {
  const size = 2 * FREQUENCIES;
  const phases = new Float64Array(size), mean = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  const whole = total(points.weights);
  let share = 0;
  for (const [event, eventWeight] of points.weights.entries()) {
    const weight = eventWeight / whole;
    phasesOf(points, event, frequencies, phases);
    share += weight * weight;
    for (let i = 0; i < size; i++) {
      const scaled = weight * phases[i];
      mean[i] += scaled;
      for (let j = 0; j <= i; j++) covariance[i * size + j] += scaled * phases[j];
    }
  }
  let trace = 0, squares = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const c = covariance[i * size + j] - mean[i] * mean[j];
      if (i === j) trace += c;
      squares += (i === j ? 1 : 2) * c * c;
    }
  }
  // Counting adds about the squared trace over the events to the sum of squares.
  const unbiased = (squares - share * trace * trace) / (FREQUENCIES * FREQUENCIES);
  return unit * unit / unbiased;
}
