import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { judgeGate, parseGate } from "../../audit/verdicts/gate.ts";
import type { NamedQuantity } from "../../audit/schema.ts";

const quantity = (name: string, value: number | null): NamedQuantity => ({
  name,
  meaning: name,
  value,
  error: 0.01,
  calibrated: { lower: -0.1, upper: 0.2 },
  reason: value === null ? "There is no truth" : null,
});
const quantities = [
  quantity("coverage_deviation", 0.15),
  quantity("signed_deviation", -0.15),
  quantity("achieved", null),
  { ...quantity("forecast", 3), calibrated: null },
];

for (
  const [text, fails] of [
    ["coverage_deviation > 0.1", true],
    ["coverage_deviation>0.15", false],
    ["coverage_deviation >= 0.15", true],
    [" coverage_deviation <= 1.5e-1 ", true],
    ["coverage_deviation < 0.15", false],
    ["coverage_deviation > calibrated", false],
    ["signed_deviation < calibrated", true],
    ["signed_deviation < -.2", false],
  ] as const
) {
  Deno.test(`${text} ${fails ? "fails" : "passes"} at ±0.15`, () => {
    const sentence = judgeGate(parseGate(text), quantities);
    assertEquals(sentence !== undefined, fails);
    if (fails) assertStringIncludes(sentence!, "0.150 ± 0.010");
  });
}

for (
  const [text, rule] of [
    ["", "a name, a comparison and a number"],
    ["coverage_deviation", "a name, a comparison and a number"],
    ["coverage_deviation = 0.1", "a name, a comparison and a number"],
    ["coverage > 0.1", "its name must be one of"],
    ["constructor > 0.1", "its name must be one of"],
    ["coverage_deviation > NaN", "compare with a number"],
    ["coverage_deviation > Infinity", "compare with a number"],
    ["coverage_deviation > 1e999", "compare with a number"],
    ["coverage_deviation > 0x10", "compare with a number"],
    ["coverage_deviation > 0.1; Deno.exit()", "a name, a comparison and a number"],
    ["coverage_deviation > " + "9".repeat(5000), "number"],
  ]
) {
  Deno.test(`${JSON.stringify(text.slice(0, 40))} is no condition`, () => {
    const error = assertThrows(() => parseGate(text), SyntaxError, "Cannot use the condition");
    assertStringIncludes(error.message, rule);
    assert(error.message.length < 1000);
  });
}

Deno.test("a gate that cannot be judged does not pass", () => {
  assertThrows(
    () => judgeGate(parseGate("achieved < 1"), quantities),
    RangeError,
    "achieved must be available: current value is none: There is no truth",
  );
  assertThrows(
    () => judgeGate(parseGate("forecast < calibrated"), quantities),
    RangeError,
    "must have a range of calibrated generators",
  );
});
