import { assertEquals, assertRejects } from "@std/assert";
import { Buffer } from "node:buffer";
import { crc32, deflateRawSync } from "node:zlib";
import { openArray, readArray } from "../../../audit/formats/mod.ts";
import { scratch } from "../../runner/_runs.ts";
import { npy } from "../../audit/_audits.ts";
import { ended } from "../../audit/formats/_ended.ts";

const fixtures = `${import.meta.dirname}/../../audit/fixtures/`;

/** The numbers of the fixtures, by the program beside them. */
const x = Float64Array.from({ length: 120 }, (_, i) => (i - 60) / 8);

function rows(separator: string, names?: string[]): string {
  const lines = Array.from(
    { length: 40 },
    (_, i) => [...x.slice(3 * i, 3 * i + 3)].join(separator),
  );
  return [...(names ? [names.join(separator)] : []), ...lines].join("\n") + "\n";
}

const nested = () => Array.from({ length: 40 }, (_, i) => [...x.slice(3 * i, 3 * i + 3)]);

Deno.test("archives of NumPy, stored and deflated, in either order", async () => {
  for (
    const [file, dataset] of [
      ["stored", "x"],
      ["stored", "f4"],
      ["stored", "fortran"],
      ["deflated", "x"],
      ["deflated", "big"],
      ["deflated", "fortran"],
    ]
  ) {
    const { shape, values } = await readArray(`${fixtures}${file}.npz`, { dataset });
    assertEquals(shape, [40, 3], `${file} ${dataset}`);
    assertEquals(values, x, `${file} ${dataset}`);
  }
  const { values } = await readArray(`${fixtures}bomb.npz`);
  assertEquals(values.length, 1_000_000);
  await assertRejects(
    () => readArray(`${fixtures}stored.npz`),
    RangeError,
    'one of its arrays, "x", "f4", "fortran": current value is none named',
  );
  await assertRejects(
    () => readArray(`${fixtures}stored.npz`, { dataset: "__proto__" }),
    RangeError,
    '"__proto__"',
  );
});

/** An archive of one array, whose headers may lie about it. */
function archive(
  packed: Uint8Array,
  { method, size, claimed = packed.length, checksum = 0, called = "x.npy" }: {
    readonly method: "stored" | "deflated" | "bzip2";
    readonly size: number;
    readonly claimed?: number;
    readonly checksum?: number;
    readonly called?: string;
  },
): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(called);
  const local = new Uint8Array(30), central = new Uint8Array(46), end = new Uint8Array(22);
  local.set([0x50, 0x4b, 3, 4]);
  central.set([0x50, 0x4b, 1, 2]);
  end.set([0x50, 0x4b, 5, 6, 0, 0, 0, 0, 1, 0, 1]);
  for (const view of [new DataView(local.buffer, 4), new DataView(central.buffer, 6)]) {
    view.setUint16(0, 20, true);
    view.setUint16(4, { stored: 0, deflated: 8, bzip2: 12 }[method], true);
    view.setUint32(10, checksum, true);
    view.setUint32(14, claimed, true);
    view.setUint32(18, size, true);
    view.setUint16(22, name.length, true);
  }
  const view = new DataView(end.buffer);
  view.setUint32(12, central.length + name.length, true);
  view.setUint32(16, local.length + name.length + packed.length, true);
  return Uint8Array.from(Buffer.concat([local, name, packed, central, name, end]));
}

Deno.test("an array may be called like a place outside, as nothing is written there", async () => {
  using folder = scratch();
  const path = `${folder.path}/named`, few = npy([2], [1, 2]);
  for (const called of ["../x.npy", "/etc/x.npy", "C:\\x.npy"]) {
    const options = { method: "stored", size: few.length, checksum: crc32(few), called } as const;
    Deno.writeFileSync(path, archive(few, options));
    assertEquals([...(await readArray(path)).values], [1, 2], called);
  }
});

Deno.test("an archive of PyTorch is named, with a line of Python that converts it", async () => {
  using folder = scratch();
  const path = `${folder.path}/model.pt`, few = npy([2], [1, 2]);
  const options = { method: "stored", size: few.length, checksum: crc32(few) } as const;
  Deno.writeFileSync(path, archive(few, { ...options, called: "model/data.pkl" }));
  await assertRejects(
    () => readArray(path),
    SyntaxError,
    'numpy.save("model.npy", torch.load("model.pt", weights_only=True).numpy()): current value is a file of PyTorch',
  );
});

Deno.test("a table of text is one, though it begins with the word of another format", async () => {
  using folder = scratch();
  const path = `${folder.path}/table`;
  for (const first of ["root_s", "PAR1", "PK", "root"]) {
    for (const separator of [",", "\t", " "]) {
      Deno.writeTextFileSync(path, rows(separator, [first, "b", "c"]));
      const { values } = await readArray(path);
      assertEquals(values, x, `${first} ${separator}`);
      assertEquals((await openArray(path)).format, "csv");
    }
  }
});

