/**
 * The mean-field Gaussian posterior: every weight has a normal distribution of its own, fitted by
 * variational inference.
 *
 * @module
 */
import { checkInteger, checkPositive } from "../check.ts";
import { type Architecture, layers, weightCount } from "../flow/mod.ts";
import { Adam, type AdamOptions } from "./adam.ts";
import { Batches } from "./batches.ts";
import type { Fit, FitContext, FitState, Posterior, Problem } from "./posterior.ts";
import { Recorder } from "./recorder.ts";

/**
 * How the Kullback-Leibler term enters the loss.
 *
 * * `"sum-per-datum"`: L + k KL / N, with the sum of all weights' divergences and the number N of training
 *   points: up to scale a negative evidence lower bound, if L is a negative log-likelihood per datum.
 * * `"authors"`: L + k KL' / B, with the batch size B and KL' the sum over tensors of the **mean** over
 *   each tensor's elements, as the public code of arXiv:2408.00838 has it. A weight is then drawn to the prior the more
 *   strongly the smaller its tensor is.
 */
export type KlConvention = "sum-per-datum" | "authors";

/** Options of {@linkcode meanField}. */
export interface MeanFieldOptions {
  /** Weight k of the Kullback-Leibler term. Default 1. */
  readonly klWeight?: number;
  /** Default "sum-per-datum". */
  readonly klConvention?: KlConvention;
  /** Standard deviation of the prior N(0, s^2) of each weight. Default 1. */
  readonly priorScale?: number;
  /** Steps of Adam, one batch each. Default 100,000. */
  readonly steps?: number;
  /** Points of a batch. Default 1000. */
  readonly batchSize?: number;
  readonly adam?: AdamOptions;
}

const defaults = {
  klWeight: 1,
  klConvention: "sum-per-datum",
  priorScale: 1,
  steps: 100_000,
  batchSize: 1000,
  adam: {},
} as const;

/** Steps between two checkpoints, and between two reports of progress. */
const checkpointEvery = 5000, progressEvery = 500;

/** sigma = log(1 + e^rho). */
export function softplus(rho: number): number {
  return rho > 30 ? rho : Math.log1p(Math.exp(rho));
}

/**
 * Kullback-Leibler divergence of N(mean, sigma^2) from N(0, prior^2), nats:
 * log(prior/sigma) + (sigma^2 + mean^2) / (2 prior^2) - 1/2.
 */
export function gaussianKl(mean: number, sigma: number, prior: number): number {
  return Math.log(prior / sigma) + (sigma * sigma + mean * mean) / (2 * prior * prior) - 0.5;
}

/**
 * Weight of each element's divergence in the loss, so that both conventions are one sum over elements.
 *
 * @param points Training points N and points B of a batch.
 * @returns `[P]`
 *
 * @example Output biases weigh more in the authors' convention
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { paperArchitecture } from "../flow/mod.ts";
 * import { klElementWeights } from "./mean_field.ts";
 *
 * const weights = klElementWeights(paperArchitecture, "authors", { data: 10_000, batch: 1000 });
 * assertAlmostEquals(weights.at(-1)!, 1 / (1000 * 2), 1e-15);
 * assertAlmostEquals(weights[400], 1 / (1000 * 1024), 1e-15);
 * ```
 */
export function klElementWeights(
  architecture: Architecture,
  convention: KlConvention,
  points: { readonly data: number; readonly batch: number },
): Float64Array {
  const out = new Float64Array(weightCount(architecture));
  if (convention === "sum-per-datum") return out.fill(1 / points.data);
  for (const { fanIn, fanOut, weights, biases } of layers(architecture)) {
    out.fill(1 / (points.batch * fanIn * fanOut), weights, biases);
    out.fill(1 / (points.batch * fanOut), biases, biases + fanOut);
  }
  return out;
}

/** Means and scale parameters of all weights, one after the other. */
class Gaussian {
  readonly parameters: Float64Array;
  readonly mean: Float64Array;
  readonly rho: Float64Array;

  constructor(readonly size: number) {
    this.parameters = new Float64Array(2 * size);
    this.mean = this.parameters.subarray(0, size);
    this.rho = this.parameters.subarray(size);
  }

  /** One draw of the weights; `noise` holds standard normals. */
  draw(noise: ArrayLike<number>, out: Float32Array): void {
    for (let i = 0; i < this.size; i++) {
      out[i] = this.mean[i] + softplus(this.rho[i]) * noise[i];
    }
  }
}

/**
 * The mean-field Gaussian posterior.
 *
 * Each step draws one set of weights w = mu + sigma eps for its whole batch, since a flow's equation
 * needs one fixed velocity field, and moves (mu, rho), sigma = log(1 + e^rho), by Adam along the gradient of
 * flow-matching loss + k KL. At the start mu ~ N(0, 0.1^2), rho ~ N(-3, 0.1^2). The flow-matching loss is no
 * likelihood; the result is a generalised posterior whose width k sets.
 *
 * @throws {RangeError} If k is negative, or a count or the prior's scale is out of range.
 *
 * Source: arXiv:2408.00838, section 2 and public code; Blundell et al., arXiv:1505.05424. A batch whose
 * loss is not finite ends the fit, where the authors' code skips it.
 */
