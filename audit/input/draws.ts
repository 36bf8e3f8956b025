/**
 * The draws of a configuration as masses of bins.
 *
 * @module
 */
import type { Bins } from "./bins.ts";
import type { Drawn } from "./drawn.ts";
import { drawnBins } from "./drawn_bins.ts";
import { drawnEvents } from "./drawn_events.ts";
import { checkDrawFile } from "./folder.ts";
import type { View } from "./histogram.ts";
import { cannot } from "./masses.ts";
import type { Reader } from "./reader.ts";

/**
 * The draws of a configuration.
 *
 * @param views What events are counted in, the bins of the configuration first.
 * @returns Draws in each view; in the first alone if they come in bins.
 * @throws {RangeError} If they do not fit together, or are too many, or hold what cannot be.
 * @throws {TypeError} If an array has the wrong shape.
 * @throws {SyntaxError} If a file is damaged.
 */
export async function drawsOf(
  reader: Reader,
  bins: Bins,
  views: readonly View[] | undefined,
): Promise<Drawn[]> {
  const { draws } = reader.config;
  if (draws.file !== undefined) checkDrawFile(reader.folder, draws.file);
  if (draws.kind !== "events") return [await drawnBins(reader, draws)];
  if (views === undefined) throw cannot("events of draws need a binning", "none");
  return await drawnEvents(reader, draws, views, bins);
}
