/**
 * The pages of an audit: the charts and measures of the studies for any generator.
 *
 * @module
 */
import type { AuditResults } from "../schema.ts";
import { allTables } from "./all_tables.ts";
import { chartFiles } from "../../render/charts/files.ts";
import { figure } from "../../render/charts/figure.ts";
import { type Markup, markup } from "../../render/markup.ts";
import { drawPages } from "./draw_pages.ts";
import type { AuditPage } from "./page.ts";
import { samplePage } from "./sample_page.ts";
import { auditCharts, figureFolder } from "./charts.ts";
import {
  absentTable,
  inputTable,
  limitList,
  quantityTable,
  setupTable,
  standingList,
  verdictList,
} from "./view.ts";

/** Folder of the numbers of charts, from the pages. */
const folder = "data/";

/** Width at which spectra are drawn, two of them side by side, in CSS pixels. */
const spectrumWidth = 420;

/** Rows of spectra that are seen at once. */
const shownSpectra = 2;

/** The pages, and the files that their charts link to. */
export function auditPages(
  results: AuditResults,
): { readonly pages: readonly AuditPage[]; readonly files: ReadonlyMap<string, string> } {
  const charts = auditCharts(results);
  const files = new Map<string, string>();
  for (const chart of Object.values(charts)) {
    for (const [name, text] of chartFiles(chart)) files.set(folder + name, text);
  }
  const draw = (name: string, width?: number): Markup | null =>
    charts[name] === undefined ? null : figure(charts[name], folder, {
      pdf: `${figureFolder}${name}.pdf`,
      ...(width === undefined ? {} : { width }),
    });
  const tables = allTables(results);
  const { samples } = results;
  const drawn = results.spectra.map((_, axis) =>
    markup`<section>${draw(`spectrum-${axis + 1}`, spectrumWidth)}</section>\n`
  );
  const spectra = Array.from(
    { length: Math.ceil(drawn.length / 2) },
    (_, row) => markup`<div class="pair">${drawn.slice(2 * row, 2 * row + 2)}</div>\n`,
  );
  const pages: AuditPage[] = [
    {
      file: "index.html",
      name: "Verdicts",
      title: results.title,
      description:
        "How far the generated sample can be trusted, and how many true events it is worth: what its draws say.",
      content: markup`
${standingList(results)}
<h2 id="spectra">Spectra</h2>
${spectra.slice(0, shownSpectra)}
${
        spectra.length > shownSpectra
          ? markup`<details><summary>Spectra of ${
            drawn.length - 2 * shownSpectra
          } more features</summary>
${spectra.slice(shownSpectra)}</details>`
          : null
      }
<h2 id="verdicts">Verdicts</h2>
${verdictList(results)}
<h2 id="limits">What these data cannot say</h2>
${limitList(results)}
<h2 id="setup">What was audited</h2>
${setupTable(results)}
${inputTable(results)}
<h2 id="numbers">Numbers</h2>
${quantityTable(results)}
${absentTable(results)}
<h2 id="files">Files</h2>
<p>All numbers: <a href="results.json" download>results.json</a>, by the <a href="results.schema.json" download>published schema</a>. For HEPData: <a href="hepdata/submission.yaml" download>submission.yaml</a> with its tables beside it. For a pull request: <a href="summary.md" download>summary.md</a>. As comma-separated values:</p>
<ul>${
        tables.map(({ id, title }) =>
          markup`<li><a href="tables/${id}.csv" download>${title}</a></li>\n`
        )
      }</ul>
<p>The charts on white, for papers and slides:</p>
<ul>${
        Object.entries(charts).map(([name, { title }]) =>
          markup`<li>${title}: <a href="${figureFolder}${name}.svg" download>SVG</a>, <a href="${figureFolder}${name}.pdf" download>PDF</a></li>\n`
        )
      }</ul>`,
    },
    ...(samples === undefined ? drawPages(results, draw) : [{
      file: "truth.html",
      name: "Is it the truth?",
      title: "Is it the truth, and what is it worth?",
      description:
        "One generated sample beside a true one: tests, places where they differ, true events that it is worth, and copies.",
      content: samplePage(results, samples, draw("sample-worth")),
    }]),
  ];
  return { pages, files };
}
