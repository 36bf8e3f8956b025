/**
 * What cannot be had, with the reason.
 *
 * @module
 */
/** What cannot be had, and why. */
export interface Absent {
  /** There is none. */
  readonly value: null;
  /** Why, as a sentence. */
  readonly reason: string;
}

/**
 * Whether something could be had.
 *
 * @example A number and a reason
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { absent, type Absent, isPresent } from "./mod.ts";
 *
 * const found: ({ value: number } | Absent)[] = [{ value: 1 }, absent("There is no truth")];
 * assertEquals(found.map(isPresent), [true, false]);
 * ```
 */
export function isPresent<T extends object>(found: T | Absent): found is Exclude<T, Absent> {
  return !("reason" in found);
}

/**
 * Something that cannot be had.
 *
 * @param reason A sentence.
 *
 * @example No truth, no coverage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { absent } from "./mod.ts";
 *
 * assertEquals(absent("There is no truth"), { value: null, reason: "There is no truth" });
 * ```
 */
export function absent(reason: string): Absent {
  return { value: null, reason };
}

/** What is measured, or the rule of it that these data break. */
export function attempt<T>(measure: () => T): T | Absent {
  try {
    return measure();
  } catch (error) {
    if (error instanceof RangeError) return absent(error.message);
    throw error;
  }
}
