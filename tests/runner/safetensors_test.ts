import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Stream } from "../../core/random.ts";
import { decodeHeader, decodeTensors, encodeTensors } from "../../runner/safetensors.ts";
import { scratch } from "./_runs.ts";
import { launch } from "../../runner/launch.ts";

const arrays = fc.dictionary(
  fc.string({ unit: "grapheme" }).filter((name) => name !== "__metadata__" && name !== "__proto__"),
  fc.oneof(
    fc.float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 9 }),
    fc.float64Array({ noNaN: true, noDefaultInfinity: true, maxLength: 9 }),
  ).map((values) => ({ shape: [1, values.length], values })),
);
const metadata = fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }));

Deno.test("arrays and texts come back from their bytes as they went", () => {
  fc.assert(
    fc.property(arrays, metadata, (arrays, metadata) => {
      const found = decodeTensors("a file", encodeTensors({ arrays, metadata }));
      assertEquals(found.arrays, { ...arrays });
      assertEquals(found.metadata, { ...metadata });
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("equal arrays and texts have equal bytes, in whatever order they were named", () => {
  const reversed = <T>(record: Record<string, T>) =>
    Object.fromEntries(Object.entries(record).reverse());
  fc.assert(
    fc.property(arrays, metadata, (arrays, metadata) => {
      assertEquals(
        encodeTensors({ arrays: reversed(arrays), metadata: reversed(metadata) }),
        encodeTensors({ arrays, metadata }),
      );
    }),
    { seed: 2, numRuns: 100 },
  );
});

Deno.test("every array begins at a multiple of its item's size, without a hole before it", () => {
  fc.assert(
    fc.property(arrays, (arrays) => {
      const bytes = encodeTensors({ arrays, metadata: {} });
      const { entries } = decodeHeader("a file", bytes, bytes.length);
      const start = bytes.length - (entries.at(-1)?.end ?? 0);
      assertEquals(start % 8, 0);
      let end = 0;
      for (const { name, begin, ...entry } of entries) {
        assertEquals([begin, begin % arrays[name].values.BYTES_PER_ELEMENT], [end, 0]);
        end = entry.end;
      }
    }),
    { seed: 3, numRuns: 100 },
  );
});

/** 140 bytes of header and 4 spaces, 1.5 as float64, then -2 and 0.25 as float32. */
const golden = [
  "9000000000000000",
  ...[
    '{"__metadata__":{"format":"x"},',
    '"b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},',
    '"a":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]}}',
  ].map((text) =>
    [...text].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, "0")).join("")
  ),
  "20202020",
  "000000000000f83f",
  "000000c0",
  "0000803e",
].join("");
const hex = (bytes: Uint8Array) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
const example = {
  metadata: { format: "x" },
  arrays: {
    a: { shape: [2, 1], values: new Float32Array([-2, 0.25]) },
    b: { shape: [1], values: new Float64Array([1.5]) },
  },
};

Deno.test("the bytes are those put together by hand from the description of the format", () => {
  assertEquals(hex(encodeTensors(example)), golden);
});

/** Bytes with a header of one's own. */
function withHeader(header: string, numbers = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + numbers);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

Deno.test("what other programs may write is read: spaces, any order, no metadata, odd places", () => {
  const bytes = withHeader(
    ' { "z" : {"data_offsets": [0, 4], "dtype": "F32", "shape": []}, "a": {"dtype":"F64","shape":[1],"data_offsets":[4,12]} } '
      .slice(1),
    12,
  );
  new DataView(bytes.buffer).setFloat64(bytes.length - 8, 1.5, true);
  const shifted = new Uint8Array(bytes.length + 3).subarray(3);
  shifted.set(bytes);
  for (const some of [bytes, shifted]) {
    assertEquals(decodeTensors("a file", some), {
      metadata: {},
      arrays: {
        z: { shape: [], values: new Float32Array([0]) },
        a: { shape: [1], values: new Float64Array([1.5]) },
      },
    });
  }
});

Deno.test("a header that is damaged or meant to harm is refused in one sentence that says how", () => {
  const array = '"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}';
  const long = withHeader("{}");
  new DataView(long.buffer).setBigUint64(0, 2n ** 63n, true);
  const huge = withHeader("{}", 20);
  new DataView(huge.buffer).setBigUint64(0, 23n, true);
  const refused: [Uint8Array, string][] = [
    [new Uint8Array(7), "it must have at least 8 bytes: current value is 7"],
    [long, "its header must have at most 2 bytes: current value is 9223372036854775808"],
    [huge, "its header must have at most 22 bytes: current value is 23"],
    [withHeader(""), "its header must be JSON in UTF-8"],
    [withHeader(`{${array}`, 8), "its header must be JSON in UTF-8"],
    [withHeader('"\\'), "its header must be JSON in UTF-8"],
    [withHeader("[".repeat(100_000)), "at most 3 lists or objects deep: current value is 100000"],
    [
      withHeader(`{"a":${"[".repeat(9000)}${"]".repeat(9000)}}`),
      "at most 3 lists or objects deep: current value is 9001",
    ],
    [withHeader("[]"), "its header must be an object from its first byte"],
    [withHeader(` {${array}}`, 8), "its header must be an object from its first byte"],
    [withHeader("null"), "its header must be an object from its first byte"],
    [withHeader(`{${array},${array}}`, 8), "no name in its header must occur twice"],
    [withHeader('{"__metadata__":{"k":"1","k":"2"}}'), "no name in its header must occur twice"],
    [withHeader('{"__metadata__":7}'), "its __metadata__ must be an object: current value is 7"],
    [withHeader('{"__metadata__":{"n":7}}'), 'the value "n" of its __metadata__ must be a text'],
    [
      withHeader(`{${array.replace('"a"', '"__proto__"')}}`, 8),
      "no array may have a reserved name: current value is __proto__",
    ],
    [withHeader('{"a":7}'), "must have dtype, shape and data_offsets: current value is 7"],
    [withHeader(`{${array.replace("}", ',"more":1}')}}`, 8), "dtype, shape and data_offsets"],
    [withHeader(`{${array.replace("F32", "BF16")}}`, 8), 'F32 or F64: current value is "BF16"'],
    [withHeader(`{${array.replace("[2]", "2")}}`, 8), 'the shape of its array "a" must be whole'],
    [withHeader(`{${array.replace("[2]", "[-2]")}}`, 8), "must be whole numbers: current value is"],
    [withHeader(`{${array.replace("[2]", "[1e99]")}}`, 8), "must be whole numbers"],
    [withHeader(`{${array.replace("[0,8]", "[0]")}}`, 8), "must be two whole numbers"],
    [withHeader(`{${array.replace("[0,8]", "[8,0]")}}`, 8), "the 8 bytes of its shape"],
    [
      withHeader(`{${array.replace("[2]", "[3]")}}`, 8),
      'its array "a" must have the 12 bytes of its shape: current value is 8',
    ],
    [
      withHeader(
        `{${array.replace("[2]", "[9007199254740991,9007199254740991,9007199254740991]")}}`,
        8,
      ),
      "bytes of its shape",
    ],
    [
      withHeader(`{${array.replace("[0,8]", "[4,12]")}}`, 12),
      'its array "a" must begin at byte 0: current value is 4',
    ],
    [
      withHeader(`{${array},${array.replace('"a"', '"b"')}}`, 8),
      'its array "b" must begin at byte 8: current value is 0',
    ],
    [withHeader(`{${array}}`, 9), "it must have 8 bytes of numbers: current value is 9"],
    [withHeader(`{${array}}`, 7), "it must have 8 bytes of numbers: current value is 7"],
  ];
  const notText = withHeader(`{${array}}`, 8);
  notText[10] = 0xff;
  refused.push([notText, "its header must be JSON in UTF-8"]);
  for (const [bytes, sentence] of refused) {
    const { message } = assertThrows(() => decodeTensors("fits/a", bytes), SyntaxError, sentence);
    assert(message.startsWith("Cannot use fits/a as ") && !message.includes("\n"), message);
    assert(message.length < 300, message);
  }
});

Deno.test("mutated files give a sentence or other numbers, never anything else", () => {
  const whole = encodeTensors(example);
  const stream = Stream.fromSeed(4);
  for (let i = 0; i < 500; i++) {
    const moment = stream.split(i);
    const bytes = moment.integer(2) ? whole.slice(0, moment.integer(whole.length)) : whole.slice();
    for (let flips = 0; flips < 3 && bytes.length > 0; flips++) {
      bytes[moment.split(flips).integer(bytes.length)] ^= 1 << moment.integer(8);
    }
    try {
      decodeTensors("a file", bytes);
    } catch (error) {
      assert(error instanceof SyntaxError, String(error));
      assert(error.message.startsWith("Cannot use a file as "), error.message);
    }
  }
});

Deno.test("what the format cannot hold is refused", () => {
  const one = { shape: [1], values: new Float32Array(1) };
  const refused: [Record<string, typeof one>, Record<string, string>, string][] = [
    [{ __metadata__: one }, {}, "must not be one of __metadata__, __proto__"],
    [{ a: { ...one, shape: [2] } }, {}, "its shape [2] must have 2 numbers: current value is 1"],
    [{ "\ud800": one }, {}, "must be whole Unicode characters"],
    [{}, { text: "\udc00" }, "must be whole Unicode characters"],
  ];
  for (const [arrays, metadata, sentence] of refused) {
    assertThrows(() => encodeTensors({ arrays, metadata }), TypeError, sentence);
  }
});

const hasPython = (() => {
  try {
    return launch("python3", { args: ["--version"] }, (command) => command.outputSync()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
})();

/** Reads a file with nothing but Python's own library, as its description says. */
const reader = `
import json, struct, sys
data = open(sys.argv[1], "rb").read()
length, = struct.unpack("<Q", data[:8])
header = json.loads(data[8:8 + length])
assert (8 + length) % 8 == 0
found = {"metadata": header.pop("__metadata__"), "arrays": {}}
for name, entry in header.items():
    begin, end = entry["data_offsets"]
    letter = {"F32": "f", "F64": "d"}[entry["dtype"]]
    part = data[8 + length + begin:8 + length + end]
    found["arrays"][name] = {"shape": entry["shape"], "values": struct.unpack("<%d%s" % (len(part) // struct.calcsize(letter), letter), part)}
print(json.dumps(found))
`;

Deno.test({
  name: `Python reads the same names, shapes and numbers${
    hasPython ? "" : " (skipped: there is no python3)"
  }`,
  ignore: !hasPython,
}, () => {
  using folder = scratch();
  const values = Stream.fromSeed(5).normals(new Float64Array(6));
  const tensors = {
    metadata: { json: '{"σ":"\\"0.1\\""}', key: "5f" },
    arrays: {
      ...example.arrays,
      "chain 1": { shape: [3, 2], values },
      "Größe": { shape: [6], values: new Float32Array(values) },
      none: { shape: [0, 4], values: new Float32Array() },
    },
  };
  const path = `${folder.path}/some.safetensors`;
  Deno.writeFileSync(path, encodeTensors(tensors));
  const { success, stdout, stderr } = launch(
    "python3",
    { args: ["-c", reader, path] },
    (command) => command.outputSync(),
  );
  assert(success, new TextDecoder().decode(stderr));
  const plain = Object.entries(tensors.arrays).map(([name, { shape, values }]) => [
    name,
    { shape, values: [...values] },
  ]);
  assertEquals(JSON.parse(new TextDecoder().decode(stdout)), {
    metadata: tensors.metadata,
    arrays: Object.fromEntries(plain),
  });
});
