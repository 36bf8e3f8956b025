/**
 * Named, splittable streams of random numbers.
 *
 * A stream is a key of the counter-based generator Threefry-2x32-20 (Salmon et al., "Parallel random
 * numbers: as easy as 1, 2, 3", SC11). Splitting derives a new key from a name, so every purpose has
 * a stream of its own, no stream depends on how much another one was used, and a resumed computation
 * needs no generator state: `stream.split("step", k)` is the same whenever it is asked for.
 *
 * @module
 */
import { log } from "./elementary.ts";

const PARITY = 0x1bd11bda;

/** Two words of Threefry-2x32-20, written to `out`. */
function threefry(k0: number, k1: number, c0: number, c1: number, out: Uint32Array): void {
  const k2 = PARITY ^ k0 ^ k1;
  let x = (c0 + k0) | 0;
  let y = (c1 + k1) | 0;
  x = (x + y) | 0, y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0, y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0, y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0, y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + k1) | 0, y = (y + k2 + 1) | 0;
  x = (x + y) | 0, y = ((y << 17) | (y >>> 15)) ^ x;
  x = (x + y) | 0, y = ((y << 29) | (y >>> 3)) ^ x;
  x = (x + y) | 0, y = ((y << 16) | (y >>> 16)) ^ x;
  x = (x + y) | 0, y = ((y << 24) | (y >>> 8)) ^ x;
  x = (x + k2) | 0, y = (y + k0 + 2) | 0;
  x = (x + y) | 0, y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0, y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0, y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0, y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + k0) | 0, y = (y + k1 + 3) | 0;
  x = (x + y) | 0, y = ((y << 17) | (y >>> 15)) ^ x;
  x = (x + y) | 0, y = ((y << 29) | (y >>> 3)) ^ x;
  x = (x + y) | 0, y = ((y << 16) | (y >>> 16)) ^ x;
  x = (x + y) | 0, y = ((y << 24) | (y >>> 8)) ^ x;
  x = (x + k1) | 0, y = (y + k2 + 4) | 0;
  x = (x + y) | 0, y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0, y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0, y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0, y = ((y << 6) | (y >>> 26)) ^ x;
  out[0] = x + k2;
  out[1] = y + k0 + 5;
}

/**
 * Standard normal quantile by Wichura's rational approximations (AS 241, PPND16), relative error
 * about 1e-16. Kept here, and not taken from a library, because drawing normals is the hot loop of
 * every fit.
 *
 * @param p Probability, above 0 and below 1.
 *
 * @example Two standard deviations
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { normalQuantile } from "./random.ts";
 *
 * assertAlmostEquals(normalQuantile(0.9772498680518208), 2, 1e-14);
 * ```
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) {
    const r = 0.180625 - q * q;
    return q *
      (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r +
                            6.7265770927008700853e4) * r + 4.5921953931549871457e4) * r +
                    1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r +
            1.3314166789178437745e2) * r + 3.387132872796366608) /
      (((((((5.226495278852854561e3 * r + 2.8729085735721942674e4) * r +
                            3.930789580009271061e4) * r + 2.1213794301586595867e4) * r +
                    5.3941960214247511077e3) * r + 6.871870074920579083e2) * r +
            4.2313330701600911252e1) * r + 1);
  }
  let r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  let z: number;
  if (r <= 5) {
    r -= 1.6;
    z = (((((((7.7454501427834140764e-4 * r + 2.27238449892691845833e-2) * r +
                          2.4178072517745061177e-1) * r + 1.27045825245236838258) * r +
                  3.64784832476320460504) * r + 5.7694972214606914055) * r +
          4.6303378461565452959) * r + 1.42343711074968357734) /
      (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r +
                            1.51986665636164571966e-2) * r + 1.4810397642748007459e-1) * r +
                    6.8976733498510000455e-1) * r + 1.6763848301838038494) * r +
            2.05319162663775882187) * r + 1);
  } else {
    r -= 5;
    z = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r +
                          1.2426609473880784386e-3) * r + 2.6532189526576123093e-2) * r +
                  2.9656057182850489123e-1) * r + 1.7848265399172913358) * r +
          5.4637849111641143699) * r + 6.6579046435011037772) /
      (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r +
                            1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r +
                    1.48753612908506148525e-2) * r + 1.3692988092273580531e-1) * r +
            5.9983220655588793769e-1) * r + 1);
  }
  return q < 0 ? -z : z;
}

const text = new TextEncoder();

/**
 * A stream of random numbers with a name.
 *
 * @example Independent purposes, repeatable draws
 * ```ts
 * import { assertEquals, assertNotEquals } from "@std/assert";
 * import { Stream } from "./random.ts";
 *
 * const run = Stream.fromSeed(1).split("run", 0);
 * assertEquals(run.split("data").normal(), run.split("data").normal());
 * assertNotEquals(run.split("data").normal(), run.split("noise").normal());
 * ```
 */
