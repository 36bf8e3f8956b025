/**
 * The page of the posterior of the likelihood.
 *
 * @module
 */
import type { Chart, LinesPanel, Series } from "../../render/charts/chart.ts";
import { fixed, measured, plain } from "../../render/format.ts";
import { grouped } from "../../render/sentence.ts";
import { table } from "../../render/table.ts";
import { type Loaded, setupTable, type View, warningRows } from "../shared/view.ts";
import { mixedBelow } from "../yardstick/mixing.ts";
import { isUnmixed } from "./findings.ts";
import { asked, hasMixed, worst } from "./mixing.ts";
import type { ChainMixing, LikelihoodResults, LikelihoodSet } from "./schema.ts";

/** Values and a limit, for an axis. */
function reaching(values: readonly (number | null)[], limit: number): [number, number] {
  const all = [...values.filter((value) => value !== null), limit];
  return [Math.min(...all), Math.max(...all)];
}

/** R-hat and effective draws of every bin, in the order of their size. */
function mixingChart({ sets, nBins }: LikelihoodResults): Chart {
  const panel = (
    title: string,
    label: string,
    pick: (bin: ChainMixing) => number | null,
    at: number,
    order: 1 | -1,
  ): LinesPanel => ({
    kind: "lines",
    title,
    x: { label: "bins, the worst first", scale: "linear" },
    y: { label, scale: "log", domain: reaching(sets.flatMap(({ bins }) => bins.map(pick)), at) },
    references: [{ label: "limit", along: "horizontal", at }],
    series: sets.map(({ run, bins }, i): Series => {
      const y = bins.map(pick).filter((value) => value !== null).sort((a, b) => order * (a - b));
      return {
        label: `training set ${run}`,
        look: i,
        form: "line",
        x: y.map((_, b) => b + 1),
        y,
      };
    }),
  });
  return {
    id: "likelihood-mixing",
    title: "How well the chains mix, bin by bin",
    caption:
      `R-hat and effective draws of the masses of ${nBins} × ${nBins} bins, all chains of a training set together. R-hat should lie below its limit, effective draws above theirs.`,
    description:
      "Two charts over all bins in order, from the worst to the best: R-hat, and the number of effective draws, each with its limit.",
    panels: [
      panel("R-hat", "R-hat", ({ rHat }) => rHat, asked.rHat, -1),
      panel("effective draws", "effective draws", ({ bulkEss }) => bulkEss, asked.effective, 1),
    ],
  };
}

/** Mixing against the length of the chains. */
function courseChart({ sets, attempt }: LikelihoodResults): Chart {
  const members = [
    ...sets.map((set) => ({ label: `last layer, training set ${set.run}`, set })),
    ...(attempt === null ? [] : [{ label: "all weights", set: attempt }]),
  ];
  const panel = (
    title: string,
    label: string,
    pick: (at: LikelihoodSet["course"][number]) => number | null,
    at: number,
  ): LinesPanel => ({
    kind: "lines",
    title,
    x: { label: "gradients of a chain", scale: "log" },
    y: { label, scale: "log" },
    references: [{ label: "limit", along: "horizontal", at }],
    series: members.map(({ label, set: { course } }, i): Series => ({
      label,
      look: i,
      form: "both",
      x: course.map(({ gradients }) => gradients),
      y: course.map(pick),
    })),
  });
  return {
    id: "likelihood-course",
    title: "How the mixing follows the length of the chains",
    caption:
      "The largest R-hat and the fewest effective draws of the log-likelihood and of all bin masses, for first parts of the chains after burn-in. Gradients of pilots and burn-in are not counted.",
    description:
      "Two logarithmic charts against the number of gradients of a chain: the largest R-hat, and the fewest effective draws, for the last layer and for all weights.",
    panels: [
      panel("largest R-hat", "R-hat", ({ rHat }) => rHat, asked.rHat),
      panel(
        "fewest effective draws",
        "effective draws",
        ({ effective }) => effective,
        asked.effective,
      ),
    ],
  };
}

