/**
 * What the pages may load.
 *
 * @module
 */

/**
 * Content-Security-Policy of every page: all from its own place, pictures also from what its scripts draw, and
 * WebAssembly. Styles stand in sheets, and in attributes of elements: the heights and shifts of KaTeX's formulas, and
 * the sizes of legends, are numbers of each element by itself.
 */
export const securityPolicy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";
