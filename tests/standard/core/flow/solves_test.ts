/** The accuracy that the solves claim, on a network trained on the Gamma ring. */
import { assert } from "@std/assert";
import { paperArchitecture } from "../../../../core/flow/architecture.ts";
import { rk38, rk4, type Solve } from "../../../../core/flow/scheme.ts";
import {
  continuousSolve,
  decodingSolve,
  gradedSolve,
  likelihoodSolve,
} from "../../../../core/flow/solves.ts";
import { createEngine } from "../../../../core/engine/mod.ts";
import { target } from "../../../../core/target/mod.ts";
import { Stream } from "../../../../core/random.ts";
import { accurateSolve } from "../../../../bench/problem.ts";
import logDensities from "../../../reference/logdensity.json" with { type: "json" };
import masses from "../../../reference/masses.json" with { type: "json" };
import * as exact from "../../../core/_float64.ts";

const weights = Float64Array.from(masses.sets[0].weights);
const condition = [masses.c];
const ring = target("gamma-ring");

function meanDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
}

Deno.test("log p of the continuous solve is on average within 1e-4 nats in double precision", () => {
  const points = { values: masses.points.flat(), condition };
  const found = exact.logDensity(paperArchitecture, weights, points, continuousSolve);
  const off = meanDistance(found, masses.sets[0].logp_rk38_512);
  assert(off < 1e-4, `${off}`);
});

Deno.test("log p of the continuous and the graded solve is as near as said on trained networks", async () => {
  const points = {
    values: ring.sample(1000, Stream.fromSeed(5)),
    condition: Float32Array.from(condition),
  };
  const engine = await createEngine("simd", paperArchitecture);
  const trained = logDensities.nets.trained.weights;
  for (const net of [...masses.sets.map(({ weights }) => weights), trained]) {
    const logDensity = (solve: Solve) => engine.logDensity(Float32Array.from(net), points, solve);
    // Its own error is 1e-6: of second order, 9.2e-5 at 48 steps.
    const tight = logDensity({ scheme: rk38, steps: 512, volumeChange: "trace" });
    const off = (solve: Solve) => meanDistance(logDensity(solve), tight);
    const off54 = off(gradedSolve(54)), continuous = off(continuousSolve);
    assert(continuous < 1.7e-4, `${continuous}`);
    assert(off(gradedSolve(96)) < continuous, `${off(gradedSolve(96))} against ${continuous}`);
    assert(off54 < 3.4e-4, `${off54}`);
    if (net === trained) assert(off(accurateSolve) < 3.4e-4, `${off(accurateSolve)}`);
  }
});

Deno.test("decoded points are on average within 1e-3 of a tight solve", () => {
  const values = Stream.fromSeed(1).normals(new Float64Array(100));
  const decode = (solve: Solve) =>
    exact.transport("decode", paperArchitecture, weights, { values, condition }, solve);
  const off = meanDistance(decode(decodingSolve), decode({ ...decodingSolve, steps: 256 }));
  assert(off < 1e-3, `${off}`);
});

Deno.test("the likelihood's density holds unit mass where the trace at its steps does not", () => {
  // Midpoints in the radius, where the density is steep at 4, times an equidistant circle.
  const radii = 60, angles = 32, outer = 11;
  const values: number[] = [], areas: number[] = [];
  for (let i = 0; i < radii; i++) {
    const radius = outer * (i + 0.5) / radii;
    for (let j = 0; j < angles; j++) {
      const angle = 2 * Math.PI * j / angles;
      values.push(radius * Math.cos(angle), radius * Math.sin(angle));
      areas.push(radius * (outer / radii) * (2 * Math.PI / angles));
    }
  }
  const mass = (solve: Solve) =>
    exact.logDensity(paperArchitecture, weights, { values, condition }, solve)
      .reduce((sum, value, i) => sum + Math.exp(value) * areas[i], 0);
  const discrete = mass(likelihoodSolve);
  const trace = mass({ scheme: rk4, steps: 4, volumeChange: "trace" });
  assert(Math.abs(discrete - 1) < 1e-3, `${discrete}`);
  assert(Math.abs(trace - 1) > 3e-3, `${trace}`);
});
