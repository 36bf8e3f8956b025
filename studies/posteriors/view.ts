/**
 * The page of the study of posteriors.
 *
 * @module
 */
import type { PosteriorsResults } from "./schema.ts";
import { measurement, range } from "../../render/sentence.ts";
import type { Chart, LinesPanel, Reference, Series } from "../../render/charts/chart.ts";
import { fixed, measured, percent, plain, significant } from "../../render/format.ts";
import { logDomain } from "../../render/charts/domain.ts";
import { table } from "../../render/table.ts";
import { beyondInnermost, type Loaded, setupTable, type View, worded } from "../shared/view.ts";

type Item = PosteriorsResults["series"][number];

const radius = { label: "radius r", scale: "linear" } as const;

/** The methods by family, in the order of the study. */
function familiesOf(series: readonly Item[]): [string, Item[]][] {
  const families = new Map<string, Item[]>();
  for (const item of series) {
    families.set(item.family, [...(families.get(item.family) ?? []), item]);
  }
  return [...families];
}

/** Panels of all families but the reference's, each with the reference for comparison. */
function besideReference(
  { series, reference }: PosteriorsResults,
  panel: (family: string, series: Series[]) => LinesPanel,
  curve: (item: Item) => Pick<Series, "x" | "y" | "lower" | "upper">,
): LinesPanel[] {
  const standard = series.find(({ method }) => method.id === reference)!;
  return familiesOf(series.filter((item) => item !== standard)).map(([family, items]) =>
    panel(family, [
      { label: standard.method.label, look: "truth", form: "line", ...curve(standard) },
      ...items.map((item, look): Series => ({
        label: item.method.label,
        look,
        form: "line",
        ...curve(item),
      })),
    ])
  );
}

/** A still chain has no width that a logarithm could show. */
function positive(values: readonly number[]): (number | null)[] {
  return values.map((value) => value > 1e-9 ? value : null);
}

