/**
 * Step sizes by dual averaging (Hoffman and Gelman, arXiv:1111.4246, section 3.2).
 *
 * @module
 */
import { exp, log } from "../elementary.ts";

/** Numbers that dual averaging changes as it goes. */
export interface DualAveragingState {
  /** log of the step size tried last. */
  logStep: number;
  /** log of the averaged step size. */
  logAverage: number;
  /** Mean distance of the acceptance from its target. */
  gap: number;
  /** Steps taken in. */
  count: number;
  /** Where step sizes are drawn to: log of ten times the first one. */
  anchor: number;
}

const gain = 0.05, delay = 10, decay = 0.75;

/** The state before the first step. */
export function startDualAveraging(firstStep: number): DualAveragingState {
  const logStep = log(firstStep);
  return { logStep, logAverage: logStep, gap: 0, count: 0, anchor: log(10 * firstStep) };
}

/** Takes in the acceptance probability of a step. */
export function adaptStep(state: DualAveragingState, acceptance: number, target: number): void {
  const count = ++state.count;
  const weight = 1 / (count + delay);
  state.gap += weight * (target - acceptance - state.gap);
  state.logStep = state.anchor - Math.sqrt(count) / gain * state.gap;
  const share = exp(-decay * log(count));
  state.logAverage += share * (state.logStep - state.logAverage);
}
