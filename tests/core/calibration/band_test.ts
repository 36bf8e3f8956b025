import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLessOrEqual,
  assertThrows,
} from "@std/assert";
import { masses } from "../../../core/binning/masses.ts";
import {
  bandOf,
  calibratedBand,
  coverage,
  deviationAlong,
  deviations,
  excursions,
  madFloor,
  rangeOf,
} from "../../../core/calibration/mod.ts";
import { Stream } from "../../../core/random.ts";
import { gaussianPosterior } from "./_posteriors.ts";

const sizes = { runs: 5, draws: 50, shape: [5, 4] };

for (const method of ["rank", "interpolated"] as const) {
  Deno.test(`independent and posterior bands have the floor as mean, false alarm 1e-6: ${method}`, () => {
    const { masses } = gaussianPosterior(sizes, 5);
    const floor = madFloor(sizes, { method });
    for (const correlation of ["independent", "posterior"] as const) {
      const replicates = 1500;
      const band = calibratedBand(
        correlation === "posterior" ? masses : sizes,
        { method, correlation, replicates, stream: Stream.fromSeed(6) },
      );
      const pairs = [[band.mad, floor.mad], [band.madByAxis[0], floor.madByAxis[0]], [
        band.madByAxis[1],
        floor.madByAxis[1],
      ]] as const;
      for (const [range, expected] of pairs) {
        // A MAD is skewed; half of its 95 % range bounds its deviation well from above. The pseudo
        // truths of the posterior are 250 draws, so its replicates count for no more than 250.
        const deviation = (range.upper - range.lower) / 2;
        const count = correlation === "posterior" ? 250 : replicates;
        assertAlmostEquals(range.mean, expected, 4.892 * deviation / Math.sqrt(count));
      }
    }
  });
}

Deno.test("correlated bins widen the band", () => {
  // All bins rise and fall together, so 20 bins count for one.
  const stream = Stream.fromSeed(7);
  const values = new Float64Array(5 * 50 * 20);
  for (let i = 0; i < 250; i++) values.fill((1 + 0.05 * stream.normal()) / 20, i * 20, i * 20 + 20);
  const own = masses(5, 50, [5, 4], values);
  const options = { stream, replicates: 300 };
  const one = madFloor({ runs: 5, draws: 50, shape: [1] }).mad;
  const together = calibratedBand(own, options);
  const apart = calibratedBand(own, { ...options, correlation: "independent" });
  assertGreater(together.mad.mean, 2 * apart.mad.mean);
  // The urns are drawn for each bin, which averages them: the mean stays a little below that of one bin.
  assertAlmostEquals(together.mad.mean / one, 1, 0.15);
});

Deno.test("calibrated posteriors with correlated bins rarely leave their band; false alarm 1e-6", () => {
  // Two smooth modes move twenty bins; truth and draws are alike, so 5 % leave a 95 % band, or 6.5 % where
  // 200 replicates make it a little narrow. Of 60, more than 16 do so with probability 2e-7.
  const runs = 5, draws = 50, bins = 20, repeats = 60;
  let outside = 0, excursing = 0;
  for (let i = 0; i < repeats; i++) {
    const stream = Stream.fromSeed(500 + i);
    const field = () => {
      const a = stream.normal(), b = stream.normal();
      const wave = 2 * Math.PI / bins;
      return Float64Array.from(
        { length: bins },
        (_, bin) => a * Math.cos(wave * bin) + b * Math.sin(wave * bin),
      );
    };
    const values = new Float64Array(runs * draws * bins);
    for (let run = 0; run < runs; run++) {
      const truth = field();
      for (let draw = 0; draw < draws; draw++) {
        const at = (run * draws + draw) * bins;
        values.set(field().map((z, bin) => (1 + 0.05 * (z - truth[bin])) / bins), at);
      }
    }
    const own = masses(runs, draws, [bins], values);
    const band = calibratedBand(own, { stream: stream.split("band"), replicates: 200 });
    const covered = coverage(own, 1 / bins);
    const { signed } = deviations(covered);
    if (signed.value < band.signed.lower || signed.value > band.signed.upper) outside++;
    const along = deviationAlong(covered, 0).signed.map(({ value }) => value);
    if (excursions(along, band.signedAlong(0)).length > 0) excursing++;
  }
  assertLessOrEqual(outside, 16);
  assertLessOrEqual(excursing, 16);
});

