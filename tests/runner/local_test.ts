import { assertEquals } from "@std/assert";
import type { Cell } from "../../runner/cell.ts";
import { cellsThat, runToys, scratch } from "./_runs.ts";
import { cell } from "./_toys.ts";
import { z } from "zod";

Deno.test("the step goes first from which the most costly way leads to the end", async () => {
  using folder = scratch();
  const walk = (label: string, cost: number): Cell =>
    cell("walk", { label, cost, config: { length: cost, label } });
  const moments = (label: string, cost: number, input: Cell): Cell =>
    cell("moments", { label, cost, inputs: { walk: input } });
  const summary = cell("toy-summary", {
    label: "summary",
    config: { question: null },
    inputs: {
      light: moments("light end", 1, walk("light start", 2)),
      alone: moments("middle end", 5, walk("middle start", 10)),
      heavy: moments("heavy end", 50, walk("heavy start", 1)),
    },
  });
  const ran = await runToys(
    folder.path,
    { studies: [{ name: "few", results: z.json(), summary: () => summary }] },
    { jobs: 1 },
  );
  assertEquals(cellsThat(ran, "start"), [
    "heavy start",
    "heavy end",
    "middle start",
    "middle end",
    "light start",
    "light end",
    "summary",
  ]);
});

Deno.test("what was begun is finished before the like of it is begun", async () => {
  using folder = scratch();
  const walk = (name: string, stretch: number): Cell =>
    cell("walk", {
      label: `${name} ${stretch}`,
      cost: 10,
      config: { length: 5, name, stretch },
      inputs: stretch === 0 ? {} : { before: walk(name, stretch - 1) },
    });
  const chain = (name: string): Cell =>
    cell("moments", { label: `${name} 3`, cost: 10, inputs: { walk: walk(name, 2) } });
  const summary = cell("toy-summary", {
    label: "summary",
    config: { question: null },
    inputs: { a: chain("a"), b: chain("b"), c: chain("c") },
  });
  const ran = await runToys(
    folder.path,
    { studies: [{ name: "few", results: z.json(), summary: () => summary }] },
    { jobs: 1 },
  );
  const started = cellsThat(ran, "start");
  assertEquals(started.length, 13);
  for (const at of [0, 4, 8]) {
    const [{ 0: name }] = started.slice(at);
    assertEquals(started.slice(at, at + 4), [0, 1, 2, 3].map((stretch) => `${name} ${stretch}`));
  }
});
