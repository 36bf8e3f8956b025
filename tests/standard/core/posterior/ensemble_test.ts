import { assert, assertAlmostEquals } from "@std/assert";
import { ensemble, swag } from "../../../../core/posterior/mod.ts";
import {
  exactPosterior,
  features,
  linearProblem,
  size,
} from "../../../core/posterior/_linear_engine.ts";

const training = { steps: 6000, batchSize: 60, adam: { learningRate: 3e-3 } };

/** Mean and standard deviation. */
function moments(values: number[]): { mean: number; deviation: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

Deno.test("members on the same data find the same minimum, if there is but one", () => {
  const problem = linearProblem(60, 4, 2);
  const fit = ensemble({ training }).fit(problem);
  const { mean } = exactPosterior(problem, 1e4);
  // The whole data as batch leave no noise; Adam comes as close as its learning rate.
  fit.draws.forEach((w, i) => assertAlmostEquals(w, mean[i % size], 3e-3));
});

Deno.test("bootstrapped members spread as least squares do over data sets", () => {
  const members = 30, problem = linearProblem(60, members, 2);
  const fit = ensemble({ data: "bootstrapped", training }).fit(problem);
  const { mean, covariance } = exactPosterior(problem, 1e4);
  // Predictions, since flat directions of the weights are slow to converge.
  for (const x of [-1, 0, 1]) {
    const phi = features(x);
    const predict = (w: ArrayLike<number>) => phi.reduce((sum, f, j) => sum + f * w[j], 0);
    const values = Array.from(
      { length: members },
      (_, d) => predict(fit.draws.subarray(d * size, (d + 1) * size)),
    );
    const found = moments(values);
    // With noise of the assumed variance the bootstrap's covariance is the posterior's under a flat prior.
    const sigma = Math.sqrt(predict(covariance.map(predict)));
    // 5 standard errors, a false alarm in a million over 6 comparisons; a third of the deviation for the 60
    // residuals at hand, whose variance and leverage differ from those assumed.
    assert(Math.abs(found.mean - predict(mean)) < 5 * sigma / Math.sqrt(members) + sigma / 3);
    const error = 5 / Math.sqrt(2 * (members - 1)) + 1 / 3;
    assert(Math.abs(found.deviation / sigma - 1) < Math.min(0.9, error), `deviation at ${x}`);
  }
});

Deno.test("SWAG centres on the minimum and spreads as its path does", () => {
  const problem = linearProblem(60, 400, 2);
  const fit = swag({
    training: { ...training, batchSize: 20 },
    snapshots: 200,
    collectEvery: 30,
    rank: 20,
  }).fit(problem);
  const { mean, covariance } = exactPosterior(problem, 1e4);
  for (let j = 0; j < size; j++) {
    const sigma = Math.sqrt(covariance[j][j]);
    const found = moments(Array.from({ length: 400 }, (_, d) => fit.draws[d * size + j]));
    // The path of Adam on batches stays within the posterior's width of the minimum, and never stands still.
    assert(Math.abs(found.mean - mean[j]) < sigma, `mean ${j}`);
    assert(found.deviation > 0 && found.deviation < sigma, `deviation ${j}`);
  }
});
