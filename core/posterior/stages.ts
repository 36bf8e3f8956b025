/**
 * A fit as stages of numbered steps over named arrays, so that every fit can be stopped after any step and
 * taken up again to the same bytes.
 *
 * @module
 */
import type { FitContext, FitState } from "./posterior.ts";

/** What a fit works on; all that its steps change is in here, as in {@linkcode FitState}. */
export interface WorkingState {
  readonly arrays: Record<string, Float32Array | Float64Array>;
  readonly records?: Record<string, Float32Array | Float64Array>;
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

/** A copy that later steps do not change. */
export function snapshot(step: number, { arrays, records, numbers }: WorkingState): FitState {
  const copy = (of: WorkingState["arrays"]) =>
    Object.fromEntries(Object.entries(of).map(([name, a]) => [name, a.slice()]));
  return { step, arrays: copy(arrays), records: copy(records ?? {}), numbers: { ...numbers } };
}

/**
 * Runs stages one after the other, from the start or from a state to resume.
 *
 * @param until Step of the whole fit to stop after; by default the last.
 * @throws {TypeError} If the state to resume holds other arrays or numbers than the fit's.
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
    const own = Math.min(stage.steps, left);
    total += own * stage.cost;
    left -= own;
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

/** Steps of stages together. */
export function stepsOf(stages: readonly Stage[]): number {
  return stages.reduce((sum, stage) => sum + stage.steps, 0);
}
