import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { auditConfiguration } from "../../../../audit/audit.ts";
import { crc32 } from "../../../../audit/formats/crc32.ts";
import { parseConfig } from "../../../../audit/config.ts";
import { histogram } from "../../../../audit/input/histogram.ts";
import { inspect, openArray, readArray } from "../../../../audit/formats/mod.ts";
import { onDisk } from "../../../../audit/input/files.ts";
import { scratch } from "../../../runner/_runs.ts";
import { npy, startAudit } from "../../../audit/_audits.ts";
import { ended } from "../../../audit/formats/_ended.ts";

const fixtures = fileURLToPath(new URL("../../../audit/fixtures/", import.meta.url));
const several = `${fixtures}several.root`;

/** The numbers of the fixtures, by the program beside them. */
const x = Float64Array.from({ length: 120 }, (_, i) => (i - 60) / 8);

Deno.test(
  "branches of ROOT are what columns of Parquet are, in every compression",
  ended(async () => {
    const { shape, values } = await readArray(`${fixtures}none.parquet`);
    for (const codec of ["none", "zlib", "lz4", "lzma", "zstd"]) {
      const path = `${fixtures}${codec}.root`;
      assertEquals(await readArray(path), { shape, values, edges: undefined }, codec);
      const some = await readArray(path, { dataset: "events", columns: ["n", "a"] });
      assertEquals(some.shape, [40, 2], codec);
      assertEquals([...some.values.slice(0, 4)], [8 * x[2], x[0], 8 * x[5], x[3]], codec);
    }
    const source = await openArray(`${fixtures}none.root`);
    assertEquals([source.columns, source.format], [["a", "b", "n"], "root"]);
    source.close();
    // A branch of three numbers an entry.
    assertEquals((await readArray(several, { dataset: "arrays" })).values, x);
    const columns = ["x[2]", "x[0]"];
    const { values: two } = await readArray(several, { dataset: "arrays", columns });
    assertEquals(
      two,
      Float64Array.from({ length: 80 }, (_, i) => x[3 * (i >> 1) + 2 - 2 * (i % 2)]),
    );
  }),
);

/** Bytes of the first block of a method in a file, behind its head. */
function firstBlock(bytes: Uint8Array, method: string): Uint8Array {
  const at = new TextDecoder("latin1").decode(bytes).indexOf(method);
  assert(at > 0);
  return bytes.subarray(at + 9, at + 9 + (bytes[at + 3] | bytes[at + 4] << 8));
}

Deno.test(
  "a bit of a packed block that is another one is noticed by its checksum",
  ended(async () => {
    using place = scratch();
    const path = `${place.path}/tree.root`;
    const read = async (bytes: Uint8Array) => {
      Deno.writeFileSync(path, bytes);
      return (await readArray(path, { columns: ["a"] })).values;
    };
    const refused = (bytes: Uint8Array, what: string) =>
      assertRejects(() => read(bytes), SyntaxError, 'the baskets of "a" must unpack', what);
    const a = Float64Array.from({ length: 40 }, (_, i) => x[3 * i]);
    for (const [codec, method] of Object.entries({ zlib: "ZL", lz4: "L4", lzma: "XZ" })) {
      const bytes = Deno.readFileSync(`${fixtures}${codec}.root`);
      assertEquals(await read(bytes), a);
      const { length } = firstBlock(bytes, method);
      for (let at = 0; at < length; at += 5) {
        const other = bytes.slice();
        firstBlock(other, method)[at] ^= 1 << at % 8;
        // The library reads neither the head of zlib nor what xz has around its numbers.
        if (codec === "lz4" || codec === "zlib" && at > 1) {
          await refused(other, `${codec}, byte ${at}`);
        } else {
          const values = await read(other).catch((error) => {
            if (error instanceof SyntaxError) return a;
            throw error;
          });
          assertEquals(values, a, `${codec}, byte ${at}`);
        }
      }
    }
    // ROOT takes another checksum in xz than Python does.
    const bytes = Deno.readFileSync(`${fixtures}lzma.root`);
    const packed = firstBlock(bytes, "XZ");
    const numbers = new DataView(new ArrayBuffer(8 * 15));
    for (let i = 0; i < 15; i++) numbers.setFloat64(8 * i, a[i]);
    packed[7] = 1;
    const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
    const end = packed.length - 12 - 4 * (view.getUint32(packed.length - 8, true) + 1);
    await refused(bytes, "no CRC-32");
    view.setUint32(end - 4, crc32(new Uint8Array(numbers.buffer)), true);
    assertEquals(await read(bytes), a);
  }),
);

Deno.test(
  "histograms of ROOT in one, two and three dimensions, with their edges and nothing beyond",
  ended(async () => {
    const edges = [[0, 1, 2, 5], [-1, -0.5, 0, 0.5, 1], [0, 0.5, 1]].map((list) =>
      Float64Array.from(list)
    );
    // The contents are 0 to 23 in the last; the others are their sums.
    const of = (count: number, each: number) =>
      Float64Array.from({ length: count }, (_, i) => each * (each * i + (each - 1) / 2));
    for (
      const [dataset, axes, each] of [["flat", 1, 8], ["folder/plane", 2, 2], [
        "/folder/solid;1",
        3,
        1,
      ]] as const
    ) {
      const found = await readArray(several, { dataset });
      const shape = [3, 4, 2].slice(0, axes);
      assertEquals(found, {
        shape,
        values: of(24 / each, each),
        edges: edges.slice(0, axes),
      }, dataset);
    }
  }),
);

