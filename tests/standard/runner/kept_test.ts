import { assert, assertEquals, assertRejects, assertThrows, fail } from "@std/assert";
import { filesBelow } from "../../../runner/files.ts";
import { keptIn } from "../../../runner/kept.ts";
import { local } from "../../../runner/local.ts";
import { readProvenance } from "../../../runner/provenance.ts";
import { planRun, type RunOptions } from "../../../runner/run.ts";
import { readResults } from "../../../runner/results.ts";
import { cellsThat, keptToys, runToys, scratch } from "../../runner/_runs.ts";
import { kinds, studies, walks, walkTo } from "../../runner/_kept_toys.ts";
import { cell } from "../../runner/_toys.ts";
import { z } from "zod";

/** Runs the toys whose states are kept. */
const runKept = (
  folder: string,
  options: Partial<RunOptions> = {},
  around: Parameters<typeof runToys>[2] = {},
) => runToys(folder, { studies, kinds, ...options }, { registry: keptToys, ...around });

const plan = (folder: string) =>
  planRun({
    studies,
    kinds,
    profile: "smoke",
    data: `${folder}/data`,
    cache: `${folder}/cache`,
    force: false,
  });

const remove = (path: string) => Deno.removeSync(path, { recursive: true });

/** The kept files by their paths below their folder. */
function keptFiles(folder: string): Map<string, Uint8Array> {
  const fits = `${folder}/data/fits`;
  return new Map(
    filesBelow(fits).map((path) => [path.slice(fits.length + 1), Deno.readFileSync(path)]),
  );
}

/** The kept numbers alone, which do not tell of clock or machine. */
const keptNumbers = (folder: string) =>
  new Map([...keptFiles(folder)].filter(([path]) => path.endsWith(".safetensors")));

const results = (folder: string) => Deno.readTextFileSync(`${folder}/data/walks/results.json`);
const stretches = ["a/run-1", "a/run-2", "b/run-1"].flatMap((walk) =>
  [300, 600, 900].map((to) => `${walk}/to-${to}`)
);

Deno.test("what is to be kept is written as soon as it is there, and named", async () => {
  using folder = scratch();
  const missing: string[] = [];
  const ran = await runKept(folder.path, {}, {
    jobs: 1,
    progress: () => ({
      report: (event) => {
        // Whoever hears of the next cell finds the one before kept.
        if (event.type !== "start" || event.step.cell.kind !== "stretch") return;
        const { before } = event.step.cell.inputs;
        if (before === undefined) return;
        const path = `${folder.path}/data/fits/${before.keep}.safetensors`;
        if (!filesBelow(`${folder.path}/data/fits`).includes(path)) missing.push(path);
      },
      end: () => {},
    }),
  });
  assertEquals([ran.failures, missing], [[], []]);
  const names = stretches.flatMap((name) => [`${name}.json`, `${name}.safetensors`]);
  assertEquals([...keptFiles(folder.path).keys()], names.sort());
  const fits = `${folder.path}/data/fits/`;
  assertEquals(
    ran.written.filter((path) => path.startsWith(fits)).sort(),
    names.map((name) => fits + name),
  );
});

Deno.test("kept numbers are the same bytes with 1 and with 2 workers", async () => {
  using one = scratch();
  using two = scratch();
  await runKept(one.path, {}, { jobs: 1 });
  await runKept(two.path, {}, { jobs: 2 });
  assertEquals(keptNumbers(one.path), keptNumbers(two.path));
});

