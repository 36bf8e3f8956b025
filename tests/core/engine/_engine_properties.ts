/** What every engine must do. Expected values come from the plain double-precision flow of `../_float64.ts`. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { Engine, FlowMatchingBatch, Points } from "../../../core/engine/engine.ts";
import {
  type Architecture,
  paperArchitecture,
  weightCount,
} from "../../../core/flow/architecture.ts";
import { flowMatchingBatch } from "../../../core/flow/flow_matching.ts";
import { initialise } from "../../../core/flow/initialise.ts";
import { ab3, rk38, rk4, type Solve } from "../../../core/flow/scheme.ts";
import { continuousSolve, decodingSolve, likelihoodSolve } from "../../../core/flow/solves.ts";
import { Stream } from "../../../core/random.ts";
import * as exact from "../_float64.ts";
import { assertWithin, type Case, cases, seed, singlePrecision } from "./_cases.ts";

/** The first points of a case. */
function firstPoints({ architecture, points }: Case, count: number): Points {
  const { dimension, condition } = architecture;
  return {
    values: points.values.slice(0, count * dimension),
    condition: points.condition.slice(0, count * condition),
  };
}

function pointsOf(stream: Stream, n: number, architecture: Architecture, each = false): Points {
  return {
    values: stream.split("values").normals(new Float32Array(n * architecture.dimension)),
    condition: stream.split("condition").normals(
      new Float32Array((each ? n : 1) * architecture.condition),
    ),
  };
}

/**
 * Declares the tests of an engine.
 *
 * @param numRuns How many random flows each property is tried on.
 */
