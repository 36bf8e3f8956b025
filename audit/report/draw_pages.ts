/**
 * The pages on the draws of a generator: calibration, ranks, amplification, and the draws themselves.
 *
 * @module
 */
import { isPresent } from "../../core/measure/mod.ts";
import { percent, unbroken } from "../../render/format.ts";
import { type Markup, markup } from "../../render/markup.ts";
import type { AuditResults } from "../schema.ts";
import type { AuditPage } from "./page.ts";
import {
  amplificationTable,
  besideTable,
  consistencyTable,
  deviationTable,
  scoreTable,
} from "./view.ts";

/**
 * The pages on draws.
 *
 * @param draw Draws a chart by its name; null where there is none.
 */
export function drawPages(
  results: AuditResults,
  draw: (name: string) => Markup | null,
): AuditPage[] {
  const finest = results.binnings[results.binnings.length - 1];
  const { calibration, holdout, worth } = finest;
  const besides = besideTable(results);
  const why = (measures: object): Markup | null =>
    "reason" in measures ? markup`<p>${String(measures.reason)}.</p>` : null;
  return [{
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
  }, {
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
  }, {
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
  }, {
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
  }];
}
