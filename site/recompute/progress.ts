/**
 * How long a computation takes, and how far it is.
 *
 * @module
 */
import { Order } from "../../runner/order.ts";
import { duration } from "../../runner/progress.ts";
import type { PageCell } from "./cells.ts";

/** Time that a cell took when it was published, seconds. */
const secondsOf = ({ seconds }: PageCell) => seconds ?? 0;

/**
 * Time that steps take in some threads, in seconds of the machine on which they were published.
 *
 * @param steps Steps, inputs before the steps that read them.
 */
export function wallTime(steps: readonly PageCell[], threads: number): number {
  const order = new Order(steps, secondsOf);
  const running: { readonly step: PageCell; readonly end: number }[] = [];
  let now = 0;
  for (;;) {
    while (running.length < threads) {
      const step = order.take();
      if (step === undefined) break;
      running.push({ step, end: now + secondsOf(step) });
    }
    const next = running.sort((a, b) => a.end - b.end).shift();
    if (next === undefined) return now;
    now = next.end;
    order.done(next.step);
  }
}

/** A time before it is known well: whole seconds, tens of them from half a minute on, minutes from 90 s on. */
export function about(seconds: number): string {
  if (seconds < 1) return "less than 1 s";
  if (seconds < 30) return `about ${Math.round(seconds)} s`;
  return `about ${duration(10 * Math.round(seconds / 10))}`;
}

/** How far steps are, and how long the rest may take. */
export class Progress {
  readonly #steps: readonly PageCell[];
  readonly #threads: number;
  /** Seconds here for one of the machine on which the steps were published. */
  readonly #pace: number;
  readonly #done = new Set<string>();
  readonly #running = new Map<string, number>();

  constructor(steps: readonly PageCell[], threads: number, pace: number) {
    this.#steps = steps;
    this.#threads = threads;
    this.#pace = pace;
  }

  /** Notes which share of a step is done. */
  at({ key }: PageCell, share: number): void {
    this.#running.set(key, Math.min(1, share));
  }

  done({ key }: PageCell): void {
    this.#running.delete(key);
    this.#done.add(key);
  }

  /** What is done as a share of the whole, by the time that steps took when they were published. */
  get share(): number {
    const whole = this.#steps.reduce((sum, step) => sum + secondsOf(step), 0);
    if (whole === 0) return this.#done.size / this.#steps.length;
    return this.#steps.reduce((sum, step) => sum + secondsOf(step) * this.#part(step), 0) / whole;
  }

  #part({ key }: PageCell): number {
    return this.#done.has(key) ? 1 : this.#running.get(key) ?? 0;
  }

  /**
   * Time left in seconds: what is left of the estimate, at the pace so far once a tenth is done.
   *
   * @param elapsed Seconds since the start.
   */
  left(elapsed: number): number {
    const rest = this.#steps.filter(({ key }) => !this.#done.has(key)).map((step) => ({
      ...step,
      seconds: secondsOf(step) * (1 - this.#part(step)),
    }));
    const estimated = this.#pace * wallTime(rest, this.#threads);
    const { share } = this;
    if (share < 0.1) return estimated;
    const expected = this.#pace * wallTime(this.#steps, this.#threads) - estimated;
    return expected > 0 ? estimated * elapsed / expected : estimated;
  }

  /** A line for readers. */
  line(elapsed: number): string {
    const [running] = this.#steps.filter(({ key }) => this.#running.has(key));
    return [
      `${this.#done.size} of ${this.#steps.length} ${
        this.#steps.length === 1 ? "cell" : "cells"
      } done`,
      ...(running === undefined
        ? []
        : [`${running.label}: ${Math.floor(100 * this.#part(running))} %`]),
      `${about(this.left(elapsed))} left`,
    ].join("; ");
  }
}
