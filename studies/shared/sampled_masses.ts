/**
 * Bin masses of a fit's draws, counted on generated points: for targets with too many coordinates for a cubature.
 *
 * @module
 */
import { binCount, counts } from "../../core/binning/mod.ts";
import { generate } from "../../core/flow/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import { numerics } from "../../runner/engine.ts";
import { cellKind } from "../../runner/cell.ts";
import { fitKind } from "./fit.ts";

/** Configuration of a cell. */
interface SampledMassesConfig {
  readonly target: string;
  /** Numbers of bins along each axis. */
  readonly nBins: readonly number[];
  /** Points generated with each draw. */
  readonly points: number;
}

/** Points generated at once. */
const block = 20_000;

/**
 * Cell kind "sampled-masses": counts of points generated with every draw. The masses include the
 * counting noise of the points, as does any generated sample.
 */
export const sampledMassesKind = cellKind<SampledMassesConfig, { readonly points: number }>({
  name: "sampled-masses",
  version: 3,
  numerics,
  async run(
    { target: name, nBins, points },
    { seed, inputs: { fit }, engine: engineOf, progress },
  ) {
    const toy = target(name);
    const { architecture, run } = fitKind.record(fit).config;
    const engine = await engineOf(architecture);
    const [draws, size] = fit.arrays.draws.shape;
    const axes = toy.axes.length;
    const arrays = Object.fromEntries(
      nBins.map((n) => {
        const shape = Array.from({ length: axes }, () => n);
        return [`${n} bins`, {
          shape: [draws, ...shape],
          values: new Float64Array(draws * binCount({ shape })),
        }];
      }),
    );
    const stream = Stream.fromSeed(seed).split("sampled masses", run);
    for (let draw = 0; draw < draws; draw++) {
      const weights = fit.arrays.draws.values.slice(draw * size, (draw + 1) * size) as Float32Array;
      for (let done = 0; done < points; done += block) {
        const count = Math.min(block, points - done);
        const blockStream = stream.split(draw, done);
        const generated = generate(engine, weights, toy.condition, count, blockStream);
        for (const n of nBins) {
          const { values } = arrays[`${n} bins`];
          const inBins = counts(toy, generated, n);
          const from = draw * inBins.length;
          for (let bin = 0; bin < inBins.length; bin++) values[from + bin] += inBins[bin] / points;
        }
      }
      progress(draw + 1, draws, `${points} points a draw`);
    }
    return { record: { points }, arrays };
  },
});
