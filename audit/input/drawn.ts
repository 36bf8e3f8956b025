/**
 * The draws of a generator as masses of bins.
 *
 * @module
 */
import type { Counting } from "../../core/binning/mod.ts";
import { cannot } from "./masses.ts";
import { MAX_VALUES } from "./reader.ts";

/** The most draws of a run: measures compare each with each. */
const MAX_DRAWS = 1000;

/** Masses of draws, and how many events each was counted from. */
export interface Drawn {
  readonly runs: number;
  readonly draws: number;
  readonly shape: number[];
  readonly values: Float64Array;
  /** How they were counted, where they were. */
  readonly generated?: Counting;
}

/**
 * Checks how many draws there are.
 *
 * @throws {RangeError} If there are none, or too many.
 */
export function checkDraws(runs: number, draws: number, bins: number): void {
  if (draws === 0 || runs === 0) throw cannot("there must be a draw", 0);
  if (draws > MAX_DRAWS) throw cannot(`a run must have at most ${MAX_DRAWS} draws`, draws);
  if (runs > MAX_DRAWS) throw cannot(`there must be at most ${MAX_DRAWS} runs`, runs);
  if (runs * draws * bins > MAX_VALUES) {
    throw cannot(
      `all draws together must have at most ${MAX_VALUES} bins, so that fewer bins or draws are needed`,
      `${runs} x ${draws} x ${bins}`,
    );
  }
}