Deno.test("bombs are refused before anything is unpacked", async () => {
  using folder = scratch();
  const path = `${folder.path}/bomb`;
  const few = npy([2], [1, 2]), many = npy([2 ** 31, 4], [1, 2]);
  const zeros = npy([9e6], new Float64Array(9e6));
  const stored = { method: "stored", size: few.length } as const;
  Deno.writeFileSync(path, archive(few, { ...stored, checksum: crc32(few) }));
  assertEquals([...(await readArray(path)).values], [1, 2]);

  const deflated = deflateRawSync(many);
  const cases: [bytes: Uint8Array, words: string][] = [
    // A thousand-fold, as told.
    [
      archive(deflateRawSync(zeros), { method: "deflated", size: zeros.length }),
      `more than 500-fold: current value is ${zeros.length} bytes from `,
    ],
    // A directory that claims what the packed bytes cannot give.
    [archive(deflated, { method: "deflated", size: 2 ** 31 }), "more than 500-fold"],
    [archive(deflated, { method: "deflated", size: 2 ** 31, claimed: 2 ** 30 }), "in a file of"],
    [archive(few, { method: "stored", size: 2 ** 31 }), "in a file of"],
    // A header that claims 2^31 rows with sixteen bytes behind it.
    ...([["deflated", deflated], ["stored", many]] as const).map(([method, packed]): [
      Uint8Array,
      string,
    ] => [
      archive(packed, { method, size: many.length, checksum: crc32(many) }),
      "must have 68719476736 bytes as its shape [2147483648, 4] says: current value is 16",
    ]),
    [archive(few, { method: "bzip2", size: few.length }), "stored or deflated: current"],
  ];
  for (const [bytes, words] of cases) {
    Deno.writeFileSync(path, bytes);
    await assertRejects(() => openArray(path), SyntaxError, words);
  }
});

Deno.test(
  "Parquet, by column and row group, in every compression",
  ended(async () => {
    for (const codec of ["none", "snappy", "gzip", "zstd"]) {
      const path = `${fixtures}${codec}.parquet`;
      const { shape, values } = await readArray(path);
      assertEquals(shape, [40, 3], codec);
      assertEquals(values, x.map((value, i) => i % 3 === 2 ? 8 * value : value), codec);
      const some = await readArray(path, { columns: ["b", "a"] });
      assertEquals([...some.values.slice(0, 4)], [x[1], x[0], x[4], x[3]], codec);
    }
    await assertRejects(
      () => readArray(`${fixtures}none.parquet`, { columns: ["c"] }),
      RangeError,
      'one of "a", "b", "n": current value is "c"',
    );
    await assertRejects(
      () => readArray(`${fixtures}missing.parquet`),
      SyntaxError,
      'in column "a", row 1',
    );
  }),
);

Deno.test("tables of text, with and without names, however separated", async () => {
  using folder = scratch();
  const path = `${folder.path}/table`;
  for (const separator of [",", ";", "\t"]) {
    Deno.writeTextFileSync(path, rows(separator));
    assertEquals((await readArray(path)).values, x);
    Deno.writeTextFileSync(path, `# made up\n${rows(separator, ["a", "b", "c"])}`);
    const { shape, values } = await readArray(path, { columns: ["c"] });
    assertEquals(shape, [40, 1]);
    assertEquals(values, x.filter((_, i) => i % 3 === 2));
  }
  const refuse = (text: string, words: string) => {
    Deno.writeTextFileSync(path, text);
    return assertRejects(() => readArray(path), SyntaxError, words);
  };
  await refuse("a,b\n1,2\n3\n", "Cannot read");
  await refuse("a,b\n1,2\n3,x\n", '"x" in line 3');
  await refuse("1,2\n3,\n", '"" in line 2');
  await refuse("1,2\n3,1e999\n", '"1e999" in line 2');
  await refuse('"a\n', "Cannot read");
});

Deno.test("JSON, alone or as a member, with harmless keys", async () => {
  using folder = scratch();
  const path = `${folder.path}/array`;
  Deno.writeTextFileSync(path, JSON.stringify(nested()));
  assertEquals(await readArray(path), { shape: [40, 3], values: x, edges: undefined });
  Deno.writeTextFileSync(path, `{"__proto__": [1, 2], "x": ${JSON.stringify(nested())}}`);
  assertEquals((await readArray(path, { dataset: "x" })).values, x);
  assertEquals([...(await readArray(path, { dataset: "__proto__" })).values], [1, 2]);
  assertEquals(({} as Record<string, unknown>)[0], undefined);
  await assertRejects(() => readArray(path, { dataset: "toString" }), RangeError, '"toString"');
  const refuse = (text: string, words: string) => {
    Deno.writeTextFileSync(path, text);
    return assertRejects(() => readArray(path), SyntaxError, words);
  };
  await refuse("[[1, 2], [3]]", "1 at [1]");
  await refuse("[[1, 2], [3, null]]", "null at [1][1]");
  await refuse('[1, "<script>"]', "at [1]");
  await refuse("[1, 2", "it must be JSON");
  await refuse("[".repeat(1e5) + "1" + "]".repeat(1e5), "at most 32 deep");
});

Deno.test("columns of an array without names are chosen by number, never left as they are", async () => {
  using folder = scratch();
  const path = `${folder.path}/array`;
  Deno.writeTextFileSync(path, JSON.stringify(nested()));
  const swapped = Float64Array.from(
    { length: 80 },
    (_, i) => x[3 * (i >> 1) + (i % 2 === 0 ? 2 : 0)],
  );
  for (
    const [file, dataset] of [[path, undefined], [`${fixtures}stored.npz`, "fortran"]] as const
  ) {
    const { shape, values } = await readArray(file, { dataset, columns: ["2", "0"] });
    assertEquals([shape, values], [[40, 2], swapped]);
    await assertRejects(() => readArray(file, { dataset, columns: ["3"] }), RangeError, '"3"');
    await assertRejects(() => readArray(file, { dataset, columns: ["x"] }), RangeError, '"x"');
  }
});

Deno.test("tables of single blanks, as numpy.savetxt writes them; no other numerals", async () => {
  using folder = scratch();
  const path = `${folder.path}/table`;
  Deno.writeTextFileSync(path, "# made by hand\n" + rows(" "));
  const { shape, values } = await readArray(path);
  assertEquals([shape, values], [[40, 3], x]);
  Deno.writeTextFileSync(path, "1,2\n3,0x10\n");
  await assertRejects(() => readArray(path), SyntaxError, '"0x10"');
});
