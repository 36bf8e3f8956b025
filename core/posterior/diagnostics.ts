/**
 * Rank-normalised diagnostics of mixing by Vehtari, Gelman, Simpson, Carpenter and Buerkner,
 * "Rank-normalization, folding, and localization" (arXiv:1903.08008). They apply to values of a
 * function of the draws, such as the log-likelihood or the mass of a bin. For the weights they would
 * mean little, because many weight vectors describe the same flow.
 *
 * A list of chains holds the values of each chain in order; all chains have the same length.
 *
 * @module
 */
import { checkFinite, checkInteger, checkLength } from "../check.ts";
import { log10 } from "../elementary.ts";
import { argsort } from "../order.ts";
import { quantile } from "../quantile.ts";
import { normalQuantile } from "../random.ts";

/** Values of a function along each of several chains. */
export type Chains = readonly ArrayLike<number>[];

/** Fewest draws of a chain: each half needs two pairs. */
const fewest = 8;

function checkChains(chains: Chains): void {
  const act = "judge the mixing of chains";
  checkInteger(act, "number of chains", chains.length, 1);
  checkInteger(act, "number of draws of a chain", chains[0].length, fewest);
  for (const chain of chains) {
    checkLength(act, "chain", chain, chains[0].length);
    checkFinite(act, "chain", chain);
  }
}

/** Halves of every chain, so that a drift within a chain shows as a difference. */
function split(chains: Chains): Float64Array[] {
  const half = Math.floor(chains[0].length / 2);
  return chains.flatMap((chain) => {
    const values = Float64Array.from(chain);
    return [values.slice(0, half), values.slice(values.length - half)];
  });
}

/** Normal scores of the pooled ranks; ties share their mean rank. */
function normalScores(chains: readonly Float64Array[]): Float64Array[] {
  const length = chains[0].length, total = length * chains.length;
  const pooled = new Float64Array(total);
  chains.forEach((chain, c) => pooled.set(chain, c * length));
  const order = argsort(pooled), scores = new Float64Array(total);
  for (let from = 0; from < total;) {
    let to = from;
    while (to + 1 < total && pooled[order[to + 1]] === pooled[order[from]]) to++;
    const rank = (from + to) / 2 + 1;
    const score = normalQuantile((rank - 3 / 8) / (total + 1 / 4));
    for (; from <= to; from++) scores[order[from]] = score;
  }
  return chains.map((_, c) => scores.slice(c * length, (c + 1) * length));
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const x of values) sum += x;
  return sum / values.length;
}

/** Variance with n - 1. */
function variance(values: Float64Array): number {
  const centre = mean(values);
  let sum = 0;
  for (const x of values) sum += (x - centre) * (x - centre);
  return sum / (values.length - 1);
}

function sortPooled(chains: Chains): Float64Array {
  return Float64Array.from(chains.flatMap((chain) => Array.from(chain))).sort();
}

/** Gelman and Rubin's ratio; null if the chains do not move. */
function plainRHat(chains: readonly Float64Array[]): number | null {
  const n = chains[0].length;
  const within = mean(Float64Array.from(chains, variance));
  const between = variance(Float64Array.from(chains, mean));
  return within > 0 ? Math.sqrt((n - 1) / n + between / within) : null;
}

/**
 * Rank-normalised split R-hat: the larger one of the values and of their distances to the median. It is
 * 1 for chains that agree in location and spread; the authors accept up to 1.01.
 *
 * @returns A pure number; null if the values do not vary within the halves of chains.
 * @throws {TypeError} If chains differ in length.
 * @throws {RangeError} If a chain has fewer than 8 draws, or a value that is not finite.
 *
 * @example A chain that drifts
 * ```ts
 * import { assert } from "@std/assert";
 * import { Stream } from "../random.ts";
 * import { rHat } from "./diagnostics.ts";
 *
 * const noise = Stream.fromSeed(1).normals(new Float64Array(1000));
 * assert(rHat([noise])! < 1.01);
 * assert(rHat([noise.map((x, i) => x + i / 500)])! > 1.05);
 * ```
 */
