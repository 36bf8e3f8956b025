/**
 * A fit as stages of numbered steps over named arrays, so that it can stop after any step and resume
 * with the same bytes.
 *
 * @module
 */
import type { FitContext, FitState } from "./posterior.ts";

/** Working arrays and numbers of a fit, as in {@linkcode FitState}; steps change nothing else. */
export interface WorkingState {
  readonly arrays: Record<string, Float32Array | Float64Array>;
  readonly records?: Record<string, Float32Array | Float64Array>;
  readonly numbers: Record<string, number>;
}

/** A part of a fit with steps of one kind. */
export interface Stage {
  readonly steps: number;
  /** Cost of a step in arbitrary units, the same for all stages of a fit. */
  readonly cost: number;
  /** Steps between two reports of progress; a checkpoint follows every `checkpointEvery` reports. */
  readonly reportEvery: number;
  /** Does step `k` of this stage, counted from 0. */
  step(k: number): void;
  /** A line of status. */
  status(): string;
}

/** Reports of progress between two checkpoints. */
const checkpointEvery = 10;

/** Copies a saved state into the working state. */
function restore(state: WorkingState, saved: FitState): void {
  const copy = (to: WorkingState["arrays"], from: FitState["arrays"]) => {
    for (const [name, array] of Object.entries(to)) {
      const values = from[name];
      if (values === undefined || values.length !== array.length) {
        throw new TypeError(
          `Cannot resume a fit as the state must hold ${array.length} numbers of "${name}": current value is ${
            values?.length ?? "none"
          }`,
        );
      }
      array.set(values);
    }
  };
  copy(state.arrays, saved.arrays);
  copy(state.records ?? {}, saved.records);
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

/** A copy of the working state after `step` steps. */
export function snapshot(step: number, { arrays, records, numbers }: WorkingState): FitState {
  const copy = (named: WorkingState["arrays"]) =>
    Object.fromEntries(Object.entries(named).map(([name, array]) => [name, array.slice()]));
  return { step, arrays: copy(arrays), records: copy(records ?? {}), numbers: { ...numbers } };
}

/**
 * Runs stages one after the other, from the start or from a state to resume.
 *
 * @param until Step of the whole fit to stop after; default the last.
 * @throws {TypeError} If the state to resume lacks an array or a number of the fit.
 * @throws {RangeError} If its step is beyond the last one.
 */
export function runStages(
  state: WorkingState,
  stages: readonly Stage[],
  context: FitContext = {},
  until: number = stepsOf(stages),
): void {
  let total = 0, left = until;
  for (const stage of stages) {
    const steps = Math.min(stage.steps, left);
    total += steps * stage.cost;
    left -= steps;
  }
  let from = 0;
  if (context.resume) {
    from = context.resume.step;
    if (!(from >= 0 && from <= until)) {
      throw new RangeError(
        `Cannot resume a fit as the step must be from 0 to ${until}: current value is ${from}`,
      );
    }
    restore(state, context.resume);
  }
  let before = 0, work = 0;
  for (const stage of stages) {
    for (let k = Math.max(0, from - before); k < stage.steps && before + k < until; k++) {
      stage.step(k);
      if ((k + 1) % stage.reportEvery !== 0) continue;
      context.progress?.(work + (k + 1) * stage.cost, total, stage.status());
      if ((k + 1) % (stage.reportEvery * checkpointEvery) === 0 && before + k + 1 < until) {
        context.checkpoint?.(snapshot(before + k + 1, state));
      }
    }
    before += stage.steps;
    work += stage.steps * stage.cost;
  }
}

/** Total number of steps of stages. */
export function stepsOf(stages: readonly Stage[]): number {
  return stages.reduce((sum, stage) => sum + stage.steps, 0);
}
