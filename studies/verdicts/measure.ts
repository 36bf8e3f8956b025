/**
 * Audits of many generators of one design: how many reports say what.
 *
 * @module
 */
import { verdictsOf } from "../../audit/verdicts/verdicts.ts";
import { testGenerator } from "../../core/measure/mod.ts";
import { Stream } from "../../core/random.ts";
import { type Cell, cellKind } from "../../runner/cell.ts";
import type { Design, Fault } from "./designs.ts";
import { generator } from "./generators.ts";

/** Verdicts that judge the generator, in the order of a report. */
export const judging = ["coverage", "joint", "holdout", "claim", "consistency", "runs"] as const;
export type Judging = typeof judging[number];

/** Verdicts without which a report has not judged the generator; that on the order of the draws is no such. */
const deciding: readonly string[] = judging.filter((id) => id !== "consistency");

/** Reports in which one verdict stood so; those without it are in none of them. */
export interface Standings {
  readonly id: Judging;
  readonly holds: number;
  readonly fails: number;
  readonly cautious: number;
  readonly open: number;
}

/** Record of a cell. */
export interface VerdictCounts {
  readonly reports: number;
  /** Reports in which any verdict fails. */
  readonly failing: number;
  /** Reports in which no verdict fails, and one that decides stays open. */
  readonly open: number;
  /** Reports in which any verdict is over-cautious. */
  readonly cautious: number;
  readonly verdicts: readonly Standings[];
}

/** Configuration of a cell. */
interface VerdictsConfig {
  readonly design: Design;
  readonly fault: Fault;
  readonly generators: number;
  /** Simulations behind each p-value. */
  readonly replicates: number;
  /** Chance that the report on a calibrated generator says "fails". */
  readonly falseAlarms: number;
}

/** How a generator is measured, and its verdicts are given. */
export interface Rule {
  readonly measure: (
    ...parts: Parameters<typeof testGenerator>
  ) => ReturnType<typeof testGenerator>;
  readonly verdicts: typeof verdictsOf;
}

/** The rule of an audit. */
const auditRule: Rule = { measure: testGenerator, verdicts: verdictsOf };

/**
 * The verdicts on one generator of a design.
 *
 * @param trial Which of the generators, from 0.
 */
export function verdictsOn(
  { design, fault, replicates, falseAlarms }: Omit<VerdictsConfig, "generators">,
  seed: number,
  trial: number,
  { measure, verdicts }: Rule = auditRule,
) {
  const names = [design.name, fault.id, String(trial)];
  const input = generator(design, Stream.fromSeed(seed).split("verdicts", ...names), fault);
  const { runs, draws, binnings } = measure(input, { seed, names, replicates, coarser: [] });
  return verdicts(binnings[0], {
    runs,
    draws,
    nTrain: input.nTrain!,
    generated: null,
    truthAs: input.truth === undefined ? null : "masses",
    replicates,
    falseAlarms,
  });
}

/** Cell kind "verdicts": what the reports on generators of one design say. */
export const verdictsKind = cellKind<VerdictsConfig, VerdictCounts>({
  name: "verdicts",
  version: 3,
  run(config, { seed, progress }) {
    const { generators } = config;
    const count = { failing: 0, open: 0, cautious: 0 };
    const verdicts = judging.map((id) => ({ id, holds: 0, fails: 0, cautious: 0, open: 0 }));
    for (let trial = 0; trial < generators; trial++) {
      const judged = verdictsOn(config, seed, trial);
      for (const standings of verdicts) {
        const verdict = judged.find(({ id }) => id === standings.id);
        if (verdict !== undefined) standings[verdict.standing]++;
      }
      const failing = judged.some(({ standing }) => standing === "fails");
      if (failing) count.failing++;
      if (judged.some(({ standing }) => standing === "cautious")) count.cautious++;
      if (
        !failing && judged.some(({ id, standing }) => standing === "open" && deciding.includes(id))
      ) {
        count.open++;
      }
      progress(
        trial + 1,
        generators,
        `${trial + 1} of ${generators} reports, ${count.failing} fail`,
      );
    }
    return { record: { reports: generators, ...count, verdicts } };
  },
});

/** Seconds of one core that the audit of one generator takes, roughly: as measured on all designs. */
function secondsOf(design: Design, replicates: number): number {
  const { runs, draws, bins, time, truth, heldOut } = design;
  const samples = (typeof truth === "number" ? 1 : 0) + (heldOut === null ? 0 : 1);
  const values = runs * draws * bins;
  const exact = (0.05 + 0.03 * runs + 5e-6 * values) * (time > 1 ? 2 : 1);
  return (exact + samples * (0.04 * runs + 6e-5 * values)) * replicates / 999;
}

/** The reports on generators of a design with a fault, or without any. */
export function verdictsCell(config: VerdictsConfig, seed: number): Cell {
  const { design, fault, generators, replicates } = config;
  return verdictsKind.cell({
    config,
    seed,
    inputs: {},
    label: `verdicts on ${fault.id} generators, ${design.name}`,
    cost: generators * secondsOf(design, replicates),
  });
}
