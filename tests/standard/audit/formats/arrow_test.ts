import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { inspect, openArray, readArray } from "../../../../audit/formats/mod.ts";
import { scratch } from "../../../runner/_runs.ts";

const fixtures = fileURLToPath(new URL("../../../audit/fixtures/", import.meta.url));

/** The numbers of the fixtures, by the program beside them. */
const x = Float64Array.from({ length: 120 }, (_, i) => (i - 60) / 8);

/** The columns of nested tables. */
const columns: Readonly<Record<string, (row: number) => number>> = {
  "jet.pt": (row) => (row - 60) / 8,
  "jet.tag": (row) => row % 3 === 0 ? 1 : 0,
  ...Object.fromEntries(
    [0, 1, 2, 3].map((i) => [`cell[${i}]`, (row: number) => (4 * row + i) / 4]),
  ),
  ...Object.fromEntries(
    [0, 1, 2, 3, 4, 5].map((i) => [
      `grid[${Math.floor(i / 3)}][${i % 3}]`,
      (row: number) => 6 * row + i,
    ]),
  ),
  ...Object.fromEntries(
    ["int8", "uint8", "int16", "uint16", "int32", "uint32", "uint64", "float16"]
      .map((type) => [type, (row: number) => row]),
  ),
  "true": (row) => row % 2,
  "last": (row) => (row - 60) / 8,
};

Deno.test("Arrow files and streams, in every compression, batch by batch", async () => {
  for (const file of ["none.arrow", "lz4.arrow", "zstd.arrow", "stream.arrow", "numbers.feather"]) {
    const { shape, values } = await readArray(`${fixtures}${file}`);
    assertEquals(shape, [40, 3], file);
    assertEquals(values, x.map((value, i) => i % 3 === 2 ? 8 * value : value), file);
    const source = await openArray(`${fixtures}${file}`, { columns: ["b", "a", "b"] });
    assertEquals([source.format, source.columns], ["arrow", ["b", "a", "b"]]);
    for (let again = 0; again < 2; again++) {
      const parts = await Array.fromAsync(source.chunks());
      assertEquals(parts.flatMap((part) => [...part.slice(0, 3)]).slice(0, 3), [x[1], x[0], x[1]]);
      assertEquals(parts.length, file === "numbers.feather" ? 1 : 3);
    }
    source.close();
  }
});

/** Columns of the nested fixtures that cannot be used, and what they are. */
const others = {
  nothing: "null",
  text: "text",
  large: "large text",
  view: "text view",
  category: "dictionary",
  jagged: "list",
  large_jagged: "large list",
  jagged_view: "list view",
  map: "map",
  sparse: "union",
  dense: "union",
  run: "run of equal values",
  decimal: "decimal",
  day: "date",
  time: "timestamp",
  fixed: "binary of fixed length",
  "jet.label": "text",
};

for (const codec of ["none", "lz4", "zstd"]) {
  Deno.test(`columns within structs and lists of fixed length, among all others: ${codec}`, async () => {
    const path = `${fixtures}nested_${codec}.arrow`;
    const names = Object.keys(columns);
    const leftOut = Object.entries(others).map(([name, unreadable]) => ({ name, unreadable }));
    assertEquals(await inspect(path), {
      format: "arrow",
      arrays: [{ name: null, shape: [40, names.length], columns: names, leftOut }],
    });
    for (const wanted of [names, ["grid[1][0]", "last", "cell[3]"]]) {
      const { values } = await readArray(path, { columns: wanted });
      assertEquals(
        [...values],
        Array.from({ length: 40 }, (_, row) => wanted.map((name) => columns[name](row))).flat(),
      );
    }
    for (const [name, kind] of Object.entries(others)) {
      const { message } = await assertRejects(
        () => readArray(path, { columns: [name] }),
        SyntaxError,
      );
      assertStringIncludes(message, `the column "${name}" must have as many numbers in each row`);
      assert(message.endsWith(`: current value is ${kind}`), message);
    }
    await assertRejects(
      () => readArray(path, { columns: ["jet"] }),
      RangeError,
      '"jet" is nested and a column must be one of "jet.pt", "jet.label", "jet.tag"',
    );
    await assertRejects(() => readArray(path, { dataset: "jet" }), RangeError, "has one table");
  });
}

Deno.test("missing values of Arrow are refused with their place, or given as NaN", async () => {
  const path = `${fixtures}missing.arrow`;
  assertEquals([...(await readArray(path, { columns: ["full"] })).values], [1, 2, 3]);
  for (
    const [name, values, row] of [
      ["a", [1, NaN, 3], 1],
      ["b", [1, 0, NaN], 2],
      ["s.x", [1, NaN, NaN], 1],
      ["l[0]", [NaN, 1, 3], 0],
      ["l[1]", [NaN, NaN, 4], 0],
    ] as [string, number[], number][]
  ) {
    const selection = { columns: [name] };
    await assertRejects(
      () => readArray(path, selection),
      SyntaxError,
      `every value must be there: current value is a missing one in column "${name}", row ${row}`,
    );
    assertEquals([...(await readArray(path, { ...selection, nonFinite: true })).values], values);
  }
});

Deno.test("Arrow's integers beyond 2^53 are refused", async () => {
  for (const [name, value] of [["n", "9007199254740992"], ["u", "18446744073709551615"]]) {
    await assertRejects(
      () => readArray(`${fixtures}far.arrow`, { columns: [name] }),
      SyntaxError,
      `every integer must be below 2^53 in size: current value is ${value}`,
    );
  }
});

Deno.test("compressed Arrow that claims too much is refused before it unpacks", async () => {
  using place = scratch();
  const path = `${place.path}/bomb`;
  for (const file of ["lz4.arrow", "zstd.arrow"]) {
    const bytes = Deno.readFileSync(`${fixtures}${file}`);
    const view = new DataView(bytes.buffer);
    // Unpacked lengths stand before the buffers: 15 doubles have 120 bytes.
    let claims = 0;
    for (
      const [claim, words] of [
        [2n ** 40n, "may unpack more than 500-fold: current value is 1099511627776 bytes from "],
        [-2n, "must have at most 134217728 bytes: current value is -2"],
        [121n, "it must be whole Arrow"],
      ] as const
    ) {
      for (let at = 0; at + 8 <= bytes.length; at += 8) {
        if (view.getBigInt64(at, true) !== 120n) continue;
        const changed = bytes.slice();
        new DataView(changed.buffer).setBigInt64(at, claim, true);
        Deno.writeFileSync(path, changed);
        const error = await readArray(path).then(() => undefined, (error) => error);
        if (error?.message.includes(words)) claims++;
      }
    }
    assert(claims >= 9, `${claims} claims of ${file}`);
  }
});

Deno.test("Arrow that is cut off or of another kind is refused in a sentence that says why", async () => {
  using place = scratch();
  const path = `${place.path}/file`;
  const whole = Deno.readFileSync(`${fixtures}none.arrow`);
  const stream = Deno.readFileSync(`${fixtures}stream.arrow`);
  for (
    const [bytes, words] of [
      [whole.slice(0, -1), "an Arrow file must end with ARROW1"],
      [whole.slice(0, 12), "an Arrow file must end with ARROW1"],
      [stream.slice(0, 700), "its batches must be in the file"],
      [stream.slice(0, 8), "its bytes 8 to "],
      [Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0), "it must be whole Arrow"],
    ] as const
  ) {
    Deno.writeFileSync(path, bytes);
    await assertRejects(() => readArray(path), SyntaxError, words);
  }
});
