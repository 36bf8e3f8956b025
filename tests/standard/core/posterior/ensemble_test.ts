import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { FlowMatchingBatch } from "../../../../core/engine/engine.ts";
import {
  ensemble,
  type Fit,
  repulsiveEnsemble,
  swag,
  trainFlow,
} from "../../../../core/posterior/mod.ts";
import {
  exactPosterior,
  features,
  LinearEngine,
  linearProblem,
  size,
} from "../../../core/posterior/_linear_engine.ts";
import { smallLastLayer } from "../../../core/posterior/_last_layer.ts";
import { assertNormal } from "../../../core/posterior/_recovers.ts";

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

Deno.test("SWAG draws from the normal law of its snapshots: half their variances, half their last deviations", () => {
  // Maddox et al., arXiv:1902.02476, equation (1): N(mean, (diag + D D^T / (K - 1)) / 2), each column of D a
  // snapshot less the mean of those up to it.
  const steps = 300, snapshots = 6, collectEvery = 20, rank = 2, count = 4000;
  const short = { ...training, batchSize: 20 };
  const fit = swag({ training: { ...short, steps }, snapshots, collectEvery, rank })
    .fit(linearProblem(60, count, 2));
  const path = Array.from(
    { length: snapshots },
    (_, k) =>
      trainFlow(linearProblem(60, count, 2), { ...short, steps: steps + (k + 1) * collectEvery })
        .weights,
  );
  const mean = (kept: readonly Float32Array[], j: number) =>
    kept.reduce((sum, weights) => sum + weights[j], 0) / kept.length;
  const lastColumns = [snapshots - 1, snapshots].map((k) =>
    Array.from({ length: size }, (_, j) => path[k - 1][j] - mean(path.slice(0, k), j))
  );
  const variances = Array.from({ length: size }, (_, j) => {
    const centre = mean(path, j);
    return path.reduce((sum, weights) => sum + (weights[j] - centre) ** 2, 0) / snapshots;
  });
  const directions = [
    ...Array.from({ length: size }, (_, i) => variances.map((_, j) => i === j ? 1 : 0)),
    variances.map(() => 1),
  ];
  for (const direction of directions) {
    const along = (values: ArrayLike<number>) =>
      direction.reduce((sum, d, j) => sum + d * values[j], 0);
    const values = Array.from(
      { length: count },
      (_, d) => along(fit.draws.subarray(d * size, (d + 1) * size)),
    );
    const variance = direction.reduce((sum, d, j) => sum + d * d * variances[j], 0) / 2 +
      lastColumns.reduce((sum, column) => sum + along(column) ** 2, 0) / (rank - 1) / 2;
    const centre = along(variances.map((_, j) => mean(path, j)));
    assertNormal([values], centre, Math.sqrt(variance), `${direction}`);
  }
});

Deno.test("a bootstrapped member sees as many points as the data have, each as likely as another", () => {
  const points = 20, members = 400;
  /** Counts how often each first coordinate comes in a batch. */
  class Counting extends LinearEngine {
    readonly seen = new Map<number, number>();
    override flowMatching(weights: Float32Array, batch: FlowMatchingBatch, out?: Float32Array) {
      for (let i = 0; i < batch.values.length; i += 2) {
        this.seen.set(batch.values[i], (this.seen.get(batch.values[i]) ?? 0) + 1);
      }
      return super.flowMatching(weights, batch, out);
    }
  }
  const counted = (data: "kept" | "bootstrapped") => {
    const engine = new Counting(), problem = linearProblem(points, members, 2, engine);
    ensemble({ data, training: { steps: 1, batchSize: points } }).fit(problem);
    return Array.from({ length: points }, (_, i) => engine.seen.get(problem.data[2 * i]) ?? 0);
  };
  assertEquals(counted("kept"), Array.from({ length: points }, () => members));
  const found = counted("bootstrapped");
  assertEquals(found.reduce((a, b) => a + b, 0), members * points);
  // Binomial of 8000 trials of 1/20: 400, deviation 19.5; 5.3 of them for a false alarm of 1e-6 over 20 counts.
  for (const count of found) assertAlmostEquals(count, members, 5.3 * 19.5);
});

Deno.test("members that repel each other on a Gaussian posterior rest as far apart as their number allows", async () => {
  // Three members at equal distances in the plane that they span, for which the kernel density of the ensemble
  // balances the posterior where their mean square deviation, in units of its own and summed over directions, is
  // ln(M + 1) (M - 1) / (2 M) = 0.46; that of draws is 8, the number of weights.
  const members = 3, points = 60, klWeight = 20;
  const { problem, exact } = await smallLastLayer(points, 64, members, klWeight);
  const rest = Math.log(members + 1) * (members - 1) / (2 * members);
  const deviation = (fit: Fit) => {
    const rows = Array.from({ length: members }, (_, m) => fit.draws.subarray(8 * m, 8 * m + 8));
    const off = rows.map((row) =>
      Array.from(row, (w, j) => w - rows.reduce((sum, other) => sum + other[j], 0) / members)
    );
    // The posterior has a prior besides the loss, the ensemble has not.
    const loss = (i: number, j: number) => exact.precision[8 * i + j] - (i === j ? 1 : 0);
    return off.reduce(
      (sum, row) =>
        sum +
        row.reduce((sum, a, i) => sum + row.reduce((s, b, j) => s + a * loss(i, j) * b, 0), 0),
      0,
    ) / members;
  };
  const training = { steps: 3000, batchSize: points, adam: { learningRate: 3e-3 } };
  const repelled = repulsiveEnsemble({ klWeight, priorScale: 0, points, training }).fit(problem);
  // The kernel sees 60 random places a step instead of all, and Adam jitters: 3 % with half the learning rate.
  assertAlmostEquals(deviation(repelled) / rest, 1, 0.1);
  assert(deviation(ensemble({ training }).fit(problem)) < 0.05 * rest);
});