Deno.test(
  "a tree streams in pieces of which none is the whole, again and again",
  ended(async () => {
    const source = await openArray(several, { dataset: "long" });
    assertEquals(source.shape, [600_000, 1]);
    for (let again = 0; again < 2; again++) {
      let count = 0;
      for await (const part of source.chunks()) {
        assert(part.length <= 60_000);
        assertEquals(part[0], count % 1000);
        count += part.length;
      }
      assertEquals(count, 600_000);
    }
    const { counts, events } = await histogram(source, [Float64Array.of(0, 10, 500, 1000)]);
    assertEquals([events, [...counts]], [600_000, [6000, 294_000, 300_000]]);
    source.close();
  }),
);

/** An audit without what names its files. */
async function audited(place: string, what: unknown) {
  const config = parseConfig("audit.json", JSON.stringify(what));
  const found = await auditConfiguration(config, onDisk(place));
  return { ...found, inputs: found.inputs.map(({ role, events }) => [role, events]) };
}

Deno.test(
  "an audit of trees gives what it gives of .npy",
  ended(async () => {
    using place = scratch();
    const numbers = x.map((value, i) => i % 3 === 2 ? 8 * value : value);
    Deno.writeFileSync(`${place.path}/truth.npy`, npy([40, 3], numbers));
    for (const [i, codec] of ["zlib", "lz4", "zstd", "none"].entries()) {
      Deno.copyFileSync(`${fixtures}${codec}.root`, `${place.path}/draw${i}.root`);
      Deno.writeFileSync(`${place.path}/draw${i}.npy`, npy([40, 3], numbers));
    }
    const config = (end: string, truth: string) => ({
      draws: { kind: "events", files: `draw*.${end}` },
      truth: { kind: "events", file: truth },
      binning: { quantiles: { of: "truth", bins: [2, 1, 2] } },
      axes: ["a", "b", "n"].map((name) => ({ name })),
      replicates: 19,
    });
    assertEquals(
      await audited(place.path, config("root", "draw0.root")),
      await audited(place.path, config("npy", "truth.npy")),
    );
  }),
);

Deno.test(
  "an audit of histograms takes their edges, and refuses those of another binning",
  ended(async () => {
    using place = scratch();
    const at = (name: string) => `${place.path}/${name}`;
    Deno.copyFileSync(several, at("several.root"));
    const counts = Array.from({ length: 24 }, (_, i) => i);
    Deno.writeFileSync(at("draws.npy"), npy([6, 4], counts));
    const draws = { kind: "counts", file: "several.root", dataset: "draws" };
    const edges = [-1, -0.5, 0, 0.5, 1];
    const of = (more: Record<string, unknown>) => ({
      truth: { kind: "equal" },
      replicates: 19,
      ...more,
    });
    const found = await audited(place.path, of({ draws }));
    assertEquals(found.setup.axes[0].edges, edges);
    assertEquals(
      await audited(place.path, of({ draws, binning: { edges: [edges] } })),
      await audited(
        place.path,
        of({ draws: { kind: "counts", file: "draws.npy" }, binning: { edges: [edges] } }),
      ),
    );
    // Events are counted in the bins of a truth.
    Deno.writeFileSync(at("events.npy"), npy([2, 3, 1], [0.5, 1.5, 4, 0.5, 0.5, 3]));
    const { setup } = await audited(place.path, {
      draws: { kind: "events", file: "events.npy" },
      truth: { kind: "counts", file: "several.root", dataset: "flat" },
      replicates: 19,
    });
    assertEquals(setup.axes[0].edges, [0, 1, 2, 5]);
    assertEquals(setup.binning, "edges that came with the truth");
    // The command gives its readers the permissions that they need.
    Deno.writeTextFileSync(at("audit.json"), JSON.stringify(of({ draws })));
    const { code, stderr } = await startAudit(at("audit.json")).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    const written = JSON.parse(Deno.readTextFileSync(at("audit-report/results.json")));
    assertEquals(written.quantities, JSON.parse(JSON.stringify(found.quantities)));
    await assertRejects(
      () => audited(place.path, of({ draws, binning: { edges: [[-1, -0.4, 0, 0.5, 1]] } })),
      RangeError,
      "of other files, 4 from -1 to 1: current value is 4 from -1 to 1 with other edges between",
    );
    await assertRejects(
      () => audited(place.path, of({ draws, binning: { edges: [{ from: 0, to: 3, bins: 3 }] } })),
      RangeError,
      "of other files, 3 from 0 to 3: current value is 4 from -1 to 1",
    );
    await assertRejects(
      () =>
        audited(
          place.path,
          of({
            draws: { kind: "counts", file: "draws.npy" },
            truth: { kind: "counts", file: "several.root", dataset: "flat" },
          }),
        ),
      TypeError,
      "the truth must have as many bins as the draws, [4]: current value is [3]",
    );
  }),
);

