/**
 * The sentences of the overview: five answers, and how certain they are.
 *
 * @module
 */
import type { Candidate } from "../../core/leader.ts";
import { sideOf } from "../../core/significance.ts";
import {
  capital,
  counted,
  decimal,
  enclosed,
  grouped,
  inText,
  named,
  plusMinus,
  spelled,
} from "../../render/sentence.ts";
import { innermostShare } from "../../studies/calibration/edge.ts";
import type { Standing } from "../../studies/calibration/standing.ts";
import { fitsOf } from "../../studies/calibration/study.ts";
import { superlative } from "../../studies/shared/superlative.ts";
import type { Joined, Overview } from "./joined.ts";

/** A number of things in words where there are few, as "six of nine methods". */
function countedInWords(who: number, all: number): string {
  if (who === all) return all === 2 ? "both methods" : `all ${spelled(all)} methods`;
  return `${spelled(who)} of ${spelled(all)} methods`;
}

function span(values: readonly number[], decimals: number): string {
  const [least, most] = [Math.min(...values), Math.max(...values)]
    .map((value) => decimal(value, decimals));
  return least === most ? least : `${least} to ${most}`;
}

/** The leading method by a measure, and those that may lead instead. Numbers of single runs are compared run by run. */
function leaderAmong(
  { methods, setup: { runs } }: Overview,
  pick: (entry: Joined) => Candidate,
  leads: "largest" | "smallest",
) {
  const { index, settled, rivals } = superlative(
    methods.map((entry) => ({ label: entry.method.label, ...pick(entry) })),
    { runs, leads },
  );
  const others = methods.length - 1;
  return {
    leader: methods[index],
    settled,
    rivals: others === 1
      ? "the other"
      : rivals.length === others
      ? `the ${spelled(others)} others`
      : `${spelled(rivals.length)} of ${spelled(others)} others`,
  };
}

/** Which method comes closest to the truth. */
export function closest(overview: Overview): string {
  const { leader, settled, rivals } = leaderAmong(
    overview,
    ({ divergence }) => divergence,
    "smallest",
  );
  const name = capital(inText(leader.method.label));
  return `${name} comes closest to the truth${
    settled ? "" : `, though ${rivals} may be as close`
  }. A classifier tells its events from true ones with an area under the curve of ${
    decimal(leader.area.value, 3)
  }, where guessing gives 0.5.`;
}

/** Which methods have calibrated error bars. */
export function calibrated({ methods, nBins }: Overview): string {
  const judged = methods.filter(({ standing }) => standing !== "few").length;
  const ofStanding = (which: Standing) =>
    methods.filter(({ standing }) => standing === which).map(({ method }) => method);
  const right = ofStanding("calibrated").length;
  const wrong = ([["narrow", "small"], ["wide", "large"]] as const)
    .filter(([standing]) => ofStanding(standing).length > 0)
    .map(([standing, size]) =>
      `those of ${enclosed(named(ofStanding(standing), judged))} are too ${size}`
    );
  if (judged === 0) return "The draws of all methods are too few to judge their error bars.";
  return `In ${nBins} × ${nBins} bins the error bars of ${
    right === 0 ? "no method" : countedInWords(right, judged)
  } with enough independent draws hold the truth as often as they say.${
    wrong.length === 0 ? "" : ` ${capital(wrong.join(", and "))}.`
  }`;
}

/** What the best sample is worth, and how finely one must look. */
export function worth(overview: Overview): string {
  const { nBins } = overview;
  const { leader, settled, rivals } = leaderAmong(
    overview,
    ({ worth }) => worth.achieved,
    "largest",
  );
  const { achieved } = leader.worth;
  return `In ${nBins} × ${nBins} bins a sample of ${inText(leader.method.label)} is worth ${
    plusMinus(achieved)
  } times its training events, ${
    settled ? "more than that of any other" : `though ${rivals} may be worth as much`
  }.${
    leader.breakEven === null
      ? ""
      : ` Below about ${
        decimal(Math.ceil(leader.breakEven.value), 0)
      } bins along each axis it is worth less than them.`
  }`;
}

