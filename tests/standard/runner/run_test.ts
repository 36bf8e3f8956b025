import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { z } from "zod";
import type { Executor } from "../../../runner/executor.ts";
import { lock } from "../../../runner/lock.ts";
import { planRun, profileNamed, studiesNamed } from "../../../runner/run.ts";
import { readProvenance } from "../../../runner/provenance.ts";
import { readResults } from "../../../runner/results.ts";
import {
  cellsThat,
  filesIn,
  link,
  resultsIn,
  runToys,
  scratch,
  source,
  unsealed,
} from "../../runner/_runs.ts";
import { bad, kinds, studies, tries } from "../../runner/_toys.ts";

const badStudies = (...names: string[]) => bad.filter((study) => names.includes(study.name));

Deno.test("results are the same bytes with 1 and with 2 workers, and say what they should", async () => {
  using one = scratch();
  using two = scratch();
  const first = await runToys(one.path, {}, { jobs: 1 });
  await runToys(two.path, {}, { jobs: 2 });
  assertEquals(resultsIn(one.path), resultsIn(two.path));
  assertEquals(cellsThat(first, "done").length, 10);
  const few = readResults(`${one.path}/data`, "few")!;
  const many = readResults(`${one.path}/data`, "many")!;
  assertEquals((few.data as { means: number[] }).means.length, 2);
  // Both studies use the first walks.
  assertEquals(
    (many.data as { means: number[] }).means.slice(0, 2),
    (few.data as { means: number[] }).means,
  );
});

Deno.test("artefacts are the same bytes with 1 and with 2 workers", async () => {
  using one = scratch();
  using two = scratch();
  await runToys(one.path, {}, { jobs: 1 });
  await runToys(two.path, {}, { jobs: 2 });
  const artefacts = (folder: string) => {
    const files = filesIn(`${folder}/cache`).filter((path) => path.endsWith("artefact"));
    return files.map((path) => [path.slice(folder.length), Deno.readFileSync(path)]);
  };
  assertEquals(artefacts(one.path), artefacts(two.path));
});

Deno.test("up-to-date results need no cache", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const before = resultsIn(folder.path);
  Deno.removeSync(`${folder.path}/cache`, { recursive: true });
  const again = await runToys(folder.path);
  assertEquals(again.plan.studies.map((state) => state.stale), [undefined, undefined]);
  assertEquals([again.written, again.events], [[], []]);
  assertEquals(resultsIn(folder.path), before);
  assertThrows(() => Deno.statSync(`${folder.path}/cache`), Deno.errors.NotFound);
});

Deno.test("results that are gone come back from the cache without running a cell", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const before = resultsIn(folder.path);
  Deno.removeSync(`${folder.path}/data`, { recursive: true });
  const again = await runToys(folder.path);
  assertEquals(again.events, []);
  assertEquals(again.written.length, 4);
  assertEquals(resultsIn(folder.path), before);
});

Deno.test("only the studies asked for are computed", async () => {
  using folder = scratch();
  const ran = await runToys(folder.path, { studies: studiesNamed(studies, ["few"]) });
  assertEquals(cellsThat(ran, "done").length, 5);
  assertEquals(ran.written.map((path) => path.slice(folder.path.length)), [
    "/data/few/results.json",
    "/data/few/provenance.json",
  ]);
});

Deno.test("results that do not follow the schema of their study are not written, and others are", async () => {
  using folder = scratch();
  const asked = { studies: [...badStudies("formless"), ...studies] };
  for (const again of [false, true]) {
    const { failures, written, events } = await runToys(folder.path, asked);
    assertEquals(failures.length, 1);
    assertMatch(
      failures[0],
      /^Cannot write the results of the study formless as they must follow its schema, where means\.0 must be text: current value is -?[\d.]+$/,
    );
    // What was computed is in the cache, and is not computed again.
    assertEquals([written.length, events.length > 0], again ? [0, false] : [4, true]);
    assertEquals([...Deno.readDirSync(`${folder.path}/data`)].map(({ name }) => name).sort(), [
      "few",
      "many",
    ]);
  }
});

Deno.test("another profile is computed, and named as the reason", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const { studies: states } = planRun({
    studies,
    kinds,
    profile: "standard",
    data: `${folder.path}/data`,
    cache: `${folder.path}/cache`,
    force: false,
  });
  for (const { stale } of states) {
    assertEquals(stale, "its results are of profile smoke, and standard is wanted");
  }
});

