/**
 * What Zstandard packed ({@link https://www.rfc-editor.org/rfc/rfc8878 | RFC 8878}).
 *
 * @module
 */

/**
 * Unpacks a frame. Of a frame that is cut off it may give the beginning, so the caller compares lengths.
 *
 * @param most The most bytes that it may unpack to.
 * @throws {RangeError} If it is damaged, or unpacks to more.
 */
export type UnpackZstd = (packed: Uint8Array, most: number) => Uint8Array<ArrayBuffer>;

/** The largest window has $2^{10 + 17}$ bytes, as the system limits it, too. */
const MAX_EXPONENT = 17;

function refusal(cause?: unknown): RangeError {
  return new RangeError("what Zstandard packed must unpack", { cause });
}

/**
 * Whether a frame can be unpacked without holding more than a window and what it may unpack to, by its header
 * (section 3.1.1.1). One that needs a dictionary cannot.
 */
function isBounded(packed: Uint8Array, most: number): boolean {
  if (packed.length < 6) return false;
  const [flags, window] = packed.subarray(4);
  const sizeFlag = flags >> 6, isSingle = (flags >> 5 & 1) === 1, dictionary = flags & 3;
  if (dictionary !== 0) return false;
  if (!isSingle) {
    const exponent = window >> 3, mantissa = window & 7;
    return exponent < MAX_EXPONENT || exponent === MAX_EXPONENT && mantissa === 0;
  }
  // Without a window it is held whole, of a size that it states.
  const stored = packed.subarray(5, 5 + (1 << sizeFlag))
    .reduceRight((size, byte) => 256 * size + byte, 0);
  return stored + (sizeFlag === 1 ? 256 : 0) <= most;
}

/** What the system unpacks with; undefined where it does not bring Zstandard, as in a page. */
export function systemZstd(): UnpackZstd | undefined {
  const zlib = globalThis.process?.getBuiltinModule?.("node:zlib");
  if (zlib?.zstdDecompressSync === undefined) return undefined;
  return (packed, most) => {
    try {
      return Uint8Array.from(zlib.zstdDecompressSync(packed, { maxOutputLength: most }));
    } catch (error) {
      throw refusal(error);
    }
  };
}

/** What a library unpacks with. It compares no checksums, and takes some damaged frames that the system refuses. */
export async function libraryZstd(): Promise<UnpackZstd> {
  const { Decompress } = await import("fzstd");
  return (packed, most) => {
    if (!isBounded(packed, most)) throw refusal();
    const blocks: Uint8Array[] = [];
    let length = 0;
    try {
      new Decompress((block) => {
        length += block.length;
        if (length > most) throw refusal();
        blocks.push(block);
      }).push(packed, true);
    } catch (error) {
      throw refusal(error);
    }
    const bytes = new Uint8Array(length);
    for (const block of blocks.reverse()) bytes.set(block, length -= block.length);
    return bytes;
  };
}

/** What unpacks here. */
export async function loadZstd(): Promise<UnpackZstd> {
  return systemZstd() ?? await libraryZstd();
}
