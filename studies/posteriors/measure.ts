/**
 * One posterior against the truth and against a reference, on one training set: spread, bias, mixing and
 * cost.
 *
 * @module
 */
import { hypot } from "../../core/elementary.ts";
import {
  autocorrelationTime,
  blockJackknife,
  bulkEss,
  rHat,
  scalarNames,
  tailEss,
  type Trace,
  traceNames,
} from "../../core/posterior/mod.ts";
import { Stream } from "../../core/random.ts";
import type { PosteriorSeries } from "./schema.ts";
import { workOf } from "./work.ts";
import { type Artefact, cellKind } from "../../runner/cell.ts";
import { fitKind } from "../shared/fit.ts";
import { massesOfRuns } from "../shared/masses.ts";

/** Configuration of a cell. */
interface PosteriorConfig {
  readonly method: string;
  /** The method whose masses the others are held against. */
  readonly reference: string;
  /** Chains of the reference. */
  readonly referenceChains: number;
  /** Bins along each axis of spread and bias. */
  readonly nBins: number;
  /** Bins along each axis of the masses on which mixing is judged. */
  readonly mixingBins: number;
}

/** What a cell leaves. */
export type PosteriorRecord = Omit<PosteriorSeries, "method" | "family">;

/** Masses relative to the truth, `[draws][bins]`. */
type Relative = readonly Float64Array[];

/** Most blocks of the jackknife of one chain. */
const mostBlocks = 10;

/** Relative spread below which draws are the same but for rounding. */
const still = 1e-9;

/** Most values of a trace in the results. */
const mostValues = 60;

function relativeMasses(masses: Artefact, method: string, nBins: number, seed: number): Relative {
  const { draws, values } = massesOfRuns(
    { run0: masses },
    { method, protocol: "exact" },
    nBins,
    seed,
  );
  const bins = values.length / draws;
  return Array.from(
    { length: draws },
    (_, d) => values.slice(d * bins, (d + 1) * bins).map((mass) => mass * bins),
  );
}

/** Mean and unbiased variance of each bin over the draws that are kept. */
function moments(relative: Relative, kept: readonly number[]) {
  const bins = relative[0].length;
  const mean = new Float64Array(bins), variance = new Float64Array(bins);
  for (const d of kept) for (let b = 0; b < bins; b++) mean[b] += relative[d][b] / kept.length;
  for (const d of kept) {
    for (let b = 0; b < bins; b++) {
      const off = relative[d][b] - mean[b];
      variance[b] += off * off / (kept.length - 1);
    }
  }
  return { mean, variance };
}

function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

function meanSquareDifference(a: Float64Array, b: (bin: number) => number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b(i)) * (a[i] - b(i));
  return sum / a.length;
}

/** Largest R-hat of as many functions of independent draws that is exceeded with 5 % probability. */
function independentRHat(chains: number, each: number, functions: number, stream: Stream): number {
  const replicates = 100;
  const largest = Float64Array.from({ length: replicates }, (_, replicate) => {
    const own = stream.split(replicate);
    let most = 0;
    for (let f = 0; f < functions; f++) {
      const draws = Array.from({ length: chains }, () => own.normals(new Float64Array(each)));
      most = Math.max(most, rHat(draws)!);
    }
    return most;
  }).sort();
  return largest[Math.ceil(0.95 * replicates) - 1];
}

/** Share of draws that repeat the one before in every function, `[functions][chains][draws]`. */
function repeats(values: readonly (readonly (readonly number[])[])[]): number {
  let same = 0, count = 0;
  values[0].forEach((chain, c) =>
    chain.slice(1).forEach((_, d) => {
      count++;
      same += values.every((of) => of[c][d + 1] === of[c][d]) ? 1 : 0;
    })
  );
  return same / count;
}

/** The middle one of some numbers; null if there are none, or one is not known. */
function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known.length < values.length || known.length === 0
    ? null
    : known[Math.floor(known.length / 2)];
}

function thinned({ steps, values }: Trace) {
  const every = Math.ceil(values.length / mostValues);
  const keep = (_: number, i: number) => i % every === every - 1 || i === values.length - 1;
  return { steps: steps.filter(keep), values: values.filter(keep) };
}

