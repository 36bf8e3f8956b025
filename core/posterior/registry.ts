/**
 * Posteriors by name.
 *
 * @module
 */
import { adamMcmc } from "./adam_mcmc.ts";
import { ensemble } from "./ensemble.ts";
import { exact } from "./exact.ts";
import { hmc } from "./hmc.ts";
import { laplace } from "./laplace.ts";
import { meanField } from "./mean_field.ts";
import type { Posterior } from "./posterior.ts";
import { repulsiveEnsemble } from "./repulsive_ensemble.ts";
import { sghmc } from "./sghmc.ts";
import { swag } from "./swag.ts";

/** Functions that build the posteriors from the options of configurations. */
const builders: Readonly<Record<string, (options: object) => Posterior>> = {
  "mean-field": meanField,
  "adam-mcmc": adamMcmc,
  "hmc": hmc,
  "sghmc": sghmc,
  "ensemble": ensemble,
  "repulsive-ensemble": repulsiveEnsemble,
  "swag": swag,
  "laplace": laplace,
  "exact": exact,
};

/** Names of the posteriors. */
export const posteriorNames: readonly string[] = Object.keys(builders);

/**
 * The posterior with a name.
 *
 * @param options Options of the function that builds it.
 * @throws {RangeError} If no posterior has that name, or an option is out of range.
 * @throws {TypeError} If an option is unknown or of the wrong kind.
 *
 * @example From a configuration
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { posterior } from "./registry.ts";
 *
 * assertEquals(posterior("mean-field", { klWeight: 10, steps: 1000 }).name, "mean-field");
 * assertThrows(() => posterior("mean-field", { klWeigth: 10 }), TypeError, "klWeigth");
 * ```
 */
export function posterior(name: string, options: object = {}): Posterior {
  const build = Object.hasOwn(builders, name) ? builders[name] : undefined;
  if (build === undefined) {
    throw new RangeError(
      `Cannot find a posterior as the name must be one of ${
        posteriorNames.map((known) => `"${known}"`).join(", ")
      }: current value is "${name}"`,
    );
  }
  return build(options);
}
