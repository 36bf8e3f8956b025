/**
 * The closure of the paper's mean field here beside that of another implementation.
 *
 * @module
 */
import { meanOverRuns, valueAndError } from "../../core/estimate.ts";
import { hypot } from "../../core/elementary.ts";
import type { Estimate, Finding } from "../shared/schema.ts";
import { grouped, listed, plusMinus } from "../../render/sentence.ts";
import { sidesOf } from "../../core/significance.ts";
import { nextSteps } from "../shared/next_step.ts";
import table from "./closure_elsewhere.csv" with { type: "text" };

/** Fits of one length by both implementations, to the same training set. */
export interface ClosureElsewhere {
  readonly steps: number;
  /** Fits of each, that differ in the seed alone. */
  readonly seeds: number;
  /** Jensen-Shannon divergence of the mean of 50 draws at 50 x 50 bins, nats: mean and error over seeds. */
  readonly here: Estimate;
  readonly elsewhere: Estimate;
}

/** What `deno task bench:closure` printed, by the number of steps. */
export function closureElsewhere(text: string = table): ClosureElsewhere[] {
  const [, ...lines] = text.trim().split("\n").filter((line) => !line.startsWith("#"));
  const trials = lines.map((line) => {
    const [implementation, , steps, divergence] = line.split(",");
    return {
      here: implementation === "here",
      steps: Number(steps),
      divergence: Number(divergence),
    };
  });
  return [...new Set(trials.map(({ steps }) => steps))].map((steps) => {
    const [here, elsewhere] = [true, false].map((mine) =>
      trials.filter((trial) => trial.here === mine && trial.steps === steps)
        .map(({ divergence }) => divergence)
    );
    const over = (values: readonly number[]) => valueAndError(meanOverRuns(values));
    return {
      steps,
      seeds: Math.min(here.length, elsewhere.length),
      here: over(here),
      elsewhere: over(elsewhere),
    };
  });
}

/** Whether both implementations end equally far from the truth, in words. */
export function closureFinding(trials: readonly ClosureElsewhere[]): Finding {
  const differences = trials.map(({ here, elsewhere }) => ({
    value: here.value - elsewhere.value,
    error: here.error === null || elsewhere.error === null
      ? null
      : hypot(here.error, elsewhere.error),
  }));
  const [{ seeds }] = trials;
  const sides = sidesOf(differences, seeds);
  const differ = trials.filter((_, i) => sides[i] !== undefined);
  const next = nextSteps(differences, {
    runs: seeds,
    what: "seeds of each",
    alarms: 0.05 / trials.length,
  });
  const verdict = differ.length === 0
    ? "agree within errors"
    : differ.length === trials.length
    ? "differ"
    : `differ after ${listed(differ.map(({ steps }) => grouped(steps)))} steps`;
  const { steps, here, elsewhere } = trials[trials.length - 1];
  return {
    id: "closure-elsewhere",
    sentence:
      `Fitted to one training set with ${seeds} seeds each, the mean field with k = 10 here and an independent implementation in JAX ${verdict} in how far their mean lies from the truth at 50 × 50 bins. After ${
        grouped(steps)
      } steps the divergence is ${plusMinus(here)} nats here and ${
        plusMinus(elsewhere)
      } nats there.${differ.length === 0 ? next : ""}`,
    evidence: Object.fromEntries(trials.flatMap(({ steps, here, elsewhere }) => [
      [`here, ${grouped(steps)} steps`, here],
      [`JAX, ${grouped(steps)} steps`, elsewhere],
    ])),
  };
}
