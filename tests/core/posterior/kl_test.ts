import { assertAlmostEquals } from "@std/assert";
import { layers, paperArchitecture } from "../../../core/flow/mod.ts";
import {
  gaussianKl,
  type GaussianTensor,
  klElementWeights,
  softplus,
  tensorwiseKl,
  totalKl,
} from "../../../core/posterior/kl.ts";
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
  assertAlmostEquals(gaussianKl(mean, sigma, prior), sum, 1e-12);
});

Deno.test("element weights make one sum of either convention", () => {
  const places = layers(paperArchitecture);
  const size = places.at(-1)!.biases + places.at(-1)!.fanOut;
  const mean = Stream.fromSeed(1).normals(new Float64Array(size));
  const rho = Stream.fromSeed(2).normals(new Float64Array(size));
  const prior = { mean: 0, sigma: 1 };
  const tensors = places.flatMap(({ weights, biases, fanOut }): GaussianTensor[] =>
    [[weights, biases], [biases, biases + fanOut]].map(([from, to]) => ({
      mean: mean.subarray(from, to),
      rho: rho.subarray(from, to),
    }))
  );
  const points = { data: 10_000, batch: 1000 };
  const weighted = (convention: "authors" | "sum-per-datum") =>
    klElementWeights(paperArchitecture, convention, points).reduce(
      (sum, w, i) => sum + w * gaussianKl(mean[i], softplus(rho[i]), prior),
      0,
    );
  // Sums of 2498 doubles in another order.
  const total = totalKl(tensors, prior) / points.data;
  assertAlmostEquals(weighted("sum-per-datum"), total, 1e-12 * total);
  const tensorwise = tensorwiseKl(tensors, prior) / points.batch;
  assertAlmostEquals(weighted("authors"), tensorwise, 1e-12 * tensorwise);
});
