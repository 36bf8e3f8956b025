/**
 * The order in which the steps of a plan run: a step when its inputs are there, the most urgent first.
 *
 * @module
 */

/** A step: its key, and the keys of its inputs by name. */
export interface Ordered {
  readonly key: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** What a step costs, in any unit. */
export type Cost<Step> = (step: Step) => number;

/** The cost from each step to the end of the plan along its most costly path. */
function costsToGo<Step extends Ordered>(
  steps: readonly Step[],
  cost: Cost<Step>,
): Map<string, number> {
  const after = new Map<string, number>();
  const toGo = new Map<string, number>();
  for (const step of [...steps].reverse()) {
    const whole = cost(step) + (after.get(step.key) ?? 0);
    toGo.set(step.key, whole);
    for (const input of Object.values(step.inputs)) {
      after.set(input, Math.max(after.get(input) ?? 0, whole));
    }
  }
  return toGo;
}

/**
 * The steps, most urgent first: those on the most costly path from a start to an end, and among the
 * steps of one path those nearest to its end, so that a path that was started is finished before a
 * similar one starts.
 */
function byUrgency<Step extends Ordered>(steps: readonly Step[], cost: Cost<Step>): Step[] {
  const toGo = costsToGo(steps, cost);
  const urgency = new Map<string, number>();
  for (const { key, inputs } of steps) {
    const before = Object.values(inputs).map((input) => urgency.get(input) ?? 0);
    urgency.set(key, Math.max(toGo.get(key)!, ...before));
  }
  return [...steps].sort((a, b) =>
    urgency.get(b.key)! - urgency.get(a.key)! || toGo.get(a.key)! - toGo.get(b.key)!
  );
}

/**
 * Steps that wait for others. An input that is not a step of the plan is there from the start.
 *
 * @example Two fits, and what reads both
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Order, type Ordered } from "./order.ts";
 *
 * const steps: (Ordered & { seconds: number })[] = [
 *   { key: "short", inputs: {}, seconds: 1 },
 *   { key: "long", inputs: {}, seconds: 5 },
 *   { key: "both", inputs: { short: "short", long: "long" }, seconds: 1 },
 * ];
 * const order = new Order(steps, ({ seconds }) => seconds);
 * const [long, short] = [order.take()!, order.take()!];
 * assertEquals([long.key, short.key, order.take()], ["long", "short", undefined]);
 * order.done(long);
 * order.done(short);
 * assertEquals(order.take()?.key, "both");
 * ```
 */
export class Order<Step extends Ordered> {
  readonly #readers = new Map<string, Step[]>();
  readonly #waitsFor = new Map<string, Set<string>>();
  readonly #rank: ReadonlyMap<string, number>;
  /** Least urgent first, so that the next step is taken from the end. */
  readonly #ready: Step[] = [];

  /** @param steps Steps, inputs before the steps that read them. */
  constructor(steps: readonly Step[], cost: Cost<Step>) {
    const planned = new Set(steps.map(({ key }) => key));
    this.#rank = new Map(byUrgency(steps, cost).map(({ key }, i) => [key, i]));
    for (const step of steps) {
      const needs = new Set(Object.values(step.inputs).filter((key) => planned.has(key)));
      this.#waitsFor.set(step.key, needs);
      for (const key of needs) {
        const list = this.#readers.get(key);
        if (list === undefined) this.#readers.set(key, [step]);
        else list.push(step);
      }
    }
    for (const step of steps) if (this.#waitsFor.get(step.key)!.size === 0) this.#enqueue(step);
  }

  #enqueue(step: Step): void {
    const place = this.#rank.get(step.key)!;
    let low = 0, high = this.#ready.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#rank.get(this.#ready[middle].key)! > place) low = middle + 1;
      else high = middle;
    }
    this.#ready.splice(low, 0, step);
  }

  /** The most urgent step whose inputs are there, or `undefined` if all others wait. Each is given once. */
  take(): Step | undefined {
    return this.#ready.pop();
  }

  /** Notes that a step is done. */
  done({ key }: Step): void {
    for (const reader of this.#readers.get(key) ?? []) {
      const needs = this.#waitsFor.get(reader.key);
      if (needs?.delete(key) && needs.size === 0) this.#enqueue(reader);
    }
  }

  /** Leaves out all steps that need a step, directly or through others; returns those that were not yet left out. */
  skip(failed: Step): Step[] {
    const skipped: Step[] = [];
    const lost = [failed];
    for (let step = lost.pop(); step !== undefined; step = lost.pop()) {
      for (const reader of this.#readers.get(step.key) ?? []) {
        if (!this.#waitsFor.delete(reader.key)) continue;
        skipped.push(reader);
        lost.push(reader);
      }
    }
    return skipped;
  }
}
