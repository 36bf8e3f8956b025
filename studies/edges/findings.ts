/**
 * Findings of the study of edges: sentences computed from its numbers.
 *
 * @module
 */
import { calibratedRatio } from "../../core/calibration/mod.ts";
import { log } from "../../core/elementary.ts";
import { leaderOf } from "../../core/leader.ts";
import { sideOf, sidesOf } from "../../core/significance.ts";
import {
  decimal,
  grouped,
  listed,
  measurement,
  named,
  plusMinus,
  range,
} from "../../render/sentence.ts";
import { nextStep, nextSteps } from "../shared/next_step.ts";
import type { Estimate, Finding } from "../shared/schema.ts";
import type { EdgesSeries } from "./schema.ts";

/** Number of bins that all targets come closest to: about ten events of training data in each. */
const commonBins = 1000;

/** A target with its row at the common number of bins. */
interface Titled extends EdgesSeries {
  readonly title: string;
  readonly row: EdgesSeries["rows"][number];
}

const bare = ({ value, error }: Estimate): Estimate => ({ value, error });

function titledOf(series: EdgesSeries): Titled {
  const distance = ({ bins }: EdgesSeries["rows"][number]) => Math.abs(log(bins / commonBins));
  const row = series.rows.reduce((best, row) => distance(row) < distance(best) ? row : best);
  return { ...series, title: series.setup.target.title, row };
}

/** A finding on the targets that are kept, with their numbers; nothing where none is. */
function group(
  id: string,
  targets: readonly Titled[],
  keep: (target: Titled, i: number) => boolean,
  number: (target: Titled) => Estimate,
  sentence: (where: string, numbers: string) => string,
): Finding[] {
  const members = targets.filter(keep);
  if (members.length === 0) return [];
  return [{
    id,
    sentence: sentence(
      named(members.map(({ title }) => ({ label: `the ${title}` })), targets.length, "targets"),
      range(members.map((target) => measurement(`the ${target.title}`, number(target)))),
    ),
    evidence: Object.fromEntries(members.map((target) => [target.title, bare(number(target))])),
  }];
}

/** What is achieved on each target: more than the training events are worth, less, or neither for sure. */
function achievedFindings(targets: readonly Titled[]): Finding[] {
  const [{ setup: { runs } }] = targets;
  const excess = targets.map(({ row: { achieved: { value, error } } }) => ({
    value: value - 1,
    error,
  }));
  const sides = sidesOf(excess, runs);
  const steps = nextSteps(excess.filter((_, i) => sides[i] === undefined), {
    runs,
    alarms: 0.05 / targets.length,
  });
  const on = (
    id: string,
    side: typeof sides[number],
    sentence: (where: string, numbers: string) => string,
  ) => group(id, targets, (_, i) => sides[i] === side, ({ row }) => row.achieved, sentence);
  return [
    ...on(
      "amplified",
      "above",
      (where, numbers) =>
        `Measured against the truth at about ${
          grouped(commonBins)
        } bins, a generated sample is worth more than its training sample on ${where}. Its amplification there is ${numbers}.`,
    ),
    ...on(
      "not-amplified",
      "below",
      (where, numbers) =>
        `A generated sample is worth less than its training sample on ${where}. Its amplification there is ${numbers}.`,
    ),
    ...on(
      "amplification-open",
      undefined,
      (where, numbers) =>
        `Whether a generated sample is worth more or less than its training sample on ${where} is not settled by ${runs} training sets. Its measured amplification there is ${numbers}.${steps}`,
    ),
  ];
}

/** Where claim and achievement differ. */
function claimFindings(targets: readonly Titled[]): Finding[] {
  const [{ setup: { runs } }] = targets;
  const excess = targets.map(({ row: { ratio, autocorrelationTime }, setup: { draws } }) => ({
    value: ratio.value - calibratedRatio(draws, autocorrelationTime),
    error: ratio.error,
  }));
  const sides = sidesOf(excess, runs);
  const claims = (id: string, side: "above" | "below", words: string) =>
    group(
      id,
      targets,
      (_, i) => sides[i] === side,
      ({ row }) => row.ratio,
      (where, numbers) =>
        `The posterior claims ${words} than it achieves on ${where}. Claimed over achieved events are ${numbers}.`,
    );
  return [...claims("over-claimed", "above", "more"), ...claims("under-claimed", "below", "less")];
}

