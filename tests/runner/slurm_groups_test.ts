import { assert, assertEquals } from "@std/assert";
import { Stream } from "../../core/random.ts";
import { graphOf, stepsFor } from "../../runner/plan.ts";
import { type Group, groupSteps, takeTurns, type Turn } from "../../runner/slurm_groups.ts";
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

/** Tasks that run at a time when Slurm carries out groups in their turns; each takes some time. */
function mostAtOnce(groups: readonly Group[], turns: readonly Turn[], stream: Stream): number {
  const waiting = groups.map(({ steps }) => steps.length);
  const running: { group: number; left: number }[] = [];
  const ended = (i: number) => waiting[i] === 0 && !running.some(({ group }) => group === i);
  let most = 0;
  for (let tick = 0; waiting.some((tasks) => tasks > 0) || running.length > 0; tick++) {
    groups.forEach((_, i) => {
      if (!turns[i].after.every(ended)) return;
      let own = running.filter(({ group }) => group === i).length;
      for (; waiting[i] > 0 && own < turns[i].limit; own++, waiting[i]--) {
        running.push({ group: i, left: 1 + stream.split(tick).split(i).integer(5) });
      }
    });
    most = Math.max(most, running.length);
    for (const task of running) task.left--;
    running.splice(0, running.length, ...running.filter(({ left }) => left > 0));
  }
  return most;
}

Deno.test("no more tasks run at a time than the limit, over all arrays, and none waits for ever", () => {
  const random = Stream.fromSeed(8).split("groups");
  for (let trial = 0; trial < 200; trial++) {
    const stream = random.split(trial);
    const sizes = Array.from({ length: 1 + stream.split("many").integer(9) }, (_, i) => ({
      level: i === 0 ? 0 : stream.split("level").split(i).integer(4),
      tasks: 1 + stream.split("tasks").split(i).integer(20),
    })).sort((a, b) => a.level - b.level);
    const groups = sizes.map(({ level, tasks }, i): Group => ({
      kind: "walk",
      level,
      steps: stepsOf(
        ...Array.from({ length: tasks }, (_, seed) => cell("walk", { seed, cost: i })),
      ),
      needs: sizes.flatMap((other, j) => other.level < level ? [j] : []),
    }));
    for (const limit of [1, 2, 3, 7, 40, 1000]) {
      const turns = takeTurns(groups, limit);
      const most = mostAtOnce(groups, turns, stream.split("time"));
      assert(most <= limit, `${most} at a time, limit ${limit}`);
      if (limit >= 20 * groups.length) {
        assertEquals(
          turns.map(({ after }) => after),
          groups.map(({ needs }) => needs),
        );
      }
    }
  }
});

Deno.test("groups of a level share the limit in proportion to their work", () => {
  const group = (cost: number, level: number): Group => ({
    kind: "walk",
    level,
    steps: stepsOf(...Array.from({ length: 100 }, (_, seed) => cell("walk", { seed, cost }))),
    needs: [],
  });
  assertEquals(takeTurns([group(1, 0), group(3, 0), group(0, 1)], 42), [
    { after: [], limit: 11 },
    { after: [], limit: 31 },
    { after: [0, 1], limit: 42 },
  ]);
});

Deno.test("arrays are no longer than Slurm takes", () => {
  const inputs = Object.fromEntries(
    Array.from({ length: 2500 }, (_, seed) => [`w${seed}`, cell("walk", { seed })]),
  );
  const groups = groupSteps(stepsOf(cell("toy-summary", { inputs })));
  assertEquals(groups.map(({ steps }) => steps.length), [1000, 1000, 500, 1]);
  assertEquals(groups[3].needs, [0, 1, 2]);
});
