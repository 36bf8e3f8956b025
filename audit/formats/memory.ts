/**
 * Arrays in memory as if they were in a file.
 *
 * @module
 */
import {
  type ArraySource,
  checkFinite,
  checkShape,
  sentence,
  size,
  type Values,
} from "./source.ts";

/**
 * An array in memory.
 *
 * @param shape Extents, row-major.
 * @param values As many finite numbers.
 * @param path What it is, for sentences.
 * @throws {TypeError} If there are not as many numbers as the shape says.
 * @throws {SyntaxError} If one is not finite.
 *
 * @example Two events of two numbers
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { arraySource } from "./mod.ts";
 *
 * const source = arraySource([2, 2], Float64Array.of(0.1, 0.9, 0.6, 0.2));
 * assertEquals(await Array.fromAsync(source.chunks()), [Float64Array.of(0.1, 0.9, 0.6, 0.2)]);
 * ```
 */
export function arraySource(
  shape: readonly number[],
  values: Values,
  path = "an array in memory",
): ArraySource {
  checkShape(path, shape);
  if (values.length !== size(shape)) {
    throw new TypeError(
      sentence(
        path,
        `the shape [${shape.join(", ")}] must hold its numbers`,
        `${values.length} numbers`,
      ),
    );
  }
  checkFinite({ path, shape }, values, 0);
  return {
    path,
    format: "memory",
    shape: [...shape],
    async *chunks() {
      yield values;
    },
    close() {},
  };
}
