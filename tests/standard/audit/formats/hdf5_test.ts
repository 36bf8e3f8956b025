import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { auditConfiguration } from "../../../../audit/audit.ts";
import { parseConfig } from "../../../../audit/config.ts";
import { histogram } from "../../../../audit/input/histogram.ts";
import { inspect, openArray, readArray } from "../../../../audit/formats/mod.ts";
import { onDisk } from "../../../../audit/input/files.ts";
import { scratch } from "../../../runner/_runs.ts";
import { npy, startAudit } from "../../../audit/_audits.ts";
import { ended } from "../../../audit/formats/_ended.ts";

const fixtures = fileURLToPath(new URL("../../../audit/fixtures/", import.meta.url));
const several = `${fixtures}several.h5`;

/** The numbers of the fixtures, by the program beside them. */
const x = Float64Array.from({ length: 120 }, (_, i) => (i - 60) / 8);

Deno.test(
  "HDF5 has the same numbers as .npz, contiguous and in chunks, in either byte order",
  ended(async () => {
    const { shape, values } = await readArray(`${fixtures}stored.npz`, { dataset: "x" });
    assertEquals(await readArray(`${fixtures}one.h5`), { shape, values, edges: undefined });
    for (const dataset of ["x", "/x", "group/big", "/group/big"]) {
      const found = await readArray(several, { dataset });
      assertEquals(found, { shape: [40, 3], values: x, edges: undefined }, dataset);
    }
    assertEquals((await readArray(several, { dataset: "n" })).values, x.map((value) => 8 * value));
    const draws = await readArray(several, { dataset: "draws" });
    assertEquals(draws, { shape: [4, 10, 3], values: x, edges: undefined });
  }),
);

Deno.test(
  "columns of HDF5, by number in an array and by name in a table",
  ended(async () => {
    const swapped = Float64Array.from(
      { length: 80 },
      (_, i) => x[3 * (i >> 1) + (i % 2 === 0 ? 2 : 0)],
    );
    const array = await readArray(several, { dataset: "x", columns: ["2", "0"] });
    assertEquals([array.shape, array.values], [[40, 2], swapped]);
    const table = await readArray(several, { dataset: "table", columns: ["n", "a"] });
    assertEquals(table.shape, [40, 2]);
    assertEquals(table.values, swapped.map((value, i) => i % 2 === 0 ? 8 * value : value));
    const source = await openArray(several, { dataset: "table", columns: ["b"] });
    assertEquals([source.shape, source.columns, source.format], [[40, 1], ["b"], "hdf5"]);
    source.close();
  }),
);

Deno.test(
  "tables of pandas: blocks of columns with their names, and records of blocks",
  ended(async () => {
    const path = `${fixtures}pandas.h5`;
    const a = Array.from({ length: 40 }, (_, i) => (i - 60) / 8);
    const { arrays } = await inspect(path);
    assertEquals(arrays.filter(({ unreadable }) => unreadable === undefined), [
      { name: "fixed/axis1", shape: [40] },
      { name: "fixed/block0_values", shape: [40, 2], columns: ["pt", "eta"] },
      { name: "fixed/block1_values", shape: [40, 1], columns: ["n"] },
      {
        name: "table/table",
        shape: [40, 4],
        columns: ["index", "values_block_0[0]", "values_block_0[1]", "values_block_1[0]"],
      },
    ]);
    for (
      const [dataset, columns] of [
        ["fixed/block0_values", ["eta", "pt"]],
        ["table/table", ["values_block_0[1]", "values_block_0[0]"]],
      ] as [string, string[]][]
    ) {
      const { values } = await readArray(path, { dataset, columns });
      assertEquals([...values], a.flatMap((value) => [-2 * value, value]), dataset);
      const source = await openArray(path, { dataset, columns });
      assertEquals(source.columns, columns);
      source.close();
    }
    await assertRejects(
      () => readArray(path, { dataset: "fixed/block0_values", columns: ["n"] }),
      RangeError,
      'one of "pt", "eta": current value is "n"',
    );
  }),
);

