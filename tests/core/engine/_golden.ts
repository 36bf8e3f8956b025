/**
 * Calls whose results are kept bit for bit in `simd_golden.json`. To write the file anew, after a change of
 * numbers that is meant (which raises the engine's numerics version):
 *
 * `deno run --allow-read --allow-write=tests/core/engine tests/core/engine/_golden.ts`
 *
 * @module
 */
import type { KernelName } from "../../../core/engine/kernel/kernel.ts";
import { engineNumerics } from "../../../core/engine/numerics.ts";
import { createSimdEngine } from "../../../core/engine/simd.ts";
import { type Architecture, paperArchitecture } from "../../../core/flow/architecture.ts";
import { flowMatchingBatch } from "../../../core/flow/flow_matching.ts";
import { initialise } from "../../../core/flow/initialise.ts";
import { ab3, am4, rk38, rk4, type Solve } from "../../../core/flow/scheme.ts";
import { Stream } from "../../../core/random.ts";

/** Results of every call of every flow, as the bytes of single- or double-precision numbers in hex. */
export interface Golden {
  readonly numerics: string;
  readonly flows: Record<string, Record<string, string>>;
}

const place = new URL("simd_golden.json", import.meta.url);

const flows: Record<string, { architecture: Architecture; points: number; each: boolean }> = {
  "the paper's": { architecture: paperArchitecture, points: 30, each: false },
  "a line, SiLU": {
    architecture: {
      dimension: 1,
      condition: 0,
      hidden: [6, 5],
      frequencies: 2,
      activation: "silu",
    },
    points: 13,
    each: false,
  },
  "three components, tanh, a condition for each": {
    architecture: {
      dimension: 3,
      condition: 2,
      hidden: [9, 4, 7],
      frequencies: 1,
      activation: "tanh",
    },
    points: 9,
    each: true,
  },
  "five components, ELU": {
    architecture: {
      dimension: 5,
      condition: 1,
      hidden: [11],
      frequencies: 0,
      activation: "elu",
    },
    points: 6,
    each: true,
  },
};

const solves: Record<string, Solve> = {
  "RK4, discrete": { scheme: rk4, steps: 4, volumeChange: "discrete" },
  "RK4 3/8, trace, uneven": { scheme: rk38, steps: [0, 0.1, 0.4, 1], volumeChange: "trace" },
  "AB3, trace": { scheme: ab3, steps: 6, volumeChange: "trace" },
  "AM4, trace, uneven": { scheme: am4, steps: [0, 0.1, 0.3, 0.4, 0.8, 1], volumeChange: "trace" },
  "AB3, discrete": { scheme: ab3, steps: 5, volumeChange: "discrete" },
};

/** Bytes of numbers, most significant first, in hex. */
export function hex(values: Float32Array | Float64Array): string {
  const size = values.BYTES_PER_ELEMENT;
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
  return Array.from(values, (_, i) => {
    const word = size === 4 ? BigInt(view.getUint32(4 * i, true)) : view.getBigUint64(8 * i, true);
    return word.toString(16).padStart(2 * size, "0");
  }).join("");
}

/** The calls' results, found now with a kernel. */
export async function compute(kernel?: KernelName): Promise<Golden> {
  const found: Golden["flows"] = {};
  for (const [name, { architecture, points: n, each }] of Object.entries(flows)) {
    const stream = Stream.fromSeed(2408).split(name);
    const engine = await createSimdEngine(architecture, kernel);
    const { dimension, condition } = architecture;
    const weights = initialise(architecture, stream.split("weights")).map((w) => 1.5 * w);
    const points = {
      values: stream.split("points").normals(new Float32Array(n * dimension)),
      condition: stream.split("condition").normals(new Float32Array((each ? n : 1) * condition)),
    };
    const gradient = new Float32Array(weights.length);
    const results: Record<string, string> = {};
    const { velocity, trace } = engine.velocity(weights, points, 0.3);
    results["velocity"] = hex(velocity);
    results["divergence"] = hex(trace);
    const batch = flowMatchingBatch(points, dimension, stream.split("batch"));
    results["loss"] = hex(Float64Array.of(engine.flowMatching(weights, batch, gradient)));
    results["gradient of the loss"] = hex(gradient);
    for (const [title, solve] of Object.entries(solves)) {
      results[`log densities, ${title}`] = hex(engine.logDensity(weights, points, solve));
      const sum = engine.logLikelihood(weights, points, solve, gradient);
      results[`log-likelihood, ${title}`] = hex(Float64Array.of(sum));
      results[`its gradient, ${title}`] = hex(gradient);
      results[`encoded, ${title}`] = hex(engine.encode(weights, points, solve));
      results[`decoded, ${title}`] = hex(engine.decode(weights, points, solve));
    }
    found[name] = results;
  }
  return { numerics: engineNumerics.simd, flows: found };
}

/** The kept results. */
export function kept(): Golden {
  return JSON.parse(Deno.readTextFileSync(place)) as Golden;
}

if (import.meta.main) {
  await Deno.writeTextFile(place, JSON.stringify(await compute(), null, 2) + "\n");
}
