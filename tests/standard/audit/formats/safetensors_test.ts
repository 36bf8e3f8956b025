import { assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { inspect, readArray } from "../../../../audit/formats/mod.ts";
import { scratch } from "../../../runner/_runs.ts";

const several = fileURLToPath(
  new URL("../../../audit/fixtures/several.safetensors", import.meta.url),
);

/** The numbers of the fixtures, by the program beside them. */
const x = Float64Array.from({ length: 120 }, (_, i) => (i - 60) / 8);

Deno.test("safetensors has the numbers that its writer has", async () => {
  for (const dataset of ["x", "half"]) {
    const found = await readArray(several, { dataset });
    assertEquals(found, { shape: [40, 3], values: x, edges: undefined }, dataset);
  }
  assertEquals((await readArray(several, { dataset: "n" })).values, x.map((value) => 8 * value));
  const columns = await readArray(several, { columns: ["b", "a"] });
  assertEquals([columns.shape, ...columns.values.slice(0, 4)], [[40, 2], 15, -7.5, 14.75, -7.375]);
  const last = await readArray(several, { dataset: "x", columns: ["2"] });
  assertEquals(last.values, x.filter((_, i) => i % 3 === 2));
  const { format, arrays } = await inspect(several);
  assertEquals(format, "safetensors");
  assertEquals(arrays.find(({ name }) => name === "x"), { name: "x", shape: [40, 3] });
});

Deno.test("safetensors that cannot be read is refused in a sentence that says why", async () => {
  using place = scratch();
  const path = `${place.path}/file`;
  await assertRejects(
    () => readArray(several, { dataset: "far" }),
    SyntaxError,
    "every integer must be below 2^53 in size: current value is 9007199254740992",
  );
  await assertRejects(() => readArray(several), RangeError, "one of its arrays, ");
  const write = (header: unknown, values = 8, claimed?: bigint) => {
    const text = new TextEncoder().encode(JSON.stringify(header));
    const bytes = new Uint8Array(8 + text.length + values);
    new DataView(bytes.buffer).setBigUint64(0, claimed ?? BigInt(text.length), true);
    bytes.set(text, 8);
    Deno.writeFileSync(path, bytes);
  };
  const entry = (dtype: string, shape: number[], data_offsets = [0, 8]) => ({
    a: { dtype, shape, data_offsets },
  });
  write(entry("F64", [1]));
  assertEquals([...(await readArray(path)).values], [0]);
  write(entry("BF16", [4]));
  await assertRejects(
    () => readArray(path),
    SyntaxError,
    "real numbers of 1 to 8 bytes: current value is BF16",
  );
  assertEquals((await inspect(path)).arrays[0], {
    name: "a",
    shape: [4],
    unreadable: 'the values of "a" must be real numbers of 1 to 8 bytes: current value is BF16',
  });
  for (
    const [header, values, words, claimed] of [
      [entry("F64", [2 ** 31]), 8, "must have the 17179869184 bytes of its shape"],
      [entry("F64", [2 ** 53, 0]), 8, "must be whole numbers"],
      [entry("X", [1]), 8, 'F8_E5M2 or C64: current value is "X"'],
      [entry("constructor", [1]), 8, 'current value is "constructor"'],
      [entry("F64", [1]), 0, "it must have 8 bytes of numbers"],
      [entry("F64", [1], [8, 16]), 16, "must begin at byte 0"],
      [entry("F64", [1]), 8, "its header must have at most", 2n ** 31n],
    ] as const
  ) {
    write(header, values, claimed);
    await assertRejects(() => readArray(path), SyntaxError, words);
    await assertRejects(() => inspect(path), SyntaxError, `Cannot read "${path}" as `);
  }
});
