/// <reference lib="deno.unstable" />
import { assertEquals } from "@std/assert";
import plugin from "../../lint/exact_numbers.ts";

const root = import.meta.dirname!.replace(/tests.lint$/, "");

function messages(source: string, path = "core/any.ts"): string[] {
  return Deno.lint.runPlugin(plugin, root + path, source).map(({ message }) => message);
}

const left = (name: string) =>
  `Cannot use Math.${name} as its last bit is left to the engine: take ${name} from core/elementary.ts`;
const asValue =
  "Cannot use Math as a value as the last bit of some of its functions is left to the engine: take them from core/elementary.ts";
const byName =
  "Cannot use a member of Math by a computed name as its last bit may be left to the engine: name it, or take it from core/elementary.ts";
const power = (operator: string) =>
  `Cannot use ${operator} as its last bit is left to the engine: write a product, or take pow from core/elementary.ts`;
const locale = (name: string) =>
  `Cannot use ${name} as its outcome is left to the engine's locale tables: take grouped or decimal from render/sentence.ts`;
const order = (name: string) =>
  `Cannot use ${name} as its outcome is left to the engine's locale tables: compare code units, or take naturalOrder from audit/input/files.ts`;

Deno.test("what the language leaves to the engine is refused, whatever the way to it", () => {
  const cases: [string, string[]][] = [
    ["Math.exp(x)", [left("exp")]],
    ["Math.exp(Math.log(x))", [left("exp"), left("log")]],
    ["Math?.tanh(x)", [left("tanh")]],
    ['Math["exp"](x)', [left("exp")]],
    ["Math[`exp`](x)", [left("exp")]],
    ["Math[name](x)", [byName]],
    ["[1].map(Math.exp)", [left("exp")]],
    ["const f = Math.hypot;", [left("hypot")]],
    ["globalThis.Math.exp(x)", [left("exp")]],
    ["self.Math.exp(x)", [left("exp")]],
    ['globalThis["Math"].exp(x)', [left("exp")]],
    ["const { exp } = Math;", [left("exp")]],
    ["const { sqrt, exp: e, ['log']: l } = Math;", [left("exp"), left("log")]],
    ["const { sqrt, ...others } = Math;", [byName]],
    ["const { log } = globalThis.Math;", [left("log")]],
    ["const { Math: m } = globalThis;", [asValue]],
    ["const m = Math;", [asValue]],
    ["let e; ({ exp: e } = Math);", [asValue]],
    ["(Math as Any).exp(x)", [asValue]],
    ["Math!.exp(x)", [asValue]],
    ['Reflect.get(Math, "exp")', [asValue]],
    [
      "Math.random()",
      [
        "Cannot use Math.random as results follow from their seed: draw from a Stream of core/random.ts",
      ],
    ],
    ["x ** 2", [power("**")]],
    ["2 ** n", [power("**")]],
    ["x ** 0.5", [power("**")]],
    ["2 ** 0.5", [power("**")]],
    ["10 ** -3", [power("**")]],
    ["10 ** 16", [power("**")]],
    ["x **= 2", [power("**=")]],
    ['n.toLocaleString("en-GB")', [locale("toLocaleString")]],
    ['n["toLocaleString"]()', [locale("toLocaleString")]],
    ["name.toLocaleLowerCase()", [locale("toLocaleLowerCase")]],
    ["date.toLocaleDateString()", [locale("toLocaleDateString")]],
    ["names.sort((a, b) => a.localeCompare(b))", [order("localeCompare")]],
    ['new Intl.Collator("en")', [order("Intl")]],
    ["globalThis.Intl", [order("Intl")]],
    ["const { localeCompare: compare } = String.prototype;", [order("localeCompare")]],
  ];
  for (const [source, expected] of cases) assertEquals(messages(source), expected, source);
});

Deno.test("what is exact is allowed", () => {
  for (
    const source of [
      "Math.sqrt(Math.abs(x)) + Math.PI * Math.LN2",
      "[1.5].map(Math.floor)",
      'Math["max"](1, 2)',
      "globalThis.Math.fround(x)",
      "const { sqrt, min: least } = Math;",
      'import { exp } from "./elementary.ts"; exp(x)',
      "x * x + 2 ** 32 - 10 ** 15",
      "2n ** 64n",
      "log.exp(x)",
      "n.toFixed(2) + n.toString()",
      "// Math.exp and x ** 2\n",
    ]
  ) assertEquals(messages(source), [], source);
});

Deno.test("the rule holds where results are computed, and there alone", () => {
  for (
    const [path, holds] of [
      ["core/flow/flow.ts", true],
      ["core/engine/kernel/products.ts", true],
      ["studies/worth/measure.ts", true],
      ["audit/root/root.ts", true],
      ["cli/audit.ts", true],
      ["render/sentence.ts", true],
      ["site/play/play.ts", true],
      ["mod.ts", true],
      ["a_new_folder/file.ts", true],
      ["core/engine/tfjs.ts", true],
      ["site/load.ts", false],
      ["render/charts/draw.ts", false],
      ["studies/ring/view.ts", false],
      ["bench/engine_bench.ts", false],
      ["tests/core/random_test.ts", false],
    ] as const
  ) assertEquals(messages("Math.exp(x)", path).length > 0, holds, path);
});
