/**
 * The two matrix products that nearly all time goes into.
 *
 * Columns come in blocks of three vectors of four samples (one row of a block is 48 bytes), so that four
 * rows of a block fit the registers: twelve sums, three inputs, one weight.
 */

/** Bytes of a row of a block. */
export const ROW: usize = 48;

/** Which vectors of a block a bias is added to. */
export const BIAS_NONE: i32 = 0;
export const BIAS_FIRST: i32 = 1;
export const BIAS_ALL: i32 = 2;

/**
 * y[row] = bias[row] + sum over k of w[row, k] x[k]
 *
 * @param w Weights in groups of four rows, `[rows / 4][k][4]`, `wStep` bytes from group to group
 * @param depth Number of k, even
 * @param rows A multiple of 4
 */
export function product(
  w: usize,
  wStep: usize,
  depth: i32,
  x: usize,
  y: usize,
  rows: i32,
  bias: usize,
  biased: i32,
): void {
  const length = <usize> (depth & ~3) * 16;
  for (let row = 0; row < rows; row += 4) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0;
    let b0 = a0, b1 = a0, b2 = a0;
    let c0 = a0, c1 = a0, c2 = a0;
    let d0 = a0, d1 = a0, d2 = a0;
    if (biased != BIAS_NONE) {
      a0 = v128.load32_splat(bias, 0);
      b0 = v128.load32_splat(bias, 4);
      c0 = v128.load32_splat(bias, 8);
      d0 = v128.load32_splat(bias, 12);
      if (biased == BIAS_ALL) {
        a1 = a2 = a0;
        b1 = b2 = b0;
        c1 = c2 = c0;
        d1 = d2 = d0;
      }
      bias += 16;
    }
    let p = w, q = x, x0: v128, x1: v128, x2: v128, s: v128;
    for (const end = w + length; p < end; p += 64, q += 192) {
      x0 = v128.load(q, 0);
      x1 = v128.load(q, 16);
      x2 = v128.load(q, 32);
      s = v128.load32_splat(p, 0);
      a0 = f32x4.add(a0, f32x4.mul(s, x0));
      a1 = f32x4.add(a1, f32x4.mul(s, x1));
      a2 = f32x4.add(a2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 4);
      b0 = f32x4.add(b0, f32x4.mul(s, x0));
      b1 = f32x4.add(b1, f32x4.mul(s, x1));
      b2 = f32x4.add(b2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 8);
      c0 = f32x4.add(c0, f32x4.mul(s, x0));
      c1 = f32x4.add(c1, f32x4.mul(s, x1));
      c2 = f32x4.add(c2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 12);
      d0 = f32x4.add(d0, f32x4.mul(s, x0));
      d1 = f32x4.add(d1, f32x4.mul(s, x1));
      d2 = f32x4.add(d2, f32x4.mul(s, x2));
      x0 = v128.load(q, 48);
      x1 = v128.load(q, 64);
      x2 = v128.load(q, 80);
      s = v128.load32_splat(p, 16);
      a0 = f32x4.add(a0, f32x4.mul(s, x0));
      a1 = f32x4.add(a1, f32x4.mul(s, x1));
      a2 = f32x4.add(a2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 20);
      b0 = f32x4.add(b0, f32x4.mul(s, x0));
      b1 = f32x4.add(b1, f32x4.mul(s, x1));
      b2 = f32x4.add(b2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 24);
      c0 = f32x4.add(c0, f32x4.mul(s, x0));
      c1 = f32x4.add(c1, f32x4.mul(s, x1));
      c2 = f32x4.add(c2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 28);
      d0 = f32x4.add(d0, f32x4.mul(s, x0));
      d1 = f32x4.add(d1, f32x4.mul(s, x1));
      d2 = f32x4.add(d2, f32x4.mul(s, x2));
      x0 = v128.load(q, 96);
      x1 = v128.load(q, 112);
      x2 = v128.load(q, 128);
      s = v128.load32_splat(p, 32);
      a0 = f32x4.add(a0, f32x4.mul(s, x0));
      a1 = f32x4.add(a1, f32x4.mul(s, x1));
      a2 = f32x4.add(a2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 36);
      b0 = f32x4.add(b0, f32x4.mul(s, x0));
      b1 = f32x4.add(b1, f32x4.mul(s, x1));
      b2 = f32x4.add(b2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 40);
      c0 = f32x4.add(c0, f32x4.mul(s, x0));
      c1 = f32x4.add(c1, f32x4.mul(s, x1));
      c2 = f32x4.add(c2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 44);
      d0 = f32x4.add(d0, f32x4.mul(s, x0));
      d1 = f32x4.add(d1, f32x4.mul(s, x1));
      d2 = f32x4.add(d2, f32x4.mul(s, x2));
      x0 = v128.load(q, 144);
      x1 = v128.load(q, 160);
      x2 = v128.load(q, 176);
      s = v128.load32_splat(p, 48);
      a0 = f32x4.add(a0, f32x4.mul(s, x0));
      a1 = f32x4.add(a1, f32x4.mul(s, x1));
      a2 = f32x4.add(a2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 52);
      b0 = f32x4.add(b0, f32x4.mul(s, x0));
      b1 = f32x4.add(b1, f32x4.mul(s, x1));
      b2 = f32x4.add(b2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 56);
      c0 = f32x4.add(c0, f32x4.mul(s, x0));
      c1 = f32x4.add(c1, f32x4.mul(s, x1));
      c2 = f32x4.add(c2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 60);
      d0 = f32x4.add(d0, f32x4.mul(s, x0));
      d1 = f32x4.add(d1, f32x4.mul(s, x1));
      d2 = f32x4.add(d2, f32x4.mul(s, x2));
    }
    if (depth & 2) {
      x0 = v128.load(q, 0);
      x1 = v128.load(q, 16);
      x2 = v128.load(q, 32);
      s = v128.load32_splat(p, 0);
      a0 = f32x4.add(a0, f32x4.mul(s, x0));
      a1 = f32x4.add(a1, f32x4.mul(s, x1));
      a2 = f32x4.add(a2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 4);
      b0 = f32x4.add(b0, f32x4.mul(s, x0));
      b1 = f32x4.add(b1, f32x4.mul(s, x1));
      b2 = f32x4.add(b2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 8);
      c0 = f32x4.add(c0, f32x4.mul(s, x0));
      c1 = f32x4.add(c1, f32x4.mul(s, x1));
      c2 = f32x4.add(c2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 12);
      d0 = f32x4.add(d0, f32x4.mul(s, x0));
      d1 = f32x4.add(d1, f32x4.mul(s, x1));
      d2 = f32x4.add(d2, f32x4.mul(s, x2));
      x0 = v128.load(q, 48);
      x1 = v128.load(q, 64);
      x2 = v128.load(q, 80);
      s = v128.load32_splat(p, 16);
      a0 = f32x4.add(a0, f32x4.mul(s, x0));
      a1 = f32x4.add(a1, f32x4.mul(s, x1));
      a2 = f32x4.add(a2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 20);
      b0 = f32x4.add(b0, f32x4.mul(s, x0));
      b1 = f32x4.add(b1, f32x4.mul(s, x1));
      b2 = f32x4.add(b2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 24);
      c0 = f32x4.add(c0, f32x4.mul(s, x0));
      c1 = f32x4.add(c1, f32x4.mul(s, x1));
      c2 = f32x4.add(c2, f32x4.mul(s, x2));
      s = v128.load32_splat(p, 28);
      d0 = f32x4.add(d0, f32x4.mul(s, x0));
      d1 = f32x4.add(d1, f32x4.mul(s, x1));
      d2 = f32x4.add(d2, f32x4.mul(s, x2));
    }
    v128.store(y, a0, 0);
    v128.store(y, a1, 16);
    v128.store(y, a2, 32);
    v128.store(y, b0, 48);
    v128.store(y, b1, 64);
    v128.store(y, b2, 80);
    v128.store(y, c0, 96);
    v128.store(y, c1, 112);
    v128.store(y, c2, 128);
    v128.store(y, d0, 144);
    v128.store(y, d1, 160);
    v128.store(y, d2, 176);
    y += 192;
    w += wStep;
  }
}

