/**
 * Coverage and mass along the radius, and coverage all over the ring.
 *
 * @module
 */
import type { CalibrationResults } from "./schema.ts";
import { type Axis, type Chart, controlled, type Series } from "../../render/charts/chart.ts";
import { curve, deviationPanel, massPanel } from "../../render/charts/panels.ts";
import { plain } from "../../render/format.ts";
import { measurement, range } from "../../render/sentence.ts";
import { beyondInnermost, calibratedRegions, lookOf, methodControl } from "../shared/view.ts";

type Item = CalibrationResults["series"][number];

const radial: Axis = { label: "radius r", scale: "linear" };

/** Coverage along the radius. */
export function radiusChart(items: readonly Item[]): Chart {
  return {
    id: "calibration-radius",
    title: "Coverage minus nominal level along the radius",
    caption:
      `Signed deviation of the coverage, mean over angles and levels, against the radius at ${
        items[0].radius.nBins
      } × ${
        items[0].radius.nBins
      } bins. Bands: one standard error between runs. Shaded: where all deviations of a calibrated posterior lie together in 95 % of cases. Below zero the posterior is too sure of itself.`,
    description:
      "Signed deviations against the radius from the inner edge outwards, one line for each posterior, with zero for comparison.",
    panels: [deviationPanel(
      "deviation along the radius",
      radial,
      { label: "coverage − nominal level", scale: "linear" },
      {
        regions: calibratedRegions(
          items,
          ({ radius: { centres: x, lower, upper } }) => ({ x, lower, upper }),
        ),
        series: items.map(({ method, radius: { centres, deviation, error } }) =>
          curve(method.label, lookOf(method), centres, deviation, error)
        ),
      },
    )],
  };
}

/** Learned over true mass along the radius. */
export function massChart(items: readonly Item[]): Chart {
  return controlled(
    {
      id: "calibration-mass",
      title:
        "Learned mass over true mass along the radius, with the width that the posterior gives it",
      caption:
        `Mean over angles, draws and runs of the mass of a bin over its true mass, against the radius. Bands: the mean relative standard deviation of the draws. Where the line is further from 1 than the band is wide, the intervals miss the truth. The innermost bin lies beyond the picture: ${
          range(
            items.map(({ method: { label }, radius: { massRatio } }) =>
              measurement(label, { value: massRatio[0], error: null })
            ),
          )
        } times its true mass.`,
      description:
        "One panel for each posterior; the ratio of learned to true mass against the radius with a band, and 1 for comparison.",
    },
    methodControl(
      items,
      (shown) =>
        shown.map(({ method, radius: { centres, massRatio, spread } }) => {
          const series: Series[] = [{
            label: method.label,
            look: lookOf(method),
            form: "line",
            x: centres,
            y: massRatio,
            lower: massRatio.map((m, i) => m * (1 - spread[i])),
            upper: massRatio.map((m, i) => m * (1 + spread[i])),
          }];
          const y: Axis = {
            label: "learned mass / true mass",
            scale: "linear",
            domain: beyondInnermost(series),
          };
          return massPanel(method.label, radial, y, series);
        }),
    ),
  );
}

/** One-sigma coverage in each bin. */
export function mapChart(results: CalibrationResults, items: readonly Item[]): Chart {
  return controlled(
    {
      id: "calibration-map",
      title: "Where on the ring the truth lies within one standard deviation",
      caption: `Share of the ${
        plain(results.setup.runs)
      } runs in which the true mass of a bin lies within one standard deviation of the mean of the draws. Both axes are in probability, so that all bins are equal: the lowest row lies at the inner edge.`,
      description:
        "Maps of angle against radius, both in probability, coloured by the share of runs within one standard deviation.",
    },
    methodControl(items, (shown) =>
      shown.map(({ method, oneSigmaMap: { nBins, share } }) => {
        const edges = Array.from({ length: nBins + 1 }, (_, i) => i / nBins);
        return {
          kind: "cells" as const,
          title: method.label,
          x: { label: "angle φ (turns)", scale: "linear" as const },
          y: { label: "probability below r", scale: "linear" as const },
          xEdges: edges,
          yEdges: edges,
          values: share,
          quantity: "share of runs within one σ",
          thresholds: [0.1, 0.3, 0.5, 0.7, 0.9],
          colours: "sequential" as const,
        };
      })),
  );
}
