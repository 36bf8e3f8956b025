/**
 * Exponential and logarithm, two doubles at a time: the methods and coefficients of fdlibm (Sun
 * Microsystems, 1993; e_exp.c and e_log.c), without branches.
 */
import { constant } from "./places";

@inline
export const HALF: usize = memory.data<f64>([0.5]);
@inline
export const ONE: usize = memory.data<f64>([1]);
@inline
const TWO: usize = memory.data<f64>([2]);
@inline
const LOG2E: usize = memory.data<f64>([1.4426950408889634]);
/** log 2 as a sum; the first term ends in zeros, so that its products with exponents are exact. */
@inline
const LN2_HIGH: usize = memory.data<f64>([6.93147180369123816490e-1]);
@inline
const LN2_LOW: usize = memory.data<f64>([1.90821492927058770002e-10]);
/** 1.5 2^52: added to a number below 2^51 in size, it leaves the nearest whole number in the low bits. */
@inline
const ROUNDER: usize = memory.data<f64>([6755399441055744.0]);
/** 2^54 makes every number normal. */
@inline
export const LIFT: usize = memory.data<f64>([18014398509481984.0]);
/** 2^52, which shows a whole number below itself in its low bits. */
@inline
const SHOWER: usize = memory.data<f64>([4503599627370496.0]);
/** 2^52 + 1023 + 54 */
@inline
const SHOWER_AND_BIAS: usize = memory.data<f64>([4503599627371573.0]);
/** Bits of ROUNDER less twice the bias of an exponent: subtracting them leaves n plus twice the bias. */
@inline
const TWICE_BIASED: usize = memory.data<u64>([0x4338000000000000 - 2046]);
@inline
export const FRACTION: usize = memory.data<u64>([0x000fffffffffffff]);
/** Bits of about sqrt(1/2), and of 1 less those. */
@inline
const ROOT: usize = memory.data<u64>([0x3fe6a09e00000000]);
@inline
const ONE_LESS_ROOT: usize = memory.data<u64>([0x3ff0000000000000 - 0x3fe6a09e00000000]);
// Coefficients, the highest power first.
@inline
const EXP: usize = memory.data<f64>([
  4.13813679705723846039e-8,
  -1.65339022054652515390e-6,
  6.61375632143793436117e-5,
  -2.77777777770155933842e-3,
  1.66666666666666019037e-1,
]);
@inline
const LOG: usize = memory.data<f64>([
  1.479819860511658591e-1,
  1.531383769920937332e-1,
  1.818357216161805012e-1,
  2.222219843214978396e-1,
  2.857142874366239149e-1,
  3.999999999940941908e-1,
  6.666666666666735130e-1,
]);

/** sum x + constant: a step of Horner's scheme. */
@inline
export function horner(sum: v128, x: v128, place: usize, offset: usize): v128 {
  return f64x2.add(f64x2.mul(sum, x), constant(place, offset));
}

/** e^x for x from -745 to 0. */
@inline
export function expOfNegative(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, constant(LOG2E)), constant(ROUNDER));
  const n = f64x2.sub(shifted, constant(ROUNDER));
  const high = f64x2.sub(x, f64x2.mul(n, constant(LN2_HIGH)));
  const low = f64x2.mul(n, constant(LN2_LOW));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let p = horner(constant(EXP), t, EXP, 8);
  p = horner(p, t, EXP, 16);
  p = horner(p, t, EXP, 24);
  p = horner(p, t, EXP, 32);
  const c = f64x2.sub(r, f64x2.mul(t, p));
  const bend = f64x2.div(f64x2.mul(r, c), f64x2.sub(constant(TWO), c));
  const y = f64x2.sub(constant(ONE), f64x2.sub(f64x2.sub(low, bend), high));
  // 2^n as two factors, since the result may be subnormal.
  const biased = i64x2.sub(shifted, constant(TWICE_BIASED));
  const first = i64x2.shr_u(biased, 1);
  const second = i64x2.sub(biased, first);
  return f64x2.mul(f64x2.mul(y, i64x2.shl(first, 52)), i64x2.shl(second, 52));
}

/** log(1 + f) + k log 2 for f from sqrt(1/2) - 1 to sqrt(2) - 1 and whole k. */
@inline
export function logOfSum(f: v128, k: v128): v128 {
  const s = f64x2.div(f, f64x2.add(constant(TWO), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  let even = horner(constant(LOG, 8), w, LOG, 24);
  even = f64x2.mul(horner(even, w, LOG, 40), w);
  let odd = horner(constant(LOG), w, LOG, 16);
  odd = horner(odd, w, LOG, 32);
  odd = f64x2.mul(horner(odd, w, LOG, 48), z);
  const half = f64x2.mul(f64x2.mul(constant(HALF), f), f);
  const correction = f64x2.mul(s, f64x2.add(half, f64x2.add(odd, even)));
  const low = f64x2.add(correction, f64x2.mul(k, constant(LN2_LOW)));
  return f64x2.sub(f64x2.mul(k, constant(LN2_HIGH)), f64x2.sub(f64x2.sub(half, low), f));
}

/** log(x) + k log 2 for x above 0 and below 2^969, and whole k. */
@inline
export function log(x: v128, k: v128): v128 {
  const bits = i64x2.add(f64x2.mul(x, constant(LIFT)), constant(ONE_LESS_ROOT));
  const exponent = f64x2.sub(
    v128.or(i64x2.shr_u(bits, 52), constant(SHOWER)),
    constant(SHOWER_AND_BIAS),
  );
  const fraction = i64x2.add(v128.and(bits, constant(FRACTION)), constant(ROOT));
  return logOfSum(f64x2.sub(fraction, constant(ONE)), f64x2.add(exponent, k));
}
