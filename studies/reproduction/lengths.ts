/**
 * The paper's coverage diagonals beside those of our chains cut off after fewer steps.
 *
 * @module
 */
import { curveOverRuns } from "../../core/estimate.ts";
import { grouped, inText, listed, plusMinus, spelled } from "../../render/sentence.ts";
import type { Artefact, Cell } from "../../runner/cell.ts";
import { cellsAfter, lengthArrays, lengthKind, lengthsOf, runsAfter } from "../length/measure.ts";
import type { Grid } from "../shared/grid.ts";
import type { GridMethod } from "../shared/methods.ts";
import type { Finding } from "../shared/schema.ts";
import { paperCurves, sameSeries } from "./paper.ts";
import { type AfterSteps, seriesOf } from "./reproduce.ts";
import type { Comparison, LengthComparison, Verdict } from "./schema.ts";

/** Methods with published diagonals and more than one length. */
function methodsOf(grid: Grid): GridMethod[] {
  return grid.methods.filter((method) =>
    lengthsOf(method).length > 1 &&
    paperCurves.some((curve) =>
      curve.quantity === "coverage" && sameSeries(curve, seriesOf(method.method))
    )
  );
}

/** What the comparison is given: the measures of all runs at each length. */
export function lengthInputs(grid: Grid): Record<string, Cell> {
  return Object.assign({}, ...methodsOf(grid).map((method) => cellsAfter(grid, method)));
}

/** Coverage of a method after a number of steps, at every number of bins; without counting noise. */
function curvesAfter(artefacts: readonly Artefact[]) {
  const [{ rows }] = artefacts.map((artefact) => lengthKind.record(artefact));
  const runs = artefacts.map(({ arrays }) => arrays[lengthArrays.curves].values);
  const levels = runs[0].length / rows.length;
  return rows.map(({ nBins }, i) => {
    const values = runs.flatMap((curves) => [...curves.subarray(i * levels, (i + 1) * levels)]);
    const { mean, error } = curveOverRuns(values, runs.length);
    return { nBins, mean, error: error ?? mean.map(() => null) };
  });
}

/** Coverage of every method with a published diagonal at each of its lengths. */
export function lengthsMeasured(
  grid: Grid,
  inputs: Readonly<Record<string, Artefact>>,
): AfterSteps[] {
  return methodsOf(grid).flatMap((gridMethod) => {
    const { method } = gridMethod;
    return lengthsOf(gridMethod).map((steps) => ({
      method,
      steps,
      protocol: "fixed" as const,
      coverage: { curves: curvesAfter(runsAfter(inputs, method, steps, grid.runs)) },
    }));
  });
}

/** Diagonals with a given verdict. */
function numberOf(verdict: Verdict, comparisons: readonly Comparison[]): number {
  return comparisons.filter((comparison) => comparison.verdict === verdict).length;
}

/** Diagonals that are consistent with ours, on whichever side of nominal. */
function consistent(comparisons: readonly Comparison[]): number {
  return numberOf("agrees", comparisons) + numberOf("opposite sign", comparisons);
}

/** After how many steps the paper's diagonals come out. */
export function lengthFindings(lengths: readonly LengthComparison[]): Finding[] {
  const judged = lengths.filter(({ points }) =>
    points.length > 1 && points.every(({ comparison: { pull } }) => pull !== null)
  );
  // Beginnings that all diagonals are compared with.
  const beginnings = [
    ...new Set(judged.flatMap(({ points }) => points.slice(0, -1).map(({ steps }) => steps))),
  ].flatMap((steps) => {
    const at = judged.flatMap(({ method, nBins, points }) =>
      points.filter((point) => point.steps === steps)
        .map(({ comparison }) => ({ method, nBins, comparison }))
    );
    const comparisons = at.map(({ comparison }) => comparison);
    const squares = comparisons.reduce((sum, { pull }) => sum + pull! * pull!, 0);
    return at.length < judged.length ? [] : [{ steps, at, comparisons, squares }];
  });
  if (beginnings.length === 0) return [];
  const whole = consistent(judged.map(({ points }) => points.at(-1)!.comparison));
  const full = beginnings.filter(({ comparisons }) => consistent(comparisons) === judged.length);
  const [closest] = beginnings.toSorted((a, b) =>
    consistent(b.comparisons) - consistent(a.comparisons) || a.squares - b.squares
  );
  const opposite = numberOf("opposite sign", closest.comparisons);
  const [sharpest] = closest.at.toSorted((a, b) =>
    a.comparison.difference.error! - b.comparison.difference.error!
  );
  const { comparison: { difference }, method, nBins } = sharpest;
  const sentences = [
    `The paper's ${
      spelled(judged.length)
    } coverage diagonals that are computed here were also compared with beginnings of the same chains.`,
    `After all steps ${
      whole === 0
        ? "no diagonal is"
        : whole === judged.length
        ? "every diagonal is"
        : `${spelled(whole)} ${whole === 1 ? "diagonal is" : "diagonals are"}`
    } consistent with ours.`,
    full.length === 0
      ? "No beginning is consistent with all of them."
      : `${
        full.length === beginnings.length
          ? "Every beginning is"
          : `Of ${spelled(beginnings.length)} beginnings ${spelled(full.length)} ${
            full.length === 1 ? "is" : "are"
          }`
      } consistent with all of them: ${full.length === 1 ? "that" : "those"} of ${
        listed(full.map(({ steps }) => grouped(steps)))
      } steps.`,
    `The closest is that of ${grouped(closest.steps)} steps${
      opposite === 0
        ? ""
        : `, where ours lies on the other side of nominal for ${
          spelled(opposite)
        } of them, within errors`
    }.`,
    `Its sharpest comparison is that at ${nBins} × ${nBins} bins for ${
      inText(method.label)
    }, where ours lies ${difference.value > 0 ? "above" : "below"} the paper's by ${
      plusMinus({ ...difference, value: Math.abs(difference.value) })
    }.`,
  ];
  return [{
    id: "lengths",
    sentence: sentences.join(" "),
    evidence: Object.fromEntries(
      closest.at.map(({ method, nBins, comparison }) => [
        `${method.label}, ${nBins} × ${nBins} bins`,
        comparison.difference,
      ]),
    ),
  }];
}
