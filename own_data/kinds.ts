/**
 * The cells of a training file: its events, the fits, what their draws generate, and how they are scored.
 *
 * @module
 */
import { type Architecture, decodingSolve, generate, paperArchitecture } from "../core/flow/mod.ts";
import { type Diagnostics, posterior } from "../core/posterior/mod.ts";
import { Stream } from "../core/random.ts";
import { type Artefact, type CellKind, cellKind, type Json } from "../runner/cell.ts";
import { numerics } from "../runner/engine.ts";
import { drawnDensity } from "../studies/shared/drawn_density.ts";
import type { OwnFits, OwnSample } from "./schema.ts";
import { type FittedScores, scored } from "./score.ts";
import { fromFlow, logVolume, toFlow } from "./transform.ts";

/** What tells events from others. */
type EventsConfig = Pick<OwnSample, "digest" | "features">;

/** Events that come from a file: their artefact is brought, never computed. */
export const eventsKind = cellKind<EventsConfig, EventsConfig>({
  name: "own-events",
  version: 1,
  run() {
    throw new Error(
      "Cannot compute events of a training file as they are read from it: current value is an empty cache",
    );
  },
});

/** The events in an artefact: each part `[n, features]`, in the units of the features. */
function eventsIn(artefact: Artefact) {
  const { features } = eventsKind.record(artefact);
  const part = (name: string) => artefact.arrays[name].values as Float64Array;
  return {
    transforms: features.map(({ transform }) => transform),
    training: part("training"),
    heldOut: part("heldOut"),
  };
}

/** Configuration of a fit. */
export interface OwnFitConfig {
  /** Name and options in the registry of posteriors. */
  readonly posterior: { readonly name: string; readonly options: { readonly [k: string]: Json } };
  readonly draws: number;
}

/** Record of a fit; its array holds the draws, `[draws, P]`. */
interface FitRecord extends OwnFitConfig {
  readonly diagnostics: Diagnostics;
}

/** The paper's network for points of a dimension, without a condition. */
function architectureOf(dimension: number): Architecture {
  return { ...paperArchitecture, dimension, condition: 0 };
}

/** No condition. */
const condition = new Float32Array();

/** Cell kind "own-fit": fits a posterior to the training events. Input: `events`. */
export const ownFitKind = cellKind<OwnFitConfig, FitRecord>({
  name: "own-fit",
  version: 1,
  numerics,
  async run(config, context) {
    const { seed, inputs: { events }, engine } = context;
    const { transforms, training } = eventsIn(events);
    const { draws: count, posterior: { name, options } } = config;
    const { draws, diagnostics } = posterior(name, options).fit({
      engine: await engine(architectureOf(transforms.length)),
      data: toFlow(transforms, training),
      condition,
      draws: count,
      stream: Stream.fromSeed(seed).split("own data", "fit", name),
    }, context);
    return {
      record: { ...config, diagnostics },
      arrays: { draws: { shape: [count, draws.length / count], values: draws } },
    };
  },
});

/** Points generated at once. */
const block = 20_000;

/**
 * Cell kind "own-drawn": events that each draw generates, `[draws, events, features]` in the units of the features, and
 * the log density that it gives each held-out event, `[draws, held-out events]` in nats. Inputs: `events`, `fit`.
 */
export const ownDrawnKind = cellKind<{ readonly eventsPerDraw: number }, null>({
  name: "own-drawn",
  version: 1,
  numerics,
  async run({ eventsPerDraw: generated }, { seed, inputs, engine: engineOf, progress }) {
    const { transforms, heldOut } = eventsIn(inputs.events);
    const { posterior: { name, options } } = ownFitKind.record(inputs.fit);
    const { solve } = posterior(name, options);
    // A flow that was fitted by likelihood is the map of its fit.
    const decoding = solve.volumeChange === "discrete" ? solve : decodingSolve;
    const dimension = transforms.length;
    const engine = await engineOf(architectureOf(dimension));
    const [draws, size] = inputs.fit.arrays.draws.shape;
    const points = { values: toFlow(transforms, heldOut), condition };
    const volume = logVolume(transforms, heldOut);
    const events = new Float32Array(draws * generated * dimension);
    const logDensity = new Float64Array(draws * volume.length);
    const stream = Stream.fromSeed(seed).split("own data", "generated", name);
    for (let draw = 0; draw < draws; draw++) {
      const weights = inputs.fit.arrays.draws.values
        .slice(draw * size, (draw + 1) * size) as Float32Array;
      for (let done = 0; done < generated; done += block) {
        const count = Math.min(block, generated - done);
        const made = generate(
          engine,
          weights,
          condition,
          count,
          stream.split(draw, done),
          decoding,
        );
        events.set(fromFlow(transforms, made), (draw * generated + done) * dimension);
      }
      const drawn = drawnDensity(engine, weights, points, solve).logDensity;
      volume.forEach((nats, i) => logDensity[draw * volume.length + i] = drawn[i] + nats);
      progress(draw + 1, draws, `${generated} events a draw`);
    }
    return {
      record: null,
      arrays: {
        events: { shape: [draws, generated, dimension], values: events },
        logDensity: { shape: [draws, volume.length], values: logDensity },
      },
    };
  },
});

/** A fit as a summary names it. */
interface SummaryConfig {
  readonly fits: readonly { readonly id: string; readonly label: string }[];
}

/** Cell kind "own-summary": the scores of all fits. Inputs: `fit <id>` and `drawn <id>` of each. */
export const ownSummaryKind = cellKind<SummaryConfig, OwnFits>({
  name: "own-summary",
  version: 1,
  run({ fits }, { inputs }) {
    const all = fits.map(({ id, label }): FittedScores => {
      const drawn = inputs[`drawn ${id}`];
      const { posterior: { options }, diagnostics } = ownFitKind.record(inputs[`fit ${id}`]);
      const [draws, generated] = drawn.arrays.events.shape;
      const { scalars, warnings } = diagnostics;
      return {
        fit: { id, label, draws, generated, options, scalars, warnings: [...warnings] },
        logDensity: drawn.arrays.logDensity.values,
      };
    });
    return { record: scored(all) };
  },
});

/** Kinds of the cells of a training file. */
export const kinds: readonly CellKind[] = [eventsKind, ownFitKind, ownDrawnKind, ownSummaryKind];
