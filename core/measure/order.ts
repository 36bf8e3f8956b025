/**
 * Whether the draws come in any order, and how many independent ones they are worth.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { drawAutocorrelationTime } from "../calibration/autocorrelation.ts";
import type { Tested } from "../calibration/uniformity.ts";
import type { Stream } from "../random.ts";
import { type Absent, absent, attempt, isPresent } from "./absent.ts";
import type { Simulation } from "./ranks.ts";

/** Squared distances between the draws of one run, in the metric sum (a - b)^2 / mean. */
function distances(masses: Masses, run: number, weights: Float64Array): Float64Array {
  const { draws, values } = masses;
  const bins = weights.length;
  const out = new Float64Array(draws * draws);
  for (let i = 0; i < draws; i++) {
    const a = (run * draws + i) * bins;
    for (let j = 0; j < i; j++) {
      const b = (run * draws + j) * bins;
      let sum = 0;
      for (let bin = 0; bin < bins; bin++) {
        const difference = values[a + bin] - values[b + bin];
        sum += difference * difference * weights[bin];
      }
      out[i * draws + j] = out[j * draws + i] = sum;
    }
  }
  return out;
}

/** Orders that only turn others around give the same sums, but for rounding. */
const rounding = 1e-12;

/** Permuted orders, the first the draws' own. */
function* orders(draws: number, count: number, stream: Stream): Generator<Uint32Array> {
  const order = Uint32Array.from({ length: draws }, (_, i) => i);
  yield order;
  for (let k = 0; k < count; k++) {
    for (let i = draws - 1; i > 0; i--) {
      const j = stream.integer(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    yield order;
  }
}

/** Whether the draws come in any order. */
export interface OrderMeasures {
  /**
   * Mean squared distance of neighbouring draws over that of all pairs, 1 where draws are independent, less
   * for a chain that is not thinned; and how often the draws in another order are as far below.
   */
  readonly neighbours: Tested;
  /**
   * Mean squared distance between draws of the first and of the second half over that within halves: more
   * than 1 where the draws drift; and how often halves drawn at random are as far above.
   */
  readonly halves: Tested | Absent;
  /** The draw that is the farthest from all others, and its distance over the median of all draws. */
  readonly farthest:
    | { readonly run: number; readonly draw: number; readonly ratio: number }
    | Absent;
}

/**
 * Compares the order of the draws with others: permutation tests, for where draws are exchangeable each order is as
 * likely.
 *
 * @param simulation Random numbers and number of the orders.
 * @throws {RangeError} If there are fewer than 4 draws, or the draws do not differ.
 */
export function measureOrder(
  masses: Masses,
  { stream, replicates = 999 }: Simulation,
): OrderMeasures {
  const { runs, draws, values } = masses;
  const act = "compare draws";
  checkInteger(act, "number of draws", draws, 4);
  const bins = binCount(masses);
  const mean = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) mean[i % bins] += values[i] / (runs * draws);
  const weights = mean.map((mass) => mass > 0 ? 1 / mass : 0);
  const square = Array.from({ length: runs }, (_, run) => distances(masses, run, weights));
  const total = square.reduce((sum, run) => sum + run.reduce((a, b) => a + b, 0), 0);
  if (!(total > 0)) {
    throw new RangeError(
      `Cannot ${act} as they must differ: current value is a distance of ${total}`,
    );
  }
  const half = Math.floor(draws / 2);
  const pairs = runs * draws * (draws - 1);
  const across = 2 * runs * half * (draws - half);
  const neighbours: number[] = [], halves: number[] = [];
  for (const order of orders(draws, replicates, stream)) {
    let next = 0, between = 0;
    for (const run of square) {
      for (let i = 1; i < draws; i++) next += run[order[i - 1] * draws + order[i]];
      for (let i = 0; i < half; i++) {
        for (let j = half; j < draws; j++) between += 2 * run[order[i] * draws + order[j]];
      }
    }
    neighbours.push(next / (runs * (draws - 1)) / (total / pairs));
    halves.push(between / across / ((total - between) / (pairs - across)));
  }
  const tested = (values: number[], extreme: (other: number, own: number) => boolean): Tested => {
    const [value, ...others] = values;
    const as = others.filter((other) => extreme(other, value)).length;
    return { value, pValue: (1 + as) / (1 + others.length) };
  };
  const far = Array.from({ length: runs * draws }, (_, i) => {
    const run = square[Math.floor(i / draws)];
    let sum = 0;
    for (let j = 0; j < draws; j++) sum += run[(i % draws) * draws + j];
    return sum;
  });
  const sorted = Float64Array.from(far).sort();
  const median = sorted[Math.floor(sorted.length / 2)];
  const worst = far.indexOf(sorted[sorted.length - 1]);
  return {
    neighbours: tested(neighbours, (other, own) => other <= own * (1 + rounding)),
    halves: Number.isFinite(halves[0])
      ? tested(halves, (other, own) => other >= own * (1 - rounding))
      : absent("The draws within each half are the same"),
    farthest: median > 0
      ? {
        run: Math.floor(worst / draws),
        draw: worst % draws,
        ratio: Math.sqrt(far[worst] / median),
      }
      : absent("Half of the draws or more are the same"),
  };
}

/** Share of independent draws whose order is taken for that of a chain. */
const alarm = 0.05;

/**
 * Autocorrelation time of the draws, where their order says that they follow each other; 1 where it does not, and
 * where it cannot be had.
 *
 * @param order What {@linkcode measureOrder} says of the same masses.
 * @returns Draws that are worth one independent draw.
 */
export function correlationTime(masses: Masses, order: OrderMeasures | Absent): number {
  return isPresent(order) && order.neighbours.pValue < alarm ? drawAutocorrelationTime(masses) : 1;
}

/** The same from masses alone. */
export function measureCorrelationTime(masses: Masses, simulation: Simulation): number {
  return correlationTime(masses, attempt(() => measureOrder(masses, simulation)));
}
