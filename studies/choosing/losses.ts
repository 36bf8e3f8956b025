/**
 * What each rule loses against the choice that the truth would make.
 *
 * @module
 */
import { log } from "../../core/elementary.ts";
import { type Estimate, meanOverRuns } from "../../core/estimate.ts";
import { largest, oracle, rules } from "./rules.ts";
import type { ChoosingCandidate, ChoosingRow, Loss, Ruled, Situation } from "./schema.ts";

/** How a choice is made: by a rule, or by what rules are compared with. */
interface Chooser extends Pick<Ruled, "id" | "label" | "needs"> {
  /** Index of what is taken; null for one at random. */
  choose(rows: readonly ChoosingRow[], candidates: readonly ChoosingCandidate[]): number | null;
}

/** Index of the fit that needs no choice: the mean field that the paper shows, at its full length. */
function paperIndex(candidates: readonly ChoosingCandidate[]): number {
  return largest(
    candidates.map(({ method: { posterior, parameter }, steps }) =>
      posterior === "mean-field" && parameter.value === 10 ? steps : 0
    ),
  );
}

/** The rules, and after them what they are compared with. */
export const choosers: readonly Chooser[] = [
  ...rules.map(({ id, label, choose }): Chooser => ({
    id,
    label,
    needs: "data",
    choose: (rows) => choose(rows),
  })),
  {
    id: "paper",
    label: "always the paper’s k = 10 at full length",
    needs: "nothing",
    choose: (_, candidates) => paperIndex(candidates),
  },
  { id: "random", label: "a candidate at random", needs: "nothing", choose: () => null },
  {
    id: "divergence",
    label: "the best true score of the bin masses",
    needs: "truth",
    choose: (rows) => largest(rows.map(({ divergence }) => -divergence)),
  },
];

/** One training set without what rules take of it. */
interface Measured {
  readonly run: number;
  readonly rows: readonly ChoosingRow[];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean of a number over the candidates that may be taken: over all for one at random. */
function taken(
  { rows }: Pick<Measured, "rows">,
  choice: number | null,
  number: (row: ChoosingRow) => number,
): number {
  return choice === null ? mean(rows.map(number)) : number(rows[choice]);
}

/** Choices and losses in a situation. */
export function decided(
  { setup, heldOut, runs }: Pick<Situation, "setup" | "heldOut"> & {
    readonly runs: readonly Measured[];
  },
  candidates: readonly ChoosingCandidate[],
): Situation {
  const chosen = runs.map(({ run, rows }) => ({
    run,
    rows: [...rows],
    oracle: oracle(rows, "achieved"),
    calibrated: oracle(rows, "coverage"),
    choices: choosers.map(({ choose }) => choose(rows, candidates)),
  }));
  return {
    setup,
    heldOut,
    runs: chosen,
    losses: choosers.map((_, i): Loss => ({
      amplification: meanOverRuns(chosen.map((item) => {
        const best = item.rows[item.oracle].achieved;
        return taken(item, item.choices[i], ({ achieved }) => log(best / achieved));
      })),
      calibration: meanOverRuns(chosen.map((item) => {
        const least = item.rows[item.calibrated].coverage;
        return taken(item, item.choices[i], ({ coverage }) => coverage - least);
      })),
    })),
  };
}

/**
 * Numbers of training sets that scatter about the mean of all as they do about that of their target: the targets are
 * given, so that differences between them are no error of a mean over them. The standard error of their mean is that
 * of a stratified sample, with as many degrees of freedom as there are training sets, less the targets.
 *
 * @param values Values in the order of the targets, as many of each, `[targets * sets]`.
 * @returns `[targets * sets]`; null with one training set of each target, whose scatter is not known.
 *
 * @example Targets that differ, and training sets that do not
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { withinTargets } from "./losses.ts";
 *
 * assertEquals(withinTargets([1, 1, 5, 5], 2), [3, 3, 3, 3]);
 * assertEquals(withinTargets([1, 5], 2), null);
 * ```
 */
export function withinTargets(values: readonly number[], targets: number): number[] | null {
  const sets = values.length / targets;
  if (sets === 1) return null;
  const centre = mean(values);
  const factor = Math.sqrt((values.length - 1) / (values.length - targets));
  return values.map((value, i) => {
    const from = sets * Math.floor(i / sets);
    return centre + factor * (value - mean(values.slice(from, from + sets)));
  });
}

/** The mean of values of training sets, in the order of their targets, with its stratified error. */
export function overTargets(values: readonly number[], targets: number): Estimate {
  const within = withinTargets(values, targets);
  return {
    value: mean(values),
    error: within === null ? null : meanOverRuns(within).error,
  };
}

/** Means of the losses of a rule over targets, of which each has situations that share their training sets. */
function over(
  groups: readonly (readonly Situation[])[],
  numbers: (situation: Situation) => readonly number[],
) {
  const values = groups.flatMap((situations) => {
    const perRun = situations.map(numbers);
    return perRun[0].map((_, run) => mean(perRun.map((values) => values[run])));
  });
  return { ...overTargets(values, groups.length), perRun: values };
}

/** The losses of every rule over all situations, over those of each size, and over those of each target. */
export function ruled(situations: readonly Situation[]): Ruled[] {
  const groupsOf = (some: readonly Situation[]) => [
    ...Map.groupBy(some, ({ setup: { target } }) => target.name).values(),
  ];
  return choosers.map(({ id, label, needs }, i): Ruled => {
    const lossOver = (some: readonly Situation[]): Loss => ({
      amplification: over(groupsOf(some), ({ losses }) => losses[i].amplification.perRun),
      calibration: over(groupsOf(some), ({ losses }) => losses[i].calibration.perRun),
    });
    const choices = situations.flatMap(({ runs }) =>
      runs.map(({ rows, oracle, choices }) => ({
        row: rows[choices[i] ?? oracle],
        oracle,
        choice: choices[i],
      }))
    );
    const known = choices.every(({ choice, row }) => choice !== null && row.forecast !== null);
    return {
      id,
      label,
      needs,
      overall: lossOver(situations),
      bySize: [...Map.groupBy(situations, ({ setup }) => setup.nTrain)].map(([nTrain, some]) => ({
        nTrain,
        ...lossOver(some),
      })),
      byTarget: [...Map.groupBy(situations, ({ setup }) => setup.target.name)].map((
        [target, some],
      ) => ({ target, ...lossOver(some) })),
      right: choices.some(({ choice }) => choice === null)
        ? null
        : choices.filter(({ choice, oracle }) => choice === oracle).length,
      of: choices.length,
      excess: known
        ? over(
          groupsOf(situations),
          ({ runs }) =>
            runs.map(({ rows, choices }) => {
              const { forecast, achieved } = rows[choices[i]!];
              return log(forecast!.value / achieved);
            }),
        )
        : null,
    };
  });
}