export class Stream {
  readonly #k0: number;
  readonly #k1: number;
  readonly #words = new Uint32Array(2);
  #low = 0;
  #high = 0;
  #spare = false;

  private constructor(k0: number, k1: number) {
    this.#k0 = k0 | 0;
    this.#k1 = k1 | 0;
  }

  /**
   * The root stream of a seed.
   *
   * @param seed A whole number from 0 to 2^53 - 1.
   * @throws {RangeError} If the seed is no such number.
   */
  static fromSeed(seed: number): Stream {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(
        `Cannot seed a stream as the seed must be a whole number from 0 to 2^53 - 1: current value is ${seed}`,
      );
    }
    return new Stream(seed >>> 0, Math.floor(seed / 2 ** 32));
  }

  /**
   * The stream of a purpose: its numbers depend on this stream's key and on the path alone.
   *
   * @param path Names and whole numbers, for example `("run", 3, "data")`.
   */
  split(...path: (string | number)[]): Stream {
    const out = new Uint32Array([this.#k0, this.#k1]);
    for (const part of path) {
      const bytes = text.encode(typeof part === "string" ? `s${part}` : `n${part}`);
      for (let i = 0; i < bytes.length; i += 8) {
        let w0 = 0, w1 = 0;
        for (let j = 0; j < 4; j++) {
          w0 |= (bytes[i + j] ?? 0) << (8 * j);
          w1 |= (bytes[i + 4 + j] ?? 0) << (8 * j);
        }
        threefry(out[0] | 0, out[1] | 0, w0, w1, out);
      }
      // Number blocks end in a high word below 2^21; this one never does.
      threefry(out[0] | 0, out[1] | 0, bytes.length, 0xffffffff | 0, out);
    }
    return new Stream(out[0], out[1]);
  }

  /** The next 32 random bits, as a whole number from 0 to 2^32 - 1. */
  uint32(): number {
    if (this.#spare) {
      this.#spare = false;
      return this.#words[1];
    }
    threefry(this.#k0, this.#k1, this.#low, this.#high, this.#words);
    this.#low = (this.#low + 1) | 0;
    if (this.#low === 0) this.#high++;
    this.#spare = true;
    return this.#words[0];
  }

  /** A uniform number above 0, with 53 random bits; the largest of them rounds to 1. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low + 0.5) / 9007199254740992;
  }

  /** A standard normal number, from 32 random bits. */
  normal(): number {
    return normalQuantile((this.uint32() + 0.5) / 4294967296);
  }

  /** Fills `out` with uniform numbers in (0, 1) that are exact in single precision. */
  uniforms<T extends Float32Array | Float64Array>(out: T): T {
    for (let i = 0; i < out.length; i++) out[i] = ((this.uint32() >>> 9) + 0.5) / 8388608;
    return out;
  }

  /** Fills `out` with standard normal numbers. */
  normals<T extends Float32Array | Float64Array>(out: T): T {
    for (let i = 0; i < out.length; i++) {
      out[i] = normalQuantile((this.uint32() + 0.5) / 4294967296);
    }
    return out;
  }

  /**
   * A whole number from 0 to `bound - 1`, all equally likely (by rejection).
   *
   * @throws {RangeError} If `bound` is not a whole number from 1 to 2^32.
   */
  integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) {
      throw new RangeError(
        `Cannot draw an integer as the bound must be a whole number from 1 to 2^32: current value is ${bound}`,
      );
    }
    const limit = 2 ** 32 - (2 ** 32 % bound);
    for (;;) {
      const word = this.uint32();
      if (word < limit) return word % bound;
    }
  }

  /** A random order of 0 ... `length - 1` (Fisher-Yates). */
  permutation(length: number): Uint32Array {
    const order = Uint32Array.from({ length }, (_, i) => i);
    for (let i = length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /**
   * A Gamma number of unit scale, by Marsaglia and Tsang's squeeze (ACM TOMS 26, 2000).
   *
   * @param shape The shape parameter, at least 1.
   * @throws {RangeError} If the shape is below 1 or not finite.
   */
  gamma(shape: number): number {
    if (!(shape >= 1) || !Number.isFinite(shape)) {
      throw new RangeError(
        `Cannot draw a Gamma number as the shape must be finite and at least 1: current value is ${shape}`,
      );
    }
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const w = 1 + c * x;
      const v = w * w * w;
      if (v <= 0) continue;
      if (log(this.uniform()) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
    }
  }
}
