/**
 * Integrals of Fourier series over equal bins, without a matrix for each number of bins: on n bins the
 * harmonics repeat with period n, and bins that mirror each other share their products.
 *
 * @module
 */
import { cos, sin } from "../elementary.ts";

/** Cosine series a and sine series b of rows of values: `[rows, 2, harmonics + 1]`. */
export interface FourierSeries {
  readonly coefficients: Float64Array;
  readonly harmonics: number;
}

/** cos(2 pi i / count) for i = 0 .. count - 1. */
function cosines(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => cos(2 * Math.PI * i / count));
}

/**
 * The series through rows of values at equidistant nodes over a period.
 *
 * @param values `[rows, columns]`
 * @param stride Uses every `stride`-th node.
 */
export function fourierSeries(
  values: Float64Array,
  columns: number,
  stride: number,
): FourierSeries {
  const rows = values.length / columns, count = columns / stride, harmonics = count / 2;
  const cosine = cosines(count);
  const sine = cosine.map((_, i) => sin(2 * Math.PI * i / count));
  const coefficients = new Float64Array(rows * 2 * (harmonics + 1));
  for (let row = 0; row < rows; row++) {
    const a = row * 2 * (harmonics + 1), b = a + harmonics + 1;
    for (let j = 0; j < count; j++) {
      const value = values[row * columns + j * stride];
      for (let k = 0, turn = 0; k <= harmonics; k++, turn = (turn + j) % count) {
        coefficients[a + k] += value * cosine[turn];
        coefficients[b + k] += value * sine[turn];
      }
    }
    for (let k = 0; k <= harmonics; k++) {
      const share = (k === 0 || k === harmonics ? 1 : 2) / count;
      coefficients[a + k] *= share;
      coefficients[b + k] *= share;
    }
    // The highest sine vanishes at the nodes, so its coefficient is undetermined.
    coefficients[b + harmonics] = 0;
  }
  return { coefficients, harmonics };
}

/**
 * Integrals over n equal bins of a period.
 *
 * With m_j the middle of bin j, the harmonics of a series integrate to w_k (a_k cos k m_j + b_k sin k
 * m_j), w_k = period sin(pi k / n) / (pi k). As k -> k + n adds an odd multiple of pi to k m_j, and
 * k -> n - k reflects it, at most n / 2 distinct harmonics remain; bins j and n - 1 - j differ in the
 * sign of the sines alone.
 *
 * @param series One series for each of `[rows]`.
 * @returns `[rows, n]`
 */
export function equalBins(
  { coefficients, harmonics }: FourierSeries,
  n: number,
  period: number,
): Float64Array {
  const rows = coefficients.length / (2 * (harmonics + 1));
  const top = Math.min(Math.floor(n / 2), harmonics), half = Math.ceil(n / 2);
  // The harmonic to which each one reduces, and its factors.
  const place = new Int32Array(harmonics + 1);
  const ofCosine = new Float64Array(harmonics + 1), ofSine = new Float64Array(harmonics + 1);
  for (let k = 0; k <= harmonics; k++) {
    const turns = Math.floor(k / n), residue = k % n, mirrored = residue > n / 2;
    const weight = k === 0 ? period / n : period * sin(Math.PI * k / n) / (Math.PI * k);
    place[k] = mirrored ? n - residue : residue;
    ofCosine[k] = (turns % 2 === 0) === mirrored ? -weight : weight;
    ofSine[k] = turns % 2 === 0 ? weight : -weight;
  }
  // Cosine and sine of k m_j, m_j = (2 j + 1) pi / n, for the bins of the first half.
  const turn = cosines(2 * n), quarter = turn.map((_, i) => sin(Math.PI * i / n));
  const cosine = new Float64Array((top + 1) * half), sine = new Float64Array((top + 1) * half);
  for (let k = 0, at = 0; k <= top; k++) {
    for (let j = 0; j < half; j++, at++) {
      const i = k * (2 * j + 1) % (2 * n);
      cosine[at] = turn[i];
      sine[at] = quarter[i];
    }
  }
  const out = new Float64Array(rows * n);
  const a = new Float64Array(top + 4), b = new Float64Array(top + 4);
  const even = new Float64Array(half), odd = new Float64Array(half);
  for (let row = 0; row < rows; row++) {
    a.fill(0);
    b.fill(0);
    const from = row * 2 * (harmonics + 1);
    for (let k = 0; k <= harmonics; k++) {
      a[place[k]] += ofCosine[k] * coefficients[from + k];
      b[place[k]] += ofSine[k] * coefficients[from + harmonics + 1 + k];
    }
    even.fill(a[0]);
    odd.fill(0);
    let k = 1;
    // Four harmonics at a time: each sum is read and written once for four products.
    for (; k + 3 <= top; k += 4) {
      const [a0, a1, a2, a3] = [a[k], a[k + 1], a[k + 2], a[k + 3]];
      const [b0, b1, b2, b3] = [b[k], b[k + 1], b[k + 2], b[k + 3]];
      let p = k * half, q = p + half, r = q + half, s = r + half;
      for (let j = 0; j < half; j++, p++, q++, r++, s++) {
        even[j] += a0 * cosine[p] + a1 * cosine[q] + a2 * cosine[r] + a3 * cosine[s];
        odd[j] += b0 * sine[p] + b1 * sine[q] + b2 * sine[r] + b3 * sine[s];
      }
    }
    for (; k <= top; k++) {
      for (let j = 0, p = k * half; j < half; j++, p++) {
        even[j] += a[k] * cosine[p];
        odd[j] += b[k] * sine[p];
      }
    }
    for (let j = 0; j < half; j++) {
      out[row * n + n - 1 - j] = even[j] - odd[j];
      out[row * n + j] = even[j] + odd[j];
    }
  }
  return out;
}
