/**
 * The proposal of AdamMCMC (arXiv:2312.14027), a step of Adam with isotropic noise and additional noise
 * along the step, and its acceptance ratio.
 *
 * @module
 */
import { log, log1p } from "../elementary.ts";
import type { Stream } from "../random.ts";

/** Standard deviations of a proposal: sigma in every direction, and sigma_D times its length along the step. */
export interface ProposalScales {
  readonly isotropic: number;
  readonly direction: number;
}

/**
 * Scales from the settings of arXiv:2408.00838: sigma = noiseScale / sqrt(P), sigma_D = directionScale / sqrt(P).
 *
 * @param size Number of weights P.
 * @param directionScale Default P / 50, as in that paper.
 */
export function proposalScales(
  size: number,
  noiseScale: number,
  directionScale = size / 50,
): ProposalScales {
  return { isotropic: noiseScale / Math.sqrt(size), direction: directionScale / Math.sqrt(size) };
}

/** Proposal distribution of a move from one weight vector. */
export interface Move {
  /** End of Adam's step, `[P]`. */
  readonly centre: Float64Array;
  /** Adam's step u, `[P]`: the centre is the start minus u. */
  readonly step: Float64Array;
}

/** Squared length. */
function square(values: Float64Array): number {
  let sum = 0;
  for (const x of values) sum += x * x;
  return sum;
}

/**
 * log of the proposal density in the general form of arXiv:2408.00838, without -P/2 log 2 pi.
 *
 * @param norm Squared length of the step in the normalisation.
 * @param logFactor Factor of the log-determinant.
 */
function logRankOne(
  end: Float64Array,
  { centre, step }: Move,
  { isotropic, direction }: ProposalScales,
  norm: number,
  logFactor: number,
): number {
  const s2 = isotropic * isotropic, d2 = direction * direction;
  let length = 0, along = 0;
  for (let i = 0; i < end.length; i++) {
    const d = end[i] - centre[i];
    length += d * d;
    along += d * step[i];
  }
  return -end.length * log(isotropic) - logFactor * log1p(d2 * norm / s2) -
    0.5 * (length / s2 - along * along * d2 / (s2 * (s2 + d2 * norm)));
}

/**
 * log N(end; centre, sigma^2 I + sigma_D^2 u u^T), without -P/2 log 2 pi:
 * -P log sigma - log(1 + sigma_D^2 |u|^2 / sigma^2) / 2
 * - [|d|^2 / sigma^2 - (d.u)^2 / (sigma^4 / sigma_D^2 + sigma^2 |u|^2)] / 2, with d = end - centre.
 *
 * @param end `[P]`
 * @returns nats
 *
 * @example One weight: the variances add
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { logProposal } from "./adam_proposal.ts";
 *
 * const move = { centre: Float64Array.of(1), step: Float64Array.of(2) };
 * const density = logProposal(Float64Array.of(1.5), move, { isotropic: 3, direction: 2 });
 * assertAlmostEquals(density, -0.5 * Math.log(9 + 16) - 0.5 * 0.25 / 25, 1e-12);
 * ```
 */
export function logProposal(end: Float64Array, move: Move, scales: ProposalScales): number {
  return logRankOne(end, move, scales, square(move.step), 0.5);
}

/** log of prod_i N(end_i; centre_i, sigma^2 + sigma_D^2 u_i^2), without -P/2 log 2 pi, nats. */
export function logProposalPerComponent(
  end: Float64Array,
  { centre, step }: Move,
  { isotropic, direction }: ProposalScales,
): number {
  let sum = 0;
  for (let i = 0; i < end.length; i++) {
    const d = end[i] - centre[i];
    const along = direction * step[i];
    const variance = isotropic * isotropic + along * along;
    sum -= 0.5 * (log(variance) + d * d / variance);
  }
  return sum;
}

/** log q(end | start) and log q(start | end), nats. */
export interface ProposalDensities {
  readonly forward: number;
  readonly backward: number;
}

/** Densities of a proposal and of its reverse; `end` was proposed from `start` by `forward`. */
export function proposalDensities(
  start: Float64Array,
  end: Float64Array,
  forward: Move,
  backward: Move,
  scales: ProposalScales,
): ProposalDensities {
  return {
    forward: logProposal(end, forward, scales),
    backward: logProposal(start, backward, scales),
  };
}

/**
 * The same as in the public code of arXiv:2408.00838: no factor 1/2 before the log-determinant, and the
 * squared lengths of the two steps swapped.
 */
export function authorsProposalDensities(
  start: Float64Array,
  end: Float64Array,
  forward: Move,
  backward: Move,
  scales: ProposalScales,
): ProposalDensities {
  return {
    forward: logRankOne(end, forward, scales, square(backward.step), 1),
    backward: logRankOne(start, backward, scales, square(forward.step), 1),
  };
}

/**
 * log of the acceptance ratio of a move, lambda (L(start) - L(end)) + log q(start|end) - log
 * q(end|start), not clipped.
 *
 * @param inverseTemperature lambda of the target exp(-lambda L).
 */
export function logAcceptance(
  inverseTemperature: number,
  lossAtStart: number,
  lossAtEnd: number,
  { forward, backward }: ProposalDensities,
): number {
  return inverseTemperature * (lossAtStart - lossAtEnd) + backward - forward;
}

/**
 * Proposes along Adam's step: centre + sigma e - sigma_D xi u, with standard normal e and one standard
 * normal xi for all components, or one for each component as in the public code of arXiv:2408.00838.
 *
 * @param stream Its split "isotropic" gives e, its split "direction" xi.
 * @param end `[P]`, overwritten
 */
export function propose(
  { centre, step }: Move,
  { isotropic, direction }: ProposalScales,
  perComponent: boolean,
  stream: Stream,
  end: Float64Array,
): void {
  stream.split("isotropic").normals(end);
  const along = stream.split("direction");
  const shared = perComponent ? NaN : along.normal();
  for (let i = 0; i < end.length; i++) {
    const xi = perComponent ? along.normal() : shared;
    end[i] = centre[i] + isotropic * end[i] - direction * xi * step[i];
  }
}
