/**
 * The matrix of methods and measures.
 *
 * @module
 */
import { leaderOf } from "../../core/leader.ts";
import { type Dot, type DotColumn, dotTable } from "../../render/dot_table.ts";
import { fixed, plain, pValue, significant } from "../../render/format.ts";
import type { Markup } from "../../render/markup.ts";
import type { Estimate } from "../../studies/shared/schema.ts";
import { lookOf, posteriorTitle } from "../../studies/shared/view.ts";
import type { Joined, Overview } from "./joined.ts";

const few = "too few draws";

/** Estimates; those that may lead are marked. */
function ranked(
  { methods, setup: { runs } }: Overview,
  pick: (entry: Joined) => Estimate,
  leads: "largest" | "smallest",
  text: (value: number) => string,
): Dot[] {
  // A worth is a quotient of sums over runs, which no values of single runs have as their mean.
  const values = methods.map((entry): Estimate => {
    const { value, error } = pick(entry);
    return { value, error };
  });
  const { index, rivals } = leaderOf(values, { runs, leads });
  return values.map((estimate, i) => ({
    ...estimate,
    look: lookOf(methods[i].method),
    text: text(estimate.value),
    best: i === index || rivals.includes(i),
  }));
}

function columnsOf(overview: Overview): DotColumn[] {
  const { methods, nBins, jointBins, line, setup: { draws } } = overview;
  const bins = `${nBins} × ${nBins} bins`;
  return [
    {
      title: "Distance",
      what: "divergence from the truth, nats",
      good: "small is good",
      scale: "log",
      cells: ranked(overview, ({ divergence }) => divergence, "smallest", (v) => significant(v, 2)),
    },
    {
      title: "Classifier",
      what: "probability to rank generated above true",
      good: "0.5 is perfect",
      reference: 0.5,
      cells: ranked(overview, ({ area }) => area, "smallest", (v) => fixed(v, 3)),
    },
    {
      title: "Coverage",
      what: `less what intervals say, ${bins}`,
      good: "0 is calibrated",
      reference: 0,
      cells: methods.map(({ method, signed: { value, error }, standing, calibrated }) =>
        standing === "few" ? few : {
          value,
          error,
          look: lookOf(method),
          text: fixed(value, 3),
          fails: standing !== "calibrated",
          region: [calibrated.lower, calibrated.upper],
        }
      ),
    },
    {
      title: "All bins at once",
      what: `p-value of joint regions, ${jointBins} × ${jointBins} bins`,
      good: `fails below ${significant(line, 2)}`,
      scale: "log",
      reference: line,
      cells: methods.map(({ method, joint }) =>
        joint === null ? few : {
          value: joint.pValue,
          error: null,
          look: lookOf(method),
          text: pValue(joint.pValue),
          fails: joint.side === "below",
        }
      ),
    },
    {
      title: "Over-claim",
      what: `claimed over achieved worth, ${bins}`,
      good: "1 is honest",
      scale: "log",
      reference: 1,
      cells: methods.map((
        { method, worth: { ratio: { value, error } }, claim: { side }, fair },
      ) => ({
        value,
        error,
        look: lookOf(method),
        text: fixed(value, 1),
        fails: side !== undefined,
        region: [1, fair],
      })),
    },
    {
      title: "Worth",
      what: `training samples replaced, ${bins}`,
      good: "large is good",
      scale: "log",
      reference: 1,
      cells: ranked(
        overview,
        ({ worth }) => worth.achieved,
        "largest",
        (v) => significant(v, v < 10 ? 2 : 3),
      ),
    },
    {
      title: "Independent draws",
      what: `of ${plain(draws)} in a run`,
      good: "all are best",
      reference: draws,
      cells: methods.map(({ method, independent }) => ({
        value: independent,
        error: null,
        look: lookOf(method),
        text: fixed(independent, independent < 10 ? 1 : 0),
      })),
    },
  ];
}

/** The whole matrix as a table; its methods stand together by posterior. */
export function matrix(overview: Overview): Markup {
  const posteriors = [...new Set(overview.methods.map(({ method }) => method.posterior))];
  const methods = posteriors.flatMap((posterior) =>
    overview.methods.filter(({ method }) => method.posterior === posterior)
  );
  return dotTable(
    "matrix-title",
    columnsOf({ ...overview, methods }),
    posteriors.map((posterior) => ({
      name: posteriorTitle(posterior),
      rows: methods.filter(({ method }) => method.posterior === posterior)
        .map(({ method: { parameter: { symbol, value } } }) => `${symbol} = ${plain(value)}`),
    })),
  );
}

/** The methods that may be the best, or pass, by every measure but the number of independent draws. */
export function allRound(overview: Overview): Joined[] {
  const columns = columnsOf(overview).slice(0, -1);
  return overview.methods.filter((_, i) =>
    columns.every(({ cells }) => {
      const cell = cells[i];
      return typeof cell !== "string" && cell.fails !== true && cell.best !== false;
    })
  );
}
