import { assertEquals, assertThrows } from "@std/assert";
import { constants, zstdCompressSync } from "node:zlib";
import { loadZstd } from "../../../audit/formats/zstd.ts";
import { Stream } from "../../../core/random.ts";

const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag, ZSTD_c_contentSizeFlag } = constants;

/** Bytes that repeat in part. */
function someBytes(length: number): Uint8Array<ArrayBuffer> {
  const stream = Stream.fromSeed(3).split(length);
  return Uint8Array.from({ length }, (_, i) => i % 3 === 0 ? stream.integer(256) : i >> 4);
}

/** A frame whose header is given, with one block of one byte, repeated. */
const repeated = (header: readonly number[], count: number) =>
  Uint8Array.of(
    0x28,
    0xb5,
    0x2f,
    0xfd,
    ...header,
    ...[3, 0, 0].map((bits, i) => bits | count << 3 >> 8 * i & 255),
    7,
  );

const unpack = await loadZstd();

/** A frame of some bytes. */
function framed(bytes: Uint8Array, level: number, flag: number): Uint8Array {
  return zstdCompressSync(bytes, {
    params: {
      [ZSTD_c_compressionLevel]: level,
      [ZSTD_c_checksumFlag]: flag,
      [ZSTD_c_contentSizeFlag]: flag,
    },
  });
}

Deno.test("what Zstandard packed unpacks, of every length and level", () => {
  for (const length of [1, 255, 256, 300, 70_000, 131_072, 131_073, 400_000]) {
    const bytes = someBytes(length);
    for (const level of [1, 3, 19]) {
      for (const flag of [0, 1]) {
        const packed = framed(bytes, level, flag);
        assertEquals(unpack(packed, length), bytes, `${length} at level ${level}`);
        if (length > 1) assertThrows(() => unpack(packed, length - 1), RangeError);
        const half = packed.subarray(0, packed.length >> 1);
        assertThrows(() => unpack(half, length), RangeError, "must unpack", "cut off");
      }
    }
  }
});

Deno.test("a frame of Zstandard that does not have its checksum is refused", () => {
  const bytes = someBytes(20_000), packed = framed(bytes, 3, 1);
  const stream = Stream.fromSeed(7);
  for (let round = 0; round < 500; round++) {
    const damaged = packed.slice();
    const at = stream.integer(packed.length);
    damaged[at] ^= 1 << stream.integer(8);
    let unpacked: Uint8Array | undefined;
    try {
      unpacked = unpack(damaged, bytes.length);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    // Some bits of the head are not used.
    assertEquals(unpacked ?? bytes, bytes, `byte ${at}`);
  }
});

Deno.test("what Zstandard packed takes no more memory than it may", () => {
  assertEquals(unpack(repeated([0, 0], 9), 9), new Uint8Array(9).fill(7));
  // A window is not held; exponents count from 10 bits.
  assertEquals(unpack(repeated([0, 17 << 3 | 1], 9), 9), new Uint8Array(9).fill(7));
  const refused: Readonly<Record<string, Uint8Array>> = {
    "a dictionary": repeated([1, 0, 5], 9),
    "a size of 4 GB": repeated([0xa0, 255, 255, 255, 255], 9),
    "more than it may": repeated([0, 0], 1000),
    "nothing": new Uint8Array(),
    "no frame": Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  };
  for (const [what, packed] of Object.entries(refused)) {
    assertThrows(() => unpack(packed, 100), RangeError, "must unpack", what);
  }
});
