import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Event } from "../../../../studies/runner/executor.ts";
import { local } from "../../../../studies/runner/local.ts";
import { provenancePath } from "../../../../studies/runner/provenance.ts";
import { writeResults } from "../../../../studies/runner/results.ts";
import { readCommitted, sampleCells, verifySample } from "../../../../studies/runner/verify.ts";
import { runToys, scratch, toys } from "../../../studies/runner/_runs.ts";
import { kinds, studies } from "../../../studies/runner/_toys.ts";

/** Verifies a sample of what a folder has. */
async function verify(folder: string, count = 99) {
  const committed = readCommitted(`${folder}/data`, studies, kinds);
  const sample = sampleCells(committed, count, 1e6, 1);
  const events: Event[] = [];
  const sentences = await verifySample(committed, sample, {
    folder: `${folder}/clean`,
    known: `${folder}/cache`,
    registry: toys,
    jobs: 2,
    execute: local,
    report: (event) => events.push(event),
  });
  return { sample, sentences, done: events.filter(({ type }) => type === "done").length };
}

/** Replaces text in the provenance of the study "few". */
function alter(folder: string, find: string | RegExp, replacement: string): void {
  const path = provenancePath(`${folder}/data`, "few");
  const before = Deno.readTextFileSync(path);
  const after = before.replace(find, replacement);
  assert(after !== before);
  Deno.writeTextFileSync(path, after);
}

Deno.test("all that was committed is recomputed and found the same", async () => {
  using folder = scratch();
  await runToys(folder.path);
  Deno.removeSync(`${folder.path}/cache`, { recursive: true });
  const { sample, sentences, done } = await verify(folder.path);
  assertEquals([sample.chosen.length, sentences, done], [10, [], 10]);
});

Deno.test("a sample is seeded, and runs no more than it needs", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const committed = readCommitted(`${folder.path}/data`, studies, kinds);
  const labels = (count: number, seconds: number, seed: number) =>
    sampleCells(committed, count, seconds, seed).chosen.map(({ cell }) => cell.label);
  assertEquals(labels(3, 1e6, 1), labels(3, 1e6, 1));
  assertEquals(labels(3, 1e6, 1).length, 3);
  const several = new Set([1, 2, 3, 4, 5, 6].map((seed) => labels(3, 1e6, seed).join()));
  assert(several.size > 1);
  for (const name of labels(99, 0, 1)) assert(name.length > 0);
  const { sample, done } = await verify(folder.path, 1);
  const [{ cell }] = sample.chosen;
  assertEquals(
    done,
    { walk: 1, moments: 2, "toy-summary": cell.label.endsWith("few") ? 5 : 9 }[
      cell.kind as "walk" | "moments" | "toy-summary"
    ],
  );
});

Deno.test("cells whose recomputation would take too long are not chosen", async () => {
  using folder = scratch();
  await runToys(folder.path);
  for (const name of ["few", "many"]) {
    const path = provenancePath(`${folder.path}/data`, name);
    Deno.writeTextFileSync(
      path,
      Deno.readTextFileSync(path).replaceAll(
        /("label": "walk 0"[^}]*?"witness": \{[^}]*\},\s*)"seconds": [\d.]+/g,
        '$1"seconds": 500',
      ),
    );
  }
  const committed = readCommitted(`${folder.path}/data`, studies, kinds);
  const labels = sampleCells(committed, 99, 100, 1).chosen.map(({ cell }) => cell.label).sort();
  assertEquals(labels, [
    "moments 1",
    "moments 2",
    "moments 3",
    "walk 1",
    "walk 2",
    "walk 3",
  ]);
});

Deno.test("a number of the results that is not what the code gives is named", async () => {
  using folder = scratch();
  const { plan } = await runToys(folder.path);
  const { study, key } = plan.studies[0];
  const before = readCommitted(`${folder.path}/data`, studies, kinds)[0].results.data as {
    means: number[];
  };
  const means = [before.means[0], before.means[1] + 1];
  writeResults(`${folder.path}/data`, {
    study: study.name,
    profile: "smoke",
    key,
    data: { ...before, means },
  });
  const { sentences } = await verify(folder.path);
  assertEquals(sentences, [
    `Cannot verify cell "summary of few" of few (toy-summary ${
      key.slice(0, 12)
    }) as its numbers must be ` +
    `those of results.json, ${means[1]} at data.means[1]: current value is ${before.means[1]}`,
  ]);
});

Deno.test("a cell with other bytes than committed is named, with the first number known to differ", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const { provenance } = readCommitted(`${folder.path}/data`, studies, kinds)[0];
  const walk = provenance.cells.find(({ label }) => label === "walk 1")!;
  const other = "0".repeat(64);
  alter(folder.path, walk.digest!, other);
  const unknown = await verify(folder.path);
  const start =
    `Cannot verify cell "walk 1" of few (walk ${walk.key.slice(0, 12)}) as its artefact ` +
    "must be the committed one, ";
  assertEquals(unknown.sentences, [
    `${start}SHA-256 000000000000: current value is ${walk.digest!.slice(0, 12)}`,
  ]);
  Deno.removeSync(`${folder.path}/clean`, { recursive: true });
  const [place, value] = Object.entries(walk.witness)[2];
  alter(folder.path, String(value), "12.5");
  const named = await verify(folder.path);
  assertEquals(named.sentences, [`${start}12.5 at ${place}: current value is ${value}`]);
});

Deno.test("results of other code, or none, cannot be verified", async () => {
  using folder = scratch();
  const read = (list = kinds) => readCommitted(`${folder.path}/data`, studies, list);
  assertThrows(
    () => read(),
    Error,
    "data/few/results.json must be there: current value is nothing",
  );
  await runToys(folder.path);
  const newer = kinds.map((kind) => ({ ...kind, version: kind.version + 1 }));
  assertThrows(
    () => read(newer),
    Error,
    "Cannot verify few as its results must be of the present code",
  );
});

Deno.test("a sample takes no longer than it may, what its cells share counted once", async () => {
  using folder = scratch();
  await runToys(folder.path);
  for (const name of ["few", "many"]) {
    const path = provenancePath(`${folder.path}/data`, name);
    const text = Deno.readTextFileSync(path);
    const { cells } = JSON.parse(text) as { cells: { label: string }[] };
    // Every walk took 8 seconds, its moments 1, a summary 2.
    let place = 0;
    Deno.writeTextFileSync(
      path,
      text.replaceAll(/"seconds": [\d.]+,\n {6}"commit"/g, () => {
        const { label } = cells[place++];
        const took = label.startsWith("walk") ? 8 : label.startsWith("moments") ? 1 : 2;
        return `"seconds": ${took},\n      "commit"`;
      }),
    );
    assertEquals(place, cells.length);
  }
  const committed = readCommitted(`${folder.path}/data`, studies, kinds);
  const took = (name: string) => name.startsWith("walk") ? 8 : name.startsWith("moments") ? 1 : 2;
  for (const most of [0, 8, 9, 20, 30, 1000]) {
    for (const seed of [1, 2, 3, 4]) {
      const { steps, seconds } = sampleCells(committed, 99, most, seed);
      const sum = steps.reduce((total, { cell }) => total + took(cell.label), 0);
      assertEquals(seconds, sum);
      assert(sum <= most, `${sum} of ${most}`);
    }
  }
  // Four walks, four times their moments, both summaries.
  assertEquals(sampleCells(committed, 99, 40, 1).seconds, 40);
});
