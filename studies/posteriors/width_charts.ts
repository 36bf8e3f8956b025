/**
 * How wide each posterior is and how far from the truth, beside the reference, and what it costs.
 *
 * @module
 */
import { mixingCaption } from "./mixing.ts";
import type { PosteriorsResults } from "./schema.ts";
import { measurement, range } from "../../render/sentence.ts";
import type { Chart, LinesPanel, Reference, Series } from "../../render/charts/chart.ts";
import { ends, estimates } from "../../render/charts/panels.ts";
import { plain } from "../../render/format.ts";
import { logDomain } from "../../render/charts/domain.ts";
import { beyondInnermost } from "../shared/view.ts";
import { familiesOf } from "./families.ts";

type Item = PosteriorsResults["series"][number];

const radius = { label: "radius r", scale: "linear" } as const;

/** Panels of all families but the reference's, each with the reference for comparison. */
function besideReference(
  { series, reference }: PosteriorsResults,
  panel: (series: Series[]) => Pick<LinesPanel, "y" | "references">,
  curve: (item: Item) => Pick<Series, "x" | "y" | "lower" | "upper">,
): LinesPanel[] {
  const standard = series.find(({ method }) => method.id === reference)!;
  return familiesOf(series.filter((item) => item !== standard)).map(([title, items]) => {
    const lines: Series[] = [
      { label: standard.method.label, look: "truth", form: "line", ...curve(standard) },
      ...items.map((item, look): Series => ({
        label: item.method.label,
        look,
        form: "line",
        ...curve(item),
      })),
    ];
    return { kind: "lines", title, x: radius, ...panel(lines), series: lines };
  });
}

/** A still chain has no width that a logarithm could show. */
function positive(values: readonly number[]): (number | null)[] {
  return values.map((value) => value > 1e-9 ? value : null);
}

/** Spread along the radius. */
export function spreadChart(results: PosteriorsResults): Chart {
  return {
    id: "posteriors-spread",
    title: "How wide each posterior is along the radius, beside Hamiltonian Monte Carlo",
    caption:
      `Standard deviation over draws of the mass of a bin, relative to its true mass: root mean square over the angle, for ${results.nBins} × ${results.nBins} bins, on one training set. Bands: one standard error, from leaving out blocks of draws. The plain line is Hamiltonian Monte Carlo on the likelihood of all data.${
        mixingCaption(results)
      }`,
    description:
      "Logarithmic charts of the relative spread of bin masses against the radius, one panel for each family of posteriors, with Hamiltonian Monte Carlo in each.",
    panels: besideReference(
      results,
      (series) => ({
        y: {
          label: "relative spread",
          scale: "log",
          domain: logDomain(series.flatMap(({ y }) => y)),
        },
      }),
      ({ radius: { spread: { value, error } } }) => ({
        x: results.centres,
        y: positive(value),
        lower: positive(value.map((v, i) => v - error[i])),
        upper: positive(value.map((v, i) => v + error[i])),
      }),
    ),
  };
}

/** Bias along the radius. */
export function biasChart(results: PosteriorsResults): Chart {
  return {
    id: "posteriors-bias",
    title: "How far the mean of each posterior is from the truth along the radius",
    caption:
      `Mean over draws and angle of the mass of a ring, relative to its true mass, minus 1; ${results.nBins} rings of equal true mass, one training set. Bands: one standard error of the mean over draws, from leaving out blocks of draws. All posteriors see the same ${
        plain(results.setup.nTrain)
      } points, whose own fluctuation they share. The innermost ring lies beyond the pictures: ${
        range(
          results.series.map(({ method: { label }, radius: { bias: { value } } }) =>
            measurement(label, { value: value[0], error: null })
          ),
        )
      }.${mixingCaption(results)}`,
    description:
      "Charts of the relative deviation of the mass of a ring against the radius, one panel for each family of posteriors, with Hamiltonian Monte Carlo in each and zero for comparison.",
    panels: besideReference(
      results,
      (series) => ({
        y: {
          label: "relative deviation of the mean",
          scale: "linear",
          domain: beyondInnermost(series),
        },
        references: [{ label: "truth", along: "horizontal", at: 0 }],
      }),
      ({ radius: { bias: { value, error } } }) => ({
        x: results.centres,
        y: value,
        ...ends(value, error),
      }),
    ),
  };
}

/** Width against work. */
export function costChart(results: PosteriorsResults): Chart {
  const moving = results.series.filter(({ spreadRatio }) => spreadRatio.value > 1e-9);
  const series = familiesOf(moving).map(([family, items], look): Series => ({
    label: family,
    look,
    form: "symbols",
    ...estimates(
      items.map(({ work }) => work.total),
      items.map(({ spreadRatio }) => spreadRatio),
    ),
  }));
  return {
    id: "posteriors-cost",
    title: "The width of each posterior against what it costs",
    caption:
      `Spread of bin masses over that of Hamiltonian Monte Carlo, against the work of the fit in gradients of the log-likelihood of all training points (a flow-matching gradient counts 0.02 of one, a value 0.36). Bars: one standard error. The table below names the points.${
        mixingCaption(results)
      }`,
    description:
      "Double-logarithmic chart with one point for each posterior: ratio of spreads against work, and 1 for comparison.",
    panels: [{
      kind: "lines",
      title: "spread over the reference's",
      x: {
        label: "gradients of all data",
        scale: "log",
        domain: logDomain(moving.map(({ work }) => work.total)),
      },
      y: {
        label: "ratio of spreads",
        scale: "log",
        domain: logDomain([1, ...series.flatMap(({ y }) => y)]),
      },
      references: [{ label: "as wide as the reference", along: "horizontal", at: 1 }],
      series,
    }],
  };
}

/** Width against the noise scale. */
export function widthChart(results: PosteriorsResults): Chart {
  const standard = results.series.find(({ method }) => method.id === results.reference)!;
  const series = results.slopes.map(({ family, methods }, look): Series => {
    const items = methods.map((id) => results.series.find(({ method }) => method.id === id)!)
      .filter(({ spread }) => spread.value > 1e-9);
    return {
      label: family,
      look,
      form: "both",
      x: items.map(({ method }) => method.parameter.value),
      y: items.map(({ spread }) => spread.value),
      lower: positive(items.map(({ spread: { value, error } }) => value - error!)),
      upper: items.map(({ spread: { value, error } }) => value + error!),
    };
  });
  const reference: Reference = {
    label: standard.method.label,
    along: "horizontal",
    at: standard.spread.value,
  };
  return {
    id: "posteriors-width",
    title: "Whether the width follows the noise scale of the proposals",
    caption:
      `Relative spread of bin masses against the noise scale σ of AdamMCMC's proposals. The proposals of a sampler decide how fast it moves, not where it is in the end: for one that samples the posterior the line would be level. Bars: one standard error, from leaving out blocks of draws; of chains that have not mixed they are too small.${
        mixingCaption(results)
      }`,
    description:
      "Double-logarithmic chart of the relative spread against the noise scale, one line for the authors' chains and one for those tested on all data, with that of Hamiltonian Monte Carlo for comparison.",
    panels: [{
      kind: "lines",
      title: "spread against σ",
      x: { label: "noise scale σ", scale: "log" },
      y: {
        label: "relative spread",
        scale: "log",
        domain: logDomain([standard.spread.value, ...series.flatMap(({ y }) => y)]),
      },
      references: [reference],
      series,
    }],
  };
}