Deno.test(
  "ROOT that cannot be read is refused in a sentence that says why",
  ended(async () => {
    const names = '"flat", "folder/plane", "folder/solid", "draws", "arrays", "long", "nan"';
    for (
      const [selection, kind, words] of [
        [{}, RangeError, `one of its histograms and trees, ${names}: current value is none named`],
        [{ dataset: "folder" }, RangeError, 'current value is "folder"'],
        [{ dataset: "__proto__" }, RangeError, 'current value is "__proto__"'],
        [
          { dataset: "nan" },
          SyntaxError,
          "leaves such events out: current value is NaN at [1, 1]",
        ],
        [
          { dataset: "arrays", columns: ["x"] },
          RangeError,
          'one of "x[0]", "x[1]", "x[2]": current',
        ],
        [{ dataset: "flat", columns: ["0"] }, TypeError, "columns are of an array [n, columns]"],
      ] as const
    ) {
      await assertRejects(() => readArray(several, selection), kind, words);
    }
  }),
);

Deno.test(
  "branches that cannot be used are said to be what they are",
  ended(async () => {
    const path = `${fixtures}branches.root`;
    for (
      const [columns, name, what] of [
        [undefined, "a", "text"],
        [["n", "a"], "a", "text"],
        [["b"], "b", "jagged"],
      ] as const
    ) {
      await assertRejects(
        () => openArray(path, { columns }),
        SyntaxError,
        `the branch "${name}" must have as many numbers in each row (these have: "n"): current value is ${what}`,
      );
    }
    const { values } = await readArray(path, { columns: ["n"] });
    assertEquals([values.length, values[0]], [40, 8 * x[2]]);
    assertEquals((await inspect(path)).arrays, [
      {
        name: "events",
        shape: [40, 1],
        columns: ["n"],
        leftOut: [{ name: "a", unreadable: "text" }, { name: "b", unreadable: "jagged" }],
      },
    ]);
    assertEquals((await inspect(several)).arrays.slice(3, 5), [
      { name: "draws", shape: [6, 4], edges: true },
      { name: "arrays", shape: [40, 3], columns: ["x[0]", "x[1]", "x[2]"] },
    ]);
  }),
);

Deno.test(
  "an RNTuple has what a tree has, by clusters of several groups and pages with checksums",
  ended(async () => {
    using place = scratch();
    const path = `${fixtures}tuple.root`;
    const columns = ["a", "b", "n", "even", "hits[0]", "hits[1]", "jet.n"];
    const leftOut = [{ name: "label", unreadable: "text" }, {
      name: "tracks",
      unreadable: "jagged",
    }];
    assertEquals((await inspect(path)).arrays[1], {
      name: "tuple",
      shape: [40, 7],
      columns,
      leftOut,
    });
    const wanted = Array.from({ length: 40 }, (_, i) => {
      const [a, b, c] = x.slice(3 * i, 3 * i + 3);
      return [a, b, 8 * c, 1 - i % 2, a, b, 8 * a];
    });
    const all = await readArray(path, { dataset: "tuple", columns });
    assertEquals([all.shape, [...all.values]], [[40, 7], wanted.flat()]);
    const some = await readArray(path, { dataset: "tuple", columns: ["hits[1]", "n", "hits[1]"] });
    assertEquals([...some.values], wanted.flatMap((row) => [row[5], row[2], row[5]]));
    const these = '(these have: "a", "b", "n", "even", "hits[0]", "hits[1]", "jet.n")';
    for (
      const [name, kind, words] of [
        ["label", SyntaxError, `in each row ${these}: current value is text`],
        ["tracks", SyntaxError, `in each row ${these}: current value is jagged`],
        ["hits", RangeError, 'nested and a column must be one of "hits[0]", "hits[1]": current'],
        ["jet", RangeError, 'nested and a column must be one of "jet.n": current'],
      ] as const
    ) {
      await assertRejects(
        () => openArray(path, { dataset: "tuple", columns: [name] }),
        kind,
        words,
      );
    }
    // A bit of the first number of b, which is stored as it is, and one of the anchor at the end.
    const bytes = Deno.readFileSync(path);
    const view = new DataView(bytes.buffer);
    const first = view.getFloat32.bind(view);
    let at = bytes.length - 8;
    while (first(at, true) !== x[1] || first(at + 4, true) !== x[4]) at--;
    const anchor = new TextDecoder("latin1").decode(bytes).indexOf("ROOT::RNTuple") + 40;
    for (
      const [other, what] of [[at, 'a page of "b"'], [anchor, 'the anchor of "tuple"']] as const
    ) {
      const damaged = bytes.slice();
      damaged[other] ^= 1;
      Deno.writeFileSync(`${place.path}/file`, damaged);
      await assertRejects(
        () => readArray(`${place.path}/file`, { dataset: "tuple", columns: ["b"] }),
        SyntaxError,
        `${what} must have the bytes that its checksum says: current value is others`,
      );
    }
  }),
);