Deno.test("without a profile each study has that of what is committed of it, and else standard", async () => {
  using folder = scratch();
  const results = (name: string) => `${folder.path}/data/${name}/results.json`;
  const planned = () =>
    planRun({
      studies,
      kinds,
      data: `${folder.path}/data`,
      cache: `${folder.path}/cache`,
      force: false,
    }).studies.map(({ study, profile, stale }) => [study.name, profile, stale?.slice(0, 23)]);
  const [few, many] = ["few", "many"].map((name) => ({ studies: studiesNamed(studies, [name]) }));
  assertEquals(planned(), [
    ["few", "standard", "it has no results"],
    ["many", "standard", "it has no results"],
  ]);
  await runToys(folder.path, few);
  assertEquals(planned(), [["few", "smoke", undefined], ["many", "standard", "it has no results"]]);
  await runToys(folder.path, { ...many, profile: "paper" });
  assertEquals(planned(), [["few", "smoke", undefined], ["many", "paper", undefined]]);
  // What is left of a study still says it.
  const text = Deno.readTextFileSync(results("few"));
  Deno.writeTextFileSync(results("few"), text.slice(0, 99));
  Deno.removeSync(results("many"));
  assertEquals(planned(), [
    ["few", "smoke", "its results are damaged"],
    ["many", "paper", "it has no results"],
  ]);
  const before = { few: text };
  const ran = await runToys(folder.path, { profile: undefined });
  assertEquals([ran.failures, ran.events, ran.written.length], [[], [], 4]);
  assertEquals(resultsIn(folder.path).few, before.few);
  assertEquals(readResults(`${folder.path}/data`, "many")!.profile, "paper");
  assertEquals(readProvenance(`${folder.path}/data`, "many")!.profile, "paper");
  // A profile that is asked for is that of all.
  await runToys(folder.path, { profile: "smoke" });
  assertEquals(planned(), [["few", "smoke", undefined], ["many", "smoke", undefined]]);
});

Deno.test("who waits without a profile takes that which another process has committed meanwhile", async () => {
  using folder = scratch();
  const cache = `${folder.path}/cache`;
  Deno.mkdirSync(cache, { recursive: true });
  const { promise: waits, resolve } = Promise.withResolvers<void>();
  const held = await lock(`${cache}/lock`, () => {});
  const waiting = runToys(folder.path, { profile: undefined }, { waiting: () => resolve() });
  await waits;
  await runToys(folder.path, { cache: `${folder.path}/other`, profile: "smoke" });
  const before = resultsIn(folder.path);
  held[Symbol.dispose]();
  const { plan, events, written } = await waiting;
  assertEquals(plan.studies.map(({ profile }) => profile), ["smoke", "smoke"]);
  assertEquals([events, written], [[], []]);
  assertEquals(resultsIn(folder.path), before);
});

Deno.test("a raised version runs the cells of that kind and their readers, no others", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const plan = planRun({
    studies,
    kinds: kinds.map((kind) => kind.name === "moments" ? { ...kind, version: 2 } : kind),
    profile: "smoke",
    data: `${folder.path}/data`,
    cache: `${folder.path}/cache`,
    force: false,
  });
  assertEquals(
    [...new Set(plan.steps.map((step) => step.kind.name))].sort(),
    ["moments", "toy-summary"],
  );
  assertEquals(plan.steps.length, 6);
  for (const { kind, reason } of plan.steps) {
    assertEquals(
      reason,
      kind.name === "moments"
        ? "its version was 1 and is 2"
        : "its configuration, seed, engine or inputs have changed",
    );
  }
});

Deno.test("force runs everything again and gives the same bytes", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const before = resultsIn(folder.path);
  const again = await runToys(folder.path, { force: true });
  assertEquals(cellsThat(again, "done").length, 10);
  assertEquals(resultsIn(folder.path), before);
});

Deno.test("a cell that fails is named, and nothing of its study is written", async () => {
  using folder = scratch();
  const ran = await runToys(folder.path, { studies: badStudies("diverges") }, { jobs: 1 });
  const [failure, ...others] = ran.failures;
  assert(
    failure.startsWith('Cannot finish cell "a fit that fails" (failing ') &&
      failure.endsWith(": Cannot fit the toy as it must converge: current value is Infinity"),
    failure,
  );
  assertEquals([others, ran.written], [[], []]);
  assertEquals(filesIn(`${folder.path}/data`), []);
});

Deno.test("with keepGoing, all that does not need the failed cell is computed", async () => {
  using folder = scratch();
  const ran = await runToys(
    folder.path,
    { studies: [...badStudies("diverges"), ...studies] },
    { keepGoing: true },
  );
  assertEquals(ran.failures.length, 1);
  assertEquals(cellsThat(ran, "skipped"), ["summary of diverges"]);
  assertEquals(cellsThat(ran, "done").length, 10);
  assertEquals(Object.keys(resultsIn(folder.path)), ["few", "many"]);
});

