import { assert, assertEquals } from "@std/assert";
import { changesView } from "../../site/changes.ts";
import type { Change } from "../../runner/changes.ts";

function change(i: number): Change {
  return {
    revision: `${i}`.padStart(40, "0"),
    date: "2026-01-02",
    subject: `data: change ${i}`,
    studies: [{
      study: "ring",
      state: "changed",
      moved: 100,
      largest: Array.from({ length: 100 }, (_, k) => ({
        name: `quantity ${k}`,
        before: "0.026486 ± 0.015",
        after: "-",
        difference: "removed",
      })),
      sentences: [],
    }],
  };
}

Deno.test("a long history keeps all its changes, the latest with their numbers", () => {
  const changes = Array.from({ length: 40 }, (_, i) => change(i));
  const { text } = changesView(changes);
  assert(text.length < 150_000, `${text.length}`);
  const parts = text.split("<h2").slice(1);
  assertEquals(parts.length, changes.length);
  const whole = parts.map((part) => part.includes('<details class="change"'));
  assertEquals(whole[0], true);
  assertEquals(whole.at(-1), false);
  assertEquals(whole, [...whole].sort().reverse());
  for (const part of parts) assert(part.includes("ring: 100 quantities moved"), part.slice(0, 200));
});

Deno.test("a value of the history is rounded to its error", () => {
  const { text } = changesView([change(1)]);
  assert(/0\.026\s±\s0\.015/.test(text) && !text.includes("0.026486"));
});
