import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { Batches } from "../../../core/posterior/batches.ts";
import { Stream } from "../../../core/random.ts";
import { linearProblem } from "./_linear_engine.ts";

/** Places in the data of the points of a batch. */
function places(batches: Batches, data: Float32Array, step: number): number[] {
  const { values } = batches.points(step);
  return Array.from({ length: values.length / 2 }, (_, i) => data.indexOf(values[2 * i]) / 2);
}

Deno.test("an epoch shows every point once, and the next one in another order", () => {
  const problem = linearProblem(60, 1, 1);
  const batches = new Batches(problem, 20, Stream.fromSeed(4));
  const epochs = [0, 1].map((epoch) =>
    [0, 1, 2].flatMap((b) => places(batches, problem.data, 3 * epoch + b))
  );
  const all = Array.from({ length: 60 }, (_, i) => i);
  for (const epoch of epochs) assertEquals([...epoch].sort((a, b) => a - b), all);
  assertNotEquals(epochs[0], epochs[1]);
});

Deno.test("points that fill no batch wait, and none comes twice in an epoch", () => {
  const problem = linearProblem(50, 1, 1);
  const batches = new Batches(problem, 20, Stream.fromSeed(4));
  assertEquals(batches.perEpoch, 2);
  const seen = [0, 1].flatMap((step) => places(batches, problem.data, step));
  assertEquals(new Set(seen).size, 40);
});

Deno.test("a step's batch does not depend on the steps before it", () => {
  const problem = linearProblem(60, 1, 1);
  const make = () => new Batches(problem, 20, Stream.fromSeed(4));
  const through = make();
  for (let step = 0; step < 17; step++) through.flowMatching(step);
  assertEquals(through.flowMatching(17), make().flowMatching(17));
});

Deno.test("data that are no numbers, and batches of no points, are refused", () => {
  const problem = linearProblem(60, 1, 1);
  assertThrows(() => new Batches(problem, 0, Stream.fromSeed(1)), RangeError, "batch size");
  const part = { ...problem, data: problem.data.subarray(1) };
  assertThrows(() => new Batches(part, 20, Stream.fromSeed(1)), TypeError, "multiple of 2 numbers");
  problem.data[7] = NaN;
  assertThrows(() => new Batches(problem, 20, Stream.fromSeed(1)), RangeError, "NaN at index 7");
});
