/**
 * Worth of the draws in true events: claimed by their spread, achieved against the truth, and forecast
 * without it.
 *
 * @module
 */
import {
  amplification,
  averagingAmplification,
  claimedAndAchieved,
  type ClaimTest,
  claimTest,
  equivalentEvents,
  jensenShannonOfMean,
} from "../amplification/mod.ts";
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { type Counting, effectiveEvents, massVariance } from "../binning/sample.ts";
import { inverseVarianceFactor, varianceFactors } from "../calibration/autocorrelation.ts";
import { bootstrapRuns } from "../calibration/runs.ts";
import { drawMoments } from "../calibration/moments.ts";
import { truthPerBin } from "../calibration/truth.ts";
import { hypot } from "../elementary.ts";
import { type Estimate, meanOverRuns, valueAndError } from "../estimate.ts";
import type { Stream } from "../random.ts";
import { jackknifeDraws } from "./jackknife.ts";
import { type Absent, absent, attempt, isPresent } from "./absent.ts";
import type { BinTruth } from "./compared.ts";
import { distanceNoise, divergenceNoise } from "./truth_noise.ts";

/** Worth of the draws: `events` in true events, all amplifications in multiples of the training events. */
export interface WorthMeasures {
  /** Events whose counting errors equal the draws' spread, by the estimator "unbiased". */
  readonly events: Estimate | Absent;
  /** The same over the training events. */
  readonly amplification: Estimate | Absent;
  /** Amplification by the paper's estimator, "std". */
  readonly paperAmplification: Estimate | Absent;
  /** Forecast by averaging over bins, without truth: sum I (1 - I) / (N sum sigma^2). */
  readonly forecast: Estimate | Absent;
  /** The same without the counting noise of the generated events. */
  readonly forecastWithoutCounting: Estimate | Absent;
  /** Share of counting noise of the generated events in the draws' variance. */
  readonly countingShare: Estimate | Absent;
  /** Amplification claimed by the spread of the draws. */
  readonly claimed: Estimate | Absent;
  /** Amplification achieved, from the distance of the draws' mean from the truth. */
  readonly achieved: Estimate | Absent;
  /** Claimed over achieved: 1 + 1/D for a calibrated posterior. */
  readonly ratio: Estimate | Absent;
  /** Whether the truth is as far from the draws as they are from each other. */
  readonly claimTest: ClaimTest | Absent;
  /** Share of the squared error that all runs have in common. */
  readonly systematicShare: Estimate | Absent;
  /** Jensen-Shannon divergence of the mean over draws from the truth, nats. */
  readonly divergence: Estimate | Absent;
  /** Amplification that corresponds to the divergence D: (K - 1) / (8 D N). */
  readonly fromDivergence: Estimate | Absent;
}

/** Options of {@linkcode measureWorth}. */
export interface WorthOptions {
  /** Random numbers of the bootstrap over runs. */
  readonly stream: Stream;
  /** Training events of each run. */
  readonly nTrain?: number;
  /** How the masses of each draw were counted; omit it if they are exact. */
  readonly generated?: Counting;
  /** Draws that are worth one independent draw, default 1. */
  readonly autocorrelationTime?: number;
  /** Simulations behind each p-value, default 999. */
  readonly replicates?: number;
}

const noTraining = absent(
  "An amplification needs the number of training events, which is not given",
);
const noTruth = absent("Comparing with the truth needs a truth, which is not given");

function checkTwoDraws(draws: number): void {
  checkInteger("measure the spread of draws", "number of draws", draws, 2);
}

/** A quantity with its standard error: by the jackknife over draws for one run, between runs for several. */
function fromDraws(
  masses: Masses,
  overRuns: () => Estimate,
  terms: (sums: Float64Array, mean: number, variance: number, bin: number) => void,
  count: number,
  combine: (sums: Float64Array, draws: number) => number,
): Estimate {
  const { value, error } = overRuns();
  if (masses.runs > 1 || masses.draws < 3) return { value, error };
  return { value, error: jackknifeDraws(masses, terms, count, combine).error };
}

