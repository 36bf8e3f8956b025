/**
 * The page of a comparison: one table of all measures, and the differences of all pairs.
 *
 * @module
 */
import { assets } from "../../render/assets.ts";
import { type DotColumn, dotTable } from "../../render/dot_table.ts";
import { finishPage } from "../../render/finish.ts";
import { measured, plain, pValue, unbroken } from "../../render/format.ts";
import { type Markup, markup } from "../../render/markup.ts";
import { table } from "../../render/table.ts";
import { layout } from "../report/layout.ts";
import type { AuditPage } from "../report/page.ts";
import type { Comparison, GeneratorDifference } from "./schema.ts";
import { alarmSentence, betterText, differenceText, orderText, valueText } from "./texts.ts";

/** Pixels of the picture of a number. */
const width = 60;

/** All measures of all generators. */
function measureTable({ generators, measures }: Comparison): Markup {
  const columns = measures.map(({ title, meaning, better, values }): DotColumn => ({
    title,
    what: meaning,
    good: betterText[better],
    width,
    cells: values.map((entry) => {
      const { value, error, rank } = entry;
      return value === null ? "–" : {
        value,
        error,
        text: valueText(entry),
        look: 0,
        best: rank === 1 && values.some(({ rank }) => rank !== null && rank > 1),
      };
    }),
  }));
  return markup`<p class="table-title" id="measures-title">Values with standard errors; ranks in brackets</p>
${
    dotTable("measures-title", columns, [
      { name: "generator", rows: generators.map(({ name }) => name) },
    ])
  }`;
}

/** Differences of all pairs, each with its error along the scale of its measure. */
function differenceTable({ measures, differences }: Comparison): Markup {
  const pairs = [
    ...new Map(
      differences.map((difference) => [`${difference.first}\0${difference.second}`, difference]),
    ).values(),
  ];
  const columns = measures.map(({ name, title }): DotColumn => ({
    title,
    reference: 0,
    width,
    cells: pairs.map(({ first, second }) => {
      const difference = differences.find((other) =>
        other.measure === name && other.first === first && other.second === second
      );
      return difference === undefined ? "–" : {
        value: difference.value,
        error: difference.error,
        text: differenceText(difference),
        look: 0,
        best: difference.order !== null,
      };
    }),
  }));
  return markup`<p class="table-title" id="differences-title">The first less the second; bold where it is significant</p>
${
    dotTable("differences-title", columns, [
      { name: "pair", rows: pairs.map(({ first, second }) => `${first} − ${second}`) },
    ])
  }`;
}

/** The order of each pair by each measure. */
function orderTable({ measures, differences }: Comparison): Markup {
  const titleOf = ({ measure }: GeneratorDifference) =>
    measures.find(({ name }) => name === measure)!.title;
  return table(
    "Orders",
    ["measure", "first", "second", "order", "difference", "p-value"],
    differences.map((difference) => [
      titleOf(difference),
      difference.first,
      difference.second,
      orderText(difference),
      differenceText(difference),
      difference.error === null ? "–" : pValue(difference.pValue, 1e-6),
    ]),
  );
}

/** Numbers of the audits of all generators, those that any of them has. */
function quantityTable({ generators }: Comparison): Markup {
  const rows = generators[0].quantities.flatMap(({ name, meaning }) => {
    const numbers = generators.map(({ quantities }) =>
      quantities.find((quantity) => quantity.name === name)!
    );
    if (numbers.every(({ value }) => value === null)) return [];
    return [[
      meaning,
      ...numbers.map(({ value, error }) => value === null ? "–" : measured({ value, error })),
    ]];
  });
  return table("Numbers of each audit", ["what", ...generators.map(({ name }) => name)], rows);
}

/** Measures that a generator lacks, and why. */
function absentTable({ generators, measures }: Comparison): Markup | null {
  const rows = measures.flatMap(({ title, values }) =>
    values.flatMap(({ reason }, i) => reason === null ? [] : [[title, generators[i].name, reason]])
  );
  return rows.length === 0
    ? null
    : table("What cannot be had", ["measure", "generator", "why"], rows);
}

