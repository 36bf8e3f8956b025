/**
 * The page of the study of reproduction.
 *
 * @module
 */
import { curveName } from "./findings.ts";
import type { Comparison, ReproductionResults } from "./schema.ts";
import { listed } from "../../render/sentence.ts";
import { reproductionCharts } from "./charts.ts";
import { fixed, measured, plain, significant, unbroken } from "../../render/format.ts";
import { dotTable } from "../../render/dot_table.ts";
import type { Markup } from "../../render/markup.ts";
import { table } from "../../render/table.ts";
import { type Loaded, lookOf, type View } from "../shared/view.ts";

/** Difference, pull and verdict as cells of a table. */
function compared({ difference, pull, detectable, verdict }: Comparison): string[] {
  return [
    measured(difference),
    pull === null ? "–" : fixed(pull, 1),
    detectable === null ? "–" : significant(detectable, 2),
    verdict,
  ];
}

function curveRows({ curves }: ReproductionResults): string[][] {
  return curves.flatMap((curve) =>
    curve.ours.flatMap(({ method, points, summary }) =>
      summary === null ? [] : [[
        unbroken(curveName(curve)) + (curve.differences === "logarithmic" ? ", logarithm" : ""),
        unbroken(method.label),
        plain(points.filter((point) => point !== null).length),
        ...compared(summary.mean),
        ...[summary.squaredPull, summary.expectedSquaredPull].map((square) =>
          square === null ? "–" : significant(square, 2)
        ),
      ]]
    )
  );
}

/**
 * Curves and numbers by method, each at its difference from the paper's in standard errors.
 *
 * @param title Identifier of the element that names the table.
 * @param agree Whether those that agree, or the others, are shown.
 * @returns The table and its number of rows; null where no difference is judged so.
 */
function forest(
  { curves, numbers }: ReproductionResults,
  title: string,
  agree: boolean,
): { readonly table: Markup; readonly rows: number } | null {
  const judged = [
    ...curves.flatMap((curve) =>
      curve.ours.flatMap(({ method, summary }) =>
        summary === null ? [] : [{
          method,
          name: curveName(curve) + (curve.differences === "logarithmic" ? ", logarithm" : ""),
          comparison: summary.mean,
        }]
      )
    ),
    ...numbers,
  ].filter(({ comparison: { verdict } }) =>
    verdict !== "not judged" && (verdict === "agrees") === agree
  );
  if (judged.length === 0) return null;
  const labels = [...new Set(judged.map(({ method: { label } }) => label))];
  const rows = labels.flatMap((label) => judged.filter(({ method }) => method.label === label));
  const shown = dotTable(
    title,
    [
      {
        title: "Difference in standard errors",
        what: "ours less the paper's",
        reference: 0,
        width: 220,
        cells: rows.map(({ method, comparison: { pull, verdict } }) => ({
          value: pull!,
          error: 1,
          look: lookOf(method),
          text: fixed(pull!, 1),
          fails: verdict === "differs" || verdict === "in tension",
        })),
      },
      { title: "Difference", cells: rows.map(({ comparison }) => measured(comparison.difference)) },
      {
        title: "Could be found",
        what: "in 4 of 5 repetitions",
        cells: rows.map(({ comparison: { detectable } }) =>
          detectable === null ? "–" : significant(detectable, 2)
        ),
      },
      { title: "Verdict", cells: rows.map(({ comparison: { verdict } }) => verdict) },
    ],
    labels.map((label) => ({
      name: label,
      rows: rows.filter(({ method }) => method.label === label).map(({ name }) => name),
    })),
  );
  return { table: shown, rows: rows.length };
}

/** Mean absolute deviations at few bins of a series that two figures of the paper show. */
function figures({ curves }: ReproductionResults): Record<string, string> {
  const fewest = curves.find(({ quantity, series }) =>
    quantity === "coverage" &&
    curves.some((other) => other.quantity === "mad" && other.series === series)
  );
  if (fewest === undefined) return {};
  const { series, nBins, paper: { x, y } } = fewest;
  const { paper } = curves.find((curve) => curve.quantity === "mad" && curve.series === series)!;
  return {
    twice: series,
    twiceBins: `${nBins} × ${nBins}`,
    twiceDiagonal: significant(
      y.reduce((sum, v, i) => sum + Math.abs(v - x[i]) / y.length, 0),
      2,
    ),
    twiceDeviation: significant(paper.y[paper.x.indexOf(nBins! * nBins!)], 2),
  };
}

/** Reasons tested: by other chains, and on the same draws. */
function reasonTables({ reasons, sameDraws }: ReproductionResults): View["tables"] {
  const reasonTable = (title: string, tested: ReproductionResults["reasons"]) =>
    table(
      `${title}: change needed and change found`,
      ["does not come out", "posterior", "reason tested", "needed", "found", "outcome"],
      tested.map(({ quantity, reason, method, needed, found: change, outcome }) => [
        quantity,
        unbroken(method.label),
        reason,
        measured(needed),
        measured(change),
        outcome,
      ]),
    );
  return {
    ...(reasons.length > 0 && {
      reasons: reasonTable(
        "Reasons tested by a chain that differs in one thing on the first training set",
        reasons,
      ),
    }),
    ...(sameDraws.length > 0 && {
      sameDraws: reasonTable("Reasons tested on the same draws of all training sets", sameDraws),
    }),
  };
}

/** Headings of how a difference is judged. */
const judgement = ["standard errors", "could be found", "verdict"];

/** The chart that shows what a finding says. */
const shownIn: View["figures"] = {
  "first-bin-": "reproduction-radius",
  "lengths": "reproduction-lengths",
};

/** Charts, tables and words of the page. */
export function view({ data, profile }: Loaded<ReproductionResults>): View {
  const [others, agreeing] = [false, true].map((agree) =>
    forest(data, agree ? "agreeing-title" : "forest-title", agree)
  );
  const several = (names: readonly string[]) => names.length === 0 ? "" : listed(names);
  return {
    figures: shownIn,
    charts: reproductionCharts(data),
    tables: {
      settings: table(
        `Set-up of the paper and here (profile ${profile})`,
        ["quantity", "paper", "here"],
        data.settings.map(({ name, paper, ours }) => [name, paper, ours]),
      ),
      curves: table(
        "Curves: mean difference over their points, ours less the paper's",
        [
          "curve",
          "posterior",
          "points",
          "mean difference",
          ...judgement,
          "mean squared pull",
          "if it agrees",
        ],
        curveRows(data),
      ),
      numbers: table(
        "Numbers",
        [
          "quantity",
          "posterior",
          "paper",
          "ours",
          "difference",
          ...judgement,
        ],
        data.numbers.map(({ name, method, paper, ours, comparison }) => [
          unbroken(name),
          unbroken(method.label),
          measured(paper),
          measured(ours),
          ...compared(comparison),
        ]),
      ),
      ...reasonTables(data),
      ...(others !== null && { forest: others.table }),
      ...(agreeing !== null && { agreeing: agreeing.table }),
    },
    facts: {
      agreeing: plain(agreeing?.rows ?? 0),
      runs: plain(data.setup.runs),
      comparable: data.comparable ? "yes" : "",
      source: data.source,
      ...figures(data),
      notComputed: several(data.notComputed),
      notPublished: several(data.notPublished),
    },
  };
}
