import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { kolmogorovQuantile } from "../../../core/amplification/mod.ts";
import { paperArchitecture, weightCount } from "../../../core/flow/mod.ts";
import type { FitRecord } from "../../../studies/shared/fit.ts";
import { classifierKind, type ClassifierRecord } from "../../../studies/ranks/classifier.ts";
import { cellEngine } from "../../../runner/engine.ts";
import type { Artefact, Json } from "../../../runner/cell.ts";
import { ONE_IN_A_MILLION } from "../../core/calibration/_posteriors.ts";

const architecture = { ...paperArchitecture, condition: 0 };
const heldOut = 4000, gridCells = 24, halfWidth = 9, nTrain = 1000;

/** Flows without velocity but a constant one: draw after draw generates normal points, moved by `shift` along x1. */
function shifted(shifts: readonly number[]): Artefact {
  const size = weightCount(architecture);
  const values = new Float32Array(shifts.length * size);
  // The biases of the last layer come last; points go from t = 1 to 0, against the velocity.
  shifts.forEach((shift, draw) => values[(draw + 1) * size - 2] = -shift);
  const config = {
    target: "gaussian-ring",
    run: 0,
    nTrain,
    architecture,
    posterior: { name: "mean-field", options: {} },
  };
  return {
    json: { config } as unknown as FitRecord as unknown as Json,
    arrays: { draws: { shape: [shifts.length, size], values } },
  };
}

async function classified(shifts: readonly number[], fitted: number): Promise<ClassifierRecord> {
  const { json } = await classifierKind.run({
    config: { fitted, heldOut, knots: [24, 12], gridCells, halfWidth },
    seed: 3,
    inputs: { fit: shifted(shifts) },
    engine: cellEngine,
    checkpoint() {},
    progress() {},
  });
  return json as unknown as ClassifierRecord;
}

const normal = (x: number) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
/** Densities of the radius: of normal points, and of the Gaussian ring of radius 4 and width 1. */
const generated = (r: number) => r * Math.exp(-r * r / 2);
const truth = (r: number) => normal(r - 4) + normal(r + 4);

/** What the exact likelihood ratio makes of the two: area under its curve, and largest distance along it. */
function exact(): { area: number; distance: number } {
  const step = 1 / 400;
  const cells = Array.from({ length: 12 / step }, (_, i) => (i + 0.5) * step)
    .map((r) => ({ g: generated(r) * step, f: truth(r) * step }))
    .toSorted((a, b) => a.g / a.f - b.g / b.f);
  let below = 0, area = 0, distance = 0;
  for (const { g, f } of cells) {
    area += g * (below + f / 2);
    below += f;
    distance += Math.abs(g - f) / 2;
  }
  return { area, distance };
}

const centre = (cell: number) => halfWidth * ((2 * cell + 1) / gridCells - 1);

Deno.test("normal points are told from a Gaussian ring as well as the exact likelihood ratio does; false alarm 1e-6", async () => {
  const { separation, differential, logRatio, error } = await classified([0, 0, 0], 8001);
  const { area, distance } = exact();
  // The area of samples scatters by less than that of equal ones; a spline of 24 knots loses some 1e-3 of it.
  const bound = ONE_IN_A_MILLION * Math.sqrt(1 / (6 * heldOut));
  assertAlmostEquals(separation.area, area, bound / 5 + 2e-3);
  assertLess(separation.pValue, 1e-12);
  // Two shares, of generated and of true points.
  assertAlmostEquals(
    differential.distance,
    distance,
    ONE_IN_A_MILLION * Math.sqrt(distance * (1 - distance) / heldOut) + 0.01,
  );
  const events = differential.events!;
  const ofEvents = (differential.distance / kolmogorovQuantile(0.5)) ** 2 - 1 / heldOut;
  assertAlmostEquals(events, 1 / ofEvents, 1e-9);
  assertAlmostEquals(differential.amplification! * nTrain, events, 1e-9);

  let compared = 0;
  for (let row = 0; row < gridCells; row++) {
    for (let column = 0; column < gridCells; column++) {
      const r = Math.hypot(centre(row), centre(column));
      const found = logRatio[row][column];
      assertEquals(found === null, error[row][column] === null);
      // Points of the ring reach to 4 + 4 or so, normal ones to 4.
      if (r > 4 + 6) assertEquals(found, null);
      if (r < 1 || r > 3) continue;
      compared++;
      // Its own errors; and the penalty, which flattens a slope of 4 a unit by a tenth.
      const bound = ONE_IN_A_MILLION * error[row][column]! + 0.1 * 4;
      assertAlmostEquals(found!, Math.log(generated(r) / truth(r)), bound, `r = ${r}`);
    }
  }
  assert(compared > 30);
});

Deno.test("every draw adds as many points, and the map shows where", async () => {
  const { logRatio, error } = await classified([1.5, 1.5, -1.5, 1.5], 40_001);
  const cell = (x: number) =>
    Array.from({ length: gridCells }, (_, i) => i)
      .reduce((best, i) => Math.abs(centre(i) - x) < Math.abs(centre(best) - x) ? i : best);
  const [row, right, left] = [cell(0), cell(2.7), cell(-2.7)];
  // On either side of the ring's centre: three draws there and one beyond, or the other way round.
  const density = (x: number) => 0.75 * normal(x - 1.5) + 0.25 * normal(x + 1.5);
  const expected = Math.log(density(centre(right)) / density(centre(left)));
  assertAlmostEquals(expected, Math.log(3), 0.1);
  const bound = ONE_IN_A_MILLION * Math.hypot(error[row][right]!, error[row][left]!) + 0.2;
  assertLess(bound, expected);
  assertAlmostEquals(logRatio[row][right]! - logRatio[row][left]!, expected, bound);
});

Deno.test("all points that are asked for are generated, as many with each draw but for one", async () => {
  const draws = 3, fitted = 200, heldOut = 100;
  const counts: number[] = [];
  await classifierKind.run({
    config: { fitted, heldOut, knots: [4, 3], gridCells: 2, halfWidth },
    seed: 3,
    inputs: { fit: shifted(Array.from({ length: draws }, () => 0)) },
    engine: async (architecture) => {
      const engine = await cellEngine(architecture);
      return {
        ...engine,
        architecture,
        decode(weights, points, solve) {
          counts.push(points.values.length / architecture.dimension);
          return engine.decode(weights, points, solve);
        },
      };
    },
    checkpoint() {},
    progress() {},
  });
  assertEquals(counts, [67, 67, 66, 34, 33, 33]);
});
