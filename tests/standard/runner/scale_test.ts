import { assert, assertEquals } from "@std/assert";
import type { Cell } from "../../../runner/cell.ts";
import { planRun } from "../../../runner/run.ts";
import { cell, kinds } from "../../runner/_toys.ts";
import { z } from "zod";

/** What is counted while something runs. */
interface Counts {
  /** Look-ups and changes in maps and sets. */
  readonly steps: number;
  /** Fields of cells that are read. */
  readonly fields: number;
  /** Calls of the file system. */
  readonly files: number;
}

type Methods = Record<string, (...args: unknown[]) => unknown>;

/** Counts elementary steps of planning cells, none of which is in the cache; those watched tell of reads. */
function countPlan(shape: (watch: (cell: Cell) => Cell) => Cell): Counts {
  const counts = { steps: 0, fields: 0, files: 0 };
  const restore: (() => void)[] = [];
  const count = (of: keyof Counts, object: unknown, names: readonly string[]) => {
    const methods = object as Methods;
    for (const name of names) {
      const original = methods[name];
      methods[name] = function (...args) {
        counts[of]++;
        return original.apply(this, args);
      };
      restore.push(() => methods[name] = original);
    }
  };
  const watched = (cell: Cell) =>
    new Proxy(cell, {
      get: (target, name) => {
        counts.fields++;
        return Reflect.get(target, name);
      },
    });
  const study = { name: "shape", results: z.json(), summary: () => shape(watched) };
  count("steps", Map.prototype, ["get", "set", "has", "delete"]);
  count("steps", Set.prototype, ["add", "has", "delete"]);
  count("files", Deno, ["readFileSync", "statSync", "readDirSync", "openSync"]);
  try {
    planRun({
      studies: [study],
      kinds,
      profile: "smoke",
      data: ".cache/none/data",
      cache: ".cache/none/cache",
      force: false,
    });
  } finally {
    for (const back of restore) back();
  }
  return counts;
}

/** Plans of about so many cells. */
const shapes: Record<string, (count: number, watch: (cell: Cell) => Cell) => Cell> = {
  "a chain": (count, watch) => {
    let last = watch(cell("walk", { seed: 0 }));
    for (let seed = 1; seed < count; seed++) {
      last = watch(cell("moments", { seed, inputs: { walk: last } }));
    }
    return last;
  },
  "a fan": (count, watch) =>
    watch(cell("toy-summary", {
      inputs: Object.fromEntries(
        Array.from({ length: count }, (_, seed) => [`w${seed}`, watch(cell("walk", { seed }))]),
      ),
    })),
  "pairs that share": (count, watch) => {
    const walks = Array.from({ length: count / 2 }, (_, seed) => watch(cell("walk", { seed })));
    const pairs = walks.map((walk, seed) =>
      watch(cell("moments", { seed, inputs: { walk, next: walks[(seed + 1) % walks.length] } }))
    );
    return watch(
      cell("toy-summary", { inputs: Object.fromEntries(pairs.map((pair, i) => [`p${i}`, pair])) }),
    );
  },
};

for (const [name, shape] of Object.entries(shapes)) {
  Deno.test(`planning twice as many cells takes twice as many steps: ${name}`, () => {
    const of = (count: number) => countPlan((watch) => shape(count, watch));
    const [one, two] = [of(500), of(1000)];
    assert(one.steps > 500 && one.fields > 500, JSON.stringify(one));
    // The first and the last cell of a shape have fewer neighbours than the others.
    assert(two.steps <= 2 * one.steps + 10, JSON.stringify([one, two]));
    assert(two.fields <= 2 * one.fields + 10, JSON.stringify([one, two]));
    assertEquals(two.files, one.files);
  });
}