export function meanField(options: MeanFieldOptions = {}): Posterior {
  const { klWeight, klConvention, priorScale, steps, batchSize, adam } = {
    ...defaults,
    ...options,
  };
  const act = "fit a mean field";
  if (!(klWeight >= 0) || !Number.isFinite(klWeight)) {
    throw new RangeError(
      `Cannot ${act} as the weight of the divergence must be finite and at least 0: current value is ${klWeight}`,
    );
  }
  checkPositive(act, "scale of the prior", priorScale);
  checkInteger(act, "number of steps", steps, 1);

  function fit(problem: Problem, context: FitContext = {}): Fit {
    const { engine, draws, stream } = problem;
    checkInteger(act, "number of draws", draws, 1);
    const size = weightCount(engine.architecture);
    const batches = new Batches(problem, batchSize, stream.split("batches"));
    const weightOfKl = klElementWeights(engine.architecture, klConvention, {
      data: problem.data.length / engine.architecture.dimension,
      batch: batchSize,
    });
    const q = new Gaussian(size);
    const optimiser = new Adam(2 * size, adam);
    const losses = new Recorder("flow-matching loss", "", steps);
    const divergences = new Recorder("Kullback-Leibler divergence", "nats", steps);
    const kept = {
      parameters: q.parameters,
      firstMoment: optimiser.firstMoment,
      secondMoment: optimiser.secondMoment,
      losses: losses.sums,
      divergences: divergences.sums,
    };
    let step = 0;
    if (context.resume) {
      restore(kept, context.resume);
      step = optimiser.count = context.resume.step;
    } else {
      const start = stream.split("start");
      start.split("mean").normals(q.mean);
      start.split("rho").normals(q.rho);
      for (let i = 0; i < size; i++) {
        q.mean[i] *= 0.1;
        q.rho[i] = -3 + 0.1 * q.rho[i];
      }
    }

    const noise = new Float64Array(size);
    const weights = new Float32Array(size);
    const ofWeights = new Float32Array(size);
    const sigma = new Float64Array(size);
    const gradient = new Float64Array(2 * size);
    const move = new Float64Array(2 * size);
    const weightNoise = stream.split("weight noise");
    const prior2 = priorScale * priorScale;
    const logPrior = Math.log(priorScale);
    for (; step < steps; step++) {
      weightNoise.split(step).normals(noise);
      const { mean, rho } = q;
      let divergence = 0;
      for (let i = 0; i < size; i++) {
        sigma[i] = softplus(rho[i]);
        weights[i] = mean[i] + sigma[i] * noise[i];
      }
      const loss = engine.flowMatching(weights, batches.flowMatching(step), ofWeights);
      if (!Number.isFinite(loss)) {
        throw new RangeError(
          `Cannot ${act} as the loss must stay finite: current value is ${loss} at step ${step}`,
        );
      }
      for (let i = 0; i < size; i++) {
        const s = sigma[i], m = mean[i];
        const pull = klWeight * weightOfKl[i];
        divergence += logPrior - Math.log(s) + (s * s + m * m) / (2 * prior2) - 0.5;
        gradient[i] = ofWeights[i] + pull * m / prior2;
        // d sigma / d rho = 1 - e^-sigma.
        gradient[size + i] = (ofWeights[i] * noise[i] + pull * (s / prior2 - 1 / s)) *
          -Math.expm1(-s);
      }
      optimiser.step(gradient, move);
      for (let i = 0; i < 2 * size; i++) q.parameters[i] -= move[i];
      losses.add(step, loss);
      divergences.add(step, divergence);
      const done = step + 1;
      if (done % progressEvery === 0) {
        context.progress?.(done, steps, `loss ${losses.latest(done).toFixed(4)}`);
      }
      if (done % checkpointEvery === 0 && done < steps) {
        context.checkpoint?.({ step: done, arrays: kept, numbers: {} });
      }
    }

    const out = new Float32Array(draws * size);
    const fromQ = stream.split("draws");
    for (let d = 0; d < draws; d++) {
      fromQ.split(d).normals(noise);
      q.draw(noise, out.subarray(d * size, (d + 1) * size));
    }
    let divergence = 0, width = 0;
    for (let i = 0; i < size; i++) {
      const sigma = softplus(q.rho[i]);
      divergence += gaussianKl(q.mean[i], sigma, priorScale);
      width += sigma / size;
    }
    return {
      draws: out,
      diagnostics: {
        traces: [losses.trace(steps), divergences.trace(steps)],
        scalars: {
          "final flow-matching loss": losses.latest(steps),
          "final Kullback-Leibler divergence": divergence,
          "mean standard deviation of a weight": width,
        },
        warnings: [],
      },
    };
  }
  return { name: "mean-field", fit };
}

/** Copies a state's arrays into those that a fit works on. */
function restore(kept: Record<string, Float64Array>, state: FitState): void {
  for (const [name, array] of Object.entries(kept)) {
    const saved = state.arrays[name];
    if (saved === undefined || saved.length !== array.length) {
      throw new TypeError(
        `Cannot resume a fit as the state must hold ${array.length} numbers of "${name}": current value is ${
          saved?.length ?? "none"
        }`,
      );
    }
    array.set(saved);
  }
}
