/** Random words of the counter-based generator Threefry-2x32-20 (Salmon et al., SC11). */
import { WORDS, X } from "./places";

@inline
const FIRST_FOUR: usize = memory.data<u32>([0, 1, 2, 3]);

@inline
function rotate(y: v128, by: i32): v128 {
  return v128.or(i32x4.shl(y, by), i32x4.shr_u(y, 32 - by));
}

/** The eight words of four counters (low, high), (low + 1, high), ... */
export function threefry(k0: i32, k1: i32, low: i32, high: i32): void {
  const k2 = 0x1bd11bda ^ k0 ^ k1;
  let x = i32x4.add(i32x4.splat(low + k0), v128.load(FIRST_FOUR));
  let y = i32x4.splat(high + k1);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 13), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 15), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 26), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 6), x);
  x = i32x4.add(x, i32x4.splat(k1)), y = i32x4.add(y, i32x4.splat(k2 + 1));
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 17), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 29), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 16), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 24), x);
  x = i32x4.add(x, i32x4.splat(k2)), y = i32x4.add(y, i32x4.splat(k0 + 2));
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 13), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 15), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 26), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 6), x);
  x = i32x4.add(x, i32x4.splat(k0)), y = i32x4.add(y, i32x4.splat(k1 + 3));
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 17), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 29), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 16), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 24), x);
  x = i32x4.add(x, i32x4.splat(k1)), y = i32x4.add(y, i32x4.splat(k2 + 4));
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 13), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 15), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 26), x);
  x = i32x4.add(x, y), y = v128.xor(rotate(y, 6), x);
  x = i32x4.add(x, i32x4.splat(k2)), y = i32x4.add(y, i32x4.splat(k0 + 5));
  v128.store(WORDS, v128.shuffle<i32>(x, y, 0, 4, 1, 5));
  v128.store(WORDS, v128.shuffle<i32>(x, y, 2, 6, 3, 7), 16);
}

/** X <- numbers in (0, 1) from 23 random bits each, from the counter (low, high) on. */
export function uniforms(k0: i32, k1: i32, low: i32, high: i32, count: i32): void {
  for (let place = X, end = X + 8 * <usize> count; place < end; place += 64) {
    threefry(k0, k1, low, high);
    low += 4;
    if (low == 0) high++;
    for (let i: usize = 0; i < 4; i++) {
      const whole = i32x4.shr_u(v128.load64_zero(WORDS + 8 * i), 9);
      const middle = f64x2.add(f64x2.convert_low_i32x4_u(whole), f64x2.splat(0.5));
      v128.store(place + 16 * i, f64x2.mul(middle, f64x2.splat(1.0 / 8388608)));
    }
  }
}
