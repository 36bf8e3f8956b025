import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { openArray, readArray } from "../../../../audit/formats/mod.ts";
import { scratch } from "../../../runner/_runs.ts";
import { ended } from "../../../audit/formats/_ended.ts";
import { damageHdf5, damageOthers, damageRoot } from "../../../audit/formats/_mutations.ts";

const fixtures = fileURLToPath(new URL("../../../audit/fixtures/", import.meta.url));

for (
  const [name, damaged, count] of [
    ["HDF5", damageHdf5, 200],
    ["ROOT", damageRoot, 200],
    ["other", damageOthers, 400],
  ] as const
) {
  Deno.test(
    `${count} damaged ${name} files end in a sentence or in numbers`,
    ended(() => damaged(count)),
  );
}

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
