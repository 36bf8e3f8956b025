/**
 * The common part of all samplers: warm-up by flow matching, burn-in, draws at a fixed spacing, traces,
 * and diagnostics of mixing.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { initialise, type Solve } from "../flow/mod.ts";
import { mixing, mixingWarnings } from "./diagnostics.ts";
import { FlowPotential } from "./potential.ts";
import { checkRange } from "./options.ts";
import type { Diagnostics, Fit, Problem, Trace } from "./posterior.ts";
import { Recorder } from "./recorder.ts";
import { type Stage, stepsOf, type WorkingState } from "./stages.ts";
import { checkIncreasing, roundToSingle, type StagedFit } from "./stretches.ts";
import { trainingArrays, type TrainingOptions, trainingStage } from "./training.ts";
import { scalarNames, traceNames } from "./recorded.ts";

/** Schedule of chains; each sampler has its own defaults. */
export interface ChainOptions {
  /** Independent chains, each with its own warm-up; they share the draws equally. */
  readonly chains?: number;
  /** Steps of the chain before its first draw, 1 or more. */
  readonly burnIn?: number;
  /** Steps from one draw to the next. */
  readonly spacing?: number;
  /** Steps between two values of the traces; 0 for none. */
  readonly recordEvery?: number;
  /** Training by flow matching before the chain; 0 steps start the chain at random initial weights. */
  readonly warmUp?: TrainingOptions;
  /** Steps of each chain at the ends of stretches; see {@linkcode Stretches}. Default none. */
  readonly milestones?: readonly number[];
  /**
   * Lengths, in steps, of beginnings of each chain from which draws are taken too: as many as from the
   * whole chain, equally spaced, the last at its end. Default none.
   */
  readonly early?: readonly number[];
}

/** Defaults common to all samplers. */
export const chainDefaults = { milestones: [], early: [] } as const;

/** A Markov chain over weights. Its steps change only its state and the position. */
export interface TransitionKernel {
  readonly state: WorkingState;
  /** Cost of a step; see {@linkcode Stage.cost}. */
  readonly cost: number;
  /** Steps between two reports of progress. */
  readonly reportEvery: number;
  /** Sets the problem of a chain, before its first step and after a resumption. */
  open(problem: Problem, chain: number): void;
  /** Starts a new chain at the position. */
  start(): void;
  /** Rounds the state to single precision and updates it for the position, which is rounded already. */
  round(): void;
  /** Does step `k` of the chain, counted from 0. */
  transition(k: number, burningIn: boolean): void;
  /** log-likelihood of all data at the position, nats. */
  logLikelihood(): number;
  /** Acceptance probability of the last step; `undefined` for samplers without a test. */
  acceptance?(): number;
  status(): string;
  /** Scalars, warnings and further traces at the end. */
  summary(): Fit["diagnostics"];
}

/** Settings of {@linkcode fitChains}, defaults filled in. */
export type ChainSettings = { readonly [K in keyof ChainOptions]-?: NonNullable<ChainOptions[K]> };

/**
 * Throws unless a schedule is valid.
 *
 * @throws {RangeError} If a count is out of range, or milestones or beginnings do not increase.
 */
export function checkSchedule(act: string, options: ChainSettings): void {
  checkInteger(act, "number of chains", options.chains, 1);
  checkInteger(act, "number of burn-in steps", options.burnIn, 1);
  checkInteger(act, "spacing of draws", options.spacing, 1);
  checkInteger(act, "number of steps between two values of the traces", options.recordEvery, 0);
  checkIncreasing(act, "a milestone", options.milestones);
  checkIncreasing(act, "a beginning", options.early);
}

/** Steps of each chain; the first draw comes after the burn-in. */
export function chainLength(options: ChainSettings, draws: number): number {
  return options.burnIn + (draws / options.chains - 1) * options.spacing;
}

/**
 * Prepares chains that run one after the other.
 *
 * @param solve Defines the density that the chains fit; its error relative to the continuous flow is
 * evaluated at the start and at the first, the middle and the last draw of each chain.
 * @param kernel Builds the chain on a position, `[P]`, for `length` steps.
 * @returns A fit with its draws chain by chain. Its stages throw a `RangeError` if a chain diverges or freezes.
 * @throws {RangeError} If the draws cannot be shared equally, a milestone or a beginning is not within
 * the chain, or there is too little data for a batch.
 */
