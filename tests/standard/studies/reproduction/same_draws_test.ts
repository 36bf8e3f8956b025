import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { masses } from "../../../../core/binning/mod.ts";
import { Stream } from "../../../../core/random.ts";
import {
  type Change,
  drawsOf,
  sameDrawsKind,
  withEstimatedEdges,
  withFirstDraw,
} from "../../../../studies/reproduction/same_draws.ts";
import { cellEngine } from "../../../../runner/engine.ts";
import type { Artefact } from "../../../../runner/cell.ts";
import { ONE_IN_A_MILLION } from "../../../core/calibration/_posteriors.ts";

const draws = 40, nBins = [6, 10];

/**
 * Masses whose relative deviation is `of(draw, z)` with a sign for each bin that adds up to nothing, and `z` a normal
 * number of its own.
 */
function inputs(
  prefix: string,
  of: (draw: number, z: number) => number,
  runs = 3,
): Record<string, Artefact> {
  const stream = Stream.fromSeed(1).split(prefix);
  return Object.fromEntries(Array.from({ length: runs }, (_, run) => [`${prefix}${run}`, {
    json: null,
    arrays: Object.fromEntries(nBins.map((n) => {
      const bins = n * n;
      const values = new Float64Array(draws * bins);
      const own = stream.split(run, n);
      for (let draw = 0; draw < draws; draw++) {
        for (let bin = 0; bin < bins; bin += 2) {
          const relative = of(draw, own.normal());
          values[draw * bins + bin] = (1 + relative) / bins;
          values[draw * bins + bin + 1] = (1 - relative) / bins;
        }
      }
      return [`${n} bins`, { shape: [draws, n, n], values }];
    })),
  }]));
}

function changesOf(
  given: Record<string, Artefact>,
  doublings: number | null,
  start: string | null = null,
): Change[] {
  const artefact = sameDrawsKind.run({
    config: {
      method: "synthetic",
      nTrain: 1000,
      coverageAt: [10],
      amplificationAt: nBins,
      doublings,
      start,
    },
    seed: 2,
    inputs: given,
    engine: cellEngine,
    checkpoint() {},
    progress() {},
  }) as Artefact;
  return sameDrawsKind.record(artefact).changes;
}

const find = (changes: Change[], quantity: string, reason: string) =>
  changes.find((one) => one.quantity === quantity && one.reason.includes(reason))?.change;

