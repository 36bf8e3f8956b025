import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { Stream } from "../../../../../core/random.ts";
import { openArray, readArray, type Selection } from "../../../../../studies/audit/formats/mod.ts";
import { scratch } from "../../../../studies/runner/_runs.ts";
import { ended } from "../../../../studies/audit/formats/_ended.ts";
import { damage } from "../../../../studies/audit/formats/_mutations.ts";

const fixtures = fileURLToPath(new URL("../../../../studies/audit/fixtures/", import.meta.url));

/** Fixtures, and what is read of each. */
const some = (files: readonly (readonly [string, Selection])[]) =>
  files.map(([name, read]) => [Deno.readFileSync(fixtures + name), read] as const);

Deno.test(
  "1,000 damaged HDF5 files end in a sentence or in numbers",
  ended(async () => {
    const refused = await damage(
      some([
        ["one.h5", {}],
        ["several.h5", { dataset: "x" }],
        ["several.h5", { dataset: "table", columns: ["a", "n"] }],
        ["several.h5", { dataset: "draws" }],
      ]),
      1000,
      Stream.fromSeed(8).split("hdf5"),
    );
    // Most changes of a large file are elsewhere than in the dataset that is read.
    assert(refused > 200, `${refused} refused`);
  }),
);

Deno.test(
  "1,000 damaged ROOT files end in a sentence or in numbers",
  ended(async () => {
    const refused = await damage(
      some([
        ["none.root", {}],
        ["zlib.root", {}],
        ["lz4.root", {}],
        ["lzma.root", {}],
        ["zstd.root", {}],
        ["several.root", { dataset: "folder/plane" }],
        ["several.root", { dataset: "arrays" }],
      ]),
      1000,
      Stream.fromSeed(8).split("root"),
    );
    assert(refused > 500, `${refused} refused`);
  }),
);

Deno.test(
  "a tree that claims 2^31 entries has fewer",
  ended(async () => {
    using place = scratch();
    const path = `${place.path}/file`;
    const bytes = Deno.readFileSync(`${fixtures}none.root`);
    const view = new DataView(bytes.buffer);
    // The entries of the tree and of its three branches, wherever they are: 40, in eight bytes.
    let claims = 0;
    for (let i = 0; i + 8 <= bytes.length; i++) {
      if (view.getBigInt64(i) !== 40n) continue;
      view.setBigInt64(i, 2n ** 31n);
      claims++;
    }
    assert(claims >= 4, `${claims} claims`);
    Deno.writeFileSync(path, bytes);
    const source = await openArray(path);
    assertEquals(source.shape, [2 ** 31, 3]);
    await assertRejects(
      async () => {
        for await (const _ of source.chunks()) { /* As many as there are. */ }
      },
      SyntaxError,
      'the branch "a" must have 2147483648 entries: current value is fewer',
    );
    await assertRejects(() => readArray(path, {}, 1000), RangeError, "at most 1000 values");
  }),
);