const inverseVariance = (sums: Float64Array, mean: number, variance: number) => {
  if (!(mean > 0)) return;
  sums[0] += mean * mean / variance;
  sums[1] += mean / (1 - mean);
};
const variances = (sums: Float64Array, mean: number, variance: number) => {
  sums[0] += mean * (1 - mean);
  sums[1] += variance;
};

/** True events in units of `unit` events; fewer than 5 independent draws of one run have no error. */
function unbiasedEvents(masses: Masses, unit: number, autocorrelationTime = 1): Estimate {
  const overRuns = () => {
    const perRun = equivalentEvents(masses, { estimator: "unbiased", autocorrelationTime });
    return valueAndError(meanOverRuns(perRun.map((events) => events / unit)));
  };
  const { draws } = masses;
  if ((draws - 1) / autocorrelationTime < 4) return overRuns();
  const factors = new Map(
    [draws, draws - 1].map((count) => [count, inverseVarianceFactor(count, autocorrelationTime)]),
  );
  return fromDraws(
    masses,
    overRuns,
    inverseVariance,
    2,
    ([sum, perEvent], count) => factors.get(count)! * sum / perEvent / unit,
  );
}

/** Events of a sample in words. */
function inWords({ events, eventMasses }: Counting): string {
  return eventMasses === undefined ? `${events} events` : `${Math.round(events)} effective events`;
}

/** Amplification claimed and achieved; the counting noise of a counted truth is subtracted. */
function compare(
  masses: Masses,
  truth: BinTruth,
  nTrain: number,
  stream: Stream,
): Pick<WorthMeasures, "claimed" | "achieved" | "ratio" | "systematicShare"> {
  const resampling = { stream: stream.split("bootstrap") };
  const { counting } = truth;
  if (counting === undefined) {
    const { claimed, achieved, ratio, systematicShare } = claimedAndAchieved(
      masses,
      truth.masses,
      nTrain,
      resampling,
    );
    return {
      claimed: valueAndError(claimed),
      achieved: valueAndError(achieved),
      ratio: valueAndError(ratio),
      systematicShare: systematicShare === null
        ? absent("What runs have in common needs more than one run")
        : { value: systematicShare, error: null },
    };
  }
  const act = "compare amplifications";
  const { runs, draws } = masses;
  const truths = truthPerBin(masses, truth.masses, true);
  const bins = truths.length;
  checkInteger(act, "number of bins", bins, 2);
  const { mean, variance } = drawMoments(masses);
  // Weights are the draws' mean, because true counts scatter and may be 0.
  const weights = new Float64Array(bins);
  for (let i = 0; i < mean.length; i++) weights[i % bins] += mean[i] / runs;
  const spread = new Float64Array(runs), error = new Float64Array(runs);
  for (let bin = 0; bin < bins; bin++) {
    const p = truths[bin], weight = weights[bin];
    if (weight === 0) {
      if (p === 0) continue;
      throw new RangeError(
        `Cannot ${act} as the draws must give mass to every bin with true events: current value is 0 in bin ${bin}`,
      );
    }
    for (let run = 0; run < runs; run++) {
      const i = run * bins + bin;
      spread[run] += variance[i] * draws / (draws - 1) / weight;
      error[run] += (mean[i] - p) * (mean[i] - p) / weight;
    }
  }
  const noise = distanceNoise({ masses: truths, counting }, weights);
  const weighted = (perRun: Float64Array, w: Float64Array) =>
    perRun.reduce((sum, x, run) => sum + w[run] * x, 0);
  const [s, e] = bootstrapRuns(
    runs,
    (w) => [weighted(spread, w), weighted(error, w) - noise.expected],
    resampling,
  );
  if (!(s.value > 0)) {
    throw new RangeError(
      `Cannot compare amplifications as the draws must differ: current value is a spread of ${s.value}`,
    );
  }
  const claimed = (bins - 1) / (nTrain * s.value);
  const relative = s.error === null ? null : s.error / s.value;
  const runsError = e.error ?? 0;
  const total = Math.sqrt(noise.variance + runsError * runsError);
  const compared = {
    claimed: { value: claimed, error: relative === null ? null : claimed * relative },
    systematicShare: absent(
      "Runs share the counting noise of the truth, so their other common error is not known",
    ),
  };
  if (e.value < 2 * total) {
    const hidden = absent(
      `The distance of the draws' mean from the truth, ${
        (e.value + noise.expected).toPrecision(3)
      }, is within the counting noise of the truth's ${inWords(counting)}, ${
        noise.expected.toPrecision(3)
      }`,
    );
    return { ...compared, achieved: hidden, ratio: hidden };
  }
  const achieved = (bins - 1) / (nTrain * e.value);
  const ratio = e.value / s.value;
  // The noise of counting alone is no error of one run, whose own scatter is not known.
  const known = e.error !== null && relative !== null;
  return {
    ...compared,
    achieved: { value: achieved, error: known ? achieved * total / e.value : null },
    ratio: { value: ratio, error: known ? ratio * hypot(total / e.value, relative) : null },
  };
}