/**
 * sums[row, k] += g[row] h[k], summed over evaluations and the vectors of a block; the four samples of a
 * vector stay apart.
 *
 * @param gStep Bytes from one evaluation to the next
 * @param rows A multiple of 4
 * @param depth Even
 * @param sums `[rows / 4][k][4]` vectors, `sumsStep` bytes from group to group
 */
export function outer(
  g: usize,
  gStep: usize,
  h: usize,
  hStep: usize,
  evaluations: i32,
  rows: i32,
  depth: i32,
  sums: usize,
  sumsStep: usize,
): void {
  let h0: v128, h1: v128, v: v128;
  for (let row = 0; row < rows; row += 4, g += 4 * ROW, sums += sumsStep) {
    let s = sums, from = h;
    for (let k = 0; k < depth; k += 2, s += 128, from += 2 * ROW) {
      let a0 = v128.load(s, 0), b0 = v128.load(s, 16), c0 = v128.load(s, 32), d0 = v128.load(s, 48);
      let a1 = v128.load(s, 64), b1 = v128.load(s, 80), c1 = v128.load(s, 96);
      let d1 = v128.load(s, 112);
      let p = g, q = from;
      for (let e = 0; e < evaluations; e++, p += gStep, q += hStep) {
        h0 = v128.load(q, 0);
        h1 = v128.load(q, 48);
        v = v128.load(p, 0);
        a0 = f32x4.add(a0, f32x4.mul(v, h0));
        a1 = f32x4.add(a1, f32x4.mul(v, h1));
        v = v128.load(p, 48);
        b0 = f32x4.add(b0, f32x4.mul(v, h0));
        b1 = f32x4.add(b1, f32x4.mul(v, h1));
        v = v128.load(p, 96);
        c0 = f32x4.add(c0, f32x4.mul(v, h0));
        c1 = f32x4.add(c1, f32x4.mul(v, h1));
        v = v128.load(p, 144);
        d0 = f32x4.add(d0, f32x4.mul(v, h0));
        d1 = f32x4.add(d1, f32x4.mul(v, h1));
        h0 = v128.load(q, 16);
        h1 = v128.load(q, 64);
        v = v128.load(p, 16);
        a0 = f32x4.add(a0, f32x4.mul(v, h0));
        a1 = f32x4.add(a1, f32x4.mul(v, h1));
        v = v128.load(p, 64);
        b0 = f32x4.add(b0, f32x4.mul(v, h0));
        b1 = f32x4.add(b1, f32x4.mul(v, h1));
        v = v128.load(p, 112);
        c0 = f32x4.add(c0, f32x4.mul(v, h0));
        c1 = f32x4.add(c1, f32x4.mul(v, h1));
        v = v128.load(p, 160);
        d0 = f32x4.add(d0, f32x4.mul(v, h0));
        d1 = f32x4.add(d1, f32x4.mul(v, h1));
        h0 = v128.load(q, 32);
        h1 = v128.load(q, 80);
        v = v128.load(p, 32);
        a0 = f32x4.add(a0, f32x4.mul(v, h0));
        a1 = f32x4.add(a1, f32x4.mul(v, h1));
        v = v128.load(p, 80);
        b0 = f32x4.add(b0, f32x4.mul(v, h0));
        b1 = f32x4.add(b1, f32x4.mul(v, h1));
        v = v128.load(p, 128);
        c0 = f32x4.add(c0, f32x4.mul(v, h0));
        c1 = f32x4.add(c1, f32x4.mul(v, h1));
        v = v128.load(p, 176);
        d0 = f32x4.add(d0, f32x4.mul(v, h0));
        d1 = f32x4.add(d1, f32x4.mul(v, h1));
      }
      v128.store(s, a0, 0);
      v128.store(s, b0, 16);
      v128.store(s, c0, 32);
      v128.store(s, d0, 48);
      v128.store(s, a1, 64);
      v128.store(s, b1, 80);
      v128.store(s, c1, 96);
      v128.store(s, d1, 112);
    }
  }
}

