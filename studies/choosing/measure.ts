/**
 * What a user has of each candidate on one training set, and what the truth says of it.
 *
 * @module
 */
import { averagingAchieved } from "../../core/amplification/mod.ts";
import { binCount, counts, type Masses } from "../../core/binning/mod.ts";
import { coverage, deviations, drawMoments } from "../../core/calibration/mod.ts";
import { log } from "../../core/elementary.ts";
import { type Estimate, meanOverRuns, valueAndError } from "../../core/estimate.ts";
import { isPresent, jackknifeDraws, measureHoldout } from "../../core/measure/mod.ts";
import { rHat } from "../../core/posterior/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import { type Artefact, cellKind } from "../../runner/cell.ts";
import { independentRHat, repeats } from "../posteriors/measure.ts";
import { massesOfRuns } from "../shared/masses.ts";
import { heldOutEvents } from "./held_out.ts";
import { largest } from "./rules.ts";
import type { ChoosingRow } from "./schema.ts";

/** Configuration of a cell. */
export interface ChoosingRunConfig {
  readonly target: string;
  readonly nTrain: number;
  /** Index of the training set. */
  readonly run: number;
  /** Held-out events. */
  readonly heldOut: number;
  /** Bins along each axis of the coverage, of the amplification, and of the divergence. */
  readonly coverageAt: number;
  readonly amplificationAt: number;
  readonly divergenceAt: number;
  /** Identifiers of the candidates, and whether each is a chain. */
  readonly candidates: readonly { readonly id: string; readonly chain: boolean }[];
}

/** Record of a cell. */
export interface ChoosingRunRecord {
  readonly run: number;
  /** In the order of the candidates. */
  readonly rows: readonly ChoosingRow[];
}

/** Names of the inputs of a candidate. */
export function inputNames(id: string) {
  return { masses: `masses ${id}`, heldOut: `held-out ${id}` };
}

/**
 * Amplification that the spread of the draws of one run forecasts, with its error by the finite number of draws; null
 * where they are all the same.
 */
export function forecastOf(masses: Masses, nTrain: number): Estimate | null {
  const bins = binCount(masses);
  if (masses.values.every((value, i) => value === masses.values[i % bins])) return null;
  return jackknifeDraws(
    masses,
    (sums, mean, variance) => {
      sums[0] += mean * (1 - mean);
      sums[1] += variance;
    },
    2,
    ([counting, variance], draws) => counting * (draws - 1) / (nTrain * variance * draws),
  );
}

/**
 * Kullback-Leibler divergence of the mean of the draws from the truth, sum p ln (p / mean), in bins of equal true mass:
 * what a log score of the bins of infinitely many events falls short of the truth's. It does not see the shape within
 * bins, as the score of events does.
 *
 * @returns Nats.
 */
export function divergenceOfMean(masses: Masses): number {
  const bins = binCount(masses), truth = 1 / bins;
  return drawMoments(masses).mean.reduce((sum, mean) => sum - truth * log(mean / truth), 0);
}

/**
 * Whether the draws of a chain pass for independent on the masses of some bins; as in the study of posteriors, the
 * largest R-hat is compared with that of independent draws, and half of the draws may repeat the one before.
 *
 * @param limit Value that the largest R-hat of independent draws rarely exceeds.
 */
export function mixedBy({ draws, values, shape }: Masses, limit: number): boolean {
  const bins = binCount({ shape });
  const ofBins = Array.from(
    { length: bins },
    (_, bin) => [Array.from({ length: draws }, (_, draw) => values[draw * bins + bin])],
  );
  return repeats(ofBins) < 0.5 &&
    ofBins.every((chains) => {
      const value = rHat(chains);
      return value !== null && value <= limit;
    });
}

/** By how much each score is behind the best, with the error of the difference over events; 0 ± 0 for the best. */
export function behindBest(scores: readonly (readonly number[])[]): Estimate[] {
  const means = scores.map((nats) => meanOverRuns(nats).value);
  const best = scores[largest(means)];
  return scores.map((nats) => valueAndError(meanOverRuns(best.map((x, i) => x - nats[i]))));
}

/** Cell kind "choosing-run": all candidates on one training set. */
export const choosingRunKind = cellKind<ChoosingRunConfig, ChoosingRunRecord>({
  name: "choosing-run",
  version: 1,
  run(config, { seed, inputs, progress }) {
    const { target: name, nTrain, run, heldOut, candidates } = config;
    const toy = target(name);
    const stream = Stream.fromSeed(seed).split("choosing", name, nTrain, run);
    const events = heldOutEvents(seed, { target: name, events: heldOut }, run);
    const held = {
      masses: Float64Array.from(counts(toy, events, config.coverageAt), (count) => count / heldOut),
      counting: { events: heldOut },
    };
    const inputsOf = (id: string): { masses: Artefact; heldOut: Artefact } => {
      const names = inputNames(id);
      return { masses: inputs[names.masses], heldOut: inputs[names.heldOut] };
    };
    const scores = candidates.map(({ id }) => [...inputsOf(id).heldOut.arrays.predictive.values]);
    const behind = behindBest(scores);
    let limit: number | undefined;
    const rows = candidates.map(({ id, chain }, i): ChoosingRow => {
      const massesAt = (nBins: number) =>
        massesOfRuns(
          { run0: inputsOf(id).masses },
          { method: id, protocol: "exact" },
          nBins,
          seed,
        );
      const coarse = massesAt(config.coverageAt), fine = massesAt(config.amplificationAt);
      const bins = binCount(coarse);
      const measured = measureHoldout(coarse, held, { stream: stream.split("held-out", id) });
      if (!isPresent(measured)) throw new RangeError(measured.reason);
      const { value, calibrated: { lower, upper } } = measured.deviation;
      if (chain) {
        limit ??= independentRHat(1, coarse.draws, bins, stream.split("independent R-hat"));
      }
      progress(i + 1, candidates.length, id);
      return {
        score: valueAndError(meanOverRuns(scores[i])),
        behind: behind[i],
        heldOut: {
          value,
          // The range holds 95 % of calibrated draws.
          error: (upper - lower) / 4,
          calibrated: { lower, upper },
        },
        forecast: forecastOf(fine, nTrain),
        achieved: averagingAchieved(fine, 1 / binCount(fine), nTrain).overall.value,
        coverage: deviations(coverage(coarse, 1 / bins)).mad.value,
        divergence: divergenceOfMean(massesAt(config.divergenceAt)),
        mixed: chain ? mixedBy(coarse, limit!) : null,
      };
    });
    return { record: { run, rows } };
  },
});
