/**
 * Functions of whole arrays of doubles in a small WebAssembly module: random numbers, and the
 * exponentials and logarithms of a mean field. Plain 128-bit SIMD; the same bits in every engine. The
 * module's memory is scratch space: no call reads what another one left there.
 *
 * @module
 */
import { base64 } from "./wasm.ts";

/** What the module exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly CAPACITY: WebAssembly.Global<"i32">;
  readonly X: WebAssembly.Global<"i32">;
  readonly Y: WebAssembly.Global<"i32">;
  readonly WORDS: WebAssembly.Global<"i32">;
  threefry(k0: number, k1: number, low: number, high: number): void;
  uniforms(k0: number, k1: number, low: number, high: number, count: number): void;
  normals(k0: number, k1: number, low: number, high: number, count: number): void;
  normalQuantile(p: number): number;
  softplus(count: number): void;
  sumOfLogs(count: number): number;
}

/** The module with views of its memory. */
interface Arrays {
  readonly exports: Exports;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly words: Uint32Array;
}

let kept: Arrays | undefined;

/** The module, instantiated at first use. */
function arrays(): Arrays {
  if (kept) return kept;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const module = exports as unknown as Exports;
  const { buffer } = module.memory;
  const capacity = module.CAPACITY.value;
  return kept = {
    exports: module,
    x: new Float64Array(buffer, module.X.value, capacity),
    y: new Float64Array(buffer, module.Y.value, capacity),
    words: new Uint32Array(buffer, module.WORDS.value, 8),
  };
}

/** A key of Threefry-2x32-20, two words. */
export type Key = readonly [number, number];

/** Threefry's words come in groups of this many. */
export const groupLength = 8;

/**
 * Eight words of Threefry-2x32-20: those of the counters (low, high), (low + 1, high), (low + 2, high) and
 * (low + 3, high).
 *
 * @returns A view that the next call of this module overwrites.
 *
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11.
 */
export function threefry([k0, k1]: Key, low: number, high: number): Uint32Array {
  const { exports, words } = arrays();
  exports.threefry(k0, k1, low, high);
  return words;
}

/** Fills `out` from a key's words, from word `first` on. */
function fill(
  kind: "uniforms" | "normals",
  [k0, k1]: Key,
  first: number,
  out: Float32Array | Float64Array,
): void {
  const { exports, x } = arrays();
  for (let at = 0; at < out.length;) {
    // The module starts at the beginning of a group.
    const skipped = (first + at) % groupLength;
    const block = (first + at - skipped) / 2;
    const count = Math.min(x.length, skipped + out.length - at);
    exports[kind](k0, k1, block, block / 2 ** 32, count);
    out.set(x.subarray(skipped, count), at);
    at += count - skipped;
  }
}

/**
 * Fills `out` with uniform numbers in (0, 1) that are exact in single precision.
 *
 * @param first Index of the first word used; one word makes one number.
 */
export function fillUniforms(key: Key, first: number, out: Float32Array | Float64Array): void {
  fill("uniforms", key, first, out);
}

/**
 * Fills `out` with the standard normal quantiles of (word + 1/2) / 2^32.
 *
 * @param first Index of the first word used; one word makes one number.
 */
export function fillNormals(key: Key, first: number, out: Float32Array | Float64Array): void {
  fill("normals", key, first, out);
}

/**
 * Standard normal quantile by Wichura's rational approximations (AS 241, PPND16), relative error
 * about 1e-16.
 *
 * @param p Probability.
 * @returns `NaN` unless p is above 0 and below 1.
 *
 * @example Two standard deviations
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { normalQuantile } from "./mod.ts";
 *
 * assertAlmostEquals(normalQuantile(0.9772498680518208), 2, 1e-14);
 * ```
 */
export function normalQuantile(p: number): number {
  return arrays().exports.normalQuantile(p);
}

/**
 * Softplus sigma = log(1 + e^rho), which is above 0 for every rho, and its slope e^rho / (1 + e^rho).
 *
 * @param sigma `[n]`, overwritten
 * @param slope `[n]`, overwritten
 *
 * @example At 0
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { softplus } from "./mod.ts";
 *
 * const sigma = new Float64Array(1), slope = new Float64Array(1);
 * softplus(Float64Array.of(0), sigma, slope);
 * assertAlmostEquals(sigma[0], Math.LN2, 1e-16);
 * assertAlmostEquals(slope[0], 0.5, 1e-16);
 * ```
 */
export function softplus(rho: Float64Array, sigma: Float64Array, slope?: Float64Array): void {
  const { exports, x, y } = arrays();
  for (let at = 0; at < rho.length; at += x.length) {
    const part = rho.subarray(at, at + x.length);
    x.set(part);
    exports.softplus(part.length);
    sigma.set(x.subarray(0, part.length), at);
    slope?.set(y.subarray(0, part.length), at);
  }
}

/**
 * Sum of natural logarithms.
 *
 * @returns `NaN` if a value is not above 0 and below 2^969.
 *
 * @example Two of them
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { sumOfLogs } from "./mod.ts";
 *
 * assertAlmostEquals(sumOfLogs(Float64Array.of(Math.E, Math.E)), 2, 1e-15);
 * ```
 */
export function sumOfLogs(values: Float64Array): number {
  const { exports, x } = arrays();
  let sum = 0;
  for (let at = 0; at < values.length; at += x.length) {
    const part = values.subarray(at, at + x.length);
    x.set(part);
    sum += exports.sumOfLogs(part.length);
  }
  return sum;
}
