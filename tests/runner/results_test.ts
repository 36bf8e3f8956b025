import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Stream } from "../../core/random.ts";
import { formatJson } from "../../runner/json.ts";
import { parseResults, readResults, resultsPath, writeResults } from "../../runner/results.ts";
import { scratch } from "./_runs.ts";

const results = {
  study: "ring",
  profile: "smoke" as const,
  key: "ab".repeat(32),
  data: { means: [0.5, -1.25e-7], title: "A ring", none: null },
};

Deno.test("formatJson says the same as JSON.stringify", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = formatJson(JSON.parse(JSON.stringify(value)));
      assertEquals(JSON.stringify(JSON.parse(text)), JSON.stringify(value));
      assert(text.endsWith("\n"));
    }),
    { seed: 1, numRuns: 300 },
  );
});

Deno.test("formatJson fills lists of numbers up to the width", () => {
  const text = formatJson(
    { list: Array.from({ length: 60 }, (_, i) => i), pair: { a: 1, b: "x" } },
    40,
  );
  const lines = text.split("\n");
  assert(lines.every((line) => line.length <= 40), text);
  assertEquals(lines[1], '  "list": [');
  assertEquals(lines[2], "    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,");
  assertEquals(lines.at(-3), '  "pair": { "a": 1, "b": "x" }');
});

Deno.test("results come back as they were written", () => {
  using folder = scratch();
  assertEquals(readResults(folder.path, "ring"), undefined);
  writeResults(folder.path, results);
  const { schema: _, checksum: __, ...rest } = readResults(folder.path, "ring")!;
  assertEquals(rest, results);
});

Deno.test("data that JSON cannot hold are refused, and the last good file stays", () => {
  using folder = scratch();
  writeResults(folder.path, results);
  const before = Deno.readTextFileSync(resultsPath(folder.path, "ring"));
  assertThrows(
    () => writeResults(folder.path, { ...results, data: { mean: Infinity } }),
    TypeError,
    "as the data.mean must be finite",
  );
  assertEquals(Deno.readTextFileSync(resultsPath(folder.path, "ring")), before);
});

Deno.test("results damaged in 200 ways are refused in one sentence", () => {
  using folder = scratch();
  const text = Deno.readTextFileSync(writeResults(folder.path, results));
  const stream = Stream.fromSeed(2);
  let refused = 0;
  for (let i = 0; i < 200; i++) {
    const moment = stream.split(i);
    const place = moment.integer(text.length);
    const mutated = moment.integer(3) === 0
      ? text.slice(0, place)
      : text.slice(0, place) + String.fromCharCode(32 + moment.integer(95)) + text.slice(place + 1);
    let meaning: string | undefined;
    try {
      meaning = JSON.stringify(JSON.parse(mutated));
    } catch { /* It is no JSON any more. */ }
    // White space carries no number.
    if (meaning === JSON.stringify(JSON.parse(text))) continue;
    const error = assertThrows(
      () => parseResults("results.json", "ring", mutated),
      SyntaxError,
      "Cannot use results.json as ",
    );
    assertEquals(error.message.split("\n").length, 1);
    refused++;
  }
  assert(refused > 150, `${refused} mutations changed the meaning`);
});

Deno.test("another study's results, or another form of file, are refused", () => {
  using folder = scratch();
  const text = Deno.readTextFileSync(writeResults(folder.path, results));
  assertThrows(
    () => parseResults("results.json", "disc", text),
    SyntaxError,
    "its study must be disc: current value is ring",
  );
  assertThrows(
    () => parseResults("results.json", "ring", text.replace("results/1", "results/2")),
    SyntaxError,
    `schema must be "ampliflow/results/1": current value is "ampliflow/results/2"`,
  );
  assertThrows(
    () => parseResults("results.json", "ring", text.replace("-1.25e-7", "-1.26e-7")),
    SyntaxError,
    "its checksum must be",
  );
});
