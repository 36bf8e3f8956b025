/**
 * Engines: the heavy arithmetic of flows behind one interface.
 *
 * @module
 */
import type { Architecture } from "../flow/architecture.ts";
import type { Engine } from "./engine.ts";
import type { KernelName } from "./kernel/kernel.ts";

export * from "./engine.ts";
export { type KernelName, kernelNames } from "./kernel/kernel.ts";
export * from "./numerics.ts";

/** Names of the engines, the one to prefer first. */
export const engineNames = ["simd"] as const;

/** Name of an engine in configurations. */
export type EngineName = typeof engineNames[number];

/**
 * The engine of a name; its module is loaded on first use. The engine of TensorFlow.js, which checks it, is
 * no part of the library, as its packages take 290 MB.
 *
 * @param kernel Kernel of the engine "simd": a matter of speed alone. Default "narrow".
 *
 * @throws {RangeError} If no engine has that name, or the architecture is invalid.
 *
 * @example The engine to prefer
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { paperArchitecture } from "../flow/architecture.ts";
 * import { createEngine } from "./mod.ts";
 *
 * const engine = await createEngine("simd", paperArchitecture);
 * assertEquals(engine.name, "simd");
 * ```
 */
export async function createEngine(
  name: EngineName,
  architecture: Architecture,
  kernel?: KernelName,
): Promise<Engine> {
  if (name === "simd") {
    return await (await import("./simd.ts")).createSimdEngine(architecture, kernel);
  }
  throw new RangeError(
    `Cannot create an engine as its name must be one of ${
      engineNames.join(", ")
    }: current value is "${name}"`,
  );
}
