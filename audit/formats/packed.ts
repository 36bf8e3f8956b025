/**
 * Bytes that unpack from their beginning on.
 *
 * @module
 */
import { Bytes, HeldBytes } from "./bytes.ts";
import { damaged, isSentence, sentence } from "./source.ts";

/** The most unpacked bytes that are held, where a format needs them at any place. */
const MAX_HELD = 1 << 26;

/**
 * Deflate makes at most 1032 bytes of one, of zeros. What unpacks 500-fold has a number other than its neighbours
 * in a thousand at most; a file that large is neither a sample nor a histogram.
 */
const MAX_RATIO = 500, LARGE = 1 << 26;

/**
 * Throws for a decompression bomb.
 *
 * @param what The array or file that unpacks.
 * @throws {SyntaxError} If more bytes come of those packed than numbers would give.
 */
export function checkRatio(path: string, what: string, packed: number, unpacked: number): void {
  if (unpacked <= LARGE || unpacked <= MAX_RATIO * packed) return;
  throw damaged(
    path,
    `no packed array of more than ${LARGE} bytes may unpack more than ${MAX_RATIO}-fold`,
    `${unpacked} bytes from ${packed} of ${what}`,
  );
}

/** Bytes whose beginning is held; all others have to be unpacked again. */
export class Packed extends Bytes {
  readonly #unpack: () => ReadableStream<Uint8Array>;
  readonly #close: () => void;
  #head: Uint8Array = new Uint8Array();

  private constructor(
    path: string,
    length: number,
    unpack: () => ReadableStream<Uint8Array>,
    close: () => void,
  ) {
    super(path, length);
    this.#unpack = unpack;
    this.#close = close;
  }

  /**
   * @param length Unpacked bytes, as the archive claims: no more are unpacked.
   * @param unpack Unpacks from the beginning; its errors are those of damage.
   * @param head First bytes that can be read at any place.
   * @throws {SyntaxError} If they are not there.
   */
  static async open(
    path: string,
    length: number,
    unpack: () => ReadableStream<Uint8Array>,
    head: number,
    close = () => {},
  ): Promise<Packed> {
    const packed = new Packed(path, length, unpack, close);
    for await (const start of packed.stream(0, Math.min(length, head), head)) packed.#head = start;
    return packed;
  }

  override readInto(bytes: Uint8Array<ArrayBuffer>, offset: number): void {
    const end = offset + bytes.length;
    if (end > this.#head.length) {
      throw new RangeError(
        sentence(this.path, "what is packed must be read from its beginning", `byte ${offset}`),
      );
    }
    bytes.set(this.#head.subarray(offset, end));
  }

  override async *stream(
    start = 0,
    end = this.length,
    step = 1 << 20,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const reader = this.#unpack().getReader();
    let rest: Uint8Array = new Uint8Array();
    const more = async (): Promise<boolean> => {
      while (rest.length === 0) {
        const { done, value } = await reader.read().catch((error) => {
          if (isSentence(this.path, error)) throw error;
          // The messages of engines differ.
          throw damaged(this.path, "what is packed must unpack", "damaged bytes");
        });
        if (done) return false;
        rest = value;
      }
      return true;
    };
    const wrong = (current: string) =>
      damaged(this.path, `it must unpack to ${this.length} bytes`, current);
    try {
      for (let skipped = 0; skipped < start;) {
        if (!await more()) throw wrong("fewer");
        const part = rest.subarray(0, start - skipped);
        rest = rest.subarray(part.length);
        skipped += part.length;
      }
      for (let offset = start; offset < end;) {
        const bytes = new Uint8Array(Math.min(step, end - offset));
        for (let filled = 0; filled < bytes.length;) {
          if (!await more()) throw wrong("fewer");
          const part = rest.subarray(0, bytes.length - filled);
          bytes.set(part, filled);
          filled += part.length;
          rest = rest.subarray(part.length);
        }
        offset += bytes.length;
        // At the end stands a checksum, which whoever takes all bytes need not wait for.
        if (offset === this.length && await more()) throw wrong("more");
        yield bytes;
      }
    } finally {
      await reader.cancel().catch(() => {});
    }
  }

  override async whole(): Promise<Bytes> {
    if (this.length > MAX_HELD) {
      throw new RangeError(
        sentence(
          this.path,
          `what is packed and not read from its beginning must have at most ${MAX_HELD} bytes`,
          this.length,
        ),
      );
    }
    let bytes = new Uint8Array();
    for await (const part of this.stream(0, this.length, this.length)) bytes = part;
    return new HeldBytes(this.path, bytes);
  }

  override close(): void {
    this.#close();
  }
}
