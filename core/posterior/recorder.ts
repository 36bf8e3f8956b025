/**
 * Traces of a fit, averaged over stretches of steps, so that a fit of any length records at most 200 numbers.
 *
 * @module
 */
import type { Trace } from "./posterior.ts";

/** Largest number of means. */
const most = 200;

/** Means of a quantity over equal stretches of steps. */
export class Recorder {
  readonly #stretch: number;
  readonly #values: Float64Array;
  readonly #name: string;
  readonly #unit: string;

  /** @param total Steps of the whole fit. */
  constructor(name: string, unit: string, total: number) {
    this.#name = name;
    this.#unit = unit;
    this.#stretch = Math.max(1, Math.ceil(total / most));
    this.#values = new Float64Array(Math.ceil(total / this.#stretch));
  }

  /** Sums over the stretches so far, which checkpoints keep. */
  get sums(): Float64Array {
    return this.#values;
  }

  /** Adds the value of a step. */
  add(step: number, value: number): void {
    this.#values[Math.floor(step / this.#stretch)] += value;
  }

  /**
   * Mean over the current stretch before a step, or over the last one if it has just ended; for a line
   * of status.
   */
  latest(step: number): number {
    const at = Math.floor(step / this.#stretch);
    const within = step - at * this.#stretch;
    return within > 0 || at === 0
      ? this.#values[at] / Math.max(1, within)
      : this.#values[at - 1] / this.#stretch;
  }

  /** The means of all stretches up to `total` steps. */
  trace(total: number): Trace {
    const steps: number[] = [], values: number[] = [];
    for (let i = 0; i * this.#stretch < total; i++) {
      const end = Math.min(total, (i + 1) * this.#stretch);
      steps.push(end);
      values.push(this.#values[i] / (end - i * this.#stretch));
    }
    return { name: this.#name, unit: this.#unit, steps, values };
  }
}
