/** Generators that are compared with one truth, in simulations. */
import { assert, assertLess } from "@std/assert";
import {
  distancesFrom,
  type TwoSampleStatistic,
  type WeightedPoints,
} from "../../../core/compare/mod.ts";
import { clopperPearson } from "../../../core/calibration/mod.ts";
import { difference, errorOf } from "../../../core/difference.ts";
import { Stream } from "../../../core/random.ts";
import { falseAlarm, normalBound } from "../_statistics.ts";

/** Normal events whose first feature is shifted. */
export function shifted(
  events: number,
  features: number,
  shift: number,
  stream: Stream,
): WeightedPoints {
  const values = stream.normals(new Float64Array(events * features));
  for (let at = 0; at < values.length; at += features) values[at] += shift;
  return { values, features };
}

interface Design {
  readonly trials: number;
  /** Events of each sample. */
  readonly events: number;
  /** Shift of both generators, in standard deviations of the truth. */
  readonly shift: number;
  readonly statistics?: readonly TwoSampleStatistic[];
}

/** Differences of two generators of one law, `[trials][distances]`. */
function simulated({ trials, events, shift, statistics }: Design) {
  return Array.from({ length: trials }, (_, trial) => {
    const stream = Stream.fromSeed(trial);
    const truth = shifted(events, 2, 0, stream.split("truth"));
    const [a, b] = ["a", "b"].map((name) =>
      distancesFrom(shifted(events, 2, shift, stream.split(name)), truth, {
        stream: Stream.fromSeed(7),
        ...(statistics && { statistics }),
      })
    );
    return a.map((first, i) => ({
      name: first.name,
      ...difference(first, b[i]),
      independent: Math.hypot(errorOf(first)!, errorOf(b[i])!),
    }));
  });
}

/**
 * Asserts that two generators of one law are ordered by any of the distances in no more than 5 % of trials, corrected for
 * their number.
 */
export function assertFewFalseOrders(design: Design): void {
  const level = 0.05;
  const found = simulated(design).map((distances) =>
    Math.min(...distances.map(({ pValue }) => pValue)) < level / distances.length
  );
  const orders = found.filter(Boolean).length;
  assert(
    clopperPearson(orders, design.trials, 1 - 2 * falseAlarm)[0] < level,
    `${orders} false orders in ${design.trials}`,
  );
}

/**
 * Asserts that differences of two generators that err alike have pulls of width 1, at most as wide and not less than 0.8,
 * and errors below those with a truth for each. The jackknife's errors are too large by the square of noise over distance.
 */
export function assertSharedTruth(design: Design): void {
  const trials = simulated(design);
  for (const [i, { name }] of trials[0].entries()) {
    const pulls = trials.map((distances) => distances[i].value / distances[i].error!);
    const width = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
    const scatter = normalBound / Math.sqrt(2 * pulls.length);
    assert(
      width < 1.03 * (1 + scatter) && width > 0.8 * (1 - scatter),
      `pulls of the ${name} have the width ${width}`,
    );
    for (const distances of trials) {
      assertLess(distances[i].error!, distances[i].independent, name);
    }
  }
}
