import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseConfig } from "../../audit/config.ts";

const least = "draws: { kind: masses, file: draws.npy }\n";

Deno.test("YAML, JSON and JSON with comments say the same", () => {
  const yaml = parseConfig("a", `# mine\n${least}nTrain: 10\n`);
  const json = '{"draws": {"kind": "masses", "file": "draws.npy"}, "nTrain": 10}';
  assertEquals(parseConfig("a", json), yaml);
  assertEquals(
    parseConfig("a", `// mine\n${json.replace("10}", "10, /* twice ten */ }")}`),
    yaml,
  );
  assertEquals([yaml.seed, yaml.replicates, yaml.output], [1, 999, "audit-report"]);
});

const cases: [name: string, text: string, rule: string][] = [
  ["an empty text", "", "it must be named values: current value is null"],
  ["no YAML", "draws: [", "it must be YAML"],
  ["no JSON", '{"draws": ', "it must be JSON"],
  ["a list", "- 1\n", "it must be named values: current value is a list"],
  ["an unknown field", `${least}ntrain: 5\n`, 'it must have no entry "ntrain": current value is 5'],
  [
    "a field for prototypes",
    `{"__proto__": {"nTrain": 1}, "draws": {"kind": "masses", "file": "d"}}`,
    "__proto__",
  ],
  ["another one", `${least}constructor: { prototype: { x: 1 } }\n`, "constructor"],
  [
    "an unknown kind",
    "draws: { kind: mass, file: a }\n",
    'draws.kind must be one of "masses", "densities", "counts", "events": current value is "mass"',
  ],
  ["no draws", "nTrain: 5\n", "draws must be named values: current value is nothing"],
  [
    "neither file nor files",
    "draws: { kind: masses }\n",
    "either file or files: current value is neither",
  ],
  ["both", "draws: { kind: masses, file: a, files: b }\n", "current value is both"],
  [
    "two ways to say runs",
    "draws: { kind: events, files: [[a], [b]], runs: true }\n",
    "runs: true",
  ],
  [
    "no whole number",
    `${least}nTrain: 1.5\n`,
    "nTrain must be a whole number: current value is 1.5",
  ],
  [
    "not a number",
    `${least}nTrain: .nan\n`,
    "nTrain must be a finite number: current value is NaN",
  ],
  ["infinite", `${least}seed: .inf\n`, "seed must be a finite number: current value is Infinity"],
  [
    "six axes",
    `${least}binning: { quantiles: { of: truth, bins: [2,2,2,2,2,2] } }\n`,
    "binning.quantiles.bins must have at most 5 entries: current value is a list",
  ],
  [
    "edges and quantiles",
    `${least}binning: { edges: [[0, 1]], quantiles: { of: truth, bins: [2] } }\n`,
    "either edges or quantiles",
  ],
  [
    "edges that are text",
    `${least}binning: { edges: [[a, b]] }\n`,
    'binning.edges.0.0 must be a finite number: current value is "a"',
  ],
  [
    "a share that is too large",
    `${least}falseAlarms: 2\n`,
    "falseAlarms must be below 0.5: current value is 2",
  ],
  [
    "too few simulations",
    `${least}replicates: 9\n`,
    "replicates must be at least 19: current value is 9",
  ],
  ["no training events", `${least}nTrain: 0\n`, "nTrain must be above 0: current value is 0"],
  [
    "an empty path",
    "draws: { kind: masses, file: '' }\n",
    'draws.file must not be empty: current value is ""',
  ],
  [
    "no files",
    "draws: { kind: masses, files: [] }\n",
    "draws.files must not be empty: current value is an empty list",
  ],
  [
    "a file that is a number",
    "draws: { kind: masses, files: [[1]] }\n",
    "draws.files.0.0 must be text: current value is 1",
  ],
  [
    "files that are a number",
    "draws: { kind: masses, files: 3 }\n",
    "draws.files must be text or a list: current value is 3",
  ],
  [
    "other binnings that are no list",
    `${least}coarser: all\n`,
    'coarser must be "auto" or a list: current value is "all"',
  ],
  [
    "a binning without edges",
    `${least}binning: {}\n`,
    "binning must have either edges or quantiles: current value is named values",
  ],
  ["a control character in a name", `${least}title: "a\\nb"\n`, "title must be one line of text"],
  ["a zero in a path", `draws: { kind: masses, file: "a\\0b" }\n`, "draws.file must be a path"],
  ["a reference to itself", "a: &a [*a]\n", "Cannot use"],
];
for (const [name, text, rule] of cases) {
  Deno.test(`a configuration with ${name} is refused in one sentence`, () => {
    const error = assertThrows(() => parseConfig("mine.yaml", text), SyntaxError, "Cannot use");
    assertStringIncludes(error.message, rule);
    assertEquals(error.message.includes("\n"), false, error.message);
  });
}

Deno.test("aliases that write out to more than memory are refused at once", () => {
  const lines = Array.from(
    { length: 12 },
    (_, i) => `a${i}: &a${i} [${new Array(10).fill(i === 0 ? "1" : `*a${i - 1}`).join(", ")}]`,
  );
  assertThrows(() => parseConfig("bomb.yaml", lines.join("\n")), SyntaxError, "reasonable size");
});
