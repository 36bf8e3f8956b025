import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { artefactDigest, encodeArtefact, witnessOf } from "../../runner/artefact.ts";
import type { RunRecord } from "../../runner/cache.ts";
import type { Artefact } from "../../runner/cell.ts";
import { Kept } from "../../runner/kept.ts";
import { decodeTensors, encodeTensors } from "../../runner/safetensors.ts";
import { filesIn, scratch } from "./_runs.ts";

const owner = { key: "0f".repeat(32), kind: "fit" };
const other = { key: "1e".repeat(32), kind: "fit" };
const artefact: Artefact = {
  json: { accepted: 0.25, order: { z: 1, a: [null, "σ"] } },
  arrays: {
    draws: { shape: [2, 2], values: new Float32Array([0.5, -1, 2, 3]) },
    loss: { shape: [1], values: new Float64Array([1 / 3]) },
  },
};

/** How the run of a cell went. */
function recordOf(owner: { key: string; kind: string }, artefact: Artefact): RunRecord {
  return {
    digest: artefactDigest(encodeArtefact(owner, artefact)),
    witness: witnessOf(artefact),
    start: "2024-05-01T01:00:00.000Z",
    seconds: 1.5,
    commit: "c".repeat(40),
    clean: true,
    deno: "2.9.5",
    system: "some system",
    processor: "some processor",
    kernel: "wide",
  };
}
const record = recordOf(owner, artefact);

Deno.test("an artefact and its record come back from the files in which they are kept", () => {
  using folder = scratch();
  const kept = new Kept(`${folder.path}/fits`);
  assertEquals([kept.index().size, kept.read(owner), kept.record(owner.key)], [
    0,
    undefined,
    undefined,
  ]);
  assertEquals(filesIn(folder.path), []);
  const paths = ["json", "safetensors"].map((ending) => `${folder.path}/fits/a/run-1.${ending}`);
  assertEquals(kept.write(owner, "a/run-1", artefact, record), paths);
  assertEquals(filesIn(folder.path), paths);
  for (const some of [kept, new Kept(kept.folder)]) {
    assertEquals(some.index(), new Map([[owner.key, paths[1]]]));
    assertEquals(some.read(owner), artefact);
    assertEquals(some.record(owner.key), record);
    assertEquals(some.digest(owner.key), record.digest);
    assertEquals([some.read(other), some.record(other.key)], [undefined, undefined]);
  }
});

Deno.test("whatever an artefact holds, its digest is that of its file in a cache", () => {
  using folder = scratch();
  const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)));
  const numbers = fc.float64Array({ noNaN: true, noDefaultInfinity: true, maxLength: 5 });
  const arrays = fc.dictionary(
    fc.string({ unit: "grapheme" }).filter((name) => !name.startsWith("__")),
    numbers.map((values) => ({ shape: [values.length], values })),
  );
  fc.assert(
    fc.property(json, arrays, (json, arrays) => {
      const kept = new Kept(folder.path);
      kept.write(owner, "a", { json, arrays }, undefined);
      const found = new Kept(folder.path).read(owner)!;
      assertEquals(
        encodeArtefact(owner, found),
        encodeArtefact(owner, { json, arrays: { ...arrays } }),
      );
    }),
    { seed: 1, numRuns: 100 },
  );
});

Deno.test("the numbers' file does not tell of clock or machine; the same artefact gives its bytes", () => {
  using folder = scratch();
  const bytes = ["a", "b"].map((name, i) => {
    const later = { ...record, start: `202${i}-01-01T00:00:00.000Z`, seconds: i, processor: name };
    const [, path] = new Kept(folder.path).write(owner, name, artefact, later);
    return Deno.readFileSync(path);
  });
  assertEquals(bytes[0], bytes[1]);
  assertEquals(Object.keys(decodeTensors("a file", bytes[0]).metadata), [
    "digest",
    "format",
    "json",
    "key",
    "kind",
  ]);
});

Deno.test("another artefact under the same name takes the place of the one before", () => {
  using folder = scratch();
  const kept = new Kept(folder.path);
  kept.write(owner, "a", artefact, record);
  const next = { ...artefact, json: 7 };
  kept.write(other, "a", next, recordOf(other, next));
  for (const some of [kept, new Kept(kept.folder)]) {
    assertEquals([...some.index().keys()], [other.key]);
    assertEquals(some.read(owner), undefined);
    assertEquals(some.read(other), next);
    assertEquals(some.record(other.key), recordOf(other, next));
  }
});

