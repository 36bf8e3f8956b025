/** Scores by held-out events. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { scored } from "../../own_data/score.ts";
import { Stream } from "../../core/random.ts";

const fit = (id: string, draws: number) => ({
  id,
  label: id,
  draws,
  generated: 1,
  options: {},
  scalars: {},
  warnings: [],
});

Deno.test("the best fit has the largest score, and a difference has less noise than scores", () => {
  const events = 400, shared = Stream.fromSeed(1).normals(new Float64Array(events));
  // Noise of mean 0, so that the differences are exact.
  const behind = (nats: number, noise: number) =>
    shared.map((x, i) => x - nats + (i % 2 === 0 ? noise : -noise));
  const { best, rivals, fits } = scored([
    { fit: fit("far", 1), logDensity: behind(0.5, 0.1) },
    { fit: fit("best", 1), logDensity: behind(0, 0) },
    { fit: fit("near", 1), logDensity: behind(0.005, 0.1) },
  ]);
  assertEquals([best, rivals], ["best", ["near"]]);
  assertEquals(fits.map(({ behind }) => behind === null), [false, true, false]);
  const [far] = fits;
  assertAlmostEquals(far.behind!.value, 0.5, 1e-12);
  assertAlmostEquals(far.behind!.error, 0.1 / Math.sqrt(events - 1), 1e-12);
  assert(far.behind!.error < 0.2 * far.score.error);
});

Deno.test("draws are averaged before the logarithm, and one that excludes an event is outvoted", () => {
  const { fits: [{ score }] } = scored([{
    fit: fit("two", 2),
    logDensity: [Math.log(0.2), -Infinity, Math.log(0.4), Math.log(0.8)],
  }]);
  assertAlmostEquals(score.value, (Math.log(0.3) + Math.log(0.4)) / 2, 1e-15);
});
