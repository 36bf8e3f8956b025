/**
 * What audits find a sample and its generator to be worth, from events alone, beside the exact worth of a committed fit:
 * its density is integrated over the bins of the study, where the truth is exact.
 */
import { assert, assertAlmostEquals } from "@std/assert";
import chiSquareCdf from "@stdlib/stats-base-dists-chisquare-cdf";
import { claimedAndAchieved } from "../../../core/amplification/mod.ts";
import { drawMoments } from "../../../core/calibration/mod.ts";
import { counts, cubature, masses, type Sample } from "../../../core/binning/mod.ts";
import { cellWorth } from "../../../core/compare/mod.ts";
import type { Estimate } from "../../../core/estimate.ts";
import { generate } from "../../../core/flow/mod.ts";
import { isPresent, measureWorth } from "../../../core/measure/mod.ts";
import { posterior } from "../../../core/posterior/mod.ts";
import { Stream } from "../../../core/random.ts";
import { target } from "../../../core/target/mod.ts";
import type { Artefact } from "../../../runner/cell.ts";
import { cellEngine } from "../../../runner/engine.ts";
import { decodeTensors } from "../../../runner/safetensors.ts";
import { drawnDensity } from "../../../studies/shared/drawn_density.ts";
import { type FitConfig, fitProblem, stretchesOf } from "../../../studies/shared/fit.ts";
import { restoreState } from "../../../studies/shared/fit_state.ts";
import { there } from "../../core/compare/_worth.ts";

/** Bins along each axis, draws of the fit, and simulations. */
const nBins = 16, draws = 4, trials = 300;
const bins = nBins * nBins, equal = new Float64Array(bins).fill(1 / bins);
/** Events of each sample; each draw generates as many. */
const sizes = { generated: 4000, truth: 20_000 };
/** Probability that a right program fails, and its standard normal quantile on both sides together. */
const alarm = 1e-4, bound = 3.891;

const path = "_data/fits/mean-field-k50/run-1-to-300000.safetensors";
const { metadata, arrays } = decodeTensors(path, Deno.readFileSync(path));
const json = JSON.parse(metadata.json) as Artefact["json"] & { readonly config: FitConfig };
const config: FitConfig = { ...json.config, draws };
const toy = target(config.target);
const problem = await fitProblem(config, { seed: 1, engine: cellEngine });
const all = stretchesOf(config).early(problem, restoreState([{ json, arrays }]), 300_000);
const weights = Array.from(
  { length: draws },
  (_, draw) => all.slice(draw * all.length / draws, (draw + 1) * all.length / draws),
);

/** Masses of the draws, `[1, draws, nBins, nBins]`. */
const exact = (() => {
  const grid = cubature(toy), { posterior: { name, options } } = config;
  const points = { values: grid.points, condition: toy.condition };
  const values = weights.flatMap((weights) => [
    ...grid.masses(
      drawnDensity(problem.engine, weights, points, posterior(name, options).solve).logDensity,
      nBins,
    ).values,
  ]);
  return masses(1, draws, [nBins, nBins], Float64Array.from(values));
})();
const { mean } = drawMoments(exact);
/** True events that the mean of the draws is worth, by the study's function. */
const events = claimedAndAchieved(exact, 1 / bins, 1).achieved.value;

/** Counts of points in the bins of the study. */
function counted(points: Float32Array): Sample {
  const found = counts(toy, points, nBins), all = points.length / toy.dimension;
  return { masses: found.map((count) => count / all), counting: { events: all } };
}

const simulated = Array.from({ length: trials }, (_, trial) => {
  const stream = Stream.fromSeed(1000 + trial);
  const generated = weights.flatMap((weights, draw) => [
    ...generate(
      problem.engine,
      weights,
      toy.condition,
      sizes.generated / draws,
      stream.split("generated", draw),
    ),
  ]);
  return {
    generated: counted(Float32Array.from(generated)),
    truth: counted(toy.sample(sizes.truth, stream.split("truth"))),
    stream,
  };
});

/** A worth as a distance, 1 over its events, with its standard error. */
const distanceOf = ({ value, error }: Estimate) => ({
  value: 1 / value,
  error: error! / (value * value),
});

interface Pull {
  /** The distance found less the right one, over the standard error of an audit. */
  readonly pull: number;
  /** Standard deviation of the distance over that error at the right distance. */
  readonly width: number;
  /** Relative change of that error where the distance is off by one standard deviation. */
  readonly slope: number;
}