Deno.test("a missing record gives no record, a damaged one or that of another artefact a sentence", () => {
  using folder = scratch();
  const path = `${folder.path}/a.json`;
  const read = () => new Kept(folder.path).record(owner.key);
  const kept = new Kept(folder.path);
  kept.write(owner, "a", artefact, undefined);
  assertEquals([read(), new Kept(folder.path).read(owner)], [undefined, artefact]);
  // A kill between the two files.
  kept.write(other, "b", { ...artefact, json: 7 }, recordOf(other, { ...artefact, json: 7 }));
  Deno.renameSync(`${folder.path}/b.json`, path);
  assertThrows(read, SyntaxError, `Cannot use ${path} as its key must be 0f0f0f0f0f0f: current`);
  kept.write(owner, "a", artefact, record);
  const text = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, text.replace('"seconds": 1.5', '"seconds": "1.5"'));
  assertThrows(read, SyntaxError, `Cannot use ${path} as it must follow the schema `);
  Deno.writeTextFileSync(path, text.slice(0, 40));
  assertThrows(read, SyntaxError, `Cannot use ${path} as it must be JSON`);
});

Deno.test("a file that is damaged, or says other than it should, is a sentence that says how", () => {
  using folder = scratch();
  const kept = new Kept(folder.path);
  const [, path] = kept.write(owner, "a", artefact, record);
  const whole = decodeTensors(path, Deno.readFileSync(path));
  const with_ = (metadata: Record<string, string>, arrays = whole.arrays) =>
    encodeTensors({ metadata: { ...whole.metadata, ...metadata }, arrays });
  const without = (name: string) => {
    const { [name]: _, ...metadata } = whole.metadata;
    return encodeTensors({ ...whole, metadata });
  };
  const bytes = Deno.readFileSync(path);
  const flipped = bytes.slice();
  flipped[bytes.length - 1] ^= 1;
  const infinite = { ...whole.arrays, loss: { shape: [1], values: Float64Array.of(Infinity) } };
  const cases: [Uint8Array, string][] = [
    [flipped, "its digest must be "],
    [bytes.slice(0, -4), "it must have 24 bytes of numbers: current value is 20"],
    [new Uint8Array(), "it must have at least 8 bytes: current value is 0"],
    [with_({ digest: "0".repeat(64) }), "current value is 000000000000"],
    [with_({ digest: "0" }), "its digest must be 64 hexadecimal digits: current value is 0"],
    [with_({ kind: "masses" }), "its kind must be fit: current value is masses"],
    [with_({ json: "{" }), "it must be a valid artefact: current value is "],
    [with_({ json: '{"accepted":0.5}' }), "its digest must be "],
    [with_({}, infinite), "it must be a valid artefact: current value is "],
    [
      with_({ format: "ampliflow/kept/9" }),
      "its format must be ampliflow/kept/1: current value is",
    ],
    [with_({ more: "1" }), "it must have no other metadata: current value is more"],
    [without("json"), "its json must be present: current value is nothing"],
    [without("key"), "its key must be 64 hexadecimal digits: current value is nothing"],
    [encodeTensors({ metadata: {}, arrays: {} }), "its format must be ampliflow/kept/1"],
  ];
  for (const [bytes, sentence] of cases) {
    Deno.writeFileSync(path, bytes);
    const { message } = assertThrows(
      () => new Kept(folder.path).read(owner, "a"),
      SyntaxError,
      sentence,
    );
    assertEquals([message.startsWith(`Cannot use ${path} as `), message.includes("\n")], [
      true,
      false,
    ]);
  }
  // One whose header is damaged is nobody's, and no other's trouble.
  const damaged = new Kept(folder.path);
  assertEquals([damaged.index().size, damaged.read(owner), damaged.read(owner, "b")], [
    0,
    undefined,
    undefined,
  ]);
});

Deno.test("a file is found by its key, under whatever name", () => {
  using folder = scratch();
  new Kept(folder.path).write(owner, "a/b", artefact, record);
  Deno.mkdirSync(`${folder.path}/c`);
  for (const ending of ["json", "safetensors"]) {
    Deno.renameSync(`${folder.path}/a/b.${ending}`, `${folder.path}/c/d.${ending}`);
  }
  const kept = new Kept(folder.path);
  assertEquals(kept.read(owner, "a/b"), artefact);
  assertEquals(kept.record(owner.key), record);
});

Deno.test("nothing is written outside the folder", () => {
  using folder = scratch();
  const kept = new Kept(`${folder.path}/fits`);
  assertThrows(
    () => kept.write(owner, "../a", artefact, record),
    RangeError,
    "Cannot keep the artefact of fit cell 0f0f0f0f0f0f as the name to keep it under must be ",
  );
  assertEquals(filesIn(folder.path), []);
});
