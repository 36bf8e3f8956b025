/**
 * Charts that show the measures of several targets or training sizes side by side.
 *
 * @module
 */
import type { Measures } from "./measures_schema.ts";
import type { LinesPanel, Series } from "../../render/charts/chart.ts";
import {
  amplificationPanel,
  binsAxis,
  curve,
  deviationPanel,
  estimates,
  massPanel,
} from "../../render/charts/panels.ts";
import { fixed } from "../../render/format.ts";
import { logDomain } from "../../render/charts/domain.ts";

type Row = Measures["rows"][number];

/** A quantity of every row with bars of one standard error, on a logarithmic axis no longer than it. */
function logAgainst(
  x: readonly number[],
  values: readonly { readonly value: number; readonly error: number | null }[],
): Pick<Series, "x" | "y" | "lower" | "upper"> {
  const series = estimates(x, values);
  const [least] = logDomain(values.map(({ value }) => value));
  return {
    ...series,
    lower: series.lower.map((end) => end === null ? null : Math.max(end, least / 2)),
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
  const ends = series.flatMap(({ y, lower, upper }) => [...y, ...lower!, ...upper!]);
  return amplificationPanel(
    title,
    binsAxis(bins),
    { label: "amplification", scale: "log", domain: logDomain([1, ...ends]) },
    series,
  );
}

/** Signed deviation of the coverage along the first axis, in the band of calibrated posteriors. */
export function profilePanel(
  title: string,
  label: string,
  { profile: { centres: x, deviation, error, lower, upper } }: Pick<Measures, "profile">,
): LinesPanel {
  return deviationPanel(
    title,
    { label, scale: "linear" },
    { label: "signed deviation of the coverage", scale: "linear", domain: [-0.55, 0.55] },
    {
      regions: [{ label: "calibrated posteriors", x, lower, upper }],
      series: [curve("measured", 0, x, deviation, error)],
    },
  );
}

/** Learned over true mass along the first axis, with the posterior's spread. */
export function profileMassPanel(
  title: string,
  label: string,
  { profile: { centres, massRatio, spread } }: Pick<Measures, "profile">,
): LinesPanel {
  const reach = Math.min(
    3,
    Math.max(0.2, ...massRatio.map((ratio, i) => Math.abs(ratio - 1) + spread[i])),
  );
  return massPanel(
    title,
    { label, scale: "linear" },
    {
      label: "learned / true mass",
      scale: "linear",
      domain: [Math.max(0, 1 - 1.1 * reach), 1 + 1.1 * reach],
    },
    [curve("mean and spread of the posterior", 1, centres, massRatio, spread)],
  );
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
