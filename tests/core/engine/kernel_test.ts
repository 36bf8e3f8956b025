import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { compileKernel } from "../../../core/engine/kernel/build.ts";
import { kernelNames } from "../../../core/engine/kernel/kernel.ts";
import { createSimdEngine } from "../../../core/engine/simd.ts";
import { initialise } from "../../../core/flow/initialise.ts";
import { am4, rk38 } from "../../../core/flow/scheme.ts";
import { Stream } from "../../../core/random.ts";
import { flows } from "./_cases.ts";
import { compute, kept } from "./_golden.ts";

for (const name of kernelNames) {
  Deno.test(`the ${name} kernel is a fresh build of its sources`, async () => {
    const path = new URL(`../../../core/engine/kernel/${name}.ts`, import.meta.url);
    const built = await compileKernel(name);
    // Not by assertEquals, which would print all of it.
    assert(built === Deno.readTextFileSync(path), "run deno task build:kernel");
  });

  Deno.test(`the ${name} kernel calls nothing outside itself`, async () => {
    const { base64 } = await import(`../../../core/engine/kernel/${name}.ts`);
    assertEquals(
      WebAssembly.Module.imports(new WebAssembly.Module(Uint8Array.fromBase64(base64))),
      [],
    );
  });

  Deno.test(`every result of the ${name} kernel has the bits of the golden file`, async () => {
    const found = await compute(name), expected = kept();
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
}

Deno.test("both kernels give the same bits for every architecture, solve and number of points", async () => {
  await fc.assert(
    fc.asyncProperty(
      flows,
      fc.constantFrom(am4, rk38),
      fc.constantFrom("trace" as const, "discrete" as const),
      // Tiles of 8 and 24 points, cut at every place, and enough of them for a chunk of gradients.
      fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 180, max: 220 })),
      fc.boolean(),
      fc.integer({ min: 0, max: 2 ** 31 }),
      async (architecture, scheme, volumeChange, n, each, seed) => {
        const stream = Stream.fromSeed(seed);
        const { dimension, condition } = architecture;
        const weights = initialise(architecture, stream.split("weights"));
        const normals = (name: string, count: number) =>
          stream.split(name).normals(new Float32Array(count));
        const points = {
          values: normals("points", n * dimension),
          condition: normals("condition", (each ? n : 1) * condition),
        };
        const batch = {
          ...points,
          noise: normals("noise", n * dimension),
          times: stream.split("times").uniforms(new Float32Array(n)),
        };
        const solve = { scheme, steps: 4, volumeChange };
        const [narrow, wide] = await Promise.all(kernelNames.map(async (kernel) => {
          const engine = await createSimdEngine(architecture, kernel);
          const ofLoss = new Float32Array(weights.length), ofLikelihood = ofLoss.slice();
          return [
            engine.flowMatching(weights, batch, ofLoss),
            engine.flowMatching(weights, batch),
            ofLoss,
            engine.logLikelihood(weights, points, solve, ofLikelihood),
            ofLikelihood,
            engine.logDensity(weights, points, solve),
            engine.decode(weights, points, solve),
            engine.velocity(weights, points, 0.3),
          ];
        }));
        assertEquals(wide, narrow);
      },
    ),
    { numRuns: 60, seed: 15 },
  );
});
