/**
 * Values that are not available, with the reason.
 *
 * @module
 */
/** A value that is not available, with the reason. */
export interface Absent {
  /** No value. */
  readonly value: null;
  /** Reason, a sentence. */
  readonly reason: string;
}

/**
 * Whether a value is available.
 *
 * @example A number and a reason
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { absent, type Absent, isPresent } from "./mod.ts";
 *
 * const results: ({ value: number } | Absent)[] = [{ value: 1 }, absent("There is no truth")];
 * assertEquals(results.map(isPresent), [true, false]);
 * ```
 */
export function isPresent<T extends object>(result: T | Absent): result is Exclude<T, Absent> {
  return !("reason" in result);
}

/**
 * A value that is not available.
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

/** The result of a measurement, or, if the data break one of its rules, the message of its `RangeError`. */
export function attempt<T>(measure: () => T): T | Absent {
  try {
    return measure();
  } catch (error) {
    if (error instanceof RangeError) return absent(error.message);
    throw error;
  }
}