/**
 * Multiplies and adds in registers alone, in twelve independent chains: the ceiling of this machine, for
 * the benchmark. One round is 24 vector operations, 96 floating-point operations.
 */
export function ceiling(rounds: i32): f32 {
  const s = f32x4.splat(0.5), t = f32x4.splat(1);
  let a = f32x4.splat(0);
  let b = f32x4.splat(1);
  let c = f32x4.splat(2);
  let d = f32x4.splat(3);
  let e = f32x4.splat(4);
  let f = f32x4.splat(5);
  let g = f32x4.splat(6);
  let h = f32x4.splat(7);
  let m = f32x4.splat(8);
  let j = f32x4.splat(9);
  let k = f32x4.splat(10);
  let l = f32x4.splat(11);
  for (let i = 0; i < rounds; i++) {
    a = f32x4.add(f32x4.mul(a, s), t);
    b = f32x4.add(f32x4.mul(b, s), t);
    c = f32x4.add(f32x4.mul(c, s), t);
    d = f32x4.add(f32x4.mul(d, s), t);
    e = f32x4.add(f32x4.mul(e, s), t);
    f = f32x4.add(f32x4.mul(f, s), t);
    g = f32x4.add(f32x4.mul(g, s), t);
    h = f32x4.add(f32x4.mul(h, s), t);
    m = f32x4.add(f32x4.mul(m, s), t);
    j = f32x4.add(f32x4.mul(j, s), t);
    k = f32x4.add(f32x4.mul(k, s), t);
    l = f32x4.add(f32x4.mul(l, s), t);
  }
  a = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(e, f));
  g = f32x4.add(f32x4.add(f32x4.add(g, h), f32x4.add(m, j)), f32x4.add(k, l));
  return f32x4.extract_lane(f32x4.add(a, g), 0);
}
