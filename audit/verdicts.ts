/**
 * What an audit says in sentences, each computed from numbers that clear their band.
 *
 * @module
 */
import { type BinningMeasures, isPresent } from "../core/measure/mod.ts";
import { decimal, grouped, listed, plusMinus } from "../render/sentence.ts";
import type { AuditResults, Verdict } from "./schema.ts";

type Setup = AuditResults["setup"];

/** Chance of a false alarm in each test. */
const alarm = 0.01;

const bare = ({ value, error }: { value: number; error: number | null }) => ({ value, error });

function pText(pValue: number, replicates: number): string {
  return pValue <= 1 / (replicates + 1)
    ? `p ≤ ${Number((1 / (replicates + 1)).toPrecision(1))}`
    : `p = ${decimal(pValue, pValue < 0.1 ? 3 : 2)}`;
}

function bins({ shape }: BinningMeasures): string {
  return `${shape.join(" × ")} bins`;
}

/** Coverage of the truth, or of a held-out sample. */
function coverageVerdict(
  id: string,
  what: string,
  where: string,
  { deviation, signed, p }: {
    deviation: {
      value: number;
      error: number | null;
      calibrated: { lower: number; upper: number };
    };
    signed: { value: number; error: number | null; calibrated: { lower: number; upper: number } };
    p: number;
  },
  replicates: number,
): Verdict {
  const evidence = {
    "mean absolute deviation": bare(deviation),
    "mean signed deviation": bare(signed),
    "p-value of flat ranks": { value: p, error: null },
  };
  const range = `${decimal(signed.calibrated.lower, 3)} to ${decimal(signed.calibrated.upper, 3)}`;
  const numbers = `mean signed deviation ${
    plusMinus(signed)
  }, where 95 % of calibrated generators have ${range}; mean absolute deviation ${
    plusMinus(deviation)
  }, calibrated up to ${decimal(deviation.calibrated.upper, 3)}`;
  if (signed.value < signed.calibrated.lower) {
    return {
      id,
      standing: "fails",
      sentence: `At ${where} the intervals hold ${what} less often than they say: ${numbers}.`,
      evidence,
    };
  }
  if (signed.value > signed.calibrated.upper) {
    return {
      id,
      standing: "fails",
      sentence: `At ${where} the intervals hold ${what} more often than they say: ${numbers}.`,
      evidence,
    };
  }
  if (p < alarm) {
    return {
      id,
      standing: "fails",
      sentence:
        `At ${where} the intervals hold ${what} as often as they say on the whole, but its ranks among the draws are not flat (${
          pText(p, replicates)
        }): ${numbers}.`,
      evidence,
    };
  }
  return {
    id,
    standing: "holds",
    sentence:
      `At ${where} the coverage of ${what} cannot be told from that of a calibrated generator: ${numbers}.`,
    evidence,
  };
}

function calibrationVerdicts(binning: BinningMeasures, setup: Setup): Verdict[] {
  const { calibration: found } = binning;
  if (!isPresent(found)) return [];
  const out = [
    coverageVerdict("coverage", "the truth", bins(binning), {
      deviation: found.deviation,
      signed: found.signed,
      p: found.ranks.distance.pValue,
    }, setup.replicates),
  ];
  if (isPresent(found.joint)) {
    const { pValue, value } = found.joint.distance;
    out.push({
      id: "joint",
      standing: pValue < alarm ? "fails" : "holds",
      sentence: pValue < alarm
        ? `The bins are not calibrated together: joint regions hold the truth ${
          decimal(value, 2)
        } off their level at most, farther than calibrated draws are (${
          pText(pValue, setup.replicates)
        }).`
        : `Taken together, the bins show no miscalibration (${pText(pValue, setup.replicates)}).`,
      evidence: { "p-value of joint coverage": { value: pValue, error: null } },
    });
  }
  return out;
}

