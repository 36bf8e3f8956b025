import { assertEquals } from "@std/assert";
import { Cache } from "../../runner/cache.ts";
import { graphOf } from "../../runner/plan.ts";
import { readProvenance, writeProvenance } from "../../runner/provenance.ts";
import { scratch, source } from "./_runs.ts";
import { cell, kinds } from "./_toys.ts";

Deno.test("provenance begins with the first of its cells, and adds up their seconds", () => {
  using folder = scratch();
  const cache = new Cache(`${folder.path}/cache`);
  const walks = [3, 1, 2].map((seed) => cell("walk", { seed, config: { length: 1 } }));
  const inputs = Object.fromEntries(walks.map((walk, i) => [`run${i}`, walk]));
  const graph = graphOf([cell("toy-summary", { seed: 7, inputs })], kinds);
  const nodes = [...graph.nodes.values()];
  const starts = [2, 1, 3, 4].map((hour) => `2024-05-01T0${hour}:00:00.000Z`);
  nodes.forEach(({ key, kind }, i) =>
    cache.write(
      { key, kind: kind.name },
      { json: i, arrays: {} },
      starts[i],
      () => [0.5, 0.25, 8, 1][i],
      { ...source, kernel: null },
    )
  );
  const named = { study: "few", profile: "smoke", key: graph.roots[0] } as const;
  writeProvenance(`${folder.path}/data`, named, nodes, cache, source, () => {});
  const found = readProvenance(`${folder.path}/data`, "few")!;
  assertEquals(found.start, starts[1]);
  assertEquals(found.seconds, 9.75);
  assertEquals(found.seeds, [1, 2, 3, 7]);
  assertEquals(found.cells.map(({ key }) => key), nodes.map(({ key }) => key));
  assertEquals(found.numerics, { walk: "toy/1" });

  // Cells that the cache no longer has are known from the file that is written anew.
  nodes.forEach(({ key }) => cache.forget(key));
  writeProvenance(`${folder.path}/data`, named, nodes, cache, source, () => {});
  const again = readProvenance(`${folder.path}/data`, "few")!;
  assertEquals(again.cells, found.cells);
  assertEquals([again.start, again.seconds], [null, 9.75]);
});
