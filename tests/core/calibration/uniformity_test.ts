import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import fc from "fast-check";
import { masses } from "../../../core/binning/masses.ts";
import { probabilityTransform, ranks, rankUniformity } from "../../../core/calibration/mod.ts";
import { ranksOfDraws } from "../../../core/calibration/ranks.ts";
import { testAgainst } from "../../../core/calibration/uniformity.ts";
import { Stream } from "../../../core/random.ts";
import { gaussianPosterior, ONE_IN_A_MILLION } from "./_posteriors.ts";

Deno.test("ranks count the draws below the truth, ties at random", () => {
  const values = Float64Array.of(0.1, 0.5, 0.2, 0.5, 0.6, 0.7);
  assertEquals([...ranks(masses(1, 3, [2], values), 0.5).values], [2, 0]);
  const tied = masses(1, 2, [1], Float64Array.of(0.5, 0.5));
  const stream = Stream.fromSeed(1);
  const counts = [0, 0, 0];
  for (let i = 0; i < 3000; i++) counts[ranks(tied, 0.5, stream).values[0]]++;
  const bound = ONE_IN_A_MILLION * Math.sqrt(3000 * 2 / 9);
  for (const count of counts) assertAlmostEquals(count, 1000, bound);
});

Deno.test("ranks of draws are a permutation in their order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 40 }),
      (draws) => {
        const found = ranksOfDraws(masses(1, draws.length, [1], Float64Array.from(draws)));
        assertEquals([...found].sort((a, b) => a - b), draws.map((_, i) => i));
        draws.forEach((x, i) =>
          draws.forEach((y, j) => x < y && assert(found[i] < found[j], `${x} before ${y}`))
        );
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

Deno.test("the probability integral transform fills a rank's share of (0, 1)", () => {
  const of = { runs: 1, draws: 4, shape: [3], values: Uint16Array.of(0, 2, 4) };
  const pit = probabilityTransform(of, Stream.fromSeed(2));
  [0, 2, 4].forEach((rank, i) => assert(pit[i] > rank / 5 && pit[i] < (rank + 1) / 5));
});

const sizes = { runs: 5, draws: 19, shape: [20, 10] };

Deno.test("p-values of calibrated posteriors are uniform; false alarm 1e-6", () => {
  const repeats = 40;
  let chiSquare = 0, independent = 0, distance = 0;
  for (let i = 0; i < repeats; i++) {
    const { masses, truth } = gaussianPosterior(sizes, 200 + i);
    const found = rankUniformity(masses, truth, { stream: Stream.fromSeed(i), replicates: 200 });
    chiSquare += found.chiSquare.pValue / repeats;
    independent += found.chiSquareIndependent / repeats;
    distance += found.distance.pValue / repeats;
  }
  const bound = ONE_IN_A_MILLION / Math.sqrt(12 * repeats);
  for (const mean of [chiSquare, independent, distance]) assertAlmostEquals(mean, 0.5, bound);
});

for (const groups of [20, 8]) {
  Deno.test(`wrong posteriors leave the band in ${groups} groups, each in its way`, () => {
    const options = { stream: Stream.fromSeed(3), groups };
    const of = (width: number, bias: number) => {
      const { masses, truth } = gaussianPosterior({ ...sizes, width, bias }, 4);
      return rankUniformity(masses, truth, options);
    };
    const last = groups - 1;
    const above = ({ shares, band }: ReturnType<typeof of>, i: number) =>
      shares.mean[i] > band.simultaneousUpper[i];
    const below = ({ shares, band }: ReturnType<typeof of>, i: number) =>
      shares.mean[i] < band.simultaneousLower[i];
    const narrow = of(0.5, 0), wide = of(2, 0), high = of(1, 0.7);
    assert(above(narrow, 0) && above(narrow, last) && below(narrow, groups / 2), "U-shaped");
    assert(below(wide, 0) && below(wide, last) && above(wide, groups / 2), "humped");
    assert(above(high, 0) && below(high, last), "sloped");
    for (const { chiSquare, distance, chiSquareIndependent, shares } of [narrow, wide, high]) {
      assertEquals([chiSquare.pValue, distance.pValue], [1 / 401, 1 / 401]);
      assertLess(chiSquareIndependent, 1e-6);
      assertAlmostEquals(shares.mean.reduce((sum, x) => sum + x, 0), 1, 1e-12);
    }
    const steep = high.ecdf.map((x, i) => x > high.ecdfBand.simultaneousUpper[i]);
    assert(steep.includes(true), "ranks too low: the cumulative share is above the band");
  });
}

Deno.test("bins that go together are no evidence against calibration", () => {
  // Hundred copies of one bin: the independent p-value is fooled, the simulated one is not.
  const { masses: one, truth } = gaussianPosterior({ runs: 5, draws: 19, shape: [1] }, 5);
  const values = new Float64Array(5 * 19 * 100);
  one.values.forEach((value, i) => values.fill(value / 100, i * 100, (i + 1) * 100));
  const found = rankUniformity(masses(5, 19, [100], values), truth / 100, {
    stream: Stream.fromSeed(6),
  });
  assertLess(found.chiSquareIndependent, 1e-6);
  assertGreater(found.chiSquare.pValue, 0.01);
});

Deno.test("a p-value counts the simulations that are at least as large, and the finding itself", () => {
  assertEquals(testAgainst(2, [1, 2, 2, 3]), { value: 2, pValue: (1 + 3) / (1 + 4) });
  assertEquals(testAgainst(4, [1, 2, 2, 3]).pValue, 1 / 5);
  assertEquals(testAgainst(0, [1, 2, 2, 3]).pValue, 1);
});

Deno.test("chi-squared of two and of three groups has the p-value of one and of two degrees of freedom", () => {
  for (const seed of [7, 8, 9]) {
    const { masses, truth } = gaussianPosterior({ ...sizes, width: 0.95 }, seed);
    const of = (groups: number) =>
      rankUniformity(masses, truth, { stream: Stream.fromSeed(seed), replicates: 2, groups });
    const { runs, shape: [a, b] } = sizes, n = runs * a * b;
    const two = of(2);
    // Of two groups of n / 2 expected counts, both differ by as much.
    const share = two.shares.mean[0];
    assertAlmostEquals(two.chiSquare.value, 4 * n * (share - 0.5) ** 2, 1e-9);
    assertAlmostEquals(
      two.chiSquareIndependent,
      2 * normalCdf(-Math.sqrt(two.chiSquare.value), 0, 1),
      1e-9,
    );
    const three = of(3);
    assertAlmostEquals(three.chiSquareIndependent, Math.exp(-three.chiSquare.value / 2), 1e-9);
  }
});