export function stageChains(
  act: string,
  options: ChainSettings,
  solve: Solve,
  problem: Problem,
  kernel: (position: Float64Array, length: number) => TransitionKernel,
): StagedFit {
  const { chains, burnIn, spacing, recordEvery, warmUp, milestones, early } = options;
  checkInteger(act, "number of draws", problem.draws, 1);
  const drawsPerChain = problem.draws / chains;
  if (!Number.isInteger(drawsPerChain)) {
    throw new RangeError(
      `Cannot ${act} as the chains must share the draws equally: current value is ${problem.draws} draws of ${chains} chains`,
    );
  }
  const length = chainLength(options, problem.draws);
  for (
    const [name, steps, least, most] of [
      ["last milestone", milestones.at(-1), 1, length - 1],
      ["shortest beginning", early[0], drawsPerChain, length],
      ["longest beginning", early.at(-1), drawsPerChain, length],
    ] as const
  ) {
    if (steps !== undefined) checkRange(act, name, steps, least, most);
  }
  const arrays = trainingArrays(problem);
  const { position } = arrays;
  const size = position.length;
  const chain = kernel(position, length);
  const draws = new Float32Array(problem.draws * size);
  const records = recordEvery > 0 ? Math.floor(length / recordEvery) : 0;
  const logLikelihoods = new Float64Array(chains * records);
  const acceptances = Array.from(
    { length: chains },
    (_, c) => new Recorder(label(traceNames.acceptance, c, chains), "", length),
  );
  const flow = new FlowPotential(problem, size, solve, 0);
  const judged = [...new Set([0, (drawsPerChain - 1) >> 1, drawsPerChain - 1])];
  const errors = new Float64Array(chains * (1 + judged.length));
  const beginnings = early.map((steps) => ({
    // Steps after which the draws are taken.
    at: Array.from(
      { length: drawsPerChain },
      (_, d) => Math.floor((d + 1) * steps / drawsPerChain),
    ),
    draws: new Float32Array(problem.draws * size),
  }));
  const state: WorkingState = {
    arrays: { ...arrays, ...chain.state.arrays },
    records: {
      draws,
      logLikelihoods,
      errors,
      ...chain.state.records,
      ...Object.fromEntries(acceptances.map(({ sums }, c) => [`acceptance ${c}`, sums])),
      ...Object.fromEntries(beginnings.map(({ draws }, i) => [beginningName(early[i]), draws])),
    },
    numbers: chain.state.numbers,
  };

  const stages: Stage[] = [];
  for (let c = 0; c < chains; c++) {
    const chainProblem: Problem = { ...problem, stream: problem.stream.split("chain", c) };
    if (warmUp.steps !== 0) {
      const stream = chainProblem.stream.split("warm-up");
      stages.push(trainingStage({ ...chainProblem, stream }, warmUp, arrays));
    }
    let open = false;
    stages.push({
      steps: length,
      cost: chain.cost,
      reportEvery: chain.reportEvery,
      status: () => chain.status(),
      step(k) {
        if (!open) chain.open(chainProblem, c);
        open = true;
        if (k === 0) {
          if (warmUp.steps === 0) {
            position.set(
              initialise(problem.engine.architecture, chainProblem.stream.split("start")),
            );
          }
          errors[c * (1 + judged.length)] = flow.discretisationError(position);
          chain.start();
        }
        chain.transition(k, k < burnIn);
        if (chain.acceptance) acceptances[c].add(k, chain.acceptance());
        const done = k + 1;
        if (milestones.includes(done)) {
          roundToSingle(position);
          // The warm-up of the next chain resets these anyway.
          arrays.firstMoment.fill(0);
          arrays.secondMoment.fill(0);
          chain.round();
        }
        if (records > 0 && done % recordEvery === 0) {
          let value = chain.logLikelihood();
          // A test on batches may accept weights whose map folds on other data: there the continuous
          // flow is used.
          if (value === -Infinity) value = flow.continuousLogLikelihood(position);
          if (!Number.isFinite(value)) {
            throw new RangeError(
              `Cannot ${act} as the log-likelihood must stay finite: current value is ${value} at step ${k} of chain ${c}`,
            );
          }
          logLikelihoods[c * records + done / recordEvery - 1] = value;
        }
        const since = done - burnIn;
        if (since >= 0 && since % spacing === 0) {
          const draw = since / spacing, at = judged.indexOf(draw);
          draws.set(position, (c * drawsPerChain + draw) * size);
          if (at >= 0) {
            errors[c * (1 + judged.length) + 1 + at] = flow.discretisationError(position);
          }
        }
        for (const { at, draws } of beginnings) {
          const draw = at.indexOf(done);
          if (draw >= 0) draws.set(position, (c * drawsPerChain + draw) * size);
        }
      },
    });
  }
  const stepsPerChain = stepsOf(stages) / chains;
  // Steps before each chain, after its warm-up.
  const starts = Array.from({ length: chains }, (_, c) => (c + 1) * stepsPerChain - length);

  return {
    state,
    stages,
    milestones: starts.flatMap((start) => milestones.map((step) => start + step)),
    beginnings: early.map((steps) => ({
      steps,
      end: starts[chains - 1] + steps,
      record: beginningName(steps),
      draws: (record) => record,
    })),
    finish,
  };

  function finish(): Fit {
    const steps = Array.from({ length: records }, (_, i) => (i + 1) * recordEvery);
    const traces: Trace[] = Array.from({ length: chains }, (_, c) => ({
      name: label(traceNames.logLikelihood, c, chains),
      unit: "nats",
      steps,
      values: Array.from(logLikelihoods.subarray(c * records, (c + 1) * records)),
    }));
    const first = steps.findIndex((step) => step >= burnIn);
    const mixed = mixing(
      first < 0 ? [] : traces.map(({ values }) => withoutMiddle(values.slice(first))),
    );
    const summary = chain.summary();
    const discretisation = summariseErrors(errors, 1 + judged.length);
    return {
      draws,
      diagnostics: {
        traces: [
          ...(records > 0 ? traces : []),
          ...(chain.acceptance ? acceptances.map((recorder) => recorder.trace(length)) : []),
          ...summary.traces,
        ],
        scalars: {
          ...summary.scalars,
          ...discretisation.scalars,
          [scalarNames.chains]: chains,
          [scalarNames.rHat]: mixed.rHat,
          [scalarNames.bulkEss]: mixed.bulkEss,
          [scalarNames.tailEss]: mixed.tailEss,
          [scalarNames.autocorrelationTime]: mixed.autocorrelationTime === null
            ? null
            : mixed.autocorrelationTime * recordEvery,
        },
        warnings: [
          ...summary.warnings,
          ...discretisation.warnings,
          ...repeats(draws, size, drawsPerChain),
          ...mixingWarnings("log-likelihood", mixed, chains),
        ],
      },
    };
  }
}