Deno.test("a fixed sum of two bins makes their ranks mirror images", () => {
  // One bin's rank r makes the other's D - r, so coverage of both is the same: two bins count for one.
  const options = { stream: Stream.fromSeed(8), replicates: 2000, correlation: "sum" as const };
  const band = calibratedBand({ runs: 5, draws: 20, shape: [2] }, options);
  const floor = madFloor({ runs: 5, draws: 20, shape: [1] }).mad;
  const deviation = (band.mad.upper - band.mad.lower) / 2;
  assertAlmostEquals(band.mad.mean, floor, 4.892 * deviation / Math.sqrt(2000));
});

Deno.test("an over-confident posterior leaves the band, a calibrated one does not", () => {
  const stream = Stream.fromSeed(9);
  for (const width of [1, 0.5]) {
    const { masses, truth } = gaussianPosterior({ ...sizes, width }, 10);
    const band = calibratedBand(masses, { stream, probability: 0.999, replicates: 2000 });
    const { mad, signed } = deviations(coverage(masses, truth));
    assertEquals(mad.value <= band.mad.upper, width === 1);
    assertEquals(signed.value >= band.signed.lower, width === 1);
  }
});

Deno.test("the simultaneous band holds whole curves with its probability", () => {
  const stream = Stream.fromSeed(11);
  const curves = Array.from({ length: 500 }, () => stream.normals(new Float64Array(20)));
  const band = bandOf(curves, 0.9);
  const inside = curves.filter((curve) =>
    curve.every((x, i) => x >= band.simultaneousLower[i] && x <= band.simultaneousUpper[i])
  );
  assertAlmostEquals(inside.length / 500, 0.9, 0.003);
  assert(band.lower.every((x, i) => x > band.simultaneousLower[i]));
});

Deno.test("there is no range of nothing and no band of one curve", () => {
  assertThrows(() => rangeOf([], 0.9), RangeError, "at least 1: current value is 0");
  assertThrows(() => bandOf([[1, 2]], 0.9), RangeError, "at least 2: current value is 1");
});

Deno.test("excursions are runs of neighbours on one side of the simultaneous band", () => {
  const flat = new Array(6).fill(0);
  const band = {
    mean: flat,
    lower: flat,
    upper: flat,
    simultaneousLower: flat.map(() => -1),
    simultaneousUpper: flat.map(() => 1),
  };
  assertEquals(excursions([2, 3, -2, 0, 1, -1.5], band), [
    { from: 0, to: 1, above: true },
    { from: 2, to: 2, above: false },
    { from: 5, to: 5, above: false },
  ]);
  assertThrows(() => excursions([1], band), TypeError, "must have 6 numbers");
});

Deno.test("ranges are central", () => {
  const values = Array.from({ length: 101 }, (_, i) => i);
  const { mean, lower, upper } = rangeOf(values, 0.9);
  assertAlmostEquals(mean, 50, 1e-12);
  assertAlmostEquals(lower, 5, 1e-12);
  assertAlmostEquals(upper, 95, 1e-12);
});

Deno.test("the band refuses what it cannot simulate", () => {
  const stream = Stream.fromSeed(1);
  assertThrows(() => calibratedBand(sizes, { stream }), TypeError, "must have masses");
  assertThrows(
    () => calibratedBand(sizes, { stream, correlation: "sum", probability: 1 }),
    RangeError,
    "between 0 and 1: current value is 1",
  );
});
