/** Posteriors that are known in closed form are recovered. */
import { assertAlmostEquals, AssertionError, assertThrows } from "@std/assert";
import { Adam } from "../../../../core/posterior/adam.ts";
import { AdamChain } from "../../../../core/posterior/adam_chain.ts";
import { type ProposalScales, proposalScales } from "../../../../core/posterior/adam_proposal.ts";
import { hmcTransition } from "../../../../core/posterior/hmc.ts";
import type { Potential } from "../../../../core/posterior/potential.ts";
import { sghmcStep } from "../../../../core/posterior/sghmc.ts";
import { type AdamMcmcMode, type Fit, posterior } from "../../../../core/posterior/mod.ts";
import { Stream } from "../../../../core/random.ts";
import { exactPosterior, linearProblem, size } from "../../../core/posterior/_linear_engine.ts";
import { assertNormal } from "../../../core/posterior/_recovers.ts";

/** Values of a linear function of the weights along each chain. */
function along({ draws }: Fit, chains: number, direction: ArrayLike<number>): number[][] {
  const count = draws.length / size, each = count / chains;
  return Array.from({ length: chains }, (_, c) =>
    Array.from({ length: each }, (_, d) => {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += direction[j] * draws[(c * each + d) * size + j];
      return sum;
    }));
}

/** Compares each weight, and the sum of all, which sees the correlations, with the exact posterior. */
function assertPosterior(
  fit: Fit,
  chains: number,
  exact: ReturnType<typeof exactPosterior>,
  bias = 0,
): void {
  const directions = [
    ...Array.from(
      { length: size },
      (_, i) => Array.from({ length: size }, (_, j) => i === j ? 1 : 0),
    ),
    new Array(size).fill(1),
  ];
  for (const direction of directions) {
    let mean = 0, variance = 0;
    for (let i = 0; i < size; i++) {
      mean += direction[i] * exact.mean[i];
      for (let j = 0; j < size; j++) {
        variance += direction[i] * direction[j] * exact.covariance[i][j];
      }
    }
    assertNormal(
      along(fit, chains, direction),
      mean,
      Math.sqrt(variance),
      `w.(${direction})`,
      bias,
    );
  }
}

const linear: [string, string, object, number][] = [
  ["HMC", "hmc", { chains: 2, burnIn: 300, spacing: 2, leapfrogSteps: 12, recordEvery: 0 }, 1],
  ["AdamMCMC, exact, all data as batch", "adam-mcmc", {
    batchSize: 60,
    acceptance: "full",
    noiseScale: 0.18,
    directionScale: 2,
    adam: { learningRate: 2e-2 },
    burnIn: 2000,
    spacing: 40,
    priorScale: 0.7,
    recordEvery: 0,
    freezeAfter: 1000,
  }, 0.7],
  ["AdamMCMC, exact, steps along batches tested on all data", "adam-mcmc", {
    batchSize: 20,
    acceptance: "full",
    noiseScale: 0.18,
    directionScale: 2,
    adam: { learningRate: 2e-2 },
    burnIn: 2000,
    spacing: 40,
    priorScale: 0.7,
    recordEvery: 0,
    freezeAfter: 1000,
  }, 0.7],
];
for (const [title, name, options, priorScale] of linear) {
  Deno.test(`${title} recovers a Bayesian linear regression`, () => {
    const problem = linearProblem(60, 3000, 11);
    const warmUp = { steps: 0 };
    const fit = posterior(name, { ...options, warmUp }).fit(problem);
    assertPosterior(fit, name === "hmc" ? 2 : 1, exactPosterior(problem, priorScale));
  });
}

Deno.test("AdamMCMC at a temperature keeps the prior as it is", () => {
  // lambda (2 sum phi phi^T) + 1 / s^2 is lambda times the precision under a prior of sqrt(lambda) s.
  const lambda = 0.25, priorScale = 0.4;
  const problem = linearProblem(12, 3000, 11);
  const fit = posterior("adam-mcmc", {
    batchSize: 12,
    acceptance: "full",
    inverseTemperature: lambda,
    priorScale,
    noiseScale: 0.3,
    directionScale: 2,
    adam: { learningRate: 3e-2 },
    burnIn: 2000,
    spacing: 30,
    recordEvery: 0,
    freezeAfter: 1000,
    warmUp: { steps: 0 },
  }).fit(problem);
  const exact = exactPosterior(problem, Math.sqrt(lambda) * priorScale);
  const covariance = exact.covariance.map((row) => row.map((c) => c / lambda));
  assertPosterior(fit, 1, { ...exact, covariance });
});

Deno.test("SGHMC recovers a Bayesian linear regression up to the bias of its step", () => {
  const problem = linearProblem(60, 4000, 11);
  const fit = posterior("sghmc", {
    batchSize: 60,
    burnIn: 1000,
    spacing: 30,
    learningRate: 1e-4,
    friction: 0.05,
    recordEvery: 0,
    warmUp: { steps: 0 },
  }).fit(problem);
  assertPosterior(fit, 1, exactPosterior(problem, 1), 0.03);
});

