import { assertEquals } from "@std/assert";
import { masses } from "../../../core/binning/masses.ts";
import { calibratedBand, calibratedBands } from "../../../core/calibration/mod.ts";
import { drawDistances } from "../../../core/calibration/distances.ts";
import { countBelow, ShortSort } from "../../../core/calibration/draws.ts";
import { sumOfRuns } from "../../../core/calibration/simulate.ts";
import { Stream } from "../../../core/random.ts";
import { gaussianPosterior } from "./_posteriors.ts";

const normals = (length: number) => Stream.fromSeed(length).normals(new Float64Array(length));

const rows: Record<string, Float64Array> = {
  "one number": Float64Array.of(3),
  "equal numbers": new Float64Array(20).fill(0.5),
  "normal numbers": normals(50),
  "ties": normals(50).map(Math.round),
  "an outlier": Float64Array.of(1e300, ...normals(30)),
  "numbers next to each other": Float64Array.of(1, 1 + 2 ** -52, 1, 1 + 2 ** -51),
  "infinite numbers": Float64Array.of(2, -Infinity, Infinity, 1),
  "more numbers than are short": normals(1500),
};
for (const [name, values] of Object.entries(rows)) {
  Deno.test(`short arrays are sorted, equal numbers in their order: ${name}`, () => {
    const short = new ShortSort(values.length);
    const places = Array.from(values.keys()).sort((a, b) =>
      values[a] < values[b] ? -1 : values[a] > values[b] ? 1 : a - b
    );
    assertEquals([...short.order(values)], places);
    assertEquals(short.sort(values.slice()), values.toSorted());
  });
}

Deno.test("numbers below a value are counted in a part of an array", () => {
  const sorted = Float64Array.of(9, 1, 2, 2, 5, 0);
  assertEquals(countBelow(sorted, 2, 1, 5), 1);
  assertEquals(countBelow(sorted, 3, 1, 5), 3);
  assertEquals(countBelow(sorted, 9, 1, 5), 4);
});

for (const draws of [2, 5]) {
  Deno.test(`distances of ${draws} draws are those of each pair`, () => {
    const bins = 700, runs = 2;
    const own = masses(runs, draws, [bins], normals(runs * draws * bins));
    const weights = normals(bins).map(Math.abs);
    const row = (run: number, draw: number) =>
      own.values.subarray((run * draws + draw) * bins, (run * draws + draw + 1) * bins);
    for (let run = 0; run < runs; run++) {
      const expected = Array.from({ length: draws * draws }, (_, pair) => {
        const a = row(run, Math.floor(pair / draws)), b = row(run, pair % draws);
        return weights.reduce((sum, w, bin) => sum + (a[bin] - b[bin]) * (a[bin] - b[bin]) * w, 0);
      });
      assertEquals([...drawDistances(own, run, weights)], expected);
    }
  });
}

for (const count of [1, 2, 3, 6]) {
  Deno.test(`the arrays of ${count} runs are added up in their order`, () => {
    const runs = Array.from({ length: count }, (_, run) => normals(40 + run).slice(0, 40));
    const before = runs.map((run) => run.slice());
    const expected = runs.reduce((sum, run) => sum.map((x, i) => x + run[i]));
    assertEquals(sumOfRuns(runs), expected);
    assertEquals(runs, before);
  });
}

Deno.test("bands of several kinds of intervals are those of each kind alone", () => {
  const { masses } = gaussianPosterior({ runs: 3, draws: 12, shape: [4, 3] }, 5);
  const options = { stream: Stream.fromSeed(1), replicates: 20 };
  const kinds = [{ method: "rank" }, { method: "interpolated", levels: 7 }] as const;
  const together = calibratedBands(masses, kinds, options);
  for (const [i, kind] of kinds.entries()) {
    const { signedAlong, ...band } = together[i];
    const { signedAlong: alone, ...expected } = calibratedBand(masses, { ...options, ...kind });
    assertEquals(band, expected);
    assertEquals([signedAlong(0), signedAlong(1)], [alone(0), alone(1)]);
  }
});
