import { assertEquals } from "@std/assert";
import { graphOf, stepsFor } from "../../../studies/runner/plan.ts";
import { groupSteps } from "../../../studies/runner/slurm.ts";
import { cell, kinds, studies } from "./_toys.ts";

const stepsOf = (...cells: ReturnType<typeof cell>[]) => {
  const graph = graphOf(cells, kinds);
  return stepsFor(graph, graph.roots, () => "it is missing");
};

Deno.test("steps go into arrays of one kind, which wait for what they need", () => {
  const groups = groupSteps(stepsOf(...studies.map((study) => study.summary("smoke"))));
  assertEquals(
    groups.map(({ kind, steps, needs }) => [kind, steps.length, needs]),
    [["walk", 4, []], ["moments", 4, [0]], ["toy-summary", 2, [1]]],
  );
});

Deno.test("cells of one kind that need each other are in different arrays", () => {
  const first = cell("moments", { seed: 1 });
  const second = cell("moments", { seed: 2, inputs: { walk: first } });
  const groups = groupSteps(stepsOf(second, cell("walk", { seed: 9 })));
  assertEquals(
    groups.map(({ kind, steps, needs }) => [kind, steps.map((step) => step.cell.seed), needs]),
    [["moments", [1], []], ["walk", [9], []], ["moments", [2], [0]]],
  );
});

Deno.test("arrays are no longer than Slurm takes", () => {
  const inputs = Object.fromEntries(
    Array.from({ length: 2500 }, (_, seed) => [`w${seed}`, cell("walk", { seed })]),
  );
  const groups = groupSteps(stepsOf(cell("toy-summary", { inputs })));
  assertEquals(groups.map(({ steps }) => steps.length), [1000, 1000, 500, 1]);
  assertEquals(groups[3].needs, [0, 1, 2]);
});
