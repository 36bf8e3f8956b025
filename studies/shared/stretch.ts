/**
 * A stretch of a long fit, from one milestone to the next.
 *
 * @module
 */
import { cellKind } from "../../runner/cell.ts";
import { numerics } from "../../runner/engine.ts";
import { type FitConfig, fitProblem, stretchesOf } from "./fit.ts";
import { restoreState, storeState, stretchInputs, type StretchRecord } from "./fit_state.ts";

/** Configuration of a stretch: that of its fit, and its index. */
export interface StretchConfig extends FitConfig {
  /** Index from 0. */
  readonly stretch: number;
}

/** Cell kind "stretch": resumes from the state of the input "before", if there is one. */
export const stretchKind = cellKind<StretchConfig, StretchRecord>({
  name: "stretch",
  version: 1,
  numerics,
  async run({ stretch, ...config }, context) {
    const before = context.inputs.before && restoreState([context.inputs.before]);
    const state = stretchesOf(config).state(await fitProblem(config, context), stretch, {
      ...context,
      resume: context.resume ?? before,
    });
    return storeState(config, state, before);
  },
});

/**
 * Cell kind "joined": several stretches as one, without the draws of beginnings, which are many times
 * larger than the state from which the fit resumes.
 */
export const joinedKind = cellKind<FitConfig, StretchRecord>({
  name: "joined",
  version: 1,
  async run(config, context) {
    const state = restoreState(stretchInputs(context.inputs));
    const problem = await fitProblem(config, context);
    return storeState(config, stretchesOf(config).withoutEarly(problem, state));
  },
});
