/**
 * The candidates among which a user chooses, and the training sets on which each choice is made.
 *
 * @module
 */
import { target } from "../../core/target/mod.ts";
import type { Profile } from "../../runner/study.ts";
import { type Grid, seed } from "../shared/grid.ts";
import { grouped } from "../../render/sentence.ts";
import { adamMcmc, type GridMethod, meanField, type Schedule, stepsOf } from "../shared/methods.ts";
import type { Method } from "../shared/schema.ts";

/** A fit among which a user chooses: a posterior with its setting and its length. */
export interface Candidate {
  /** As {@linkcode GridMethod}, of which its fit may be a beginning. */
  readonly gridMethod: GridMethod;
  /** Identifier and label name the length too. */
  readonly method: Method;
  /** Steps of a mean field, or of a chain after its warm-up. */
  readonly steps: number;
}

/** All training sets of one size from one target. */
export interface ChoosingGrid extends Grid {
  /** Index of the first training set; those of another target have other indices, so that they are independent. */
  readonly firstRun: number;
  /** Events that a user holds out, besides those of the training. */
  readonly heldOut: number;
  /** Bins along each axis of the held-out coverage, and of the amplification. */
  readonly coverageAt: number;
  readonly amplificationAt: number;
}

/** Most training sets of one size from one target. */
const mostRuns = 10;

/** What depends on the profile. */
interface Size {
  readonly targets: readonly string[];
  readonly nTrain: readonly number[];
  readonly runs: number;
  readonly draws: number;
  readonly klWeights: readonly number[];
  /** Lengths of the mean fields, ascending. */
  readonly lengths: readonly number[];
  /** Points of a batch of the mean fields; default theirs. */
  readonly batchSize?: number;
  readonly noiseScales: readonly number[];
  readonly chain: Schedule;
}

const standard: Size = {
  targets: ["gamma-ring", "camel-back", "wedge-ramp"],
  nTrain: [1000, 10_000],
  runs: 3,
  draws: 25,
  klWeights: [1, 10, 100],
  lengths: [2000, 10_000, 50_000],
  noiseScales: [0.01, 0.1, 0.5],
  chain: { warmUp: 25_010, burnIn: 10, spacing: 8, recordEvery: 20, probeEvery: 0 },
};

const smoke: Size = {
  targets: ["camel-back", "wedge-ramp"],
  nTrain: [1000, 2000],
  runs: 1,
  draws: 8,
  klWeights: [10],
  lengths: [50, 100],
  batchSize: 50,
  noiseScales: [0.1],
  chain: {
    warmUp: 100,
    burnIn: 2,
    spacing: 1,
    recordEvery: 2,
    probeEvery: 0,
    batchSize: 50,
  },
};

function sizeOf(profile: Profile): Size {
  return profile === "smoke" ? smoke : standard;
}

/** One grid for each target and each number of training events; every grid has the same methods. */
export function choosingGrids(profile: Profile): ChoosingGrid[] {
  const size = sizeOf(profile);
  const { targets, nTrain, runs, draws, klWeights, lengths, batchSize, noiseScales, chain } = size;
  const [whole, ...beginnings] = lengths.toReversed();
  const early = beginnings.toReversed();
  return targets.flatMap((name, i) => {
    const plane = target(name).axes.length > 1;
    return nTrain.map((events): ChoosingGrid => ({
      seed,
      target: name,
      nTrain: events,
      runs,
      firstRun: i * mostRuns,
      heldOut: events / 5,
      draws,
      nBins: plane ? [5, 10, 20] : [25, 100, 400],
      coverageAt: plane ? 5 : 25,
      amplificationAt: plane ? 10 : 100,
      cubature: plane
        ? { panelNodes: 4, periodicNodes: 32 }
        : { panelNodes: 32, periodicNodes: 32 },
      methods: [
        ...klWeights.map((k): GridMethod => {
          const { options, ...others } = meanField(k, whole, { milestones: [], early });
          return {
            ...others,
            options: { ...options, ...(batchSize !== undefined && { batchSize }) },
          };
        }),
        ...noiseScales.map((scale) => adamMcmc(scale, chain, draws)),
      ],
    }));
  });
}

/** The candidates of a grid: mean fields at each of their lengths, and chains. */
export function candidatesOf({ methods, draws }: ChoosingGrid): Candidate[] {
  return methods.flatMap((gridMethod) => {
    const steps = stepsOf(gridMethod, draws);
    if (gridMethod.cut === undefined) return [{ gridMethod, method: gridMethod.method, steps }];
    const early = gridMethod.options.early as number[];
    return [...early, steps].map((length): Candidate => ({
      gridMethod: length === steps ? gridMethod : { ...gridMethod, early: length },
      method: {
        ...gridMethod.method,
        id: `${gridMethod.method.id}-${length}`,
        label: `${gridMethod.method.label}, ${grouped(length)} steps`,
      },
      steps: length,
    }));
  });
}

/** Indices of the training sets of a grid. */
export function runsOf({ runs, firstRun }: ChoosingGrid): number[] {
  return Array.from({ length: runs }, (_, i) => firstRun + i);
}
