import { assertEquals, assertThrows } from "@std/assert";
import {
  type Change,
  changesPath,
  readChanges,
  studyChangeOf,
  writeChanges,
} from "../../runner/changes.ts";
import type { Results } from "../../runner/results.ts";
import { scratch } from "./_runs.ts";

function results(data: Results["data"]): Results {
  return {
    schema: "ampliflow/results/1",
    study: "s",
    profile: "smoke",
    key: "0".repeat(64),
    checksum: "0".repeat(64),
    data,
  };
}

Deno.test("a study is new, gone, changed or as it was", () => {
  const before = results({ findings: [{ id: "a", sentence: "No." }], x: { value: 1, error: 0.5 } });
  const after = results({ findings: [{ id: "a", sentence: "Yes." }], x: { value: 3, error: 0.5 } });
  const none = { study: "s", moved: 0, largest: [], sentences: [] };
  assertEquals(studyChangeOf("s", undefined, after), { ...none, state: "new" });
  assertEquals(studyChangeOf("s", before, undefined), { ...none, state: "gone" });
  assertEquals(studyChangeOf("s", undefined, undefined), undefined);
  assertEquals(studyChangeOf("s", before, before), undefined);
  assertEquals(studyChangeOf("s", before, after), {
    study: "s",
    state: "changed",
    moved: 1,
    largest: [{ name: "x", before: "1 ± 0.5", after: "3 ± 0.5", difference: "+4 σ" }],
    sentences: [{ before: "No.", after: "Yes." }],
  });
});

Deno.test("a log comes back as it was written, and a damaged one is refused", () => {
  using folder = scratch();
  assertEquals(readChanges(folder.path), []);
  const change: Change = {
    revision: "a".repeat(40),
    date: "2026-01-02",
    subject: "data: first",
    studies: [{ study: "s", state: "new", moved: 0, largest: [], sentences: [] }],
  };
  assertEquals(writeChanges(folder.path, [change]), changesPath(folder.path));
  assertEquals(readChanges(folder.path), [change]);
  const text = Deno.readTextFileSync(changesPath(folder.path));
  for (
    const [damaged, sentence] of [
      [text.slice(0, 50), "must be JSON"],
      [text.replace("changes/1", "changes/9"), "must follow the schema ampliflow/changes/1"],
      [
        text.replace("2026-01-02", "2026-13-02"),
        'changes.0.date must be of the format date: current value is "2026-13-02"',
      ],
    ]
  ) {
    Deno.writeTextFileSync(changesPath(folder.path), damaged);
    assertThrows(() => readChanges(folder.path), SyntaxError, sentence);
  }
});
