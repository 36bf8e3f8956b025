/**
 * Whether the chains of the reference have mixed, and may be compared with.
 *
 * @module
 */
import type { ChainMixing, LikelihoodSet } from "./schema.ts";

/** R-hat and effective draws of the log-likelihood and of every bin mass. */
export const asked = { rHat: 1.01, effective: 400 } as const;

/** The largest R-hat and the fewest effective draws of several functions; null where one cannot be judged. */
export function worst(all: readonly ChainMixing[]): ChainMixing {
  const sorted = (pick: (one: ChainMixing) => number | null) => {
    const values = all.map(pick).filter((value) => value !== null);
    return values.length < all.length ? [] : values.sort((a, b) => a - b);
  };
  return {
    rHat: sorted(({ rHat }) => rHat).at(-1) ?? null,
    bulkEss: sorted(({ bulkEss }) => bulkEss)[0] ?? null,
    tailEss: sorted(({ tailEss }) => tailEss)[0] ?? null,
  };
}

/** Whether the log-likelihood and every bin mass of a training set pass. */
export function hasMixed({ logLikelihood, bins }: LikelihoodSet): boolean {
  const { rHat, bulkEss, tailEss } = worst([logLikelihood, ...bins]);
  return rHat !== null && rHat <= asked.rHat && bulkEss !== null && tailEss !== null &&
    Math.min(bulkEss, tailEss) >= asked.effective;
}
