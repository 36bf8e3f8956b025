/** What the rules take, on tables made by hand. */
import { assertEquals } from "@std/assert";
import { oracle, rules } from "../../../studies/choosing/rules.ts";
import { row } from "../../site/_choosing.ts";

/** Index that each rule takes, by its identifier. */
function taken(rows: readonly ReturnType<typeof row>[]): Record<string, number> {
  return Object.fromEntries(rules.map(({ id, choose }) => [id, choose(rows)]));
}

Deno.test("each rule takes what it says", () => {
  const rows = [
    row({ behind: 0.3, heldOut: 0.03, forecast: 2, achieved: 1 }),
    row({ behind: 0.01, heldOut: 0.06, forecast: 4, achieved: 4 }),
    row({ behind: 0, heldOut: 0.2, forecast: 6, achieved: 3 }),
    row({ behind: 0.5, heldOut: 0.3, forecast: 30, achieved: 0.1 }),
    row({ behind: 0.1, heldOut: 0.09, forecast: 5, achieved: 2 }),
  ];
  assertEquals(taken(rows), {
    score: 2,
    coverage: 0,
    forecast: 3,
    "score-coverage": 1,
    "coverage-score": 1,
    "coverage-forecast": 4,
  });
  assertEquals([oracle(rows, "achieved"), oracle(rows, "coverage")], [1, 0]);
});

Deno.test("where no coverage holds, the nearest is taken", () => {
  const rows = [
    row({ behind: 0, heldOut: 0.4, forecast: 9, achieved: 1 }),
    row({ behind: 1, heldOut: 0.2, forecast: 1, achieved: 1 }),
  ];
  assertEquals(taken(rows), {
    score: 0,
    coverage: 1,
    forecast: 0,
    "score-coverage": 0,
    "coverage-score": 1,
    "coverage-forecast": 1,
  });
});

Deno.test("draws that are all the same forecast nothing, and of equal candidates the first is taken", () => {
  const still = row({ behind: 0, heldOut: 0.05, forecast: null, achieved: 1 });
  const some = row({ behind: 0, heldOut: 0.05, forecast: 0.1, achieved: 1 });
  assertEquals(taken([still, some, some]), {
    score: 0,
    coverage: 0,
    forecast: 1,
    "score-coverage": 0,
    "coverage-score": 0,
    "coverage-forecast": 1,
  });
  assertEquals(new Set(Object.values(taken([still, still]))), new Set([0]));
});
