/**
 * Named, splittable streams of random numbers.
 *
 * A stream is a key of the counter-based generator Threefry-2x32-20 (Salmon et al., "Parallel random
 * numbers: as easy as 1, 2, 3", SC11). Splitting derives a new key from a name, so every purpose has
 * a stream of its own, no stream depends on how much another one was used, and a resumed computation
 * needs no generator state: `stream.split("step", k)` always gives the same stream.
 *
 * @module
 */
import {
  fillNormals,
  fillUniforms,
  groupLength,
  type Key,
  normalQuantile,
  threefry,
} from "./arrays/mod.ts";
import { log } from "./elementary.ts";

export { normalQuantile };

/** Shorter arrays of normal numbers are filled one by one, which is faster and gives the same bits. */
const shortest = 16;

const text = new TextEncoder();

/** The bytes of a name in UTF-8; an encoder is slow for names of a few characters. */
function bytesOf(name: string): ArrayLike<number> {
  const bytes: number[] = [];
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code > 127) return text.encode(name);
    bytes.push(code);
  }
  return bytes;
}

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
  readonly #key: Key;
  /**
   * The current group of words. A typed array would take longer to make than its words; fractions to
   * begin with make engines store doubles.
   */
  readonly #words: number[] = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
  /** Index of the group's first word; -1 before the first group. */
  #held = -1;
  /** Index of the next word. */
  #next = 0;

  private constructor(key: Key) {
    this.#key = key;
  }

  /**
   * The root stream of a seed.
   *
   * @param seed A whole number from 0 to 2^53 - 1.
   * @throws {RangeError} If the seed is not such a number.
   */
  static fromSeed(seed: number): Stream {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(
        `Cannot seed a stream as the seed must be a whole number from 0 to 2^53 - 1: current value is ${seed}`,
      );
    }
    return new Stream([seed >>> 0, Math.floor(seed / 2 ** 32)]);
  }

  /**
   * The stream of a purpose: its numbers depend on this stream's key and on the path alone.
   *
   * @param path Names and whole numbers, for example `("run", 3, "data")`.
   */
  split(...path: (string | number)[]): Stream {
    let key = this.#key;
    const mix = (low: number, high: number) => {
      const words = threefry(key, low, high);
      key = [words[0], words[1]];
    };
    for (const part of path) {
      const bytes = bytesOf(typeof part === "string" ? `s${part}` : `n${part}`);
      for (let i = 0; i < bytes.length; i += 8) {
        let w0 = 0, w1 = 0;
        for (let j = i; j < Math.min(i + 8, bytes.length); j++) {
          if (j < i + 4) w0 |= bytes[j] << (8 * (j - i));
          else w1 |= bytes[j] << (8 * (j - i - 4));
        }
        mix(w0, w1);
      }
      // The high word of a block of numbers is below 2^21; this one is not.
      mix(bytes.length, 0xffffffff);
    }
    return new Stream(key);
  }

  /** The next 32 random bits, as a whole number from 0 to 2^32 - 1. */
  uint32(): number {
    const at = this.#next % groupLength;
    if (this.#next - at !== this.#held) this.#hold(this.#next - at);
    this.#next++;
    return this.#words[at];
  }

  /** Computes the group of words that starts with word `first`. */
  #hold(first: number): void {
    const block = first / 2;
    const words = threefry(this.#key, block, block / 2 ** 32);
    for (let i = 0; i < groupLength; i++) this.#words[i] = words[i];
    this.#held = first;
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
    fillUniforms(this.#key, this.#next, out);
    this.#next += out.length;
    return out;
  }

  /** Fills `out` with standard normal numbers. */
  normals<T extends Float32Array | Float64Array>(out: T): T {
    if (out.length < shortest) {
      for (let i = 0; i < out.length; i++) out[i] = this.normal();
    } else {
      fillNormals(this.#key, this.#next, out);
      this.#next += out.length;
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
    for (;;) {
      const word = this.uint32();
      const residue = word % bound;
      // The last, incomplete multiple of the bound is drawn again.
      if (word - residue + bound <= 2 ** 32) return residue;
    }
  }

  /** A random order of 0 ... `length - 1` (Fisher-Yates). */
  permutation(length: number): Uint32Array {
    const order = new Uint32Array(length);
    for (let i = 0; i < length; i++) order[i] = i;
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
      const u = this.uniform(), square = x * x;
      // The squeeze accepts nearly all numbers that the exact bound does, without logarithms.
      if (u < 1 - 0.0331 * square * square) return d * v;
      if (log(u) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
    }
  }
}
