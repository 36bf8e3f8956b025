/**
 * AdamMCMC: a Metropolis-Hastings chain on the flow's likelihood that proposes along Adam's steps.
 *
 * @module
 */
import { checkInteger, checkPositive } from "../check.ts";
import { Adam, type AdamOptions } from "./adam.ts";
import { AdamChain, type AdamMcmcMode, adamMcmcModes } from "./adam_chain.ts";
import { proposalScales } from "./adam_proposal.ts";
import { Batches } from "./batches.ts";
import {
  chainDefaults,
  type ChainOptions,
  checkSchedule,
  stageChains,
  type TransitionKernel,
} from "./chains.ts";
import {
  checkChoice,
  checkRange,
  likelihoodDefault,
  type NamedSolve,
  solveOf,
  withDefaults,
} from "./options.ts";
import type { Stream } from "../random.ts";
import { FlowPotential, type Potential, priorPrecision } from "./potential.ts";
import type { Posterior, Problem, Trace } from "./posterior.ts";
import { roundToSingle, stagedPosterior } from "./stretches.ts";
import { scalarNames, traceNames } from "./recorded.ts";

/** Options of {@linkcode adamMcmc}. Default: 1 chain, in steps burn-in 1000, spacing 1000, traces every 100. */
export interface AdamMcmcOptions extends ChainOptions {
  /** Default "exact". */
  readonly mode?: AdamMcmcMode;
  /** sigma_0 of the isotropic noise sigma = sigma_0 / sqrt(P). Default 0.1. */
  readonly noiseScale?: number;
  /** Scale of the noise along a step, sigma_D = directionScale / sqrt(P). Default P / 50. */
  readonly directionScale?: number;
  /** lambda of the target exp(-lambda L). Default 1. */
  readonly inverseTemperature?: number;
  /** Standard deviation s of the prior N(0, s^2) of each weight; 0 for a flat prior. Default 0. */
  readonly priorScale?: number;
  /** Data of the acceptance test: the step's batch, scaled to all data, or all data. Default "batch". */
  readonly acceptance?: "batch" | "full";
  /** Whether a rejection restores Adam's moments; default "restored" in mode "exact", else "kept". */
  readonly momentsOnRejection?: "restored" | "kept";
  /**
   * Whether Adam's moments follow the chain, or are frozen at the end of the burn-in. Running moments
   * make the proposal depend on the chain's past, so the target is only approximately invariant.
   * Default "frozen" in mode "exact" with the test on all data, else "running".
   */
  readonly moments?: "running" | "frozen";
  /** Plain steps of Adam that fill the moments at the start of a chain. Default 5. */
  readonly adamSteps?: number;
  /** Points of a batch; a batch of all data reuses losses and gradients between steps. Default 1000. */
  readonly batchSize?: number;
  /** Settings of Adam. */
  readonly adam?: AdamOptions;
  /** Consecutive rejections after which a chain counts as frozen. Default 100. */
  readonly freezeAfter?: number;
  /**
   * Treatment of a frozen chain: `"restart"` resets Adam's moments and refills them by plain steps;
   * `"stop"` ends the fit; `"note"` only counts, as the authors' code does. Default "note" in mode
   * "authors", else "restart".
   */
  readonly onFreeze?: "restart" | "stop" | "note";
  /** Restarts of a chain after which the fit ends. Default 10. */
  readonly maxRestarts?: number;
  /** Steps between two comparisons of the tests on the batch and on all data; 0 for none. Default 0. */
  readonly probeEvery?: number;
  /** How the fitted flow is solved. Default {@linkcode likelihoodDefault}. */
  readonly solve?: NamedSolve;
}