Deno.test("a cell whose numbers are not finite fails", async () => {
  using folder = scratch();
  const ran = await runToys(folder.path, { studies: badStudies("nan") });
  assert(ran.failures[0].includes("JSON part.mean must be finite"), ran.failures[0]);
});

for (const wants of Object.keys(tries)) {
  Deno.test(`a study that wants more than computing needs is refused: ${wants}`, async () => {
    using folder = scratch();
    const ran = await runToys(folder.path, { studies: badStudies(`wants-${wants}`) });
    assertEquals(ran.failures.length, 1);
    const refusal = wants === "process"
      ? /Requires run access|Failed to spawn/
      : /Requires \w+ access/;
    assert(refusal.test(ran.failures[0]), ran.failures[0]);
    assertEquals(cellsThat(ran, "done"), []);
    assertThrows(() => Deno.statSync("core/more.txt"), Deno.errors.NotFound);
  });
}

Deno.test("a device instead of results is refused, and nobody waits for its end", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const path = `${folder.path}/data/few/results.json`;
  Deno.removeSync(path);
  link("/dev/null", path);
  await assertRejects(
    () => runToys(folder.path),
    Error,
    `Cannot read ${path} as it must be a readable file: current value is "a pipe or a device"`,
  );
});

Deno.test("findings that the code states otherwise are written anew, and no cell is computed", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const before = resultsIn(folder.path);
  const provenance = Deno.readTextFileSync(`${folder.path}/data/few/provenance.json`);
  Deno.removeSync(`${folder.path}/cache`, { recursive: true });
  const reworded = [{ ...studies[0], findings: () => [{ sentence: "Of some walks." }] }];
  const stated = await runToys(folder.path, { studies: reworded });
  assertEquals(stated.plan.studies[0].stale, "its findings are stated otherwise now");
  assertEquals([stated.plan.steps, stated.events], [[], []]);
  assertEquals(stated.written, [`${folder.path}/data/few/results.json`]);
  assertEquals(resultsIn(folder.path).few.includes("Of some walks."), true);
  await runToys(folder.path);
  assertEquals(resultsIn(folder.path), before);
  assertEquals(Deno.readTextFileSync(`${folder.path}/data/few/provenance.json`), provenance);
});

Deno.test("results of another form than their study's are computed again", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const few = { ...studies[0], results: z.strictObject({ means: z.array(z.string()) }) };
  const { studies: [state] } = planRun({
    studies: [few],
    kinds,
    data: `${folder.path}/data`,
    cache: `${folder.path}/cache`,
    force: false,
  });
  assertMatch(state.stale!, /^its results do not follow its schema, where means\.0 must be/);
  assertEquals(state.record, undefined);
});

Deno.test("provenance that is damaged, gone or of other results is written again with them", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const before = resultsIn(folder.path);
  const path = `${folder.path}/data/few/provenance.json`;
  const whole = Deno.readTextFileSync(path);
  const other = unsealed(whole).replace(/"key": "\w{64}"/, `"key": "${"0".repeat(64)}"`);
  const harms: [() => void, string][] = [
    [() => Deno.writeTextFileSync(path, whole.slice(0, 99)), "its provenance is damaged: Cannot"],
    [() => Deno.removeSync(path), "it has no provenance"],
    [() => Deno.writeTextFileSync(path, other), "its provenance is of other results"],
  ];
  for (const [harm, reason] of harms) {
    harm();
    const again = await runToys(folder.path);
    assert(again.plan.studies[0].stale!.startsWith(reason), again.plan.studies[0].stale);
    assertEquals([again.plan.studies[1].stale, again.events], [undefined, []]);
    assertEquals(readProvenance(`${folder.path}/data`, "few")!.key, JSON.parse(before.few).key);
    assertEquals(resultsIn(folder.path), before);
  }
});

Deno.test("a run that ends between results and provenance leaves nothing that is taken for up to date", async () => {
  using folder = scratch();
  const few = { studies: studiesNamed(studies, ["few"]) };
  await runToys(folder.path, few);
  const rename = Deno.renameSync;
  const ends = (name: string) => {
    Deno.renameSync = (from, to) => {
      if (String(to).endsWith(name)) throw new Error("the end");
      rename(from, to);
    };
  };
  try {
    for (const name of ["few/results.json", "few/provenance.json"]) {
      ends(name);
      await assertRejects(() => runToys(folder.path, { ...few, profile: "standard" }), Error, name);
      Deno.renameSync = rename;
      for (const profile of ["smoke", "standard"] as const) {
        await runToys(folder.path, { ...few, profile });
        const { key, profile: found } = readResults(`${folder.path}/data`, "few")!;
        assertEquals(found, profile, name);
        assertEquals(readProvenance(`${folder.path}/data`, "few")!.key, key);
      }
      await runToys(folder.path, few);
    }
  } finally {
    Deno.renameSync = rename;
  }
});

