import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { masses } from "../../../core/binning/mod.ts";
import { target } from "../../../core/target/mod.ts";
import { massesKind, massesOfRuns, pointsPerDraw } from "../../../studies/shared/masses.ts";
import { cellEngine } from "../../../runner/engine.ts";
import type { Artefact } from "../../../runner/cell.ts";
import { shifted } from "./_shifts.ts";

const nBins = [2, 5];

async function measured(name: string, panelNodes = 6): Promise<Artefact> {
  return await massesKind.run({
    config: { target: name, nBins, cubature: { panelNodes, periodicNodes: 16 } },
    seed: 1,
    inputs: { fit: shifted(name, [[0, 0], [0, 0]]) },
    engine: cellEngine,
    checkpoint() {},
    progress() {},
  });
}

/** Probability that a standard normal in the plane is nearer to the origin. */
const rayleigh = (r: number) => 1 - Math.exp(-r * r / 2);

for (const name of ["gaussian-ring", "gamma-ring"]) {
  Deno.test(`flows that do nothing give ${name}'s bins the masses of a normal`, async () => {
    const [radius] = target(name).axes;
    const artefact = await measured(name);
    const { total, inside, error } = massesKind.record(artefact);
    for (const n of nBins) {
      const { shape, values } = artefact.arrays[`${n} bins`];
      assertEquals(shape, [2, n, n]);
      const [lower, upper] = radius.range;
      const edges = Array.from(
        { length: n + 1 },
        (_, i) => i === 0 ? lower : i === n ? upper : radius.quantile(i / n),
      );
      values.forEach((mass, i) => {
        const row = Math.floor(i / n) % n;
        const exact = (rayleigh(edges[row + 1]) - rayleigh(edges[row])) / n;
        // Single precision, and the cubature's own error of a smooth density.
        assertAlmostEquals(mass, exact, 2e-5, `${n} bins, ${i}`);
      });
    }
    const start = radius.quantile(0);
    for (let draw = 0; draw < 2; draw++) {
      assertAlmostEquals(total[draw], 1, 2e-5);
      // Below the support, which for one ring begins at the origin.
      assertAlmostEquals(inside[draw], start > radius.range[0] ? rayleigh(start) : 0, 2e-5);
    }
    assertEquals(error.map(({ nBins }) => nBins), nBins);
    for (const { mean, max } of error) assert(mean > 0 && mean <= max);
  });
}

Deno.test("the hole of the Gamma ring has mass, and the Gaussian ring has no hole", () => {
  assert(target("gamma-ring").axes[0].quantile(0) > target("gamma-ring").axes[0].range[0]);
  assertEquals(target("gaussian-ring").axes[0].quantile(0), 0);
});

Deno.test("the error of a cubature is a mean over draws: the same draw twice has that of one", async () => {
  const one = massesKind.record(
    await massesKind.run({
      config: {
        target: "gamma-ring",
        nBins,
        cubature: { panelNodes: 4, periodicNodes: 16 },
      },
      seed: 1,
      inputs: { fit: shifted("gamma-ring", [[0, 0]]) },
      engine: cellEngine,
      checkpoint() {},
      progress() {},
    }),
  );
  const two = massesKind.record(await measured("gamma-ring", 4));
  two.error.forEach(({ mean, max }, i) => {
    assertAlmostEquals(mean / one.error[i].mean, 1, 1e-12);
    assertEquals(max, one.error[i].max);
  });
});

Deno.test("the protocols generate none, 1000 points a bin, and ten million", () => {
  assertEquals(pointsPerDraw("exact", 25), undefined);
  assertEquals(pointsPerDraw("scaled", 25), 25_000);
  assertEquals(pointsPerDraw("fixed", 25), 10_000_000);
});

Deno.test("masses of all runs stand one after the other, none below zero, counted as their protocol says", () => {
  const run = (first: number): Artefact => ({
    json: null,
    arrays: {
      "2 bins": {
        shape: [1, 2, 2],
        values: Float64Array.of(first, 0.5 - first, 0.25, 0.25),
      },
    },
  });
  const inputs = { run0: run(-0.01), run1: run(0.2) };
  const method = "none";
  assertEquals(
    massesOfRuns(inputs, { method, protocol: "exact" }, 2, 1),
    masses(2, 1, [2, 2], Float64Array.of(0, 0.51, 0.25, 0.25, 0.2, 0.3, 0.25, 0.25)),
  );
  const counted = (protocol: "scaled" | "fixed", name = method) =>
    massesOfRuns(inputs, { method: name, protocol }, 2, 1).values;
  for (const [protocol, points] of [["scaled", 4000], ["fixed", 1e7]] as const) {
    const found = counted(protocol);
    for (const mass of found) {
      assertAlmostEquals(mass * points, Math.round(mass * points), 1e-6);
    }
    // Five standard deviations of a share of 0.2.
    assertAlmostEquals(found[4], 0.2, 5 * Math.sqrt(0.16 / points));
    assertEquals(counted(protocol), found);
    assert(counted(protocol, "another").some((mass, i) => mass !== found[i]));
  }
});
