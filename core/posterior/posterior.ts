/**
 * One interface for every posterior over a flow's weights: `fit` gives draws and diagnostics.
 *
 * @module
 */
import type { Engine } from "../engine/engine.ts";
import type { Solve } from "../flow/scheme.ts";
import type { Stream } from "../random.ts";

/** What a posterior is fitted to. */
export interface Problem {
  /** Computes with the network's weights. */
  readonly engine: Engine;
  /** Training data, `[n, dimension]`. */
  readonly data: Float32Array;
  /** Condition of every point, `[condition]`. */
  readonly condition: Float32Array;
  /** Number of weight draws wanted. */
  readonly draws: number;
  /** Source of all randomness of the fit. */
  readonly stream: Stream;
}

/** Everything that a fit needs to go on later: plain arrays and numbers by name. */
export interface FitState {
  /** Steps done. */
  readonly step: number;
  /** What later steps start from. */
  readonly arrays: Readonly<Record<string, Float32Array | Float64Array>>;
  /** What steps write down, each in places of its own; read at the end of the fit only. */
  readonly records: Readonly<Record<string, Float32Array | Float64Array>>;
  /** Single numbers, of both kinds. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** What surrounds a fit; all of it optional, none of it changes a result. */
export interface FitContext {
  /** State to go on from. */
  readonly resume?: FitState;
  /** Called now and then with the state so far. */
  checkpoint?(state: FitState): void;
  /** Called now and then with the work done and the whole work, and one line about how it goes. */
  progress?(done: number, total: number, status: string): void;
}

/** One traced quantity of a fit, such as the loss. */
export interface Trace {
  /** What was recorded, such as "log-likelihood". */
  readonly name: string;
  /** Unit, such as "nats"; "" for a pure number. */
  readonly unit: string;
  /** Steps at which the quantity was recorded. */
  readonly steps: readonly number[];
  /** One value for each of the steps. */
  readonly values: readonly number[];
}

/** What a fit says about itself. */
export interface Diagnostics {
  /** Quantities on the way. */
  readonly traces: readonly Trace[];
  /** Scalars by name, such as the acceptance rate; null where one cannot be had. */
  readonly scalars: Readonly<Record<string, number | null>>;
  /** Sentences about what went wrong or has not converged; empty where nothing did. */
  readonly warnings: readonly string[];
}

/** Draws of the weights, each an ordinary flow. */
export interface Fit {
  /** `[draws, P]` */
  readonly draws: Float32Array;
  /** What the fit says about itself. */
  readonly diagnostics: Diagnostics;
}

/** A way to fit a distribution over weights. Built by a function that takes its options. */
export interface Posterior {
  /** Identifier in configurations, such as "mean-field". */
  readonly name: string;
  /** How the flow's equation is solved for the density of a draw: as it was fitted. */
  readonly solve: Solve;
  /**
   * Fits the posterior.
   *
   * @throws {RangeError} If there is too little data for a batch, or the fit diverges; the sentence
   * names the step.
   */
  fit(problem: Problem, context?: FitContext): Fit;
  /** How a fit is computed in stretches; undefined where it cannot. */
  readonly stretches?: Stretches;
}

/**
 * A fit cut at its milestones into stretches. At a milestone all that moves is rounded to single precision, so
 * that the state is small and any stretch can be computed, and proven, by itself.
 */
export interface Stretches {
  /** Number of stretches: one more than there are milestones. */
  readonly count: number;
  /**
   * The state at the end of a stretch. After the last one only the records are left, and `fit` resumed from
   * it does no more steps.
   *
   * @param stretch Which one, from 0; the context resumes from the state at the end of an earlier one.
   * @throws {RangeError} If there is no such stretch, or the fit diverges.
   */
  state(problem: Problem, stretch: number, context?: FitContext): FitState;
  /**
   * Draws of a beginning of the fit: those of a fit that had ended there.
   *
   * @param state One at which the beginning is over.
   * @param steps Length of the beginning, one of the option `early`.
   * @returns `[draws, P]`
   * @throws {RangeError} If the option does not name this length, or the state is not that far.
   */
  early(problem: Problem, state: FitState, steps: number): Float32Array;
  /** A state without what `early` needs: the fit goes on from it to the same end. */
  withoutEarly(problem: Problem, state: FitState): FitState;
}