const defaults = {
  ...chainDefaults,
  chains: 1,
  burnIn: 1000,
  spacing: 1000,
  recordEvery: 100,
  warmUp: {},
  mode: "exact",
  noiseScale: 0.1,
  inverseTemperature: 1,
  priorScale: 0,
  acceptance: "batch",
  adamSteps: 5,
  batchSize: 1000,
  adam: {},
  freezeAfter: 100,
  maxRestarts: 10,
  probeEvery: 0,
  solve: likelihoodDefault,
} as const;

const optional = ["directionScale", "momentsOnRejection", "moments", "onFreeze"] as const;

/**
 * AdamMCMC.
 *
 * After a warm-up by flow matching, each batch gives one Metropolis-Hastings step on L(w) = -(N / |b|)
 * sum_b log p(x | w) with the target exp(-lambda L) times the prior. The proposal is w - u + sigma
 * e - sigma_D xi u with Adam's step u; it is accepted by the ratio of target and proposal densities.
 * The noise of losses on batches is as large as their differences, so only the test on all data leaves
 * the target invariant; {@linkcode AdamMcmcMode} describes the modes.
 *
 * The authors' run is `mode: "authors"`, `burnIn: 5`, `spacing: 1000`, `warmUp: { steps: 25_010 }`.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 *
 * Source: arXiv:2312.14027; arXiv:2408.00838, section 2 and public code.
 *
 * @example A short chain, tested on all data
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { paperArchitecture, weightCount } from "../flow/mod.ts";
 * import { Stream } from "../random.ts";
 * import { target } from "../target/mod.ts";
 * import { adamMcmc } from "./adam_mcmc.ts";
 *
 * const ring = target("gamma-ring"), stream = Stream.fromSeed(1);
 * const fit = adamMcmc({
 *   acceptance: "full",
 *   batchSize: 50,
 *   burnIn: 5,
 *   spacing: 2,
 *   warmUp: { steps: 20, batchSize: 50 },
 * }).fit({
 *   engine: await createEngine("simd", paperArchitecture),
 *   data: ring.sample(100, stream.split("data")),
 *   condition: ring.condition,
 *   draws: 3,
 *   stream,
 * });
 * assertEquals(fit.draws.length, 3 * weightCount(paperArchitecture));
 * const rate = fit.diagnostics.scalars["acceptance rate"]!;
 * assert(rate >= 0 && rate <= 1);
 * ```
 */
