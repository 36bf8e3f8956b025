import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { units } from "../../bench/problem.ts";
import { performanceSchema } from "../../bench/schema.ts";
import { markdown, ratios, type Row, type Table } from "../../bench/table.ts";

const row = (unit: string, contender: string, ms: number): Row => ({
  unit,
  contender,
  ms,
  low: ms,
  high: ms,
  rounds: 1,
  measuredShare: 1,
});
const rows = [
  row("U2", "simd, wide", 100),
  row("U2", "simd, wide, 2 workers", 50),
  row("U2", "JAX, 2 devices", 40),
  row("U2 discrete", "simd, wide, 2 workers", 25),
  row("U2", "simd, narrow", 130),
  row("U3", "simd, wide", 10_000),
  row("masses", "simd, wide", 2000),
];

const ceiling = { gigaflops: 50, low: 45, high: 55 };
const options = { simd: "simd, wide", ceiling, bins: 1000 };

Deno.test("ratios follow from the times, and those of absent contenders are absent", () => {
  const found = Object.fromEntries(
    ratios(rows, options).map(({ name, value }) => [name, value]),
  );
  // 64 evaluations of 1000 points, 3 vectors, 2 x 32 + 2 x 32 x 32 + 32 x 2 weights, 2 operations,
  // once forward and twice backward, in 0.1 s.
  const rate = 64 * 1000 * 3 * 2176 * 2 * 3 / 0.1 / 1e9;
  assertAlmostEquals(
    found["U2: products, GFLOP/s of simd, wide over its ceiling"],
    rate / 50,
    1e-12,
  );
  assertEquals(found["U2: simd, wide over simd, wide, 2 workers"], 2);
  assertEquals(found["U2: JAX, 2 devices over simd, wide, 2 workers"], 0.8);
  assertEquals(found["JAX, 2 devices on U2 over simd, wide, 2 workers on U2 discrete"], 1.6);
  assertEquals(found["U2: simd, narrow over simd, wide"], 1.3);
  // 0.01 ms a point and 1000 bins of 4e6 points each, over 2 s.
  const all =
    "Masses for every n: decoding points over cubature, at a relative error of 0.0005 a bin";
  assertAlmostEquals(found[all] / 20_000, 1, 1e-12);
  assertEquals(Object.keys(found).filter((name) => name.includes("PyTorch")), []);
});

Deno.test("a ratio has the spread of both times, added in squares", () => {
  const spread = { ...row("U2", "simd, wide", 100), low: 94, high: 106 };
  const other = { ...row("U2", "simd, wide, 2 workers", 50), low: 46, high: 54 };
  const found = ratios([spread, other], options);
  const named = (name: string) => found.find((ratio) => ratio.name === name)!;
  // 6 % and 8 %.
  assertAlmostEquals(named("U2: simd, wide over simd, wide, 2 workers").spread, 0.1 * 2, 1e-12);
  // The ceiling's inverse has its quartiles at 1/55 and 1/45: 10.1 %.
  const share = named("U2: products, GFLOP/s of simd, wide over its ceiling");
  assertAlmostEquals(
    share.spread / share.value,
    Math.hypot(0.06, (50 / 45 - 50 / 55) / 2),
    1e-12,
  );
});

Deno.test("the table for people has a row for each contender and a dash for what is not timed", () => {
  const table: Table = {
    schema: performanceSchema,
    provenance: {
      date: "2000-01-01",
      processor: "abacus",
      cores: 2,
      system: "desk",
      deno: "1",
      v8: "1",
    },
    ceiling,
    units: units.map(({ name, title }) => ({ name, title, operations: null })),
    rows,
    ratios: ratios(rows, options),
  };
  const text = markdown(table);
  assertStringIncludes(text, "| JAX, 2 devices | - | 40.0 | - | - | - | - | - | - |");
  assertStringIncludes(text, "| U2: simd, wide over simd, wide, 2 workers | 2.00 ± 0 |");
});
