/** Cells in which two samples differ. */
import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { whereTheyDiffer } from "../../../core/compare/mod.ts";
import { Stream } from "../../../core/random.ts";
import { normalBound } from "../_statistics.ts";
import { differences, gaussian } from "./_samples.ts";

const stream = Stream.fromSeed(3);
const sum = (numbers: number[]) => numbers.reduce((total, x) => total + x, 0);

Deno.test("a missing mode is where the samples differ most", () => {
  const [first, second] = differences.mode(stream.split("mode"), 4000);
  const [most] = whereTheyDiffer(first, second, { cells: 16 });
  // The mode around (3, 3), which the second sample lacks, holds cells of a quarter and less.
  assert(most.to[0] > 1 && most.to[1] > 1, `${most.to}`);
  assert(most.first > 20 * most.second);
  // A cell that the first sample alone fills: z = sqrt(share / 2 / (1 / 2000)).
  assertAlmostEquals(most.z / Math.sqrt(most.first * 2000), 1, 0.1);
});

for (const weighted of [false, true]) {
  Deno.test(`cells fill the range with equal masses${weighted ? " of weights" : ""}`, () => {
    const weights = (name: string) =>
      weighted ? stream.split(name).uniforms(new Float64Array(4000)) : undefined;
    const first = { ...gaussian(stream.split("a"), 4000, 3), weights: weights("v") };
    const second = { ...gaussian(stream.split("b"), 4000, 3), weights: weights("w") };
    const found = whereTheyDiffer(first, second, { cells: 16 });
    assertEquals(found.length, 16);
    assertAlmostEquals(sum(found.map((cell) => cell.first)), 1, 1e-12);
    assertAlmostEquals(sum(found.map((cell) => cell.second)), 1, 1e-12);
    for (let feature = 0; feature < 3; feature++) {
      const along = [...first.values, ...second.values].filter((_, at) => at % 3 === feature);
      assertEquals(Math.min(...found.map(({ from }) => from[feature])), Math.min(...along));
      assertEquals(Math.max(...found.map(({ to }) => to[feature])), Math.max(...along));
    }
    // The 4,000 events that are counted share 16 cells whose borders as many others set; weights between 0 and 1
    // leave 3/4 of them effective.
    const error = Math.sqrt(2 / 16 / (weighted ? 3000 : 4000));
    for (const { first, second, z } of found) {
      assertLess(Math.abs((first + second) / 2 - 1 / 16), normalBound * error);
      assertLess(Math.abs(z), normalBound);
    }
    assertEquals(found, found.toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z)));
  });
}

Deno.test("a cell has the shares of the events in it", () => {
  const [first, second] = differences.shift(stream.split("shift"), 2000);
  for (const cell of whereTheyDiffer(first, second)) {
    const share = ({ values }: { values: Float64Array }) => {
      let inside = 0;
      for (let at = 0; at < values.length; at += 2) {
        const isIn = [0, 1].every((a) =>
          values[at + a] > cell.from[a] && values[at + a] <= cell.to[a]
        );
        if (isIn) inside++;
      }
      return inside / 2000;
    };
    // Half of all events are counted; the lowest event of a feature is on an end.
    for (const [counted, all] of [[cell.first, share(first)], [cell.second, share(second)]]) {
      assertLess(Math.abs(counted - all), normalBound * Math.sqrt((all + 1e-3) / 2000) + 1e-3);
    }
  }
});

Deno.test("equal values stay on one side", () => {
  const values = Float64Array.from({ length: 2000 }, (_, i) => i % 3);
  const found = whereTheyDiffer({ values, features: 1 }, { values, features: 1 });
  assertEquals(found.map(({ from, to }) => [...from, ...to]).sort(), [[0, 0], [0, 1], [1, 2]]);
  for (const { first } of found) assertLess(Math.abs(first - 1 / 3), 0.06);
});

Deno.test("one cell holds all events and no difference", () => {
  const sample = gaussian(stream, 10, 1);
  const [whole, ...others] = whereTheyDiffer(sample, sample);
  assertEquals(others, []);
  assertEquals([whole.first, whole.second, whole.z], [1, 1, 0]);
});

Deno.test("refused: a number of cells that is no power of 2", () => {
  const sample = gaussian(stream, 10, 1);
  for (const cells of [0, 3, 2.5]) {
    assertThrows(() => whereTheyDiffer(sample, sample, { cells }), RangeError, "number of cells");
  }
});
