/**
 * Charts that show the measures of several targets or training sizes side by side.
 *
 * @module
 */
import type { Measures } from "./measures_schema.ts";
import type { LinesPanel, Reference, Series } from "../../render/charts/chart.ts";
import { fixed } from "../../render/format.ts";
import { logDomain } from "../../render/charts/domain.ts";

type Row = Measures["rows"][number];

/** The line where a generated sample is worth its training sample. */
export const worthAll: Reference = {
  label: "worth the training sample",
  along: "horizontal",
  at: 1,
};

/** A quantity of every row with bars of one standard error, clipped for a logarithmic axis. */
function logAgainst(
  x: readonly number[],
  estimates: readonly { readonly value: number; readonly error: number | null }[],
): Pick<Series, "x" | "y" | "lower" | "upper"> {
  const series = against(x, estimates);
  const [least] = logDomain(estimates.map(({ value }) => value));
  return {
    ...series,
    lower: series.lower!.map((end) => end === null ? null : Math.max(end, least / 2)),
  };
}

/** A quantity of every row with bars of one standard error. */
export function against(
  x: readonly number[],
  estimates: readonly { readonly value: number; readonly error: number | null }[],
): Pick<Series, "x" | "y" | "lower" | "upper"> {
  return {
    x,
    y: estimates.map(({ value }) => value),
    lower: estimates.map(({ value, error }) => error === null ? null : value - error),
    upper: estimates.map(({ value, error }) => error === null ? null : value + error),
  };
}

/** Claimed and achieved amplification against the number of bins. */
export function claimPanel(title: string, { rows }: Pick<Measures, "rows">): LinesPanel {
  const bins = rows.map(({ bins }) => bins);
  const series = (["claimed", "achieved"] as const).map((label, look): Series => ({
    label,
    look,
    form: "both",
    ...logAgainst(bins, rows.map((row) => row[label])),
  }));
  return {
    kind: "lines",
    title,
    x: { label: "number of bins", scale: "log", domain: logDomain(bins) },
    y: {
      label: "amplification",
      scale: "log",
      domain: logDomain([
        1,
        ...series.flatMap(({ y, lower, upper }) => [...y, ...lower!, ...upper!]),
      ]),
    },
    references: [worthAll],
    series,
  };
}

/** Signed deviation of the coverage along the first axis, in the band of calibrated posteriors. */
export function deviationPanel(
  title: string,
  label: string,
  { profile: { centres, deviation, error, lower, upper } }: Pick<Measures, "profile">,
): LinesPanel {
  return {
    kind: "lines",
    title,
    x: { label, scale: "linear" },
    y: { label: "signed deviation of the coverage", scale: "linear", domain: [-0.55, 0.55] },
    references: [{ label: "nominal", along: "horizontal", at: 0 }],
    regions: [{ label: "calibrated posteriors", x: centres, lower, upper }],
    series: [{
      label: "measured",
      look: 0,
      form: "line",
      ...against(centres, deviation.map((value, i) => ({ value, error: error[i] }))),
    }],
  };
}

/** Learned over true mass along the first axis, with the posterior's spread. */
export function massPanel(
  title: string,
  label: string,
  { profile: { centres, massRatio, spread } }: Pick<Measures, "profile">,
): LinesPanel {
  const reach = Math.min(
    3,
    Math.max(0.2, ...massRatio.map((ratio, i) => Math.abs(ratio - 1) + spread[i])),
  );
  return {
    kind: "lines",
    title,
    x: { label, scale: "linear" },
    y: {
      label: "learned / true mass",
      scale: "linear",
      domain: [Math.max(0, 1 - 1.1 * reach), 1 + 1.1 * reach],
    },
    references: [{ label: "truth", along: "horizontal", at: 1 }],
    series: [{
      label: "mean and spread of the posterior",
      look: 1,
      form: "line",
      x: centres,
      y: massRatio,
      lower: massRatio.map((ratio, i) => ratio - spread[i]),
      upper: massRatio.map((ratio, i) => ratio + spread[i]),
    }],
  };
}

/**
 * The number of bins at which an amplification reaches 1, with the range between runs; else a phrase.
 *
 * @param coarsest Amplification at the coarsest binning.
 */
export function breakEvenText(
  crossing: Measures["breakEven"]["claimed"],
  coarsest: Row["claimed"],
  digits = 0,
): string {
  if (crossing !== null) {
    const [low, high] = [Math.min(...crossing.perRun), Math.max(...crossing.perRun)];
    return `${fixed(crossing.value, digits)} (${fixed(low, digits)} to ${fixed(high, digits)})`;
  }
  return coarsest.perRun.every((value) => value > 1)
    ? "above 1 from the coarsest binning"
    : coarsest.perRun.every((value) => value < 1)
    ? "below 1 up to the finest binning"
    : "not in every run";
}
