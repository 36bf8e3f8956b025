/**
 * One interface for every posterior over a flow's weights: `fit` gives draws and diagnostics.
 *
 * @module
 */
import type { Engine } from "../engine/engine.ts";
import type { Solve } from "../flow/scheme.ts";
import type { Stream } from "../random.ts";

/** The data of a fit. */
export interface Problem {
  /** Evaluates the network. */
  readonly engine: Engine;
  /** Training data, `[n, dimension]`. */
  readonly data: Float32Array;
  /** Condition of every point, `[condition]`. */
  readonly condition: Float32Array;
  /** Number of weight draws. */
  readonly draws: number;
  /** Source of all randomness of the fit. */
  readonly stream: Stream;
}

/** The state from which a fit resumes: arrays and numbers by name. */
export interface FitState {
  /** Steps done. */
  readonly step: number;
  /** Arrays that later steps read. */
  readonly arrays: Readonly<Record<string, Float32Array | Float64Array>>;
  /** Arrays to which every step writes its own elements; read only at the end of the fit. */
  readonly records: Readonly<Record<string, Float32Array | Float64Array>>;
  /** Single numbers of both kinds. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** Optional resumption, checkpoints and progress of a fit; they do not change the result. */
export interface FitContext {
  /** State to resume from. */
  readonly resume?: FitState;
  /** Called from time to time with the current state. */
  checkpoint?(state: FitState): void;
  /** Called from time to time with the work done, the total work, and a line of status. */
  progress?(done: number, total: number, status: string): void;
}

/** One traced quantity of a fit, such as the loss. */
export interface Trace {
  /** Name of the quantity, such as "log-likelihood". */
  readonly name: string;
  /** Unit, such as "nats"; "" for a pure number. */
  readonly unit: string;
  /** Steps at which the quantity was recorded. */
  readonly steps: readonly number[];
  /** One value for each of the steps. */
  readonly values: readonly number[];
}

/** Diagnostics of a fit. */
export interface Diagnostics {
  /** Quantities along the fit. */
  readonly traces: readonly Trace[];
  /** Scalars by name, such as the acceptance rate; null if not available. */
  readonly scalars: Readonly<Record<string, number | null>>;
  /** Sentences about failures and missing convergence; empty if there are none. */
  readonly warnings: readonly string[];
}

/** Draws of the weights, each an ordinary flow. */
export interface Fit {
  /** `[draws, P]` */
  readonly draws: Float32Array;
  /** Diagnostics of the fit. */
  readonly diagnostics: Diagnostics;
}

/** A method to fit a distribution over weights, built by a function of its options. */
export interface Posterior {
  /** Identifier in configurations, such as "mean-field". */
  readonly name: string;
  /** How the flow's equation is solved for the density of a draw: as in the fit. */
  readonly solve: Solve;
  /**
   * Fits the posterior.
   *
   * @throws {RangeError} If there is too little data for a batch, or the fit diverges; the message
   * names the step.
   */
  fit(problem: Problem, context?: FitContext): Fit;
  /** Computation of the fit in stretches; `undefined` if not supported. */
  readonly stretches?: Stretches;
}

/**
 * A fit divided into stretches by its milestones. At a milestone the state is rounded to single
 * precision, which keeps it small, so that any stretch can be computed and verified on its own.
 */
export interface Stretches {
  /** Number of stretches: one more than there are milestones. */
  readonly count: number;
  /**
   * The state at the end of a stretch. After the last one it holds only the records, and `fit` resumed
   * from it takes no more steps.
   *
   * @param stretch Index from 0; the context resumes from the state at the end of an earlier one.
   * @throws {RangeError} If there is no such stretch, or the fit diverges.
   */
  state(problem: Problem, stretch: number, context?: FitContext): FitState;
  /**
   * Draws of a beginning of the fit, equal to those of a fit that ended there.
   *
   * @param state A state at or after the end of the beginning.
   * @param steps Length of the beginning, one of the option `early`.
   * @returns `[draws, P]`
   * @throws {RangeError} If the option does not name this length, or the state is before its end.
   */
  early(problem: Problem, state: FitState, steps: number): Float32Array;
  /** The state without the records of `early`; the fit resumes from it with the same result. */
  withoutEarly(problem: Problem, state: FitState): FitState;
}
