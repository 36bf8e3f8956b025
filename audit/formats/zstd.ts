/**
 * What Zstandard packed ({@link https://www.rfc-editor.org/rfc/rfc8878 | RFC 8878}), unpacked by its own library in
 * WebAssembly, so that every engine and processor refuses the same damaged frames.
 *
 * @module
 */
import { ZSTDDecoder } from "zstddec";

/**
 * Unpacks frames.
 *
 * @param most The most bytes that they may unpack to, at least 1.
 * @throws {RangeError} If they are damaged or cut off, or unpack to nothing or more.
 */
export type UnpackZstd = (packed: Uint8Array, most: number) => Uint8Array<ArrayBuffer>;

function refusal(cause?: unknown): RangeError {
  return new RangeError("what Zstandard packed must unpack", { cause });
}

/** Starts the library. It fetches itself from a data address, which pages may not: the address is decoded here. */
async function started(): Promise<ZSTDDecoder> {
  const decoder = new ZSTDDecoder();
  const { fetch } = globalThis;
  globalThis.fetch = (address) => {
    const program = atob(String(address).replace(/^.*,/, ""));
    return Promise.resolve(new Response(Uint8Array.from(program, (byte) => byte.charCodeAt(0))));
  };
  let ready: Promise<void>;
  try {
    ready = decoder.init();
  } finally {
    globalThis.fetch = fetch;
  }
  await ready;
  return decoder;
}

/** What unpacks. */
export async function loadZstd(): Promise<UnpackZstd> {
  const decoder = await started();
  return (packed, most) => {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = decoder.decode(packed, most) as Uint8Array<ArrayBuffer>;
    } catch (error) {
      throw refusal(error);
    }
    // Of what is damaged it gives nothing.
    if (bytes.length === 0) throw refusal();
    return bytes;
  };
}