Deno.test(
  "HDF5 streams in pieces of which none is the whole, again and again",
  ended(async () => {
    const source = await openArray(several, { dataset: "long" });
    assertEquals(source.shape, [600_000]);
    for (let again = 0; again < 2; again++) {
      let count = 0;
      for await (const part of source.chunks()) {
        assert(part.length <= 1 << 18);
        assertEquals([part[0], part[part.length - 1]], [
          count % 1000,
          (count + part.length - 1) % 1000,
        ]);
        count += part.length;
      }
      assertEquals(count, 600_000);
    }
    // One stream is left, the next begins at the start.
    for await (const part of source.chunks()) {
      assertEquals(part[0], 0);
      break;
    }
    const { counts, events } = await histogram(source, [Float64Array.of(0, 10, 500, 1000)]);
    assertEquals([events, [...counts]], [600_000, [6000, 294_000, 300_000]]);
    source.close();
  }),
);

Deno.test(
  "an audit of draws in one HDF5 dataset gives what it gives of .npy",
  ended(async () => {
    using place = scratch();
    Deno.writeFileSync(`${place.path}/draws.npy`, npy([4, 10, 3], x));
    Deno.writeFileSync(`${place.path}/truth.npy`, npy([40, 3], x));
    Deno.copyFileSync(several, `${place.path}/several.h5`);
    const config = (draws: unknown, truth: unknown) => ({
      draws: { kind: "events", ...draws as object },
      truth: { kind: "events", ...truth as object },
      binning: { quantiles: { of: "truth", bins: [2, 1, 2] } },
      replicates: 19,
    });
    const of = async (what: unknown) => {
      const found = await auditConfiguration(
        parseConfig("audit.json", JSON.stringify(what)),
        onDisk(place.path),
      );
      return {
        ...found,
        inputs: found.inputs.map(({ role, shape, events }) => [role, shape, events]),
      };
    };
    const hdf5 = config(
      { file: "several.h5", dataset: "draws" },
      { file: "several.h5", dataset: "group/big" },
    );
    const found = await of(hdf5);
    assertEquals(found, await of(config({ file: "draws.npy" }, { file: "truth.npy" })));
    assertEquals(found.setup.truthEvents, 40);

    // The command gives its readers the permissions that they need.
    Deno.writeTextFileSync(`${place.path}/audit.json`, JSON.stringify(hdf5));
    const { code, stderr } = await startAudit(`${place.path}/audit.json`).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    const written = JSON.parse(Deno.readTextFileSync(`${place.path}/audit-report/results.json`));
    assertEquals(written.quantities, JSON.parse(JSON.stringify(found.quantities)));
    assertEquals(written.inputs.map(({ format }: { format: string }) => format), ["hdf5", "hdf5"]);
  }),
);

Deno.test(
  "HDF5 that cannot be read is refused in a sentence that says why",
  ended(async () => {
    const names = '"draws", "group/big", "half", "long", "lzf", "n", "nan", "table" and 4 more';
    for (
      const [dataset, kind, words] of [
        [undefined, RangeError, `one of its datasets, ${names}: current value is none named`],
        ["elsewhere", RangeError, 'current value is "elsewhere"'],
        ["group", RangeError, 'current value is "group"'],
        ["__proto__", RangeError, 'current value is "__proto__"'],
        ["half", SyntaxError, "4 or 8 bytes: current value is float of 2 bytes"],
        ["text", SyntaxError, "current value is text"],
        [
          "table",
          SyntaxError,
          '"label" must have as many numbers in each row (these have: "a", "b", "n")',
        ],
        ["lzf", SyntaxError, 'a filter of HDF5 itself, such as gzip: current value is "lzf"'],
        ["nan", SyntaxError, "leaves such events out: current value is NaN at [1, 1]"],
        ["unwritten", SyntaxError, "must all be in the file: current value is 34359738368 bytes"],
        ["virtual", SyntaxError, "must be in this file: current value is a virtual one"],
      ] as const
    ) {
      await assertRejects(
        async () => {
          const source = await openArray(several, { dataset });
          for await (const _ of source.chunks()) { /* Every value is looked at. */ }
        },
        kind,
        words,
        dataset,
      );
    }
    await assertRejects(
      () => readArray(several, { dataset: "x", columns: ["3"] }),
      RangeError,
      'a number from 0 to 2: current value is "3"',
    );
    await assertRejects(
      () => readArray(several, { dataset: "table", columns: ["c"] }),
      RangeError,
      'one of "a", "label", "b", "n": current value is "c"',
    );
  }),
);
