/**
 * The study of the posterior of the likelihood: chains sample it on the last layer of a flow, and other methods are
 * compared with it where they have mixed.
 *
 * @module
 */
import { type Estimate, meanOverRuns, valueAndError } from "../../core/estimate.ts";
import { blockJackknife, mixing, scalarNames } from "../../core/posterior/mod.ts";
import { type Architecture, lastLayerArchitecture, weightCount } from "../../core/flow/mod.ts";
import { hypot } from "../../core/elementary.ts";
import { target } from "../../core/target/mod.ts";
import { type Artefact, type Cell, cellKind, type NumberArray } from "../../runner/cell.ts";
import type { Profile } from "../../runner/study.ts";
import type { Method } from "../shared/schema.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import { compare, type Compared } from "../yardstick/compare.ts";
import { findings } from "./findings.ts";
import {
  type ChainsGrid,
  gaussianId,
  type LikelihoodGrid,
  likelihoodGrid,
  type Start,
} from "./grid.ts";
import {
  arrayNames,
  chainCells,
  chainKind,
  likelihoodCells,
  methodInput,
  methodKind,
  modeKind,
  referenceKind,
  refitKind,
  stretchInput,
} from "./measure.ts";
import { effectiveOf, hasMixed, worst } from "./mixing.ts";
import { type LikelihoodResults, likelihoodResults, type LikelihoodSet } from "./schema.ts";

/** Configuration of the summary. */
interface SummaryConfig {
  readonly profile: Profile;
  readonly grid: LikelihoodGrid;
}

/** Number of log-likelihoods of a chain that the page shows, and of blocks of the jackknife. */
const shown = 150, blocks = 10;

/** One array after the other, along the first axis. */
function joined(arrays: readonly NumberArray[]): NumberArray {
  const [{ shape: [, ...rest] }] = arrays;
  return {
    shape: [arrays.reduce((sum, { shape }) => sum + shape[0], 0), ...rest],
    values: Float64Array.from(arrays.flatMap(({ values }) => Array.from(values))),
  };
}

/** Draws with some indices. */
function chosen(
  { shape: [draws, ...rest], values }: NumberArray,
  kept: readonly number[],
): NumberArray {
  const size = values.length / draws;
  return {
    shape: [kept.length, ...rest],
    values: Float64Array.from(
      kept.flatMap((d) => Array.from(values.subarray(d * size, (d + 1) * size))),
    ),
  };
}

function startName(start: Start): string {
  return start === "trained"
    ? "the trained weights"
    : `${start} standard deviations about the mode`;
}

/** Parts of the draws by which the mixing is followed. */
const parts = 8;

/** The chains of some weights on a training set: how they mix, and the masses of each. */
function chainsOf(
  { starts, rounds, free }: ChainsGrid,
  run: number,
  inputs: Readonly<Record<string, Artefact>>,
): { readonly set: LikelihoodSet; readonly masses: readonly NumberArray[] } {
  const chains = starts.map((_, c) =>
    Array.from(
      { length: rounds.at(-1)!.stretches },
      (_, s) => inputs[stretchInput(free, run, c, s)],
    )
  );
  const along = (name: string) =>
    chains.map((stretchesOf) => joined(stretchesOf.map(({ arrays }) => arrays[name])));
  const masses = along(arrayNames.masses);
  const logLikelihood = along(arrayNames.logLikelihood).map(({ values }) => Array.from(values));
  const highest = Math.max(...logLikelihood.flat());
  const bins = masses[0].values.length / masses[0].shape[0];
  const mixingOf = (values: readonly (readonly number[])[]) => {
    const { rHat, bulkEss, tailEss } = mixing(values);
    return { rHat, bulkEss, tailEss };
  };
  /** Mixing of the log-likelihood and of every bin in a first part of the draws. */
  const within = (part: number) => {
    const first = <T>(values: readonly T[]) => values.slice(0, Math.floor(part * values.length));
    return {
      logLikelihood: mixingOf(logLikelihood.map(first)),
      bins: Array.from({ length: bins }, (_, b) =>
        mixingOf(
          masses.map(({ values }) => first(Array.from(values).filter((_, i) => i % bins === b))),
        )),
    };
  };
  const records = chains.map((all) => all.map(chainKind.record));
  const gradients = records.map((all) => all.reduce((sum, record) => sum + record.gradients, 0));
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const errors = records.flatMap((all) => all.flatMap((record) => record.errors));
  const square = mean(errors.map((error) => (error - mean(errors)) * (error - mean(errors))));
  const every = Math.max(1, Math.floor(logLikelihood[0].length / shown));
  return {
    masses,
    set: {
      run: run + 1,
      chains: logLikelihood.map((values, c) => {
        const at = values.map((_, k) => k).filter((k) => k % every === every - 1);
        return {
          start: startName(starts[c]),
          acceptance: mean(records[c].map(({ acceptance }) => acceptance)),
          angle: records[c][0].angle,
          gradients: gradients[c],
          trajectories: at.map((k) => k + 1),
          logLikelihood: at.map((k) => values[k] - highest),
        };
      }),
      course: Array.from({ length: parts }, (_, i) => (i + 1) / parts).map((part) => {
        const found = within(part), all = worst([found.logLikelihood, ...found.bins]);
        return {
          gradients: part * mean(gradients),
          rHat: all.rHat,
          effective: effectiveOf(all),
        };
      }),
      ...within(1),
      error: errors.length === 0 ? null : { mean: mean(errors), deviation: Math.sqrt(square) },
    },
  };
}

