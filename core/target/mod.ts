/**
 * Toy distributions with known truth.
 *
 * @module
 */
import { camelBack } from "./camel_back.ts";
import { gammaRing, gammaShell } from "./gamma_ring.ts";
import { gaussianRing } from "./gaussian_ring.ts";
import type { Target } from "./target.ts";
import { uniformDisc } from "./uniform_disc.ts";
import { wedgeRamp } from "./wedge_ramp.ts";

export * from "./camel_back.ts";
export * from "./gamma_ring.ts";
export * from "./gaussian_ring.ts";
export * from "./target.ts";
export * from "./uniform_disc.ts";
export * from "./wedge_ramp.ts";

/** Every target with its defaults, in the order of the report. */
export const targets: readonly Target[] = [
  gammaRing(),
  gaussianRing(),
  camelBack(),
  wedgeRamp(),
  uniformDisc(),
  gammaShell(),
];

/**
 * The target of a name, with its defaults.
 *
 * @throws {RangeError} If no target has that name.
 *
 * @example The paper's toy
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { target } from "./mod.ts";
 *
 * assertEquals(target("gamma-ring").title, "Gamma ring");
 * ```
 */
export function target(name: string): Target {
  const match = targets.find((target) => target.name === name);
  if (match === undefined) {
    throw new RangeError(
      `Cannot find a target as the name must be one of ${
        targets.map((target) => `"${target.name}"`).join(", ")
      }: current value is "${name}"`,
    );
  }
  return match;
}
