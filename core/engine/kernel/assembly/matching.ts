/** The flow-matching loss and its gradient, tile by tile. */
import { sineAndCosine, sum } from "./curves";
import { HALVES, ROW } from "./products";
import {
  backward,
  beginPass,
  fold,
  forward,
  gather,
  gatherLanes,
  GROUP,
  partPlace,
  parts,
  PASSES,
  presence,
  sampleOf,
} from "./network";
import {
  biasesOf,
  chunk,
  conditions,
  dimension,
  frequencies,
  inputs,
  inputSize,
  outputs,
  outputSize,
  outputUpstreams,
} from "./plan";

/** Chunks after which the sums go to double precision. */
const FOLD_AFTER: i32 = 16;

/**
 * Sum over points and components of (v(t, y) - target)^2, with y = (1 - t) x + (eps + (1 - eps) t) z and
 * target = (1 - eps) z - x; and the gradient of half of it.
 */
export function flowMatching(
  n: i32,
  points: usize,
  noise: usize,
  times: usize,
  condition: usize,
  varying: bool,
  floor: f32,
  gradient: bool,
): f64 {
  const stride = <usize> dimension * 4;
  const one = f32x4.splat(1), eps = f32x4.splat(floor), rest = f32x4.sub(one, eps);
  /** A tile is three groups; gradients are gathered over a chunk of tiles. */
  const tile = 3 * GROUP, together = tile * chunk;
  let even: f64 = 0, odd: f64 = 0, chunks = 0;
  for (let begin = 0; begin < n; begin += together) {
    const end = min(begin + together, n);
    for (let pass = 0; pass < PASSES && begin + 4 * pass < n; pass++) {
      beginPass(pass);
      let evaluation = 0;
      for (let first = begin; first < end; first += tile, evaluation++) {
        const x = inputs + <usize> evaluation * inputSize;
        const y = outputs + <usize> evaluation * outputSize;
        const g = outputUpstreams + <usize> evaluation * outputSize;
        for (let part = 0; part < parts(); part++) {
          const sample = sampleOf(first, pass, part);
          let p = x + partPlace(part);
          const time = gatherLanes(times, 4, sample, n);
          // Counted in vectors: a conversion would make each frequency wait for the one before it.
          let k = one;
          for (let i = 0; i < frequencies; i++, p += ROW, k = f32x4.add(k, one)) {
            sineAndCosine(f32x4.mul(k, time), p + <usize> frequencies * ROW, p);
          }
          p += <usize> frequencies * ROW;
          for (let d = 0; d < dimension; d++, p += ROW) {
            const goal = g + <usize> d * ROW + partPlace(part);
            const data = gatherLanes(points + <usize> d * 4, stride, sample, n);
            const z = gatherLanes(noise + <usize> d * 4, stride, sample, n);
            v128.store(
              p,
              f32x4.add(
                f32x4.mul(f32x4.sub(one, time), data),
                f32x4.mul(f32x4.add(eps, f32x4.mul(rest, time)), z),
              ),
            );
            v128.store(goal, f32x4.sub(f32x4.mul(rest, z), data));
          }
          for (let c = 0; c < conditions; c++, p += ROW) {
            const step = varying ? <usize> conditions * 4 : 0;
            v128.store(p, gatherLanes(condition + <usize> c * 4, step, sample, n));
          }
        }
        forward(x, biasesOf(0), false, evaluation, y);
        for (let half = 0; half < HALVES; half++) {
          let squares = f32x4.splat(0);
          for (let part = half; part < parts(); part += HALVES) {
            const present = presence(sampleOf(first, pass, part), n);
            for (let d = 0; d < dimension; d++) {
              const place = <usize> d * ROW + partPlace(part);
              const difference = f32x4.mul(
                present,
                f32x4.sub(v128.load(y + place), v128.load(g + place)),
              );
              v128.store(g + place, difference);
              squares = f32x4.add(squares, f32x4.mul(difference, difference));
            }
          }
          if (pass + half == 0) even += sum(squares);
          else odd += sum(squares);
        }
        if (gradient) backward(g, evaluation, 0);
      }
      if (gradient) gather(0, evaluation, 0);
    }
    if (gradient && ++chunks == FOLD_AFTER) {
      fold();
      chunks = 0;
    }
  }
  return even + odd;
}
