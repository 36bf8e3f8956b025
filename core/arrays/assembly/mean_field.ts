/** Functions of the scales of a mean field. */
import {
  expOfNegative,
  FRACTION,
  HALF,
  LIFT,
  log,
  logOfSum,
  ONE,
} from "./logarithm";
import { constant, X, Y } from "./places";

@inline
const LEAST: usize = memory.data<f64>([-745]);
/** sqrt(2) - 1 */
@inline
const HALFWAY: usize = memory.data<f64>([0.41421356237309503]);
/** 2^969 */
@inline
const MOST: usize = memory.data<u64>([0x7c80000000000000]);

/**
 * X <- log(1 + e^X), above 0 everywhere, and Y <- e^X / (1 + e^X). The order of operands in pmax keeps a
 * NaN in the first of them.
 */
export function softplus(count: i32): void {
  const one = constant(ONE), zero = f64x2.splat(0);
  for (let place = X, y = Y, end = X + 8 * <usize> count; place < end; place += 16, y += 16) {
    const x = v128.load(place);
    const e = expOfNegative(f64x2.pmax(f64x2.neg(f64x2.abs(x)), constant(LEAST)));
    // 1 + e is 1 + f, or 2 (1 + f).
    const beyond = f64x2.gt(e, constant(HALFWAY));
    const f = v128.bitselect(f64x2.mul(f64x2.sub(e, one), constant(HALF)), e, beyond);
    const rise = logOfSum(f, v128.and(one, beyond));
    v128.store(place, f64x2.add(f64x2.pmax(x, zero), rise));
    const numerator = v128.bitselect(one, e, f64x2.gt(x, zero));
    v128.store(y, f64x2.div(numerator, f64x2.add(one, e)));
  }
}

/**
 * Sum of the logarithms of X as the logarithm of a product, whose exponent is counted apart; NaN where a
 * number is not above 0 and below 2^969.
 */
export function sumOfLogs(count: i32): f64 {
  store<f64>(X + 8 * <usize> count, 1);
  const one = constant(ONE), zero = f64x2.splat(0);
  let product = one, exponents = i64x2.splat(0), inRange = i64x2.splat(-1);
  for (let place = X, end = X + 8 * <usize> count; place < end; place += 16) {
    const x = v128.load(place);
    inRange = v128.and(
      inRange,
      v128.and(f64x2.gt(x, zero), f64x2.lt(x, constant(MOST))),
    );
    product = f64x2.mul(f64x2.mul(x, constant(LIFT)), product);
    exponents = i64x2.add(exponents, i64x2.shr_u(product, 52));
    product = v128.or(v128.and(product, constant(FRACTION)), one);
  }
  if (!i64x2.all_true(inRange)) return NaN;
  const exponent = i64x2.extract_lane(exponents, 0) + i64x2.extract_lane(exponents, 1) -
    <i64> ((count + 1) & -2) * (1023 + 54);
  const both = f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1);
  return f64x2.extract_lane(log(f64x2.splat(both), f64x2.splat(<f64> exponent)), 0);
}
