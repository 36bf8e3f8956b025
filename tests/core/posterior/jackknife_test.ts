import { assertAlmostEquals, assertThrows } from "@std/assert";
import { blockJackknife } from "../../../core/posterior/mod.ts";
import { Stream } from "../../../core/random.ts";

const draws = 60;
const values = Stream.fromSeed(1).normals(new Float64Array(draws));

const meanOf = (kept: readonly number[]) =>
  kept.reduce((sum, i) => sum + values[i], 0) / kept.length;

for (const blocks of [2, 5, draws]) {
  Deno.test(`the error of a mean is that of the means of its ${blocks} blocks`, () => {
    const [mean, twice] = blockJackknife(draws, blocks, (kept) => [meanOf(kept), 2 * meanOf(kept)]);
    const each = draws / blocks;
    const means = Array.from(
      { length: blocks },
      (_, b) => meanOf(Array.from({ length: each }, (_, i) => b * each + i)),
    );
    const whole = means.reduce((sum, x) => sum + x, 0) / blocks;
    const squares = means.reduce((sum, x) => sum + (x - whole) ** 2, 0);
    assertAlmostEquals(mean.value, whole, 1e-12);
    assertAlmostEquals(mean.error, Math.sqrt(squares / (blocks * (blocks - 1))), 1e-12);
    assertAlmostEquals(twice.error, 2 * mean.error, 1e-12);
  });
}

Deno.test("one block has no error", () => {
  assertThrows(() => blockJackknife(4, 1, () => [0]), RangeError, "number of blocks");
  assertThrows(() => blockJackknife(4, 5, () => [0]), RangeError, "number of draws");
});