Deno.test("a fresh clone with kept files computes only what comes after, and knows where they come from", async () => {
  using folder = scratch();
  await runKept(folder.path);
  const before = { results: results(folder.path), files: keptFiles(folder.path) };
  const known = readProvenance(`${folder.path}/data`, "walks")!;
  assertEquals(plan(folder.path).steps, []);
  remove(`${folder.path}/cache`);
  // Results that are up to date need neither cache nor kept files.
  const fresh = await runKept(folder.path);
  assertEquals([fresh.events, fresh.written], [[], []]);
  assertThrows(() => Deno.statSync(`${folder.path}/cache`), Deno.errors.NotFound);

  remove(`${folder.path}/data/walks`);
  assertEquals(plan(folder.path).steps.map((step) => step.cell.kind), [
    "ends",
    "ends",
    "ends",
    "toy-summary",
  ]);
  const again = await runKept(folder.path);
  assertEquals(cellsThat(again, "done").length, 4);
  assertEquals(results(folder.path), before.results);
  assertEquals(keptFiles(folder.path), before.files);
  const { cells } = readProvenance(`${folder.path}/data`, "walks")!;
  const fits = (list: typeof cells) => list.filter(({ kind }) => kind === "stretch");
  assertEquals(fits(cells).length, 9);
  assertEquals(fits(cells), fits(known.cells));
});

Deno.test("a run that was interrupted goes on from its kept files alone", async () => {
  using quiet = scratch();
  using folder = scratch();
  await runKept(quiet.path);
  // The first walk is done, the second in the middle.
  const cut = await runKept(folder.path, {}, {
    jobs: 1,
    execute: (steps, options, report) => local(steps.slice(0, 5), options, report),
  });
  assertEquals(cellsThat(cut, "done").slice(0, 3), ["a 1 to 300", "a 1 to 600", "a 1 to 900"]);
  assertEquals([cellsThat(cut, "done").length, keptNumbers(folder.path).size], [5, 4]);
  remove(`${folder.path}/cache`);
  const ran = await runKept(folder.path);
  // What was not kept is computed again.
  assertEquals(cellsThat(ran, "done").length, 13 - 4);
  assertEquals(results(folder.path), results(quiet.path));
  assertEquals(keptNumbers(folder.path), keptNumbers(quiet.path));
});

Deno.test("a damaged kept file is named, and its cell computed again from the one before", async () => {
  using folder = scratch();
  await runKept(folder.path);
  const numbers = keptNumbers(folder.path);
  const path = `${folder.path}/data/fits/a/run-2/to-900.safetensors`;
  const whole = Deno.readFileSync(path);
  const flip = (place: number) => {
    const flipped = whole.slice();
    flipped[place] ^= 1;
    return flipped;
  };
  for (const damaged of [flip(whole.length - 1), flip(20), whole.slice(0, 99), new Uint8Array()]) {
    remove(`${folder.path}/data/walks`);
    remove(`${folder.path}/cache`);
    Deno.writeFileSync(path, damaged);
    const { steps } = plan(folder.path);
    const [step, ...others] = steps.filter(({ cell }) => cell.keep !== undefined);
    assertEquals([step.cell.keep, others, steps.length], ["a/run-2/to-900", [], 5]);
    assert(step.reason.startsWith(`its kept file is damaged: Cannot use ${path} as `), step.reason);
    const ran = await runKept(folder.path);
    assertEquals(cellsThat(ran, "done").length, 5);
    assertEquals(keptNumbers(folder.path), numbers);
  }
  // What the cache has need not be computed again.
  remove(`${folder.path}/data/walks`);
  Deno.writeFileSync(path, flip(whole.length - 1));
  assertEquals(plan(folder.path).steps, []);
  assertEquals((await runKept(folder.path)).events, []);
  assertEquals(keptNumbers(folder.path), numbers);
});

Deno.test("a folder where an artefact is to be kept is refused before anything is computed", async () => {
  using folder = scratch();
  const path = `${folder.path}/data/fits/a/run-1/to-900.safetensors`;
  Deno.mkdirSync(path, { recursive: true });
  await assertRejects(
    () => runKept(folder.path, {}, { execute: () => fail("something is computed") }),
    Error,
    `Cannot keep an artefact in ${path} as it must be a file, or nothing`,
  );
});

Deno.test("what the cache has is kept, though the results are up to date", async () => {
  using folder = scratch();
  await runKept(folder.path);
  const numbers = keptNumbers(folder.path);
  remove(`${folder.path}/data/fits/a`);
  const ran = await runKept(folder.path);
  assertEquals([ran.events, ran.written.length], [[], 12]);
  assertEquals(keptNumbers(folder.path), numbers);
  const record = keptIn(`${folder.path}/data`).record(
    [...keptIn(`${folder.path}/data`).index()][0][0],
  );
  assertEquals(record?.system, "some system");
});

