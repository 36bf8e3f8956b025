/**
 * Step sizes by dual averaging (Hoffman and Gelman, arXiv:1111.4246, section 3.2).
 *
 * @module
 */
import { exp, log } from "../elementary.ts";

/** State of dual averaging. */
export interface DualAveragingState {
  /** log of the current step size. */
  logStep: number;
  /** log of the averaged step size. */
  logAverage: number;
  /** Mean distance of the acceptance from its target. */
  gap: number;
  /** Number of steps. */
  count: number;
  /** Value to which log step sizes shrink: log of ten times the first step size. */
  anchor: number;
}

const gain = 0.05, delay = 10, decay = 0.75;

/** The state before the first step. */
export function startDualAveraging(firstStep: number): DualAveragingState {
  const logStep = log(firstStep);
  return { logStep, logAverage: logStep, gap: 0, count: 0, anchor: log(10 * firstStep) };
}

/** Updates the step size by the acceptance probability of a step. */
export function adaptStep(state: DualAveragingState, acceptance: number, target: number): void {
  const count = ++state.count;
  const weight = 1 / (count + delay);
  state.gap += weight * (target - acceptance - state.gap);
  state.logStep = state.anchor - Math.sqrt(count) / gain * state.gap;
  const share = exp(-decay * log(count));
  state.logAverage += share * (state.logStep - state.logAverage);
}
