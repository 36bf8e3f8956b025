import { assertLess } from "@std/assert";
import { type Cubature, cubature } from "../../../core/binning/mod.ts";
import { createEngine, engineNames } from "../../../core/engine/mod.ts";
import { paperArchitecture } from "../../../core/flow/architecture.ts";
import { continuousSolve, gradedSolve, type Solve } from "../../../core/flow/mod.ts";
import { gammaRing } from "../../../core/target/mod.ts";
import { reference } from "../../reference_checks/_load.ts";

const ring = gammaRing();

Deno.test("masses at 200 x 200 from two thirds of the nodes, to 5e-4 in the mean", async () => {
  const [{ weights }] =
    reference<{ readonly sets: readonly { readonly weights: readonly number[] }[] }>("masses").sets;
  const engine = await createEngine(engineNames[0], paperArchitecture);
  const masses = (grid: Cubature, solve: Solve) => {
    const points = { values: grid.points, condition: ring.condition };
    const logDensity = engine.logDensity(Float32Array.from(weights), points, solve);
    return [...grid.binnings(logDensity, [200])][0].values;
  };
  // Twice as many nodes on each axis, half as many steps again: with fewer of both the mean moves by 2e-7.
  const finer = cubature(ring, { panelNodes: 8, periodicNodes: 512 });
  const expected = masses(finer, gradedSolve(144));
  const found = masses(cubature(ring, { panelNodes: 4 }), continuousSolve);
  const error = found.reduce((sum, mass, bin) => sum + Math.abs(mass / expected[bin] - 1), 0);
  assertLess(error / found.length, 5e-4);
});