/** The measures of a method that are compared, with the errors of a finite number of its draws. */
const measures = ["widthRatio", "distance", "alike"] as const satisfies readonly (keyof Compared)[];

/** Cell kind "likelihood": puts together what the page of the study shows. */
export const likelihoodKind = cellKind<SummaryConfig, Recorded<LikelihoodResults>>({
  name: "likelihood",
  version: 1,
  run({ grid }, { inputs }) {
    const runs = Array.from({ length: grid.runs }, (_, run) => run);
    const references = runs.map((run) => chainsOf(grid.lastLayer, run, inputs));
    const last = grid.lastLayer.rounds.at(-1)!;
    const trajectories = last.stretches * last.trajectories;
    const mixed = references.every(({ set }) => hasMixed(set));
    const exact = references.map(({ masses }) => joined(masses));
    const { nTrain, target: name } = grid.network;
    const architecture = grid.network.architecture as Architecture;
    const gaussian: Method = {
      id: gaussianId,
      label: "Gaussian of earlier draws",
      posterior: "gaussian",
      parameter: { symbol: "s", value: grid.priorScale },
    };
    const methods = [gaussian, ...grid.methods.map(({ method }) => method)];
    const series = methods.map((method) => {
      const artefacts = runs.map((run) => inputs[methodInput(run, method.id)]);
      const records = artefacts.map(methodKind.record);
      const scalars = (key: string) =>
        records.map(({ scalars }) => scalars[key]).filter((value) => typeof value === "number");
      const [acceptances, rHats] = [scalars(scalarNames.acceptanceRate), scalars(scalarNames.rHat)];
      const drawn = artefacts.map(({ arrays }) => arrays[arrayNames.masses]);
      // Of each training set, with the errors that finite numbers of draws leave, of both.
      const perRun = !mixed ? [] : drawn.map((masses, run) => {
        const against = (drawn: NumberArray, reference: NumberArray) => {
          const compared = compare(drawn, reference, nTrain);
          return measures.map((measure) => compared[measure]);
        };
        const [draws, known] = [masses.shape[0], exact[run].shape[0]];
        const ofDraws = blockJackknife(
          draws,
          Math.min(blocks, draws >> 1),
          (kept) => against(chosen(masses, kept), exact[run]),
        );
        const ofReference = blockJackknife(
          known,
          Math.min(blocks, known >> 1),
          (kept) => against(masses, chosen(exact[run], kept)),
        );
        return ofDraws.map(({ value, error }, m) => ({
          value,
          error: hypot(error, ofReference[m].error),
        }));
      });
      const estimateOf = (measure: typeof measures[number]): Estimate | null => {
        const values = perRun.map((estimates) => estimates[measures.indexOf(measure)]);
        return values.length === 0 ? null : valueAndError(
          values.length === 1 ? values[0] : meanOverRuns(values.map(({ value }) => value)),
        );
      };
      return {
        method,
        draws: drawn[0].shape[0],
        chain: method.id !== gaussianId,
        acceptance: acceptances.length === 0
          ? null
          : acceptances.reduce((sum, value) => sum + value / acceptances.length, 0),
        rHat: rHats.length < records.length ? null : Math.max(...rHats),
        widthRatio: estimateOf("widthRatio"),
        distance: estimateOf("distance"),
        alike: estimateOf("alike"),
      };
    });
    const { title } = target(name);
    const results: Recorded<LikelihoodResults> = {
      setup: {
        target: { name, title },
        nTrain,
        runs: grid.runs,
        draws: grid.lastLayer.starts.length * trajectories,
        methods,
      },
      weights: weightCount(lastLayerArchitecture(architecture)),
      allWeights: weightCount(architecture),
      priorScale: grid.priorScale,
      nBins: grid.nBins,
      trajectories,
      sets: references.map(({ set }) => set),
      attempt: grid.all && chainsOf(grid.all, 0, inputs).set,
      series,
      warnings: methods.flatMap(({ id, label }) =>
        runs.flatMap((run) =>
          methodKind.record(inputs[methodInput(run, id)]).warnings.map((warning) => ({
            label,
            run: run + 1,
            warning,
          }))
        )
      ),
    };
    return { record: results };
  },
});

/** Is it the posterior of the likelihood, on the last layer of a flow? */
export const study: ReportStudy<LikelihoodResults> = {
  name: "likelihood",
  title: "Likelihood yardstick",
  kinds: [modeKind, referenceKind, chainKind, refitKind, methodKind, likelihoodKind],
  results: likelihoodResults,
  findings,
  page: {
    name: "The posterior of the likelihood",
    judgesMixing: true,
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grid = likelihoodGrid(profile);
    const inputs: Record<string, Cell> = {};
    for (let run = 0; run < grid.runs; run++) Object.assign(inputs, likelihoodCells(grid, run));
    if (grid.all) Object.assign(inputs, chainCells(grid, grid.all, 0).cells);
    return likelihoodKind.cell({
      config: { profile, grid },
      seed: grid.seed,
      inputs,
      label: "summary of the likelihood yardstick",
      cost: 20,
    });
  },
};
