import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { inspect, openArray, readArray } from "../../../../audit/formats/mod.ts";
import { link, scratch } from "../../../runner/_runs.ts";
import { startAudit } from "../../../audit/_audits.ts";
import { ended } from "../../../audit/formats/_ended.ts";

const fixtures = fileURLToPath(new URL("../../../audit/fixtures/", import.meta.url));

/** The numbers of the fixtures, by the programs beside them. */
const x = Float64Array.from({ length: 120 }, (_, i) => (i - 60) / 8);

/** Columns that can be used of the nested fixtures, and their numbers in a row. */
const columns = ["jet.pt", "jet.eta", "hits[0]", "hits[1]", "hits[2]", "n"];
const row = (i: number) => {
  const [a, b, c] = x.slice(3 * i, 3 * i + 3);
  return [a, b, a, b, c, 8 * c];
};

Deno.test(
  "members of structs and items of lists of one length are columns, in pages of both versions",
  ended(async () => {
    for (const path of [`${fixtures}nested1.parquet`, `${fixtures}nested2.parquet`]) {
      assertEquals(await inspect(path), {
        format: "parquet",
        arrays: [{
          name: null,
          shape: [40, 6],
          columns,
          leftOut: [
            { name: "label", unreadable: "text" },
            { name: "tracks", unreadable: "jagged" },
            { name: "when", unreadable: "times" },
          ],
        }],
      });
      const { shape, values } = await readArray(path, { columns });
      assertEquals([shape, [...values]], [
        [40, 6],
        Array.from({ length: 40 }, (_, i) => row(i)).flat(),
      ]);
      const some = await readArray(path, { columns: ["hits[2]", "jet.pt", "hits[2]"] });
      assertEquals([...some.values.slice(3, 6)], [x[5], x[3], x[5]]);
    }
  }),
);

Deno.test(
  "columns of Parquet that cannot be used are named, with those that can",
  ended(async () => {
    const path = `${fixtures}nested1.parquet`;
    for (const [name, what] of [["label", "text"], ["tracks", "jagged"], ["when", "times"]]) {
      await assertRejects(
        () => openArray(path, { columns: ["n", name] }),
        SyntaxError,
        `Cannot read "${path}" as the column "${name}" must have as many numbers in each row ` +
          `(these have: "jet.pt", "jet.eta", "hits[0]", "hits[1]", "hits[2]", "n"): current value is ${what}`,
      );
    }
    // Without a selection, the first of them.
    await assertRejects(() => openArray(path), SyntaxError, 'the column "label" must have as many');
    for (const name of ["pt", "hits[3]", "element"]) {
      await assertRejects(
        () => openArray(path, { columns: [name] }),
        RangeError,
        `a column must be one of "jet.pt", "jet.eta", "hits[0]", "hits[1]", "hits[2]", "n", "label", ` +
          `"tracks" and 1 more: current value is "${name}"`,
      );
    }
    for (
      const [name, parts] of [
        ["jet", '"jet.pt", "jet.eta"'],
        ["hits", '"hits[0]", "hits[1]", "hits[2]"'],
      ]
    ) {
      await assertRejects(
        () => openArray(path, { columns: ["n", name] }),
        RangeError,
        `"${name}" is nested and a column must be one of ${parts}: current value is "${name}"`,
      );
    }
    await assertRejects(
      () => readArray(`${fixtures}jagged.parquet`),
      SyntaxError,
      'the lists of "x" must all have 2 items: current value is 1 in row 1',
    );
  }),
);

Deno.test(
  "missing values of Parquet are given where they are asked for, large integers never",
  ended(async () => {
    const path = `${fixtures}missing.parquet`;
    const { values } = await readArray(path, { nonFinite: true });
    assertEquals([...values], [1, NaN]);
    await assertRejects(
      () => readArray(path),
      SyntaxError,
      'every value must be a finite number: current value is "null" in column "a", row 1',
    );
    await assertRejects(
      () => readArray(`${fixtures}large.parquet`, { nonFinite: true }),
      SyntaxError,
      'below 2^53 in size: current value is "9007199254740992" in column "n", row 2',
    );
  }),
);

