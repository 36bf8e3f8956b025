import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Cell } from "../../runner/cell.ts";
import { ancestors, graphOf, stepsFor } from "../../runner/plan.ts";
import { cell, kinds } from "./_toys.ts";

const walk = (seed: number) => cell("walk", { seed, label: `walk ${seed}` });
const moments = (of: Cell) =>
  cell("moments", { inputs: { walk: of }, label: `moments ${of.label}` });

Deno.test("cells of equal key are one cell, and inputs stand before their readers", () => {
  const top = cell("toy-summary", {
    inputs: { a: moments(walk(1)), b: moments(walk(2)), c: moments(walk(1)) },
    label: "top",
  });
  const graph = graphOf([top, walk(2)], kinds);
  const labels = [...graph.nodes.values()].map((node) => node.cell.label);
  assertEquals(labels, ["walk 1", "moments walk 1", "walk 2", "moments walk 2", "top"]);
  const keys = [...graph.nodes.keys()];
  assertEquals(graph.roots, [keys[4], keys[2]]);
  assertEquals(graph.nodes.get(keys[4])!.inputs, { a: keys[1], b: keys[3], c: keys[1] });
});

Deno.test("only what is stale and needed runs, inputs first, with a reason", () => {
  const graph = graphOf([cell("toy-summary", {
    inputs: { a: moments(walk(1)), b: moments(walk(2)) },
    label: "top",
  })], kinds);
  const missing = new Set(["top", "moments walk 2", "walk 1", "walk 2"]);
  const asked: string[] = [];
  const steps = stepsFor(graph, graph.roots, ({ cell }) => {
    asked.push(cell.label);
    return missing.has(cell.label) ? `${cell.label} is missing` : undefined;
  });
  assertEquals(
    steps.map((step) => [step.cell.label, step.reason]),
    ["walk 2", "moments walk 2", "top"].map((label) => [label, `${label} is missing`]),
  );
  assert(!asked.includes("walk 1"), "a cell behind a present one is not looked at");
});

Deno.test("ancestors are the cells that a cell needs, and itself", () => {
  const one = moments(walk(1));
  const graph = graphOf([one, moments(walk(2))], kinds);
  assertEquals(
    ancestors(graph, graph.roots[0]).map((node) => node.cell.label),
    ["walk 1", "moments walk 1"],
  );
});

Deno.test("the order of ancestors does not depend on what else is asked for", () => {
  const [one, two] = [moments(walk(1)), moments(walk(2))];
  const top = cell("moments", { inputs: { a: one, b: two }, label: "top" });
  const labels = (cells: Cell[]) => {
    const graph = graphOf(cells, kinds);
    return ancestors(graph, graph.roots.at(-1)!).map((node) => node.cell.label);
  };
  assertEquals(labels([two, top]), labels([top]));
});

Deno.test("a loop is refused", () => {
  const inputs: Record<string, Cell> = {};
  const one = cell("moments", { inputs, label: "one" });
  inputs.walk = cell("moments", { inputs: { walk: one }, label: "two" });
  assertThrows(() => graphOf([one], kinds), RangeError, 'current value is a loop through "one"');
});

Deno.test("a kind that is not known is refused, with those that are", () => {
  const error = assertThrows(() => graphOf([cell("wlak")], kinds), RangeError, "value is wlak");
  assert(error.message.includes("walk, moments"), error.message);
});

Deno.test("chains and fans of 10,000 cells can be planned", () => {
  let last = walk(0);
  for (let i = 1; i < 10_000; i++) last = moments(last);
  const chain = graphOf([last], kinds);
  assertEquals(chain.nodes.size, 10_000);
  assertEquals(ancestors(chain, chain.roots[0]).length, 10_000);
  const inputs: Record<string, Cell> = {};
  for (let i = 1; i < 10_000; i++) inputs[i] = walk(i);
  const graph = graphOf([cell("toy-summary", { inputs })], kinds);
  assertEquals(stepsFor(graph, graph.roots, () => "it is missing").length, 10_000);
  assertEquals(ancestors(graph, graph.roots[0]).length, 10_000);
});

Deno.test("a name under which a cell is kept is no part of its key, and stays below its folder", () => {
  const keyOf = (keep?: string) =>
    graphOf([cell("walk", { ...(keep !== undefined && { keep }) })], kinds).roots[0];
  for (const keep of ["a", "adam-mcmc-s0.1/run-1/to-15000", "..a/b..", "A_9/.b"]) {
    assertEquals(keyOf(keep), keyOf());
  }
  for (const keep of ["", "/a", "a/", "a//b", "..", "a/../b", "./a", "a b", "a\\b", "ä", "a\n"]) {
    const { message } = assertThrows(() => keyOf(keep), RangeError);
    assertEquals(
      message,
      'Cannot plan cell "walk" as the name to keep it under must be parts of letters, digits, ".", ' +
        `"_" and "-" joined by "/", no part of dots alone: current value is ${keep}`,
    );
  }
});

Deno.test("one cell is kept under one name, and no other under it", () => {
  const kept = (seed: number, keep?: string) => cell("walk", { seed, keep, label: `walk ${seed}` });
  graphOf([kept(1, "a"), kept(1, "a"), kept(2, "b"), kept(3), kept(3)], kinds);
  assertThrows(
    () => graphOf([kept(1, "a"), kept(2, "a")], kinds),
    RangeError,
    'Cannot plan cell "walk 2" as no two cells may be kept under one name: current value is a',
  );
  for (const [one, two] of [["a", "b"], ["a", undefined], [undefined, "a"]]) {
    assertThrows(
      () => graphOf([kept(1, one), kept(1, two)], kinds),
      RangeError,
      `Cannot plan cell "walk 1" as it must be kept like "walk 1", which is the same cell, under ${
        one ?? "no name"
      }: current value is ${two ?? "no name"}`,
    );
  }
});
