/**
 * The order of numbers.
 *
 * @module
 */

/**
 * Indices of numbers from the smallest to the largest, equal ones as they come; none may be NaN. Sorts by one byte after the
 * other, many times faster than by comparing numbers.
 */
export function argsort(numbers: Float64Array): Uint32Array {
  const { length } = numbers;
  // Adding 0 leaves no negative zero.
  const words = new Uint32Array(numbers.map((x) => x + 0).buffer);
  for (let high = 1; high < words.length; high += 2) {
    // Bits of doubles ascend with them, those of negative ones descend.
    if (words[high] >>> 31 === 0) words[high] |= 0x80000000;
    else {
      words[high] = ~words[high];
      words[high - 1] = ~words[high - 1];
    }
  }
  const bytes = new Uint8Array(words.buffer);
  let order = new Uint32Array(length).map((_, i) => i), next = new Uint32Array(length);
  for (let place = 0; place < 8; place++) {
    const ends = new Uint32Array(257);
    for (let at = place; at < bytes.length; at += 8) ends[bytes[at] + 1]++;
    for (let value = 1; value < 256; value++) ends[value] += ends[value - 1];
    for (let k = 0; k < length; k++) next[ends[bytes[8 * order[k] + place]]++] = order[k];
    [order, next] = [next, order];
  }
  return order;
}
