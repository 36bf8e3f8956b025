import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Event } from "../../../runner/executor.ts";
import { local } from "../../../runner/local.ts";
import { provenancePath } from "../../../runner/provenance.ts";
import { writeResults } from "../../../runner/results.ts";
import { readCommitted, sampleCells, verifySample } from "../../../runner/verify.ts";
import { artefactDigest, encodeArtefact } from "../../../runner/artefact.ts";
import { Kept } from "../../../runner/kept.ts";
import { keptToys, runToys, scratch, toys, unsealed } from "../../runner/_runs.ts";
import * as keeping from "../../runner/_kept_toys.ts";
import { kinds, studies } from "../../runner/_toys.ts";

/** Verifies a sample of what a folder has. */
async function verify(
  folder: string,
  count = 99,
  { seconds = 1e6, seed = 1, registry = toys, of = { studies, kinds } } = {},
) {
  const committed = readCommitted(`${folder}/data`, of.studies, of.kinds);
  const sample = sampleCells(committed, count, seconds, seed);
  const events: Event[] = [];
  const sentences = await verifySample(committed, sample, {
    folder: `${folder}/clean`,
    known: `${folder}/cache`,
    registry,
    jobs: 2,
    execute: local,
    report: (event) => events.push(event),
  });
  Deno.removeSync(`${folder}/clean`, { recursive: true });
  return { sample, sentences, done: events.filter(({ type }) => type === "done").length };
}

