import { allEngines, engineOf } from "../../core/engine/_engines.ts";
import { paperArchitecture } from "../../../core/flow/architecture.ts";
import { rk38, type Solve } from "../../../core/flow/scheme.ts";
import * as exact from "../../core/_float64.ts";
import { assertWithin, singlePrecision } from "../../core/engine/_cases.ts";
import { reference } from "../../reference_checks/_load.ts";

interface Vectors {
  readonly c: number;
  readonly points: readonly (readonly number[])[];
  readonly sets: readonly {
    readonly name: string;
    readonly weights: readonly number[];
    readonly logp_rk38_12: readonly number[];
    readonly logp_rk38_16: readonly number[];
    readonly logp_rk38_512: readonly number[];
  }[];
}

const { c, points, sets } = reference<Vectors>("masses");
const values = points.flat();

for (const set of sets) {
  // The file prints nine digits, enough to name each single-precision weight.
  const weights = Float32Array.from(set.weights);
  const solves: [Solve, readonly number[]][] = ([12, 16, 512] as const).map((steps) => [
    { scheme: rk38, steps, volumeChange: "trace" },
    set[`logp_rk38_${steps}`],
  ]);

  Deno.test(`log density of "${set.name}" in double precision, to 1e-9 nats`, () => {
    for (const [solve, expected] of solves) {
      const found = exact.logDensity(paperArchitecture, weights, { values, condition: [c] }, solve);
      assertWithin(found, expected, 1e-9, `${solve.steps} steps`);
    }
  });

  for (const name of allEngines) {
    Deno.test(`log density of "${set.name}" by the ${name} engine, to single precision`, async () => {
      const engine = await engineOf(name, paperArchitecture);
      const given = { values: Float32Array.from(values), condition: Float32Array.of(c) };
      for (const [solve, expected] of solves.slice(0, 2)) {
        const found = engine.logDensity(weights, given, solve);
        const bound = singlePrecision(paperArchitecture, expected);
        assertWithin(found, expected, bound, `${solve.steps} steps`);
      }
    });
  }
}
