import { assertAlmostEquals, assertEquals, assertLessOrEqual } from "@std/assert";
import { compileArrays } from "../../../core/arrays/build.ts";
import {
  fillUniforms,
  type Key,
  normalQuantile,
  softplus,
  sumOfLogs,
} from "../../../core/arrays/mod.ts";
import { base64 } from "../../../core/arrays/wasm.ts";
import { log } from "../../../core/elementary.ts";
import { Stream } from "../../../core/random.ts";
import { threefry } from "../_threefry.ts";
import softplusTable from "./_softplus.json" with { type: "json" };

Deno.test("the committed module is what its sources compile to", async () => {
  const built = await compileArrays();
  const committed = await Deno.readTextFile(
    new URL("../../../core/arrays/wasm.ts", import.meta.url),
  );
  // Not compared as they are, so that a failure does not print thousands of characters.
  assertEquals(built === committed, true, "run deno task build:kernel");
});

Deno.test("the module calls nothing outside itself", () => {
  const bytes = Uint8Array.fromBase64(base64);
  assertEquals(WebAssembly.Module.imports(new WebAssembly.Module(bytes)), []);
});

/** Softplus and its slope. */
function curve(rho: Float64Array): { sigma: Float64Array; slope: Float64Array } {
  const sigma = new Float64Array(rho.length), slope = new Float64Array(rho.length);
  softplus(rho, sigma, slope);
  return { sigma, slope };
}

Deno.test("softplus and its slope are right to 3e-16 from rho = -745 to 800", () => {
  // Rows of rho, log(1 + e^rho) and e^rho / (1 + e^rho): mpmath 1.3 with 60 digits, rounded to doubles.
  const { sigma, slope } = curve(Float64Array.from(softplusTable, ([rho]) => rho));
  softplusTable.forEach(([rho, ...expected], i) => {
    [sigma[i], slope[i]].forEach((value, k) => {
      // The rounding of the table adds 1.1e-16; below 2^-1022 numbers are multiples of the least.
      const bound = Math.max(4.1e-16 * expected[k], Number.MIN_VALUE);
      assertLessOrEqual(Math.abs(value - expected[k]), bound, `rho = ${rho}`);
    });
  });
});

Deno.test("softplus stays above 0, is rho far above it, and keeps what is no number", () => {
  const { sigma, slope } = curve(Float64Array.of(-Infinity, -1e308, -746, 1e308, Infinity, NaN));
  assertEquals([...sigma], [5e-324, 5e-324, 5e-324, 1e308, Infinity, NaN]);
  assertEquals([...slope], [5e-324, 5e-324, 5e-324, 1, 1, NaN]);
});

Deno.test("softplus of an array is that of its numbers one by one", () => {
  const rho = Stream.fromSeed(1).normals(new Float64Array(9001));
  const { sigma, slope } = curve(rho);
  for (const i of [0, 1, 2, 4094, 4095, 4096, 4097, 8191, 8192, 9000]) {
    const one = curve(rho.slice(i, i + 1));
    assertEquals([sigma[i], slope[i]], [one.sigma[0], one.slope[0]]);
  }
});

Deno.test("the sum of logarithms is that of a plain sum", () => {
  const { sigma } = curve(Stream.fromSeed(2).normals(new Float64Array(9001)).map((z) => 100 * z));
  for (const length of [1, 2, 3, 100, 2498, 4095, 4096, 4097, 9001]) {
    const values = sigma.subarray(0, length);
    const plain = values.reduce((sum, value) => sum + log(value), 0);
    const size = values.reduce((sum, value) => sum + Math.abs(log(value)), 0);
    // A plain sum of n numbers errs by at most n 2^-53 of the sum of their sizes.
    assertAlmostEquals(sumOfLogs(values), plain, (length + 1) * 2 ** -53 * size);
  }
});

Deno.test("the logarithm of one number is right to 2e-16, and NaN out of range", () => {
  // stdlib's logarithm, the reference, may itself be off by 2.2e-16 of the number.
  for (const x of [5e-324, 3e-310, 2.3e-308, 1e-5, 0.7071, 0.7072, 0.999999, 1.000001, 3, 4e291]) {
    const expected = log(x);
    assertAlmostEquals(sumOfLogs(Float64Array.of(x)), expected, 4e-16 * Math.abs(expected), `${x}`);
  }
  assertEquals(sumOfLogs(Float64Array.of(1)), 0);
  assertEquals(sumOfLogs(new Float64Array()), 0);
  for (const x of [0, -0, -1, NaN, Infinity, 2 ** 969]) {
    assertEquals(sumOfLogs(Float64Array.of(1, 2, x)), NaN, `${x}`);
  }
});

Deno.test("the normal quantile is right to 1e-15 in the middle and in all tails", () => {
  // Probability and quantile: mpmath 1.3 with 60 digits, by root finding on erfc.
  for (
    const [p, z] of [
      [1e-300, -37.0470962993612],
      [1e-30, -11.464024688443615],
      [1.3e-11, -6.667611456510741],
      [1.4e-11, -6.656723091518184],
      [1.2e-10, -6.333282208218192],
      [1e-5, -4.264890793922825],
      [0.01, -2.326347874040841],
      [0.0749, -1.4402382675279637],
      [0.075, -1.439531470938456],
      [0.0751, -1.43882539275254],
      [0.25, -0.6744897501960817],
      [0.499999, -2.5066282745665593e-6],
      [0.5, 0],
      [0.6, 0.2533471031357997],
      [0.925, 1.4395314709384561],
      [0.9251, 1.440238267527964],
      [0.99, 2.3263478740408408],
      [0.999999, 4.753424308817087],
    ]
  ) assertAlmostEquals(normalQuantile(p), z, 1e-15 * Math.abs(z), `p = ${p}`);
  for (const p of [0, 1, -1, 2, NaN]) assertEquals(normalQuantile(p), NaN, `p = ${p}`);
});

Deno.test("a counter's low word carries into the high one", () => {
  const key: Key = [3, 4], first = 2 ** 33 - 11;
  const found = new Float64Array(30);
  fillUniforms(key, first, found);
  found.forEach((value, i) => {
    const block = Math.floor((first + i) / 2);
    const word = threefry(key, [block % 2 ** 32, Math.floor(block / 2 ** 32)])[(first + i) % 2];
    assertEquals(value, (Math.floor(word / 512) + 0.5) / 2 ** 23, `word ${i}`);
  });
});
