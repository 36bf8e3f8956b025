/**
 * Files compressed by gzip, whatever they hold.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { checkRatio, Packed } from "./packed.ts";
import { damaged, isSentence, quote } from "./source.ts";

/** First unpacked bytes that can be read at any place: the longest line of a table. */
const HEAD = 1 << 20;

/** Whether a file is compressed by gzip, by its first bytes. */
export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b && start[2] === 8;
}

/**
 * The bytes that a file unpacks to. They are unpacked once to count them and to look at their checksum; a bomb is
 * left as soon as it is known for one.
 *
 * @throws {SyntaxError} If the file is damaged, has several members, or is a bomb.
 */
export async function gunzip(file: Bytes): Promise<Bytes> {
  const { path } = file;
  let packed = 0;
  const unpack = () => {
    packed = 0;
    const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(part, controller) {
        packed += part.length;
        controller.enqueue(part);
      },
    });
    return ReadableStream.from(file.stream()).pipeThrough(counted)
      .pipeThrough(new DecompressionStream("gzip"));
  };
  let length = 0;
  try {
    for await (const part of unpack()) {
      length += part.length;
      checkRatio(path, "the file", packed, length);
    }
  } catch (error) {
    if (isSentence(path, error)) throw error;
    throw damaged(path, "it must unpack as one whole gzip stream", quote(String(error)));
  }
  return await Packed.open(path, length, unpack, HEAD, () => file.close());
}
