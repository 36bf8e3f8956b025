/**
 * Samples of events as files of columns.
 *
 * @module
 */
import { encodeTensors } from "../../runner/safetensors.ts";

/**
 * Writes columns of events, such as features and weights, as safetensors.
 *
 * @param shape Of each column, such as `[events]` or `[runs, draws, events]`.
 * @throws {TypeError} If a column has another number of values than the shape.
 */
export function writeColumns(
  path: string,
  shape: readonly number[],
  columns: Readonly<Record<string, Float32Array>>,
): void {
  const arrays = Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, { shape, values }]),
  );
  Deno.writeFileSync(path, encodeTensors({ metadata: {}, arrays }));
}
