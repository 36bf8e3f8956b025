/**
 * The page.
 *
 * @module
 */
import type { Loaded, View } from "../shared/view.ts";
import type { ChoosingResults } from "./schema.ts";
export function view(_: Loaded<ChoosingResults>): View {
  return { charts: {}, tables: {}, facts: {} };
}