export function adamMcmc(options: AdamMcmcOptions = {}): Posterior {
  const act = "fit by AdamMCMC";
  const o = withDefaults(act, defaults, options, optional);
  const authors = o.mode === "authors", exact = o.mode === "exact";
  const momentsOnRejection = o.momentsOnRejection ?? (exact ? "restored" : "kept");
  const moments = o.moments ?? (exact && o.acceptance === "full" ? "frozen" : "running");
  const onFreeze = o.onFreeze ?? (authors ? "note" : "restart");
  checkSchedule(act, o);
  checkChoice(act, "mode", o.mode, adamMcmcModes);
  checkChoice(act, "acceptance", o.acceptance, ["batch", "full"]);
  checkChoice(act, "momentsOnRejection", momentsOnRejection, ["restored", "kept"]);
  checkChoice(act, "moments", moments, ["running", "frozen"]);
  checkChoice(act, "onFreeze", onFreeze, ["restart", "stop", "note"]);
  checkPositive(act, "noise scale", o.noiseScale);
  checkPositive(act, "inverse temperature", o.inverseTemperature);
  checkRange(act, "scale of the prior", o.priorScale, 0);
  if (o.directionScale !== undefined) checkRange(act, "direction scale", o.directionScale, 0);
  checkInteger(act, "number of plain steps of Adam", o.adamSteps, 1);
  checkInteger(act, "number of rejections in a row", o.freezeAfter, 1);
  checkInteger(act, "number of restarts", o.maxRestarts, 0);
  checkInteger(act, "number of steps between two probes", o.probeEvery, 0);
  const solve = solveOf(act, o.solve);
  new Adam(0, o.adam);

  function kernel(problem: Problem, position: Float64Array, length: number): TransitionKernel {
    const size = position.length;
    const points = problem.data.length / problem.engine.architecture.dimension;
    const whole = o.batchSize === points;
    const full = o.acceptance === "full" && !whole;
    const probes = o.probeEvery > 0 ? Math.floor(length / o.probeEvery) : 0;
    const adam = new Adam(size, o.adam);
    const gradient = new Float64Array(size);
    const inBatch = new Float64Array(o.chains * probes);
    const inFull = new Float64Array(o.chains * probes);
    const chain = new AdamChain(position, adam, [new Adam(size, o.adam), new Adam(size, o.adam)], {
      mode: o.mode,
      scales: proposalScales(size, o.noiseScale, o.directionScale),
      inverseTemperature: o.inverseTemperature,
      momentsOnRejection,
    }, gradient);
    const n = {
      adamCount: 0,
      batch: 0,
      // Loss of the test at the position, if the data of the test do not change.
      known: NaN,
      row: 0,
      accepted: 0,
      tested: 0,
      restarts: 0,
      chainRestarts: 0,
      frozen: 0,
    };
    const state: TransitionKernel["state"] = {
      arrays: {
        "adam first": adam.firstMoment,
        "adam second": adam.secondMoment,
        ...(whole && { gradient }),
      },
      records: { "probe batch": inBatch, "probe full": inFull },
      numbers: n,
    };

    let flow: FlowPotential, batches: Batches, stream: Stream;
    let index = 0, latest = NaN, loss = NaN;
    const nextLoss = (): Potential => whole ? flow.full : flow.batch(batches.points(n.batch++));

    /** Fills the moments by plain steps of Adam; `at` names the place in messages. */
    function fillMoments(at: string): void {
      adam.reset();
      for (let i = 0; i < o.adamSteps; i++) finite(chain.descend(nextLoss()), at);
      n.adamCount = adam.count;
      evaluateTest(at);
    }

    /** Evaluates the loss of the test at the position, if its data do not change from step to step. */
    function evaluateTest(at: string): void {
      if (whole) n.known = finite(flow.full(position, gradient), at);
      else if (full) n.known = finite(flow.full(position), at);
    }

    function finite(value: number, at: string): number {
      if (Number.isFinite(value)) return value;
      throw new RangeError(
        `Cannot ${act} as the loss must stay finite: current value is ${value} ${at}`,
      );
    }

    /** Restarts or ends the chain, or counts, after `freezeAfter` consecutive rejections. */
    function checkFrozen(k: number): void {
      if (n.row === 0 || n.row % o.freezeAfter !== 0) return;
      n.frozen++;
      const ends = onFreeze === "stop" ||
        onFreeze === "restart" && n.chainRestarts >= o.maxRestarts;
      if (ends) {
        throw new RangeError(
          `Cannot ${act} as fewer than ${o.freezeAfter} proposals in a row may be rejected${
            onFreeze === "restart" ? ` after ${o.maxRestarts} restarts` : ""
          }: current value is ${n.row} at step ${k} of chain ${index}`,
        );
      }
      if (onFreeze === "note") return;
      n.restarts++;
      n.chainRestarts++;
      n.row = 0;
      fillMoments(`after a restart at step ${k} of chain ${index}`);
    }

    return {
      state,
      cost: (whole ? 1 : 2) + (full ? points / o.batchSize / 3 : 0),
      reportEvery: 10,
      open(chainProblem, c) {
        stream = chainProblem.stream;
        index = c;
        const precision = priorPrecision(o.priorScale) / o.inverseTemperature;
        flow = new FlowPotential(chainProblem, size, solve, precision);
        batches = new Batches(chainProblem, o.batchSize, stream.split("batches"));
      },
      start() {
        n.row = n.chainRestarts = n.batch = 0;
        fillMoments(`at the start of chain ${index}`);
      },
      round() {
        evaluateTest(`at a milestone of chain ${index}`);
        roundToSingle(adam.firstMoment, adam.secondMoment, gradient);
      },
      transition(k, burningIn) {
        adam.count = n.adamCount;
        const probing = o.probeEvery > 0 && (k + 1) % o.probeEvery === 0;
        const before = probing ? position.slice() : position;
        const followed = nextLoss();
        const step = chain.transition({
          loss: followed,
          test: full ? { loss: flow.full, atPosition: n.known } : undefined,
          frozen: !burningIn && moments === "frozen",
          atPosition: whole ? n.known : undefined,
        }, stream.split("step", k));
        // A position accepted on one batch may have zero density on the next; any proposal with density is then
        // accepted.
        loss = step.lossAtStart;
        if (probing) {
          const at = index * probes + (k + 1) / o.probeEvery - 1;
          // A shared step that is tested on all data does not evaluate it.
          const lossAtEnd = Number.isNaN(step.lossAtEnd) ? followed(chain.end) : step.lossAtEnd;
          inBatch[at] = step.lossAtStart - lossAtEnd;
          inFull[at] = flow.full(before) - flow.full(chain.end);
        }
        latest = step.acceptance;
        n.adamCount = adam.count;
        n.tested++;
        if (step.accepted) {
          n.accepted++;
          n.row = 0;
          n.known = chain.testAtEnd;
        } else {
          n.row++;
          checkFrozen(k);
        }
      },
      logLikelihood: () => flow.logLikelihood(position),
      acceptance: () => latest,
      status: () =>
        `AdamMCMC, chain ${index + 1} of ${o.chains}, accepted ${
          (n.accepted / Math.max(1, n.tested)).toFixed(3)
        }, loss ${loss.toFixed(1)}`,
      summary() {
        const warnings: string[] = [];
        if (n.restarts > 0) {
          warnings.push(
            `The chain froze: ${n.restarts} times ${o.freezeAfter} proposals in a row were rejected, and it was restarted.`,
          );
        } else if (n.frozen > 0) {
          warnings.push(
            `The chain froze: ${n.frozen} times ${o.freezeAfter} proposals in a row were rejected.`,
          );
        }
        // A proposal whose solve overflows has no finite gain.
        const seen = [...inBatch.keys()].filter((i) => Number.isFinite(inBatch[i] - inFull[i]));
        const [onBatch, onAll] = [inBatch, inFull].map((gains) => seen.map((i) => gains[i]));
        const steps = seen.map((i) => (i % probes + 1) * o.probeEvery);
        const trace = (name: string, values: number[]): Trace => ({
          name,
          unit: "nats",
          steps,
          values,
        });
        return {
          traces: probes > 0
            ? [trace(traceNames.gainOnBatch, onBatch), trace(traceNames.gainOnAll, onAll)]
            : [],
          scalars: {
            [scalarNames.acceptanceRate]: n.accepted / n.tested,
            [scalarNames.restarts]: n.restarts,
            ...(seen.length > 1 ? probeScalars(onBatch, onAll) : {}),
          },
          warnings,
        };
      },
    };
  }

  return {
    name: "adam-mcmc",
    solve,
    ...stagedPosterior(act, o.chains * o.milestones.length, (problem) => {
      new Batches(problem, o.batchSize, problem.stream);
      const build = (position: Float64Array, length: number) => kernel(problem, position, length);
      return stageChains(act, o, solve, problem, build);
    }),
  };
}

/** Standard deviations of a proposal's gain on all data, and of the noise that the batch adds to it. */
function probeScalars(onBatch: number[], onAll: number[]): Record<string, number> {
  const deviation = (values: number[]) => {
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    return Math.sqrt(
      values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (values.length - 1),
    );
  };
  return {
    [scalarNames.gainDeviation]: deviation(onAll),
    [scalarNames.gainNoise]: deviation(onBatch.map((x, i) => x - onAll[i])),
  };
}
