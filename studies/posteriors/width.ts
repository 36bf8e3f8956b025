/**
 * How the width of a family of posteriors follows its noise scale.
 *
 * @module
 */
import { log } from "../../core/elementary.ts";
import { sideOf } from "../../core/significance.ts";
import { plusMinus } from "../../render/sentence.ts";
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

/** Whether a power of sigma above 0 describes the width of a family beyond the scatter of its members. */
export function followsScale({ slope, methods }: WidthSlope): boolean {
  // The error has as many degrees of freedom as there are members, less 2.
  return sideOf(slope, 0, methods.length - 1) === "above";
}

/**
 * What a sentence says of the width of a family.
 *
 * @param members The posteriors of the family.
 * @param mixed How many of them have mixed.
 */
export function widthFinding(
  scaling: WidthSlope,
  members: readonly PosteriorSeries[],
  mixed: number,
): Finding {
  const { family, slope } = scaling;
  const sigmas = members.map(({ method }) => method.parameter.value);
  const power = `σ to the power of ${plusMinus(slope)} for σ = ${Math.min(...sigmas)} to ${
    Math.max(...sigmas)
  }, by the scatter of ${members.length} chains about the line`;
  const unmixed = mixed === 0 ? "none of these" : `${mixed} of these ${members.length}`;
  const short = mixed < members.length;
  const reservation = short ? `, once it has mixed; ${unmixed} have` : "";
  return {
    id: `slope-${family.toLowerCase().replaceAll(" ", "-")}`,
    sentence: followsScale(scaling)
      ? `The width of ${family} follows its noise scale: the spread goes as ${power}. The width of a sampler that samples the posterior does not depend on its proposal${reservation}.`
      : `The width of ${family} is not shown to follow its noise scale: the spread goes as ${power}.${
        short
          ? ` Of a posterior these widths say ${
            mixed === 0
              ? "nothing, since none of these chains has"
              : `little, since only ${mixed} of these ${members.length} chains have`
          } mixed.`
          : ""
      }`,
    evidence: { "power of σ": slope },
  };
}
