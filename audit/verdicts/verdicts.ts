/**
 * The verdicts of an audit: sentences, each computed from numbers.
 *
 * A report on a calibrated generator says "fails" with a stated probability at most, which is shared equally among
 * the tests that can say so.
 *
 * @module
 */
import { calibratedRatio } from "../../core/calibration/mod.ts";
import { type BinningTests, isPresent } from "../../core/measure/mod.ts";
import { normalQuantile } from "../../core/random.ts";
import { chanceOf } from "../../core/significance.ts";
import { atLeast, decimal, grouped, listed, plusMinus } from "../../render/sentence.ts";
import { type Case, caseOf, type Setup, tooFewDraws } from "./case.ts";
import { moreEvents, ranksTell, rightWidth, truthNeeded } from "./next_step.ts";
import { truthEventsWanted } from "./wanted.ts";
import { besideVerdicts } from "./beside_verdicts.ts";
import { pText } from "./p_text.ts";
import { type Elsewhere, elsewhere } from "./truth_elsewhere.ts";
import { countSampleTests, sampleVerdicts } from "./sample_verdicts.ts";
import type { BesideResults, SampleResults, Verdict } from "../schema.ts";

type Standing = Verdict["standing"];

const bare = ({ value, error }: { value: number; error: number | null }) => ({ value, error });

/** Coverage of the truth, or of a held-out sample. */
function coverageVerdict(
  id: string,
  what: string,
  context: Case,
  { deviation, signed, pSigned, pRanks, far }: {
    deviation: {
      value: number;
      error: number | null;
      calibrated: { lower: number; upper: number };
    };
    signed: { value: number; error: number | null; calibrated: { lower: number; upper: number } };
    pSigned: number;
    pRanks: number;
    /** Where ranks cannot decide, but the distance does. */
    far: Elsewhere | undefined;
  },
): Verdict {
  const { bins, level, floor, limit, cure, onlyCounting } = context;
  const evidence = {
    "mean absolute deviation": bare(deviation),
    "mean signed deviation": bare(signed),
    "p-value of the signed deviation": { value: pSigned, error: null },
    "p-value of flat ranks": { value: pRanks, error: null },
  };
  const numbers = `The mean signed deviation of the coverage is ${
    plusMinus(signed)
  }, where 95 % of calibrated generators have ${decimal(signed.calibrated.lower, 3)} to ${
    decimal(signed.calibrated.upper, 3)
  }.`;
  const verdict = (standing: Standing, sentence: string, next?: string) => ({
    id,
    standing,
    sentence,
    ...(next !== undefined && { next }),
    evidence,
  });
  const next = (id === "coverage" ? rightWidth(context) : undefined) ?? ranksTell;
  const beyond = () => ({
    ...verdict("fails", `${far!.sentence} ${numbers}`, next),
    evidence: { ...evidence, ...far!.evidence },
  });
  const few = tooFewDraws(context);
  if (far !== undefined && (few !== undefined || onlyCounting)) return beyond();
  if (few !== undefined) {
    return verdict("open", `Coverage of ${what} is not judged: ${few.reason}.`, few.next);
  }
  if (onlyCounting) {
    return verdict(
      "open",
      `Coverage of ${what} is not judged, as the draws differ by counting alone.`,
      moreEvents(context),
    );
  }
  const middle = (signed.calibrated.lower + signed.calibrated.upper) / 2;
  if (pSigned < level) {
    return signed.value < middle
      ? verdict(
        "fails",
        `At ${bins} the intervals hold ${what} less often than they say (${
          pText(pSigned)
        }). ${numbers}`,
        next,
      )
      : verdict(
        "cautious",
        `At ${bins} the intervals hold ${what} more often than they say (${
          pText(pSigned)
        }). ${numbers}`,
        next,
      );
  }
  if (pRanks < level) {
    return verdict(
      "fails",
      `At ${bins} the intervals hold ${what} as often as they say on the whole, but its ranks among the draws are not flat (${
        pText(pRanks)
      }). ${numbers}`,
      ranksTell,
    );
  }
  if (far !== undefined) return beyond();
  if (floor >= level && pRanks <= 2 * floor) {
    return verdict(
      "open",
      `At ${bins} the ranks of ${what} among the draws are as uneven as ${limit} can show (${
        pText(pRanks)
      }), which does not settle it. ${numbers}`,
      cure,
    );
  }
  return verdict(
    "holds",
    `At ${bins} the coverage of ${what} shows no miscalibration (${pText(pSigned)}). ${numbers}`,
  );
}

