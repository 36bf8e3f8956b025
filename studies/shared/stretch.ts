/**
 * A stretch of a long fit: from the state at one milestone to that at the next.
 *
 * @module
 */
import type { CellKind, Json } from "../../runner/cell.ts";
import { numerics } from "../../runner/engine.ts";
import { type FitConfig, fitProblem, stretchesOf } from "./fit.ts";
import { restoreState, storeState, stretchInputs } from "./fit_state.ts";

/** Configuration of a stretch: that of its fit, and which one it is. */
export interface StretchConfig extends FitConfig {
  /** From 0. */
  readonly stretch: number;
}

/** Cell kind "stretch": goes on from the state of the input "before", where there is one. */
export const stretchKind: CellKind = {
  name: "stretch",
  version: 1,
  numerics,
  async run(context) {
    const { stretch, ...config } = context.config as unknown as StretchConfig;
    const before = context.inputs.before && restoreState([context.inputs.before]);
    const state = stretchesOf(config).state(await fitProblem(config, context), stretch, {
      ...context,
      resume: context.resume ?? before,
    });
    return storeState(config as unknown as Json, state, before);
  },
};

/**
 * Cell kind "joined": stretches as one, without the draws of beginnings, which are many times as large as all
 * that the fit needs to go on.
 */
export const joinedKind: CellKind = {
  name: "joined",
  version: 1,
  async run(context) {
    const config = context.config as unknown as FitConfig;
    const state = restoreState(stretchInputs(context.inputs));
    const problem = await fitProblem(config, context);
    return storeState(context.config, stretchesOf(config).withoutEarly(problem, state));
  },
};
