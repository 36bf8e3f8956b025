/**
 * The engine of cells.
 *
 * @module
 */
import type { Engine } from "../core/engine/engine.ts";
import type { KernelName } from "../core/engine/kernel/kernel.ts";
import { engineNumerics } from "../core/engine/numerics.ts";
import type { Architecture } from "../core/flow/mod.ts";

/** Version of the engine's numbers: part of the key of every cell that uses it. */
export const numerics = engineNumerics.simd;

/**
 * The engine for an architecture; all kernels give the same numbers. Its module is loaded at the first call.
 */
export async function cellEngine(
  architecture: Architecture,
  kernel: KernelName = "narrow",
): Promise<Engine> {
  const { createSimdEngine } = await import("../core/engine/simd.ts");
  return await createSimdEngine(architecture, kernel);
}
