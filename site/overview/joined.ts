/**
 * What the overview joins: the results of several studies of the same fits, method by method.
 *
 * @module
 */
import type { Estimate } from "../../core/estimate.ts";
import { fewestDraws } from "../../core/measure/mod.ts";
import {
  independentDraws,
  isJudged,
  sharedRange,
  type Standing,
  standingOf,
} from "../../studies/calibration/standing.ts";
import type { CalibrationResults, CalibrationSeries } from "../../studies/calibration/schema.ts";
import type { RanksResults } from "../../studies/ranks/schema.ts";
import { lineOf, sideOfLine } from "../../studies/ranks/simulated.ts";
import type { ReproductionResults } from "../../studies/reproduction/schema.ts";
import type { RingResults } from "../../studies/ring/schema.ts";
import type { Judged, Method, Setup } from "../../studies/shared/schema.ts";
import { type Loaded, mainProtocol } from "../../studies/shared/view.ts";
import type { TrainingSizeResults } from "../../studies/training_size/schema.ts";
import { type Claim, claimsOf, fairRatio } from "../../studies/worth/claims.ts";
import type { WorthResults, WorthSeries } from "../../studies/worth/schema.ts";
import type { Report } from "../load.ts";

/** All numbers of one method on the overview. */
export interface Joined {
  readonly method: Method;
  /** Kullback-Leibler divergence from the truth to the mean of the drawn densities, nats. */
  readonly divergence: Estimate;
  /** Mean signed deviation of the coverage at the finest binning, and what it says. */
  readonly signed: Judged;
  readonly standing: Standing;
  /** Where it lies for all judged methods, if they are calibrated, in 95 % of cases. */
  readonly calibrated: { readonly lower: number; readonly upper: number };
  /** Draws that one run's draws are worth. */
  readonly independent: number;
  /** p-value of the credible regions of all bins at once; null where the draws are too few. */
  readonly joint: { readonly pValue: number; readonly side: "below" | "above" | undefined } | null;
  /** Achieved and claimed events over training events at the finest binning. */
  readonly worth: WorthSeries["rows"][number];
  readonly claim: Claim;
  /** Claimed over achieved of a calibrated posterior. */
  readonly fair: number;
  /** Bins along each axis from which on a sample is worth more than its training events; null where there are none. */
  readonly breakEven: Estimate | null;
  /** Area under the curve of a classifier between generated and true points. */
  readonly area: Estimate;
  readonly calibration: CalibrationSeries;
}

/** The data of the overview. */
export interface Overview {
  readonly setup: Setup;
  readonly methods: readonly Joined[];
  /** Bins along each axis of coverage and worth, and of the joint regions. */
  readonly nBins: number;
  readonly jointBins: number;
  /** Probability below which a p-value is significant among those of all methods. */
  readonly line: number;
  readonly ring: Loaded<RingResults>;
  readonly calibration: Loaded<CalibrationResults>;
  readonly worth: Loaded<WorthResults>;
  readonly trainingSize: Loaded<TrainingSizeResults>;
  readonly reproduction: Loaded<ReproductionResults>;
}

/** The results of a study that the site is not built without. */
function resultsOf<Results>({ studies }: Report, name: string): Loaded<Results> {
  return studies.get(name) as Loaded<unknown> as Loaded<Results>;
}

/** The data of the overview, joined method by method at the finest binning. */
export function overviewOf(report: Report): Overview {
  const ring = resultsOf<RingResults>(report, "ring");
  const calibration = resultsOf<CalibrationResults>(report, "calibration");
  const { data: ranks } = resultsOf<RanksResults>(report, "ranks");
  const worth = resultsOf<WorthResults>(report, "worth");
  const covered = mainProtocol(calibration.data.series);
  const ranked = mainProtocol(ranks.series);
  const jointBins = ranked[0].joint.at(-1)?.nBins ?? ranked[0].rows.at(-1)!.nBins;
  const line = lineOf(ranked.length);
  const { draws } = calibration.data.setup;
  const finest = worth.data.series.map(({ draws, rows }) => ({ draws, row: rows.at(-1)! }));
  const claims = claimsOf(finest);
  const judged = covered.filter(({ deviations }) => isJudged(deviations.at(-1)!, draws)).length;
  const ofMethod = <T extends { readonly method: Method }>(all: readonly T[], { id }: Method) =>
    all.find(({ method }) => method.id === id);
  const methods = worth.data.series.flatMap(({ method, breakEven }, i): Joined[] => {
    const summary = ofMethod(ring.data.summary, method);
    const cover = ofMethod(covered, method);
    const ranks_ = ofMethod(ranked, method);
    const classified = ofMethod(ranks.classifier.methods, method);
    if (!summary || !cover || !ranks_ || !classified) return [];
    const deviation = cover.deviations.at(-1)!;
    const independent = independentDraws(deviation, draws);
    const tested = ranks_.rows.find(({ nBins }) => nBins === jointBins)!.joint;
    return [{
      method,
      divergence: summary.divergence,
      signed: deviation.signed,
      standing: standingOf(deviation, draws, judged),
      calibrated: sharedRange(deviation.signed.calibrated, judged),
      independent,
      joint: tested === null || independent < fewestDraws
        ? null
        : { pValue: tested.pValue, side: sideOfLine(tested, line) },
      worth: finest[i].row,
      claim: claims[i],
      fair: fairRatio(finest[i]),
      breakEven: breakEven.achieved,
      area: classified.area,
      calibration: cover,
    }];
  });
  return {
    setup: ring.data.setup,
    methods,
    nBins: finest[0].row.nBins,
    jointBins,
    line,
    ring,
    calibration,
    worth,
    trainingSize: resultsOf(report, "training-size"),
    reproduction: resultsOf(report, "reproduction"),
  };
}