/** Replaces text in the provenance of the study "few". */
function alter(folder: string, find: string | RegExp, replacement: string): void {
  const path = provenancePath(`${folder}/data`, "few");
  const before = unsealed(Deno.readTextFileSync(path));
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

Deno.test("findings that do not follow from the record are refused", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const other = [{ ...studies[0], findings: () => [{ sentence: "Of some walks." }] }];
  assertThrows(
    () => readCommitted(`${folder.path}/data`, other, kinds),
    Error,
    'as its findings must be those of the present code, "Of some walks." at data.findings[0].sentence: current value is "Of 2 walks."',
  );
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
      unsealed(Deno.readTextFileSync(path)).replaceAll(
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
    "data/few/results.json must exist: current value is nothing",
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
    const text = unsealed(Deno.readTextFileSync(path));
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

const keptOptions = { registry: keptToys, of: keeping };
const runKept = (folder: string) => runToys(folder, keeping, { registry: keptToys });

Deno.test("kept cells come first, one of each method from nothing and one from a kept state, each by itself", async () => {
  using folder = scratch();
  await runKept(folder.path);
  Deno.removeSync(`${folder.path}/cache`, { recursive: true });
  const firsts = new Set<string>();
  for (let seed = 1; seed <= 8; seed++) {
    const committed = readCommitted(`${folder.path}/data`, keeping.studies, keeping.kinds);
    const { chosen } = sampleCells(committed, 6, 1e6, seed);
    const starts = chosen.map(({ cell, inputs }) =>
      cell.keep && `${cell.keep[0]} ${Object.keys(inputs).length > 0 ? "goes on" : "starts"}`
    );
    assertEquals(starts.slice(0, 4).sort(), ["a goes on", "a starts", "b goes on", "b starts"]);
    assert(starts[0]!.endsWith("starts"));
    firsts.add(chosen.slice(0, 4).map(({ cell }) => cell.label).join());
    assertEquals(chosen.length, 6);
  }
  assert(firsts.size > 4, [...firsts].join("\n"));
  const { sample, sentences, done } = await verify(folder.path, 4, keptOptions);
  // Nothing else was computed: what they read was given.
  assertEquals([sentences, done, sample.steps.length, sample.stretches], [[], 4, 4, 2]);
  assert(sample.given.every(({ cell }) => cell.keep !== undefined));
});

Deno.test("to recompute what reads a kept artefact, no more than that is computed", async () => {
  using folder = scratch();
  await runKept(folder.path);
  Deno.removeSync(`${folder.path}/cache`, { recursive: true });
  const committed = readCommitted(`${folder.path}/data`, keeping.studies, keeping.kinds);
  const [{ graph }] = committed;
  const node = [...graph.nodes.values()].find(({ cell }) => cell.label === "a 2 to 600")!;
  const before = [...graph.nodes.values()].find(({ cell }) => cell.label === "a 2 to 300")!;
  const took = (key: string) => committed[0].provenance.cells.find((cell) => cell.key === key)!;
  for (let seed = 1; seed < 200; seed++) {
    const sample = sampleCells(committed, 2, 1e6, seed);
    if (sample.chosen[1].key !== node.key || sample.chosen[0].cell.keep![0] !== "b") continue;
    assertEquals(sample.steps.map(({ key }) => key).includes(node.key), true);
    assertEquals(sample.given.map(({ key }) => key), [before.key]);
    assertEquals([sample.steps.length, sample.stretches], [2, 1]);
    const sum = sample.chosen.reduce((sum, { key }) => sum + took(key).seconds!, 0);
    assertEquals(sample.seconds, sum);
    const { sentences, done } = await verify(folder.path, 2, { ...keptOptions, seed });
    assertEquals([sentences, done], [[], 2]);
    return;
  }
  throw new Error("no seed chooses that stretch");
});

Deno.test("without a limit of number or time, all that is committed is verified", async () => {
  using folder = scratch();
  await runKept(folder.path);
  Deno.removeSync(`${folder.path}/cache`, { recursive: true });
  const { sample, sentences, done } = await verify(folder.path, Infinity, {
    ...keptOptions,
    seconds: Infinity,
  });
  assertEquals(
    [sample.chosen.length, sample.given, sample.stretches, sentences, done],
    [13, [], 6, [], 13],
  );
});

Deno.test("a kept state that the code does not give is named, and so is what goes on from it", async () => {
  using folder = scratch();
  await runKept(folder.path);
  Deno.removeSync(`${folder.path}/cache`, { recursive: true });
  const [{ graph, provenance }] = readCommitted(
    `${folder.path}/data`,
    keeping.studies,
    keeping.kinds,
  );
  const node = [...graph.nodes.values()].find(({ cell }) => cell.label === "a 2 to 300")!;
  const owner = { key: node.key, kind: "stretch" };
  const kept = new Kept(`${folder.path}/data/fits`);
  const { json, arrays } = kept.read(owner)!;
  const { end } = json as { end: number };
  const altered = { json: { end: end + 1 }, arrays };
  const record = kept.record(node.key)!;
  const digest = artefactDigest(encodeArtefact(owner, altered));
  kept.write(owner, node.cell.keep!, altered, { ...record, digest });
  const read = () => verify(folder.path, Infinity, { ...keptOptions, seconds: Infinity });
  await assertRejects(
    read,
    Error,
    `Cannot verify walks as the kept file of "a 2 to 300" must have the SHA-256 of the provenance, ${
      record.digest.slice(0, 12)
    }: current value is ${digest.slice(0, 12)}`,
  );
  const path = provenancePath(`${folder.path}/data`, "walks");
  Deno.writeTextFileSync(
    path,
    unsealed(Deno.readTextFileSync(path)).replace(record.digest, digest),
  );
  const { sentences } = await read();
  assertEquals(sentences.length, 2);
  assertEquals(
    sentences[0],
    `Cannot verify cell "a 2 to 300" of walks (stretch ${
      node.key.slice(0, 12)
    }) as its artefact must be the committed one, ${end + 1} at json.end: current value is ${end}`,
  );
  assert(sentences[1].startsWith('Cannot verify cell "a 2 to 600" of walks '), sentences[1]);
  assertEquals(provenance.cells.length, 13);
});

Deno.test("a kept file that is damaged cannot be given, and is a sentence", async () => {
  using folder = scratch();
  await runKept(folder.path);
  const path = `${folder.path}/data/fits/a/run-2/to-300.safetensors`;
  const bytes = Deno.readFileSync(path);
  const damaged = bytes.slice();
  damaged[bytes.length - 1] ^= 1;
  for (const some of [damaged, bytes.slice(0, 50)]) {
    Deno.writeFileSync(path, some);
    const { message } = assertThrows(
      () => readCommitted(`${folder.path}/data`, keeping.studies, keeping.kinds),
      Error,
      'Cannot verify walks as the kept file of "a 2 to 300" must be intact: current value is "Cannot use ',
    );
    assertEquals(message.split("\n").length, 1);
  }
});
