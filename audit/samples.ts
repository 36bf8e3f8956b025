/**
 * Compares one generated sample with a true one: whether both have the same distribution, where they differ, what it
 * is worth, and whether it copies its training sample.
 *
 * @module
 */
import {
  type CellDifference,
  copies,
  kernelWorth,
  sampleWorth,
  statistics,
  twoSampleTests,
  type WeightedPoints,
  whereTheyDiffer,
} from "../core/compare/mod.ts";
import { absent } from "../core/measure/mod.ts";
import { Stream } from "../core/random.ts";
import type { AuditConfig } from "./config.ts";
import type { SampleResults } from "./schema.ts";

/** Samples of events, held as a whole. */
export interface Samples {
  readonly generated: WeightedPoints;
  readonly truth: WeightedPoints;
  readonly training?: WeightedPoints;
  readonly holdout?: WeightedPoints;
  /** The condition of the generator, the last feature, and its bins. */
  readonly condition?: { readonly name: string; readonly edges: Float64Array };
}

/** Cells in which samples differ most, or are copied most, that are listed. */
const listed = 8;

/** Whether it copies, and the cells where it does most; infinite ends become null. */
function copiesOf(...samples: Parameters<typeof copies>): SampleResults["copies"] {
  const { where, ...rest } = copies(...samples);
  const finite = (ends: readonly number[]) => ends.map((end) => Number.isFinite(end) ? end : null);
  return {
    ...rest,
    where: where.slice(0, listed).map((cell) => ({
      ...cell,
      from: finite(cell.from),
      to: finite(cell.to),
    })),
  };
}

/** The cells that differ most; an end of a cell beyond all events is null. */
function placesOf(cells: readonly CellDifference[]): SampleResults["where"] {
  const lowest = cells[0]?.from.map((_, i) => Math.min(...cells.map(({ from }) => from[i])));
  const highest = cells[0]?.to.map((_, i) => Math.max(...cells.map(({ to }) => to[i])));
  return cells.slice(0, listed).map(({ from, to, first, second, z }) => ({
    from: from.map((end, i) => end === lowest[i] ? null : end),
    to: to.map((end, i) => end === highest[i] ? null : end),
    first,
    second,
    z,
  }));
}

/** Events whose last feature is from one value to below another, or to that one, too, without that feature. */
function within(
  { values, features, weights }: WeightedPoints,
  from: number,
  to: number,
  last: boolean,
): WeightedPoints {
  const events = Array.from({ length: values.length / features }, (_, event) => event)
    .filter((event) => {
      const value = values[(event + 1) * features - 1];
      return value >= from && (value < to || last && value === to);
    });
  const kept = new Float64Array(events.length * (features - 1));
  for (const [row, event] of events.entries()) {
    const start = event * features;
    kept.set(values.subarray(start, start + features - 1), row * (features - 1));
  }
  return {
    values: kept,
    features: features - 1,
    ...(weights && { weights: Float64Array.from(events, (event) => weights[event]) }),
  };
}

/** Fewest events of a bin of the condition that are compared. */
const FEWEST = 20;

/** The energy distance in each bin of the condition. */
function byCondition(
  { generated, truth, condition }: Samples,
  stream: Stream,
  permutations: number,
): NonNullable<SampleResults["within"]> {
  const { name, edges } = condition!;
  return Array.from(edges.subarray(1), (to, bin) => {
    const from = edges[bin], last = bin + 2 === edges.length;
    const [first, second] = [generated, truth].map((points) => within(points, from, to, last));
    const counts = [first, second].map(({ values, features }) => values.length / features);
    const [result] = Math.min(...counts) < FEWEST ? [] : twoSampleTests(first, second, {
      stream: stream.split("bin", bin),
      permutations,
      statistics: [statistics.energyDistance],
    });
    return {
      name,
      from,
      to,
      value: result?.value ?? null,
      upper: result?.upper ?? null,
      pValue: result?.pValue ?? null,
      generated: result?.used.first ?? counts[0],
      truth: result?.used.second ?? counts[1],
    };
  });
}

/**
 * Compares one generated sample with the truth.
 *
 * @param report Called with how much is done.
 */
export function samplesOf(
  samples: Samples,
  { seed, id, replicates }: Pick<AuditConfig, "seed" | "id" | "replicates">,
  report: (done: number, total: number, what: string) => void = () => {},
): SampleResults {
  const { generated, truth, training, holdout, condition } = samples;
  const stream = (purpose: string) => Stream.fromSeed(seed).split("samples", id, purpose);
  const tests = twoSampleTests(generated, truth, {
    stream: stream("tests"),
    permutations: replicates,
    report: (done, total) => report(done, total, "comparing samples"),
  });
  report(0, 1, "measuring the worth of the sample");
  return {
    tests: tests.map(({ name, value, upper, pValue, used }) => ({
      name,
      value,
      upper,
      pValue,
      generated: used.first,
      truth: used.second,
    })),
    where: placesOf(whereTheyDiffer(generated, truth)),
    ...(condition && { within: byCondition(samples, stream("condition"), replicates) }),
    worth: sampleWorth(generated, truth, { stream: stream("worth") }),
    kernel: kernelWorth(generated, truth, { stream: stream("kernel") }),
    copies: training === undefined || holdout === undefined
      ? absent("Whether it copies needs its training sample and a held-out sample, as events")
      : copiesOf(generated, training, holdout, { stream: stream("copies") }),
  };
}
