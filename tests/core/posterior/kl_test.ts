import { assertAlmostEquals } from "@std/assert";
import { layers, paperArchitecture } from "../../../core/flow/mod.ts";
import { gaussianKl, type GaussianPrior, klElementWeights } from "../../../core/posterior/kl.ts";
import { Stream } from "../../../core/random.ts";

Deno.test("the divergence agrees with its integral", () => {
  const [mean, sigma, prior] = [0.7, 0.4, { mean: -0.2, sigma: 1.3 }];
  const log = (x: number, m: number, s: number) =>
    -0.5 * ((x - m) / s) * ((x - m) / s) - Math.log(s * Math.sqrt(2 * Math.PI));
  let sum = 0;
  // The trapezoidal rule converges faster than any power for such integrands.
  for (let z = -12; z <= 12; z += 1 / 64) {
    const x = mean + sigma * z;
    const q = log(x, mean, sigma);
    sum += Math.exp(q) * (q - log(x, prior.mean, prior.sigma)) * sigma / 64;
  }
  assertAlmostEquals(gaussianKl(Float64Array.of(mean), Float64Array.of(sigma), prior), sum, 1e-12);
});

/** The divergence of one weight, term by term. */
function plainKl(mean: number, sigma: number, prior: GaussianPrior): number {
  const away = mean - prior.mean;
  return Math.log(prior.sigma / sigma) +
    (sigma * sigma + away * away) / (2 * prior.sigma * prior.sigma) - 0.5;
}

Deno.test("the divergence of many weights is the sum of theirs", () => {
  for (
    const [size, prior] of [[1, { mean: 0, sigma: 1 }], [9001, { mean: 0.3, sigma: 2 }]] as const
  ) {
    const mean = Stream.fromSeed(1).normals(new Float64Array(size));
    const sigma = Stream.fromSeed(2).normals(new Float64Array(size)).map(Math.abs);
    const sum = mean.reduce((sum, m, i) => sum + plainKl(m, sigma[i], prior), 0);
    // Sums of 9001 doubles in another order.
    assertAlmostEquals(gaussianKl(mean, sigma, prior), sum, 1e-12 * sum);
  }
});

Deno.test("element weights make one sum of either convention", () => {
  const places = layers(paperArchitecture);
  const size = places.at(-1)!.biases + places.at(-1)!.fanOut;
  const mean = Stream.fromSeed(1).normals(new Float64Array(size));
  const sigma = Stream.fromSeed(2).normals(new Float64Array(size)).map(Math.abs);
  const prior = { mean: 0, sigma: 1 };
  const tensors = places.flatMap(({ weights, biases, fanOut }) =>
    [[weights, biases], [biases, biases + fanOut]].map(([from, to]) => ({
      length: to - from,
      divergence: gaussianKl(mean.subarray(from, to), sigma.subarray(from, to), prior),
    }))
  );
  const points = { data: 10_000, batch: 1000 };
  const weighted = (convention: "authors" | "sum-per-datum") =>
    klElementWeights(paperArchitecture, convention, points).reduce(
      (sum, w, i) => sum + w * plainKl(mean[i], sigma[i], prior),
      0,
    );
  // Sums of 2498 doubles in another order.
  const total = tensors.reduce((sum, t) => sum + t.divergence, 0) / points.data;
  assertAlmostEquals(weighted("sum-per-datum"), total, 1e-12 * total);
  const tensorwise = tensors.reduce((sum, t) => sum + t.divergence / t.length, 0) / points.batch;
  assertAlmostEquals(weighted("authors"), tensorwise, 1e-12 * tensorwise);
});
