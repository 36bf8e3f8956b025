/**
 * The pages of an audit: the same charts and measures as the studies', on somebody else's generator.
 *
 * @module
 */
import { isPresent } from "../../core/measure/mod.ts";
import type { AuditResults } from "../schema.ts";
import { tablesOf } from "./tables.ts";
import { chartFiles } from "../../render/charts/files.ts";
import { figure } from "../../render/charts/figure.ts";
import { percent, unbroken } from "../../render/format.ts";
import { type Markup, markup } from "../../render/markup.ts";
import { auditCharts, figureFolder } from "./charts.ts";
import {
  absentTable,
  amplificationTable,
  besideTable,
  consistencyTable,
  deviationTable,
  inputTable,
  limitList,
  quantityTable,
  scoreTable,
  setupTable,
  standingList,
  verdictList,
} from "./view.ts";

/** A page before its layout. */
export interface AuditPage {
  /** File, and address from the others. */
  readonly file: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly content: Markup;
}

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
  const finest = results.binnings[results.binnings.length - 1];
  const { calibration, holdout, worth } = finest;
  const why = (found: object): Markup | null =>
    "reason" in found ? markup`<p>${String(found.reason)}.</p>` : null;
  const tables = tablesOf(results);
  const besides = besideTable(results);
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
    {
      file: "calibration.html",
      name: "Calibration",
      title: "Is the uncertainty right?",
      description:
        "Intervals of the draws for the mass of a bin should hold the truth as often as their level says. How often do they?",
      content: markup`
<h2 id="coverage">Coverage curves</h2>
${why(calibration)}
${draw("coverage")}
${draw("interpolated")}
${
        isPresent(calibration)
          ? markup`<h2 id="deviation">Deviations</h2>
${draw("deviation")}
${deviationTable(results)}
${draw("along")}`
          : null
      }
${
        besides === null ? null : markup`<h2 id="beside">Projections and the condition</h2>
${besides}`
      }
<h2 id="holdout">A held-out sample</h2>
${why(holdout)}
${draw("holdout")}
${
        isPresent(holdout)
          ? markup`<p>Each draw predicts the counts of a sample as large as the held-out one, with its counting noise; no truth is needed. The noise is ${
            unbroken(percent(holdout.countingShare))
          } of the predicted variance: the nearer to 100\u00a0%, the less is tested.</p>`
          : null
      }`,
    },
    {
      file: "ranks.html",
      name: "Ranks and scores",
      title: "Where does the truth stand among the draws?",
      description: "Ranks of the truth, coverage of all bins at once, and proper scores.",
      content: markup`
<h2 id="ranks">Ranks</h2>
${why(calibration)}
${draw("ranks")}
<h2 id="joint">All bins at once</h2>
${isPresent(calibration) ? why(calibration.joint) : why(calibration)}
${draw("joint")}
<h2 id="scores">Scores</h2>
${isPresent(calibration) ? why(calibration.scores) : why(calibration)}
${scoreTable(results)}`,
    },
    {
      file: "amplification.html",
      name: "Amplification",
      title: "How many true events is it worth?",
      description:
        "What the spread of the draws claims, what the distance from the truth keeps, and what can be forecast without truth.",
      content: markup`
<h2 id="amplification">Amplification</h2>
${why(worth.amplification)}
${draw("amplification")}
${amplificationTable(results)}
${why(worth.achieved)}
<p>Claim: events whose counting errors equal the draws' spread, bin by bin. Forecast: the same for all bins together, with the draws' mean for the truth. Achieved: events of a true sample that would be as far from the truth as the draws' mean is.</p>`,
    },
    {
      file: "draws.html",
      name: "Draws",
      title: "Do the draws belong together?",
      description:
        "The spread of the draws, and whether they scatter alike: what can be said without any truth.",
      content: markup`
<h2 id="spread">Spread</h2>
${draw("spread")}
<h2 id="consistency">From draw to draw</h2>
${consistencyTable(results)}
<p>Neighbouring draws of a chain that is not thinned are more alike than others; draws of a chain that drifts differ between its halves. The p-values are those of other orders of the same draws. A draw much farther from all others than the median draw may be a failed fit. Runs that vary by more than the draws of one run show a spread that is too small, without any truth.</p>`,
    },
  ];
  return { pages, files };
}