function worthVerdicts(binning: BinningMeasures, { draws, nTrain }: Setup): Verdict[] {
  const { worth } = binning;
  const out: Verdict[] = [];
  const where = bins(binning);
  if (isPresent(worth.amplification)) {
    const { value, error } = worth.amplification;
    const clear = error !== null && Math.abs(value - 1) > 2 * error;
    out.push({
      id: "amplification",
      standing: "open",
      sentence: `At ${where} the draws claim to be worth ${
        plusMinus({ value, error })
      } times their ${grouped(nTrain!)} training events${
        clear ? "" : ", which cannot be told from 1"
      }.`,
      evidence: { amplification: bare(worth.amplification) },
    });
  }
  if (isPresent(worth.forecast)) {
    out.push({
      id: "forecast",
      standing: "open",
      sentence: `Averaged over ${where}, without any truth, the forecast is ${
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
      evidence: {
        forecast: bare(worth.forecast),
        ...(isPresent(worth.forecastWithoutCounting)
          ? { "without counting": bare(worth.forecastWithoutCounting) }
          : {}),
      },
    });
  }
  if (isPresent(worth.achieved) && isPresent(worth.ratio) && isPresent(worth.claimed)) {
    const { value, error } = worth.ratio;
    const fair = 1 + 1 / draws;
    const evidence = {
      claimed: bare(worth.claimed),
      achieved: bare(worth.achieved),
      ratio: bare(worth.ratio),
    };
    const numbers = `claimed ${plusMinus(worth.claimed)}, achieved ${
      plusMinus(worth.achieved)
    }, their ratio ${plusMinus(worth.ratio)}, where a calibrated generator has ${
      decimal(fair, 2)
    } in expectation`;
    const verdict = error === null
      ? {
        standing: "open" as const,
        sentence: `One run cannot tell whether the claim holds on average: ${numbers}.`,
      }
      : value - 2 * error > fair
      ? {
        standing: "fails" as const,
        sentence: `More is claimed than the distance from the truth bears out: ${numbers}.`,
      }
      : value + 2 * error < fair
      ? {
        standing: "holds" as const,
        sentence: `Less is claimed than the distance from the truth bears out: ${numbers}.`,
      }
      : {
        standing: "holds" as const,
        sentence: `Claim and distance from the truth agree within two standard errors: ${numbers}.`,
      };
    out.push({ id: "claim", ...verdict, evidence });
  }
  return out;
}

function consistencyVerdicts({ consistency }: BinningMeasures, setup: Setup): Verdict[] {
  const out: Verdict[] = [];
  const { neighbours, halves, farthest, runs } = consistency;
  if (isPresent(neighbours) && isPresent(halves)) {
    const faults = [
      ...(neighbours.pValue < alarm
        ? [
          `neighbouring draws are more alike than others (${
            pText(neighbours.pValue, setup.replicates)
          }), so that there are fewer independent draws than ${setup.draws}`,
        ]
        : []),
      ...(halves.pValue < alarm
        ? [
          `the first half of the draws is not like the second (${
            pText(halves.pValue, setup.replicates)
          })`,
        ]
        : []),
    ];
    out.push({
      id: "consistency",
      standing: faults.length > 0 ? "fails" : "holds",
      sentence: faults.length > 0
        ? `The draws are not a sample of one distribution in any order: ${listed(faults)}.`
        : `In the order that they came in the draws show no trend (${
          pText(neighbours.pValue, setup.replicates)
        } for neighbours, ${pText(halves.pValue, setup.replicates)} for halves).`,
      evidence: {
        "p-value of neighbours": { value: neighbours.pValue, error: null },
        "p-value of halves": { value: halves.pValue, error: null },
      },
    });
  }
  if (isPresent(farthest) && farthest.ratio > 3) {
    out.push({
      id: "stray",
      standing: "fails",
      sentence: `Draw ${farthest.draw} of run ${farthest.run}, counted from 0, is ${
        decimal(farthest.ratio, 1)
      } times as far from the others as the median draw.`,
      evidence: { "distance over the median": { value: farthest.ratio, error: null } },
    });
  }
  if (isPresent(runs) && runs.error !== null) {
    const fair = 1 + 1 / setup.draws;
    const standing = runs.value - 2 * runs.error > fair ? "fails" : "holds";
    out.push({
      id: "runs",
      standing,
      sentence: `Runs vary ${plusMinus(runs)} times as much as the draws of one run (variances; ${
        decimal(fair, 2)
      } expected)${
        standing === "fails"
          ? ": the spread of the draws is smaller than what another training set changes"
          : runs.value + 2 * runs.error < fair
          ? ": the spread of the draws is larger than what another training set changes"
          : ""
      }.`,
      evidence: { "ratio of variances": bare(runs) },
    });
  }
  return out;
}

/** What the finest binning says. */
export function verdictsOf(binning: BinningMeasures, setup: Setup): Verdict[] {
  const { holdout } = binning;
  return [
    ...calibrationVerdicts(binning, setup),
    ...(isPresent(holdout)
      ? [
        coverageVerdict("holdout", "the held-out sample", bins(binning), {
          deviation: holdout.deviation,
          signed: holdout.signed,
          p: holdout.ranks.chiSquare.pValue,
        }, setup.replicates),
      ]
      : []),
    ...worthVerdicts(binning, setup),
    ...consistencyVerdicts(binning, setup),
  ];
}

/** What these data cannot say. */
export function limitsOf(binning: BinningMeasures, setup: Setup): string[] {
  const out: string[] = [];
  const { calibration, holdout, worth } = binning;
  if (setup.truthAs === null) {
    out.push(
      "Without a truth nothing tells whether the draws are right: neither coverage nor the achieved amplification can be had, and a bias that all draws share goes unseen.",
    );
  }
  if (!isPresent(calibration) && setup.truthAs !== null) {
    out.push(`Coverage of the truth: ${calibration.reason}.`);
  }
  if (setup.runs === 1) {
    out.push(
      "One run has no error between runs, and coverage from one run is over its bins alone; what it may scatter by is the range of calibrated generators. Independent training sets would tell more.",
    );
  }
  if (setup.truthEvents !== null) {
    out.push(
      `The truth is a sample of ${
        grouped(setup.truthEvents)
      } events. Its counting noise is added to every draw before coverage is measured and subtracted from distances; deviations much smaller than this noise cannot be seen.`,
    );
  }
  if (isPresent(holdout)) {
    out.push(
      `Of the variance that is predicted for the held-out sample, ${
        decimal(100 * holdout.countingShare, 0)
      } % is its own counting noise: the nearer to 100 %, the less its coverage says of the draws.`,
    );
  }
  if (setup.generated !== null) {
    out.push(
      `Masses were counted from ${
        grouped(setup.generated)
      } generated events a draw, whose noise is part of the draws' spread.`,
    );
  }
  for (
    const [name, found] of [["Achieved amplification", worth.achieved], [
      "Divergence from the truth",
      worth.divergence,
    ], ["Amplification", worth.amplification]] as const
  ) {
    if (!isPresent(found) && setup.truthAs !== null) out.push(`${name}: ${found.reason}.`);
  }
  if (binning.consistency.total.lower < 0.999) {
    out.push(
      `Draws put ${decimal(100 * (1 - binning.consistency.total.upper), 2)} to ${
        decimal(100 * (1 - binning.consistency.total.lower), 2)
      } % of their mass beyond the bins, where nothing is measured.`,
    );
  }
  return out;
}
