/**
 * Checks of the inputs that all engines share.
 *
 * @module
 */
import { checkFinite, checkInteger, checkLength } from "../check.ts";
import { type Architecture, checkArchitecture, weightCount } from "../flow/architecture.ts";
import type { FlowMatchingBatch, Points } from "./engine.ts";

/**
 * Checks that an architecture is valid and has a hidden layer.
 *
 * @throws {RangeError} If it is not, or has none.
 */
export function checkNetwork(architecture: Architecture): void {
  checkArchitecture(architecture);
  checkInteger("create an engine", "number of hidden layers", architecture.hidden.length, 1);
}

/**
 * Throws if the number of weights is wrong or one is not finite.
 *
 * @param act What is being done, as in "evaluate a flow".
 * @throws {TypeError} If their number differs from the architecture's.
 * @throws {RangeError} If one is not finite.
 */
export function checkWeights(act: string, architecture: Architecture, weights: Float32Array): void {
  checkLength(act, "weight vector", weights, weightCount(architecture));
  checkFinite(act, "weight vector", weights);
}

/**
 * Throws if points or a condition have the wrong shape, are empty or not finite.
 *
 * @returns The number of points.
 * @throws {TypeError} If a shape is wrong.
 * @throws {RangeError} If there is no point, or a number is not finite.
 */
export function checkPoints(act: string, architecture: Architecture, points: Points): number {
  const { dimension, condition } = architecture;
  const n = points.values.length / dimension;
  if (!Number.isInteger(n)) {
    throw new TypeError(
      `Cannot ${act} as the points must have a multiple of ${dimension} numbers: current value is ${points.values.length}`,
    );
  }
  if (n === 0) {
    throw new RangeError(
      `Cannot ${act} as there must be at least 1 point: current value is 0`,
    );
  }
  const length = points.condition.length;
  if (length !== condition && length !== n * condition) {
    throw new TypeError(
      `Cannot ${act} as the condition must have ${condition} numbers, or ${condition} for each of ${n} points: current value is ${length}`,
    );
  }
  checkFinite(act, "points", points.values);
  checkFinite(act, "condition", points.condition);
  return n;
}

/**
 * Throws if a flow-matching batch has the wrong shape, is empty or not finite, or has times outside [0, 1].
 *
 * @returns The number of points.
 * @throws {TypeError} If a shape is wrong.
 * @throws {RangeError} If there is no point, a number is not finite, or a time is out of range.
 */
export function checkBatch(
  act: string,
  architecture: Architecture,
  batch: FlowMatchingBatch,
): number {
  const n = checkPoints(act, architecture, batch);
  checkLength(act, "times", batch.times, n);
  checkLength(act, "noise", batch.noise, n * architecture.dimension);
  checkFinite(act, "noise", batch.noise);
  // By index: for a loop over the values of a typed array V8 makes an object for each of them.
  for (let i = 0; i < n; i++) checkTime(act, batch.times[i]);
  return n;
}

/**
 * Throws if a time is outside [0, 1].
 *
 * @throws {RangeError} If the time is not in [0, 1].
 */
export function checkTime(act: string, time: number): void {
  if (!(time >= 0 && time <= 1)) {
    throw new RangeError(`Cannot ${act} as a time must be from 0 to 1: current value is ${time}`);
  }
}

/**
 * Throws if a gradient array has the wrong length.
 *
 * @throws {TypeError} If the length differs from the number of weights.
 */
export function checkGradient(
  act: string,
  architecture: Architecture,
  gradient: Float32Array | undefined,
): void {
  if (gradient) checkLength(act, "gradient", gradient, weightCount(architecture));
}
