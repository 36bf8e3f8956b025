/**
 * Whether the chains of a method have mixed, and may speak for a posterior.
 *
 * @module
 */
import type { YardstickSeries } from "./schema.ts";

/** R-hat of the log-likelihood of chains that pass for mixed, the largest of all training sets. */
export const mixedBelow = 1.1;

/** Whether the draws of a method are those of chains. */
export function isChain({ method, acceptance }: YardstickSeries): boolean {
  return acceptance !== null || method.posterior === "sghmc";
}

/** Whether a method has chains, and these have not mixed or did not move. */
export function isUnmixed(member: YardstickSeries): boolean {
  return isChain(member) && (member.rHat === null || member.rHat > mixedBelow);
}