Deno.test(
  "columns of a row group that are large together are read in rows, and not held",
  ended(async () => {
    const source = await openArray(`${fixtures}wide.parquet`);
    let rows = 0, longest = 0;
    for await (const values of source.chunks()) {
      for (let at = 0; at < values.length; at += 17, rows++) {
        const first = Math.floor(rows / 2 ** 17);
        if (values[at] !== first || values[at + 16] !== first + 16) throw new Error(`Row ${rows}`);
      }
      longest = Math.max(longest, values.length);
    }
    source.close();
    assertEquals([source.shape, rows], [[2 ** 20, 17], 2 ** 20]);
    assert(longest <= 2 ** 18, `${longest} numbers at once`);
  }),
);

Deno.test(
  "a bit of a page that is another one is noticed by its checksum",
  ended(async () => {
    using place = scratch();
    const path = `${place.path}/table`;
    const bytes = Deno.readFileSync(`${fixtures}checksums.parquet`);
    const view = new DataView(bytes.buffer);
    const { values } = await readArray(`${fixtures}checksums.parquet`);
    assertEquals([values[0], values[1]], [x[0], 8 * x[2]]);
    // The first number of each column: in a plain page, or in a dictionary.
    const places = { a: 0, n: 0 };
    for (let i = 0; i + 8 <= bytes.length; i++) {
      if (places.a === 0 && view.getFloat64(i, true) === x[0]) places.a = i;
      if (places.n === 0 && view.getBigInt64(i, true) === BigInt(8 * x[2])) places.n = i;
    }
    for (const [name, at] of Object.entries(places)) {
      assert(at > 0);
      const other = bytes.slice();
      other[at] ^= 1;
      Deno.writeFileSync(path, other);
      await assertRejects(
        () => readArray(path),
        SyntaxError,
        `the pages of "${name}" must have the bytes that their checksums say`,
      );
    }
  }),
);

Deno.test(
  "a bit of what gzip packed that is another one is noticed, also without checksums of pages",
  ended(async () => {
    using place = scratch();
    const path = `${place.path}/table`;
    const bytes = Deno.readFileSync(`${fixtures}gzip.parquet`);
    const { values } = await readArray(`${fixtures}gzip.parquet`);
    const start = bytes.findIndex((byte, i) => byte === 0x1f && bytes[i + 1] === 0x8b);
    // Behind the time and the system.
    for (let at = start + 10; at < start + 30; at++) {
      const other = bytes.slice();
      other[at] ^= 1 << at % 8;
      Deno.writeFileSync(path, other);
      const read = await readArray(path).catch((error) => {
        if (error instanceof SyntaxError) return { values };
        throw error;
      });
      assertEquals(read.values, values, `byte ${at - start}`);
    }
  }),
);

Deno.test("the command reads a folder of links to files elsewhere, as stores of data have them", async () => {
  using place = scratch();
  Deno.mkdirSync(`${place.path}/draws`);
  for (const name of ["none", "snappy", "gzip", "zstd"]) {
    link(`${fixtures}${name}.parquet`, `${place.path}/draws/${name}`);
  }
  const columns = ["a", "b"];
  const config = {
    draws: { kind: "events", files: "draws", columns },
    truth: { kind: "events", file: "draws/none", columns },
    binning: { quantiles: { of: "truth", bins: [2, 2] } },
    replicates: 19,
  };
  Deno.writeTextFileSync(`${place.path}/audit.json`, JSON.stringify(config));
  const { code, stderr } = await startAudit(`${place.path}/audit.json`).output();
  assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  const written = JSON.parse(Deno.readTextFileSync(`${place.path}/audit-report/results.json`));
  assertEquals([written.setup.draws, written.setup.truthEvents], [4, 40]);
});
