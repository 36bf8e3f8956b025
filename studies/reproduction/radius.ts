/**
 * Signed deviation of the coverage against the radius by the authors' interpolated quantiles, with the
 * values of all runs.
 *
 * @module
 */
import { coverage, deviationAlong } from "../../core/calibration/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import { type CountingConfig, massesOfRuns } from "../shared/masses.ts";
import { everyRun, type Grid } from "../shared/grid.ts";
import type { GridMethod } from "../shared/methods.ts";
import { massesCell } from "../shared/fit_cells.ts";
import { type Cell, cellKind } from "../../runner/cell.ts";
import type { Protocol } from "../shared/schema.ts";

interface RadiusConfig extends CountingConfig {
  readonly target: string;
  readonly nBins: number;
}

/** Record of a radius cell. */
export interface RadiusRecord {
  readonly nBins: number;
  /** Radii of the edges of the bins, `[bins + 1]`. */
  readonly edges: number[];
  /** Radius at the middle (in probability) of each bin, `[bins]`. */
  readonly centres: number[];
  /** Mean over levels of coverage - nominal, `[bins]`, with its standard error between runs. */
  readonly deviation: number[];
  readonly error: (number | null)[];
  /** The same of each run alone, `[runs][bins]`. */
  readonly perRun: number[][];
}

/** Cell kind "reproduction-radius": the deviation along the radius from the finest masses of all runs. */
export const radiusKind = cellKind<RadiusConfig, RadiusRecord>({
  name: "reproduction-radius",
  version: 2,
  run(config, { seed, inputs }) {
    const { nBins } = config;
    const [radial] = target(config.target).axes;
    const masses = massesOfRuns(inputs, config, nBins, seed);
    const covered = coverage(masses, 1 / (nBins * nBins), { method: "interpolated" });
    const stream = Stream.fromSeed(seed).split("radius", config.protocol, config.method);
    const { signed } = deviationAlong(covered, 0, { stream });
    const record: RadiusRecord = {
      nBins,
      edges: Array.from(
        { length: nBins + 1 },
        (_, i) => i === nBins ? radial.range[1] : radial.quantile(i / nBins),
      ),
      centres: Array.from({ length: nBins }, (_, i) => radial.quantile((i + 0.5) / nBins)),
      deviation: signed.map(({ value }) => value),
      error: signed.map(({ error }) => error),
      perRun: Array.from(
        { length: masses.runs },
        (_, run) => signed.map(({ perRun }) => perRun[run]),
      ),
    };
    return { record: record };
  },
});

/** The deviation of a method along the radius at the finest binning. */
export function radiusCell(grid: Grid, method: GridMethod, protocol: Protocol): Cell {
  return radiusKind.cell({
    config: {
      target: grid.target,
      nBins: Math.max(...grid.nBins),
      method: method.method.id,
      protocol,
    },
    seed: grid.seed,
    inputs: everyRun(grid, (run) => massesCell(grid, method, run)),
    label: `coverage along the radius ${method.method.label}, ${protocol} masses`,
    cost: grid.runs * grid.draws * 0.05,
  });
}