function jointVerdict(context: Case, far: Elsewhere | undefined): Verdict[] {
  const { binning: { calibration }, level, floor, limit, cure } = context;
  if (!isPresent(calibration) || !isPresent(calibration.joint)) return [];
  if (tooFewDraws(context) !== undefined || context.onlyCounting) return [];
  const { pValue, value } = calibration.joint.distance;
  const evidence = { "p-value of joint coverage": { value: pValue, error: null } };
  if (pValue < level) {
    return [{
      id: "joint",
      standing: "fails",
      sentence: `The bins are not calibrated together: joint regions hold the truth up to ${
        decimal(value, 2)
      } more or less often than they say (${pText(pValue)}).`,
      next:
        "Look at how the bins of a draw move together: too few members, or too simple a posterior, make them move too little or too much as one.",
      evidence,
    }];
  }
  // Bins that hold no truth are not calibrated together either.
  if (far !== undefined) return [];
  const open = floor >= level && pValue <= 2 * floor;
  return [{
    id: "joint",
    standing: open ? "open" : "holds",
    sentence: open
      ? `Taken together, the bins are as far from calibrated as ${limit} can show (${
        pText(pValue)
      }), which does not settle it.`
      : `Taken together, the bins show no miscalibration (${pText(pValue)}).`,
    ...(open && { next: cure }),
    evidence,
  }];
}

/** The worth that the draws claim; this verdict cannot fail. */
function worthVerdicts(context: Case): Verdict[] {
  const { binning: { worth }, setup, bins, onlyCounting } = context;
  const out: Verdict[] = [];
  const { nTrain } = setup;
  if (onlyCounting && isPresent(worth.countingShare)) {
    out.push({
      id: "counting",
      standing: "open",
      sentence:
        `At ${bins} the draws differ by counting alone: samples of one density would differ as much. Their spread says nothing of the generator's uncertainty, nor of what its events are worth.`,
      next: moreEvents(context),
      evidence: { "counting share": bare(worth.countingShare) },
    });
    return out;
  }
  if (isPresent(worth.amplification)) {
    out.push({
      id: "amplification",
      standing: "open",
      sentence: `At ${bins} the draws claim to be worth ${
        plusMinus(worth.amplification)
      } times their ${grouped(nTrain!)} training events.`,
      ...truthNeeded(context),
      evidence: { amplification: bare(worth.amplification) },
    });
  }
  if (isPresent(worth.forecast)) {
    out.push({
      id: "forecast",
      standing: "open",
      sentence: `Averaged over ${bins}, without any truth, the forecast is ${
        plusMinus(worth.forecast)
      }${
        isPresent(worth.forecastWithoutCounting) && isPresent(worth.countingShare)
          ? `, and ${
            plusMinus(worth.forecastWithoutCounting)
          } without the counting noise of the generated events, ${
            decimal(100 * worth.countingShare.value, 0)
          } % of the spread`
          : ""
      }; it trusts the draws' spread, and no bias that all draws share is in it.`,
      ...truthNeeded(context),
      evidence: {
        forecast: bare(worth.forecast),
        ...(isPresent(worth.forecastWithoutCounting)
          ? { "without counting": bare(worth.forecastWithoutCounting) }
          : {}),
      },
    });
  }
  return out;
}

