/**
 * Scripts made lighter.
 *
 * @module
 */
import { minify_sync } from "terser";

/** A script without comments and spaces that browsers do not need. */
export function lighter(script: string): string {
  return minify_sync(script, { module: true }).code!;
}
