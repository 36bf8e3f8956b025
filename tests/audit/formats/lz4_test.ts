import { assertEquals, assertThrows } from "@std/assert";
import { unpackLz4 } from "../../../audit/formats/lz4.ts";

const read = (name: string) =>
  Deno.readFileSync(new URL(`../fixtures/${name}.lz4`, import.meta.url));

/** What the frames hold, by the program beside them. */
const long = new Uint8Array(Int16Array.from({ length: 200_000 }, (_, i) => i % 1000).buffer);

for (const name of ["linked", "apart"]) {
  Deno.test(`frames of blocks that are ${name} unpack, and every byte of them is looked at`, () => {
    const frame = read(name);
    assertEquals(unpackLz4(frame, long.length), long);
    for (const length of [long.length - 1, long.length + 1]) {
      assertThrows(() => unpackLz4(frame, length), Error, "LZ4: ");
    }
    assertThrows(() => unpackLz4(Uint8Array.of(...frame, 0), long.length), Error, "more than");
    assertThrows(() => unpackLz4(frame.slice(0, -1), long.length), Error);
    // Checksums of the header, of blocks and of the whole tell of every change.
    for (let at = 0; at < frame.length; at += at < 30 ? 1 : 61) {
      const changed = frame.map((byte, i) => i === at ? byte ^ 4 : byte);
      assertThrows(() => unpackLz4(changed, long.length), Error, undefined, `byte ${at}`);
    }
  });
}

Deno.test("blocks put together by hand: literals, a match that repeats itself, and what is wrong", () => {
  /** A frame of one block, without checksums but that of its header. */
  const frame = (block: readonly number[], stored = false) =>
    Uint8Array.of(
      ...[0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82],
      ...[block.length, 0, 0, stored ? 0x80 : 0],
      ...block,
      ...[0, 0, 0, 0],
    );
  // "ab", then ten bytes from two back, then "c".
  const repeated = [0x26, 97, 98, 2, 0, 0x10, 99];
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertEquals(text(unpackLz4(frame(repeated), 13)), "ababababababc");
  assertEquals(text(unpackLz4(frame([97, 98], true), 2)), "ab");
  assertEquals(unpackLz4(frame([0]), 0).length, 0);
  for (
    const [block, length, words] of [
      [repeated, 12, "too long"],
      [repeated.slice(0, 5), 12, "ends early"],
      [[0x26, 97, 98, 0, 0, 0x10, 99], 13, "refers to nothing"],
      [[0x26, 97, 98, 3, 0, 0x10, 99], 13, "refers to nothing"],
      [[0xf0, 255, 255], 1000, "ends early"],
      [[0x50, 97], 5, "too long"],
      [[0x26, 97, 98, 2], 13, "refers to nothing"],
    ] as const
  ) {
    assertThrows(() => unpackLz4(frame(block), length), Error, words, String(block));
  }
});
