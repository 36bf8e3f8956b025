/**
 * Where axes begin and end.
 *
 * @module
 */

/** Where the decimal logarithms of positive numbers lie, for an axis. */
export function logDomain(
  values: readonly (number | null)[],
): [number, number] {
  const positive = values.filter((v): v is number => v !== null && v > 0);
  if (positive.length === 0) return [0.1, 1];
  return [Math.min(...positive) / 1.25, Math.max(...positive) * 1.25];
}
