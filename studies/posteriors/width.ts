/**
 * How the width of a family of posteriors follows its noise scale.
 *
 * @module
 */
import { log } from "../../core/elementary.ts";
import { sideOf } from "../../core/significance.ts";
import { decimal, plusMinus } from "../../render/sentence.ts";
import { lineSlope } from "../shared/line.ts";
import type { Finding } from "../shared/schema.ts";
import type { PosteriorSeries, WidthSlope } from "./schema.ts";

/**
 * The slope of log spread against log sigma. All chains count alike, and the error comes from their scatter about the
 * line: the errors of single spreads are too small where chains have not mixed.
 */
export function widthSlope(family: string, series: readonly PosteriorSeries[]): WidthSlope {
  return {
    family,
    methods: series.map(({ method }) => method.id),
    slope: lineSlope(
      series.map(({ method, spread }) => ({
        x: log(method.parameter.value),
        y: log(spread.value),
      })),
    ),
  };
}

/** A family of posteriors, and how its width follows the noise scale. */
export interface Width {
  /** Its members, the least noise scale first. */
  readonly members: readonly PosteriorSeries[];
  /** The first member whose width is smaller than that of the one before; none where the width never falls. */
  readonly falls: number | undefined;
  /** Whether the width never falls, and a power of sigma above 0 describes it beyond the scatter. */
  readonly follows: boolean;
}

/** Whether a family follows its noise scale. */
export function widthOf({ slope }: WidthSlope, series: readonly PosteriorSeries[]): Width {
  const members = series.toSorted((a, b) => a.method.parameter.value - b.method.parameter.value);
  const fall = members.findIndex(({ spread }, i) =>
    i > 0 && spread.value < members[i - 1].spread.value
  );
  const falls = fall < 0 ? undefined : fall;
  // The error has as many degrees of freedom as there are members, less 2.
  const rises = sideOf(slope, 0, members.length - 1) === "above";
  return { members, falls, follows: falls === undefined && rises };
}

/** What a sentence says of the width of a family. */
export function widthFinding(
  { family, slope }: WidthSlope,
  { members, falls, follows }: Width,
  mixed: number,
): Finding {
  const sigmas = members.map(({ method }) => method.parameter.value);
  const scales = `σ = ${sigmas[0]} to ${sigmas[sigmas.length - 1]}`;
  const id = `slope-${family.toLowerCase().replaceAll(" ", "-")}`;
  if (falls !== undefined) {
    const at = (i: number) =>
      `${decimal(members[i].spread.value, 3)} at σ = ${members[i].method.parameter.value}`;
    return {
      id,
      sentence:
        `The width of ${family} does not grow steadily with its noise scale for ${scales}, so no exponent is given: it falls from ${
          at(falls - 1)
        } to ${at(falls)}.`,
      evidence: Object.fromEntries(members.map(({ method, spread }) => [method.id, spread])),
    };
  }
  const power = `σ to the power of ${
    plusMinus(slope)
  } for ${scales}, by the scatter of ${members.length} chains about the line`;
  const unmixed = mixed === 0 ? "none of these" : `${mixed} of these ${members.length}`;
  const reservation = mixed < members.length ? `, once it has mixed; ${unmixed} have` : "";
  return {
    id,
    sentence: follows
      ? `The width of ${family} follows its noise scale: the spread goes as ${power}. The width of a sampler that samples the posterior does not depend on its proposal${reservation}.`
      : `The width of ${family} does not follow its noise scale beyond the scatter: the spread goes as ${power}.`,
    evidence: { "power of σ": slope },
  };
}
