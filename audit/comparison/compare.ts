/**
 * Computes the results of a comparison from generators that have been read. It reads no files.
 *
 * @module
 */
import { difference, errorOf, type Replicated } from "../../core/difference.ts";
import { type Absent, isPresent } from "../../core/measure/mod.ts";
import { significant } from "../../core/significance.ts";
import { grouped, listed } from "../../render/sentence.ts";
import type { AuditConfig } from "../config.ts";
import type { Progress } from "../input/reader.ts";
import { axisResults, spectraOf } from "../spectra.ts";
import {
  commonOf,
  type GeneratorMeasures,
  type Measure,
  measureGenerator,
  measuresFor,
} from "./measures.ts";
import { checkComparable, type Contender, truthDigest, truthFileOf } from "./same.ts";
import { type Comparison, comparisonSchema, type GeneratorDifference } from "./schema.ts";

/** Options of {@linkcode compareGenerators}. */
export interface CompareOptions {
  readonly title?: string;
  readonly report?: Progress;
}

/** A generator with its configuration. */
export interface Configured extends Contender {
  readonly config: AuditConfig;
}

/** All pairs of places, the earlier first. */
function pairs(count: number): [number, number][] {
  return Array.from({ length: count }, (_, i) => i)
    .flatMap((i) =>
      Array.from({ length: count - i - 1 }, (_, j): [number, number] => [i, i + j + 1])
    );
}

/** The order of two generators with a significant difference. */
function orderOf({ better }: Measure, value: number): GeneratorDifference["order"] {
  if (better === "neither") return value > 0 ? "larger" : "smaller";
  return (value < 0) === (better === "lower") ? "before" : "after";
}

/**
 * Differences of all pairs by all measures, with orders where they are significant together by Holm's rule.
 *
 * @param replicated The measures of each generator, by name.
 * @param falseAlarms Probability that any order is stated by chance.
 */
export function differencesOf(
  names: readonly string[],
  measures: readonly Measure[],
  replicated: readonly ReadonlyMap<string, Replicated | Absent>[],
  falseAlarms: number,
): GeneratorDifference[] {
  const differences = measures.flatMap((measure) =>
    pairs(names.length).flatMap(([i, j]) => {
      const [first, second] = [i, j].map((k) => replicated[k].get(measure.name)!);
      if (!isPresent(first) || !isPresent(second)) return [];
      return [{ measure, first: names[i], second: names[j], ...difference(first, second) }];
    })
  );
  const claimed = significant(differences.map(({ pValue }) => pValue), falseAlarms);
  return differences.map(({ measure, ...rest }, i) => ({
    measure: measure.name,
    ...rest,
    order: claimed[i] ? orderOf(measure, rest.value) : null,
  }));
}

/** The rank of a generator: one more than the number of generators before it. */
function rankOf(
  name: string,
  { name: measure }: Measure,
  differences: readonly GeneratorDifference[],
): number {
  return 1 + differences.filter((difference) =>
    difference.measure === measure &&
    ((difference.first === name && difference.order === "after") ||
      (difference.second === name && difference.order === "before"))
  ).length;
}

/** A sentence on each pair. */
function findingsOf(
  names: readonly string[],
  measures: readonly Measure[],
  differences: readonly GeneratorDifference[],
): string[] {
  const titleOf = (name: string) => measures.find((measure) => measure.name === name)!.title;
  return pairs(names.length).map(([i, j]) => {
    const [first, second] = [names[i], names[j]];
    const pairDifferences = differences.filter((difference) =>
      difference.first === first && difference.second === second &&
      measures.some(({ name, better }) => name === difference.measure && better !== "neither")
    );
    const by = (order: GeneratorDifference["order"]) =>
      pairDifferences.filter((difference) => difference.order === order).map(({ measure }) =>
        titleOf(measure)
      );
    const [before, after] = [by("before"), by("after")];
    const count = `${pairDifferences.length} measure${pairDifferences.length === 1 ? "" : "s"}`;
    if (pairDifferences.length === 0) return `${first} and ${second} have no measure in common.`;
    if (pairDifferences.every(({ error }) => error === null)) {
      return `${first} and ${second} are not ordered, as their differences have no error.`;
    }
    if (before.length + after.length === 0) {
      return `${first} and ${second} do not differ significantly in any of ${count}.`;
    }
    const comes = (name: string, other: string, titles: readonly string[]) =>
      `${name} comes before ${other} by ${titles.length} of ${count} (${listed(titles)})`;
    if (after.length === 0) return `${comes(first, second, before)}, and after it by none.`;
    if (before.length === 0) return `${comes(second, first, after)}, and after it by none.`;
    return `${comes(first, second, before)}, and after it by ${after.length} (${listed(after)}).`;
  });
}

