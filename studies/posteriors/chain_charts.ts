/**
 * What the chains do: their log-likelihood, their draws, and their acceptance test.
 *
 * @module
 */
import type { PosteriorsResults } from "./schema.ts";
import type { Chart, LinesPanel, Series } from "../../render/charts/chart.ts";
import { familiesOf } from "./families.ts";

/** Log-likelihoods along the chains. */
export function traceChart(results: PosteriorsResults): Chart {
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

/** Masses at the inner edge along the chains. */
export function innermostChart(results: PosteriorsResults): Chart {
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

/** Gains on a batch against gains on all data. */
export function testChart(results: PosteriorsResults): Chart {
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
