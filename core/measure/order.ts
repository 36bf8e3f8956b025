/**
 * Tests of the order of the draws, and their autocorrelation time.
 *
 * @module
 */
import { checkInteger } from "../check.ts";
import { binCount, type Masses } from "../binning/masses.ts";
import { drawAutocorrelationTime } from "../calibration/autocorrelation.ts";
import { drawDistances } from "../calibration/distances.ts";
import type { Tested } from "../calibration/uniformity.ts";
import type { Stream } from "../random.ts";
import { type Absent, absent, attempt, isPresent } from "./absent.ts";
import type { Simulation } from "./ranks.ts";

/** Relative tolerance for rounding: an order and its reverse give the same sums. */
const rounding = 1e-12;

/** The order of the draws, then random permutations of it. */
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

/** Sums of squared distances, of neighbouring draws and twice between the two halves, for an order of the draws. */
function sumsOf(squares: readonly Float64Array[], order: Uint32Array, half: number) {
  const draws = order.length;
  let next = 0, between = 0;
  for (const square of squares) {
    for (let i = 1; i < draws; i++) next += square[order[i - 1] * draws + order[i]];
    for (let i = 0; i < half; i++) {
      const row = order[i] * draws;
      for (let j = half; j < draws; j++) between += 2 * square[row + order[j]];
    }
  }
  return { next, between };
}

/** Tests of whether the order of the draws matters. */
export interface OrderMeasures {
  /**
   * Mean squared distance of neighbouring draws over that of all pairs: 1 for independent draws, less
   * for a chain that is not thinned. The p-value is the share of permuted orders with a ratio as low.
   */
  readonly neighbours: Tested;
  /**
   * Mean squared distance between draws of the first and of the second half over that within halves:
   * above 1 if the draws drift. The p-value is the share of random halves with a ratio as high.
   */
  readonly halves: Tested | Absent;
  /** The draw farthest from all others, and its distance over the median of all draws. */
  readonly farthest:
    | { readonly run: number; readonly draw: number; readonly ratio: number }
    | Absent;
}

/**
 * Compares the order of the draws with random ones by permutation tests: if draws are exchangeable, all
 * orders are equally likely.
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
  for (let row = 0; row < runs * draws; row++) {
    const from = row * bins;
    for (let bin = 0; bin < bins; bin++) mean[bin] += values[from + bin] / (runs * draws);
  }
  const weights = mean.map((mass) => mass > 0 ? 1 / mass : 0);
  const square = Array.from({ length: runs }, (_, run) => drawDistances(masses, run, weights));
  const total = square.reduce((sum, run) => sum + run.reduce((a, b) => a + b, 0), 0);
  if (!(total > 0)) {
    throw new RangeError(
      `Cannot ${act} as they must differ: current value is a distance of ${total}`,
    );
  }
  const half = Math.floor(draws / 2);
  const pairs = runs * draws * (draws - 1);
  const across = 2 * runs * half * (draws - half);
  // All runs have the same order, so that one sum over runs serves all permutations.
  const together = [square.reduce((sum, run) => sum.map((x, pair) => x + run[pair]))];
  const neighbours: number[] = [], halves: number[] = [];
  for (const order of orders(draws, replicates, stream)) {
    const { next, between } = sumsOf(neighbours.length === 0 ? square : together, order, half);
    neighbours.push(next / (runs * (draws - 1)) / (total / pairs));
    halves.push(between / across / ((total - between) / (pairs - across)));
  }
  const tested = (values: number[], extreme: (other: number, value: number) => boolean): Tested => {
    const [value, ...others] = values;
    const asExtreme = others.filter((other) => extreme(other, value)).length;
    return { value, pValue: (1 + asExtreme) / (1 + others.length) };
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
    neighbours: tested(neighbours, (other, value) => other <= value * (1 + rounding)),
    halves: Number.isFinite(halves[0])
      ? tested(halves, (other, value) => other >= value * (1 - rounding))
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

/** Significance level of the test for correlated draws. */
export const fewestDraws = 10;

const alarm = 0.05;

/**
 * Autocorrelation time of the draws if their order shows a significant correlation; 1 if not, or if not
 * available.
 *
 * @param order Result of {@linkcode measureOrder} for the same masses.
 * @returns Draws that are worth one independent draw.
 */
export function correlationTime(masses: Masses, order: OrderMeasures | Absent): number {
  return isPresent(order) && order.neighbours.pValue < alarm ? drawAutocorrelationTime(masses) : 1;
}

/** The same from masses alone. */
export function measureCorrelationTime(masses: Masses, simulation: Simulation): number {
  return correlationTime(masses, attempt(() => measureOrder(masses, simulation)));
}
