/**
 * Findings of the study of edges: sentences computed from its numbers.
 *
 * @module
 */
import { calibratedRatio } from "../../core/calibration/mod.ts";
import { log } from "../../core/elementary.ts";
import { leaderOf } from "../../core/leader.ts";
import { sideOf, sidesOf } from "../../core/significance.ts";
import { counted, decimal, grouped, listed, plusMinus } from "../../render/sentence.ts";
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

/** A sentence on some of the targets with their numbers; nothing where there are none. */
function group(
  id: string,
  members: readonly Titled[],
  number: (target: Titled) => Estimate,
  sentence: (numbers: string) => string,
): Finding[] {
  if (members.length === 0) return [];
  const words = members.map((target) =>
    `${plusMinus(number(target))} (${target.title}, ${target.edge}, ${target.row.bins} bins)`
  );
  return [{
    id,
    sentence: sentence(listed(words)),
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
  const on = (side: typeof sides[number]) => targets.filter((_, i) => sides[i] === side);
  const open = on(undefined);
  const achieved = ({ row }: Titled) => row.achieved;
  const steps = nextSteps(
    open.map(({ title, row: { achieved: { value, error } } }) => ({
      label: title,
      difference: { value: value - 1, error },
    })),
    { runs, alarms: 0.05 / targets.length },
  );
  const above = on("above"), below = on("below");
  const where = (members: readonly Titled[]) => counted(members, targets.length, "targets");
  return [
    ...group(
      "amplified",
      above,
      achieved,
      (numbers) =>
        `Measured against the truth, the generated sample is worth more than its training set on ${
          where(above)
        }: ${numbers} times.`,
    ),
    ...group(
      "not-amplified",
      below,
      achieved,
      (numbers) => `It is worth less than its training set on ${where(below)}: ${numbers} times.`,
    ),
    ...group(
      "amplification-open",
      open,
      achieved,
      (numbers) =>
        `On ${
          where(open)
        } ${runs} training sets do not decide whether it is worth more or less: ${numbers} times.${steps}`,
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
  const on = (side: typeof sides[number]) => targets.filter((_, i) => sides[i] === side);
  const ratio = ({ row }: Titled) => row.ratio;
  return [
    ...group(
      "over-claimed",
      on("above"),
      ratio,
      (numbers) =>
        `The posterior claims more than it achieves; claimed over achieved events: ${numbers}.`,
    ),
    ...group(
      "under-claimed",
      on("below"),
      ratio,
      (numbers) =>
        `The posterior claims less than it achieves; claimed over achieved events: ${numbers}.`,
    ),
  ];
}

/** Where the coverage leaves the range of calibrated posteriors. */
function coverageFindings(targets: readonly Titled[]): Finding[] {
  const signed = ({ row }: Titled) => row.signed;
  const range = "the range that holds 95 % of calibrated posteriors";
  return [
    ...group(
      "under-covers",
      targets.filter(({ row: { signed: { value, calibrated } } }) => value < calibrated.lower),
      signed,
      (numbers) =>
        `The coverage lies on average below ${range}, so that intervals are too narrow; mean signed deviation: ${numbers}.`,
    ),
    ...group(
      "over-covers",
      targets.filter(({ row: { signed: { value, calibrated } } }) => value > calibrated.upper),
      signed,
      (numbers) =>
        `The coverage lies on average above ${range}, so that intervals are too wide; mean signed deviation: ${numbers}.`,
    ),
    ...group(
      "calibrated",
      targets.filter(({ row: { signed: { value, calibrated } } }) =>
        value >= calibrated.lower && value <= calibrated.upper
      ),
      signed,
      (numbers) =>
        `The mean signed deviation of the coverage is consistent with that of a calibrated posterior: ${numbers}.`,
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
    } points a draw, and counting is taken out: at ${most.bins} bins it is a share of ${
      plusMinus(most.spread)
    } of the spread and of ${plusMinus(most.distance)} of the squared error${lost}.`,
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
    const words = `The largest measured deviation of the mass, ${
      plusMinus(worst)
    } times the true one at ${place}, is not significant among ${ratios.length} bins with ${runs} training sets.${next}`;
    return [words, worst];
  }
  const many = rivals.length === 1 ? "1 other bin" : `${rivals.length} other bins`;
  const mass = `the flows have ${plusMinus(worst)} times the true`;
  return [
    rivals.length === 0
      ? `The mass is most wrong at ${place}, where ${mass} one.`
      : `At ${place} ${mass} mass; ${many} may be as wrong.`,
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