export function testEngine(
  name: string,
  make: (architecture: Architecture) => Promise<Engine>,
  numRuns: number,
): void {
  const forAll = (work: (engine: Engine, c: Case) => void) =>
    fc.assert(
      fc.asyncProperty(cases, async (c) => work(await make(c.architecture), c)),
      { numRuns, seed },
    );

  Deno.test(`${name}: velocity and divergence`, () =>
    forAll((engine, { architecture, weights, points, time }) => {
      const found = engine.velocity(weights, points, time);
      const velocity: number[] = [], trace: number[] = [];
      for (let i = 0; i < found.trace.length; i++) {
        const { point, condition } = exact.pick(architecture, points, i);
        const expected = exact.velocityAt(architecture, weights, time, point, condition);
        velocity.push(...expected.velocity);
        trace.push(expected.trace);
      }
      const bound = singlePrecision(architecture, velocity);
      assertWithin(found.velocity, velocity, bound, "velocity");
      assertWithin(found.trace, trace, singlePrecision(architecture, trace), "divergence");
    }));

  Deno.test(`${name}: log density, its sum and the gradient of the sum`, () =>
    forAll((engine, { architecture, weights, points, solve }) => {
      const gradient = new Float64Array(weights.length);
      const expected = exact.logDensity(architecture, weights, points, solve, gradient);
      const sum = expected.reduce((sum, value) => sum + value, 0);
      const bound = singlePrecision(architecture, expected);
      assertWithin(engine.logDensity(weights, points, solve), expected, bound, "log density");
      const found = new Float32Array(weights.length).fill(NaN);
      const total = expected.length * bound;
      assertWithin([engine.logLikelihood(weights, points, solve)], [sum], total, "sum alone");
      assertWithin([engine.logLikelihood(weights, points, solve, found)], [sum], total, "sum");
      assertWithin(found, gradient, singlePrecision(architecture, gradient), "gradient");
    }));

  Deno.test(`${name}: flow-matching loss and its gradient`, () =>
    forAll((engine, { architecture, weights, points, seed }) => {
      const batch = flowMatchingBatch(points, architecture.dimension, Stream.fromSeed(seed));
      const gradient = new Float64Array(weights.length);
      const loss = exact.flowMatching(architecture, weights, batch, gradient);
      const bound = singlePrecision(architecture, [loss]);
      assertWithin([engine.flowMatching(weights, batch)], [loss], bound, "loss alone");
      const found = new Float32Array(weights.length).fill(NaN);
      assertWithin([engine.flowMatching(weights, batch, found)], [loss], bound, "loss");
      assertWithin(found, gradient, singlePrecision(architecture, gradient), "gradient");
    }));

  Deno.test(`${name}: encoding and decoding`, () =>
    forAll((engine, { architecture, weights, points, solve }) => {
      for (const direction of ["encode", "decode"] as const) {
        const expected = exact.transport(direction, architecture, weights, points, solve);
        const found = engine[direction](weights, points, solve);
        assertWithin(found, expected, singlePrecision(architecture, expected), direction);
      }
    }));

  Deno.test(`${name}: decoding inverts encoding`, () =>
    forAll((engine, { weights, points }) => {
      // Third order in the step across a kink of ELU's slope: 32^-3 = 3e-5, and some tens of kinks.
      const solve: Solve = { scheme: rk38, steps: 32, volumeChange: "trace" };
      const values = engine.encode(weights, points, solve);
      const back = engine.decode(weights, { ...points, values }, solve);
      assertWithin(back, points.values, 1e-3, "point");
    }));

  Deno.test(`${name}: a point's numbers do not depend on its batch`, () =>
    forAll((engine, c) => {
      const { architecture, weights, points, solve } = c;
      const all = engine.logDensity(weights, points, solve);
      const first = engine.logDensity(weights, firstPoints(c, 1), solve);
      assertWithin(first, all.subarray(0, 1), singlePrecision(architecture, first), "log density");
    }));

  Deno.test(`${name}: one condition for all is the same as that condition for each`, () =>
    forAll((engine, { architecture, weights, points, solve }) => {
      const n = points.values.length / architecture.dimension;
      const one = points.condition.slice(0, architecture.condition);
      const each = new Float32Array(n * one.length).map((_, i) => one[i % one.length]);
      const expected = engine.logDensity(weights, { ...points, condition: one }, solve);
      const found = engine.logDensity(weights, { ...points, condition: each }, solve);
      assertWithin(found, expected, singlePrecision(architecture, expected), "log density");
    }));

  Deno.test(`${name}: the same call gives the same bytes and changes no input`, () =>
    forAll((engine, { weights, points, solve, architecture, seed }) => {
      const batch = flowMatchingBatch(points, architecture.dimension, Stream.fromSeed(seed));
      const before = structuredClone({ weights, batch });
      const all = () => {
        const gradients = [new Float32Array(weights.length), new Float32Array(weights.length)];
        return {
          loss: engine.flowMatching(weights, batch, gradients[0]),
          sum: engine.logLikelihood(weights, points, solve, gradients[1]),
          gradients,
          logDensity: engine.logDensity(weights, points, solve),
          decoded: engine.decode(weights, points, solve),
        };
      };
      const first = all();
      const kept = structuredClone(first);
      assertEquals(all(), kept);
      assertEquals(first, kept);
      assertEquals({ weights, batch }, before);
    }));

  Deno.test(`${name}: thousands of points are the sum of their parts`, async () => {
    const architecture: Architecture = {
      dimension: 2,
      condition: 1,
      hidden: [4],
      frequencies: 1,
      activation: "elu",
    };
    const engine = await make(architecture);
    const stream = Stream.fromSeed(7);
    const weights = initialise(architecture, stream.split("weights"));
    const n = 12_345, part = 777;
    const points = pointsOf(stream, n, architecture, true);
    const batch = flowMatchingBatch(points, 2, stream);
    const solve: Solve = { scheme: rk4, steps: 1, volumeChange: "discrete" };
    const whole = { gradient: new Float32Array(weights.length), matching: weights.slice() };
    const sum = engine.logLikelihood(weights, points, solve, whole.gradient);
    const loss = engine.flowMatching(weights, batch, whole.matching);
    const decoded = engine.decode(weights, points, solve);
    let sumOfParts = 0, lossOfParts = 0;
    const gradient = new Float64Array(weights.length), matching = new Float64Array(weights.length);
    for (let from = 0; from < n; from += part) {
      const to = Math.min(n, from + part);
      const cut: FlowMatchingBatch = {
        values: points.values.subarray(2 * from, 2 * to),
        condition: points.condition.subarray(from, to),
        times: batch.times.subarray(from, to),
        noise: batch.noise.subarray(2 * from, 2 * to),
      };
      const g = new Float32Array(weights.length);
      sumOfParts += engine.logLikelihood(weights, cut, solve, g);
      g.forEach((value, i) => gradient[i] += value);
      lossOfParts += engine.flowMatching(weights, cut, g) * (to - from) / n;
      g.forEach((value, i) => matching[i] += value * (to - from) / n);
      const own = engine.decode(weights, cut, solve);
      assertWithin(own, decoded.subarray(2 * from, 2 * to), 1e-5, "decoded");
    }
    // Sums of n terms of size 1 in single precision: n / 2^24 = 7e-4 at worst.
    assertWithin([sum / n], [sumOfParts / n], 7e-4, "sum");
    assertWithin(whole.gradient.map((g) => g / n), gradient.map((g) => g / n), 7e-4, "gradient");
    assertWithin([loss], [lossOfParts], 7e-4 * loss, "loss");
    assertWithin(whole.matching, matching, 7e-4, "gradient of the loss");
  });

  Deno.test(`${name}: the density of the discrete map is normalised at three steps`, async () => {
    const architecture: Architecture = {
      dimension: 1,
      condition: 0,
      hidden: [6, 6],
      frequencies: 2,
      activation: "tanh",
    };
    const engine = await make(architecture);
    const weights = initialise(architecture, Stream.fromSeed(3)).map((w) => 2 * w);
    const edge = 12, cells = 4800;
    const values = Float32Array.from(
      { length: cells },
      (_, i) => edge * (2 * (i + 0.5) / cells - 1),
    );
    const mass = (solve: Solve) =>
      engine.logDensity(weights, { values, condition: new Float32Array() }, solve)
        .reduce((sum, value) => sum + Math.exp(value) * 2 * edge / cells, 0);
    // The midpoint rule is exact to 1e-9 on a smooth density; the rest is single precision.
    for (const scheme of [rk4, rk38, ab3]) {
      assertWithin([mass({ scheme, steps: 3, volumeChange: "discrete" })], [1], 1e-5, scheme.name);
    }
    assert(
      Math.abs(mass({ scheme: rk4, steps: 1, volumeChange: "trace" }) - 1) > 1e-4,
      "the trace must show its error here, or this test shows nothing",
    );
  });

  Deno.test(`${name}: refuses what it cannot evaluate`, async () => {
    const engine = await make(paperArchitecture);
    const good = initialise(paperArchitecture, Stream.fromSeed(1));
    const points = pointsOf(Stream.fromSeed(2), 3, paperArchitecture);
    const batch = flowMatchingBatch(points, 2, Stream.fromSeed(3));
    const empty: FlowMatchingBatch = {
      values: new Float32Array(),
      condition: Float32Array.of(4),
      times: new Float32Array(),
      noise: new Float32Array(),
    };
    const spoilt = (values: Float32Array, at: number, value: number) => {
      const copy = values.slice();
      copy[at] = value;
      return copy;
    };
    const wrong: [
      string,
      typeof TypeError | typeof RangeError,
      Float32Array,
      FlowMatchingBatch,
      string,
    ][] = [
      [
        "too few weights",
        TypeError,
        good.subarray(1),
        batch,
        "2498 numbers: current value is 2497",
      ],
      ["weights not finite", RangeError, spoilt(good, 5, NaN), batch, "NaN at index 5"],
      ["no points", RangeError, good, empty, "at least 1 point"],
      [
        "half a point",
        TypeError,
        good,
        { ...batch, values: batch.values.subarray(1) },
        "multiple of 2",
      ],
      [
        "two conditions for three points",
        TypeError,
        good,
        { ...batch, condition: Float32Array.of(4, 4) },
        "condition",
      ],
      [
        "infinite point",
        RangeError,
        good,
        { ...batch, values: spoilt(batch.values, 1, Infinity) },
        "Infinity at index 1",
      ],
      [
        "condition not a number",
        RangeError,
        good,
        { ...batch, condition: Float32Array.of(NaN) },
        "condition",
      ],
      [
        "weights that overflow",
        RangeError,
        good.map((w) => w * 1e30),
        batch,
        "must be finite",
      ],
    ];
    for (const [what, kind, weights, given, includes] of wrong) {
      const calls = {
        flowMatching: () => engine.flowMatching(weights, given),
        velocity: () => engine.velocity(weights, given, 0.5),
        logDensity: () => engine.logDensity(weights, given, continuousSolve),
        logLikelihood: () => engine.logLikelihood(weights, given, likelihoodSolve),
        encode: () => engine.encode(weights, given, decodingSolve),
        decode: () => engine.decode(weights, given, decodingSolve),
      };
      for (const [method, call] of Object.entries(calls)) {
        assertThrows(call, kind, includes, `${method} with ${what}`);
      }
    }
    const short = new Float32Array(weightCount(paperArchitecture) - 1);
    assertThrows(() => engine.flowMatching(good, batch, short), TypeError, "gradient");
    assertThrows(() => engine.logLikelihood(good, points, likelihoodSolve, short), TypeError);
    for (const time of [-0.1, 1.1, NaN]) {
      assertThrows(() => engine.velocity(good, points, time), RangeError, `${time}`);
    }
    const late = { ...batch, times: Float32Array.of(0.5, 2, 0.5) };
    assertThrows(() => engine.flowMatching(good, late), RangeError, "current value is 2");
    const few = { ...batch, times: Float32Array.of(0.5) };
    assertThrows(() => engine.flowMatching(good, few), TypeError, "times");
    const none: Solve = { scheme: rk4, steps: 0, volumeChange: "trace" };
    for (const method of ["logDensity", "logLikelihood", "encode", "decode"] as const) {
      assertThrows(() => engine[method](good, points, none), RangeError, "steps", method);
    }
    // A refused call leaves the engine as it was.
    assert(Number.isFinite(engine.flowMatching(good, batch)));
  });

  Deno.test(`${name}: a discrete map has no density where it folds, and its own where it does not`, async () => {
    const engine = await make({
      dimension: 1,
      condition: 0,
      hidden: [1],
      frequencies: 0,
      activation: "tanh",
    });
    // v = -900 tanh(x / 100): three steps of Adams-Bashforth multiply a small x by -4.7, and move a large
    // one by -900.
    const weights = Float32Array.of(0.01, 0, -900, 0);
    const solve: Solve = { scheme: ab3, steps: 3, volumeChange: "discrete" };
    const points = (...values: number[]) => ({
      values: Float32Array.from(values),
      condition: new Float32Array(),
    });
    const [folded, plain] = engine.logDensity(weights, points(0.01, 2000), solve);
    assertEquals(folded, -Infinity);
    // tanh(20) is 1 and flat: the map is x - 900.
    const expected = -(1100 ** 2 + Math.log(2 * Math.PI)) / 2;
    assert(Math.abs(plain / expected - 1) < 1e-6, `${plain}, expected ${expected}`);
    const gradient = new Float32Array(4).fill(1);
    assertEquals(engine.logLikelihood(weights, points(0.01, 2000), solve), -Infinity);
    assertEquals(
      engine.logLikelihood(weights, points(0.01, 2000), solve, gradient),
      -Infinity,
    );
    assertEquals(gradient, new Float32Array(4));
    // The call leaves no mark on the next.
    const sum = engine.logLikelihood(weights, points(2000), solve, gradient);
    assert(Math.abs(sum / expected - 1) < 1e-6 && gradient.every(Number.isFinite), `${sum}`);
    // The continuous flow never folds.
    const trace = { ...solve, volumeChange: "trace" } as const;
    assert(engine.logDensity(weights, points(0.01, 2000), trace).every(Number.isFinite));
  });

  Deno.test(`${name}: refuses an invalid architecture`, async () => {
    for (const wrong of [{ dimension: 0 }, { hidden: [] }, { hidden: [1.5] }, { condition: -1 }]) {
      let error: unknown;
      await make({ ...paperArchitecture, ...wrong }).catch((caught) => error = caught);
      assert(error instanceof RangeError, JSON.stringify(wrong));
    }
  });
}
