/**
 * Held-out events, and the log density that a fit's draws give them together.
 *
 * @module
 */
import { posterior } from "../../core/posterior/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import { numerics } from "../../runner/engine.ts";
import { type Cell, cellKind } from "../../runner/cell.ts";
import { drawnDensity } from "../shared/drawn_density.ts";
import { fitKind } from "../shared/fit.ts";
import { fitCell } from "../shared/fit_cells.ts";
import { predictive } from "../shared/predictive.ts";
import type { Candidate, ChoosingGrid } from "./grid.ts";

/** Configuration of a cell. */
interface HeldOutConfig {
  readonly target: string;
  /** Held-out events. */
  readonly events: number;
}

/** Record of a cell; its array `predictive` holds log densities, nats, `[events]`. */
export interface HeldOutRecord {
  readonly events: number;
  /** Draws whose discrete map folds at an event, evaluated as continuous flows. */
  readonly folded: number;
}

/**
 * Held-out events of a training set, `[events, dimension]`: the same for all fits to it, and independent of it.
 *
 * @param run Index of the training set.
 */
export function heldOutEvents(
  seed: number,
  { target: name, events }: HeldOutConfig,
  run: number,
): Float32Array {
  return target(name).sample(events, Stream.fromSeed(seed).split("run", run, "held-out events"));
}

/** Cell kind "held-out": the log density of held-out events by the mean density of all draws. */
export const heldOutKind = cellKind<HeldOutConfig, HeldOutRecord>({
  name: "held-out",
  version: 1,
  numerics,
  async run(config, { seed, inputs: { fit }, engine: engineOf, progress }) {
    const { architecture, posterior: { name, options }, run } = fitKind.record(fit).config;
    const { solve } = posterior(name, options);
    const engine = await engineOf(architecture);
    const { condition } = target(config.target);
    const points = { values: heldOutEvents(seed, config, run), condition };
    const [draws, size] = fit.arrays.draws.shape;
    const logDensity = new Float32Array(draws * config.events);
    let folds = 0;
    for (let draw = 0; draw < draws; draw++) {
      const weights = fit.arrays.draws.values.slice(draw * size, (draw + 1) * size) as Float32Array;
      const drawn = drawnDensity(engine, weights, points, solve);
      logDensity.set(drawn.logDensity, draw * config.events);
      if (drawn.folded !== undefined) folds++;
      progress(draw + 1, draws, `${config.events} held-out events`);
    }
    return {
      record: { events: config.events, folded: folds },
      arrays: {
        predictive: { shape: [config.events], values: predictive(logDensity, draws) },
      },
    };
  },
});

/** Seconds of one core to evaluate the density of an event. */
const eventCost = 60e-6;

/** The log densities of the held-out events by a candidate. */
export function heldOutCell(
  grid: ChoosingGrid,
  { gridMethod, method }: Candidate,
  run: number,
): Cell {
  return heldOutKind.cell({
    config: { target: grid.target, events: grid.heldOut },
    seed: grid.seed,
    inputs: { fit: fitCell(grid, gridMethod, run) },
    label: `held-out events of ${method.label}, ${
      target(grid.target).title
    }, ${grid.nTrain} points, run ${run + 1}`,
    cost: grid.draws * grid.heldOut * eventCost,
  });
}
