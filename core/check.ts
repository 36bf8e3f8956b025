/**
 * Checks of arguments. Each error is one sentence with the action, the rule and the current value.
 *
 * @module
 */

/**
 * Throws unless a value is a whole number of at least `least`.
 *
 * @param act Action that fails, such as "fit a flow".
 * @param name Name of the value, such as "batch size".
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
 * Throws unless a value is finite and above zero.
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
 * Throws unless an array has `length` numbers.
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
 * Throws if an array holds NaN or an infinity.
 *
 * @throws {RangeError} If a number is not finite; the message names the first.
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

/** Whether all numbers are finite: 0 x is 0 for finite x and NaN for all others. */
function areFinite(values: ArrayLike<number>): boolean {
  // Four independent sums, which the processor adds at the same time.
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
