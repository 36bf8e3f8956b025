/**
 * Threefry, written for clarity and apart from the module that streams use.
 *
 * @module
 */

/** Threefry-2x32-20 as the paper of Salmon et al. states it: twenty rounds, a key injected after each four. */
export function threefry(
  [k0, k1]: readonly number[],
  [c0, c1]: readonly number[],
): number[] {
  const rotations = [13, 15, 26, 6, 17, 29, 16, 24];
  const keys = [k0, k1, 0x1bd11bda ^ k0 ^ k1];
  let x = (c0 + k0) >>> 0, y = (c1 + k1) >>> 0;
  for (let round = 0; round < 20; round++) {
    const by = rotations[round % 8];
    x = (x + y) >>> 0;
    y = (((y << by) | (y >>> (32 - by))) ^ x) >>> 0;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x = (x + keys[injection % 3]) >>> 0;
      y = (y + keys[(injection + 1) % 3] + injection) >>> 0;
    }
  }
  return [x, y];
}
