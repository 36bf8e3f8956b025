/** Samplers on a flow's last layer, whose posterior is known exactly. */
import { assert } from "@std/assert";
import { cubature } from "../../../../core/binning/mod.ts";
import { continuousSolve } from "../../../../core/flow/mod.ts";
import {
  bulkEss,
  exact,
  type Fit,
  posterior,
  type Problem,
} from "../../../../core/posterior/mod.ts";
import { normalQuantile, Stream } from "../../../../core/random.ts";
import { target } from "../../../../core/target/mod.ts";
import { smallLastLayer } from "../../../core/posterior/_last_layer.ts";
import { assertNormal } from "../../../core/posterior/_recovers.ts";

const size = 8, points = 60;

/** Values of a function of the weights along each chain. */
function along(
  { draws }: Fit,
  chains: number,
  f: (weights: Float32Array) => number,
): number[][] {
  const each = draws.length / size / chains;
  return Array.from(
    { length: chains },
    (_, c) =>
      Array.from({ length: each }, (_, d) => {
        const start = (c * each + d) * size;
        return f(draws.subarray(start, start + size));
      }),
  );
}

/** Chains that are tested on all data. */
const tested = {
  acceptance: "full",
  noiseScale: 0.4,
  directionScale: 2,
  adam: { learningRate: 2e-2 },
  burnIn: 2000,
  spacing: 40,
  priorScale: 1,
  recordEvery: 0,
  freezeAfter: 1000,
};

const samplers: [string, string, object, number][] = [
  ["exact draws", "exact", {}, 0],
  ["HMC", "hmc", { chains: 2, burnIn: 300, spacing: 2, leapfrogSteps: 12, recordEvery: 0 }, 0],
  ["AdamMCMC, exact, all data as batch", "adam-mcmc", { ...tested, batchSize: points }, 0],
  ["AdamMCMC, exact, steps along batches tested on all data", "adam-mcmc", {
    ...tested,
    batchSize: points / 3,
  }, 0],
  // A step's bias of a variance is of the order of eta / a times the largest eigenvalue.
  ["SGHMC", "sghmc", {
    batchSize: points,
    burnIn: 1000,
    spacing: 30,
    learningRate: 1e-4,
    friction: 0.05,
    recordEvery: 0,
  }, 0.03],
];

for (const [title, name, options, bias] of samplers) {
  Deno.test(`${title}: the last layer's posterior is recovered`, async () => {
    const { problem, exact } = await smallLastLayer(points, 16, 3000);
    const warmUp = { steps: 0 };
    const fit = posterior(name, name === "exact" ? options : { ...options, warmUp }).fit(problem);
    const chains = name === "hmc" ? 2 : 1;
    const directions = [
      ...Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => +(i === j))),
      new Array(size).fill(1),
    ];
    for (const direction of directions) {
      const dot = (w: ArrayLike<number>) => direction.reduce((sum, a, i) => sum + a * w[i], 0);
      const variance = direction.reduce(
        (sum, a, i) => sum + a * dot(exact.covariance.subarray(i * size, (i + 1) * size)),
        0,
      );
      const values = along(fit, chains, dot);
      assertNormal(values, dot(exact.mean), Math.sqrt(variance), `w.(${direction})`, bias);
    }
  });
}

Deno.test("the mean field has the exact mean, and the widths of the precision's diagonal", async () => {
  // Times and noise are drawn anew in each step, and Adam's parameters jitter by some ten learning rates.
  const klWeight = 50;
  const { problem, exact } = await smallLastLayer(points, 256, 4000, klWeight);
  const fit = posterior("mean-field", {
    klWeight,
    batchSize: points,
    steps: 60_000,
    adam: { learningRate: 2e-4 },
  }).fit(problem);
  for (let j = 0; j < size; j++) {
    const sigma = 1 / Math.sqrt(exact.precision[j * size + j]);
    assertNormal(along(fit, 1, (w) => w[j]), exact.mean[j], sigma, `weight ${j}`, 0.15);
  }
});

/** Masses of a few bins of each draw, `[bins][draws]`. */
function massesOf(problem: Problem & { engine: { complete(draws: Float32Array): Float32Array } }) {
  const ring = target("gamma-ring"), grid = cubature(ring, { panelNodes: 4, periodicNodes: 8 });
  const places = { values: grid.points, condition: ring.condition };
  return ({ draws }: Fit): number[][] => {
    const each = Array.from({ length: draws.length / size }, (_, d) => {
      const weights = draws.subarray(d * size, (d + 1) * size);
      return grid.masses(problem.engine.logDensity(weights, places, continuousSolve), 2).values;
    });
    return Array.from(each[0], (_, b) => each.map((masses) => masses[b]));
  };
}

Deno.test("a full-batch chain has the exact mean and width of every bin", async () => {
  const { problem } = await smallLastLayer(points, 16, 400);
  const masses = massesOf(problem);
  const independent = masses(exact().fit(problem));
  const chain = masses(
    posterior("hmc", {
      chains: 1,
      burnIn: 300,
      spacing: 5,
      leapfrogSteps: 16,
      recordEvery: 0,
      warmUp: { steps: 0 },
    }).fit({ ...problem, stream: Stream.fromSeed(77) }),
  );
  // 4 bins, mean and width of each: 8 comparisons, together with a false alarm of 1e-4.
  const bound = -normalQuantile(1e-4 / 8 / 2);
  const moments = (values: number[], effective: number) => {
    const mean = values.reduce((a, b) => a + b) / values.length;
    const central = (p: number) =>
      values.reduce((sum, x) => sum + (x - mean) ** p, 0) / values.length;
    const variance = central(2);
    return {
      mean,
      width: Math.sqrt(variance),
      meanError: Math.sqrt(variance / effective),
      widthError: Math.sqrt((central(4) / variance ** 2 - 1) / (4 * effective) * variance),
    };
  };
  independent.forEach((values, b) => {
    const ess = (x: number[]) => Math.min(bulkEss([x])!, bulkEss([x.map((v) => v * v)])!);
    const one = moments(values, values.length);
    const two = moments(chain[b], Math.min(ess(chain[b]), chain[b].length));
    const scatter = Math.hypot(one.meanError, two.meanError);
    assert(Math.abs(one.mean - two.mean) < bound * scatter, `bin ${b}: ${one.mean}, ${two.mean}`);
    const ofWidths = Math.hypot(one.widthError, two.widthError);
    assert(
      Math.abs(one.width - two.width) < bound * ofWidths,
      `bin ${b}: ${one.width}, ${two.width} +- ${ofWidths}`,
    );
  });
});