function spreadChart(results: PosteriorsResults): Chart {
  return {
    id: "posteriors-spread",
    title: "How wide each posterior is along the radius, beside Hamiltonian Monte Carlo",
    caption:
      `Standard deviation over draws of the mass of a bin, relative to its true mass: root mean square over the angle, for ${results.nBins} × ${results.nBins} bins, on one training set. Bands: one standard error, from leaving out blocks of draws. The plain line is Hamiltonian Monte Carlo on the likelihood of all data.`,
    description:
      "Logarithmic charts of the relative spread of bin masses against the radius, one panel for each family of posteriors, with Hamiltonian Monte Carlo in each.",
    panels: besideReference(
      results,
      (title, series) => ({
        kind: "lines",
        title,
        x: radius,
        y: {
          label: "relative spread",
          scale: "log",
          domain: logDomain(series.flatMap(({ y }) => y)),
        },
        series,
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

function biasChart(results: PosteriorsResults): Chart {
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
      }.`,
    description:
      "Charts of the relative deviation of the mass of a ring against the radius, one panel for each family of posteriors, with Hamiltonian Monte Carlo in each and zero for comparison.",
    panels: besideReference(
      results,
      (title, series) => ({
        kind: "lines",
        title,
        x: radius,
        y: {
          label: "relative deviation of the mean",
          scale: "linear",
          domain: beyondInnermost(series),
        },
        references: [{ label: "truth", along: "horizontal", at: 0 }],
        series,
      }),
      ({ radius: { bias: { value, error } } }) => ({
        x: results.centres,
        y: value,
        lower: value.map((v, i) => v - error[i]),
        upper: value.map((v, i) => v + error[i]),
      }),
    ),
  };
}

function costChart(results: PosteriorsResults): Chart {
  const moving = results.series.filter(({ spreadRatio }) => spreadRatio.value > 1e-9);
  const series = familiesOf(moving).map(([family, items], look): Series => ({
    label: family,
    look,
    form: "symbols",
    x: items.map(({ work }) => work.total),
    y: items.map(({ spreadRatio }) => spreadRatio.value),
    lower: items.map(({ spreadRatio: { value, error } }) => value - error!),
    upper: items.map(({ spreadRatio: { value, error } }) => value + error!),
  }));
  return {
    id: "posteriors-cost",
    title: "The width of each posterior against what it costs",
    caption:
      "Spread of bin masses over that of Hamiltonian Monte Carlo, against the work of the fit in gradients of the log-likelihood of all training points (a flow-matching gradient counts 0.02 of one, a value 0.36). Bars: one standard error. The table below names the points.",
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

function widthChart(results: PosteriorsResults): Chart {
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
      "Relative spread of bin masses against the noise scale σ of AdamMCMC's proposals. The proposals of a sampler decide how fast it moves, not where it is in the end: for one that samples the posterior the line would be level. Bars: one standard error, from leaving out blocks of draws; of chains that have not mixed they are too small.",
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

function traceChart(results: PosteriorsResults): Chart {
  const families = familiesOf(
    results.series.filter(({ logLikelihood }) => logLikelihood.length > 0),
  );
  return {
    id: "posteriors-traces",
    title: "The log-likelihood of all data along the chains",
    caption:
      "Along each chain after its warm-up by flow matching, steps of the chain from left to right: trajectories for Hamiltonian Monte Carlo, batches for the others. A line that still climbs, or drifts, has not reached the posterior.",
    description:
      "Charts of the log-likelihood against the step of the chain, one panel for each family of chains.",
    panels: families.map(([title, items]): LinesPanel => ({
      kind: "lines",
      title,
      x: { label: "step of the chain", scale: "linear" },
      y: { label: "log-likelihood (nats)", scale: "linear" },
      series: items.flatMap(({ method, logLikelihood }, i) =>
        logLikelihood.map(({ steps, values }, chain): Series => ({
          label: logLikelihood.length > 1 ? `chain ${chain + 1}` : method.label,
          look: logLikelihood.length > 1 ? chain : i,
          form: "line",
          x: steps,
          y: values,
        }))
      ),
    })),
  };
}

function innermostChart(results: PosteriorsResults): Chart {
  const chains = results.series.filter(({ chains }) => chains !== null);
  return {
    id: "posteriors-innermost",
    title: "The mass at the inner edge, draw by draw",
    caption:
      `Mass inside the innermost tenth of the radius, relative to the truth, of every draw in the order of the chain. What mixes looks like noise around a level; a slope or a plateau is a chain that has not.`,
    description:
      "Charts of the relative mass of the innermost tenth against the number of the draw, one panel for each family of chains, with 1 for comparison.",
    panels: familiesOf(chains).map(([title, items]): LinesPanel => ({
      kind: "lines",
      title,
      x: { label: "draw", scale: "linear" },
      y: { label: "relative mass of the innermost tenth", scale: "linear" },
      references: [{ label: "truth", along: "horizontal", at: 1 }],
      series: items.flatMap(({ method, innermost }, i) =>
        innermost.map((values, chain): Series => ({
          label: innermost.length > 1 ? `chain ${chain + 1}` : method.label,
          look: innermost.length > 1 ? chain : i,
          form: "line",
          x: values.map((_, d) => d + 1),
          y: values,
        }))
      ),
    })),
  };
}

function testChart(results: PosteriorsResults): Chart {
  const probed = results.series.filter(({ test }) => test !== null);
  return {
    id: "posteriors-test",
    title: "What the acceptance test on a batch sees of the change that it stands for",
    caption:
      "Gain of a proposal, the fall of the loss from its start to its end: on all data, and on the batch, scaled to all data, on which AdamMCMC tests it. Points would lie on the diagonal if the batch stood for the data; a nat of vertical distance is a factor of e in the ratio that is compared with a random number.",
    description:
      "Charts of the gain on a batch against the gain on all data, one panel for each family of chains, with the diagonal.",
    panels: familiesOf(probed).map(([title, items]): LinesPanel => {
      // Both axes alike, so that the diagonal is one.
      const gains = items.flatMap(({ test }) => [...test!.onAll, ...test!.onBatch]);
      const domain = [Math.min(...gains), Math.max(...gains)] as const;
      return {
        kind: "lines",
        title,
        square: true,
        x: { label: "gain on all data (nats)", scale: "linear", domain },
        y: { label: "gain on the batch (nats)", scale: "linear", domain },
        references: [{ label: "batch = all data", along: "diagonal" }],
        series: items.map(({ method, test }, look): Series => ({
          label: method.label,
          look,
          form: "symbols",
          x: test!.onAll,
          y: test!.onBatch,
        })),
      };
    }),
  };
}

function orNone(value: number | null, digits: number): string {
  return value === null ? "–" : fixed(value, digits);
}

/** Charts, tables and words of the page. */
export function view({ data, profile }: Loaded<PosteriorsResults>): View {
  const chains = data.series.filter(({ mixing }) => mixing !== null);
  const probed = data.series.filter(({ test }) => test !== null);
  return {
    charts: {
      spread: spreadChart(data),
      bias: biasChart(data),
      cost: costChart(data),
      width: widthChart(data),
      traces: traceChart(data),
      innermost: innermostChart(data),
      test: testChart(data),
    },
    tables: {
      setup: setupTable(data.setup, profile),
      width: table(
        `Width, distance and cost at ${data.nBins} × ${data.nBins} bins: value ± standard error over blocks of draws`,
        [
          "posterior",
          "relative spread",
          "over the reference's",
          "distance from the reference",
          "expected of the same posterior",
          "error over spread",
          "gradients of all data",
        ],
        data.series.map((
          { method, spread, spreadRatio, distance, distanceExpected, errorOverSpread, work },
        ) => [
          method.label,
          measured(spread),
          method.id === data.reference ? "1" : measured(spreadRatio),
          method.id === data.reference ? "0" : measured(distance),
          fixed(distanceExpected, 2),
          errorOverSpread === null ? "–" : measured(errorOverSpread),
          significant(work.total, 3),
        ]),
      ),
      mixing: table(
        `Mixing of the chains, on the masses of ${data.mixingBins} × ${data.mixingBins} bins`,
        [
          "posterior",
          "chains",
          "draws",
          "largest R-hat",
          "independent draws stay below",
          "effective draws, bulk (least)",
          "effective draws, tails",
          "autocorrelation time (draws)",
          "R-hat of the log-likelihood",
          "acceptance",
          "verdict",
        ],
        chains.map(({ method, chains, draws, mixing, acceptance }) => [
          method.label,
          plain(chains!),
          plain(draws),
          orNone(mixing!.rHat, 2),
          fixed(mixing!.rHatIndependent, 2),
          `${orNone(mixing!.bulkEss, 1)} (${orNone(mixing!.leastEss, 1)})`,
          orNone(mixing!.tailEss, 1),
          orNone(mixing!.autocorrelationTime, 1),
          orNone(mixing!.logLikelihoodRHat, 2),
          acceptance === null ? "–" : percent(acceptance, 1),
          mixing!.mixed ? "passes" : "has not mixed",
        ]),
      ),
      test: table(
        "The acceptance test: standard deviations over probed proposals ± standard error, nats",
        ["posterior", "probes", "gain on all data", "noise of the batch"],
        probed.map(({ method, test }) => [
          method.label,
          plain(test!.probes),
          measured(test!.gain),
          measured(test!.noise),
        ]),
      ),
      discretisation: table(
        "Log-likelihood of all data: that of the discrete map that a chain fits less that of the continuous flow, nats",
        ["posterior", "at the start", "mean of draws", "largest of draws"],
        data.series.flatMap(({ method, discretisation }) =>
          discretisation === null ? [] : [[
            method.label,
            orNone(discretisation.start, 2),
            orNone(discretisation.mean, 2),
            orNone(discretisation.largest, 2),
          ]]
        ),
      ),
      warnings: table(
        "Warnings of the fits",
        ["posterior", "warning"],
        data.series.filter(({ warnings }) => warnings.length > 0).map((
          { method, warnings },
        ) => [method.label, warnings.map(worded).join(" ")]),
      ),
    },
    facts: {
      nTrain: plain(data.setup.nTrain),
      bins: `${data.nBins} × ${data.nBins}`,
      mixingBins: `${data.mixingBins} × ${data.mixingBins}`,
      unmixed: plain(chains.filter(({ mixing }) => !mixing!.mixed).length),
      chains: plain(chains.length),
      discretised: data.series.some(({ discretisation }) => discretisation !== null) ? "yes" : "",
    },
  };
}
