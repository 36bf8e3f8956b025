/**
 * Scripts made lighter.
 *
 * @module
 */
import { minify_sync } from "terser";

/** A script as browsers need it, without what is there for those who change it. */
export function lighter(script: string): string {
  return minify_sync(script, { module: true }).code!;
}
