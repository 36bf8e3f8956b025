/**
 * The mean-field Gaussian posterior: every weight has its own normal distribution, fitted by
 * variational inference.
 *
 * @module
 */
import { softplus } from "../arrays/mod.ts";
import { checkInteger, checkPositive } from "../check.ts";
import { continuousSolve, weightCount } from "../flow/mod.ts";
import { Adam, type AdamOptions } from "./adam.ts";
import { Batches } from "./batches.ts";
import { gaussianKl, type KlConvention, klConventions, klElementWeights } from "./kl.ts";
import { checkChoice, checkRange, withDefaults } from "./options.ts";
import type { Fit, Posterior, Problem } from "./posterior.ts";
import { Recorder } from "./recorder.ts";
import type { WorkingState } from "./stages.ts";
import { checkIncreasing, roundToSingle, type StagedFit, stagedPosterior } from "./stretches.ts";
import { finiteLoss, flowMatchingCost } from "./training.ts";
import { scalarNames, traceNames } from "./recorded.ts";

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
  /** Settings of the optimiser. */
  readonly adam?: AdamOptions;
  /** Steps at the ends of stretches; see {@linkcode Stretches}. Default none. */
  readonly milestones?: readonly number[];
  /** Lengths, in steps, of beginnings of the fit from which draws are available too. Default none. */
  readonly early?: readonly number[];
}

const defaults = {
  milestones: [],
  early: [],
  klWeight: 1,
  klConvention: "sum-per-datum",
  priorScale: 1,
  steps: 100_000,
  batchSize: 1000,
  adam: {},
} as const;

/**
 * The mean-field Gaussian posterior.
 *
 * Each step draws one set of weights w = mu + sigma eps for its whole batch, since a flow's equation
 * needs one fixed velocity field. It moves (mu, rho), sigma = log(1 + e^rho), by Adam along the
 * gradient of flow-matching loss + k KL. Initially mu ~ N(0, 0.1^2) and rho ~ N(-3, 0.1^2). The
 * flow-matching loss is not a likelihood; the result is a generalised posterior whose width depends on
 * k.
 *
 * @throws {RangeError} If k is negative, or a count or the prior's scale is out of range.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 *
 * Source: arXiv:2408.00838, section 2 and public code; Blundell et al., arXiv:1505.05424. A batch whose
 * loss is not finite ends the fit, while the authors' code skips it.
 *
 * @example Draws of a Gaussian about the paper's network
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { paperArchitecture, weightCount } from "../flow/mod.ts";
 * import { Stream } from "../random.ts";
 * import { target } from "../target/mod.ts";
 * import { meanField } from "./mean_field.ts";
 *
 * const ring = target("gamma-ring"), stream = Stream.fromSeed(1);
 * const fit = meanField({ steps: 20, batchSize: 50, klWeight: 10 }).fit({
 *   engine: await createEngine("simd", paperArchitecture),
 *   data: ring.sample(100, stream.split("data")),
 *   condition: ring.condition,
 *   draws: 3,
 *   stream,
 * });
 * assertEquals(fit.draws.length, 3 * weightCount(paperArchitecture));
 * assert(fit.diagnostics.scalars["mean standard deviation of a weight"]! > 0);
 * ```
 */