Deno.test("a kept file of another key stays until the new artefact is there", async () => {
  using folder = scratch();
  await runKept(folder.path);
  const numbers = keptNumbers(folder.path);
  const raised = kinds.map((kind) => kind.name === "stretch" ? { ...kind, version: 2 } : kind);
  const stopped = await runKept(folder.path, { kinds: raised }, {
    jobs: 1,
    execute: (steps, options, report) => local(steps.slice(0, 1), options, report),
  });
  assertEquals(stopped.plan.steps.length, 13);
  assertEquals(stopped.plan.steps[0].reason, "its version was 1 and is 2");
  const after = keptNumbers(folder.path);
  const changed = [...numbers.keys()].filter((name) =>
    String(numbers.get(name)) !== String(after.get(name))
  );
  assertEquals(changed, ["a/run-1/to-300.safetensors"]);
});

Deno.test("without the file that says how a run went, its numbers are used all the same", async () => {
  using folder = scratch();
  await runKept(folder.path);
  const known = readProvenance(`${folder.path}/data`, "walks")!;
  const name = `${folder.path}/data/fits/a/run-1/to-600.json`;
  const key = known.cells.find(({ label }) => label === "a 1 to 600")!.key;
  const cases: [() => void, boolean][] = [
    [() => Deno.removeSync(name), true],
    [() => Deno.writeTextFileSync(name, "{"), true],
    [() => Deno.removeSync(name), false],
  ];
  for (const [harm, provenance] of cases) {
    remove(`${folder.path}/cache`);
    Deno.removeSync(`${folder.path}/data/walks/results.json`);
    if (!provenance) Deno.removeSync(`${folder.path}/data/walks/provenance.json`);
    harm();
    const ran = await runKept(folder.path);
    assertEquals(cellsThat(ran, "done").length, 4);
    const cell = readProvenance(`${folder.path}/data`, "walks")!.cells.find((cell) =>
      cell.key === key
    )!;
    // The provenance before says it, where there is one.
    const { digest } = known.cells.find((cell) => cell.key === key)!;
    assertEquals([cell.digest, cell.seconds === null], [digest, !provenance]);
  }
});

Deno.test("force computes what is kept again, and keeps the same numbers", async () => {
  using folder = scratch();
  await runKept(folder.path);
  const numbers = keptNumbers(folder.path);
  remove(`${folder.path}/cache`);
  const ran = await runKept(folder.path, { force: true });
  assertEquals(cellsThat(ran, "done").length, 13);
  assertEquals(keptNumbers(folder.path), numbers);
});

Deno.test("a cell cannot write to where artefacts are kept", async () => {
  using folder = scratch();
  const path = `${folder.path}/data/fits/more`;
  const study = {
    name: "scribbles",
    results: z.json(),
    summary: () => cell("scribble", { config: { path }, inputs: { walk: walkTo("a", 1, 1) } }),
  };
  const ran = await runKept(folder.path, { studies: [study] });
  assertEquals(cellsThat(ran, "done"), ["a 1 to 300"]);
  assert(/Requires write access to ".*fits\/more"/.test(ran.failures.join()), ran.failures.join());
  assertEquals([...keptFiles(folder.path).keys()].length, 2);
});

Deno.test("nothing is kept of cells that have no name for it", async () => {
  using folder = scratch();
  const study = {
    ...walks,
    summary: () => {
      const bare = ({ keep: _, ...rest }: ReturnType<typeof cell>): ReturnType<typeof cell> => ({
        ...rest,
        inputs: Object.fromEntries(
          Object.entries(rest.inputs).map(([name, input]) => [name, bare(input)]),
        ),
      });
      return bare(walks.summary("smoke"));
    },
  };
  const ran = await runKept(folder.path, { studies: [study] });
  assertEquals([ran.failures, keptFiles(folder.path).size], [[], 0]);
  assertEquals(readResults(`${folder.path}/data`, "walks")!.profile, "smoke");
});
