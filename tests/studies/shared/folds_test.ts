import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { comparedMasses, cubature } from "../../../core/binning/mod.ts";
import { continuousSolve } from "../../../core/flow/mod.ts";
import { posterior } from "../../../core/posterior/mod.ts";
import { target } from "../../../core/target/mod.ts";
import { densityKind, type DensityRecord } from "../../../studies/ring/density.ts";
import type { FitRecord } from "../../../studies/shared/fit.ts";
import { massesKind, type MassesRecord } from "../../../studies/shared/masses.ts";
import { cellEngine } from "../../../runner/engine.ts";
import type { Artefact, Json } from "../../../runner/cell.ts";

const toy = target("gamma-ring"), { condition } = toy;
const architecture = {
  dimension: 2,
  condition: condition.length,
  hidden: [1],
  frequencies: 0,
  activation: "tanh",
} as const;
// v_1 = -3 tanh(3 x_1): three steps of Adams-Bashforth fold where x_1 is about 0, and nowhere else. Weights
// of x_1, x_2 and the condition, bias; two outputs, their biases.
const folding = [3, 0, 0, 0, -3, 0, 0, 0], still = folding.map(() => 0);
const options = { solve: { scheme: "ab3", steps: 3, volumeChange: "discrete" } };
const { solve } = posterior("adam-mcmc", options);
const draws = [folding, still].map((weights) => Float32Array.from(weights));
const values = Float32Array.from([...folding, ...still]);
const config = { architecture, run: 0, posterior: { name: "adam-mcmc", options } };
const fit: Artefact = {
  json: { config } as unknown as FitRecord as unknown as Json,
  arrays: { draws: { shape: [2, still.length], values } },
};
const context = { seed: 5, engine: cellEngine, checkpoint() {}, progress() {}, inputs: { fit } };
const resolution = { panelNodes: 4, periodicNodes: 96 }, nBins = [2, 10];
const grid = cubature(toy, resolution);
const points = { values: grid.points, condition };

Deno.test("masses of a map that folds are those of the continuous flow, and the difference is their error", async () => {
  const engine = await cellEngine(architecture);
  const { json, arrays } = await massesKind.run({
    ...context,
    config: { target: toy.name, nBins, cubature: resolution },
  });
  const { folds, error, total } = json as unknown as MassesRecord;
  const discrete = draws.map((weights) => engine.logDensity(weights, points, solve));
  assertEquals(folds, [discrete[0].filter((log) => log === -Infinity).length, 0]);
  assert(folds[0] > 0 && folds[0] < grid.points.length / 4, `${folds[0]} nodes fold`);
  const continuous = grid.masses(engine.logDensity(draws[0], points, continuousSolve), 1).values[0];
  assertEquals(total[0], continuous);
  for (const [i, n] of nBins.entries()) {
    const flow = grid.masses(engine.logDensity(draws[0], points, continuousSolve), n);
    const own = grid.masses(discrete[1], n), map = grid.masses(discrete[0], n);
    const found = arrays[`${n} bins`].values;
    assertEquals([...found.slice(0, n * n)], [...flow.values]);
    // A map that does not fold is its own flow.
    assertEquals([...found.slice(n * n)], [...own.values]);
    const { meanError, maxError } = comparedMasses(flow.values, map.values);
    assert(meanError > 0.01, `the map that folds is ${meanError} off`);
    assertAlmostEquals(error[i].mean, (flow.meanError + meanError + own.meanError) / 2, 1e-12);
    assertAlmostEquals(error[i].max, Math.max(flow.maxError + maxError, own.maxError), 1e-12);
  }
});

Deno.test("densities of a map that folds are those of the continuous flow", async () => {
  const engine = await cellEngine(architecture);
  const { json } = await densityKind.run({
    ...context,
    config: { target: toy.name, gridCells: 3, halfWidth: 3, radii: 0, angles: 0, testPoints: 100 },
  });
  // At the centre both draws have a density: the one of the noise, and that of noise pulled apart.
  const centre = { values: new Float32Array(2), condition };
  const [flow, noise] = [continuousSolve, solve].map((by, i) =>
    Math.exp(engine.logDensity(draws[i], centre, by)[0])
  );
  assertAlmostEquals((json as unknown as DensityRecord).mean[1][1], (flow + noise) / 2, 1e-12);
  assertAlmostEquals(noise, 1 / (2 * Math.PI), 1e-7);
  // dz/dx at 0 is exp(-9).
  assertAlmostEquals(flow / noise, Math.exp(-9), 0.01 * Math.exp(-9));
});
