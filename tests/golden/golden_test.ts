/** The numbers of every kind of cell, and the keys of the published fits, are as they were recorded. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { kinds } from "../fixtures/tiny_cells.ts";
import {
  committedGolden,
  computeGolden,
  type FitKeys,
  type Golden,
  moved,
  orphaned,
  outdated,
  pinnedFitKeys,
  planFitKeys,
  refusals,
} from "./_golden.ts";

Deno.test("the tiny cells of every kind give the recorded numbers", async () => {
  const before = committedGolden(), now = await computeGolden();
  assertEquals(Object.keys(now).toSorted(), kinds.map(({ name }) => name).toSorted());
  const moves = moved(before, now);
  assert(moves.length === 0, moves.map(({ sentence }) => sentence).join("\n"));
  const old = outdated(before, now);
  assert(
    old.length === 0,
    `${old.length} tiny cells have other keys than those recorded, the first of ${
      old[0]
    }: their version, the engine's numerics or their configuration changed. Run deno task golden.`,
  );
});

Deno.test("the keys of all published fits are those that are pinned", () => {
  const pinned = pinnedFitKeys(), planned = planFitKeys();
  const lost = orphaned(pinned, planned);
  assert(
    lost.length === 0,
    `The keys of ${lost.length} published fits changed, so that their committed results are found no more. The first is that of ${
      lost[0]
    }. A new name or another way of writing an option is enough for that: take it back. If the fits are to be computed anew, raise their version or the engine's numerics and run deno task golden; deno task golden --orphan pins other keys without.`,
  );
  const added = orphaned(planned, pinned);
  assert(
    added.length === 0,
    `${added.length} published fits are not pinned, the first is ${
      added[0]
    }. Run deno task golden.`,
  );
});

/** One cell of kind "masses" as it is recorded. */
function golden(key: string, digest: string, value: number, other = "same"): Golden {
  return {
    masses: {
      version: 2,
      numerics: "simd/3",
      cells: {
        [key]: {
          label: "masses of run 1",
          digest,
          parts: {
            "field total": { digest: other, witness: { "json.total[0]": 1 } },
            "array 2 bins": { digest, witness: { "2 bins[0]": 0.25, "2 bins[7]": value } },
          },
        },
      },
    },
  };
}

Deno.test("a number that moves under the same key is reported with its place, its values and what to do", () => {
  const before = golden("k", "a", 0.5);
  const [{ kind, sentence }] = moved(before, golden("k", "b", 0.75));
  assertEquals(kind, "masses");
  assertStringIncludes(sentence, '"masses of run 1"');
  assertStringIncludes(sentence, "array 2 bins, at 2 bins[7] from 0.5 to 0.75");
  assertStringIncludes(sentence, 'version of "masses" in studies/shared/masses.ts');
  assertStringIncludes(sentence, "or the engine's numerics");
  assertStringIncludes(sentence, "deno task golden");
  assertStringIncludes(
    moved(before, golden("k", "b", 0.5))[0].sentence,
    "array 2 bins, between the numbers kept of it",
  );
  assertStringIncludes(moved(before, golden("k", "b", 0.75, "moved"))[0].sentence, "field total");
  assertEquals(moved(before, before), []);
});

Deno.test("other keys are recorded anew, other numbers under the same key are not", () => {
  const keys: FitKeys = { version: 1, numerics: "simd/3", profiles: {} };
  const before = golden("k", "a", 0.5), raised = golden("l", "b", 0.75);
  assertEquals(moved(before, raised), []);
  assertEquals(outdated(before, raised).length, 2);
  assertEquals(outdated(before, before), []);
  assertEquals(refusals(keys, keys, before, raised, false), []);
  assertEquals(refusals(keys, keys, {}, before, false), []);
  assertEquals(refusals(keys, keys, before, golden("k", "b", 0.75), true).length, 1);
});

Deno.test("other keys of fits are pinned if a version is raised or on request", () => {
  const keys = (key: string, version = 1, numerics = "simd/3"): FitKeys => ({
    version,
    numerics,
    profiles: { standard: {}, paper: { "ring: fit 1": key } },
  });
  assertEquals(orphaned(keys("a".repeat(64)), keys("b".repeat(64))), [
    `ring: fit 1 (paper), from ${"a".repeat(12)} to ${"b".repeat(12)}`,
  ]);
  const [sentence] = refusals(keys("a"), keys("b"), {}, {}, false);
  assertStringIncludes(sentence, "ring: fit 1 (paper), from a to b");
  assertEquals(refusals(keys("a"), keys("b"), {}, {}, true), []);
  assertEquals(refusals(keys("a"), keys("b", 2), {}, {}, false), []);
  assertEquals(refusals(keys("a"), keys("b", 1, "simd/4"), {}, {}, false), []);
  const relabelled = { ...keys("a"), profiles: { paper: { "ring: fit one": "a" } } };
  assertEquals(orphaned(keys("a"), relabelled), []);
});
