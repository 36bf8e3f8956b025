/**
 * Versions of the numbers that engines give, known without loading one: keys of what was computed need
 * them.
 *
 * @module
 */

/** Version of each engine's numbers; raised when a change moves a bit of a result. */
export const engineNumerics = {
  simd: "simd-2",
  tfjs: "tfjs-wasm-4.22.0-1",
} as const;
