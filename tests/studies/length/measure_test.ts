import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { expectedJensenShannon } from "../../../core/amplification/mod.ts";
import { coverageKind, type CoverageRecord } from "../../../studies/calibration/measure.ts";
import { cellEngine } from "../../../runner/engine.ts";
import { lengthArrays, lengthKind, type LengthRecord } from "../../../studies/length/measure.ts";
import type { Artefact } from "../../../runner/cell.ts";
import { recordOf, runs, synthetic, width } from "../shared/_synthetic.ts";

const nBins = [3, 20];
const config = { method: "toy", nBins, radiusAt: 20 };

/** What each run gives. */
function lengths(masses: Record<string, Artefact>): Artefact[] {
  return Object.values(masses).map((of) =>
    lengthKind.run({
      config,
      seed: 1,
      inputs: { masses: of },
      engine: cellEngine,
      checkpoint() {},
      progress() {},
    }) as Artefact
  );
}

const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

Deno.test("means of runs are what is measured of all runs together", () => {
  const masses = synthetic(nBins, 2, 0.7);
  const found = lengths(masses);
  const together = recordOf<CoverageRecord>(
    coverageKind,
    { ...config, target: "gamma-ring", protocol: "exact", curvesAt: nBins, mapAt: 3 },
    masses,
  );
  const rows = found.map(({ json }) => (json as unknown as LengthRecord).rows);
  for (const i of nBins.keys()) {
    assertAlmostEquals(
      mean(rows.map((of) => of[i].signed)),
      together.deviations[i].signed.value,
      1e-12,
    );
    assertAlmostEquals(
      mean(rows.map((of) => of[i].oneSigma)),
      together.deviations[i].oneSigma.value,
      1e-12,
    );
    together.curves[i].mean.forEach((value, level) => {
      const each = found.map(({ arrays }) => arrays[lengthArrays.curves].values[50 * i + level]);
      assertAlmostEquals(mean(each), value, 1e-6);
    });
  }
  const along = (name: string, bin: number) =>
    mean(found.map(({ arrays }) => arrays[name].values[bin]));
  for (const bin of [0, 7, 19]) {
    const { deviation, massRatio, spread } = together.radius;
    assertAlmostEquals(along(lengthArrays.deviation, bin), deviation[bin], 1e-6);
    assertAlmostEquals(along(lengthArrays.mass, bin), massRatio[bin], 1e-6);
    assertAlmostEquals(along(lengthArrays.spread, bin), spread[bin], 1e-6);
  }
});

Deno.test("width, error, events and divergence are those that the draws were made with", () => {
  const shrink = 0.7;
  const rows = lengths(synthetic(nBins, 2, shrink))
    .map(({ json }) => (json as unknown as LengthRecord).rows[1]);
  assertEquals(rows.length, runs);
  assertAlmostEquals(mean(rows.map((row) => row.width)), shrink * width, 0.01 * width);
  // 40 draws leave their own share in the error of the mean.
  const error = width * Math.sqrt(1 + shrink * shrink / 40);
  assertAlmostEquals(mean(rows.map((row) => row.error)), error, 0.03 * width);
  // A relative width w of each of 400 bins is that of 1 / w^2 events; a variance of 40 draws is off by its own law.
  const events = 400 / (shrink * width) ** 2;
  assertAlmostEquals(mean(rows.map((row) => row.events!)) / events, 1, 0.1);
  const divergence = expectedJensenShannon(401, 400 / error ** 2);
  assertAlmostEquals(mean(rows.map((row) => row.divergence)) / divergence, 1, 0.1);
});

Deno.test("draws that are all the same are worth no number of events", () => {
  const [first] = Object.values(synthetic(nBins, 2, 0));
  const row = (lengths({ first })[0].json as unknown as LengthRecord).rows[0];
  assertEquals(row.events, null);
  assert(row.width < 1e-12);
});
