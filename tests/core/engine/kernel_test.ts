import { assert, assertEquals } from "@std/assert";
import { compileKernel } from "../../../core/engine/kernel/build.ts";
import { compute, kept } from "./_golden.ts";

const committed = Deno.readFileSync(
  new URL("../../../core/engine/kernel/kernel.wasm", import.meta.url),
);

Deno.test("the committed kernel is what its sources compile to", async () => {
  const built = await compileKernel();
  // As text, so that a failure does not print thousands of bytes.
  const digest = async (bytes: Uint8Array) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))).toHex();
  assertEquals(await digest(built), await digest(committed), "run deno task build:kernel");
});

Deno.test("the kernel calls nothing outside itself", () => {
  assertEquals(WebAssembly.Module.imports(new WebAssembly.Module(committed)), []);
});

Deno.test("every result has the bits of the golden file", async () => {
  const found = await compute(), expected = kept();
  assertEquals(found.numerics, expected.numerics);
  assertEquals(Object.keys(found.flows), Object.keys(expected.flows));
  for (const [flow, results] of Object.entries(expected.flows)) {
    assertEquals(Object.keys(found.flows[flow]), Object.keys(results));
    for (const [call, bits] of Object.entries(results)) {
      const other = found.flows[flow][call];
      const at = [...bits].findIndex((digit, i) => digit !== other[i]);
      assert(
        bits === other,
        `${flow}: ${call} has ${other.slice(at & ~7, (at & ~7) + 16)}, not ${
          bits.slice(at & ~7, (at & ~7) + 16)
        }, at byte ${at >> 1}`,
      );
    }
  }
});
