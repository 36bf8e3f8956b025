import { assertLess } from "@std/assert";
import { counts, cubature } from "../../../core/binning/mod.ts";
import { createEngine, engineNames } from "../../../core/engine/mod.ts";
import { paperArchitecture } from "../../../core/flow/architecture.ts";
import { rk38 } from "../../../core/flow/scheme.ts";
import { Stream } from "../../../core/random.ts";
import { gammaRing } from "../../../core/target/mod.ts";
import { assertCounts } from "../../core/_statistics.ts";
import { reference } from "../../reference_checks/_load.ts";

interface Vectors {
  readonly sets: readonly {
    readonly name: string;
    readonly weights: readonly number[];
    readonly mass10: readonly (readonly number[])[];
    readonly mass50: readonly (readonly number[])[];
    readonly total: number;
  }[];
}

const ring = gammaRing();

for (const set of reference<Vectors>("masses").sets) {
  Deno.test(`bin masses of "${set.name}" from the default grid, to 3e-4 in the mean and 2e-3`, async () => {
    const engine = await createEngine(engineNames[0], paperArchitecture);
    const grid = cubature(ring);
    // The reference solves with 48 steps; 32 are on average 2e-4 nats from a tight solve.
    const logDensity = engine.logDensity(
      Float32Array.from(set.weights),
      { values: grid.points, condition: ring.condition },
      { scheme: rk38, steps: 32, volumeChange: "trace" },
    );
    for (const [n, expected] of [[10, set.mass10.flat()], [50, set.mass50.flat()]] as const) {
      const { values } = grid.masses(logDensity, n);
      const errors = values.map((mass, bin) => Math.abs(mass / expected[bin] - 1));
      assertLess(errors.reduce((sum, error) => sum + error, 0) / errors.length, 3e-4);
      assertLess(Math.max(...errors), 2e-3);
    }
    const [total] = grid.masses(logDensity, 1).values;
    assertLess(Math.abs(total - set.total), 3e-4);
  });

  Deno.test(`points decoded from "${set.name}" fill the bins as their masses say`, async () => {
    const engine = await createEngine(engineNames[0], paperArchitecture);
    const weights = Float32Array.from(set.weights);
    const noise = Stream.fromSeed(61).normals(new Float64Array(2 * 60_000));
    // Positions are 1e-4 off at 24 steps, against bins whose counts scatter by 4 %.
    const points = engine.decode(
      weights,
      { values: Float32Array.from(noise), condition: ring.condition },
      { scheme: rk38, steps: 24, volumeChange: "trace" },
    );
    assertCounts(counts(ring, points, 10), (bin) => set.mass10.flat()[bin], "10 x 10 bins");
  });
}
