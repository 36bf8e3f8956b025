/**
 * Blocks that ROOT packed, and their checksums, which the library does not compare
 * ({@link https://root.cern/doc/master/RZip_8cxx_source.html | ROOT's source}).
 *
 * @module
 */
import { createAdler32, createCRC32, createCRC64, createXXHash64, type IHasher } from "hash-wasm";
import { internals } from "jsroot/core";
import { R__unzip } from "jsroot/io";
import { loadZstd } from "../formats/zstd.ts";

/** Bytes of the head of a block: the method, and how long it is packed and unpacked. */
const HEAD = 9;

/** The most bytes that ROOT puts into one block. */
const MAX_BLOCK = 1 << 24;

const unpackZstd = await loadZstd();
// The library's own function unpacks without a limit.
internals._ZstdStream = { decompress: (bytes: Uint8Array) => unpackZstd(bytes, MAX_BLOCK) };

const adler32 = await createAdler32();
const crc32 = await createCRC32();
const crc64 = await createCRC64();
const xxHash64 = await createXXHash64();

/** Whether a checksum is the one of bytes; its most significant byte is the first. */
function isOf(checksum: Uint8Array, hasher: IHasher, bytes: Uint8Array): boolean {
  const digest = hasher.init().update(bytes).digest("binary");
  return digest.length === checksum.length && digest.every((byte, i) => byte === checksum[i]);
}

/** How the checksums of xz are computed, and how many bytes they have, by their numbers in its heads. */
const inXz: Readonly<Record<number, { readonly hasher: IHasher; readonly length: number }>> = {
  1: { hasher: crc32, length: 4 },
  4: { hasher: crc64, length: 8 },
};

/**
 * Whether the checksum in a file of xz is right. Behind it are an index and a foot of 12 bytes, which says how long the
 * index is ({@link https://tukaani.org/xz/xz-file-format.txt}).
 */
function isRightXz(packed: Uint8Array, unpacked: Uint8Array): boolean {
  const { hasher, length } = inXz[packed[7] & 15] ?? {};
  if (hasher === undefined) return true;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const end = packed.length - 12 - 4 * (view.getUint32(packed.length - 8, true) + 1);
  return end >= length && isOf(packed.slice(end - length, end).reverse(), hasher, unpacked);
}

/** Whether the checksum in a block is right; of methods without one, it is. */
function isRight(method: string, packed: Uint8Array, unpacked: Uint8Array): boolean {
  switch (method) {
    case "ZL":
      return isOf(packed.subarray(-4), adler32, unpacked);
    case "L4":
      return isOf(packed.subarray(0, 8), xxHash64, packed.subarray(8));
    case "XZ":
      return isRightXz(packed, unpacked);
    default:
      return true;
  }
}

/** A number of three bytes. */
const uint24 = (bytes: Uint8Array, at: number) =>
  bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16;

/**
 * Unpacks blocks.
 *
 * @param length Bytes of all of them, unpacked.
 * @returns Undefined where they are damaged.
 */
export async function unpack(
  packed: Uint8Array<ArrayBuffer>,
  length: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { buffer, byteOffset, byteLength } = packed;
  const view: DataView<ArrayBuffer> | null = await R__unzip(
    new DataView(buffer, byteOffset, byteLength),
    length,
    true,
  ).catch(() => null);
  if (view?.byteLength !== length) return undefined;
  const unpacked = new Uint8Array(view.buffer, view.byteOffset, length);
  let filled = 0;
  for (let at = 0; filled < length;) {
    if (at + HEAD > packed.length) return undefined;
    const method = String.fromCharCode(packed[at], packed[at + 1]);
    const block = packed.subarray(at + HEAD, at + HEAD + uint24(packed, at + 3));
    const next = filled + uint24(packed, at + 6);
    if (!isRight(method, block, unpacked.subarray(filled, next))) return undefined;
    at += HEAD + block.length;
    filled = next;
  }
  return filled === length ? unpacked : undefined;
}
