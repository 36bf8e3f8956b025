/**
 * The draws of a configuration as masses of bins.
 *
 * @module
 */
import type { Drawn } from "./drawn.ts";
import { drawnBins } from "./drawn_bins.ts";
import { drawnEvents } from "./drawn_events.ts";
import { cannot } from "./masses.ts";
import type { Reader } from "./reader.ts";

/**
 * The draws of a configuration.
 *
 * @param edges Those of the binning, where it gives any.
 * @param beyond What becomes of events beyond the outermost edges.
 * @throws {RangeError} If they do not fit together, or are too many, or hold what cannot be.
 * @throws {TypeError} If an array has the wrong shape.
 * @throws {SyntaxError} If a file is damaged.
 */
export function drawsOf(
  reader: Reader,
  edges: readonly Float64Array[] | undefined,
  beyond: "left out" | "outermost",
): Promise<Drawn> {
  const { draws } = reader.config;
  if (draws.kind !== "events") return drawnBins(reader, draws);
  if (edges === undefined) throw cannot("events of draws need a binning", "none");
  return drawnEvents(reader, draws, edges, beyond);
}
