/** Exponential, sine, cosine and the activations, four numbers at a time. */

const log2e: f32 = 1.44269504;
/** Added to a number below 2^22 in size, it leaves the nearest whole number in the low bits. */
const rounder: f32 = 12582912.0;

/** 2^u for u in [-126, 127]; relative error 1.5e-7. */
@inline
function exp2(u: v128): v128 {
  const shifted = f32x4.add(u, f32x4.splat(rounder));
  const f = f32x4.sub(u, f32x4.sub(shifted, f32x4.splat(rounder)));
  let p = f32x4.add(f32x4.mul(f32x4.splat(0.0013264727), f), f32x4.splat(0.009671513));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.055507336));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.24022242));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.693147));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

// The order of operands in pmin and pmax keeps a NaN in the first of them.

/** e^x for x <= 0. */
@inline
export function expOfNegative(x: v128): v128 {
  return exp2(f32x4.pmax(f32x4.mul(x, f32x4.splat(log2e)), f32x4.splat(-126)));
}

/** e^x, held at the ends of its range. */
@inline
export function exp(x: v128): v128 {
  return exp2(
    f32x4.pmin(
      f32x4.pmax(f32x4.mul(x, f32x4.splat(log2e)), f32x4.splat(-126)),
      f32x4.splat(126),
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
