/**
 * Has a chain mixed? Rank-normalised diagnostics of Vehtari, Gelman, Simpson, Carpenter and Buerkner,
 * "Rank-normalization, folding, and localization" (arXiv:1903.08008). They take values of a function of the
 * draws, such as the log-likelihood or the mass of a bin: in weight space, where many weights make one flow,
 * they would mean little.
 *
 * A list of chains holds the values of each chain in order; all chains have the same length.
 *
 * @module
 */
import { checkFinite, checkInteger, checkLength } from "../check.ts";
import { log10 } from "../elementary.ts";
import { quantile } from "../quantile.ts";
import { normalQuantile } from "../random.ts";

/** Values of a function along each of several chains. */
export type Chains = readonly ArrayLike<number>[];

/** Fewest draws of a chain of which anything can be said: halves need two pairs. */
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

/** Halves of every chain, so that a chain that drifts disagrees with itself. */
function split(chains: Chains): Float64Array[] {
  const half = Math.floor(chains[0].length / 2);
  return chains.flatMap((chain) => {
    const values = Float64Array.from(chain);
    return [values.slice(0, half), values.slice(values.length - half)];
  });
}

/** Normal scores of the pooled ranks, ties sharing their mean rank. */
function normalScores(chains: readonly Float64Array[]): Float64Array[] {
  const length = chains[0].length, total = length * chains.length;
  const pooled = new Float64Array(total);
  chains.forEach((chain, c) => pooled.set(chain, c * length));
  const order = Uint32Array.from(pooled, (_, i) => i).sort((i, j) =>
    pooled[i] - pooled[j] || i - j
  );
  const scores = new Float64Array(total);
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

/** Gelman and Rubin's ratio; null where the chains do not move at all. */
function plainRHat(chains: readonly Float64Array[]): number | null {
  const n = chains[0].length;
  const within = mean(Float64Array.from(chains, variance));
  const between = variance(Float64Array.from(chains, mean));
  return within > 0 ? Math.sqrt((n - 1) / n + between / within) : null;
}

/**
 * Rank-normalised split R-hat: the larger of that of the values and that of their distances to the median.
 * 1 for chains that agree in place and in spread; the authors accept up to 1.01.
 *
 * @returns A pure number; null where the values do not vary within the halves of chains.
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
 * @returns Number of independent draws worth as much; null where nothing varies.
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
      // Cuts the variance of estimates of antithetic chains.
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
 * Effective sample size of the bulk: of the rank-normalised values of split chains. The authors ask for 100
 * a chain.
 *
 * @returns Draws; null where the values do not vary.
 * @throws {TypeError} If chains differ in length.
 * @throws {RangeError} If a chain has fewer than 8 draws, or a value that is not finite.
 *
 * @example Values that come ten times each are worth a tenth
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
 * Effective sample size of the tails: the smaller one of the indicators of the 5 % and the 95 % quantile.
 *
 * @returns Draws; null where the values do not vary.
 * @throws {TypeError} If chains differ in length.
 * @throws {RangeError} If a chain has fewer than 8 draws, or a value that is not finite.
 *
 * @example Nothing is known of values that do not vary
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
  const sorted = sortPooled(halves);
  const sizes = [0.05, 0.95].map((p) => {
    const edge = quantile(sorted, p);
    return effectiveSize(halves.map((half) => half.map((x) => x <= edge ? 1 : 0)));
  });
  return sizes[0] === null || sizes[1] === null ? null : Math.min(sizes[0], sizes[1]);
}

/**
 * Integrated autocorrelation time of the values: draws that are worth one independent draw of the mean.
 *
 * @returns Draws, 1 for independent ones; null where the values do not vary.
 * @throws {TypeError} If chains differ in length.
 * @throws {RangeError} If a chain has fewer than 8 draws, or a value that is not finite.
 *
 * @example Values that come ten times each
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

/** How well chains mixed, judged on one function of their draws. */
export interface Mixing {
  /** Rank-normalised split R-hat; null where it cannot be had. */
  readonly rHat: number | null;
  /** Draws. */
  readonly bulkEss: number | null;
  /** Draws. */
  readonly tailEss: number | null;
  /** Draws. */
  readonly autocorrelationTime: number | null;
}

/**
 * All diagnostics of a function of the draws.
 *
 * @returns null for each number that cannot be had: all of them for chains of fewer than 8 draws, or with values
 * that are not finite.
 *
 * @example Two chains at different places
 * ```ts
 * import { assert } from "@std/assert";
 * import { Stream } from "../random.ts";
 * import { mixing } from "./diagnostics.ts";
 *
 * const here = Stream.fromSeed(1).normals(new Float64Array(100));
 * assert(mixing([here, here.map((x) => x + 5)]).rHat! > 1.5);
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

/** Bounds of Vehtari et al.: R-hat, and effective draws a chain. */
const mostRHat = 1.01, leastEss = 100;

/**
 * Sentences about chains that have not mixed; none where nothing speaks against them.
 *
 * @param what Name of the function, as in "log-likelihood".
 * @param count Number of chains.
 *
 * @example Too few draws to tell
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mixing, mixingWarnings } from "./diagnostics.ts";
 *
 * const sentences = mixingWarnings("log-likelihood", mixing([[1, 2, 3]]), 1);
 * assertEquals(sentences, ["The mixing of the log-likelihood could not be judged."]);
 * ```
 */
export function mixingWarnings(what: string, found: Mixing, count: number): string[] {
  if (found.rHat === null) return [`The mixing of the ${what} could not be judged.`];
  const warnings: string[] = [];
  if (found.rHat > mostRHat) {
    warnings.push(
      `The chains have not mixed: R-hat of the ${what} is ${
        found.rHat.toFixed(3)
      }, above ${mostRHat}.`,
    );
  }
  const ess = Math.min(found.bulkEss ?? 0, found.tailEss ?? 0);
  if (ess < leastEss * count) {
    warnings.push(
      `The chains are short: the ${what} has ${ess.toFixed(0)} effective draws, below ${
        leastEss * count
      }.`,
    );
  }
  return warnings;
}
