/** Checks that chains have the moments and quantiles of a known law, within Monte Carlo error. */
import { assert } from "@std/assert";
import { autocorrelationTime } from "../../../core/posterior/mod.ts";
import { normalQuantile } from "../../../core/random.ts";

/** Chance with which one test fails although the sampler is right. */
const falseAlarm = 1e-6;

/** Comparisons that one test makes at most; its bound is for all of them together. */
const comparisons = 100;

/** Two-sided normal bound. */
const bound = -normalQuantile(falseAlarm / comparisons / 2);

/** Probabilities at which quantiles are compared. */
const levels = [0.05, 0.25, 0.5, 0.75, 0.95];

/** Mean of values with the standard error that their autocorrelation leaves. */
function estimate(chains: readonly number[][]): { mean: number; error: number } {
  const all = chains.flat();
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  const variance = all.reduce((a, b) => a + (b - mean) * (b - mean), 0) / (all.length - 1);
  const time = Math.max(1, autocorrelationTime(chains) ?? Infinity);
  return { mean, error: Math.sqrt(variance * time / all.length) };
}

/**
 * Compares mean, variance and quantiles of chains with those of N(mean, sigma^2).
 *
 * @param bias Relative error of mean (in units of sigma), variance, and probabilities that is allowed for besides that of
 * Monte Carlo.
 */
export function assertNormal(
  chains: readonly number[][],
  mean: number,
  sigma: number,
  what: string,
  bias = 0,
): void {
  const scores = chains.map((chain) => chain.map((x) => (x - mean) / sigma));
  const functions: [string, (z: number) => number, number][] = [
    ["mean", (z) => z, 0],
    ["variance", (z) => z * z, 1],
    ...levels.map((p): [string, (z: number) => number, number] => {
      const edge = normalQuantile(p);
      return [`probability below quantile ${p}`, (z) => z <= edge ? 1 : 0, p];
    }),
  ];
  for (const [name, f, expected] of functions) {
    const { mean: found, error } = estimate(scores.map((chain) => chain.map(f)));
    assert(
      Math.abs(found - expected) <= bound * error + bias,
      `${what}: ${name} is ${found} +- ${error}, expected ${expected}`,
    );
  }
}
