import { assert, assertEquals } from "@std/assert";
import { graphOf, type Step, stepsFor } from "../../runner/plan.ts";
import { duration, showProgress } from "../../runner/progress.ts";
import { source } from "./_runs.ts";
import { kinds, studies } from "./_toys.ts";

const graph = graphOf([studies[0].summary("smoke")], kinds);
const steps = stepsFor(graph, graph.roots, () => "it is missing");
const record = { digest: "", witness: {}, start: "", seconds: 5, kernel: null, ...source };

/** Runs every step for five seconds, half-way reported, and keeps what is written. */
function shown(options: { log: "text" | "json"; terminal: boolean }): string {
  let now = 0, text = "";
  const progress = showProgress(steps, {
    ...options,
    columns: 60,
    now: () => now,
    write: (more) => text += more,
  });
  const run = (step: Step) => {
    progress.report({ type: "start", step });
    now += 2500;
    progress.report({ type: "progress", step, done: 1, total: 2, status: "well" });
    now += 2500;
    progress.report({ type: "done", step, record });
  };
  steps.forEach(run);
  progress.end();
  return text;
}

Deno.test("durations are in words", () => {
  const words: [number, string][] = [
    [0, "0.0 s"],
    [9.94, "9.9 s"],
    [45.2, "45 s"],
    [600, "10 min"],
    [2 * 3600 + 300, "2 h 5 min"],
  ];
  for (const [seconds, text] of words) assertEquals(duration(seconds), text);
});

Deno.test("plain lines count cells, and tell the time left", () => {
  const text = shown({ log: "text", terminal: false });
  assert(!text.includes("\x1b"), text);
  const lines = text.trimEnd().split("\n");
  assertEquals(lines.length, 5);
  // One walk of 2000 units took 5 s; 2003 units are left.
  assertEquals(lines[1], "moments 0 (5.0 s); 2 of 5 cells done, 3 waiting, about 10 s left");
  assertEquals(lines[4], "summary of few (5.0 s); 5 of 5 cells done");
});

Deno.test("the time left is that of what will run", () => {
  let now = 0, text = "";
  const progress = showProgress(steps, {
    log: "json",
    terminal: false,
    columns: 60,
    now: () => now,
    write: (more) => text = more,
  });
  const [first, second, ...others] = steps;
  progress.report({ type: "start", step: first });
  now += 5000;
  progress.report({ type: "failed", step: first, message: "it failed" });
  for (const step of others) progress.report({ type: "skipped", step, needs: first });
  assertEquals(JSON.parse(text).secondsLeft, Math.round(5 * second.cell.cost / first.cell.cost));
});

Deno.test("a terminal sees the running cells, in lines that fit", () => {
  const text = shown({ log: "text", terminal: true });
  assert(text.includes("  50 %  walk 0: well\n"), text);
  assert(text.includes("\x1b[2A\x1b[J"), "the display is drawn over");
  assert(text.endsWith("5 of 5 cells done\n"), text);
  // deno-lint-ignore no-control-regex
  for (const line of text.replace(/\x1b\[\d*[AJ]/g, "").split("\n")) assert(line.length < 60, line);
});

Deno.test("for machines every event is an object in a line", () => {
  const events = shown({ log: "json", terminal: true }).trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  );
  assertEquals(events.length, 15);
  assertEquals(events[0], {
    event: "start",
    cell: "walk 0",
    kind: "walk",
    key: steps[0].key,
    cells: { done: 0, running: 1, waiting: 4, failed: 0, skipped: 0 },
    secondsLeft: null,
  });
  assertEquals([events[2].digest, events[2].seconds], [record.digest, record.seconds]);
  assertEquals(events.at(-1).cells.done, 5);
});
