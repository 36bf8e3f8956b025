/**
 * Comparison of one posterior with the truth and with a reference on one training set: spread, bias,
 * mixing and cost.
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
  /** The method with whose masses the others are compared. */
  readonly reference: string;
  /** Chains of the reference. */
  readonly referenceChains: number;
  /** Bins along each axis of spread and bias. */
  readonly nBins: number;
  /** Bins along each axis of the masses for diagnostics of mixing. */
  readonly mixingBins: number;
}

/** Record of a cell. */
export type PosteriorRecord = Omit<PosteriorSeries, "method" | "family">;

/** Masses relative to the truth, `[draws][bins]`. */
type Relative = readonly Float64Array[];

/** Largest number of blocks of the jackknife of one chain. */
const mostBlocks = 10;

/** Relative spread below which draws are equal up to rounding. */
const still = 1e-9;

/** Largest number of values of a trace in the results. */
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

/** Mean and unbiased variance of each bin over the draws with the given indices. */
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

/** Value that the largest R-hat of `functions` functions of independent draws exceeds with 5 % probability. */
export function independentRHat(
  chains: number,
  drawsPerChain: number,
  functions: number,
  stream: Stream,
): number {
  const replicates = 100;
  const largest = Float64Array.from({ length: replicates }, (_, replicate) => {
    const replicateStream = stream.split(replicate);
    let most = 0;
    for (let f = 0; f < functions; f++) {
      const draws = Array.from(
        { length: chains },
        () => replicateStream.normals(new Float64Array(drawsPerChain)),
      );
      most = Math.max(most, rHat(draws)!);
    }
    return most;
  }).sort();
  return largest[Math.ceil(0.95 * replicates) - 1];
}

/** Share of draws that repeat the previous one in every function; values are `[functions][chains][draws]`. */
export function repeats(values: readonly (readonly (readonly number[])[])[]): number {
  let same = 0, count = 0;
  values[0].forEach((chain, c) =>
    chain.slice(1).forEach((_, d) => {
      count++;
      same += values.every((inChains) => inChains[c][d + 1] === inChains[c][d]) ? 1 : 0;
    })
  );
  return same / count;
}

/** The median of some numbers; null if there are none, or one is not known. */
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

/** Cell kind "posterior": measures of a posterior's draws and masses beside those of the reference. */
export const posteriorKind = cellKind<PosteriorConfig, PosteriorRecord>({
  name: "posterior",
  version: 6,
  run({ method, reference: referenceId, referenceChains, nBins, mixingBins }, { seed, inputs }) {
    const fit = fitKind.record(inputs.fit);
    const { traces, scalars, warnings } = fit.diagnostics;
    const relative = relativeMasses(inputs.masses, method, nBins, seed);
    const reference = relativeMasses(inputs.reference, referenceId, nBins, seed);
    const draws = relative.length;
    const indices = (masses: Relative) => masses.map((_, d) => d);
    // The jackknife leaves out whole chains if there are several, so that their differences are part of the error.
    const jackknife = (
      masses: Relative,
      chains: number,
      statistic: (kept: readonly number[]) => readonly number[],
    ) =>
      blockJackknife(
        masses.length,
        chains > 1 ? chains : Math.min(mostBlocks, Math.floor(masses.length / 2)),
        statistic,
      );
    const chains = scalars[scalarNames.chains] ?? null;

    const ofReference = moments(reference, indices(reference));
    const referenceWidth = Math.sqrt(average(ofReference.variance));
    const [spread, distance, errorOverSpread, ...rings] = jackknife(
      relative,
      chains ?? 1,
      (kept) => {
        const { mean, variance } = moments(relative, kept);
        const width = Math.sqrt(average(variance));
        const ringMeans = (values: Float64Array) =>
          Array.from(
            { length: nBins },
            (_, r) => average(values.subarray(r * nBins, (r + 1) * nBins)),
          );
        return [
          width,
          Math.sqrt(meanSquareDifference(mean, (b) => ofReference.mean[b])) / referenceWidth,
          Math.sqrt(meanSquareDifference(mean, () => 1)) / width,
          ...ringMeans(variance).map(Math.sqrt),
          ...ringMeans(mean).map((m) => m - 1),
        ];
      },
    );
    const whole = moments(relative, indices(relative));
    const [referenceSpread, referenceDistance] = jackknife(reference, referenceChains, (kept) => {
      const { mean, variance } = moments(reference, kept);
      return [
        Math.sqrt(average(variance)),
        Math.sqrt(meanSquareDifference(mean, (b) => whole.mean[b])) / referenceWidth,
      ];
    });
    const same = method === referenceId;
    const ratio = spread.value / referenceSpread.value;
    const curve = (estimates: readonly { value: number; error: number }[]) => ({
      value: estimates.map(({ value }) => value),
      error: estimates.map(({ error }) => error),
    });

    const functions = mixingBins * mixingBins;
    const coarse = relativeMasses(inputs.masses, method, mixingBins, seed);
    const drawsPerChain = draws / (chains ?? 1);
    const byChain = (statistic: (draw: Float64Array) => number) =>
      Array.from(
        { length: chains ?? 1 },
        (_, c) => coarse.slice(c * drawsPerChain, (c + 1) * drawsPerChain).map(statistic),
      );
    const judged = chains === null ? null : (() => {
      const values = Array.from({ length: functions }, (_, f) => byChain((draw) => draw[f]));
      const rHats = values.map(rHat), ess = values.map(bulkEss);
      const largest = rHats.includes(null) ? null : Math.max(...rHats as number[]);
      const stream = Stream.fromSeed(seed).split("posterior", "independent R-hat");
      const rHatIndependent = independentRHat(chains, drawsPerChain, functions, stream);
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
          hypot(spread.error / spread.value, referenceSpread.error / referenceSpread.value),
      },
      distance: same
        ? { value: 0, error: 0 }
        : { value: distance.value, error: hypot(distance.error, referenceDistance.error) },
      distanceExpected: Math.sqrt(
        (average(whole.variance) / draws + average(ofReference.variance) / reference.length) /
          average(ofReference.variance),
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