/**
 * Values without the middle one of an odd number. Split chains leave it out; left out here, it does not count for the
 * quantiles of the tails either, by which the committed fits were recorded.
 */
function withoutMiddle(values: readonly number[]): readonly number[] {
  const middle = (values.length - 1) / 2;
  return values.filter((_, i) => i !== middle);
}

/** Name of the record of a beginning's draws. */
function beginningName(steps: number): string {
  return `draws of the first ${steps} steps`;
}

/** Name of a trace of one of several chains. */
function label(quantity: string, chain: number, chains: number): string {
  return chains === 1 ? quantity : `${quantity}, chain ${chain + 1}`;
}

/**
 * Scalars and warnings about the errors of the discretisation.
 *
 * @param errors For each chain the error at its start, then the errors at some of its draws, nats.
 * @param perChain Number of errors of each chain.
 */
function summariseErrors(
  errors: Float64Array,
  perChain: number,
): Pick<Diagnostics, "scalars" | "warnings"> {
  const isStart = (_: number, i: number) => i % perChain === 0;
  const starts = errors.filter(isStart).filter(Number.isFinite);
  const draws = errors.filter((error, i) => !isStart(error, i));
  const finite = draws.filter(Number.isFinite);
  const mean = (values: Float64Array) =>
    values.length > 0 ? values.reduce((sum, x) => sum + x, 0) / values.length : null;
  const missing = draws.length - finite.length;
  return {
    scalars: {
      [scalarNames.startError]: mean(starts),
      [scalarNames.meanError]: mean(finite),
      [scalarNames.largestError]: finite.length > 0
        ? finite.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
        : null,
    },
    warnings: missing > 0
      ? [
        `The discrete map folds on the training data at ${missing} of ${draws.length} draws looked at.`,
      ]
      : [],
  };
}

/** A warning if draws of a chain repeat the previous ones. */
function repeats(draws: Float32Array, size: number, drawsPerChain: number): string[] {
  const count = draws.length / size;
  let same = 0;
  for (let d = 0; d < count; d++) {
    if (d % drawsPerChain === 0) continue;
    const draw = draws.subarray(d * size, (d + 1) * size);
    same += draw.every((w, i) => w === draws[(d - 1) * size + i]) ? 1 : 0;
  }
  return same > 0
    ? [`The chain stood still: ${same} of ${count} draws repeat the one before.`]
    : [];
}
