import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Stream } from "../../../core/random.ts";
import { target } from "../../../core/target/mod.ts";
import { cellCentres, densityKind, profileRadii } from "../../../studies/ring/density.ts";
import { cellEngine } from "../../../runner/engine.ts";
import { normalDensity, shifted } from "../shared/_shifts.ts";

const name = "gaussian-ring", seed = 5, testPoints = 400, halfWidth = 3;
const shifts = [[0.5, 0], [-0.5, 0.2], [0.1, -0.4], [0, 0]] as const;

/** Relative error of a density whose logarithm is solved in single precision. */
const accuracy = 5e-5;

async function densities(draws: typeof shifts | readonly (readonly [number, number])[]) {
  return densityKind.record(
    await densityKind.run({
      config: { target: name, gridCells: 6, halfWidth, radii: 5, angles: 4, testPoints },
      seed,
      inputs: { fit: shifted(name, draws) },
      engine: cellEngine,
      checkpoint() {},
      progress() {},
    }),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

Deno.test("centres of cells and radii lie in the middle of equal parts", () => {
  assertEquals(cellCentres(4, 2), [-1.5, -0.5, 0.5, 1.5]);
  assertEquals(profileRadii(4, 2), [0.25, 0.75, 1.25, 1.75]);
});

Deno.test("mean and relative spread of drawn densities on the square", async () => {
  const { mean: means, spread } = await densities(shifts);
  const centres = cellCentres(6, halfWidth);
  centres.forEach((y, row) =>
    centres.forEach((x, column) => {
      const drawn = shifts.map((shift) => normalDensity(x, y, shift));
      const centre = mean(drawn);
      const variance = mean(drawn.map((density) => (density - centre) ** 2));
      assertAlmostEquals(means[row][column] / centre, 1, accuracy);
      assertAlmostEquals(spread[row][column]!, Math.sqrt(variance) / centre, 4 * accuracy);
    })
  );
});

Deno.test("the density of the radius is the circle's length times the mean about it, with quantiles over draws", async () => {
  const one = [[0, 0]] as const;
  // Without a shift that is Rayleigh's law.
  const { radial } = await densities(one);
  profileRadii(5, halfWidth).forEach((r, i) => {
    for (const quantile of Object.values(radial)) {
      assertAlmostEquals(quantile[i] / (r * Math.exp(-r * r / 2)), 1, accuracy);
    }
  });
  const { radial: several } = await densities(shifts);
  profileRadii(5, halfWidth).forEach((r, i) => {
    const drawn = shifts.map((shift) =>
      2 * Math.PI * r * mean(
        [[r, 0], [0, r], [-r, 0], [0, -r]].map(([x, y]) => normalDensity(x, y, shift)),
      )
    ).sort((a, b) => a - b);
    // Of four values: linear between the order statistics at 0, 1/3, 2/3 and 1.
    const quantile = (p: number) => {
      const at = Math.min(2, Math.floor(3 * p)), share = 3 * p - at;
      return (1 - share) * drawn[at] + share * drawn[at + 1];
    };
    assertAlmostEquals(several.median[i] / quantile(0.5), 1, accuracy);
    assertAlmostEquals(several.lower68[i] / quantile(0.16), 1, accuracy);
    assertAlmostEquals(several.upper68[i] / quantile(0.84), 1, accuracy);
    assertAlmostEquals(several.lower95[i] / quantile(0.025), 1, accuracy);
    assertAlmostEquals(several.upper95[i] / quantile(0.975), 1, accuracy);
  });
});

Deno.test("divergences are means of log ratios at true points, of the mixture and of single draws", async () => {
  const { divergence, divergenceOfDraws } = await densities(shifts);
  const points = target(name).sample(
    testPoints,
    Stream.fromSeed(seed).split("run", 0, "test data"),
  );
  const truth = target(name).logDensity(points);
  const logs = shifts.map((shift) =>
    Array.from(truth, (_, i) => Math.log(normalDensity(points[2 * i], points[2 * i + 1], shift)))
  );
  const ofMixture = Array.from(
    truth,
    (log, i) => log - Math.log(mean(logs.map((one) => Math.exp(one[i])))),
  );
  const expected = mean(ofMixture);
  const variance = ofMixture.reduce((sum, x) => sum + (x - expected) ** 2, 0) / (testPoints - 1);
  // Logarithms of some ten nats in single precision.
  assertAlmostEquals(divergence.value, expected, 4 * accuracy);
  assertAlmostEquals(divergence.error, Math.sqrt(variance / testPoints), 4 * accuracy);
  const single = mean(logs.map((one) => mean(one.map((log, i) => truth[i] - log))));
  assertAlmostEquals(divergenceOfDraws, single, 4 * accuracy);
});
