/**
 * Simulated samples of a counted truth, which all runs are compared with.
 *
 * @module
 */
import { binCount, type Masses } from "../binning/masses.ts";
import { countedAs, type Counting, type EffectiveCounts } from "../binning/sample.ts";
import type { Stream } from "../random.ts";

/** Writes the masses of a draw of a run as the truth, counted on one sample, `[bins]`. */
export type CountedDraw = (run: number, draw: number, stream: Stream, out: Float64Array) => void;

/** The most counts that are kept for the next simulation, rather than drawn again. */
const mostKept = 2_000_000;

/**
 * Samples of one truth, counted alike, one for each replicate of a simulation. The samples of all simulations are the
 * same.
 *
 * A sample is drawn from the mean of all draws; the difference of a draw from the mean is added as effective events,
 * rounded at random. All runs then have the noise of the sample, and counts are whole numbers, which tie with those of
 * the draws as often as real ones.
 *
 * @example A draw of ten events and a half, counted: whole events
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { masses } from "../binning/masses.ts";
 * import { Stream } from "../random.ts";
 * import { SharedSamples } from "./shared_samples.ts";
 *
 * const exact = masses(1, 2, [1], Float64Array.of(0.105, 0.095));
 * const samples = new SharedSamples(exact, { events: 100 }, Stream.fromSeed(1));
 * const out = new Float64Array(1);
 * samples.of(0)(0, 0, Stream.fromSeed(2), out);
 * assertAlmostEquals(100 * out[0], Math.round(100 * out[0]), 1e-12);
 * ```
 */
export class SharedSamples {
  readonly #exact: Masses;
  readonly #counting: Counting;
  readonly #stream: Stream;
  /** Mean of all draws and, last, what lies beyond the bins, `[bins + 1]`. */
  readonly #mean: Float64Array;
  readonly #kept = new Map<number, EffectiveCounts>();

  /**
   * Samples about the mean of draws.
   *
   * @param exact Masses of the draws without counting noise, `[runs, draws, ...shape]`.
   * @param counting How the truth was counted.
   * @param stream Random numbers of the samples; each has its own stream, `split(replicate)`.
   */
  constructor(exact: Masses, counting: Counting, stream: Stream) {
    this.#exact = exact;
    this.#counting = counting;
    this.#stream = stream;
    const bins = binCount(exact), rows = exact.runs * exact.draws;
    const mean = this.#mean = new Float64Array(bins + 1);
    for (let i = 0; i < exact.values.length; i++) {
      mean[i % bins] += Math.max(0, exact.values[i]) / rows;
    }
    mean[bins] = Math.max(0, 1 - mean.subarray(0, bins).reduce((sum, mass) => sum + mass, 0));
  }

  #sample(replicate: number): EffectiveCounts {
    const kept = this.#kept.get(replicate);
    if (kept !== undefined) return kept;
    const sample = countedAs(this.#counting, this.#mean, this.#stream.split(replicate));
    if ((this.#kept.size + 1) * this.#mean.length <= mostKept) this.#kept.set(replicate, sample);
    return sample;
  }

  /**
   * The draws as the truth of one replicate.
   *
   * @param step Of every so many draws of a run the first is counted as one; default all.
   */
  of(replicate: number, step = 1): CountedDraw {
    const { counts, perMass } = this.#sample(replicate);
    const { draws, values } = this.#exact, mean = this.#mean;
    return (run, draw, random, out) => {
      const from = (run * draws + draw * step) * out.length;
      random.uniforms(out);
      for (let bin = 0; bin < out.length; bin++) {
        const difference = perMass[bin] * (values[from + bin] - mean[bin]);
        out[bin] = Math.max(0, Math.floor(counts[bin] + difference + out[bin])) / perMass[bin];
      }
    };
  }
}
