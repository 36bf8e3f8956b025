/**
 * LZ4 frames ({@link https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md}): blocks that may refer to those
 * before them, with checksums. No more is unpacked than the caller allows.
 *
 * @module
 */

const MAGIC = 0x184d2204;

/** Bytes that are copied sooner one by one than by a call. */
const SHORT = 64;

const PRIME = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1] as const;

const rotate = (value: number, by: number) => value << by | value >>> 32 - by;

/** The checksum of a frame: xxHash of 32 bits, without a seed. */
function xxHash32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [p1, p2, p3, p4, p5] = PRIME;
  let at = 0, hash: number;
  if (bytes.length >= 16) {
    const lanes = [p1 + p2, p2, 0, -p1];
    for (; at + 16 <= bytes.length; at += 16) {
      for (let i = 0; i < 4; i++) {
        const mixed = lanes[i] + Math.imul(view.getUint32(at + 4 * i, true), p2) | 0;
        lanes[i] = Math.imul(rotate(mixed, 13), p1);
      }
    }
    const [a, b, c, d] = lanes.map((lane) => lane | 0);
    hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18) | 0;
  } else hash = p5;
  hash = hash + bytes.length | 0;
  for (; at + 4 <= bytes.length; at += 4) {
    const mixed = hash + Math.imul(view.getUint32(at, true), p3) | 0;
    hash = Math.imul(rotate(mixed, 17), p4);
  }
  for (; at < bytes.length; at++) {
    const mixed = hash + Math.imul(bytes[at], p5) | 0;
    hash = Math.imul(rotate(mixed, 11), p1);
  }
  hash = Math.imul(hash ^ hash >>> 15, p2);
  hash = Math.imul(hash ^ hash >>> 13, p3);
  return (hash ^ hash >>> 16) >>> 0;
}

function fail(what: string): never {
  throw new Error(`LZ4: ${what}`);
}

/**
 * Unpacks a block.
 *
 * @param out Where to, behind what has been unpacked.
 * @param start Unpacked bytes before it.
 * @param first The first of these to which it may refer.
 * @returns Unpacked bytes with it.
 */
function unpackBlock(block: Uint8Array, out: Uint8Array, start: number, first: number): number {
  let at = 0, filled = start;
  /** A length that goes on while its bytes are full. */
  const length = (nibble: number): number => {
    let sum = nibble;
    if (nibble === 15) {
      for (let byte = 255; byte === 255; sum += byte) {
        if (at >= block.length) fail("a block ends early");
        byte = block[at++];
      }
    }
    return sum;
  };
  while (at < block.length) {
    const token = block[at++];
    const literals = length(token >> 4);
    if (at + literals > block.length || filled + literals > out.length) fail("a block is too long");
    if (literals > SHORT) {
      out.set(block.subarray(at, at + literals), filled);
      at += literals;
      filled += literals;
    } else for (let i = 0; i < literals; i++) out[filled++] = block[at++];
    // The last bytes of a block are literals.
    if (at === block.length) return filled;
    const distance = block[at] | block[at + 1] << 8;
    at += 2;
    const match = length(token & 15) + 4;
    if (at > block.length || distance === 0 || distance > filled - first) {
      fail("a block refers to nothing");
    }
    if (filled + match > out.length) fail("a block is too long");
    if (match > SHORT && distance >= match) {
      out.copyWithin(filled, filled - distance, filled - distance + match);
      filled += match;
    } else for (let i = 0; i < match; i++, filled++) out[filled] = out[filled - distance];
  }
  return fail("a block ends early");
}

/**
 * Unpacks a frame.
 *
 * @param length Bytes that it unpacks to.
 * @throws {Error} If it is damaged, or unpacks to other than so many bytes.
 */
export function unpackLz4(frame: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== MAGIC) fail("no frame");
  const flags = frame[4];
  const [independent, blockSums, sized, sum, dictionary] = [5, 4, 3, 2, 0]
    .map((bit) => (flags >> bit & 1) === 1);
  if (flags >> 6 !== 1 || dictionary) fail("another kind of frame");
  let at = 6;
  if (sized) {
    if (view.getBigUint64(at, true) !== BigInt(length)) fail("another length");
    at += 8;
  }
  if ((xxHash32(frame.subarray(4, at)) >> 8 & 255) !== frame[at++]) fail("a wrong checksum");
  const out = new Uint8Array(length);
  let filled = 0;
  for (;;) {
    const head = view.getUint32(at, true);
    at += 4;
    if (head === 0) break;
    const stored = head >>> 31 === 1, size = head & 0x7fffffff;
    if (at + size > frame.length) fail("a block ends early");
    const block = frame.subarray(at, at + size);
    at += size;
    if (blockSums) {
      if (xxHash32(block) !== view.getUint32(at, true)) fail("a wrong checksum");
      at += 4;
    }
    if (!stored) filled = unpackBlock(block, out, filled, independent ? filled : 0);
    else {
      if (filled + size > length) fail("a block is too long");
      out.set(block, filled);
      filled += size;
    }
  }
  if (filled !== length) fail("another length");
  if (sum) {
    if (xxHash32(out) !== view.getUint32(at, true)) fail("a wrong checksum");
    at += 4;
  }
  if (at !== frame.length) fail("more than a frame");
  return out;
}
