import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { openArray } from "../../../../audit/formats/mod.ts";
import { scratch } from "../../../runner/_runs.ts";
import { ended } from "../../../audit/formats/_ended.ts";

const fixtures = fileURLToPath(new URL("../../../audit/fixtures/", import.meta.url));

/** Where the double 7.375 stands, as it is in memory. */
function findValue(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 8 <= bytes.length; at++) {
    if (view.getFloat64(at, true) === 7.375) return at + 2;
  }
  return -1;
}

/** Where the checksum stands in the directory of an archive. */
function findSum(bytes: Uint8Array): number {
  const start = [0x50, 0x4b, 1, 2];
  const at = bytes.findIndex((_, i) => start.every((byte, j) => bytes[i + j] === byte));
  return at < 0 ? at : at + 16;
}

for (
  const [file, dataset, length, place, words] of [
    ["stored.npz", "x", 120, findValue, "what is packed must unpack: current value is "],
    ["bomb.npz", "zeros", 1_000_000, findSum, "what is packed must unpack: current value is "],
    ["sums.h5", "x", 120, findValue, 'the values of "x" must be readable'],
  ] as const
) {
  Deno.test(
    `${file}: a checksum that fails is told before the last value`,
    ended(async () => {
      using folder = scratch();
      const path = `${folder.path}/file`;
      const bytes = Deno.readFileSync(`${fixtures}${file}`);
      const take = async () => {
        const source = await openArray(path, { dataset });
        try {
          let count = 0;
          for await (const part of source.chunks()) {
            count += part.length;
            // Whoever has all values looks no further.
            if (count === length) break;
          }
          return count;
        } finally {
          source.close();
        }
      };
      Deno.writeFileSync(path, bytes);
      assertEquals(await take(), length);
      const at = place(bytes);
      assert(at >= 0);
      bytes[at] ^= 1;
      Deno.writeFileSync(path, bytes);
      await assertRejects(take, SyntaxError, words);
    }),
  );
}
