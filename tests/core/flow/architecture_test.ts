import { assertEquals, assertThrows } from "@std/assert";
import {
  type Architecture,
  checkArchitecture,
  inputWidth,
  layers,
  paperArchitecture,
  weightCount,
} from "../../../core/flow/architecture.ts";

Deno.test("the paper's network has the layers and weights of its public code", () => {
  assertEquals(inputWidth(paperArchitecture), 9);
  assertEquals(layers(paperArchitecture), [
    { fanIn: 9, fanOut: 32, weights: 0, biases: 288 },
    { fanIn: 32, fanOut: 32, weights: 320, biases: 1344 },
    { fanIn: 32, fanOut: 32, weights: 1376, biases: 2400 },
    { fanIn: 32, fanOut: 2, weights: 2432, biases: 2496 },
  ]);
  assertEquals(weightCount(paperArchitecture), 2498);
});

Deno.test("a network without time embedding and condition takes the point alone", () => {
  const architecture: Architecture = {
    dimension: 1,
    condition: 0,
    hidden: [3],
    frequencies: 0,
    activation: "tanh",
  };
  checkArchitecture(architecture);
  assertEquals(inputWidth(architecture), 1);
  assertEquals(weightCount(architecture), 3 + 3 + 3 + 1);
});

Deno.test("invalid architectures are refused with the rule and the value", () => {
  const cases: [Partial<Architecture>, string][] = [
    [{ dimension: 0 }, "dimension must be a whole number of at least 1: current value is 0"],
    [{ condition: -1 }, "condition must be a whole number of at least 0: current value is -1"],
    [
      { frequencies: 0.5 },
      "frequencies must be a whole number of at least 0: current value is 0.5",
    ],
    [{ hidden: [32, NaN] }, "width of a layer must be a whole number of at least 1"],
    [{ activation: "relu" as never }, 'current value is "relu"'],
  ];
  for (const [wrong, message] of cases) {
    assertThrows(() => checkArchitecture({ ...paperArchitecture, ...wrong }), RangeError, message);
  }
});
