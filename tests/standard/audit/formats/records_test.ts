import { assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { inspect, openArray, readArray } from "../../../../audit/formats/mod.ts";
import { scratch } from "../../../runner/_runs.ts";
import { ended } from "../../../audit/formats/_ended.ts";

const fixtures = fileURLToPath(new URL("../../../audit/fixtures/", import.meta.url));

/** The columns of the fixtures that are numbers, by the program beside them. */
const columns: Readonly<Record<string, (row: number) => number>> = {
  "pt": (row) => (row - 60) / 8,
  "jet.eta": (row) => (60 - row) / 4,
  "jet.hits[0][0]": (row) => 4 * row,
  "jet.hits[0][1]": (row) => 4 * row + 1,
  "jet.hits[1][0]": (row) => 4 * row + 2,
  "jet.hits[1][1]": (row) => 4 * row + 3,
  "id": () => 0,
};
const names = Object.keys(columns);

for (
  const [file, dataset, shape] of [
    ["records.npy", undefined, [40]],
    ["records.npz", "draws", [4, 10]],
    ["records.h5", "events", [4, 10]],
  ] as const
) {
  Deno.test(
    `${file}: fields of records, also in records and arrays, are columns`,
    ended(async () => {
      const path = `${fixtures}${file}`;
      for (const wanted of [names, ["jet.hits[1][0]", "pt"]]) {
        const found = await readArray(path, { dataset, columns: wanted });
        assertEquals(found.shape, [...shape, wanted.length]);
        assertEquals(
          [...found.values],
          Array.from({ length: 40 }, (_, row) => wanted.map((name) => columns[name](row))).flat(),
        );
        const source = await openArray(path, { dataset, columns: wanted });
        assertEquals(source.columns, wanted);
        source.close();
      }
      const { arrays } = await inspect(path);
      const leftOut = [{ name: "label", unreadable: 'text of the type "<U4"' }];
      assertEquals(arrays[0], {
        name: dataset ?? null,
        shape: [...shape, 7],
        columns: names,
        ...(!file.endsWith(".h5") && { leftOut }),
      });
      await assertRejects(
        () => readArray(path, { dataset, columns: ["momentum"] }),
        RangeError,
        '"jet.hits[1][0]", "jet.hits[1][1]"',
      );
    }),
  );
}

Deno.test("records that hold text, or stand in Fortran order, are refused by name", async () => {
  const npy = `${fixtures}records.npy`;
  for (const selection of [{}, { columns: ["label"] }]) {
    await assertRejects(
      () => readArray(npy, selection),
      SyntaxError,
      'the column "label" must have as many numbers in each row (these have: "pt", "jet.eta", "jet.hits[0][0]", "jet.hits[0][1]", "jet.hits[1][0]", "jet.hits[1][1]", "id"): current value is text of the type "<U4"',
    );
  }
  await assertRejects(
    () => readArray(`${fixtures}records.npz`, { dataset: "turned", columns: ["pt"] }),
    SyntaxError,
    "must be in C order: current value is Fortran order",
  );
});

Deno.test("headers of .npy that NumPy does not write are refused", async () => {
  using place = scratch();
  const path = `${place.path}/array`;
  const header = (text: string, values = 8) => {
    const bytes = new Uint8Array(10 + text.length + values);
    bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]);
    bytes.set(new TextEncoder().encode(text), 10);
    Deno.writeFileSync(path, bytes);
  };
  const rest = "'fortran_order': False, 'shape': (1,)";
  header(`{'descr': '<f8', ${rest}}`);
  assertEquals([...(await readArray(path)).values], [0]);
  // Python 2 wrote long integers.
  header("{'descr': '<f8', 'fortran_order': False, 'shape': (1L,), }   \n");
  assertEquals((await readArray(path)).shape, [1]);
  for (
    const text of [
      "",
      "{",
      `{'descr': '<f8', ${rest}} 1`,
      `{'descr': '<f8', 'descr' ${rest}}`,
      `{'descr': '<f8', ${rest}, 'more': 1}`,
      `{'descr': 8, ${rest}}`,
      `{'descr': [('a',)], ${rest}}`,
      `{'descr': [('a', '<f8', ('b',))], ${rest}}`,
      `{'descr': ${"[('a', ".repeat(40)}'<f8'${")]".repeat(40)}, ${rest}}`,
      `{'descr': [('a', '<f4', (99999999,))], ${rest}}`,
      `{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}`,
      `{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}`,
      `{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999, 99999999999)}`,
      `{'descr': [], ${rest}}`,
      `{'descr': '|V8', ${rest}}`,
      `{'descr': '|O', ${rest}}`,
      `{'descr': '<f16', ${rest}}`,
      `{'descr': '<c8', ${rest}}`,
      `{'descr': '<M8[ns]', ${rest}}`,
      `{'descr': '<f8', ${rest}}`.padEnd(70_000),
    ]
  ) {
    header(text);
    await assertRejects(() => readArray(path), SyntaxError, `Cannot read "${path}" as `, text);
  }
});

Deno.test("integers beyond 2^53 are refused in columns too", async () => {
  using place = scratch();
  const path = `${place.path}/array`;
  const text = "{'descr': [('a', '<f8'), ('n', '<i8')], 'fortran_order': False, 'shape': (1,)}";
  const bytes = new Uint8Array(10 + text.length + 16);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]);
  bytes.set(new TextEncoder().encode(text), 10);
  new DataView(bytes.buffer).setBigInt64(10 + text.length + 8, 2n ** 53n, true);
  Deno.writeFileSync(path, bytes);
  assertEquals([...(await readArray(path, { columns: ["a"] })).values], [0]);
  await assertRejects(() => readArray(path), SyntaxError, "2^53 in size: current value is 9007199");
});