function setupTable({ generators, setup, of: kind }: Comparison): Markup {
  const { truth, axes, shape, seed } = setup;
  return markup`${
    table(
      "Generators",
      ["generator", "from", "runs", "draws per run", "training events per run"],
      generators.map(({ name, file, runs, draws, nTrain }) => [
        name,
        file,
        plain(runs),
        kind === "sample" ? "one sample" : plain(draws),
        nTrain === null ? "not given" : plain(nTrain),
      ]),
    )
  }${
    table("What they share", ["quantity", "value"], [
      ["truth", truth.file === null ? truth.kind : `${truth.kind}, ${truth.file}`],
      ["true events", truth.events === null ? "exact" : plain(Math.round(truth.events))],
      ["SHA-256 of the truth", truth.digest],
      [
        "features",
        axes.map(({ name, unit }) => unit === null ? name : `${name} [${unit}]`).join(", "),
      ],
      ["bins", shape.join(" × ")],
      ["seed of the comparison", String(seed)],
    ])
  }`;
}

/** How differences and orders come about. */
function method(comparison: Comparison): Markup {
  const shared =
    "The noise that the truth adds equally to both generators cancels before the errors are computed.";
  const near =
    "Errors are correct for generators far from the truth. Close to the truth they are too large, for distances by up to √2.";
  const errors = comparison.of === "sample"
    ? `The error of a difference combines the errors of both generators and that of the truth that they share. A jackknife leaves out each of 20 parts of the generated sample in turn, and then each of 20 parts of the truth, the same for all generators. Features are scaled by the standard deviations of the truth. ${shared} ${near}`
    : comparison.setup.truth.events === null
    ? "The error of a difference combines the errors of both generators, from a jackknife over runs. The truth is exact and adds nothing."
    : `The error of a difference combines the errors of both generators and that of the truth that they share. A jackknife leaves out each run in turn. A bootstrap recounts the truth 50 times, each time identically for all generators. ${shared} ${near}`;
  return markup`<p>${errors} P-values are by Student's distribution, with degrees of freedom by Satterthwaite, and corrected by Holm for their number. ${
    alarmSentence(comparison)
  }</p>`;
}

/** The page of a comparison. */
export function comparisonPage(comparison: Comparison): AuditPage {
  const { title, findings, limits } = comparison;
  const items = (sentences: readonly string[]) =>
    markup`<ul>${sentences.map((sentence) => markup`<li>${unbroken(sentence)}</li>\n`)}</ul>`;
  return {
    file: "index.html",
    name: "Comparison",
    title,
    description:
      "Several generators against one truth: their measures, their differences, and their order where it is significant.",
    content: markup`
${measureTable(comparison)}
<h2 id="orders">Which comes first</h2>
${items(findings)}
${differenceTable(comparison)}
${orderTable(comparison)}
<h2 id="method">How they are compared</h2>
${method(comparison)}
<h2 id="limits">What these data cannot say</h2>
${items(limits)}
${absentTable(comparison)}
<h2 id="audits">The audit of each generator</h2>
<p>Numbers as in the audit of each generator, at the bins that were given. Its calibration, its verdicts and their next steps are in its own report.</p>
${quantityTable(comparison)}
<h2 id="setup">What was compared</h2>
${setupTable(comparison)}
<h2 id="files">Files</h2>
<p>All numbers: <a href="comparison.json" download>comparison.json</a>, by the <a href="comparison.schema.json" download>published schema</a>. For a leaderboard: <a href="comparison.csv" download>comparison.csv</a>, a row for each generator, and <a href="differences.csv" download>differences.csv</a>, a row for each pair and measure. For a pull request: <a href="summary.md" download>summary.md</a>.</p>`,
  };
}

/** The page with all that it loads, by path. */
export function comparisonSite(comparison: Comparison): Map<string, string | Uint8Array> {
  const page = comparisonPage(comparison);
  const { page: text, files } = finishPage(layout(page, [page]), "");
  return new Map<string, string | Uint8Array>([[page.file, text], ...files, ...assets()]);
}
