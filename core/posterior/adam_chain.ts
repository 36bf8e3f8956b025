/**
 * A Markov chain whose proposals follow Adam (AdamMCMC, arXiv:2312.14027), on any potential.
 *
 * @module
 */
import { exp } from "../elementary.ts";
import type { Stream } from "../random.ts";
import type { Adam } from "./adam.ts";
import {
  authorsProposalDensities,
  logAcceptance,
  type Move,
  proposalDensities,
  type ProposalScales,
  propose,
} from "./adam_proposal.ts";
import type { Potential } from "./potential.ts";

/**
 * Proposal density and acceptance ratio of a step of the chain.
 *
 * * `"exact"`: one normal number along the step; the density of the proposal that is drawn; forward and
 *   backward moves have their own step. For a fixed state of Adam and a test on all data, a step leaves the
 *   target invariant.
 * * `"authors"`: as in the public code of arXiv:2408.00838: one normal number per component along the step,
 *   the log-determinant without its factor 1/2, the squared lengths of the two steps swapped.
 * * `"shared-step"`: as in the newer public code of arXiv:2312.14027: forward and backward moves share the
 *   step of the start, which saves the second gradient but violates detailed balance.
 */
export type AdamMcmcMode = "exact" | "authors" | "shared-step";

/** Names of the modes. */
export const adamMcmcModes: readonly AdamMcmcMode[] = ["exact", "authors", "shared-step"];

/** Outcome of a step of an {@linkcode AdamChain}. */
export interface AdamTransition {
  readonly accepted: boolean;
  /** Acceptance probability. */
  readonly acceptance: number;
  /** The loss that Adam follows, at the start of the step and at the proposal, nats. */
  readonly lossAtStart: number;
  readonly lossAtEnd: number;
}

/** Settings of an {@linkcode AdamChain}. */
export interface AdamChainOptions {
  readonly mode: AdamMcmcMode;
  readonly scales: ProposalScales;
  /** lambda of the target exp(-lambda L). */
  readonly inverseTemperature: number;
  /** Whether a rejection restores Adam's moments, or keeps those updated at the rejected point. */
  readonly momentsOnRejection: "restored" | "kept";
}

/** Loss of one step, with its known values. */
export interface StepLoss {
  /** The loss that Adam follows. */
  readonly loss: Potential;
  /** The loss of the acceptance test, if it differs, and its value at the position. */
  readonly test?: { readonly loss: Potential; readonly atPosition: number };
  /** Whether Adam's moments stay unchanged. */
  readonly frozen: boolean;
  /** Value of the loss at the position, if known; its gradient is then in {@linkcode AdamChain.gradient}. */
  readonly atPosition?: number;
}

/** Position, Adam's moments and the scratch arrays of a step. */
export class AdamChain {
  /** Gradient of the loss at the start of the last step, or at the position if losses are known, `[P]`. */
  readonly gradient: Float64Array;
  /** Proposal of the last step, `[P]`. */
  readonly end: Float64Array;
  /** Loss of the last acceptance test at the proposal, nats. */
  testAtEnd = NaN;
  readonly #options: AdamChainOptions;
  readonly #forwardMove: Move;
  readonly #backwardMove: Move;
  readonly #gradientAtEnd: Float64Array;

  /**
   * @param position `[P]`, changed by accepted steps
   * @param adam State of Adam at the position
   * @param spare Two more with the same settings, for the forward and backward moves
   */
  constructor(
    readonly position: Float64Array,
    readonly adam: Adam,
    readonly spare: readonly [Adam, Adam],
    options: AdamChainOptions,
    gradient?: Float64Array,
  ) {
    const size = position.length;
    this.#options = options;
    this.gradient = gradient ?? new Float64Array(size);
    this.#gradientAtEnd = new Float64Array(size);
    this.end = new Float64Array(size);
    this.#forwardMove = { centre: new Float64Array(size), step: new Float64Array(size) };
    this.#backwardMove = { centre: new Float64Array(size), step: new Float64Array(size) };
  }

  /** Takes a plain step of Adam along a loss and returns the loss before it. */
  descend(loss: Potential): number {
    const value = loss(this.position, this.gradient);
    this.#step(this.adam, this.position, this.gradient, this.#forwardMove);
    this.position.set(this.#forwardMove.centre);
    return value;
  }

  /** Takes one step of the chain: proposes, tests, then moves or stays. */
  transition({ loss, test, frozen, atPosition }: StepLoss, stream: Stream): AdamTransition {
    const { mode, scales, inverseTemperature, momentsOnRejection } = this.#options;
    const { position, end, adam } = this;
    const [forward, backward] = this.spare;
    const forwardMove = this.#forwardMove, shared = mode === "shared-step";
    const lossAtStart = atPosition ?? loss(position, this.gradient);
    forward.copy(adam);
    this.#step(forward, position, this.gradient, forwardMove);
    propose(forwardMove, scales, mode === "authors", stream, end);

    const known = atPosition !== undefined;
    const lossAtEnd = shared && !known && test
      ? NaN
      : shared && !known
      ? loss(end)
      : loss(end, this.#gradientAtEnd);
    let backwardMove: Move;
    if (shared) {
      backwardMove = { centre: this.#backwardMove.centre, step: forwardMove.step };
      for (let i = 0; i < end.length; i++) backwardMove.centre[i] = end[i] - forwardMove.step[i];
    } else {
      backwardMove = this.#backwardMove;
      backward.copy(adam);
      if (lossAtEnd < Infinity) this.#step(backward, end, this.#gradientAtEnd, backwardMove);
    }
    this.testAtEnd = test ? test.loss(end) : lossAtEnd;
    const densities = mode === "authors" ? authorsProposalDensities : proposalDensities;
    const finite = Number.isFinite(this.testAtEnd) && lossAtEnd !== Infinity;
    const ratio = finite
      ? logAcceptance(
        inverseTemperature,
        test?.atPosition ?? lossAtStart,
        this.testAtEnd,
        densities(position, end, forwardMove, backwardMove, scales),
      )
      : -Infinity;
    const acceptance = Number.isNaN(ratio) ? 0 : Math.min(1, exp(ratio));
    const accepted = stream.split("accept").uniform() <= acceptance;
    if (accepted) {
      position.set(end);
      if (known) this.gradient.set(this.#gradientAtEnd);
      if (!frozen) adam.copy(forward);
    } else if (momentsOnRejection === "kept" && !frozen && finite) {
      adam.copy(shared ? forward : backward);
    }
    return { accepted, acceptance, lossAtStart, lossAtEnd };
  }

  #step(adam: Adam, from: Float64Array, gradient: Float64Array, move: Move): void {
    adam.step(gradient, move.step);
    for (let i = 0; i < from.length; i++) move.centre[i] = from[i] - move.step[i];
  }
}
