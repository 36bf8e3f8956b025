/** Generators of the verdicts are calibrated, or as faulty as stated; a right program fails once in 1e6 each. */
import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { Stream } from "../../../core/random.ts";
import {
  type Design,
  designs,
  type Fault,
  faults,
  none,
  trainingEvents,
} from "../../../studies/verdicts/designs.ts";
import { generator, posteriorWidth } from "../../../studies/verdicts/generators.ts";
import { assertCounts, normalBound } from "../../core/_statistics.ts";

/** Many independent runs of a small design. */
function many(parts: Partial<Design>): Design {
  return {
    name: "many runs",
    runs: 2000,
    draws: 9,
    bins: 12,
    time: 1,
    span: 1,
    truth: "exact",
    heldOut: null,
    ...parts,
  };
}

/** Asserts the mean of independent values by their own scatter. */
function assertMean(values: readonly number[], expected: number, message: string): void {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  const error = Math.sqrt(variance / values.length);
  assertLess(Math.abs(mean - expected), normalBound * error, `${message}: ${mean} ± ${error}`);
}

/** Draws of a design in units of the right standard deviation about the truth, `[run][draw][bin]`. */
function standardised(design: Design, fault: Fault = none): number[][][] {
  const { runs, draws, bins } = design;
  const sigma = posteriorWidth(design);
  const { masses } = generator(design, Stream.fromSeed(3), fault);
  return Array.from(
    { length: runs },
    (_, run) =>
      Array.from({ length: draws }, (_, draw) =>
        Array.from(
          masses.values.subarray((run * draws + draw) * bins, (run * draws + draw + 1) * bins),
          (mass) => (mass - 1 / bins) / sigma,
        )),
  );
}

for (const span of [1, 3]) {
  Deno.test(`ranks of the truth among calibrated draws are uniform, ${span} bins together; false alarm 1e-6`, () => {
    const design = many({ span });
    const ranks = new Array<number>(design.draws + 1).fill(0);
    for (const run of standardised(design)) ranks[run.filter((draw) => draw[0] < 0).length]++;
    assertCounts(ranks, () => 1 / ranks.length, `${ranks}`);
  });
}

Deno.test("draws add up to 1, and no mass of any design is negative", () => {
  for (const design of designs) {
    const { masses } = generator(design, Stream.fromSeed(1).split(design.name));
    assert(masses.values.every((mass) => mass >= 0), design.name);
    for (let at = 0; at < masses.values.length; at += design.bins) {
      const total = masses.values.subarray(at, at + design.bins).reduce((sum, x) => sum + x, 0);
      assertAlmostEquals(total, 1, 1e-12);
    }
    // 7 standard deviations of a draw about the truth are left above 0.
    assert(1 / design.bins > 7 * Math.SQRT2 * posteriorWidth(design), design.name);
    assert(trainingEvents(design) >= 10_000);
  }
});

for (const fault of [none, ...faults]) {
  Deno.test(`draws of a generator that is ${fault.words} have the stated width and place; false alarm 4e-6`, () => {
    const runs = standardised(many({}), fault);
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    for (const bin of [0, 1]) {
      const sign = bin === 0 ? 1 : -1;
      assertMean(
        runs.map((run) => mean(run.map((draw) => draw[bin]))),
        sign * fault.shift,
        `place of bin ${bin}`,
      );
      const variance = runs.map((run) => {
        const values = run.map((draw) => draw[bin]), centre = mean(values);
        return values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1);
      });
      assertMean(variance, fault.width ** 2, `variance in bin ${bin}`);
    }
  });
}

Deno.test("the coverage that is ten per cent short is 58 % where 68 % is meant", () => {
  const { width } = faults.find(({ id }) => id === "short")!;
  assertAlmostEquals(2 * normalCdf(width, 0, 1) - 1, 0.58, 1e-12);
});

for (const time of [4, 17]) {
  Deno.test(`draws of a chain have the autocorrelation time ${time}; false alarm 1e-6`, () => {
    const correlation = (time - 1) / (time + 1);
    const runs = standardised(many({ time }));
    // Of an autoregression half the mean square of a step is 1 - rho.
    const steps = runs.map((run) =>
      run.slice(1).reduce((sum, draw, d) => sum + (draw[0] - run[d][0]) ** 2, 0) /
      (2 * (run.length - 1))
    );
    assertMean(steps, 1 - correlation, "half the mean square of a step");
  });
}

Deno.test("correlated bins fluctuate with their neighbours as stated; false alarm 4e-6", () => {
  const span = 3, bins = 12;
  const runs = standardised(many({ span, bins, draws: 2 }));
  for (const distance of [0, 1, 2, 6]) {
    const products = runs.map(([a, b]) => (a[0] - b[0]) * (a[distance] - b[distance]) / 2);
    const together = Math.max(0, 1 - distance / span);
    const expected = (together - span / bins) / (1 - span / bins);
    assertMean(products, expected, `bins ${distance} apart`);
  }
});

Deno.test("samples have the stated events, and a generator without them has neither", () => {
  const counted = generator(many({ runs: 1, truth: 1000, heldOut: 500 }), Stream.fromSeed(5));
  const { masses, counting } = counted.truth!;
  assertEquals(counting, { events: 1000 });
  const total = (masses as Float64Array).reduce((sum, x) => sum + x, 0);
  assertAlmostEquals(total, 1, 1e-12);
  const holdout = counted.holdout!;
  assertEquals(holdout.counting, { events: 500 });
  assertAlmostEquals(holdout.masses.reduce((sum, x) => sum + x, 0), 1, 1e-12);
  const bare = generator(many({ runs: 1, truth: null }), Stream.fromSeed(5));
  assertEquals([bare.truth, bare.holdout], [undefined, undefined]);
});
