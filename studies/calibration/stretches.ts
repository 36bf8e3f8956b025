/**
 * Where along the radius the coverage leaves the band of calibrated posteriors.
 *
 * @module
 */
import { type Excursion, excursions } from "../../core/calibration/mod.ts";
import { decimal, listed } from "../../render/sentence.ts";
import type { CalibrationSeries } from "./schema.ts";

/** The fewest neighbouring radial bins outside the band that are reported. */
export const longEnough = 3;

/** Where along the radius the coverage leaves the band of calibrated posteriors. */
export interface Stretches {
  /** Whether it lies above the band somewhere, and below. */
  readonly above: boolean;
  readonly below: boolean;
  /** The same with the radii, in words. */
  readonly text: string;
}

/**
 * Stretches of at least three neighbouring radial bins on which the coverage leaves the band that holds all
 * of 95 % of calibrated posteriors; `undefined` where there are none.
 */
export function stretches({ radius }: CalibrationSeries): Stretches | undefined {
  const { centres, deviation, lower, upper } = radius;
  const longExcursions = excursions(deviation, {
    simultaneousLower: lower,
    simultaneousUpper: upper,
  })
    .filter(({ from, to }: Excursion) => to - from + 1 >= longEnough);
  if (longExcursions.length === 0) return undefined;
  const last = centres.length - 1;
  const words = (above: boolean) => {
    const these = longExcursions.filter((excursion) => excursion.above === above).map((
      { from, to },
    ) =>
      from === 0 && to === last
        ? "everywhere"
        : to === last
        ? `from r = ${decimal(centres[from], 2)} on`
        : from === 0
        ? `up to r = ${decimal(centres[to], 2)}`
        : `from r = ${decimal(centres[from], 2)} to ${decimal(centres[to], 2)}`
    );
    return these.length === 0 ? [] : [`too ${above ? "much" : "little"} ${listed(these)}`];
  };
  return {
    above: longExcursions.some(({ above }) => above),
    below: longExcursions.some(({ above }) => !above),
    text: [...words(false), ...words(true)].join(", and "),
  };
}