function divergences(
  masses: Masses,
  truth: BinTruth,
  nTrain: number | undefined,
): { divergence: Estimate | Absent; worth: Estimate | Absent } {
  const bins = binCount(masses);
  checkInteger("turn a divergence into events", "number of bins", bins, 2);
  const { counting } = truth;
  if (counting === undefined) {
    const measured = meanOverRuns(jensenShannonOfMean(masses, truth.masses));
    const divergence = valueAndError(measured);
    if (nTrain === undefined) return { divergence, worth: noTraining };
    const worth = meanOverRuns(measured.perRun.map((d) => (bins - 1) / (8 * d) / nTrain));
    return {
      divergence,
      worth: Number.isFinite(worth.value)
        ? valueAndError(worth)
        : absent("The mean over draws equals the truth"),
    };
  }
  const sample = { masses: truthPerBin(masses, truth.masses, true), counting };
  const fewest = effectiveEvents(sample).reduce((a, b) => Math.min(a, b));
  if (fewest < 9.5) {
    throw new RangeError(
      `Cannot subtract the divergence of a counted truth as every bin must have 10 events: current value is ${
        Math.round(fewest)
      }`,
    );
  }
  const measured = meanOverRuns(jensenShannonOfMean(masses, truth.masses));
  const noise = divergenceNoise(sample, drawMoments(masses).mean);
  const value = measured.value - noise.expected;
  const error = hypot(measured.error ?? 0, noise.deviation);
  if (value < 2 * error) {
    const hidden = absent(
      `The divergence from the truth, ${
        measured.value.toPrecision(3)
      } nats, is within what counting the truth's ${inWords(counting)} adds, ${
        noise.expected.toPrecision(3)
      }`,
    );
    return { divergence: hidden, worth: hidden };
  }
  const worth = nTrain === undefined ? undefined : (bins - 1) / (8 * value) / nTrain;
  // As above, one run has no error.
  const known = measured.error !== null;
  return {
    divergence: { value, error: known ? error : null },
    worth: worth === undefined
      ? noTraining
      : { value: worth, error: known ? worth * error / value : null },
  };
}

/**
 * Measures the worth of the draws.
 *
 * Against an exact truth the numbers are those of the studies. If the truth is a finite sample of M
 * events, squared distances are weighted by the draws' mean instead of the counts. The expected
 * counting noise is subtracted, p (1 - p) / M from each squared distance and (K - 1) / (8 M) from the
 * divergence, and its scatter is added to the error between runs. One run has no error, because its own
 * scatter is not known. Of weighted events the variance of each mass p by counting, {@linkcode massVariance},
 * is subtracted from its squared distance from m, and m / (p (p + m)) / 4 of it from the divergence. A
 * distance within two errors of 0 is absent, because it would correspond to any number of events.
 *
 * @param masses `[runs, draws, ...shape]`, probabilities
 * @param truth The truth; without it only measures that need no truth are available.
 * @returns Events, pure numbers, and divergences in nats; absent with a reason if not available.
 * @throws {TypeError} If the truth does not have one number a bin.
 */
