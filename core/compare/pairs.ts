/**
 * Statistics that are sums over pairs of events.
 *
 * @module
 */
import { eventCount, type WeightedPoints, weightsOf } from "./points.ts";

/** Values of all pairs i > j, at i (i - 1) / 2 + j. */
export type Pairs = Float32Array;

/** Squared Euclidean distances of all pairs. */
export function squaredDistances(points: WeightedPoints): Pairs {
  const { values, features } = points, events = eventCount(points);
  const out = new Float32Array(events * (events - 1) / 2);
  for (let i = 0, at = 0; i < events; i++) {
    for (let j = 0; j < i; j++, at++) {
      let sum = 0;
      for (let a = i * features, b = j * features; a < (i + 1) * features; a++, b++) {
        const away = values[a] - values[b];
        sum += away * away;
      }
      out[at] = sum;
    }
  }
  return out;
}

/** The value at a place of ascending values, by how many there are of each, and how many are smaller. */
function valueAt(counts: Uint32Array, place: number): { value: number; smaller: number } {
  let value = 0, smaller = 0;
  while (smaller + counts[value] <= place) smaller += counts[value++];
  return { value, smaller };
}

/** The number at a place of ascending numbers, none of them negative; counted by halves of its bits, which ascend with it. */
function select(numbers: Pairs, place: number): number {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const counts = new Uint32Array(65_536);
  for (let at = 0; at < bits.length; at++) counts[bits[at] >>> 16]++;
  const { value: upper, smaller } = valueAt(counts, place);
  counts.fill(0);
  for (let at = 0; at < bits.length; at++) {
    if (bits[at] >>> 16 === upper) counts[bits[at] & 0xffff]++;
  }
  const { value: lower } = valueAt(counts, place - smaller);
  return new Float32Array(Uint32Array.of(upper * 65_536 + lower).buffer)[0];
}

/**
 * The median of squared distances, or of those above 0 where most events are equal; `undefined` where all are.
 */
export function medianSquare(pairs: Pairs): number | undefined {
  let zeros = 0;
  for (let at = 0; at < pairs.length; at++) {
    if (pairs[at] === 0) zeros++;
  }
  const different = pairs.length - zeros;
  if (different === 0) return undefined;
  return select(pairs, pairs.length >> 1) || select(pairs, zeros + (different >> 1));
}

/**
 * The form 2 E f(X, Y) - E f(X, X') - E f(Y, Y') of a symmetric function f of two events, where pairs are
 * drawn with replacement (V-statistic): -(p - q)' F (p - q) for the normalised weights p and q of the
 * samples. All that depends on labels is the sum over pairs within the first sample.
 *
 * @param pairs f of different events.
 * @param diagonal f of an event and itself.
 */
export function pairForm(points: WeightedPoints, pairs: Pairs, diagonal: number) {
  const weights = weightsOf(points), events = weights.length;
  // F w, of which the sums over all pairs follow.
  const rows = weights.map((weight) => diagonal * weight);
  for (let i = 0, at = 0; i < events; i++) {
    let row = 0;
    for (let j = 0; j < i; j++, at++) {
      row += pairs[at] * weights[j];
      rows[j] += pairs[at] * weights[i];
    }
    rows[i] += row;
  }
  let all = 0, sum = 0;
  for (let i = 0; i < events; i++) {
    all += weights[i] * rows[i];
    sum += weights[i];
  }
  const index = new Uint32Array(events), weight = new Float64Array(events);
  return (first: Uint8Array): number => {
    let size = 0, within = 0, toAll = 0, sumOfFirst = 0;
    for (let i = 0; i < events; i++) {
      if (first[i] === 0) continue;
      const from = i * (i - 1) / 2;
      let row = 0;
      for (let k = 0; k < size; k++) row += pairs[from + index[k]] * weight[k];
      within += weights[i] * (2 * row + diagonal * weights[i]);
      toAll += weights[i] * rows[i];
      sumOfFirst += weights[i];
      index[size] = i;
      weight[size++] = weights[i];
    }
    const sumOfSecond = sum - sumOfFirst;
    return 2 * (toAll - within) / (sumOfFirst * sumOfSecond) -
      within / (sumOfFirst * sumOfFirst) -
      (all - 2 * toAll + within) / (sumOfSecond * sumOfSecond);
  };
}
