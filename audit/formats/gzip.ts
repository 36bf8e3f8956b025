/**
 * Files compressed by gzip, whatever they hold.
 *
 * @module
 */
import type { Bytes, Stretches } from "./bytes.ts";
import { checkRatio, Packed } from "./packed.ts";
import { damaged, isSentence } from "./source.ts";

/** First unpacked bytes that can be read at any place: the longest line of a table. */
const HEAD = 1 << 20;

/** Whether a file is compressed by gzip, by its first bytes. */
export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b && start[2] === 8;
}

/** Stretches as a stream; `ReadableStream.from`, which does the same, is not in every browser. */
function streamOf(stretches: Stretches): ReadableStream<Uint8Array<ArrayBuffer>> {
  const parts = (async function* () {
    yield* stretches;
  })();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await parts.return();
    },
  }, { highWaterMark: 0 });
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
    return streamOf(file.stream()).pipeThrough(counted)
      .pipeThrough(new DecompressionStream("gzip"));
  };
  let length = 0;
  try {
    const reader = unpack().getReader();
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        length += part.value.length;
        checkRatio(path, "the file", packed, length);
      }
    } finally {
      await reader.cancel().catch(() => {});
    }
  } catch (error) {
    if (isSentence(path, error)) throw error;
    // What engines say differs.
    throw damaged(path, "it must unpack as one whole gzip stream", "damaged bytes");
  }
  return await Packed.open(path, length, unpack, HEAD, () => file.close());
}
