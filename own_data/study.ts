/**
 * The plan of the fits to a training file.
 *
 * @module
 */
import type { Cell } from "../runner/cell.ts";
import type { Profile, Study } from "../runner/study.ts";
import { eventsKind, ownDrawnKind, ownFitKind, ownSummaryKind } from "./kinds.ts";
import { eventsPerDraw, methodsOf, type OwnMethod } from "./methods.ts";
import { ownFits, type OwnSample } from "./schema.ts";

/** Seconds of one core to generate an event, or to evaluate its density. */
const eventCost = 60e-6;

/** Cells of a fit. */
interface FitCells {
  readonly fit: Cell;
  readonly drawn: Cell;
}

/** The events of a training file. */
export function eventsCell({ digest, features, seed }: OwnSample): Cell {
  const config = { digest, features };
  return eventsKind.cell({ config, seed, inputs: {}, label: "events", cost: 0 });
}

function fitCells(sample: OwnSample, profile: Profile, ownMethod: OwnMethod): FitCells {
  const { method: { label, posterior }, options, draws, cost } = ownMethod;
  const { seed, heldOut } = sample;
  const generated = eventsPerDraw(profile);
  const events = eventsCell(sample);
  const fit = ownFitKind.cell({
    config: { posterior: { name: posterior, options }, draws },
    seed,
    inputs: { events },
    label: `fit ${label}`,
    cost,
  });
  return {
    fit,
    drawn: ownDrawnKind.cell({
      config: { eventsPerDraw: generated },
      seed,
      inputs: { events, fit },
      label: `events of ${label}`,
      cost: draws * (generated + heldOut) * eventCost,
    }),
  };
}

/** The cells of what each posterior of a profile draws, by its identifier. */
export function drawnCells(sample: OwnSample, profile: Profile): ReadonlyMap<string, Cell> {
  return new Map(
    methodsOf(profile, sample.training).map((ownMethod) => [
      ownMethod.method.id,
      fitCells(sample, profile, ownMethod).drawn,
    ]),
  );
}

/** The fits to a training file, as the runner computes them. */
export function ownStudy(sample: OwnSample): Study {
  return {
    name: "posteriors",
    results: ownFits,
    summary(profile) {
      const methods = methodsOf(profile, sample.training);
      return ownSummaryKind.cell({
        config: { fits: methods.map(({ method: { id, label } }) => ({ id, label })) },
        seed: sample.seed,
        inputs: Object.fromEntries(methods.flatMap((ownMethod) => {
          const { fit, drawn } = fitCells(sample, profile, ownMethod);
          const { id } = ownMethod.method;
          return [[`fit ${id}`, fit], [`drawn ${id}`, drawn]];
        })),
        label: "scores by held-out events",
        cost: 0.1,
      });
    },
  };
}