export function measureWorth(
  masses: Masses,
  truth: BinTruth | undefined,
  { stream, nTrain, generated, autocorrelationTime, replicates }: WorthOptions,
): WorthMeasures {
  const training = <T>(measure: (nTrain: number) => T) =>
    nTrain === undefined ? noTraining : attempt(() => {
      checkTwoDraws(masses.draws);
      return measure(nTrain);
    });
  // Draws that follow each other spread less than the posterior.
  const seen = autocorrelationTime === undefined || autocorrelationTime === 1
    ? 1
    : varianceFactors(masses.draws, autocorrelationTime).ofSpread;
  const forecast = training((n) =>
    fromDraws(
      masses,
      () => {
        const { perRun } = averagingAmplification(masses, n).overall;
        return valueAndError(meanOverRuns(perRun.map((events) => seen * events)));
      },
      variances,
      2,
      (sums, draws) => seen * sums[0] / (n * sums[1] * draws / (draws - 1)),
    )
  );
  const countingShare = generated === undefined
    ? absent("The draws' masses are exact, or the number of generated events is not given")
    : attempt(() => {
      checkTwoDraws(masses.draws);
      const { mean, variance } = drawMoments(masses);
      const bins = binCount(masses);
      const { events } = generated;
      /** Variance of a mass by counting, in units of 1 / events. */
      const counted = (mass: number, bin: number) =>
        generated.eventMasses === undefined
          ? mass * (1 - mass)
          : massVariance(mass, bin, generated) * events;
      const perRun = Array.from({ length: masses.runs }, (_, run) => {
        let counting = 0, total = 0;
        for (let i = run * bins; i < (run + 1) * bins; i++) {
          counting += counted(mean[i], i % bins) / events;
          total += variance[i] * masses.draws / (masses.draws - 1);
        }
        return counting / total;
      });
      if (!perRun.every(Number.isFinite)) {
        throw new RangeError(
          "Cannot split the spread as the draws must differ: current value is a spread of 0",
        );
      }
      return fromDraws(
        masses,
        () => valueAndError(meanOverRuns(perRun)),
        (sums, mean, variance, bin) => {
          sums[0] += counted(mean, bin);
          sums[1] += variance;
        },
        2,
        (sums, draws) => sums[0] / events / (sums[1] * draws / (draws - 1)),
      );
    });
  const compared = truth === undefined
    ? noTruth
    : training((n) => compare(masses, truth, n, stream));
  const part = (name: "claimed" | "achieved" | "ratio" | "systematicShare"): Estimate | Absent =>
    isPresent(compared) ? compared[name] : compared;
  const divergence = truth === undefined
    ? noTruth
    : attempt(() => divergences(masses, truth, nTrain));
  return {
    events: attempt(() => unbiasedEvents(masses, 1, autocorrelationTime)),
    amplification: training((n) => unbiasedEvents(masses, n, autocorrelationTime)),
    paperAmplification: training((n) =>
      fromDraws(
        masses,
        () => valueAndError(amplification(masses, n)),
        inverseVariance,
        2,
        ([sum]) => sum / n,
      )
    ),
    forecast,
    forecastWithoutCounting: !isPresent(countingShare)
      ? countingShare
      : !isPresent(forecast)
      ? forecast
      : withoutCounting(forecast, countingShare),
    countingShare,
    claimed: part("claimed"),
    achieved: part("achieved"),
    ratio: part("ratio"),
    claimTest: truth === undefined ? noTruth : attempt(() =>
      claimTest(masses, truth.masses, {
        stream: stream.split("claim"),
        autocorrelationTime,
        replicates,
        counting: truth.counting,
      })
    ),
    systematicShare: part("systematicShare"),
    divergence: isPresent(divergence) ? divergence.divergence : divergence,
    fromDivergence: isPresent(divergence) ? divergence.worth : divergence,
  };
}

/** The forecast without the counting part of the variance. */
function withoutCounting(forecast: Estimate, share: Estimate): Estimate | Absent {
  const remaining = 1 - share.value;
  if (remaining < 2 * (share.error ?? 0) || !(remaining > 0)) {
    return absent(
      `The spread of the draws is hardly more than the counting noise of their generated events, which is ${
        (100 * share.value).toFixed(0)
      } % of it: generate more events with each draw`,
    );
  }
  const value = forecast.value / remaining;
  const relative = forecast.error === null ? null : forecast.error / forecast.value;
  // Both come from the same variance: G / (1 - s) = 1 / (1/G - N/n), with the relative error of 1/G that of G.
  return { value, error: relative === null ? null : value * relative / remaining };
}
