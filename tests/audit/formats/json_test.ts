import { assertEquals, assertRejects } from "@std/assert";
import { inspect, openArray, readArray, type Selection } from "../../../audit/formats/mod.ts";
import { scratch } from "../../runner/_runs.ts";

/** The numbers of the fixtures, by the programs beside them. */
const x = Float64Array.from({ length: 120 }, (_, i) => (i - 60) / 8);

/** What is read of a text: shape, names, values. */
async function read(text: string, selection: Selection = {}) {
  using place = scratch();
  const path = `${place.path}/text`;
  Deno.writeTextFileSync(path, text);
  const source = await openArray(path, selection);
  source.close();
  const { shape, values } = await readArray(path, selection);
  return [shape, source.columns, [...values]];
}

Deno.test("JSON Lines that pandas writes, by name", async () => {
  const path = `${import.meta.dirname}/../fixtures/objects.jsonl`;
  assertEquals(await inspect(path), {
    format: "json",
    arrays: [{ name: null, shape: [null, 3], columns: ["pt", "eta", "phi"] }],
  });
  const { shape, values } = await readArray(path);
  assertEquals([shape, values], [[40, 3], x]);
  const some = await readArray(path, { columns: ["phi", "pt"] });
  assertEquals([...some.values.slice(0, 4)], [x[2], x[0], x[5], x[3]]);
});

Deno.test("one text of JSON and JSON Lines are told by their content", async () => {
  for (
    const [text, wanted] of [
      ["[[1, 2],\n[3, 4]]", [[2, 2], undefined, [1, 2, 3, 4]]],
      ["[1, 2]", [[2], undefined, [1, 2]]],
      ['{"x": [1, 2]}\n\n', [[2], undefined, [1, 2]]],
      ["[1, 2]\n[3, 4]\n", [[2, 2], undefined, [1, 2, 3, 4]]],
      ["[1, 2]\r\n\r\n[3, 4]", [[2, 2], undefined, [1, 2, 3, 4]]],
      ["[[1], [2]]\n[[3], [4]]\n", [[2, 2, 1], undefined, [1, 2, 3, 4]]],
      ['{"a": 1, "b": 2}\n{"b": 4, "a": 3}\n', [[2, 2], ["a", "b"], [1, 2, 3, 4]]],
      ['{"__proto__": 1}\n{"__proto__": 2}\n', [[2, 1], ["__proto__"], [1, 2]]],
    ] as [string, unknown[]][]
  ) assertEquals<unknown>(await read(text), wanted, text);
  const columns = ["1"];
  assertEquals(await read("[1, 2]\n[3, 4]\n", { columns }), [[2, 1], undefined, [2, 4]]);
  // Members that are not selected may be anything.
  const objects = '{"a": 1, "name": "x"}\n{"a": null, "name": [2]}\n';
  const selection = { columns: ["a"], nonFinite: true };
  assertEquals(await read(objects, selection), [[2, 1], ["a"], [1, NaN]]);
});

Deno.test("members that are no numbers are found, and why", async () => {
  using place = scratch();
  const path = `${place.path}/text`;
  const found = async (text: string) => {
    Deno.writeTextFileSync(path, text);
    return (await inspect(path)).arrays;
  };
  assertEquals(await found('{"pt": 1, "kind": "tt", "n": null, "hits": [2]}\n{"pt": 2}\n'), [{
    name: null,
    shape: [null, 2],
    columns: ["pt", "n"],
    leftOut: [{ name: "kind", unreadable: "text" }, { name: "hits", unreadable: "a list" }],
  }]);
  assertEquals(await found('{"pt": [1], "kind": ["tt"], "title": "x"}'), [
    { name: "pt", shape: [1] },
    { name: "kind", shape: [], unreadable: "text" },
    { name: "title", shape: [], unreadable: "text" },
  ]);
});

Deno.test("JSON Lines stream beyond what one text may have", async () => {
  using place = scratch();
  const path = `${place.path}/text`;
  Deno.writeTextFileSync(path, `[0.1234567, ${" ".repeat(100)}1]\n`.repeat(1e5));
  const source = await openArray(path);
  let count = 0;
  for await (const part of source.chunks()) count += part.length;
  source.close();
  assertEquals([source.shape, count], [[null, 2], 2e5]);
  Deno.writeTextFileSync(path, `[\n${" ".repeat(1e7)}1]`);
  await assertRejects(
    () => readArray(path),
    RangeError,
    "JSON must have at most 10000000 bytes, or be JSON Lines: current value is 10000004",
  );
});

Deno.test("JSON that cannot be read says why, and where", async () => {
  using place = scratch();
  const path = `${place.path}/text`;
  for (
    const [text, words] of [
      ["[1, 2]\n[3]\n", "every list must have 2 items: current value is 1 in line 2"],
      ["[1, 2]\n3\n", "every list must have 2 items: current value is no list in line 2"],
      [
        "[[1, 2]]\n[[3]]\n",
        "every list at depth 1 must have 2 items: current value is 1 at [0] in",
      ],
      ["[1]\n[null]\n", "a finite number: current value is null at [0] in line 2"],
      ['{"a": 1}\n[1]\n', "an object as the first one is: current value is a list in line 2"],
      ['{"a": 1}\n\n{"b": 1}\n', 'have the members "a": current value is "b" in line 3'],
      ['{"a": 1}\n{"a": 1, "b": 2}\n', 'have the members "a": current value is "a", "b" in line 2'],
      ['{"a": 1}\n{"a": "x"}\n', 'a finite number: current value is "x" as "a" in line 2'],
      ['{"a": 1}\n{"a": 1\n', " in line 2"],
      [
        "[1]\n[9007199254740993]\n",
        'below 2^53 in size: current value is "9007199254740993" in line 2',
      ],
      ["[0.5, -9007199254740992]", 'below 2^53 in size: current value is "-9007199254740992"'],
      ['["\xff"]', '"\xff" at [0]'],
    ]
  ) {
    Deno.writeTextFileSync(path, text);
    await assertRejects(() => readArray(path), SyntaxError, words);
  }
  Deno.writeTextFileSync(path, "[1, 2]\n[3, 4]\n");
  const dataset = "x";
  await assertRejects(() => readArray(path, { dataset }), RangeError, "JSON Lines have no members");
  Deno.writeFileSync(path, Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d));
  await assertRejects(() => readArray(path), SyntaxError, "JSON must be in UTF-8");
  // Numbers of many digits are no such integers, nor is what looks like one in a text.
  const many =
    '{"id": "12345678901234567890", "x": [0.1234567890123456789, 1e20, 1234567890123456.5]}';
  assertEquals(await read(many, { dataset: "x" }), [
    [3],
    undefined,
    [0.12345678901234568, 1e20, 1234567890123456.5],
  ]);
});
