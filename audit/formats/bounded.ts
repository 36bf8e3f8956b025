/**
 * Bounds for the thread in which the library of a format reads a file. To be imported before the library.
 *
 * @module
 */

/** Pages of 64 kB that a WebAssembly memory may have: 384 MB. */
const MAX_PAGES = 6144;

// What libraries print is no answer, and some hold on to these as they load.
for (const name of ["log", "info", "debug", "warn", "error"] as const) console[name] = () => {};

const { grow } = WebAssembly.Memory.prototype;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength / 65536 + pages > MAX_PAGES) throw new RangeError("too much memory");
  return grow.call(this, pages);
};
