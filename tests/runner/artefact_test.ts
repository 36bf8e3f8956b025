import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Stream } from "../../core/random.ts";
import {
  artefactDigest,
  decodeArtefact,
  decodeCheckpoint,
  encodeArtefact,
  encodeCheckpoint,
} from "../../runner/artefact.ts";
import type { Artefact } from "../../runner/cell.ts";

const owner = { key: "0f".repeat(32), kind: "fit" };

const artefacts = fc.record({
  json: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
  arrays: fc.dictionary(
    fc.string(),
    fc.oneof(
      fc.float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 9 }),
      fc.float64Array({ noNaN: true, noDefaultInfinity: true, maxLength: 9 }),
    ).map((values) => ({ shape: [values.length], values })),
  ),
});

Deno.test("an artefact comes back from its bytes as it went", () => {
  fc.assert(
    fc.property(artefacts, (artefact) => {
      const { json, arrays } = decodeArtefact(owner, encodeArtefact(owner, artefact));
      assertEquals(json, artefact.json);
      assertEquals(arrays, { ...artefact.arrays });
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("a checkpoint comes back from its bytes as it went, with NaN and infinities", () => {
  const state = {
    step: 7,
    arrays: { weights: new Float32Array([1, NaN]), momentum: new Float64Array([-Infinity]) },
    records: { weights: new Float32Array([2]), none: new Float64Array() },
    numbers: { best: Infinity, rate: 1e-3, nothing: NaN },
  };
  assertEquals(decodeCheckpoint(owner, encodeCheckpoint(owner, state)), state);
});

Deno.test("equal artefacts have equal bytes, in whatever order their arrays were named", () => {
  const a = { shape: [1], values: new Float32Array([1]) };
  const b = { shape: [1, 1], values: new Float64Array([2]) };
  const one = encodeArtefact(owner, { json: 1, arrays: { a, b } });
  const two = encodeArtefact(owner, { json: 1, arrays: { b, a } });
  assertEquals(one, two);
  assertEquals(artefactDigest(one).length, 64);
});

Deno.test("arrays of bytes at odd places of a buffer are read too", () => {
  const bytes = encodeArtefact(owner, {
    json: null,
    arrays: { a: { shape: [2], values: new Float64Array([1, 2]) } },
  });
  const shifted = new Uint8Array(bytes.length + 3).subarray(3);
  shifted.set(bytes);
  assertEquals(decodeArtefact(owner, shifted).arrays.a.values, new Float64Array([1, 2]));
});

Deno.test("200 mutations of artefacts and checkpoints are all detected", () => {
  const stream = Stream.fromSeed(6);
  const values = stream.split("values").normals(new Float64Array(40));
  const files = {
    artefact: {
      bytes: encodeArtefact(owner, { json: { a: 1 }, arrays: { a: { shape: [8, 5], values } } }),
      decode: (bytes: Uint8Array) => decodeArtefact(owner, bytes),
      other: encodeCheckpoint(owner, { step: 1, arrays: { values }, records: {}, numbers: {} }),
    },
    checkpoint: {
      bytes: encodeCheckpoint(owner, {
        step: 1,
        arrays: { values },
        records: {},
        numbers: { a: 1 },
      }),
      decode: (bytes: Uint8Array) => decodeCheckpoint(owner, bytes),
      other: encodeArtefact(owner, { json: 1, arrays: {} }),
    },
  };
  const elsewhere = encodeArtefact({ ...owner, key: "1f".repeat(32) }, { json: 1, arrays: {} });
  for (let i = 0; i < 200; i++) {
    const { bytes, decode, other } = files[i % 2 ? "artefact" : "checkpoint"];
    const moment = stream.split("mutation", i);
    const mutations = [
      () => bytes.slice(0, moment.integer(bytes.length)),
      () => {
        const flipped = bytes.slice();
        flipped[moment.integer(bytes.length)] ^= 1 << moment.integer(8);
        return flipped;
      },
      () => new Uint8Array(moment.integer(2) * bytes.length),
      () => moment.integer(2) ? other : elsewhere,
      () => {
        const longer = new Uint8Array(bytes.length + 1 + moment.integer(64));
        longer.set(bytes);
        return longer;
      },
    ];
    const mutated = mutations[moment.integer(mutations.length)]();
    const error = assertThrows(() => decode(mutated), SyntaxError, "Cannot use the ");
    assertEquals(error.message.split("\n").length, 1);
  }
});

Deno.test("an artefact of another kind is refused", () => {
  const bytes = encodeArtefact(owner, { json: 1, arrays: {} });
  assertThrows(
    () => decodeArtefact({ ...owner, kind: "masses" }, bytes),
    SyntaxError,
    "its kind must be masses: current value is fit",
  );
});

Deno.test("an artefact that no file may hold is refused", () => {
  const refused: [Artefact, new (...args: never[]) => Error, string][] = [
    [{ json: { mean: NaN }, arrays: {} }, TypeError, "JSON part.mean"],
    [
      { json: 1, arrays: { a: { shape: [2], values: new Float64Array(3) } } },
      TypeError,
      "array a of shape [2] must have 2 numbers: current value is 3",
    ],
    [
      { json: 1, arrays: { a: { shape: [2], values: new Float32Array([0, -Infinity]) } } },
      RangeError,
      "current value is -Infinity at index 1",
    ],
    [
      { json: 1, arrays: { a: { shape: [1], values: [1] as unknown as Float32Array } } },
      TypeError,
      "must be a Float32Array or Float64Array",
    ],
  ];
  for (const [artefact, kind, sentence] of refused) {
    assertThrows(() => encodeArtefact(owner, artefact), kind, sentence);
  }
});
