import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
import type { Engine } from "../../../core/engine/engine.ts";
import { createTfjsEngine } from "../../../core/engine/tfjs.ts";
import { paperArchitecture } from "../../../core/flow/architecture.ts";
import { flowMatchingBatch } from "../../../core/flow/flow_matching.ts";
import { initialise } from "../../../core/flow/initialise.ts";
import { decodingSolve, likelihoodSolve } from "../../../core/flow/solves.ts";
import { Stream } from "../../../core/random.ts";

const weights = initialise(paperArchitecture, Stream.fromSeed(1));
const points = {
  values: Stream.fromSeed(2).normals(new Float32Array(20)),
  condition: Float32Array.of(4),
};

Deno.test("the WebAssembly backend is the default, and names its numbers", async () => {
  const engine = await createTfjsEngine(paperArchitecture);
  assertEquals(engine.name, "tfjs/wasm");
  assertMatch(engine.numerics, /^tfjs-wasm-\d+\.\d+\.\d+-\d+$/);
  assertEquals(engine.architecture, paperArchitecture);
});

Deno.test("engines on both backends work side by side", async () => {
  const wasm = await createTfjsEngine(paperArchitecture, { backend: "wasm" });
  const cpu = await createTfjsEngine(paperArchitecture, { backend: "cpu" });
  const call = (engine: Engine) => engine.logDensity(weights, points, likelihoodSolve);
  const [a, b, c] = [call(wasm), call(cpu), call(wasm)];
  assertEquals(a, c);
  assertEquals(cpu.numerics, wasm.numerics.replace("wasm", "cpu"));
  a.forEach((value, i) => assert(Math.abs(value - b[i]) < 1e-5, `${value} and ${b[i]}`));
});

Deno.test("no call leaves a tensor behind, not even one that fails", async () => {
  const engine = await createTfjsEngine(paperArchitecture);
  const gradient = new Float32Array(weights.length);
  const before = tf.memory().numTensors;
  engine.flowMatching(weights, flowMatchingBatch(points, 2, Stream.fromSeed(3)), gradient);
  engine.logLikelihood(weights, points, likelihoodSolve, gradient);
  engine.decode(weights, points, decodingSolve);
  const fails = [
    () => engine.logLikelihood(weights.map((w) => w * 1e30), points, likelihoodSolve, gradient),
    () => engine.logLikelihood(weights, points, { ...likelihoodSolve, steps: 0 }, gradient),
    () => engine.decode(weights, points, { ...likelihoodSolve, steps: [] }),
  ];
  for (const fail of fails) assertThrows(fail, RangeError);
  assertEquals(tf.memory().numTensors, before);
});
