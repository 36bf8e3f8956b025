/**
 * Checks at the doors of the library: one sentence that names the action, the rule and the value found.
 *
 * @module
 */

/**
 * Refuses a value that is no whole number of at least `least`.
 *
 * @param act What cannot be done, as in "fit a flow".
 * @param name What the value is, as in "batch size".
 * @throws {RangeError} If the value breaks the rule.
 */
export function checkInteger(act: string, name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(
      `Cannot ${act} as the ${name} must be a whole number of at least ${least}: current value is ${value}`,
    );
  }
}

/**
 * Refuses a value that is not finite, or not above zero.
 *
 * @throws {RangeError} If the value breaks the rule.
 */
export function checkPositive(act: string, name: string, value: number): void {
  if (!Number.isFinite(value) || value <= 0) {
    throw new RangeError(
      `Cannot ${act} as the ${name} must be finite and above 0: current value is ${value}`,
    );
  }
}

/**
 * Refuses an array of the wrong length.
 *
 * @throws {TypeError} If the length differs.
 */
export function checkLength(
  act: string,
  name: string,
  values: ArrayLike<number>,
  length: number,
): void {
  if (values.length !== length) {
    throw new TypeError(
      `Cannot ${act} as the ${name} must have ${length} numbers: current value is ${values.length}`,
    );
  }
}

/**
 * Refuses an array that holds NaN or an infinity.
 *
 * @throws {RangeError} If a number is not finite; the sentence names the first.
 */
export function checkFinite(act: string, name: string, values: ArrayLike<number>): void {
  if (areFinite(values)) return;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(
        `Cannot ${act} as every number of the ${name} must be finite: current value is ${
          values[i]
        } at index ${i}`,
      );
    }
  }
}

/** Whether no number is NaN or an infinity: only of those is a multiple with 0 not 0. */
function areFinite(values: ArrayLike<number>): boolean {
  // Four sums, as each addition waits for the one before it.
  let a = 0, b = 0, c = 0, d = 0, i = 0;
  for (; i + 4 <= values.length; i += 4) {
    a += 0 * values[i];
    b += 0 * values[i + 1];
    c += 0 * values[i + 2];
    d += 0 * values[i + 3];
  }
  for (; i < values.length; i++) a += 0 * values[i];
  return a + b + c + d === 0;
}
