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

/** The fewer effective draws of bulk and tails; null where they cannot be judged. */
export function effectiveOf({ bulkEss, tailEss }: ChainMixing): number | null {
  return bulkEss === null || tailEss === null ? null : Math.min(bulkEss, tailEss);
}

/** Whether the log-likelihood and every bin mass of a training set pass. */
export function hasMixed({ logLikelihood, bins }: LikelihoodSet): boolean {
  const all = worst([logLikelihood, ...bins]), effective = effectiveOf(all);
  return all.rHat !== null && all.rHat <= asked.rHat && effective !== null &&
    effective >= asked.effective;
}
