import { assert, assertEquals } from "@std/assert";
import type { Json } from "../../runner/cell.ts";
import { compareStudies, type StudyFiles } from "../../runner/comparison.ts";
import type { NamedCells } from "../../runner/provenance.ts";
import type { Results } from "../../runner/results.ts";

const cells = (...names: string[]) => ({
  cells: names.map((label) => ({ label, kind: "fit", version: 1, key: label })),
} satisfies NamedCells);

const study = (data: Json, provenance?: NamedCells): Map<string, StudyFiles> =>
  new Map([["ring", { results: { profile: "smoke", data } as unknown as Results, provenance }]]);

const data = {
  findings: [{ id: "best", sentence: "The first is best." }],
  mad: { value: 0.1, error: 0.02 },
  curve: { mean: [0.1, 0.2, 0.3], error: [0.1, 0.1, 0.1] },
  plain: 200,
  gone: 1,
};

Deno.test("equal results: nothing moved", () => {
  assertEquals(
    compareStudies("main", study(data, cells("a")), study(structuredClone(data), cells("a"))),
    "Nothing moved in the results since main.\n",
  );
});

Deno.test("what moved most in units of its uncertainty stands first", () => {
  const { gone: _, ...rest } = data;
  const text = compareStudies(
    "main",
    study(data, cells("a", "b")),
    study({
      ...rest,
      findings: [{ id: "best", sentence: "The second is best." }],
      mad: { value: 0.15, error: 0.01 },
      curve: { mean: [0.1, 0.25, 0.35 + 1e-3], error: [0.1, 0.1, 0.1] },
      plain: 100,
      extra: { value: 5, error: null },
    }, cells("a", "c")),
  );
  const rows = text.split("\n").filter((line) => line.startsWith("| ")).slice(1);
  assertEquals(rows, [
    "| gone | 1 | - | removed |",
    "| extra | - | 5 | new |",
    "| mad | 0.1 ± 0.02 | 0.15 ± 0.01 | +2.5 σ |",
    "| curve.mean[2], the largest of 2 of 3 | 0.3 ± 0.1 | 0.351 ± 0.1 | +0.51 σ |",
    "| plain | 200 | 100 | -50 %, no uncertainty |",
  ]);
  assert(text.includes(
    "- `findings[best].sentence`\n  - before: The first is best.\n  - after: The second is best.\n",
  ));
  assert(text.includes("1 cell added: c (fit, version 1).\n"), text);
  assert(text.includes("1 cell removed: b (fit, version 1).\n"), text);
});

Deno.test("a study that is new, or gone, is named", () => {
  assert(compareStudies("main", new Map(), study(data)).includes("### ring\n\nThe study is new."));
  assert(compareStudies("main", study(data), new Map()).includes("### ring\n\nThe study is gone."));
});

Deno.test("long tables are cut, with the number of the rest", () => {
  const many = (shift: number) =>
    Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`q${i}`, { value: i * shift, error: 1 }]),
    );
  const text = compareStudies("main", study(many(1)), study(many(2)));
  const rows = text.split("\n").filter((line) => line.startsWith("| q"));
  assertEquals(rows.length, 41);
  assertEquals(rows[1], "| q59 | 59 ± 1 | 118 ± 1 | +59 σ |");
  assert(text.includes("19 further quantities moved by less."), text);
});

Deno.test("findings are told in full; of other texts some, and the number of the rest", () => {
  const state = (word: string, count: number) => ({
    findings: Array.from({ length: 20 }, (_, i) => ({ id: `f${i}`, sentence: `${word} ${i}.` })),
    verdicts: Object.fromEntries(Array.from({ length: count }, (_, i) => [`v${i}`, word])),
  });
  const text = compareStudies("main", study(state("Old", 15)), study(state("New", 18)));
  assertEquals(text.match(/^- `findings\[f\d+\]\.sentence`$/gm)?.length, 20);
  assertEquals(text.match(/^- `verdicts\.v\d+`$/gm)?.length, 10);
  assert(text.includes("\nOther texts that changed, are new or gone: 8.\n"), text);
});

Deno.test("rounding is counted, not listed", () => {
  const text = compareStudies(
    "main",
    study({ a: { value: 1, error: 0.1 }, b: [1, 2], c: 3 }),
    study({ a: { value: 1 + 2e-16, error: 0.1 }, b: [1, 2 * (1 + 1e-12)], c: 3 * (1 + 1e-5) }),
  );
  assert(text.includes("2 quantities moved by rounding alone"), text);
  assertEquals(text.split("\n").filter((line) => line.startsWith("| ")).length, 2);
});
