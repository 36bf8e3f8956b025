import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import { canonicalJson, cellKey, checkJson, sha256 } from "../../runner/key.ts";
import type { Cell, CellKind } from "../../runner/cell.ts";
import { cell } from "./_toys.ts";

const kind: CellKind = {
  name: "fit",
  version: 1,
  numerics: "simd/1",
  run: () => ({ json: null, arrays: {} }),
};
const fit = cell("fit", { config: { width: 32, names: ["a", "b"] }, seed: 5 });
const inputs = { data: "aa" };

Deno.test("sha256 agrees with the examples of FIPS 180-2", () => {
  assertEquals(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assertEquals(
    sha256(new Uint8Array()),
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
});

Deno.test("sha256 agrees with OpenSSL at every length round its blocks, and of text beyond ASCII", () => {
  const openSsl = (data: Uint8Array | string) => createHash("sha256").update(data).digest("hex");
  const bytes = Uint8Array.from({ length: 10_001 }, (_, i) => i * i >> 3);
  for (let length = 0; length <= 200; length++) {
    const some = bytes.subarray(length, 2 * length);
    assertEquals(sha256(some), openSsl(some), `${length}`);
  }
  assertEquals(sha256(bytes), openSsl(bytes));
  assertEquals(sha256("σ = 0.1 ± 0.02 𝕏"), openSsl("σ = 0.1 ± 0.02 𝕏"));
});

Deno.test("canonicalJson agrees with the example of RFC 8785, section 3.2.2", () => {
  const value = {
    numbers: [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    literals: [null, true, false],
  };
  assertEquals(
    canonicalJson(value),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

Deno.test("cellKey changes with everything that the numbers depend on", () => {
  const keys = new Set([
    cellKey(fit, kind, inputs),
    cellKey({ ...fit, config: { ...fit.config, width: 33 } }, kind, inputs),
    cellKey({ ...fit, config: { ...fit.config, names: ["b", "a"] } }, kind, inputs),
    cellKey({ ...fit, seed: 6 }, kind, inputs),
    cellKey(fit, { ...kind, name: "fit2" }, inputs),
    cellKey(fit, { ...kind, version: 2 }, inputs),
    cellKey(fit, { ...kind, numerics: "simd/2" }, inputs),
    cellKey(fit, { ...kind, numerics: undefined }, inputs),
    cellKey(fit, kind, { data: "ab" }),
    cellKey(fit, kind, { other: "aa" }),
  ]);
  assertEquals(keys.size, 10);
  for (const key of keys) assertMatch(key, /^[0-9a-f]{64}$/);
});

Deno.test("cellKey changes with nothing else", () => {
  const other: Cell = {
    ...fit,
    config: { names: ["a", "b"], width: 3.2e1 },
    label: "another name",
    cost: 99,
  };
  assertEquals(cellKey(other, kind, inputs), cellKey(fit, kind, inputs));
});

Deno.test("a configuration that JSON cannot hold is refused by name", () => {
  for (
    const [value, place] of [
      [NaN, "configuration.a.b[1]"],
      [Infinity, "configuration.a.b[1]"],
      [undefined, "configuration.a.b[1]"],
      [new Float32Array(1), "configuration.a.b[1]"],
      [() => 1, "configuration.a.b[1]"],
      [new Map(), "configuration.a.b[1]"],
    ] as const
  ) {
    const bad = { ...fit, config: { a: { b: [1, value] } } } as unknown as Cell;
    const error = assertThrows(() => cellKey(bad, kind, inputs), TypeError, place);
    assert(error.message.startsWith('Cannot plan cell "fit" as'), error.message);
  }
  checkJson("keep a value", "value", { list: [1, "two", null, { three: true }] });
});

Deno.test("a seed that is no seed is refused", () => {
  for (const seed of [-1, 0.5, NaN, 2 ** 53]) {
    assertThrows(() => cellKey({ ...fit, seed }, kind, inputs), RangeError, `value is ${seed}`);
  }
});
