/**
 * Evaluates the drawn flows of a fit on a square, along the radius and on true points.
 *
 * @module
 */
import { cos, exp, log, sin } from "../../core/elementary.ts";
import { quantile } from "../../core/quantile.ts";
import { numerics } from "../../runner/engine.ts";
import { posterior } from "../../core/posterior/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import { cellKind } from "../../runner/cell.ts";
import { drawnDensity } from "../shared/drawn_density.ts";
import { fitKind } from "../shared/fit.ts";

/** Configuration of a density cell. */
export interface DensityConfig {
  readonly target: string;
  /** Cells along each side of the square from -halfWidth to halfWidth; 0 leaves the square out. */
  readonly gridCells: number;
  readonly halfWidth: number;
  /** Radii of the profile, from 0 to halfWidth; 0 leaves it out. */
  readonly radii: number;
  /** Angles that the profile averages over. */
  readonly angles: number;
  /** True points on which the divergence is estimated. */
  readonly testPoints: number;
}

/** What a density cell leaves. */
export interface DensityRecord {
  /** Densities at the cell centres, `[row x2][column x1]`; empty where left out. */
  readonly mean: number[][];
  /** Standard deviation over draws over the mean; null where the mean vanishes. */
  readonly spread: (number | null)[][];
  /** Quantiles over draws of the radial density, by name; empty where left out. */
  readonly radial: Readonly<
    Record<"median" | "lower68" | "upper68" | "lower95" | "upper95", number[]>
  >;
  /** Kullback-Leibler divergence from the truth to the mean of the drawn densities, nats, and its error. */
  readonly divergence: { readonly value: number; readonly error: number };
  /** The same for single draws, averaged over them, nats. */
  readonly divergenceOfDraws: number;
}

/** Centres of the cells of one side. */
export function cellCentres(cells: number, halfWidth: number): number[] {
  return Array.from({ length: cells }, (_, i) => halfWidth * ((2 * i + 1) / cells - 1));
}

/** Radii of the profile. */
export function profileRadii(radii: number, halfWidth: number): number[] {
  return Array.from({ length: radii }, (_, i) => halfWidth * (i + 0.5) / radii);
}

const levels = { median: 0.5, lower68: 0.16, upper68: 0.84, lower95: 0.025, upper95: 0.975 };

/** Cell kind "density": where and how far the drawn densities are from the truth. */
export const densityKind = cellKind<DensityConfig, DensityRecord>({
  name: "density",
  version: 3,
  numerics,
  async run(config, { seed, inputs: { fit }, engine: engineOf, progress }) {
    const { gridCells, halfWidth, radii, angles, testPoints } = config;
    const toy = target(config.target);
    const { architecture, run, posterior: { name, options } } = fitKind.record(fit).config;
    const { solve } = posterior(name, options);
    const engine = await engineOf(architecture);
    const [draws, size] = fit.arrays.draws.shape;

    const centres = cellCentres(gridCells, halfWidth);
    const square = centres.flatMap((x2) => centres.flatMap((x1) => [x1, x2]));
    const profile = profileRadii(radii, halfWidth).flatMap((r) =>
      Array.from({ length: angles }, (_, j) => {
        const angle = 2 * Math.PI * j / angles;
        return [r * cos(angle), r * sin(angle)];
      }).flat()
    );
    const truePoints = toy.sample(testPoints, Stream.fromSeed(seed).split("run", run, "test data"));
    const logTruth = toy.logDensity(truePoints);
    const points = Float32Array.from([...square, ...profile, ...truePoints]);
    const cells = gridCells * gridCells;
    const sum = new Float64Array(cells), squares = new Float64Array(cells);
    const radial = Array.from({ length: radii }, () => new Float64Array(draws));
    const mixture = new Float64Array(testPoints);
    let divergenceOfDraws = 0;
    for (let draw = 0; draw < draws; draw++) {
      const weights = fit.arrays.draws.values.slice(draw * size, (draw + 1) * size);
      const { logDensity } = drawnDensity(
        engine,
        weights as Float32Array,
        { values: points, condition: toy.condition },
        solve,
      );
      let at = 0;
      for (let i = 0; i < cells; i++) {
        const density = exp(logDensity[at++]);
        sum[i] += density;
        squares[i] += density * density;
      }
      for (const [i, r] of profileRadii(radii, halfWidth).entries()) {
        for (let j = 0; j < angles; j++) {
          radial[i][draw] += 2 * Math.PI * r * exp(logDensity[at++]) / angles;
        }
      }
      for (let i = 0; i < testPoints; i++) {
        const logRatio = logDensity[at++] - logTruth[i];
        mixture[i] += exp(logRatio) / draws;
        divergenceOfDraws -= logRatio / (testPoints * draws);
      }
      progress(draw + 1, draws, `${points.length / 2} points a draw`);
    }
    const grid = (value: (i: number) => number | null) =>
      centres.map((_, row) => centres.map((_, column) => value(row * gridCells + column)));
    const sorted = radial.map((values) => values.sort());
    const differences = mixture.map((ratio) => -log(ratio));
    const divergence = differences.reduce((total, x) => total + x, 0) / testPoints;
    const variance = differences.reduce((total, x) =>
      total + (x - divergence) * (x - divergence), 0) /
      (testPoints - 1);
    const record: DensityRecord = {
      mean: grid((i) => sum[i] / draws) as number[][],
      spread: grid((i) => {
        const mean = sum[i] / draws;
        return mean > 0 ? Math.sqrt(Math.max(0, squares[i] / draws - mean * mean)) / mean : null;
      }),
      radial: Object.fromEntries(
        Object.entries(levels).map(([name, p]) => [name, sorted.map((v) => quantile(v, p))]),
      ) as DensityRecord["radial"],
      divergence: { value: divergence, error: Math.sqrt(variance / testPoints) },
      divergenceOfDraws,
    };
    return { record: record };
  },
});
