/**
 * Events as points, held as a whole.
 *
 * @module
 */
import type { WeightedPoints } from "../../core/compare/mod.ts";
import type { Missing } from "../config.ts";
import { eventBlocks } from "./events.ts";
import type { OpenEvents } from "./open_events.ts";

/** The most numbers that are held of a sample: 64 MB. */
const MOST = 1 << 23;

/** Events of a sample, and how many of the file each stands for: 1 unless there are too many to hold. */
export interface HeldPoints {
  readonly points: WeightedPoints;
  readonly step: number;
}

/**
 * Events of a sample with their weights. Of more than can be held, every second, fourth, eighth … is.
 *
 * @param features How many features they have.
 * @param most The most numbers that are held, weights among them; default 2^23, 64 MB.
 * @throws {SyntaxError} If the file is damaged.
 */
export async function pointsOf(
  { source, beside, weighted }: OpenEvents,
  features: number,
  missing: Missing | undefined,
  most = MOST,
): Promise<HeldPoints> {
  const rows = Math.floor(most / (features + 1));
  const values = new Float64Array(rows * features), weights = new Float64Array(rows);
  let step = 1, seen = 0, held = 0;
  /** Keeps every second of those that are held. */
  const thin = () => {
    held = Math.ceil(held / 2);
    for (let row = 1; row < held; row++) {
      values.copyWithin(row * features, 2 * row * features, (2 * row + 1) * features);
      weights[row] = weights[2 * row];
    }
    step *= 2;
  };
  for await (const block of eventBlocks(source, features, { beside, missing })) {
    for (let row = 0; row < block.rows; row++) {
      if (block.missing?.[row] === 1 || seen++ % step !== 0) continue;
      if (held === rows) {
        thin();
        if ((seen - 1) % step !== 0) continue;
      }
      const from = row * block.width;
      values.set(block.values.subarray(from, from + features), held * features);
      weights[held++] = weighted ? block.values[from + features] : 1;
    }
  }
  return {
    points: {
      values: values.slice(0, held * features),
      features,
      ...(weighted && { weights: weights.slice(0, held) }),
    },
    step,
  };
}
