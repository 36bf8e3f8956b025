/**
 * The engine that cells compute with.
 *
 * @module
 */
import { createEngine, type Engine, engineNumerics, type KernelName } from "../core/engine/mod.ts";
import type { Architecture } from "../core/flow/mod.ts";

/** Version of its numbers: part of the key of every cell that uses it. */
export const numerics = engineNumerics.simd;

/** The engine for an architecture; its numbers are the same with each kernel. */
export function cellEngine(
  architecture: Architecture,
  kernel: KernelName = "narrow",
): Promise<Engine> {
  return createEngine("simd", architecture, kernel);
}