/** Cell kind "posterior": a posterior's draws and masses beside those of the reference. */
export const posteriorKind = cellKind<PosteriorConfig, PosteriorRecord>({
  name: "posterior",
  version: 6,
  run({ method, reference: standard, referenceChains, nBins, mixingBins }, { seed, inputs }) {
    const fit = fitKind.record(inputs.fit);
    const { traces, scalars, warnings } = fit.diagnostics;
    const own = relativeMasses(inputs.masses, method, nBins, seed);
    const reference = relativeMasses(inputs.reference, standard, nBins, seed);
    const draws = own.length;
    const all = (relative: Relative) => relative.map((_, d) => d);
    // Several chains are left out one by one, so that what they disagree about is part of the error.
    const jackknife = (
      relative: Relative,
      chains: number,
      statistic: (kept: readonly number[]) => readonly number[],
    ) =>
      blockJackknife(
        relative.length,
        chains > 1 ? chains : Math.min(mostBlocks, Math.floor(relative.length / 2)),
        statistic,
      );
    const chains = scalars[scalarNames.chains] ?? null;

    const theirs = moments(reference, all(reference));
    const spreadOfReference = Math.sqrt(average(theirs.variance));
    const [spread, distance, errorOverSpread, ...rings] = jackknife(own, chains ?? 1, (kept) => {
      const { mean, variance } = moments(own, kept);
      const width = Math.sqrt(average(variance));
      const ring = (of: Float64Array) =>
        Array.from({ length: nBins }, (_, r) => average(of.subarray(r * nBins, (r + 1) * nBins)));
      return [
        width,
        Math.sqrt(meanSquareDifference(mean, (b) => theirs.mean[b])) / spreadOfReference,
        Math.sqrt(meanSquareDifference(mean, () => 1)) / width,
        ...ring(variance).map(Math.sqrt),
        ...ring(mean).map((m) => m - 1),
      ];
    });
    const whole = moments(own, all(own));
    const [theirSpread, theirDistance] = jackknife(reference, referenceChains, (kept) => {
      const { mean, variance } = moments(reference, kept);
      return [
        Math.sqrt(average(variance)),
        Math.sqrt(meanSquareDifference(mean, (b) => whole.mean[b])) / spreadOfReference,
      ];
    });
    const same = method === standard;
    const ratio = spread.value / theirSpread.value;
    const curve = (of: readonly { value: number; error: number }[]) => ({
      value: of.map(({ value }) => value),
      error: of.map(({ error }) => error),
    });

    const functions = mixingBins * mixingBins;
    const coarse = relativeMasses(inputs.masses, method, mixingBins, seed);
    const byChain = (of: (draw: Float64Array) => number) => {
      const each = draws / (chains ?? 1);
      return Array.from(
        { length: chains ?? 1 },
        (_, c) => coarse.slice(c * each, (c + 1) * each).map(of),
      );
    };
    const judged = chains === null ? null : (() => {
      const each = draws / chains;
      const values = Array.from({ length: functions }, (_, f) => byChain((draw) => draw[f]));
      const rHats = values.map(rHat), ess = values.map(bulkEss);
      const largest = rHats.includes(null) ? null : Math.max(...rHats as number[]);
      const stream = Stream.fromSeed(seed).split("posterior", "independent R-hat");
      const rHatIndependent = independentRHat(chains, each, functions, stream);
      return {
        functions,
        rHat: largest,
        rHatIndependent,
        bulkEss: median(ess),
        tailEss: median(values.map(tailEss)),
        leastEss: ess.includes(null) ? null : Math.min(...ess as number[]),
        autocorrelationTime: median(values.map(autocorrelationTime)),
        logLikelihoodRHat: scalars[scalarNames.rHat] ?? null,
        mixed: largest !== null && largest <= rHatIndependent && repeats(values) < 0.5,
      };
    })();

    const trace = (name: string) => traces.find((trace) => trace.name === name);
    const onBatch = trace(traceNames.gainOnBatch)?.values;
    const onAll = trace(traceNames.gainOnAll)?.values;
    const stepSize = scalars[scalarNames.stepSize] ?? undefined;
    const deviation = (value: number, count: number) => ({
      value,
      error: value / Math.sqrt(2 * (count - 1)),
    });
    const record: PosteriorRecord = {
      draws,
      chains,
      work: workOf(fit),
      ...(stepSize !== undefined && { stepSize }),
      acceptance: scalars[scalarNames.acceptanceRate] ?? null,
      spread,
      spreadRatio: same ? { value: 1, error: 0 } : {
        value: ratio,
        error: ratio *
          hypot(spread.error / spread.value, theirSpread.error / theirSpread.value),
      },
      distance: same
        ? { value: 0, error: 0 }
        : { value: distance.value, error: hypot(distance.error, theirDistance.error) },
      distanceExpected: Math.sqrt(
        (average(whole.variance) / draws + average(theirs.variance) / reference.length) /
          average(theirs.variance),
      ),
      errorOverSpread: spread.value < still ? null : errorOverSpread,
      radius: { spread: curve(rings.slice(0, nBins)), bias: curve(rings.slice(nBins)) },
      mixing: judged,
      logLikelihood: traces.filter(({ name }) => name.startsWith(traceNames.logLikelihood)).map(
        thinned,
      ),
      innermost: byChain((draw) => average(draw.subarray(0, mixingBins))),
      test: onBatch === undefined || onAll === undefined || onAll.length < 2 ? null : {
        probes: onAll.length,
        gain: deviation(scalars[scalarNames.gainDeviation]!, onAll.length),
        noise: deviation(
          scalars[scalarNames.gainNoise]!,
          onAll.length,
        ),
        onBatch: [...onBatch],
        onAll: [...onAll],
      },
      discretisation: scalarNames.meanError in scalars
        ? {
          start: scalars[scalarNames.startError],
          mean: scalars[scalarNames.meanError],
          largest: scalars[scalarNames.largestError],
        }
        : null,
      warnings: [...warnings],
    };
    return { record };
  },
});