export function rHat(chains: Chains): number | null {
  checkChains(chains);
  const halves = split(chains);
  const median = quantile(sortPooled(halves), 0.5);
  const folded = halves.map((half) => half.map((x) => Math.abs(x - median)));
  const place = plainRHat(normalScores(halves));
  const spread = plainRHat(normalScores(folded));
  return place === null ? null : Math.max(place, spread ?? 0);
}

/**
 * Effective sample size of the mean of values, by Geyer's initial monotone sequence over all chains.
 *
 * @returns Equivalent number of independent draws; null if the values do not vary.
 */
function effectiveSize(chains: readonly Float64Array[]): number | null {
  const m = chains.length, n = chains[0].length;
  const centred = chains.map((chain) => {
    const centre = mean(chain);
    return chain.map((x) => x - centre);
  });
  const autocovariance = (lag: number) => {
    let sum = 0;
    for (const chain of centred) for (let i = lag; i < n; i++) sum += chain[i] * chain[i - lag];
    return sum / (n * m);
  };
  const within = autocovariance(0) * n / (n - 1);
  const between = m > 1 ? variance(Float64Array.from(chains, mean)) : 0;
  const whole = within * (n - 1) / n + between;
  if (!(whole > 0)) return null;
  const rho = (lag: number) => 1 - (within - autocovariance(lag)) / whole;

  let sum = 0, before = Infinity, tail = 0;
  for (let lag = 0; lag + 1 < n - 3; lag += 2) {
    const even = lag === 0 ? 1 : rho(lag);
    const pair = even + rho(lag + 1);
    if (!(pair > 0)) {
      // Reduces the variance of the estimate for antithetic chains.
      tail = Math.max(0, even);
      break;
    }
    before = Math.min(before, pair);
    sum += before;
  }
  const time = Math.max(-1 + 2 * sum + tail, 1 / log10(m * n));
  return m * n / time;
}

/**
 * Effective sample size of the bulk, from the rank-normalised values of split chains. The authors
 * require 100 for each chain.
 *
 * @returns Draws; null if the values do not vary.
 * @throws {TypeError} If chains differ in length.
 * @throws {RangeError} If a chain has fewer than 8 draws, or a value that is not finite.
 *
 * @example Values repeated ten times have a tenth of the size
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { Stream } from "../random.ts";
 * import { bulkEss } from "./diagnostics.ts";
 *
 * const noise = Stream.fromSeed(1).normals(new Float64Array(1000));
 * const slow = Float64Array.from({ length: 10_000 }, (_, i) => noise[Math.floor(i / 10)]);
 * assertAlmostEquals(bulkEss([slow])! / 1000, 1, 0.2);
 * ```
 */
export function bulkEss(chains: Chains): number | null {
  checkChains(chains);
  return effectiveSize(normalScores(split(chains)));
}

/**
 * Effective sample size of the tails: the smaller one of the indicators of the 5 % and the 95 % quantile of all draws.
 * As in the authors' R package posterior and in ArviZ, the middle draw of an odd number counts for the quantiles, and
 * is left out where chains of indicators are split.
 *
 * @returns Draws; null if the indicators do not vary, as where the middle draw alone lies beyond a quantile.
 * @throws {TypeError} If chains differ in length.
 * @throws {RangeError} If a chain has fewer than 8 draws, or a value that is not finite.
 *
 * @example Values that do not vary
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tailEss } from "./diagnostics.ts";
 *
 * assertEquals(tailEss([new Float64Array(100).fill(1)]), null);
 * ```
 */
export function tailEss(chains: Chains): number | null {
  checkChains(chains);
  const halves = split(chains);
  const sorted = sortPooled(chains);
  const sizes = [0.05, 0.95].map((p) => {
    const edge = quantile(sorted, p);
    return effectiveSize(halves.map((half) => half.map((x) => x <= edge ? 1 : 0)));
  });
  return sizes[0] === null || sizes[1] === null ? null : Math.min(sizes[0], sizes[1]);
}