export function meanField(options: MeanFieldOptions = {}): Posterior {
  const act = "fit a mean field";
  const o: Required<MeanFieldOptions> = withDefaults(act, defaults, options);
  const { klWeight, klConvention, priorScale, steps, batchSize, adam, milestones, early } = o;
  checkRange(act, "weight of the divergence", klWeight, 0);
  checkChoice(act, "klConvention", klConvention, klConventions);
  checkPositive(act, "scale of the prior", priorScale);
  checkInteger(act, "number of steps", steps, 1);
  checkIncreasing(act, "a milestone", [...milestones, steps]);
  checkIncreasing(act, "a beginning", [...early, steps]);

  function prepare(problem: Problem): StagedFit {
    const { engine, draws, stream } = problem;
    checkInteger(act, "number of draws", draws, 1);
    const size = weightCount(engine.architecture);
    const batches = new Batches(problem, batchSize, stream.split("batches"));
    const klWeights = klElementWeights(engine.architecture, klConvention, {
      data: problem.data.length / engine.architecture.dimension,
      batch: batchSize,
    });
    const parameters = new Float64Array(2 * size);
    const mean = parameters.subarray(0, size), rho = parameters.subarray(size);
    const optimiser = new Adam(2 * size, adam);
    const losses = new Recorder(traceNames.loss, "", steps);
    const divergences = new Recorder(traceNames.kl, "nats", steps);
    const ends = [...early, steps];
    const parametersAt = new Map(ends.map((end) => [end, new Float32Array(2 * size)]));
    const state: WorkingState = {
      arrays: {
        parameters,
        firstMoment: optimiser.firstMoment,
        secondMoment: optimiser.secondMoment,
      },
      records: {
        losses: losses.sums,
        divergences: divergences.sums,
        ...Object.fromEntries(ends.map((end) => [parametersName(end), parametersAt.get(end)!])),
      },
      numbers: {},
    };

    const noise = new Float64Array(size);
    const weights = new Float32Array(size);
    const weightGradient = new Float32Array(size);
    const sigma = new Float64Array(size);
    // d sigma / d rho
    const slope = new Float64Array(size);
    const gradient = new Float64Array(2 * size);
    const move = new Float64Array(2 * size);
    const weightNoise = stream.split("weight noise");
    const prior = { mean: 0, sigma: priorScale };
    const precision = 1 / (priorScale * priorScale);

    function start(): void {
      const start = stream.split("start");
      start.split("mean").normals(mean);
      start.split("rho").normals(rho);
      for (let i = 0; i < size; i++) {
        mean[i] *= 0.1;
        rho[i] = -3 + 0.1 * rho[i];
      }
    }

    function step(k: number): void {
      if (k === 0) start();
      optimiser.count = k;
      weightNoise.split(k).normals(noise);
      softplus(rho, sigma, slope);
      for (let i = 0; i < size; i++) weights[i] = mean[i] + sigma[i] * noise[i];
      const batch = batches.flowMatching(k);
      const loss = finiteLoss(act, k, () => engine.flowMatching(weights, batch, weightGradient));
      for (let i = 0; i < size; i++) {
        const s = sigma[i], m = mean[i];
        const pull = klWeight * klWeights[i];
        gradient[i] = weightGradient[i] + pull * m * precision;
        gradient[size + i] = (weightGradient[i] * noise[i] + pull * (s * precision - 1 / s)) *
          slope[i];
      }
      losses.add(k, loss);
      divergences.add(k, gaussianKl(mean, sigma, prior));
      optimiser.step(gradient, move);
      for (let i = 0; i < 2 * size; i++) parameters[i] -= move[i];
      const done = k + 1;
      if (milestones.includes(done)) {
        roundToSingle(parameters, optimiser.firstMoment, optimiser.secondMoment);
      }
      parametersAt.get(done)?.set(parameters);
    }

    /** Draws of the Gaussian with given parameters, its means and its standard deviations. */
    function sample(parameters: Float32Array) {
      const mean = Float64Array.from(parameters.subarray(0, size));
      const sigma = new Float64Array(size);
      softplus(Float64Array.from(parameters.subarray(size)), sigma);
      const out = new Float32Array(draws * size);
      const drawStream = stream.split("draws");
      for (let d = 0; d < draws; d++) {
        drawStream.split(d).normals(noise);
        for (let i = 0; i < size; i++) out[d * size + i] = mean[i] + sigma[i] * noise[i];
      }
      return { draws: out, mean, sigma };
    }

    function finish(): Fit {
      const { draws, mean, sigma } = sample(parametersAt.get(steps)!);
      return {
        draws,
        diagnostics: {
          traces: [losses.trace(steps), divergences.trace(steps)],
          scalars: {
            [scalarNames.finalLoss]: losses.latest(steps),
            [scalarNames.finalKl]: gaussianKl(mean, sigma, prior),
            [scalarNames.weightDeviation]: sigma.reduce((sum, s) => sum + s, 0) / size,
          },
          warnings: [],
        },
      };
    }

    return {
      state,
      stages: [{
        steps,
        cost: flowMatchingCost,
        reportEvery: 500,
        step,
        status: () => `loss ${losses.latest(optimiser.count).toFixed(4)}`,
      }],
      milestones,
      beginnings: early.map((end) => ({
        steps: end,
        end,
        record: parametersName(end),
        draws: (record) => sample(record).draws,
      })),
      finish,
    };
  }
  return {
    name: "mean-field",
    solve: continuousSolve,
    ...stagedPosterior(act, milestones.length, prepare),
  };
}

/** Name of the record of the parameters after some steps. */
function parametersName(steps: number): string {
  return `parameters after ${steps} steps`;
}
