/**
 * A fit as stages of numbered steps over named arrays, so that every fit can be stopped after any step and
 * taken up again to the same bytes.
 *
 * @module
 */
import type { FitContext, FitState } from "./posterior.ts";

/** What a fit works on; all that its steps change is in here. */
export interface WorkingState {
  readonly arrays: Record<string, Float32Array | Float64Array>;
  readonly numbers: Record<string, number>;
}

/** A stretch of equal steps. */
export interface Stage {
  readonly steps: number;
  /** Cost of a step in arbitrary units, the same for all stages of a fit. */
  readonly cost: number;
  /** Steps between two reports of progress; a checkpoint is kept every `checkpointEvery` reports. */
  readonly reportEvery: number;
  /** Does step `k` of this stage, counted from 0. */
  step(k: number): void;
  /** One line about how it goes. */
  status(): string;
}

/** Reports of progress between two checkpoints. */
const checkpointEvery = 10;

/** Copies a state's arrays and numbers into those that a fit works on. */
function restore(state: WorkingState, saved: FitState): void {
  for (const [name, array] of Object.entries(state.arrays)) {
    const from = saved.arrays[name];
    if (from === undefined || from.length !== array.length) {
      throw new TypeError(
        `Cannot resume a fit as the state must hold ${array.length} numbers of "${name}": current value is ${
          from?.length ?? "none"
        }`,
      );
    }
    array.set(from);
  }
  for (const name of Object.keys(state.numbers)) {
    if (typeof saved.numbers[name] !== "number") {
      throw new TypeError(
        `Cannot resume a fit as the state must hold the number "${name}": current value is ${
          saved.numbers[name]
        }`,
      );
    }
    state.numbers[name] = saved.numbers[name];
  }
}

/** A copy that later steps do not change. */
function snapshot(step: number, { arrays, numbers }: WorkingState): FitState {
  return {
    step,
    arrays: Object.fromEntries(Object.entries(arrays).map(([name, a]) => [name, a.slice()])),
    numbers: { ...numbers },
  };
}

/**
 * Runs stages one after the other, from the start or from a state to resume.
 *
 * @throws {TypeError} If the state to resume holds other arrays or numbers than the fit's.
 * @throws {RangeError} If its step is beyond the last one.
 */
export function runStages(
  state: WorkingState,
  stages: readonly Stage[],
  context: FitContext = {},
): void {
  const steps = stages.reduce((sum, stage) => sum + stage.steps, 0);
  const total = stages.reduce((sum, stage) => sum + stage.steps * stage.cost, 0);
  let from = 0;
  if (context.resume) {
    from = context.resume.step;
    if (!(from >= 0 && from <= steps)) {
      throw new RangeError(
        `Cannot resume a fit as the step must be from 0 to ${steps}: current value is ${from}`,
      );
    }
    restore(state, context.resume);
  }
  let before = 0, work = 0;
  for (const stage of stages) {
    for (let k = Math.max(0, from - before); k < stage.steps; k++) {
      stage.step(k);
      if ((k + 1) % stage.reportEvery !== 0) continue;
      context.progress?.(work + (k + 1) * stage.cost, total, stage.status());
      if ((k + 1) % (stage.reportEvery * checkpointEvery) === 0 && before + k + 1 < steps) {
        context.checkpoint?.(snapshot(before + k + 1, state));
      }
    }
    before += stage.steps;
    work += stage.steps * stage.cost;
  }
}
