import { assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import { masses } from "../../../core/binning/masses.ts";
import { coverage, coverageCurve, jointCoverage } from "../../../core/calibration/mod.ts";
import { Stream } from "../../../core/random.ts";
import { gaussianPosterior, ONE_IN_A_MILLION } from "./_posteriors.ts";

Deno.test("joint p-values of calibrated posteriors are uniform; false alarm 1e-6", () => {
  const repeats = 40;
  let mean = 0;
  for (let i = 0; i < repeats; i++) {
    const { masses, truth } = gaussianPosterior({ runs: 5, draws: 20, shape: [4, 3] }, 300 + i);
    const options = { stream: Stream.fromSeed(i), replicates: 200 };
    mean += jointCoverage(masses, truth, options).distance.pValue / repeats;
  }
  assertAlmostEquals(mean, 0.5, ONE_IN_A_MILLION / Math.sqrt(12 * repeats));
});

Deno.test("an over-confident and a biased posterior leave the joint band", () => {
  for (const wrong of [{ width: 0.5 }, { bias: 2 }]) {
    const { masses, truth } = gaussianPosterior(
      { runs: 5, draws: 20, shape: [4, 3], ...wrong },
      10,
    );
    const found = jointCoverage(masses, truth, { stream: Stream.fromSeed(1) });
    assertEquals(found.distance.pValue, 1 / 401);
  }
});

Deno.test("joint coverage sees a false correlation that coverage of each bin cannot", () => {
  // Truth: bins independent. Posterior: all bins of a draw move as one. Each bin alone is right.
  const runs = 8, draws = 50, bins = 40;
  const stream = Stream.fromSeed(11);
  const values = new Float64Array(runs * draws * bins);
  for (let run = 0; run < runs; run++) {
    const centres = stream.normals(new Float64Array(bins));
    for (let draw = 0; draw < draws; draw++) {
      const z = stream.normal();
      for (let bin = 0; bin < bins; bin++) {
        values[(run * draws + draw) * bins + bin] = (1 + 0.05 * (centres[bin] + z)) / bins;
      }
    }
  }
  const all = masses(runs, draws, [bins], values);
  const found = jointCoverage(all, 1 / bins, { stream });
  assertEquals(found.distance.pValue, 1 / 401);
  // Draws lie on a line through the centre, the truth lies off it, at no extreme of their distances.
  assertLess(found.coverage.mean[1], found.band.lower[1]);
  const { mean, nominal } = coverageCurve(coverage(all, 1 / bins));
  // Given the run's draws, its 40 bins are independent; half a draw's width allows for the draws.
  const bound = ONE_IN_A_MILLION * Math.sqrt(0.25 / (runs * bins) + 0.25 / (runs * draws));
  mean.forEach((value, j) => assertAlmostEquals(value, nominal[j], bound));
});

Deno.test("a truth far off is in no joint region but the widest", () => {
  const { masses } = gaussianPosterior({ runs: 2, draws: 10, shape: [2] }, 12);
  const found = jointCoverage(masses, Float64Array.of(0.01, 0.99), { stream: Stream.fromSeed(2) });
  assertEquals(found.nominal.length, 19);
  assertGreater(found.distance.value, 0.85);
  assertEquals(found.coverage.mean.slice(0, 17), new Array(17).fill(0));
});

Deno.test("joint regions of calibrated posteriors hold the truth as often as they say; false alarm 1e-6", () => {
  const runs = 2000;
  const { masses, truth } = gaussianPosterior({ runs, draws: 6, shape: [5] }, 12);
  const { nominal, coverage } = jointCoverage(masses, truth, {
    stream: Stream.fromSeed(13),
    replicates: 2,
  });
  nominal.forEach((level, i) => {
    // A run's share is a mean over regions, which scatters less than a yes or no; 19 levels.
    const bound = 1.15 * ONE_IN_A_MILLION * Math.sqrt(level * (1 - level) / runs);
    assertAlmostEquals(coverage.mean[i], level, bound);
  });
});

Deno.test("the nearer draws are counted as by comparing all of them", () => {
  const [draws, bins] = [7, 3];
  const stream = Stream.fromSeed(8);
  const values = stream.normals(new Float64Array(draws * bins)).map((z) => 1 / 3 + 0.05 * z);
  const points = Array.from({ length: draws }, (_, d) => values.slice(d * bins, (d + 1) * bins));
  const square = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((sum, x, i) => sum + (x - b[i]) * (x - b[i]), 0);
  const truth = new Float64Array(bins).fill(1 / 3);
  // Without the uniform number between two ranks a coverage lies between those of the ranks before and after.
  const { nominal, coverage } = jointCoverage(masses(1, draws, [bins], values), 1 / 3, {
    stream: Stream.fromSeed(1),
    replicates: 9,
  });
  nominal.forEach((level, i) => {
    const share = (more: number) =>
      points.filter((reference, r) => {
        const nearer = points.filter((other, d) =>
          d !== r && square(other, reference) < square(truth, reference)
        ).length;
        return (nearer + more) / draws < level;
      }).length / draws;
    const found = coverage.mean[i];
    if (found > share(0) + 1e-12 || found < share(1) - 1e-12) {
      throw new Error(`${found} at ${level} is not from ${share(1)} to ${share(0)}`);
    }
  });
});

Deno.test("a truth away from draws that all agree is as far off as one run can show", () => {
  const values = Float64Array.from(Array.from({ length: 10 }, () => [0.3, 0.7]).flat());
  const { distance: { pValue } } = jointCoverage(
    masses(1, 10, [2], values),
    Float64Array.of(0.5, 0.5),
    { stream: Stream.fromSeed(3), replicates: 999 },
  );
  // One of eleven places is the truth's own.
  assertAlmostEquals(pValue, 1 / 11, ONE_IN_A_MILLION * Math.sqrt(10 / 121 / 999));
});