/** Who claims more than is achieved, and why a calibrated posterior can. */
export function overclaimed({ methods, calibration }: Overview): string {
  const over = methods.filter(({ claim: { side } }) => side === "above");
  const judged = methods.filter(({ claim }) => claim.judged).length;
  const shares = methods.flatMap((entry) => innermostShare(entry.calibration) ?? []);
  const rings = methods[0].calibration.radius.centres.length;
  const claim = over.length === 0
    ? "No sample is shown to be worth less than it claims."
    : `${
      over.length === 1
        ? `The sample of ${inText(over[0].method.label)} is worth less than it claims`
        : `The samples of ${countedInWords(over.length, judged)}${
          judged < methods.length ? " with enough independent draws" : ""
        } are worth less than they claim`
    }, by a factor of ${span(over.map(({ worth }) => worth.ratio.value), 1)}.`;
  const runs = calibration.data.setup.runs;
  return shares.length < methods.length || Math.min(...shares) < 0.5 || runs < 2
    ? claim
    : `${claim} The error sits at the inner edge: one ring of ${rings} carries ${
      span(shares.map((share) => 100 * share), 0)
    } % of it, and counts once in ${rings} for coverage.`;
}

/** How the worth of a sample at the finest binning follows the number of its training events. */
export function growthOf(
  { trainingSize: { data: { powers, series } } }: Overview,
): "level" | "less" | "proportional" | "falls" {
  const { achieved } = powers[powers.length - 1];
  const { runs } = series[0].setup;
  const side = sideOf(achieved, 0, runs);
  if (side === undefined) return "level";
  if (side === "below") return "falls";
  return sideOf(achieved, 1, runs) === "below" ? "less" : "proportional";
}

/** Whether more training events help. */
export function moreData(overview: Overview): string {
  const { trainingSize: { data: { powers, series, setup } } } = overview;
  const [first, last] = [series[0], series[series.length - 1]].map((member) => member.setup.nTrain);
  const { nBins, achieved } = powers[powers.length - 1];
  const name = inText(setup.methods[0].label);
  const from = `from ${grouped(first)} to ${grouped(last)} training events`;
  const events = series.map((member) =>
    member.rows[member.rows.length - 1].achieved.value * member.setup.nTrain
  );
  const middle = events.reduce((sum, value) => sum + value, 0) / events.length;
  const rounded = grouped(Number(middle.toPrecision(2)));
  switch (growthOf(overview)) {
    case "level":
      return `More training data do not help ${name} in ${nBins} × ${nBins} bins: ${from} its sample stays worth about ${rounded} true events.`;
    case "less":
      return `More training data help ${name} less than in proportion: in ${nBins} × ${nBins} bins, ${from}, the worth goes as the power ${
        plusMinus(achieved)
      } of their number.`;
    case "proportional":
      return `More training data pay for ${name}: in ${nBins} × ${nBins} bins, ${from}, the worth goes as the power ${
        plusMinus(achieved)
      } of their number.`;
    case "falls":
      return `More training data make the sample of ${name} worth less: in ${nBins} × ${nBins} bins, ${from}, the worth goes as the power ${
        plusMinus(achieved)
      } of their number.`;
  }
}

/** What was found, and the figure that shows it. */
export interface Answer {
  readonly sentence: string;
  readonly figure: string;
}

/** The answers in their order. */
export function answersOf(overview: Overview): Answer[] {
  return [
    { sentence: closest(overview), figure: "matrix" },
    { sentence: calibrated(overview), figure: "matrix" },
    { sentence: worth(overview), figure: "overview-claim" },
    { sentence: overclaimed(overview), figure: "overview-claim" },
    { sentence: moreData(overview), figure: "overview-growth" },
  ];
}

/** How certain the answers are: the number of runs and the kind of fits behind them. */
export function sureness({ calibration: { data }, methods, setup }: Overview) {
  const { runs, draws } = setup;
  const chains = methods.filter(({ worth: { autocorrelationTime = 1 } }) =>
    autocorrelationTime > 1
  );
  return {
    runs: `Every number is a mean over ${spelled(runs)} independent training set${
      runs === 1 ? "" : "s"
    }.${
      runs === 1
        ? " So it has no error."
        : ` Its error is the standard error between them, which is itself known to about ${
          decimal(100 / Math.sqrt(2 * (runs - 1)), 0)
        } %.`
    }`,
    fits: `The fits are ${fitsOf(data.setup.methods, data.steps)}.${
      chains.length === 0
        ? ""
        : ` The draws of a chain follow each other: the ${draws} of ${
          enclosed(counted(chains, methods.length))
        } are worth ${span(chains.map(({ independent }) => independent), 0)} independent ones.`
    }`,
  };
}