/** What these data cannot say. */
function limitsOf(
  contenders: readonly Configured[],
  kind: Comparison["of"],
  events: number,
): string[] {
  const out: string[] = [];
  const all = contenders.map(({ prepared }) => prepared);
  const named = (chosen: (contender: Configured) => boolean) =>
    contenders.filter(chosen).map(({ name }) => name);
  if (kind === "sample") {
    out.push(
      "The errors are statistical: they come from the finite number of events, which are assumed independent. Retraining a generator would change its sample by more; only samples of several trainings can show by how much.",
    );
    const larger = named(({ prepared: { samples } }) =>
      samples!.generated.values.length / samples!.generated.features > events
    );
    if (larger.length > 0) {
      out.push(
        `The comparison uses ${grouped(events)} events of each sample, the size of the smallest; ${
          listed(larger)
        } ${larger.length === 1 ? "has" : "have"} more.`,
      );
    }
    out.push(
      "The comparison leaves out the kernel distance, whose bandwidth depends on the generated sample, and copying, which each audit tests by itself.",
    );
  } else {
    const single = named(({ prepared: { masses } }) => masses.runs === 1);
    if (single.length > 0) {
      out.push(
        `${listed(single)} ${
          single.length === 1 ? "has" : "have"
        } one run, which cannot show how another training set would change it, so no order is stated. Several runs with different training sets would show it.`,
      );
    }
    if (new Set(all.map(({ nTrain }) => nTrain)).size > 1) {
      out.push(
        "The generators have different numbers of training events; each amplification is relative to its own generator's number.",
      );
    }
    out.push(
      "Runs of different generators are assumed independent. If the generators share training sets, most errors are too large.",
    );
  }
  if (all[0].truth!.counting !== undefined) {
    out.push(
      "The truth is a sample. Its noise cancels in a difference where both generators err in the same direction. Where they err in opposite directions it counts twice; the errors include it.",
    );
  }
  return [...new Set([...out, ...all.flatMap(({ notes }) => notes ?? [])])];
}

/**
 * Compares generators that have the same truth in the same bins.
 *
 * @throws {RangeError} As {@linkcode checkComparable} does.
 */
export function compareGenerators(
  contenders: readonly Configured[],
  { title = `Comparison of ${contenders.length} generators`, report = () => {} }: CompareOptions =
    {},
): Comparison {
  checkComparable(contenders);
  const [{ prepared, config }] = contenders;
  const kind = prepared.samples === undefined ? "draws" : "sample";
  const falseAlarms = Math.min(...contenders.map(({ config }) => config.falseAlarms));
  const common = commonOf(contenders.map(({ prepared }) => prepared), config.seed);
  const names = contenders.map(({ name }) => name);
  const measured: GeneratorMeasures[] = contenders.map(({ name, config, prepared }) =>
    measureGenerator(
      config,
      prepared,
      common,
      (done, total, what) => report(done, total, `${name}: ${what}`),
    )
  );
  const replicated = measured.map(({ replicated }) => replicated);
  const measures = measuresFor(kind).filter(({ name }) =>
    replicated.some((values) => isPresent(values.get(name)!))
  );
  const differences = differencesOf(names, measures, replicated, falseAlarms);
  return {
    schema: comparisonSchema,
    title,
    of: kind,
    setup: {
      truth: {
        kind: config.truth!.kind,
        file: truthFileOf(prepared),
        digest: truthDigest(prepared),
        events: prepared.truth!.counting?.events ?? null,
      },
      // Samples are compared in all of their features.
      axes: kind === "sample"
        ? spectraOf(prepared).map(({ axis }) => axis)
        : prepared.axes.map(axisResults),
      shape: [...prepared.masses.shape],
      events: kind === "sample" ? common.events : null,
      seed: config.seed,
      falseAlarms,
    },
    generators: contenders.map(({ name, source, prepared }, i) => ({
      name,
      file: source,
      runs: prepared.masses.runs,
      draws: prepared.masses.draws,
      nTrain: prepared.nTrain ?? null,
      generated: prepared.generated?.events ?? null,
      quantities: measured[i].quantities,
    })),
    measures: measures.map((measure) => ({
      ...measure,
      values: names.map((name, i) => {
        const number = replicated[i].get(measure.name)!;
        return isPresent(number)
          ? {
            value: number.value,
            error: errorOf(number),
            rank: measure.better === "neither" ? null : rankOf(name, measure, differences),
            reason: null,
          }
          : { value: null, error: null, rank: null, reason: number.reason };
      }),
    })),
    differences,
    findings: findingsOf(names, measures, differences),
    limits: limitsOf(contenders, kind, common.events),
  };
}