Deno.test("what a killed run left is removed at the next start", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const before = filesIn(folder.path);
  const draft = `.${crypto.randomUUID()}.tmp`;
  const key = before.find((path) => path.endsWith("artefact"))!.split("/").at(-2)!;
  const leftovers = [`cache/tmp/${draft}`, `data/few/${draft}`, `cache/checkpoints/${key}`];
  for (const path of leftovers) Deno.writeTextFileSync(`${folder.path}/${path}`, "half");
  Deno.removeSync(`${folder.path}/data/few/results.json`);
  await runToys(folder.path);
  assertEquals(filesIn(folder.path), before);
});

Deno.test("a folder that cannot be written is named, and the last good results stay", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const before = resultsIn(folder.path);
  Deno.writeTextFileSync(`${folder.path}/file`, "");
  const refused = [
    ["file", `Cannot use ${folder.path}/file as it must be a folder: current value is a file`],
    ["file/cache", `Cannot write ${folder.path}/file/cache/.writable as its folder`],
  ];
  for (const [name, start] of refused) {
    const cache = `${folder.path}/${name}`;
    const error = await assertRejects(() => runToys(folder.path, { cache, force: true }), Error);
    assert(error.message.startsWith(start), error.message);
  }
  const data = `${folder.path}/file/data`;
  const error = await assertRejects(() => runToys(folder.path, { data }), Error);
  assert(error.message.startsWith(`Cannot write ${data}/.writable`), error.message);
  assertEquals(resultsIn(folder.path), before);
});

Deno.test("provenance names every cell, its seed, its digest and its time", async () => {
  using folder = scratch();
  await runToys(folder.path, {}, {
    source: { ...source, commit: "c0ffee", clean: true },
  });
  const provenance = readProvenance(`${folder.path}/data`, "few")!;
  assertEquals(
    [provenance.commit, provenance.clean, provenance.numerics, provenance.seeds, provenance.jobs],
    ["c0ffee", true, { walk: "toy/1" }, [0, 1], 2],
  );
  assertEquals(
    provenance.cells.map((cell) => cell.label),
    ["walk 0", "moments 0", "walk 1", "moments 1", "summary of few"],
  );
  assertEquals(provenance.key, readResults(`${folder.path}/data`, "few")!.key);
  for (const { commit, clean, deno, system, processor } of provenance.cells) {
    assertEquals({ ...source, commit, clean, deno, system, processor }, {
      ...source,
      commit: "c0ffee",
      clean: true,
    });
  }
  for (const { key, digest, seconds } of provenance.cells) {
    const bytes = Deno.readFileSync(`${folder.path}/cache/${key}/artefact`);
    assert(bytes.subarray(-32).toHex() === digest);
    assert(seconds !== null && seconds >= 0);
  }
});

Deno.test("provenance keeps what it knew of cells that the cache has lost", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const before = readProvenance(`${folder.path}/data`, "few")!;
  for (const { key, kind } of before.cells) {
    if (kind === "walk") Deno.removeSync(`${folder.path}/cache/${key}`, { recursive: true });
  }
  Deno.removeSync(`${folder.path}/data/few/results.json`);
  await runToys(folder.path);
  assertEquals(readProvenance(`${folder.path}/data`, "few")!.cells, before.cells);
});

Deno.test("a second run that waited computes nothing that the first has computed", async () => {
  using folder = scratch();
  const executed: number[] = [];
  let waited = "";
  const { promise: second, resolve } = Promise.withResolvers<void>();
  const first = await runToys(folder.path, {}, {
    execute: async (steps, options, report) => {
      executed.push(steps.length);
      // The second asks while the first holds the cache, and cannot end before it.
      runToys(folder.path, {}, {
        execute: ((steps) => {
          executed.push(steps.length);
          return Promise.resolve();
        }) satisfies Executor,
        waiting: (process) => waited = process,
      }).then(() => resolve());
      const { local } = await import("../../../runner/local.ts");
      await local(steps, options, report);
    },
  });
  await second;
  assertEquals(first.failures, []);
  assertEquals(executed, [10]);
  assertEquals(waited, String(Deno.pid));
});

Deno.test("names of profiles and studies that are not known are refused, with those that are", () => {
  assertEquals(profileNamed("paper"), "paper");
  assertThrows(
    () => profileNamed("huge"),
    RangeError,
    "must be one of smoke, standard, paper: current value is huge",
  );
  assertEquals(studiesNamed(studies, ["many", "few"]).map((study) => study.name), ["few", "many"]);
  assertThrows(
    () => studiesNamed(studies, ["few", "fwe"]),
    RangeError,
    "must be one of few, many: current value is fwe",
  );
});
