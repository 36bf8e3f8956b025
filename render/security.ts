/**
 * What the pages may load.
 *
 * @module
 */

/**
 * Content-Security-Policy of every page: all from its own place, pictures also from what its scripts draw, and
 * WebAssembly. Styles stand in elements, as formulas and charts have them.
 */
export const securityPolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";
