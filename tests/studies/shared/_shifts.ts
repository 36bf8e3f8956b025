/** Fits whose flows have a constant velocity, so that each draw is a shifted standard normal. */
import { paperArchitecture, weightCount } from "../../../core/flow/mod.ts";
import { target } from "../../../core/target/mod.ts";
import type { Artefact, Json } from "../../../runner/cell.ts";

/** A fit to two coordinates; draw d is N(shifts[d], I). */
export function shifted(name: string, shifts: readonly (readonly [number, number])[]): Artefact {
  const { dimension, condition } = target(name);
  const architecture = {
    ...paperArchitecture,
    hidden: [...paperArchitecture.hidden],
    dimension,
    condition: condition.length,
  };
  const size = weightCount(architecture);
  const values = new Float32Array(shifts.length * size);
  // The last biases are the velocity where all other weights vanish; it leads from the data to the normal noise.
  shifts.forEach(([a, b], d) => values.set([-a, -b], (d + 1) * size - 2));
  const config = {
    architecture,
    run: 0,
    nTrain: 100,
    posterior: { name: "mean-field", options: {} },
  };
  return {
    json: { config } as unknown as Json,
    arrays: { draws: { shape: [shifts.length, size], values } },
  };
}

/** Density of a standard normal in the plane about a place. */
export function normalDensity(x: number, y: number, [a, b]: readonly [number, number]): number {
  return Math.exp(-((x - a) ** 2 + (y - b) ** 2) / 2) / (2 * Math.PI);
}
