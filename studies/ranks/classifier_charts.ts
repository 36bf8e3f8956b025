/**
 * Charts of the difference between generated and true points that a classifier finds.
 *
 * @module
 */
import { exp } from "../../core/elementary.ts";
import type { RanksResults } from "./schema.ts";
import {
  type CellsPanel,
  type Chart,
  type Control,
  controlled,
} from "../../render/charts/chart.ts";
import { methodControl } from "../shared/view.ts";

type MapPart = Pick<CellsPanel, "quantity" | "thresholds">;

function mapControl(
  results: RanksResults,
  pick: (method: RanksResults["classifier"]["methods"][number]) => CellsPanel["values"],
  part: MapPart,
): Control {
  const { centres, methods } = results.classifier;
  const half = (centres[1] - centres[0]) / 2;
  const edges = [...centres.map((c) => c - half), centres.at(-1)! + half];
  return methodControl(methods, (shown) =>
    shown.map((method) => ({
      kind: "cells",
      title: method.method.label,
      x: { label: "x₁", scale: "linear" },
      y: { label: "x₂", scale: "linear" },
      xEdges: edges,
      yEdges: edges,
      values: pick(method),
      colours: "diverging",
      ...part,
    })));
}

/** Generated over true density. */
export function excessChart(results: RanksResults): Chart {
  return controlled(
    {
      id: "ranks-excess",
      title: "Where a classifier finds too many or too few generated points",
      caption:
        "Generated over true density by a classifier that was fitted to points alone and knows neither density; mean of ln over runs. The middle colour is agreement within 5 %. Empty: no points to learn from.",
      description:
        "Maps of the plane coloured by the ratio of generated to true density that the classifier learned.",
    },
    mapControl(
      results,
      ({ logRatio }) => logRatio.map((row) => row.map((v) => v === null ? null : exp(v))),
      {
        quantity: "generated / true density",
        thresholds: [0.5, 0.7, 0.85, 0.95, 1.05, 1.18, 1.43, 2],
      },
    ),
  );
}

/** The same over its standard error. */
export function significanceChart(results: RanksResults): Chart {
  return controlled(
    {
      id: "ranks-significance",
      title: "How sure the classifier is of it",
      caption:
        "The same ln ratio over its standard error, which follows from the curvature of the fits and holds the scatter of the finitely many points, not that of the training sets. Beyond ±5 chance is out of the question anywhere on the map.",
      description:
        "Maps of the plane coloured by the number of standard errors by which generated and true density differ.",
    },
    mapControl(results, ({ significance }) => significance, {
      quantity: "ln ratio / standard error",
      thresholds: [-10, -5, -3, -1, 1, 3, 5, 10],
    }),
  );
}
