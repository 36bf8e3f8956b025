/** Memory that the host and the module share. */

/** Doubles of an array. */
export const CAPACITY: i32 = 4096;

/** Two arrays, with room for one more vector each. */
export const X: usize = memory.data(CAPACITY * 8 + 16, 16);
export const Y: usize = memory.data(CAPACITY * 8 + 16, 16);

/** Eight random words. */
export const WORDS: usize = memory.data(32, 16);

/**
 * A constant in memory: V8 creates a vector constant again at every use, while a load from an address
 * that is known at compile time is almost free.
 */
@inline
export function constant(place: usize, offset: usize = 0): v128 {
  return v128.load64_splat(place + offset);
}