Deno.test("draws are kept, replaced and put into other bins", () => {
  const own = masses(2, 3, [2], Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
  const kept = drawsOf(own, (draw) => draw !== 1);
  assertEquals([kept.draws, [...kept.values]], [2, [1, 2, 5, 6, 7, 8, 11, 12]]);
  const others = masses(2, 1, [2], Float64Array.of(0.1, 0.2, 0.3, 0.4));
  const replaced = withFirstDraw(own, others).values;
  assertEquals([...replaced], [0.1, 0.2, 3, 4, 5, 6, 0.3, 0.4, 9, 10, 11, 12]);
  const flat = masses(1, 1, [20, 2], new Float64Array(40).fill(1 / 40));
  const moved = withEstimatedEdges(flat, 20_000, Stream.fromSeed(3)).values;
  assertAlmostEquals(moved.reduce((a, b) => a + b), 1, 1e-12);
  for (let row = 0; row < 20; row++) {
    assertEquals(moved[2 * row], moved[2 * row + 1]);
    // The true mass between quantiles of 20,000 events: 1000 events a bin.
    assertAlmostEquals(moved[2 * row] * 40, 1, ONE_IN_A_MILLION / Math.sqrt(1000));
    assert(moved[2 * row] !== 1 / 40);
  }
});

// From 9 runs on resamples are drawn instead of enumerated.
for (const runs of [3, 10]) {
  Deno.test(`independent draws of ${runs} runs: counting matters as much as it is, and the chain has no trend; false alarm 1e-6`, () => {
    const width = 0.05;
    const changes = changesOf(inputs("run", (_, z) => width * z, runs), 3);
    const of = (reason: string) => find(changes, "amplification", reason)!;
    // A bin has 1000 counts, and 10^7 over the number of bins; pairs of bins share their draws.
    const counting = 1 / 1000;
    const pairs = nBins.map((n) => n * n / 2);
    // Sums of 1 / s^2 of D draws: relative variance near 2 / (D - 5) for each of as many pairs and runs.
    const bound = ONE_IN_A_MILLION *
      Math.sqrt(2 / (draws - 5) / runs * pairs.reduce((sum, n) => sum + 1 / n, 0)) / nBins.length;
    assertAlmostEquals(of("no counting").value, Math.log(1 + counting / width ** 2), bound);
    const fixed = nBins.reduce(
      (sum, n) =>
        sum + Math.log((width ** 2 + counting) / (width ** 2 + n * n / 1e7)) / nBins.length,
      0,
    );
    assertAlmostEquals(of("10⁷ generated points in all").value, fixed, bound);
    // Twice the bound for half of the draws, times the doublings.
    assert(Math.abs(of("by the trend").value) < 3 * 2 * bound);
    assert(Math.abs(of("second half").value) < 2 * bound);
    assertEquals(find(changes, "amplification", "first draw"), undefined);
    // mu^2 / s^2 knows no edges; the coverage hardly minds 1e-3 of a mass beside a width of 5e-2.
    assertEquals(of("edges at quantiles"), undefined);
    const edges = find(changes, "coverage", "edges at quantiles")!;
    assert(Math.abs(edges.value) < 0.02, `${edges.value}`);
    // Standard deviations of counts for counts over relative variance: 1000 s against 1 / s^2, to order D^-1.
    const naive = Math.log(1000 * Math.sqrt(width ** 2 + counting) * (width ** 2 + counting));
    assertAlmostEquals(of("standard deviations of counts").value, naive, bound + 3 / draws);
  });
}

Deno.test("a chain that drifts goes on as far as its trend; one without a chain has none", () => {
  const drifting = inputs("run", (draw) => 0.01 * (draw - draws / 4));
  const changes = changesOf(drifting, 5);
  const { value } = find(changes, "amplification", "by the trend")!;
  // Twice the length, four times the variance, in which counting is a part: 1e-3 of 3.3e-3 and of 13.3e-3.
  const square = (length: number) => (length * length - 1) / 12 * 1e-4;
  const once = Math.log((square(20) + 1e-3) / (4 * square(20) + 1e-3));
  // Of the mean mass: 0.1 more or less in half of the bins, 1 % in the mean of the squares.
  assertAlmostEquals(value, 5 * once, 0.05 * Math.abs(5 * once));
  // A chain of the paper's length has halves, and nothing to extrapolate to.
  const equal = changesOf(drifting, 0);
  assertEquals(find(equal, "amplification", "by the trend"), undefined);
  assert(find(equal, "amplification", "second half") !== undefined);
  const alone = changesOf(drifting, null);
  assertEquals(find(alone, "amplification", "by the trend"), undefined);
  assertEquals(find(alone, "coverage", "second half"), undefined);
});

Deno.test("a first draw from afar takes away its square of the amplification", () => {
  const width = 0.1, far = 0.8;
  const given = {
    ...inputs("run", (_, z) => width * z),
    ...inputs("start", (draw) => draw === 0 ? far : 0),
  };
  const changes = changesOf(given, 3, "another");
  const { value } = find(changes, "amplification", "first draw")!;
  // One draw of D at a distance d: (1 - 1/D) d^2 / D of variance.
  const added = far ** 2 * (1 - 1 / draws) / draws;
  const own = width ** 2 * (1 - 1 / draws) + 1e-3;
  assertAlmostEquals(value, Math.log(own / (own + added)), 0.1);
});

Deno.test("a chain that starts on the truth and leaves it covers less in its second half", () => {
  const leaving = inputs("run", (draw, z) => 0.05 * z + (draw < draws / 2 ? 0 : 0.2));
  const changes = changesOf(leaving, 2);
  const found = find(changes, "coverage", "second half")!;
  // Nominal levels average 1/2. About the truth itself nearly every interval covers, four widths away hardly any:
  // a difference of 1 less the narrowest levels of both, which are a third or so of them at most.
  assert(found.value < -0.66 && found.value > -1, `${found.value}`);
  assertEquals(changes.filter(({ quantity }) => quantity === "coverage")[0].nBins, 10);
});
