import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { inspect, openArray, readArray } from "../../../../audit/formats/mod.ts";
import { scratch } from "../../../runner/_runs.ts";
import { npy } from "../../../audit/_audits.ts";
import { ended } from "../../../audit/formats/_ended.ts";

const fixtures = fileURLToPath(new URL("../../../audit/fixtures/", import.meta.url));

Deno.test(
  "arrays of one shape are the columns that are named, one or several, in every such format",
  ended(async () => {
    using place = scratch();
    const json = `${place.path}/json`;
    const a = Float64Array.from({ length: 40 }, (_, i) => (i - 60) / 8), b = a.map((v) => -2 * v);
    Deno.writeTextFileSync(json, JSON.stringify({ a: [...a], b: [...b], c: [1, 2] }));
    for (const file of [json, `${fixtures}features.npz`, `${fixtures}features.h5`]) {
      for (const names of [["b", "a"], ["b"], ["a", "a"]]) {
        const source = await openArray(file, { columns: names });
        assertEquals(source.shape, [40, names.length], file);
        assertEquals(source.columns, names, file);
        const { values } = await readArray(file, { columns: names });
        const of = names.map((name) => name === "a" ? a : b);
        const expected = Array.from({ length: 40 }, (_, i) => of.map((list) => list[i])).flat();
        assertEquals([...values], expected, `${file} ${names}`);
        source.close();
      }
      await assertRejects(
        () => readArray(file, { columns: ["a", "c"] }),
        RangeError,
        'must have one shape, [40] of "a": current value is [2] of "c"',
      );
      await assertRejects(
        () => readArray(file, { columns: ["a", "d"] }),
        RangeError,
        'where no dataset is named: current value is "d"',
      );
    }
    // Of each draw, and longer than what is read at once.
    const draws = await readArray(`${fixtures}features.h5`, { columns: ["draws/a", "/draws/b"] });
    assertEquals(draws.shape, [4, 10, 2]);
    assertEquals([...draws.values.slice(0, 4)], [a[0], b[0], a[1], b[1]]);
    const long = await readArray(`${fixtures}several.h5`, { columns: ["long", "long"] });
    assertEquals(long.shape, [600_000, 2]);
    assertEquals(long.values.every((value, i) => value === (i >> 1) % 1000), true);
  }),
);

Deno.test("many arrays of an archive unpack side by side, and none waits for another", async () => {
  const columns = Array.from({ length: 6 }, () => "zeros");
  const start = performance.now();
  const { shape, values } = await readArray(`${fixtures}bomb.npz`, { columns });
  assertEquals([shape, values.length], [[1000, 1000, 6], 6e6]);
  // The library would give workers 5 s to end.
  assert(performance.now() - start < 4000);
});

Deno.test("columns of [draws, events, features] are of the last axis", async () => {
  using place = scratch();
  const path = `${place.path}/draws`;
  const x = Float64Array.from({ length: 24 }, (_, i) => i);
  Deno.writeFileSync(path, npy([2, 4, 3], x));
  const { shape, values } = await readArray(path, { columns: ["2", "0"] });
  assertEquals(shape, [2, 4, 2]);
  assertEquals([...values], Array.from({ length: 8 }, (_, i) => [3 * i + 2, 3 * i]).flat());
  Deno.writeFileSync(path, npy([3], [1, 2, 3]));
  await assertRejects(() => readArray(path, { columns: ["0"] }), TypeError, "value is [3]");
});

Deno.test(
  "values that are not finite are refused, or given as they are where they are asked for",
  ended(async () => {
    using place = scratch();
    const path = `${place.path}/array`;
    Deno.writeFileSync(path, npy([2, 2], [1, NaN, Infinity, -999]));
    await assertRejects(() => readArray(path), SyntaxError, "NaN at [0, 1]");
    // What is not selected is not judged.
    assertEquals([...(await readArray(path, { columns: ["1"], nonFinite: true })).values], [
      NaN,
      -999,
    ]);
    await assertRejects(
      () => readArray(path, { columns: ["0"] }),
      SyntaxError,
      "Infinity at [1, 0]",
    );
    const hdf5 = await readArray(`${fixtures}several.h5`, { dataset: "nan", nonFinite: true });
    assertEquals([...hdf5.values], [1, 2, 3, NaN]);
  }),
);

Deno.test(
  "what a file holds, without reading its values",
  ended(async () => {
    using place = scratch();
    const path = `${place.path}/file`;
    Deno.writeFileSync(path, npy([2, 2], [1, NaN, Infinity, -999]));
    assertEquals(await inspect(path), { format: "npy", arrays: [{ name: null, shape: [2, 2] }] });
    Deno.writeTextFileSync(path, "a,b\n1,2\n");
    assertEquals(await inspect(path), {
      format: "csv",
      arrays: [{ name: null, shape: [null, 2], columns: ["a", "b"] }],
    });
    Deno.writeTextFileSync(path, '{"x": [[1, 2]], "y": "word"}');
    assertEquals(await inspect(path), {
      format: "json",
      arrays: [
        { name: "x", shape: [1, 2] },
        {
          name: "y",
          shape: [],
          unreadable: "text",
        },
      ],
    });
    assertEquals(await inspect(`${fixtures}features.npz`), {
      format: "npz",
      arrays: [{ name: "a", shape: [40] }, { name: "b", shape: [40] }, { name: "c", shape: [2] }, {
        name: "label",
        shape: [],
        unreadable: 'text of the type "<U4"',
      }],
    });
    const table = { name: null, shape: [40, 3], columns: ["a", "b", "n"] };
    assertEquals(await inspect(`${fixtures}none.parquet`), { format: "parquet", arrays: [table] });
    const hdf5 = await inspect(`${fixtures}several.h5`);
    const named = (name: string) => hdf5.arrays.find((array) => array.name === name);
    assertEquals(named("draws"), { name: "draws", shape: [4, 10, 3] });
    assertEquals(named("text")!.unreadable, "text");
    const root = await inspect(`${fixtures}several.root`);
    assertEquals(root.arrays.find(({ name }) => name === "folder/plane"), {
      name: "folder/plane",
      shape: [3, 4],
      edges: true,
    });
    assertEquals(root.arrays.find(({ name }) => name === "arrays"), {
      name: "arrays",
      shape: [40, 3],
      columns: ["x[0]", "x[1]", "x[2]"],
    });
  }),
);
