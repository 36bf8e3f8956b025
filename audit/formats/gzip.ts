/**
 * Files compressed by gzip, with any content.
 *
 * @module
 */
import { Inflate } from "pako";
import type { Bytes, Stretches } from "./bytes.ts";
import { checkRatio, Packed } from "./packed.ts";
import { damaged } from "./source.ts";

/** First unpacked bytes that can be read at any place: the longest line of a table. */
const HEAD = 1 << 20;

/** Whether a file is compressed by gzip, by its first bytes. */
export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b && start[2] === 8;
}

/** Packed bytes that are unpacked at a time, so that a decompression bomb is detected before it fills the memory. */
const STEP = 1 << 13;

/** Stretches as a stream; `ReadableStream.from`, which does the same, is not in every browser. */
function streamOf(stretches: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await stretches.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await stretches.return(undefined);
    },
  }, { highWaterMark: 0 });
}

/**
 * Unpacks one member after the other, each with its checksum; zeros that fill up the end are left out, as gzip does.
 *
 * @param count Called with the number of packed bytes of each step.
 * @throws {SyntaxError} If the bytes are damaged.
 */
async function* unpacked(
  path: string,
  stretches: Stretches,
  count: (packed: number) => void,
): AsyncGenerator<Uint8Array> {
  let inflate: Inflate | undefined;
  const parts: Uint8Array[] = [];
  const wrong = () => damaged(path, "it must unpack as whole gzip streams", "damaged bytes");
  for await (const stretch of stretches) {
    for (let at = 0; at < stretch.length; at += STEP) {
      const step = stretch.subarray(at, at + STEP);
      count(step.length);
      if (inflate?.ended && step[0] === 0) continue;
      if (inflate === undefined || inflate.ended) {
        inflate = new Inflate();
        inflate.onData = (part) => void parts.push(part);
      }
      inflate.push(step);
      if (inflate.err !== 0) throw wrong();
      yield* parts.splice(0);
    }
  }
  if (!inflate?.ended) throw wrong();
}

/**
 * The bytes that a file unpacks to: those of its members, one after the other. They are unpacked once to count them
 * and to look at their checksums; a decompression bomb is left as soon as it is detected.
 *
 * @throws {SyntaxError} If the file is damaged or is a bomb.
 */
export async function gunzip(file: Bytes): Promise<Bytes> {
  const { path } = file;
  let packed = 0, length = 0;
  for await (const part of unpacked(path, file.stream(), (step) => packed += step)) {
    length += part.length;
    checkRatio(path, "the file", packed, length);
  }
  const unpack = () => streamOf(unpacked(path, file.stream(), () => {}));
  return await Packed.open(path, length, unpack, HEAD, () => file.close());
}
