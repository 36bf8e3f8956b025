import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { initialise, paperArchitecture } from "../../../../core/flow/mod.ts";
import { Stream } from "../../../../core/random.ts";
import { target } from "../../../../core/target/mod.ts";
import { fitKind, type FitRecord } from "../../../../studies/shared/fit.ts";
import { massesKind, type MassesRecord } from "../../../../studies/shared/masses.ts";
import { sampledMassesKind } from "../../../../studies/shared/sampled_masses.ts";
import { cellEngine } from "../../../../runner/engine.ts";
import type { Artefact, Json, NumberArray } from "../../../../runner/cell.ts";
import { assertCounts } from "../../../core/_statistics.ts";

const draws = 2, points = 30_000;

/** Untrained flows instead of a fit. */
function untrained(name: string): Artefact {
  const { dimension, condition } = target(name);
  const architecture = { ...paperArchitecture, dimension, condition: condition.length };
  const weights = Array.from(
    { length: draws },
    (_, draw) => initialise(architecture, Stream.fromSeed(3).split(draw)),
  );
  const values = Float32Array.from(weights.flatMap((one) => [...one]));
  const config = { architecture, posterior: { name: "mean-field", options: {} } };
  return {
    json: { config } as unknown as FitRecord as unknown as Json,
    arrays: { draws: { shape: [draws, values.length / draws], values } },
  };
}

const context = { seed: 5, engine: cellEngine, checkpoint() {}, progress() {} };

async function counted(name: string, nBins: number[]): Promise<Record<string, NumberArray>> {
  const { arrays } = await sampledMassesKind.run({
    ...context,
    config: { target: name, nBins, points },
    inputs: { fit: untrained(name) },
  });
  return arrays;
}

Deno.test("counted masses of untrained flows and those of the cubature agree within counting", async () => {
  const name = "gaussian-ring", nBins = [2, 3];
  const found = await counted(name, nBins);
  const { arrays: exact } = await massesKind.run({
    ...context,
    config: { target: name, nBins, cubature: { panelNodes: 4, periodicNodes: 96 } },
    inputs: { fit: untrained(name) },
  });
  for (const n of nBins) {
    const { shape, values } = found[`${n} bins`];
    assertEquals(shape, [draws, n, n]);
    values.forEach((mass, i) => {
      const truth = exact[`${n} bins`].values[i];
      // Five standard deviations of counting, and the 5e-4 of either solver's error in position.
      const tolerance = 5 * Math.sqrt(truth * (1 - truth) / points) + 1e-3;
      assertAlmostEquals(mass, truth, tolerance, `${n} bins, ${i}`);
    });
  }
});

Deno.test("counted masses of trained flows are those of the cubature, within their stated errors; false alarm 1e-6", async () => {
  const name = "gamma-ring", nBins = [3, 10];
  const { condition, dimension } = target(name);
  const trained = await fitKind.run({
    ...context,
    config: {
      target: name,
      nTrain: 2000,
      run: 0,
      draws,
      architecture: {
        ...paperArchitecture,
        hidden: [...paperArchitecture.hidden],
        dimension,
        condition: condition.length,
      },
      posterior: {
        name: "mean-field",
        options: { klWeight: 10, klConvention: "authors", steps: 500 },
      },
    },
    inputs: {},
  });
  const inputs = { fit: trained };
  const { arrays: found } = await sampledMassesKind.run({
    ...context,
    config: { target: name, nBins, points },
    inputs,
  });
  const { json, arrays: exact } = await massesKind.run({
    ...context,
    config: { target: name, nBins, cubature: { panelNodes: 4, periodicNodes: 256 } },
    inputs,
  });
  const { total, error } = json as unknown as MassesRecord;
  for (const [i, n] of nBins.entries()) {
    const bins = n * n;
    // The cubature says by how much of a bin it is off: far less than counting, which a test of counts can ignore.
    assertLess(error[i].max, 0.2 * Math.sqrt(bins / points));
    for (let draw = 0; draw < draws; draw++) {
      const masses = exact[`${n} bins`].values.subarray(draw * bins, (draw + 1) * bins);
      const counts = found[`${n} bins`].values.subarray(draw * bins, (draw + 1) * bins)
        .map((mass) => Math.round(mass * points));
      // Bins reach to infinity on the outer side, the cubature as far as the flow has mass.
      assertLess(Math.abs(total[draw] - 1), 2e-3);
      assertCounts(counts, (bin) => masses[bin] / total[draw], `${n} bins, draw ${draw}`);
      // A trained flow is no uniform one: the same counts do not fit the truth.
      if (n === 10) assertThrows(() => assertCounts(counts, () => 1 / bins, ""));
    }
  }
});

Deno.test("every point of a flow in five dimensions is counted once in each binning", async () => {
  const found = await counted("gamma-shell-5d", [1, 2]);
  assertEquals(found["2 bins"].shape, [draws, 2, 2, 2, 2, 2]);
  for (const { values } of Object.values(found)) {
    for (let draw = 0; draw < draws; draw++) {
      const bins = values.length / draws;
      const sum = [...values.slice(draw * bins, (draw + 1) * bins)].reduce((a, b) => a + b, 0);
      // Whole counts over their number, summed in double precision.
      assertLess(Math.abs(sum - 1), 1e-9);
    }
  }
});
