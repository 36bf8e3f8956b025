/**
 * Measures of a fit of a given length on one training set. Each run is measured by itself, so that the
 * draws of beginnings, which are not kept, are not needed all at once.
 *
 * @module
 */
import { equivalentEvents, jensenShannonOfMean } from "../../core/amplification/mod.ts";
import { binCount, type Masses } from "../../core/binning/mod.ts";
import {
  coverage,
  deviationAlong,
  deviations,
  drawMoments,
  type IntervalMethod,
  marginalCoverage,
  momentsAlong,
  oneSigma,
} from "../../core/calibration/mod.ts";
import { massesOfRuns } from "../shared/masses.ts";
import { type Artefact, type Cell, cellKind, type NumberArray } from "../../runner/cell.ts";
import type { Grid } from "../shared/grid.ts";
import type { GridMethod } from "../shared/methods.ts";
import type { Method } from "../shared/schema.ts";
import { massesCell } from "../shared/fit_cells.ts";

/** Configuration of a cell. */
interface LengthConfig {
  readonly method: string;
  /** Numbers of bins along each axis. */
  readonly nBins: readonly number[];
  /** Number of bins of the measures along the first axis. */
  readonly radiusAt: number;
}

/** Measures of one run at one number of bins. */
export interface LengthRow {
  readonly nBins: number;
  /** Mean over levels of coverage - nominal, by rank intervals. */
  readonly signed: number;
  /** Share of bins with the truth within one standard deviation of the mean. */
  readonly oneSigma: number;
  /** Root mean square over bins of the draws' standard deviation over the truth. */
  readonly width: number;
  /** Root mean square over bins of the mean's error over the truth. */
  readonly error: number;
  /** Equivalent number of events by the estimator "std"; null if the draws of a bin are all the same. */
  readonly events: number | null;
  /** Jensen-Shannon divergence of the mean from the truth, nats. */
  readonly divergence: number;
}

/** Record of a cell. */
export interface LengthRecord {
  readonly rows: readonly LengthRow[];
  readonly radiusAt: number;
}

/** Names of a cell's arrays. */
export const lengthArrays = {
  /** Coverage at the 50 levels of the authors' intervals, `[binnings, levels]`. */
  curves: "curves",
  /** Mean over levels of coverage - nominal against the radius, by rank intervals, `[bins]`. */
  deviation: "radial deviation",
  /** The same by the authors' intervals, `[bins]`. */
  interpolated: "radial deviation, interpolated",
  /** Mean mass over the true mass, `[bins]`. */
  mass: "radial mass",
  /** Mean standard deviation over the true mass, `[bins]`. */
  spread: "radial spread",
} as const;

function rowOf(masses: Masses, nBins: number): LengthRow {
  const bins = binCount(masses), truth = 1 / bins;
  const { mean, variance } = drawMoments(masses);
  const rootMeanSquare = (squares: Float64Array) =>
    Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / bins) * bins;
  return {
    nBins,
    signed: deviations(coverage(masses, truth, { method: "rank" })).signed.value,
    oneSigma: oneSigma(masses, truth).mean.value,
    width: rootMeanSquare(variance),
    error: rootMeanSquare(mean.map((mass) => (mass - truth) * (mass - truth))),
    events: variance.includes(0) ? null : equivalentEvents(masses)[0],
    divergence: jensenShannonOfMean(masses, truth)[0],
  };
}

/** Mean over levels of coverage - nominal for each bin of the first axis. */
function radialDeviation(masses: Masses, method: IntervalMethod): number[] {
  const covered = coverage(masses, 1 / binCount(masses), { method });
  return deviationAlong(covered, 0).signed.map(({ value }) => value);
}

/** An array in single precision, whose seven digits suffice for shares of bins. */
function single(values: ArrayLike<number>, ...shape: number[]): NumberArray {
  return { shape, values: Float32Array.from(values) };
}

/** Cell kind "length": measures of the masses of one run. */
export const lengthKind = cellKind<LengthConfig, LengthRecord>({
  name: "length",
  version: 1,
  run({ method, nBins, radiusAt }, { seed, inputs, progress }) {
    const massesAt = (n: number) =>
      massesOfRuns({ run0: inputs.masses }, { method, protocol: "exact" }, n, seed);
    const rows: LengthRow[] = [], curves: number[] = [];
    for (const [i, n] of nBins.entries()) {
      const masses = massesAt(n);
      rows.push(rowOf(masses, n));
      const method = "interpolated";
      curves.push(...marginalCoverage(coverage(masses, 1 / (n * n), { method })).values);
      progress(i + 1, nBins.length, `${n} x ${n} bins`);
    }
    const masses = massesAt(radiusAt), truth = 1 / (radiusAt * radiusAt);
    const { mean, spread } = momentsAlong(masses, 0);
    const record: LengthRecord = { rows, radiusAt };
    return {
      record: record,
      arrays: {
        [lengthArrays.curves]: single(curves, nBins.length, curves.length / nBins.length),
        [lengthArrays.deviation]: single(radialDeviation(masses, "rank"), radiusAt),
        [lengthArrays.interpolated]: single(radialDeviation(masses, "interpolated"), radiusAt),
        [lengthArrays.mass]: single(mean.mean.map((mass) => mass / truth), radiusAt),
        [lengthArrays.spread]: single(spread.mean.map((width) => width / truth), radiusAt),
      },
    };
  },
});

/** The measures of a run's whole fit, or of a beginning of it. */
export function lengthCell(grid: Grid, method: GridMethod, run: number): Cell {
  const { method: { id, label }, cut, early } = method;
  const steps = early ?? cut?.ends.at(-1);
  return lengthKind.cell({
    config: { method: id, nBins: [...grid.nBins], radiusAt: Math.max(...grid.nBins) },
    seed: grid.seed,
    inputs: { masses: massesCell(grid, method, run) },
    label: `length ${label}, run ${run + 1}${steps === undefined ? "" : `, ${steps} steps`}`,
    cost: 0.3,
    // Draws of a chain's beginnings are not kept.
    ...(grid.kept && early !== undefined && (cut?.joined ?? 0) > 0 && {
      keep: `${id}/run-${run + 1}-first-${early}`,
    }),
  });
}

/** The lengths of a method's fit in steps, the whole one last. */
export function lengthsOf({ options, cut }: GridMethod): number[] {
  return cut === undefined ? [] : [...options.early as number[], cut.ends[cut.ends.length - 1]];
}

/** Name of the input for one run at one length. */
function inputName({ id }: Method, steps: number, run: number): string {
  return `${id}, ${steps} steps, run ${run}`;
}

/** The measures of all runs of a method at each of its lengths. */
export function cellsAfter(grid: Grid, method: GridMethod): Record<string, Cell> {
  const lengths = lengthsOf(method);
  return Object.fromEntries(
    lengths.flatMap((steps) => {
      const fit = steps === lengths.at(-1) ? method : { ...method, early: steps };
      return Array.from(
        { length: grid.runs },
        (_, run) => [inputName(method.method, steps, run), lengthCell(grid, fit, run)],
      );
    }),
  );
}

/** Of the inputs of {@linkcode cellsAfter} all runs of a method at one length. */
export function runsAfter(
  inputs: Readonly<Record<string, Artefact>>,
  method: Method,
  steps: number,
  runs: number,
): Artefact[] {
  return Array.from({ length: runs }, (_, run) => inputs[inputName(method, steps, run)]);
}
