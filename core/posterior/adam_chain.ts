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
 * How a step of the chain is made.
 *
 * * `"exact"`: one normal number along the step; the density of what is drawn; each direction with its own
 *   step. For a fixed state of Adam and a test on all data a step keeps the target exactly.
 * * `"authors"`: as the public code of arXiv:2408.00838 runs: one normal number per component along the step, the
 *   log-determinant without its factor 1/2, the squared lengths of the two steps swapped.
 * * `"shared-step"`: as the newer public code of arXiv:2312.14027: the step found at the start serves both
 *   directions, which saves the second gradient and gives up detailed balance.
 */
export type AdamMcmcMode = "exact" | "authors" | "shared-step";

/** Names of the modes. */
export const adamMcmcModes: readonly AdamMcmcMode[] = ["exact", "authors", "shared-step"];

/** What a step of an {@linkcode AdamChain} did. */
export interface AdamTransition {
  readonly accepted: boolean;
  /** Probability with which it was to be accepted. */
  readonly acceptance: number;
  /** Loss where the step began and where it would lead, by the loss that Adam followed, nats. */
  readonly lossAtStart: number;
  readonly lossAtEnd: number;
}

/** Settings of an {@linkcode AdamChain}. */
export interface AdamChainOptions {
  readonly mode: AdamMcmcMode;
  readonly scales: ProposalScales;
  /** lambda of the target exp(-lambda L). */
  readonly inverseTemperature: number;
  /** Whether a rejection leaves Adam's moments as they were, or as stepped at the rejected point. */
  readonly momentsOnRejection: "restored" | "kept";
}

/** A loss for one step, with what is known of it already. */
export interface StepLoss {
  /** The loss that Adam follows. */
  readonly loss: Potential;
  /** The loss of the acceptance test, where it is another one, and its value at the position. */
  readonly test?: { readonly loss: Potential; readonly atPosition: number };
  /** Whether Adam's moments stay as they are, whatever happens. */
  readonly frozen: boolean;
  /** Value at the position, its gradient then standing in {@linkcode AdamChain.gradient}. */
  readonly atPosition?: number;
}

/** Position, Adam's moments and the scratch arrays of a step. */
export class AdamChain {
  /** Gradient of the loss at the position, or after an accepted step of known losses at the new one, `[P]`. */
  readonly gradient: Float64Array;
  /** Where the last step led, `[P]`. */
  readonly end: Float64Array;
  /** Loss of the last acceptance test at the end of the step, nats. */
  testAtEnd = NaN;
  readonly #options: AdamChainOptions;
  readonly #there: Move;
  readonly #back: Move;
  readonly #gradientAtEnd: Float64Array;

  /**
   * @param position `[P]`, moved by accepted steps
   * @param adam State of Adam at the position
   * @param spare Two more of the same settings, for the steps there and back
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
    this.#there = { centre: new Float64Array(size), step: new Float64Array(size) };
    this.#back = { centre: new Float64Array(size), step: new Float64Array(size) };
  }

  /** A plain step of Adam along a loss; returns the loss before it. */
  descend(loss: Potential): number {
    const value = loss(this.position, this.gradient);
    this.#step(this.adam, this.position, this.gradient, this.#there);
    this.position.set(this.#there.centre);
    return value;
  }

  /** One step of the chain: proposes, tests, moves or stays. */
  transition({ loss, test, frozen, atPosition }: StepLoss, stream: Stream): AdamTransition {
    const { mode, scales, inverseTemperature, momentsOnRejection } = this.#options;
    const { position, end, adam } = this;
    const [forward, backward] = this.spare;
    const there = this.#there, shared = mode === "shared-step";
    const lossAtStart = atPosition ?? loss(position, this.gradient);
    forward.copy(adam);
    this.#step(forward, position, this.gradient, there);
    propose(there, scales, mode === "authors", stream, end);

    const known = atPosition !== undefined;
    const lossAtEnd = shared && !known && test
      ? NaN
      : shared && !known
      ? loss(end)
      : loss(end, this.#gradientAtEnd);
    let back: Move;
    if (shared) {
      back = { centre: this.#back.centre, step: there.step };
      for (let i = 0; i < end.length; i++) back.centre[i] = end[i] - there.step[i];
    } else {
      back = this.#back;
      backward.copy(adam);
      if (lossAtEnd < Infinity) this.#step(backward, end, this.#gradientAtEnd, back);
    }
    this.testAtEnd = test ? test.loss(end) : lossAtEnd;
    const densities = mode === "authors" ? authorsProposalDensities : proposalDensities;
    const finite = Number.isFinite(this.testAtEnd) && lossAtEnd !== Infinity;
    const ratio = finite
      ? logAcceptance(
        inverseTemperature,
        test?.atPosition ?? lossAtStart,
        this.testAtEnd,
        densities(position, end, there, back, scales),
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
