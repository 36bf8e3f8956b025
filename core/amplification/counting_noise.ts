/**
 * Noise of counting a truth, in its squared distance from masses.
 *
 * @module
 */
import type { Counting } from "../binning/sample.ts";
import type { Stream } from "../random.ts";

/** What a simulated sample adds to the distances of masses that all are compared with it. */
export interface NoiseOfSample {
  /** Sum over bins of c^2 / m, for differences c of the sample's masses from m. */
  readonly square: number;
  /** c / m in each bin, `[bins]`; 0 in bins without mass. */
  readonly overMasses: Float64Array;
}

/** Samples of given masses, counted as a truth was. */
export interface CountingNoise {
  /** Expected sum over bins of c^2 / m. */
  readonly expected: number;
  /** One sample. The array is reused. */
  simulate(stream: Stream): NoiseOfSample;
}

/**
 * Noise of samples of masses m. The differences c are normal, with the covariance of multinomial counts; where counts
 * are few they scatter more than normal numbers, and the sum of their squares gets that scatter as a normal number.
 *
 * @param masses Masses m, `[bins]`, which may add up to less than 1.
 *
 * @example Two bins of 100 events
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { countingNoise } from "./counting_noise.ts";
 *
 * const { expected } = countingNoise(Float64Array.of(0.5, 0.5), { events: 100 });
 * assertAlmostEquals(expected, 1 / 100, 1e-12);
 * ```
 */
export function countingNoise(
  masses: Float64Array,
  { events, eventMasses }: Counting,
): CountingNoise {
  const bins = masses.length;
  const all = new Float64Array(bins + 1);
  all.set(masses);
  all[bins] = Math.max(0, 1 - masses.reduce((sum, mass) => sum + mass, 0));
  /** Mass of one effective event. */
  const eventMass = (bin: number) => eventMasses === undefined ? 1 / events : eventMasses[bin];
  const deviations = all.map((mass, bin) => Math.sqrt(mass * eventMass(bin)));
  const whole = deviations.reduce((sum, deviation) => sum + deviation * deviation, 0);
  let expected = 0, fourth = 0;
  for (let bin = 0; bin < bins; bin++) {
    const mass = masses[bin], each = eventMass(bin);
    if (mass === 0) continue;
    expected += each * (1 - 2 * mass) + mass * whole;
    // The fourth cumulant of a Poisson count of the mean m / e is that mean, in units of e^4.
    fourth += each * each * each / mass;
  }
  const scatter = Math.sqrt(fourth);
  const noise = new Float64Array(bins + 1), overMasses = new Float64Array(bins);
  return {
    expected,
    simulate(stream) {
      stream.normals(noise);
      let total = 0;
      for (let bin = 0; bin <= bins; bin++) total += noise[bin] *= deviations[bin];
      let square = scatter * stream.normal();
      for (let bin = 0; bin < bins; bin++) {
        const mass = masses[bin];
        if (mass === 0) continue;
        const difference = noise[bin] - mass * total;
        overMasses[bin] = difference / mass;
        square += difference * overMasses[bin];
      }
      return { square, overMasses };
    },
  };
}