Deno.test("the mean field minimises the evidence lower bound of a linear regression", () => {
  // With the sum of divergences per datum and N times the loss the negative log-likelihood, the optimum is
  // N(mean of the posterior, 1 / diagonal of its precision). Beside the Monte Carlo error of 4000 draws, Adam's
  // parameters jitter by some ten learning rates: 2e-3, or 0.05 of the narrowest sigma.
  const problem = linearProblem(60, 4000, 5);
  const fit = posterior("mean-field", {
    batchSize: 60,
    steps: 60_000,
    adam: { learningRate: 2e-4 },
  }).fit(problem);
  const { mean, precision } = exactPosterior(problem, 1);
  for (let j = 0; j < size; j++) {
    const direction = Array.from({ length: size }, (_, i) => i === j ? 1 : 0);
    const sigma = 1 / Math.sqrt(precision[j][j]);
    assertNormal(along(fit, 1, direction), mean[j], sigma, `weight ${j}`, 0.05);
  }
});

/** Scales and cosines of a triangle that mixes three independent normals. */
const mixture = [[1, 0, 0], [0.9, 0.5, 0], [-0.6, 0.7, 0.4]];
const centre = [0.5, -1, 2];

/** The independent normals behind a point: mixture . z = x - centre. */
function unmixed(x: ArrayLike<number>): number[] {
  const z: number[] = [];
  mixture.forEach((row, i) => {
    let rest = x[i] - centre[i];
    for (let j = 0; j < i; j++) rest -= row[j] * z[j];
    z.push(rest / row[i]);
  });
  return z;
}

/** N(centre, mixture mixture^T): correlations of 0.87, -0.6 and -0.18. */
const correlated: Potential = (x, gradient) => {
  const z = unmixed(x);
  if (gradient) {
    // mixture^T g = z, from the last component up.
    for (let i = 2; i >= 0; i--) {
      let rest = z[i];
      for (let j = i + 1; j < 3; j++) rest -= mixture[j][i] * gradient[j];
      gradient[i] = rest / mixture[i][i];
    }
  }
  return 0.5 * z.reduce((sum, value) => sum + value * value, 0);
};

/** The marginals of the point, and the normals behind it, which see the covariance. */
function assertCorrelated(points: readonly number[][], bias = 0): void {
  const behind = points.map(unmixed);
  for (let i = 0; i < 3; i++) {
    const sigma = Math.hypot(...mixture[i]);
    assertNormal([points.map((x) => x[i])], centre[i], sigma, `component ${i}`, bias);
    assertNormal([behind.map((z) => z[i])], 0, 1, `normal ${i}`, bias);
  }
}

/** Points of a chain of HMC, after it has left its start. */
function hmcPoints(
  potential: Potential,
  size: number,
  stepSize: number,
  steps: (k: number) => number,
  stream: Stream,
): number[][] {
  const position = new Float64Array(size), gradient = new Float64Array(size);
  const place = { position, gradient, potential: potential(position, gradient) };
  const points: number[][] = [];
  for (let k = 0; k < 20_000; k++) {
    hmcTransition(potential, place, stepSize, steps(k), stream.split(k));
    if (k >= 100) points.push([...position]);
  }
  return points;
}

/** Points of a chain of AdamMCMC whose moments stay as they are. */
function adamPoints(
  potential: Potential,
  mode: AdamMcmcMode,
  { learningRate, secondMoment, scales, stream }: {
    readonly learningRate: number;
    readonly secondMoment: readonly number[];
    readonly scales: ProposalScales;
    readonly stream: Stream;
  },
): number[][] {
  const size = secondMoment.length;
  const adam = () => new Adam(size, { learningRate, betas: [0, 0.99] });
  const kept = adam();
  kept.secondMoment.set(secondMoment);
  kept.count = 200;
  const chain = new AdamChain(new Float64Array(size), kept, [adam(), adam()], {
    mode,
    scales,
    inverseTemperature: 1,
    momentsOnRejection: "restored",
  });
  const points: number[][] = [];
  for (let k = 0; k < 60_000; k++) {
    chain.transition({ loss: potential, frozen: true }, stream.split(k));
    if (k >= 500) points.push([...chain.position]);
  }
  return points;
}

/** Points of a long chain of SGHMC. */
function sghmcPoints(
  potential: Potential,
  size: number,
  learningRate: number,
  stream: Stream,
): number[][] {
  const position = new Float64Array(size), velocity = new Float64Array(size);
  const gradient = new Float64Array(size);
  const points: number[][] = [];
  for (let k = 0; k < 300_000; k++) {
    potential(position, gradient);
    sghmcStep(position, velocity, gradient, { learningRate, friction: 0.05, noise: 0 }, stream);
    if (k >= 1000 && k % 10 === 0) points.push([...position]);
  }
  return points;
}

