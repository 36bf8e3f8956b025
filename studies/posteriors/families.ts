/**
 * Families of posteriors, which share a picture.
 *
 * @module
 */
import type { PosteriorsResults } from "./schema.ts";

type Item = PosteriorsResults["series"][number];

/** The methods by family, in the order of the study. */
export function familiesOf(series: readonly Item[]): [string, Item[]][] {
  const families = new Map<string, Item[]>();
  for (const item of series) {
    families.set(item.family, [...(families.get(item.family) ?? []), item]);
  }
  return [...families];
}