/**
 * Integrated autocorrelation time of the values: draws equivalent to one independent draw, for the mean.
 *
 * @returns Draws, 1 for independent ones; null if the values do not vary.
 * @throws {TypeError} If chains differ in length.
 * @throws {RangeError} If a chain has fewer than 8 draws, or a value that is not finite.
 *
 * @example Values repeated ten times
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { Stream } from "../random.ts";
 * import { autocorrelationTime } from "./diagnostics.ts";
 *
 * const noise = Stream.fromSeed(1).normals(new Float64Array(1000));
 * const slow = Float64Array.from({ length: 10_000 }, (_, i) => noise[Math.floor(i / 10)]);
 * assertAlmostEquals(autocorrelationTime([slow])! / 10, 1, 0.2);
 * ```
 */
export function autocorrelationTime(chains: Chains): number | null {
  checkChains(chains);
  const halves = split(chains);
  const size = effectiveSize(halves);
  return size === null ? null : halves.length * halves[0].length / size;
}

/** Diagnostics of mixing for one function of the draws. */
export interface Mixing {
  /** Rank-normalised split R-hat; null if not available. */
  readonly rHat: number | null;
  /** Effective sample size of the bulk, draws. */
  readonly bulkEss: number | null;
  /** Effective sample size of the tails, draws. */
  readonly tailEss: number | null;
  /** Integrated autocorrelation time, draws. */
  readonly autocorrelationTime: number | null;
}

/**
 * All diagnostics of mixing of a function of the draws.
 *
 * @returns The diagnostics; null for each one that is not available: all for chains of fewer than 8
 * draws, or with values that are not finite.
 *
 * @example Two chains at different locations
 * ```ts
 * import { assert } from "@std/assert";
 * import { Stream } from "../random.ts";
 * import { mixing } from "./diagnostics.ts";
 *
 * const chain = Stream.fromSeed(1).normals(new Float64Array(100));
 * assert(mixing([chain, chain.map((x) => x + 5)]).rHat! > 1.5);
 * ```
 */
export function mixing(chains: Chains): Mixing {
  const judged = chains.length > 0 && chains[0].length >= fewest &&
    chains.every((chain) => Array.from(chain).every(Number.isFinite));
  if (!judged) {
    return { rHat: null, bulkEss: null, tailEss: null, autocorrelationTime: null };
  }
  return {
    rHat: rHat(chains),
    bulkEss: bulkEss(chains),
    tailEss: tailEss(chains),
    autocorrelationTime: autocorrelationTime(chains),
  };
}

/** Bounds of Vehtari et al.: R-hat, and effective draws of each chain. */
const mostRHat = 1.01, leastEss = 100;

/**
 * Warnings about chains that have not mixed; empty if all diagnostics are within their bounds.
 *
 * @param quantity Name of the function, such as "log-likelihood".
 * @param count Number of chains.
 *
 * @example Too few draws
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mixing, mixingWarnings } from "./diagnostics.ts";
 *
 * const sentences = mixingWarnings("log-likelihood", mixing([[1, 2, 3]]), 1);
 * assertEquals(sentences, ["The mixing of the log-likelihood could not be judged."]);
 * ```
 */
export function mixingWarnings(quantity: string, measured: Mixing, count: number): string[] {
  if (measured.rHat === null) return [`The mixing of the ${quantity} could not be judged.`];
  const warnings: string[] = [];
  if (measured.rHat > mostRHat) {
    warnings.push(
      `The chains have not mixed: R-hat of the ${quantity} is ${
        measured.rHat.toFixed(3)
      }, above ${mostRHat}.`,
    );
  }
  const ess = Math.min(measured.bulkEss ?? 0, measured.tailEss ?? 0);
  if (ess < leastEss * count) {
    warnings.push(
      `The chains are short: the ${quantity} has ${ess.toFixed(0)} effective draws, below ${
        leastEss * count
      }.`,
    );
  }
  return warnings;
}
