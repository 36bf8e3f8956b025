/**
 * Bin masses of a fit's draws.
 *
 * @module
 */
import {
  binCount,
  comparedMasses,
  cubature,
  type CubatureOptions,
  type Masses,
  masses,
  sampledMasses,
} from "../../core/binning/mod.ts";
import { numerics } from "../../runner/engine.ts";
import { posterior } from "../../core/posterior/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import { type Artefact, cellKind, type NumberArray } from "../../runner/cell.ts";
import type { Protocol } from "./schema.ts";
import { drawnDensity } from "./drawn_density.ts";
import { fitKind } from "./fit.ts";

/** Configuration of the masses of one fit. */
export interface MassesConfig {
  readonly target: string;
  /** Numbers of bins along each axis. */
  readonly nBins: readonly number[];
  /** Resolution of the cubature. */
  readonly cubature: Required<CubatureOptions>;
}

/** Record of masses; lists are `[draws]`. */
export interface MassesRecord {
  /** Total probability by the cubature. */
  readonly total: number[];
  /** Probability below the truth's support along the first axis: inside the hole of a ring. */
  readonly inside: number[];
  /** Nodes of the cubature at which the discrete map of the draw folds; see {@linkcode drawnDensity}. */
  readonly folds: number[];
  /**
   * For each number of bins: mean over draws and maximum of the error relative to the mass of a bin.
   * The error is the cubature's estimate plus, if a map folds, the difference to the masses of that
   * map.
   */
  readonly error: { nBins: number; mean: number; max: number }[];
}

/** Name of the array with a number of bins. */
function arrayName(nBins: number): string {
  return `${nBins} bins`;
}

/** Cell kind "masses": bin masses of the drawn flows, by one cubature for each draw. */
export const massesKind = cellKind<MassesConfig, MassesRecord>({
  name: "masses",
  version: 3,
  numerics,
  async run(config, { inputs: { fit }, engine: engineOf, progress }) {
    const toy = target(config.target);
    const { architecture, posterior: { name, options } } = fitKind.record(fit).config;
    const { solve } = posterior(name, options);
    const engine = await engineOf(architecture);
    const grid = cubature(toy, config.cubature);
    const [draws, size] = fit.arrays.draws.shape;
    const weights = fit.arrays.draws.values;
    const axes = toy.axes.length;
    const arrays = Object.fromEntries(
      config.nBins.map((n) => {
        const shape = Array.from({ length: axes }, () => n);
        return [arrayName(n), {
          shape: [draws, ...shape],
          values: new Float64Array(draws * binCount({ shape })),
        }];
      }),
    );
    const record: MassesRecord = {
      total: [],
      inside: [],
      folds: [],
      error: config.nBins.map((nBins) => ({ nBins, mean: 0, max: 0 })),
    };
    // Two bins along the first axis: below and above the lower end of the truth's support.
    const [first, ...others] = toy.axes.map(({ range: [lower, upper] }) => [lower, upper]);
    const start = toy.axes[0].quantile(0);
    const hole = start > first[0] ? [[first[0], start, first[1]], ...others] : undefined;
    for (let draw = 0; draw < draws; draw++) {
      const { logDensity, folded } = drawnDensity(
        engine,
        weights.slice(draw * size, (draw + 1) * size) as Float32Array,
        { values: grid.points, condition: toy.condition },
        solve,
      );
      for (const [i, n] of config.nBins.entries()) {
        const { values, meanError, maxError } = grid.masses(logDensity, n);
        arrays[arrayName(n)].values.set(values, draw * values.length);
        const fold = folded && comparedMasses(values, grid.masses(folded, n).values);
        const { error } = record;
        error[i].mean += (meanError + (fold?.meanError ?? 0)) / draws;
        error[i].max = Math.max(error[i].max, maxError + (fold?.maxError ?? 0));
      }
      record.folds.push(folded?.filter((value) => value === -Infinity).length ?? 0);
      const [total] = grid.masses(logDensity, 1).values;
      record.total.push(total);
      record.inside.push(hole ? grid.masses(logDensity, hole).values[0] : 0);
      progress(draw + 1, draws, `${config.nBins.length} binnings`);
    }
    return { record: record, arrays };
  },
});

/** Points that a protocol generates with each draw; undefined for exact masses. */
export function pointsPerDraw(protocol: Protocol, bins: number): number | undefined {
  switch (protocol) {
    case "exact":
      return undefined;
    case "scaled":
      return 1000 * bins;
    case "fixed":
      return 10_000_000;
  }
}

/** Configuration that determines the stream of counting noise. */
export interface CountingConfig {
  /** Identifier of the method of the masses. */
  readonly method: string;
  readonly protocol: Protocol;
}

/**
 * Masses of all runs at one number of bins, with the counting noise of a protocol: the counts of a generated
 * sample are multinomial in the exact masses, so no point needs to be generated.
 */
export function massesOfRuns(
  inputs: Readonly<Record<string, Artefact>>,
  { method, protocol }: CountingConfig,
  nBins: number,
  seed: number,
): Masses {
  const runs = Object.keys(inputs).length;
  const massesOf = (run: number): NumberArray => inputs[`run${run}`].arrays[arrayName(nBins)];
  const { shape: [draws, ...shape], values: { length } } = massesOf(0);
  const values = new Float64Array(runs * length);
  for (let run = 0; run < runs; run++) {
    const ofRun = massesOf(run).values;
    // Clips the negative masses that the series of a cubature can give in nearly empty bins.
    for (let i = 0; i < length; i++) values[run * length + i] = Math.max(0, ofRun[i]);
  }
  const exact = masses(runs, draws, shape, values);
  const points = pointsPerDraw(protocol, length / draws);
  if (points === undefined) return exact;
  const stream = Stream.fromSeed(seed).split("counting", protocol, method, nBins);
  return sampledMasses(exact, points, stream);
}
