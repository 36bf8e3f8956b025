/**
 * The page on one generated sample: is it the truth, where does it differ, what is it worth, does it copy?
 *
 * @module
 */
import { isPresent } from "../../core/measure/mod.ts";
import { measured, plain, pValue, significant, unbroken } from "../../render/format.ts";
import { type Markup, markup } from "../../render/markup.ts";
import { table } from "../../render/table.ts";
import type { AuditResults, SampleResults } from "../schema.ts";
import { rangesOf } from "../verdicts/sample_verdicts.ts";

/** Copies in a cell of the features. */
type CopiedCell = Extract<SampleResults["copies"], { where: unknown }>["where"][0];

/** A number with its error, or a dash. */
function cell(estimate: SampleResults["kernel"]["sample"]): string {
  return isPresent(estimate) ? measured(estimate) : "–";
}

/** The tests of the sample being the truth. */
function testTable({ tests }: SampleResults, least: number): Markup {
  return table(
    "Tests of the sample being the truth",
    [
      "test",
      "value",
      "95 % of equal samples are below",
      "p-value",
      "generated events",
      "true events",
    ],
    tests.map(({ name, value, upper, pValue: p, generated, truth }) => [
      name,
      significant(value),
      significant(upper),
      pValue(p, least),
      plain(generated),
      plain(truth),
    ]),
  );
}

/** Where the samples differ most. */
function whereTable({ where }: SampleResults, axes: readonly string[]): Markup {
  return table(
    "Where it differs most",
    ["where", "share of the generated sample", "share of the truth", "standard errors apart"],
    where.map(({ first, second, z, ...cell }) => [
      rangesOf(cell, axes),
      significant(first),
      significant(second),
      significant(z, 2),
    ]),
  );
}

/** The energy distance in bins of the condition. */
function conditionTable({ within = [] }: SampleResults, least: number): Markup | null {
  return within.length === 0 ? null : table(
    "In bins of the condition, by the energy distance",
    [
      within[0].name,
      "value",
      "95 % of equal samples are below",
      "p-value",
      "generated events",
      "true events",
    ],
    within.map(({ from, to, value, upper, pValue: p, generated, truth }) => [
      `${plain(from)} to ${plain(to)}`,
      value === null ? "–" : significant(value),
      upper === null ? "–" : significant(upper),
      p === null ? "too few events" : pValue(p, least),
      plain(generated),
      plain(truth),
    ]),
  );
}

/** Where the sample copies most. */
function copiesTable(
  where: readonly CopiedCell[],
  axes: readonly string[],
): Markup | null {
  // One cell is all of the space.
  return where.length < 2 ? null : table(
    "Where it copies most",
    [
      "where",
      "share nearer to training events",
      "without copies",
      "standard errors apart",
      "copies",
    ],
    where.map(({ share, expected, error, z, exact, ...cell }) => [
      rangesOf(cell, axes),
      measured({ value: share, error }),
      significant(expected),
      significant(z, 2),
      plain(exact),
    ]),
  );
}

/** Worth against the number of cells, and by kernel distance. */
function worthTable({ worth, kernel }: SampleResults, nTrain: number | null): Markup {
  const atLeast = (lower: number | null) => lower === null ? "–" : plain(Math.round(lower));
  const times = (estimate: SampleResults["kernel"]["sample"]) =>
    nTrain === null || !isPresent(estimate) ? [] : [
      measured({
        value: estimate.value / nTrain,
        error: estimate.error === null ? null : estimate.error / nTrain,
      }),
    ];
  const row = (name: string, { sample, generator, lower }: SampleResults["kernel"]) => [
    name,
    cell(sample),
    cell(generator),
    ...(nTrain === null ? [] : times(generator).length > 0 ? times(generator) : ["–"]),
    atLeast(lower),
  ];
  return table(
    "True events that it is worth",
    [
      "by",
      "this sample",
      "the generator",
      ...(nTrain === null ? [] : ["over training events"]),
      "at least, with 95 % confidence",
    ],
    [
      ...worth.map(({ cells, ...numbers }) => row(`${plain(cells)} cells`, numbers)),
      row("kernel distance", kernel),
    ],
  );
}

/** Why a number is not there. */
function reasons({ worth, kernel, copies }: SampleResults): Markup | null {
  const missing = [
    ...worth.flatMap(({ sample, generator }) => [sample, generator]),
    kernel.generator,
  ].flatMap((estimate) => isPresent(estimate) ? [] : [estimate.reason]);
  const all = [...new Set([...missing, ...(isPresent(copies) ? [] : [copies.reason])])];
  return all.length === 0
    ? null
    : markup`<ul>${all.map((reason) => markup`<li>${unbroken(reason)}.</li>\n`)}</ul>`;
}

/** The content of the page. */
export function samplePage(
  { setup, spectra, generator }: AuditResults,
  samples: SampleResults,
  worthChart: Markup | null,
): Markup {
  const axes = spectra.map(({ axis }) => axis.name);
  const { copies } = samples;
  return markup`
<h2 id="tests">Is it the truth?</h2>
<p>Each test measures how far two samples are apart. Its p-value is exact: how often the two are as far apart when their events change places at random. Larger samples are thinned at random to the events that a test compares. Where both samples have more than 100 000 events, the kernel distance compares all of them by random features, and blocks of events change places.</p>
${testTable(samples, 1 / (setup.replicates + 1))}
<h2 id="where">Where does it differ?</h2>
<p>Cells that hold equal parts of both samples together; those that the samples fill most differently.</p>
${whereTable(samples, axes)}
${conditionTable(samples, 1 / (setup.replicates + 1))}
<h2 id="worth">What is it worth?</h2>
<p>Two numbers: a true sample of how many events would be as far from the truth as this <strong>sample</strong> is, and as ${generator} itself is, the <strong>generator</strong>, with endlessly many events. The noise of counting the truth is taken out of both, and that of the generated sample out of the second. The finer the cells, the finer the detail that counts.</p>
${worthChart}
${worthTable(samples, setup.nTrain)}
<h2 id="copies">Does it copy?</h2>
${
    isPresent(copies)
      ? markup`<p>Of ${plain(copies.used)} generated events, ${
        unbroken(`${significant(100 * copies.share)} ± ${significant(100 * copies.error, 2)} %`)
      } are nearer to a training event than to one of as many held-out events; without copies one half is expected (p ${
        pValue(copies.pValue)
      }). ${
        plain(copies.exact)
      } events are nearer to a training event than 99 % of held-out events are.</p>
<p>The cells hold about as many training as held-out events. Those with the largest excess of generated events near training events come first.</p>
${copiesTable(copies.where, axes)}`
      : null
  }
${reasons(samples)}`;
}
