/**
 * The engines that are timed.
 *
 * @module
 */
import { paperArchitecture } from "../core/flow/mod.ts";
import { type KernelName, kernelNames } from "../core/engine/mod.ts";
import { createSimdEngine } from "../core/engine/simd.ts";
import { createTfjsEngine } from "../core/engine/tfjs.ts";
import { decodedAtOnce, type Problem, units } from "./problem.ts";
import type { Ask, Reply, Start } from "./half_worker.ts";

/** Mean duration of repeats, and the result, on which all contenders must agree. */
export interface Timing {
  readonly ms: number;
  readonly value: number;
}

/** An implementation of units of work. */
export interface Contender {
  readonly name: string;
  /** Names of the units it supports. */
  readonly units: readonly string[];
  /** Size of the whole unit over the part that is timed. */
  scale(unit: string): number;
  time(unit: string, repeats: number): Promise<Timing> | Timing;
}

/** Scale of units: only a part of the million points of U3 is decoded. */
export function scale(unit: string): number {
  return unit === "U3" ? 1e6 / decodedAtOnce : 1;
}

/** Name of the fused engine with a kernel. */
export const simdName = (kernel: KernelName) => `simd, ${kernel}`;

const unitNames = units.map(({ name }) => name);

/** The engines, in this thread. */
export async function engines(problem: Problem): Promise<Contender[]> {
  const kernels = await Promise.all(
    kernelNames.map((kernel) => createSimdEngine(paperArchitecture, kernel)),
  );
  const named = [
    ...kernels.map((engine, i) => ({ name: simdName(kernelNames[i]), engine })),
    ...[
      await createTfjsEngine(paperArchitecture),
      await createTfjsEngine(paperArchitecture, { backend: "cpu" }),
    ].map((engine) => ({ name: engine.name, engine })),
  ];
  return named.map(({ name, engine }) => ({
    name,
    // The masses would take minutes by composed operations on the cpu backend.
    units: name === "tfjs/cpu" ? unitNames.filter((name) => name !== "masses") : unitNames,
    scale,
    time(name, repeats) {
      const unit = units.find((unit) => unit.name === name)!;
      let value = NaN;
      const start = performance.now();
      for (let i = 0; i < repeats; i++) value = unit.run(engine, problem);
      return { ms: (performance.now() - start) / repeats, value };
    },
  }));
}

/** The fused engine with a kernel in two workers with half of the points each, and a function that ends them. */
export async function twoWorkers(
  kernel: KernelName,
): Promise<{ contender: Contender; end: () => void }> {
  const workers = [0, 1].map((half) => {
    const worker = new Worker(new URL("half_worker.ts", import.meta.url), { type: "module" });
    worker.postMessage({ half, kernel } satisfies Start);
    return worker;
  });
  const answers = () =>
    Promise.all(workers.map((worker) =>
      new Promise<Reply>((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<Reply>) => resolve(data);
        worker.onerror = (event) => {
          event.preventDefault();
          reject(new Error(event.message));
        };
      })
    ));
  await answers();
  return {
    contender: {
      name: `${simdName(kernel)}, 2 workers`,
      units: unitNames.filter((name) => name.startsWith("U2") || name === "U3"),
      scale,
      async time(unit, repeats) {
        let value = NaN;
        const start = performance.now();
        for (let i = 0; i < repeats; i++) {
          const both = answers();
          for (const worker of workers) worker.postMessage(unit satisfies Ask);
          const [first, second] = await both;
          value = first + second;
        }
        return { ms: (performance.now() - start) / repeats, value };
      },
    },
    end: () => workers.forEach((worker) => worker.terminate()),
  };
}
