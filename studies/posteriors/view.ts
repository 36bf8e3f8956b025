/**
 * The page of the study of posteriors.
 *
 * @module
 */
import type { PosteriorsResults } from "./schema.ts";
import { fixed, measured, percent, plain, significant } from "../../render/format.ts";
import { table } from "../../render/table.ts";
import { innermostChart, testChart, traceChart } from "./chain_charts.ts";
import { type Loaded, setupTable, type View, worded } from "../shared/view.ts";
import { biasChart, costChart, spreadChart, widthChart } from "./width_charts.ts";

function orNone(value: number | null, digits: number): string {
  return value === null ? "–" : fixed(value, digits);
}

/** The verdict on chains, in the words of a table. */
function verdictOf({ mixed }: { readonly mixed: boolean }): string {
  return mixed ? "passes" : "has not mixed";
}

/** The chart that shows what a finding says. */
const shownIn: View["figures"] = {
  reference: "posteriors-traces",
  wider: "posteriors-spread",
  narrower: "posteriors-spread",
  "as-wide": "posteriors-spread",
  length: "posteriors-innermost",
  noise: "posteriors-test",
};

/** Charts, tables and words of the page. */
export function view({ data, profile }: Loaded<PosteriorsResults>): View {
  const chains = data.series.filter(({ mixing }) => mixing !== null);
  const probed = data.series.filter(({ test }) => test !== null);
  return {
    figures: shownIn,
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
          "chains",
        ],
        data.series.map((
          {
            method,
            spread,
            spreadRatio,
            distance,
            distanceExpected,
            errorOverSpread,
            work,
            mixing,
          },
        ) => [
          method.label,
          measured(spread),
          method.id === data.reference ? "1" : measured(spreadRatio),
          method.id === data.reference ? "0" : measured(distance),
          fixed(distanceExpected, 2),
          errorOverSpread === null ? "–" : measured(errorOverSpread),
          significant(work.total, 3),
          mixing === null ? "none" : verdictOf(mixing),
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
          verdictOf(mixing!),
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
