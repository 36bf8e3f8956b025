/**
 * Fits computed in stretches, from milestone to milestone.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import type { Fit, Posterior, Problem } from "./posterior.ts";
import { runStages, snapshot, type Stage, stepsOf, type WorkingState } from "./stages.ts";

/** Rounds numbers to single precision, in place. */
export function roundToSingle(...arrays: readonly Float64Array[]): void {
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) array[i] = Math.fround(array[i]);
  }
}

/** A fit with its stages, ready to run. */
export interface StagedFit {
  readonly state: WorkingState;
  readonly stages: readonly Stage[];
  /** Milestones in steps of the whole fit. */
  readonly milestones: readonly number[];
  /** The result when all stages are done. */
  finish(): Fit;
  readonly beginnings: readonly Beginning[];
}

/** A beginning of a fit from which draws are taken too. */
export interface Beginning {
  /** Length in steps, as in the options. */
  readonly steps: number;
  /** Step of the whole fit at which it ends. */
  readonly end: number;
  /** Name of the record that holds its draws. */
  readonly record: string;
  /** Draws, `[draws, P]`, from the record. */
  draws(record: Float32Array): Float32Array;
}

/**
 * Checks numbers of steps.
 *
 * @throws {RangeError} If they are not whole numbers that increase from at least 1.
 */
export function checkIncreasing(act: string, name: string, steps: readonly number[]): void {
  steps.forEach((step, i) => {
    checkInteger(act, `steps of ${name}`, step, i === 0 ? 1 : steps[i - 1] + 1);
  });
}

/**
 * A fit of stages, as a whole and in stretches.
 *
 * @param cuts Number of milestones.
 * @param prepare Prepares the fit of a problem.
 */
export function stagedPosterior(
  act: string,
  cuts: number,
  prepare: (problem: Problem) => StagedFit,
): Pick<Posterior, "fit" | "stretches"> {
  return {
    fit(problem, context) {
      const { state, stages, finish } = prepare(problem);
      runStages(state, stages, context);
      return finish();
    },
    stretches: {
      count: cuts + 1,
      state(problem, stretch, context) {
        checkInteger(act, "number of a stretch", stretch, 0);
        const { state, stages, milestones } = prepare(problem);
        const end = [...milestones, stepsOf(stages)][stretch];
        if (end === undefined) {
          throw new RangeError(
            `Cannot ${act} as the number of a stretch must be at most ${milestones.length}: current value is ${stretch}`,
          );
        }
        runStages(state, stages, context, end);
        const saved = snapshot(end, state);
        if (stretch === milestones.length) {
          // No step follows, so the arrays are not needed.
          for (const array of Object.values(saved.arrays)) array.fill(0);
        }
        return saved;
      },
      early(problem, state, steps) {
        const { beginnings } = prepare(problem);
        const beginning = beginnings.find((candidate) => candidate.steps === steps);
        if (beginning === undefined) {
          throw new RangeError(
            `Cannot ${act} as the length of a beginning must be one of the option "early", ${
              beginnings.map(({ steps }) => steps).join(", ") || "none"
            }: current value is ${steps}`,
          );
        }
        if (state.step < beginning.end) {
          throw new RangeError(
            `Cannot ${act} as the state must be of step ${beginning.end} or later: current value is ${state.step}`,
          );
        }
        return beginning.draws(state.records[beginning.record] as Float32Array);
      },
      withoutEarly(problem, state) {
        const records = { ...state.records };
        for (const { record } of prepare(problem).beginnings) {
          records[record] = new Float32Array(records[record].length);
        }
        return { ...state, records };
      },
    },
  };
}