/** Asserts that pulls have the mean and the width that they should have; false alarm 1e-4 each. */
function assertPulls(pulls: readonly Pull[], name: string): void {
  const n = pulls.length;
  // An error grows with its distance: p = x / (1 + slope x) for a standard normal x.
  const scaled = pulls.map(({ pull, width, slope }) => pull / width + slope);
  const mean = scaled.reduce((sum, x) => sum + x) / n;
  const square = scaled.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (n - 1);
  assertAlmostEquals(mean, 0, bound / Math.sqrt(n), `mean of ${name}`);
  const below = chiSquareCdf((n - 1) * square, n - 1);
  assert(below > alarm / 2 && below < 1 - alarm / 2, `width of ${name}: ${Math.sqrt(square)}`);
}

/**
 * Expected counting noise and standard deviation of the distance sum_b w_b (p_b - q_b)^2 from the truth: tr W S and the root
 * of 2 tr (W S)^2 + 4 d W S W d, for the covariance S of counted masses and their expected difference d.
 *
 * @param generated Expected masses of what is compared with the truth.
 * @param counted Events by which these scatter, if they do.
 */
function countingOf(
  generated: Float64Array,
  { weights, counted = Infinity }: { readonly weights: Float64Array; readonly counted?: number },
): { readonly expected: number; readonly deviation: number } {
  let expected = 0, squares = 0, along = 0;
  for (let i = 0; i < bins; i++) {
    for (let j = 0; j < bins; j++) {
      const of = (masses: Float64Array) => (i === j ? masses[i] : 0) - masses[i] * masses[j];
      const covariance = of(equal) / sizes.truth + of(generated) / counted;
      const weight = weights[i] * weights[j];
      if (i === j) expected += weights[i] * covariance;
      squares += weight * covariance * covariance;
      along += weight * (generated[i] - equal[i]) * covariance * (generated[j] - equal[j]);
    }
  }
  return { expected, deviation: Math.sqrt(2 * squares + 4 * along) };
}

/**
 * A pull of a distance in cells. The error of an audit includes how laws of generators that are worth so many events scatter
 * about the truth; the law of one fit is fixed.
 */
function pullOf(found: Estimate, right: number, generated: Float64Array, counted?: number): Pull {
  const { value, error } = distanceOf(found);
  const unit = 1 - 1 / bins, scatter = Math.sqrt(2 / (bins - 1));
  const { expected, deviation } = countingOf(generated, {
    weights: new Float64Array(bins).fill(1 / unit),
    counted,
  });
  const stated = scatter * (1 / right + expected);
  return {
    pull: (value - 1 / right) / error,
    width: deviation / stated,
    slope: deviation * scatter / stated,
  };
}

Deno.test("a generator is worth what the study says that its density achieves; false alarm 1e-4", () => {
  const pulls = simulated.map(({ generated, truth }) =>
    pullOf(there(cellWorth(generated, truth).generator), events, mean, sizes.generated)
  );
  assertPulls(pulls, "pulls of the generator");
});

Deno.test("a sample is worth what the study says of its own masses; false alarm 1e-4", () => {
  const pulls = simulated.map(({ generated, truth }) => {
    // Two draws of which the sample is the mean.
    const both = [0.9, 1.1].flatMap((factor) =>
      Array.from(
        generated.masses,
        (mass, bin) => bin % 2 === 0 ? factor * mass : (2 - factor) * mass,
      )
    );
    const { achieved } = claimedAndAchieved(
      masses(1, 2, [bins], Float64Array.from(both)),
      1 / bins,
      1,
    );
    return pullOf(there(cellWorth(generated, truth).sample), achieved.value, generated.masses);
  });
  assertPulls(pulls, "pulls of the sample");
});

Deno.test("draws achieve against a counted truth what they achieve against the exact one; false alarm 1e-4", () => {
  // An audit weights squared distances by the draws' mean, the study by the truth.
  const weights = mean.map((m) => 1 / m / (bins - 1));
  const distance = mean.reduce((sum, m, bin) => sum + weights[bin] * (m - 1 / bins) ** 2, 0);
  assertAlmostEquals(distance * events, 1, 0.05);
  const { deviation } = countingOf(mean, { weights });
  // Two runs that agree: their only error is the counting of the truth, and one run has none.
  const twice = masses(2, draws, [nBins, nBins], Float64Array.of(...exact.values, ...exact.values));
  const pulls = simulated.map(({ truth, stream }): Pull => {
    const found = measureWorth(twice, truth, { stream, nTrain: 1 }).achieved;
    assert(isPresent(found));
    const { value, error } = distanceOf(found);
    // The square of the error grows with the distance, but for a small constant part.
    return {
      pull: (value - distance) / error,
      width: deviation / error * Math.sqrt(value / distance),
      slope: deviation / distance / 2,
    };
  });
  assert(pulls.every(({ width }) => width > 0.9 && width < 1.1));
  assertPulls(pulls, "pulls of the draws");
});
