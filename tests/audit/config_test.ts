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
  ["an empty text", "", "schema of a configuration"],
  ["no YAML", "draws: [", "it must be YAML"],
  ["no JSON", '{"draws": ', "it must be JSON"],
  ["a list", "- 1\n", "schema of a configuration"],
  ["an unknown field", `${least}ntrain: 5\n`, 'ntrain\\"'],
  [
    "a field for prototypes",
    `{"__proto__": {"nTrain": 1}, "draws": {"kind": "masses", "file": "d"}}`,
    "__proto__",
  ],
  ["another one", `${least}constructor: { prototype: { x: 1 } }\n`, "constructor"],
  ["a kind that is none", "draws: { kind: mass, file: a }\n", 'at "draws.kind"'],
  ["no draws", "nTrain: 5\n", 'at "draws"'],
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
  ["no whole number", `${least}nTrain: 1.5\n`, 'at "nTrain"'],
  ["not a number", `${least}nTrain: .nan\n`, 'at "nTrain"'],
  ["infinite", `${least}seed: .inf\n`, 'at "seed"'],
  [
    "six axes",
    `${least}binning: { quantiles: { of: truth, bins: [2,2,2,2,2,2] } }\n`,
    "binning.quantiles.bins",
  ],
  [
    "edges and quantiles",
    `${least}binning: { edges: [[0, 1]], quantiles: { of: truth, bins: [2] } }\n`,
    "either edges or quantiles",
  ],
  ["edges that are text", `${least}binning: { edges: [[a, b]] }\n`, "binning.edges.0"],
  ["a control character in a name", `${least}title: "a\\nb"\n`, "one line of text"],
  ["a zero in a path", `draws: { kind: masses, file: "a\\0b" }\n`, 'at "draws.file"'],
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
