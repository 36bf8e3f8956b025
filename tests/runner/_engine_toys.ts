/**
 * A registry of one toy cell that the engine computes: the likelihood's gradient of an untrained flow.
 *
 * @module
 */
import {
  initialise,
  likelihoodSolve,
  paperArchitecture,
  weightCount,
} from "../../core/flow/mod.ts";
import { Stream } from "../../core/random.ts";
import { numerics } from "../../runner/engine.ts";
import type { CellKind } from "../../runner/cell.ts";
import type { Study } from "../../runner/study.ts";
import { cell } from "./_toys.ts";
import { z } from "zod";

const gradient: CellKind = {
  name: "gradient",
  version: 1,
  numerics,
  async run({ seed, engine }) {
    const stream = Stream.fromSeed(seed);
    const values = new Float32Array(weightCount(paperArchitecture));
    const points = {
      values: stream.split("points").normals(new Float32Array(2 * 100)),
      condition: Float32Array.of(4),
    };
    const weights = initialise(paperArchitecture, stream.split("weights"));
    const likelihood = (await engine(paperArchitecture))
      .logLikelihood(weights, points, likelihoodSolve, values);
    return { json: { likelihood, gradient: [...values] }, arrays: {} };
  },
};

/** The kinds of the toys. */
export const kinds = [gradient];

/** The one study. */
export const studies: readonly Study[] = [{
  name: "gradient",
  results: z.json(),
  summary: () => cell("gradient"),
}];
