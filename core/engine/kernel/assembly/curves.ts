/** Exponential, sine, cosine and the activations, four numbers at a time. */

/**
 * Constants in memory: V8 makes a vector constant anew at every use, from two general registers, while a
 * load is free beside the arithmetic. A load from a place that is known when it is compiled needs no
 * bounds check.
 */
@inline
export const ONE: usize = memory.data<f32>([1]);
@inline
export const TWO: usize = memory.data<f32>([2]);
@inline
const HALF: usize = memory.data<f32>([0.5]);
@inline
export const MINUS_TWO: usize = memory.data<f32>([-2]);
@inline
export const LOG2E: usize = memory.data<f32>([1.44269504]);
@inline
export const LEAST: usize = memory.data<f32>([-126]);
@inline
const MOST: usize = memory.data<f32>([126]);
/** Added to a number below 2^22 in size, it leaves the nearest whole number in the low bits. */
@inline
export const ROUNDER: usize = memory.data<f32>([12582912.0]);
// Coefficients of 2^u, the highest power first.
@inline
export const C0: usize = memory.data<f32>([0.0013264727]);
@inline
export const C1: usize = memory.data<f32>([0.009671513]);
@inline
export const C2: usize = memory.data<f32>([0.055507336]);
@inline
export const C3: usize = memory.data<f32>([0.24022242]);
@inline
export const C4: usize = memory.data<f32>([0.693147]);
// Coefficients of sine and cosine, the highest power first.
@inline
const S0: usize = memory.data<f32>([-0.58974694]);
@inline
const S1: usize = memory.data<f32>([2.54982154]);
@inline
const S2: usize = memory.data<f32>([-5.16770889]);
@inline
const S3: usize = memory.data<f32>([3.14159265]);
@inline
const K0: usize = memory.data<f32>([0.23162048]);
@inline
const K1: usize = memory.data<f32>([-1.33507898]);
@inline
const K2: usize = memory.data<f32>([4.05870856]);
@inline
const K3: usize = memory.data<f32>([-4.93480218]);

@inline
export function constant(place: usize): v128 {
  return v128.load32_splat(place);
}

/** 2^u for u in [-126, 127]; relative error 1.5e-7. */
@inline
function exp2(u: v128): v128 {
  const shifted = f32x4.add(u, constant(ROUNDER));
  const f = f32x4.sub(u, f32x4.sub(shifted, constant(ROUNDER)));
  let p = f32x4.add(f32x4.mul(constant(C0), f), constant(C1));
  p = f32x4.add(f32x4.mul(p, f), constant(C2));
  p = f32x4.add(f32x4.mul(p, f), constant(C3));
  p = f32x4.add(f32x4.mul(p, f), constant(C4));
  p = f32x4.add(f32x4.mul(p, f), constant(ONE));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

// The order of operands in pmin and pmax keeps a NaN in the first of them.

/** e^x for x <= 0. */
@inline
export function expOfNegative(x: v128): v128 {
  return exp2(f32x4.pmax(f32x4.mul(x, constant(LOG2E)), constant(LEAST)));
}

/** e^x, held at the ends of its range. */
@inline
export function exp(x: v128): v128 {
  return exp2(
    f32x4.pmin(
      f32x4.pmax(f32x4.mul(x, constant(LOG2E)), constant(LEAST)),
      constant(MOST),
    ),
  );
}

/** Stores sin(pi x) and cos(pi x) for x from 0 to 2^20; error 2e-7. */
@inline
export function sineAndCosine(x: v128, sine: usize, cosine: usize): void {
  // Quarter turns: their nearest whole number, in the low bits.
  const shifted = f32x4.add(f32x4.mul(x, constant(TWO)), constant(ROUNDER));
  const f = f32x4.sub(x, f32x4.mul(f32x4.sub(shifted, constant(ROUNDER)), constant(HALF)));
  const z = f32x4.mul(f, f);
  let s = f32x4.add(f32x4.mul(constant(S0), z), constant(S1));
  s = f32x4.add(f32x4.mul(s, z), constant(S2));
  s = f32x4.mul(f32x4.add(f32x4.mul(s, z), constant(S3)), f);
  let c = f32x4.add(f32x4.mul(constant(K0), z), constant(K1));
  c = f32x4.add(f32x4.mul(c, z), constant(K2));
  c = f32x4.add(f32x4.mul(c, z), constant(K3));
  c = f32x4.add(f32x4.mul(c, z), constant(ONE));
  const odd = i32x4.shr_s(i32x4.shl(shifted, 31), 31);
  const next = i32x4.sub(shifted, i32x4.splat(-1));
  v128.store(sine, v128.xor(v128.bitselect(c, s, odd), signAfter(shifted)));
  v128.store(cosine, v128.xor(v128.bitselect(s, c, odd), signAfter(next)));
}

/** The sign of a sine after a number of quarter turns. */
@inline
function signAfter(quarters: v128): v128 {
  return i32x4.shl(i32x4.shr_u(quarters, 1), 31);
}

/** Sum of the four numbers in double precision, as two partial sums. */
@inline
export function widen(x: v128): v128 {
  return f64x2.add(
    f64x2.promote_low_f32x4(x),
    f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 0, 1)),
  );
}

/** Sum of the four numbers in double precision. */
@inline
export function sum(x: v128): f64 {
  const two = widen(x);
  return f64x2.extract_lane(two, 0) + f64x2.extract_lane(two, 1);
}
