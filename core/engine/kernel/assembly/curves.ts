/** Exponential, sine, cosine and the activations, four numbers at a time. */

/**
 * Constants in memory: V8 makes a vector constant anew at every use, from two general registers, while a
 * load is free beside the arithmetic.
 */
@inline
const table = memory.data<f32>([
  1,
  2,
  1.44269504,
  -126,
  126,
  12582912.0,
  0.0013264727,
  0.009671513,
  0.055507336,
  0.24022242,
  0.693147,
  -2,
]);
@inline
export const ONE: usize = 0;
@inline
export const TWO: usize = 1;
@inline
export const LOG2E: usize = 2;
@inline
export const LEAST: usize = 3;
@inline
const MOST: usize = 4;
/** Added to a number below 2^22 in size, it leaves the nearest whole number in the low bits. */
@inline
export const ROUNDER: usize = 5;
// Coefficients of 2^u, the highest power first.
@inline
export const C0: usize = 6;
@inline
export const C1: usize = 7;
@inline
export const C2: usize = 8;
@inline
export const C3: usize = 9;
@inline
export const C4: usize = 10;
@inline
export const MINUS_TWO: usize = 11;

@inline
export function constant(index: usize): v128 {
  return v128.load32_splat(table + index * 4);
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

/** sin(pi x) where `quarter` is 0 and cos(pi x) where it is 1; error 2e-7. */
@inline
export function sinePi(x: v128, quarter: i32): v128 {
  const nearest = f32x4.nearest(f32x4.mul(x, f32x4.splat(2)));
  const f = f32x4.sub(x, f32x4.mul(nearest, f32x4.splat(0.5)));
  const turn = i32x4.add(i32x4.trunc_sat_f32x4_s(nearest), i32x4.splat(quarter));
  const z = f32x4.mul(f, f);
  let s = f32x4.add(f32x4.mul(f32x4.splat(-0.58974694), z), f32x4.splat(2.54982154));
  s = f32x4.add(f32x4.mul(s, z), f32x4.splat(-5.16770889));
  s = f32x4.mul(f32x4.add(f32x4.mul(s, z), f32x4.splat(3.14159265)), f);
  let c = f32x4.add(f32x4.mul(f32x4.splat(0.23162048), z), f32x4.splat(-1.33507898));
  c = f32x4.add(f32x4.mul(c, z), f32x4.splat(4.05870856));
  c = f32x4.add(f32x4.mul(c, z), f32x4.splat(-4.93480218));
  c = f32x4.add(f32x4.mul(c, z), f32x4.splat(1));
  const odd = i32x4.eq(v128.and(turn, i32x4.splat(1)), i32x4.splat(1));
  const sign = i32x4.shl(v128.and(turn, i32x4.splat(2)), 30);
  return v128.xor(v128.bitselect(c, s, odd), sign);
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