/** Where the coverage leaves the range of calibrated posteriors. */
function coverageFindings(targets: readonly Titled[]): Finding[] {
  const coverage = (
    id: string,
    words: string,
    place: string,
    keep: (signed: Titled["row"]["signed"]) => boolean,
  ) => {
    return group(
      id,
      targets,
      ({ row }) => keep(row.signed),
      ({ row }) => row.signed,
      (where, numbers) =>
        `The intervals ${words} on ${where}. The mean signed deviation of their coverage, ${numbers}, lies ${place} the range of 95 % of calibrated posteriors.`,
    );
  };
  return [
    ...coverage(
      "under-covers",
      "hold the truth less often than they say",
      "below",
      ({ value, calibrated }) => value < calibrated.lower,
    ),
    ...coverage(
      "over-covers",
      "hold the truth more often than they say",
      "above",
      ({ value, calibrated }) => value > calibrated.upper,
    ),
    ...coverage(
      "calibrated",
      "are consistent with calibrated ones",
      "in",
      ({ value, calibrated }) => value >= calibrated.lower && value <= calibrated.upper,
    ),
  ];
}

/** What counting adds on a target whose masses are counted. */
function countingFinding({ title, points, rows, hidden }: Titled): Finding[] {
  const shares = rows.flatMap(({ bins, counting }) => counting ? [{ bins, ...counting }] : []);
  if (points === null || shares.length === 0) return [];
  const most = shares.reduce((a, b) => b.spread.value > a.spread.value ? b : a);
  const lost = hidden?.length
    ? `; ${listed(hidden.map(({ bins, reason }) => `at ${bins} bins ${reason}`))}`
    : "";
  return [{
    id: `counting-${title}`,
    sentence: `${title}: masses are counted on ${
      grouped(points)
    } points per draw. The counting noise, which is taken out, makes a share of ${
      plusMinus(most.spread)
    } of the spread and of ${
      plusMinus(most.distance)
    } of the squared error at ${most.bins} bins${lost}.`,
    evidence: { "share of the spread": most.spread, "share of the squared error": most.distance },
  }];
}

/** Where the mass is furthest from the true one, of all bins, in words. */
function worstMass({ profile, axis, setup: { runs } }: Titled): [string, Estimate] {
  const { massRatio, massRatioError, centres } = profile;
  const ratios = massRatio.map((value, i) => ({ value, error: massRatioError?.[i] ?? null }));
  // The bins of one fit share its training set and their sum, so their errors are correlated.
  const { index, rivals } = leaderOf(
    ratios.map(({ value, error }) => ({ value: Math.abs(value - 1), error })),
    { runs, correlated: true },
  );
  const worst = ratios[index];
  const place = `${axis} = ${decimal(centres[index], 2)}`.replace(/^.* (?=\S+ = )/, "");
  const alarms = 0.05 / ratios.length;
  if (sideOf(worst, 1, runs, alarms) === undefined) {
    const next = nextStep({ value: worst.value - 1, error: worst.error }, { runs, alarms });
    const words = `The mass deviates most at ${place}, ${
      plusMinus(worst)
    } times the true one, which is not significant among ${ratios.length} bins.${next}`;
    return [words, worst];
  }
  const many = rivals.length === 1 ? "1 other bin" : `${rivals.length} other bins`;
  const mass = `the flows put ${plusMinus(worst)} times the true mass`;
  return [
    rivals.length === 0
      ? `The mass is most wrong at ${place}, where ${mass}.`
      : `At ${place} ${mass}; ${many} may be as wrong.`,
    worst,
  ];
}

/** Where along the first axis coverage and mass go wrong. */
function profileFinding(target: Titled): Finding[] {
  const { title, profile: { deviation, lower, upper, nBins }, edge, axis } = target;
  const outside = deviation.filter((value, i) => value < lower[i] || value > upper[i]);
  if (outside.length === 0) return [];
  const [words, worst] = worstMass(target);
  return [{
    id: `profile-${edge}-${title}`,
    sentence:
      `${title}: the coverage leaves the 95 % band of calibrated posteriors in ${outside.length} of ${nBins} bins of its ${axis}. ${words}`,
    evidence: { "mass over true mass": worst },
  }];
}

/** The findings of the study. */
export function findings(series: readonly EdgesSeries[]): Finding[] {
  const targets = series.map(titledOf);
  return [
    ...achievedFindings(targets),
    ...claimFindings(targets),
    ...coverageFindings(targets),
    ...targets.flatMap(countingFinding),
    ...targets.flatMap(profileFinding),
  ];
}