/** Log-likelihoods along the chains. */
function traceChart({ sets }: LikelihoodResults): Chart {
  return {
    id: "likelihood-traces",
    title: "The log-likelihood along the chains of Hamiltonian Monte Carlo",
    caption:
      "Log-likelihood of all data less the largest of the training set, along each chain after burn-in. Chains that have mixed look alike, wherever they started.",
    description: "The log-likelihood against the number of the trajectory, a line for each chain.",
    panels: sets.map(({ run, chains }): LinesPanel => ({
      kind: "lines",
      title: `training set ${run}`,
      x: { label: "trajectory", scale: "linear" },
      y: { label: "log-likelihood (nats)", scale: "linear" },
      series: chains.map(({ trajectories, logLikelihood }, c): Series => ({
        label: `chain ${c + 1}`,
        look: c,
        form: "line",
        x: trajectories,
        y: logLikelihood,
      })),
    })),
  };
}

function known(value: number | null, decimals: number): string {
  return value === null ? "–" : fixed(value, decimals);
}

/** Charts, tables and words of the page. */
export function view({ data, profile }: Loaded<LikelihoodResults>): View {
  const { setup, sets, series, nBins } = data;
  return {
    figures: { verdict: "likelihood-mixing", "all-weights": "likelihood-course" },
    charts: {
      mixing: mixingChart(data),
      traces: traceChart(data),
      course: courseChart(data),
    },
    tables: {
      setup: setupTable(setup, profile),
      sets: table(
        `The reference, training set by training set, for the log-likelihood and ${nBins} × ${nBins} bin masses`,
        [
          "training set",
          "R-hat of the log-likelihood",
          "largest R-hat of a bin",
          "effective draws of the log-likelihood",
          "fewest of a bin",
          "fewest of its tails",
          "error of the solve (nats)",
          "chains",
        ],
        sets.map((set) => {
          const bins = worst(set.bins);
          return [
            plain(set.run),
            known(set.logLikelihood.rHat, 3),
            known(bins.rHat, 3),
            known(set.logLikelihood.bulkEss, 0),
            known(bins.bulkEss, 0),
            known(bins.tailEss, 0),
            set.error === null
              ? "–"
              : `${fixed(set.error.mean, 2)}, varying by ${fixed(set.error.deviation, 2)}`,
            hasMixed(set) ? "have mixed" : "have not mixed",
          ];
        }),
      ),
      chains: table(
        "Chains of the reference",
        ["training set", "start of the pilot", "acceptance", "angle of a step (rad)", "gradients"],
        sets.flatMap(({ run, chains }) =>
          chains.map(({ start, acceptance, angle, gradients }) => [
            plain(run),
            start,
            fixed(acceptance, 2),
            fixed(angle, 2),
            grouped(gradients),
          ])
        ),
      ),
      methods: table(
        "Other methods on the same weights: bin masses against those of the reference, where both have mixed",
        [
          "method",
          "draws",
          "acceptance",
          "R-hat of the log-likelihood",
          "width over that of the reference",
          "distance of the mean",
          "cosine of covariances",
          `chains (R-hat at most ${mixedBelow})`,
        ],
        series.map((member) => {
          const { method, draws, chain, acceptance, rHat, widthRatio, distance, alike } = member;
          const compared = (value: typeof widthRatio) =>
            value === null || isUnmixed(member) ? "–" : measured(value);
          return [
            method.label,
            plain(draws),
            known(acceptance, 3),
            known(rHat, 2),
            compared(widthRatio),
            compared(distance),
            compared(alike),
            chain ? isUnmixed(member) ? "have not mixed" : "pass" : "none",
          ];
        }),
      ),
      warnings: table(
        "What the fits say of themselves",
        ["method", "runs", "warning"],
        warningRows(data.warnings),
      ),
    },
    facts: {
      answer: data.findings[0].sentence,
      weights: plain(data.weights),
      prior: plain(data.priorScale),
      sets: setup.runs === 1 ? "One training set" : `${setup.runs} training sets`,
      ...(data.warnings.length > 0 && { warned: "yes" }),
    },
  };
}
