/** The engines by name: those of the library, and the one of TensorFlow.js, against which they are checked. */
import { createEngine, type Engine, engineNames } from "../../../core/engine/mod.ts";
import type { Architecture } from "../../../core/flow/architecture.ts";

/** Names of the engines, that of the checks last. */
export const allEngines = [...engineNames, "tfjs"] as const;

/** The engine of a name; its module is loaded when it is first asked for. */
export async function engineOf(
  name: typeof allEngines[number],
  architecture: Architecture,
): Promise<Engine> {
  if (name !== "tfjs") return await createEngine(name, architecture);
  return await (await import("../../../core/engine/tfjs.ts")).createTfjsEngine(architecture);
}