Deno.test("the gradient of the correlated normal is that of its potential", () => {
  const x = [0.3, 0.2, 1.1], gradient = new Float64Array(3);
  correlated(Float64Array.from(x), gradient);
  // Central differences of a quadratic are exact up to rounding of 1e-16 / 1e-4.
  x.forEach((_, i) => {
    const at = (h: number) => correlated(Float64Array.from(x, (v, j) => i === j ? v + h : v));
    assertAlmostEquals(gradient[i], (at(1e-4) - at(-1e-4)) / 2e-4, 1e-9);
  });
});

Deno.test("HMC recovers a Gaussian with a full covariance", () => {
  assertCorrelated(hmcPoints(correlated, 3, 0.3, (k) => 5 + k % 6, Stream.fromSeed(24)));
});

Deno.test("AdamMCMC, exact, recovers a Gaussian with a full covariance", () => {
  const points = adamPoints(correlated, "exact", {
    learningRate: 0.1,
    secondMoment: [2, 2, 4],
    scales: proposalScales(3, 0.7, 6),
    stream: Stream.fromSeed(25),
  });
  assertCorrelated(points);
});

Deno.test("SGHMC recovers a Gaussian with a full covariance up to the bias of its step", () => {
  // A step's bias of a variance is of the order of eta / a = 0.02.
  assertCorrelated(sghmcPoints(correlated, 3, 1e-3, Stream.fromSeed(26)), 0.04);
});

const bananaNoise = 0.5, bananaBend = 0.7;
/** x ~ N(0, 1), y ~ N(bend x^2, noise^2). */
const banana: Potential = ([x, y], gradient) => {
  const away = (y - bananaBend * x * x) / (bananaNoise * bananaNoise);
  if (gradient) {
    gradient[0] = x - 2 * bananaBend * x * away;
    gradient[1] = away;
  }
  return 0.5 * x * x + 0.5 * away * away * bananaNoise * bananaNoise;
};

/** The straightened coordinates are independent normals. */
function assertBanana(points: readonly number[][], bias = 0): void {
  assertNormal([points.map(([x]) => x)], 0, 1, "x", bias);
  assertNormal(
    [points.map(([x, y]) => y - bananaBend * x * x)],
    0,
    bananaNoise,
    "y - bend x^2",
    bias,
  );
}

Deno.test("HMC recovers a banana", () => {
  assertBanana(hmcPoints(banana, 2, 0.25, (k) => 4 + k % 5, Stream.fromSeed(21)));
});

/** Points of a chain whose steps turn with the gradient, and whose noise lies mostly along them. */
function adamBanana(mode: AdamMcmcMode): number[][] {
  return adamPoints(banana, mode, {
    learningRate: 0.15,
    secondMoment: [1.5, 1],
    scales: proposalScales(2, 0.8, 8),
    stream: Stream.fromSeed(22),
  });
}

Deno.test("AdamMCMC, exact, recovers a banana", () => assertBanana(adamBanana("exact")));

for (const mode of ["authors", "shared-step"] as const) {
  Deno.test(`AdamMCMC, ${mode}, walks on another law than the banana`, () => {
    const points = adamBanana(mode);
    assertThrows(() => assertBanana(points), AssertionError);
  });
}

Deno.test("SGHMC recovers a banana up to the bias of its step", () => {
  assertBanana(sghmcPoints(banana, 2, 2e-3, Stream.fromSeed(23)), 0.04);
});

Deno.test("SGHMC whose gradients are noisy keeps the law if the noise is estimated right, and else is too wide", () => {
  // Noise of variance V in a gradient puts eta^2 V into the velocity: a friction of b = eta V / 2 balances it. The
  // variance of the place is then 1, and where b^ is taken for b, (a - b^ + b) / a.
  const learningRate = 1e-3, friction = 0.05, noise = 0.02;
  const deviation = Math.sqrt(2 * noise / learningRate);
  for (const [estimate, sigma] of [[noise, 1], [0, Math.sqrt((friction + noise) / friction)]]) {
    const position = new Float64Array(1), velocity = new Float64Array(1);
    const gradient = new Float64Array(1), stream = Stream.fromSeed(27);
    const ofBatches = stream.split("gradient"), ofSteps = stream.split("step");
    const points: number[] = [];
    for (let k = 0; k < 400_000; k++) {
      gradient[0] = position[0] + deviation * ofBatches.normal();
      sghmcStep(position, velocity, gradient, { learningRate, friction, noise: estimate }, ofSteps);
      if (k >= 1000 && k % 10 === 0) points.push(position[0]);
    }
    // A step's bias of a variance is of the order of eta / a = 0.02.
    assertNormal([points], 0, sigma, `estimate ${estimate}`, 0.04);
  }
});