/** Whether the distance from the truth supports the claim. */
function claimVerdict(context: Case): Verdict[] {
  const { binning: { worth, bins, consistency }, setup, level, floor, limit, cure, onlyCounting } =
    context;
  const { claimed, achieved, ratio, claimTest } = worth;
  if (!isPresent(claimed)) return [];
  const measured = isPresent(achieved) && isPresent(ratio) ? { achieved, ratio } : undefined;
  const evidence = {
    claimed: bare(claimed),
    ...(measured && { achieved: bare(measured.achieved), ratio: bare(measured.ratio) }),
    ...(isPresent(claimTest) && {
      "p-value of too large a claim": { value: claimTest.pAbove, error: null },
    }),
  };
  const claims = `It claims ${plusMinus(claimed)} times its training events`;
  const numbers = measured === undefined
    ? `${claims}.`
    : `${claims}, and achieves ${plusMinus(measured.achieved)}. Their ratio is ${
      plusMinus(measured.ratio)
    }, where a calibrated generator has ${
      decimal(calibratedRatio(setup.draws, consistency.autocorrelationTime), 2)
    } in expectation.`;
  const verdict = (standing: Standing, sentence: string, next?: string): Verdict[] => [{
    id: "claim",
    standing,
    sentence: `${sentence}. ${numbers}`,
    ...(next !== undefined && { next }),
    evidence,
  }];
  const few = tooFewDraws(context);
  if (few !== undefined) {
    return verdict("open", `The claim of the generator is not judged, as ${few.reason}`, few.next);
  }
  if (!isPresent(claimTest)) {
    return verdict(
      "open",
      `The claim of the generator is not judged: ${started(claimTest.reason)}`,
    );
  }
  const { pAbove, pBelow } = claimTest;
  if (pAbove < level) {
    return verdict("fails", "The generator is worth less than it claims", rightWidth(context));
  }
  // The spread is no claim of the generator's then, though a truth that is too far refutes it.
  if (onlyCounting) {
    return verdict(
      "open",
      "The claim of the generator is not judged, as the draws differ by counting alone",
      moreEvents(context),
    );
  }
  if (pBelow < level) {
    return verdict("cautious", "The generator is worth more than it claims", rightWidth(context));
  }
  if (!isPresent(achieved)) {
    return verdict(
      "open",
      `The claim of the generator is not judged: ${started(achieved.reason)}`,
      `About ${
        atLeast(truthEventsWanted(claimed.value * setup.nTrain!, bins))
      } true events would tell, if the draws are worth what they claim.`,
    );
  }
  if (floor >= level) {
    return verdict("open", `The claim of the generator is not settled by ${limit}`, cure);
  }
  const chance = Math.min(1, 2 * Math.min(pAbove, pBelow));
  return verdict(
    "holds",
    chance < doubtful
      ? `The claim of the generator cannot be rejected here, but is doubtful (${pText(chance)})`
      : `The generator is worth what it claims, within errors (${pText(chance)})`,
  );
}

/** A reason as the second half of a sentence. */
function started(reason: string): string {
  return `${reason[0].toLowerCase()}${reason.slice(1)}`;
}

/** In a report of several tests, such a two-sided p-value neither proves nor supports anything. */
const doubtful = 0.05;

/** Probabilities of a number as far above, and as far below, by Student's distribution over runs. */
function sides(
  { value, error }: { value: number; error: number | null },
  expected: number,
  runs: number,
): [number, number] {
  const half = chanceOf({ value: value - expected, error }, runs) / 2;
  return value > expected ? [half, 1 - half] : [1 - half, half];
}

/**
 * Distance from the others over that of the median draw which the farthest of all draws of a Gaussian posterior exceeds
 * with the probability `alarms` at most, 3 at least. Tails are heaviest where draws differ along one direction: of a
 * draw z standard deviations from their mean the mean squared distance from the others goes as z^2 + 1, and half of the
 * draws have z^2 below 0.455.
 */
function farthestDraw(draws: number, alarms: number): number {
  const z = normalQuantile(1 - alarms / (2 * draws));
  return Math.max(3, Math.sqrt((z * z + 1) / 1.455));
}

