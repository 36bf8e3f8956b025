/** The standard normal quantile by Wichura's rational approximations (AS 241, PPND16). */
import { horner, log } from "./logarithm";
import { CAPACITY, constant, WORDS, X } from "./places";
import { threefry } from "./threefry";

/** Beyond this distance from 1/2 a probability lies in a tail. */
const SPLIT: f64 = 0.425;

// Numerators and denominators, the highest power first.
@inline
const CENTRE: usize = memory.data<f64>([
  2.5090809287301226727e3,
  3.3430575583588128105e4,
  6.7265770927008700853e4,
  4.5921953931549871457e4,
  1.3731693765509461125e4,
  1.9715909503065514427e3,
  1.3314166789178437745e2,
  3.387132872796366608,
]);
@inline
const CENTRE_BELOW: usize = memory.data<f64>([
  5.226495278852854561e3,
  2.8729085735721942674e4,
  3.930789580009271061e4,
  2.1213794301586595867e4,
  5.3941960214247511077e3,
  6.871870074920579083e2,
  4.2313330701600911252e1,
  1,
]);
@inline
const TAIL: usize = memory.data<f64>([
  7.7454501427834140764e-4,
  2.27238449892691845833e-2,
  2.4178072517745061177e-1,
  1.27045825245236838258,
  3.64784832476320460504,
  5.7694972214606914055,
  4.6303378461565452959,
  1.42343711074968357734,
]);
@inline
const TAIL_BELOW: usize = memory.data<f64>([
  1.05075007164441684324e-9,
  5.475938084995344946e-4,
  1.51986665636164571966e-2,
  1.4810397642748007459e-1,
  6.8976733498510000455e-1,
  1.6763848301838038494,
  2.05319162663775882187,
  1,
]);
@inline
const FAR: usize = memory.data<f64>([
  2.01033439929228813265e-7,
  2.71155556874348757815e-5,
  1.2426609473880784386e-3,
  2.6532189526576123093e-2,
  2.9656057182850489123e-1,
  1.7848265399172913358,
  5.4637849111641143699,
  6.6579046435011037772,
]);
@inline
const FAR_BELOW: usize = memory.data<f64>([
  2.04426310338993978564e-15,
  1.4215117583164458887e-7,
  1.8463183175100546818e-5,
  7.868691311456132591e-4,
  1.48753612908506148525e-2,
  1.3692988092273580531e-1,
  5.9983220655588793769e-1,
  1,
]);

/** Places of the numbers in tails. */
const TAILS: usize = memory.data(CAPACITY * 4 + 16, 16);

@inline
function polynomial(x: v128, table: usize): v128 {
  let sum = horner(constant(table), x, table, 8);
  sum = horner(sum, x, table, 16);
  sum = horner(sum, x, table, 24);
  sum = horner(sum, x, table, 32);
  sum = horner(sum, x, table, 40);
  sum = horner(sum, x, table, 48);
  return horner(sum, x, table, 56);
}

/** The quantile at 1/2 + q. */
@inline
function centre(q: v128): v128 {
  const r = f64x2.sub(f64x2.splat(0.180625), f64x2.mul(q, q));
  return f64x2.div(f64x2.mul(q, polynomial(r, CENTRE)), polynomial(r, CENTRE_BELOW));
}

/** sqrt(-log p), the argument of the tails. */
@inline
function depth(p: v128): v128 {
  return f64x2.sqrt(f64x2.neg(log(p, f64x2.splat(0))));
}

/** Minus the quantile at exp(-depth^2). */
@inline
function tail(depth: v128): v128 {
  const r = f64x2.sub(depth, f64x2.splat(1.6));
  return f64x2.div(polynomial(r, TAIL), polynomial(r, TAIL_BELOW));
}

/** The same for depths beyond 5. */
@inline
function farTail(depth: v128): v128 {
  const r = f64x2.sub(depth, f64x2.splat(5));
  return f64x2.div(polynomial(r, FAR), polynomial(r, FAR_BELOW));
}

/** The quantile; NaN unless p is above 0 and below 1. */
export function normalQuantile(p: f64): f64 {
  if (!(p > 0 && p < 1)) return NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= SPLIT) return f64x2.extract_lane(centre(f64x2.splat(q)), 0);
  const r = depth(f64x2.splat(Math.min(p, 1 - p)));
  const z = f64x2.extract_lane(r, 0) <= 5 ? tail(r) : farTail(r);
  return copysign<f64>(f64x2.extract_lane(z, 0), q);
}

/** X <- standard normal numbers from 32 random bits each, from the counter (low, high) on. */
export function normals(k0: i32, k1: i32, low: i32, high: i32, count: i32): void {
  const half = f64x2.splat(0.5);
  let tails = TAILS;
  for (let place = X, end = X + 8 * <usize> count; place < end; place += 64) {
    threefry(k0, k1, low, high);
    low += 4;
    if (low == 0) high++;
    for (let i: usize = 0; i < 4; i++) {
      const word = f64x2.convert_low_i32x4_u(v128.load64_zero(WORDS + 8 * i));
      const q = f64x2.sub(
        f64x2.mul(f64x2.add(word, half), f64x2.splat(1.0 / 4294967296)),
        half,
      );
      const inTail = f64x2.gt(f64x2.abs(q), f64x2.splat(SPLIT));
      const at = place + 16 * i;
      // Numbers in tails leave q for later.
      v128.store(at, v128.bitselect(q, centre(q), inTail));
      const which = i64x2.bitmask(inTail);
      store<u32>(tails, <u32> at);
      tails += 4 * <usize> (which & 1);
      store<u32>(tails, <u32> at + 8);
      tails += 4 * <usize> (which >> 1);
    }
  }
  // With 32 bits no depth is beyond 5. A number without a partner is paired with itself.
  if (tails > TAILS) store<u32>(tails, load<u32>(tails - 4));
  for (let t = TAILS; t < tails; t += 8) {
    const first = <usize> load<u32>(t), second = <usize> load<u32>(t, 4);
    const q = v128.load64_lane(second, v128.load64_zero(first), 1);
    const z = tail(depth(f64x2.sub(half, f64x2.abs(q))));
    const signed = v128.bitselect(q, z, f64x2.splat(-0.0));
    v128.store64_lane(first, signed, 0);
    v128.store64_lane(second, signed, 1);
  }
}
