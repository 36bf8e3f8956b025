/**
 * The measures by which generators are compared.
 *
 * @module
 */
import { commonDepth, distancesFrom, type SampleDistance } from "../../core/compare/mod.ts";
import type { Replicated } from "../../core/difference.ts";
import {
  type Absent,
  type ComparedMeasures,
  comparedMeasures,
  measure,
  streamsOf,
} from "../../core/measure/mod.ts";
import { Stream } from "../../core/random.ts";
import type { AuditConfig } from "../config.ts";
import type { Prepared } from "../input/read.ts";
import type { Progress } from "../input/reader.ts";
import { samplesOf } from "../samples.ts";
import type { NamedQuantity } from "../schema.ts";
import { quantitiesOf, quantityMeanings, sampleQuantities } from "../verdicts/quantities.ts";
import type { ComparedMeasure } from "./schema.ts";

/** The measures of one generator. */
export interface GeneratorMeasures {
  readonly quantities: NamedQuantity[];
  readonly replicated: ReadonlyMap<string, Replicated | Absent>;
}

/** A measure before it has values. */
export type Measure = Omit<ComparedMeasure, "values">;

/** Measures of draws. */
const drawMeasures: readonly (Measure & { readonly find: keyof ComparedMeasures })[] = [
  {
    name: "coverage_deviation",
    title: "coverage",
    meaning: quantityMeanings.get("coverage_deviation")!,
    better: "lower",
    find: "coverageDeviation",
  },
  {
    name: "mad",
    title: "MAD",
    meaning: quantityMeanings.get("mad")!,
    better: "lower",
    find: "mad",
  },
  {
    name: "score",
    title: "score",
    meaning: "ranked probability score, over the true mass",
    better: "lower",
    find: "score",
  },
  {
    name: "divergence",
    title: "divergence",
    meaning:
      "Jensen-Shannon divergence of the mean over draws from the truth, without counting noise, nats",
    better: "lower",
    find: "divergence",
  },
  {
    name: "achieved",
    title: "achieved",
    meaning: quantityMeanings.get("achieved")!,
    better: "higher",
    find: "achieved",
  },
  {
    name: "amplification",
    title: "claimed",
    meaning: quantityMeanings.get("amplification")!,
    better: "neither",
    find: "amplification",
  },
];

/** Measures of one generated sample, by the names of their distances. */
const sampleMeasures: readonly (Measure & { readonly find: RegExp })[] = [
  {
    name: "energy_distance",
    title: "energy",
    meaning: "energy distance from the truth",
    better: "lower",
    find: /^energy/,
  },
  {
    name: "wasserstein_distance",
    title: "Wasserstein",
    meaning: "sliced Wasserstein distance from the truth",
    better: "lower",
    find: /^sliced/,
  },
  {
    name: "frechet_distance",
    title: "Fréchet",
    meaning: "Fréchet distance from the truth",
    better: "lower",
    find: /^Fréchet/,
  },
  {
    name: "classifier_area",
    title: "classifier",
    meaning:
      "area under the ROC curve of a classifier of the sample and the truth; 0.5 if it cannot separate them",
    better: "lower",
    find: /^classifier/,
  },
  {
    name: "inverse_worth",
    title: "1 / worth",
    meaning:
      "squared distance in cells in units of that of one true event, the inverse of the true events that the generator is worth",
    better: "lower",
    find: /cells$/,
  },
];

/** The measures of draws, or of one generated sample. */
export function measuresFor(kind: "draws" | "sample"): Measure[] {
  return (kind === "draws" ? drawMeasures : sampleMeasures).map(({ find: _, ...measure }) =>
    measure
  );
}

/** What all generators have in common. */
export interface Common {
  readonly seed: number;
  /** Generated events of each sample that are compared. */
  readonly events: number;
  /** Median splits on the way to a cell. */
  readonly depth: number;
}

/** What generators have in common, each as it was read. */
export function commonOf(all: readonly Prepared[], seed: number): Common {
  const samples = all.flatMap(({ samples }) => samples === undefined ? [] : [samples]);
  if (samples.length === 0) return { seed, events: 0, depth: 0 };
  const generated = samples.map(({ generated }) => generated);
  const events = Math.min(...generated.map(({ values, features }) => values.length / features));
  return { seed, events, depth: commonDepth(generated, samples[0].truth, events) };
}

/** Measures a generator: the numbers of its own audit, and those with which it is compared. */
export function measureGenerator(
  config: AuditConfig,
  prepared: Prepared,
  { seed, events, depth }: Common,
  report: Progress = () => {},
): GeneratorMeasures {
  const { seed: auditSeed, id, replicates } = config;
  const purpose = (name: string) => Stream.fromSeed(seed).split("comparison", name);
  if (prepared.samples !== undefined) {
    const { samples } = prepared;
    const quantities = sampleQuantities(
      samplesOf(samples, { seed: auditSeed, id, replicates }, report),
    );
    const distances = distancesFrom(samples.generated, samples.truth, {
      stream: purpose("distances"),
      events,
      depth,
      report: (done, total) => report(done, total, "leaving out parts of the samples"),
    });
    const distanceOf = (find: RegExp): SampleDistance =>
      distances.find(({ name }) => find.test(name))!;
    return {
      quantities,
      replicated: new Map(sampleMeasures.map(({ name, find }) => [name, distanceOf(find)])),
    };
  }
  const names = ["exact", id], { masses, truth, nTrain } = prepared;
  const { binnings: [finest] } = measure(prepared, {
    seed: auditSeed,
    names,
    replicates,
    coarser: [],
    report: (done, total) => report(done, total, "measuring bins"),
  });
  const measures = comparedMeasures(masses, truth!, {
    truth: purpose("truth"),
    stream: streamsOf(auditSeed, names, masses.shape),
    nTrain,
    autocorrelationTime: finest.consistency.autocorrelationTime,
  });
  return {
    quantities: quantitiesOf(finest),
    replicated: new Map(drawMeasures.map(({ name, find }) => [name, measures[find]])),
  };
}