function consistencyVerdicts(context: Case): Verdict[] {
  const { binning: { consistency }, setup, level, onlyCounting } = context;
  const out: Verdict[] = [];
  const { neighbours, halves, farthest, runs, autocorrelationTime: time } = consistency;
  if (isPresent(neighbours) && isPresent(halves)) {
    const evidence = {
      "p-value of neighbours": { value: neighbours.pValue, error: null },
      "p-value of halves": { value: halves.pValue, error: null },
    };
    const verdict = (standing: Standing, sentence: string, next?: string) =>
      out.push({
        id: "consistency",
        standing,
        sentence,
        ...(next !== undefined && { next }),
        evidence,
      });
    if (time > 1) {
      verdict(
        "open",
        `The draws ${
          neighbours.pValue < level ? "follow" : "may follow"
        } each other: ${setup.draws} of them are worth ${
          decimal(setup.draws / time, 1)
        } independent ones (autocorrelation time ${
          decimal(time, 1)
        } draws), and are judged as so many.`,
        `${grouped(setup.draws)} draws ${
          Math.ceil(2 * time)
        } times as far apart would be as good as independent.`,
      );
    } else if (halves.pValue < level) {
      verdict(
        "fails",
        `The draws drift: the first half of them is not like the second (${pText(halves.pValue)}).`,
        "Leave out the draws before the chain settles, or sample longer.",
      );
    } else {
      verdict(
        "holds",
        `In the order that they came in the draws show no trend (${
          listed([
            `${pText(neighbours.pValue)} for neighbours`,
            `${pText(halves.pValue)} for halves`,
          ])
        }).`,
      );
    }
  }
  const far = farthestDraw(setup.runs * setup.draws, setup.falseAlarms);
  if (isPresent(farthest) && farthest.ratio > far) {
    out.push({
      id: "stray",
      standing: "open",
      sentence: `Draw ${farthest.draw} of run ${farthest.run}, counted from 0, is ${
        decimal(farthest.ratio, 1)
      } times as far from the others as the median draw, farther than those of a Gaussian posterior get: worth a look.`,
      next: "Leave it out and audit again: what changes rests on this draw alone.",
      evidence: {
        "distance over the median": { value: farthest.ratio, error: null },
        "farthest of a Gaussian posterior": { value: far, error: null },
      },
    });
  }
  if (isPresent(runs) && runs.error !== null) {
    const fair = calibratedRatio(setup.draws, time);
    const [above, below] = sides(runs, fair, setup.runs);
    const standing = above < level
      ? "fails"
      : below >= level
      ? "holds"
      : onlyCounting
      ? "open"
      : "cautious";
    out.push({
      id: "runs",
      standing,
      sentence: `Runs vary ${plusMinus(runs)} times as much as the draws of one run (variances; ${
        decimal(fair, 2)
      } expected)${
        {
          fails: ": the spread of the draws is smaller than what another training set changes",
          cautious: ": the spread of the draws is larger than what another training set changes",
          open: ", as counting alone makes draws differ",
          holds: "",
        }[standing]
      }.`,
      ...(standing !== "holds" && {
        next: standing === "open"
          ? moreEvents(context)
          : "Members that are trained on bootstraps of the training events spread as another training set would.",
      }),
      evidence: { "ratio of variances": bare(runs) },
    });
  }
  return out;
}

/** The verdict on one generated sample that is not compared as events. */
const unjudged: Verdict = {
  id: "truth",
  standing: "open",
  sentence:
    "One generated sample is not judged by its bins alone: their coverage needs several draws, and the tests of samples need the events of both.",
  next:
    "Give it, and the truth or a held-out sample, as events; or several draws of the generator.",
  evidence: {},
};

/** What is measured beside a binning. */
export interface Others {
  /** All binnings; default that of the verdicts alone. */
  readonly binnings?: readonly BinningTests[];
  /** Projections, and bins of the condition. */
  readonly besides?: readonly BesideResults[];
  /** One generated sample beside the truth. */
  readonly samples?: SampleResults;
  /** Names of the features of the samples. */
  readonly axes?: readonly string[];
}

/** The verdicts on the finest binning. */
export function verdictsOf(
  binning: BinningTests,
  setup: Setup,
  { binnings = [binning], besides = [], samples, axes = [] }: Others = {},
): Verdict[] {
  const tests = besides.filter(({ pValue }) => pValue !== null).length +
    (samples === undefined ? 0 : countSampleTests(samples));
  const context = caseOf(binning, { ...setup, besides: tests });
  const { calibration, holdout } = binning;
  const truth = "the truth", heldOut = "the held-out sample";
  const farTruth = elsewhere("calibration", truth, context, binnings);
  return [
    ...(samples === undefined ? [] : sampleVerdicts(samples, axes, setup.nTrain, {
      level: context.level,
      floor: 1 / (setup.replicates + 1),
    })),
    ...(samples === undefined && setup.runs * setup.draws === 1 ? [unjudged] : []),
    ...(isPresent(calibration)
      ? [
        coverageVerdict("coverage", truth, context, {
          ...calibration,
          pRanks: calibration.ranks.distance.pValue,
          far: farTruth,
        }),
      ]
      : []),
    ...jointVerdict(context, farTruth),
    ...(isPresent(holdout)
      ? [
        coverageVerdict("holdout", heldOut, context, {
          ...holdout,
          pRanks: holdout.ranks.chiSquare.pValue,
          far: elsewhere("holdout", heldOut, context, binnings),
        }),
      ]
      : []),
    ...besideVerdicts(besides, context),
    ...worthVerdicts(context),
    ...claimVerdict(context),
    ...consistencyVerdicts(context),
  ];
}
