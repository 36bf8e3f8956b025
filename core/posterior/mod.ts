/**
 * Posteriors over the weights of a flow.
 *
 * @module
 */
import { meanField, type MeanFieldOptions } from "./mean_field.ts";
import type { Posterior } from "./posterior.ts";

export * from "./adam.ts";
export * from "./mean_field.ts";
export * from "./posterior.ts";

/** How each posterior is built from plain options, as configurations hold them. */
const builders: Readonly<Record<string, (options: object) => Posterior>> = {
  "mean-field": (options) => meanField(options as MeanFieldOptions),
};

/**
 * The posterior of a name.
 *
 * @param options Options of the function that builds it.
 * @throws {RangeError} If there is none of that name, or an option is out of range.
 */
export function posterior(name: string, options: object = {}): Posterior {
  const build = builders[name];
  if (build === undefined) {
    throw new RangeError(
      `Cannot find a posterior as the name must be one of ${
        Object.keys(builders).map((known) => `"${known}"`).join(", ")
      }: current value is "${name}"`,
    );
  }
  return build(options);
}
