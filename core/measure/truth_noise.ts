/**
 * What counting a truth adds to its distance from the draws, and how it scatters that distance.
 *
 * @module
 */
import { massVariance, type Sample } from "../binning/sample.ts";
import { log } from "../elementary.ts";

/**
 * Noise of a smooth function of the masses of a counted sample, to second order. With the covariance C of the
 * masses, the gradient f and the curvature c, diagonal, the function is expected to be higher by tr (c C) / 2; its
 * variance is tr (c C)^2 / 2 and f^T C f, of which the noise of f itself, tr (c C)^2, is taken out.
 *
 * @param gradient First derivative by the mass of each bin, `[bins]`.
 * @param curvature Second derivative likewise.
 */
function noiseOf(
  { masses, counting }: Sample,
  gradient: Float64Array,
  curvature: Float64Array,
): { expected: number; variance: number } {
  const { eventMasses = new Float64Array(masses.length).fill(1 / counting.events) } = counting;
  // C = diag(v) - p v^T - v p^T + V p p^T for sums of squares v = p e of the bins and V of the whole sample.
  const whole = 1 / counting.events, unbiased = counting.events / (counting.events - 1);
  let expected = 0;
  let squares = 0, pp = 0, pv = 0, vv = 0, ppv = 0, pvv = 0;
  let along = 0, fp = 0, fv = 0;
  for (const [bin, p] of masses.entries()) {
    const v = p * eventMasses[bin], c = curvature[bin], f = gradient[bin];
    expected += c * massVariance(p, bin, counting) * unbiased / 2;
    squares += c * v * (c * v);
    pp += c * p * p;
    pv += c * p * v;
    vv += c * v * v;
    ppv += c * p * p * (c * v);
    pvv += c * p * v * (c * v);
    along += f * f * v;
    fp += f * p;
    fv += f * v;
  }
  const trace = squares - 4 * pvv + 2 * whole * ppv + 2 * (pv * pv + pp * vv) -
    4 * whole * pp * pv + whole * whole * pp * pp;
  along += whole * fp * fp - 2 * fp * fv;
  return { expected, variance: trace / 2 + Math.max(0, along - trace) };
}

/**
 * Noise of the distance sum_b (m_b - p_b)^2 / m_b of a sample p from masses m, 0 only in bins without events.
 *
 * @param mean Masses m, `[bins]`.
 * @returns The part of the distance that is expected from counting, and the variance of what remains without it.
 */
export function distanceNoise(
  sample: Sample,
  mean: Float64Array,
): { expected: number; variance: number } {
  const where = (values: (bin: number) => number) =>
    mean.map((weight, bin) => weight === 0 ? 0 : values(bin) / weight);
  return noiseOf(
    sample,
    where((bin) => 2 * (sample.masses[bin] - mean[bin])),
    where(() => 2),
  );
}

/**
 * Noise of the Jensen-Shannon divergence of a sample from masses, mean over runs; nats.
 *
 * @param mean Masses, `[runs, bins]`.
 * @returns The part of the divergence that is expected from counting, and the standard deviation of what remains.
 */
export function divergenceNoise(
  sample: Sample,
  mean: Float64Array,
): { expected: number; deviation: number } {
  const { masses } = sample;
  const bins = masses.length;
  const gradient = new Float64Array(bins), curvature = new Float64Array(bins);
  for (const [i, m] of mean.entries()) {
    const bin = i % bins, p = masses[bin], share = bins / mean.length;
    gradient[bin] += share * log(2 * p / (p + m)) / 2;
    curvature[bin] += share * m / (2 * p * (p + m));
  }
  const { expected, variance } = noiseOf(sample, gradient, curvature);
  return { expected, deviation: Math.sqrt(variance) };
}
