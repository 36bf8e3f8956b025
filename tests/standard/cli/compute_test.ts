import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { exists } from "../../../runner/files.ts";
import { readProvenance } from "../../../runner/provenance.ts";
import { readResults } from "../../../runner/results.ts";
import { profileNamed } from "../../../runner/run.ts";
import { computeToys, startCompute } from "../../cli/_compute.ts";
import { studies, tries } from "../../runner/_toys.ts";
import {
  badToys,
  ended,
  filesIn,
  greedyPlans,
  resultsIn,
  runToys,
  scratch,
  startCommand,
} from "../../runner/_runs.ts";

Deno.test("a record of a run that holds other values is as good as none", async () => {
  using folder = scratch();
  assertEquals((await computeToys(folder.path)).code, 0);
  const records = filesIn(`${folder.path}/cache`).filter((path) => path.endsWith("/run.json"));
  const damages = ['{"digest": 3}', "[]", '{"seconds": "long"}', "null", "{"];
  records.forEach((path, i) => Deno.writeTextFileSync(path, damages[i % damages.length]));
  const before = resultsIn(folder.path);
  Deno.removeSync(`${folder.path}/data`, { recursive: true });
  const { code, error } = await computeToys(folder.path);
  assertEquals([code, error], [0, ""]);
  assertEquals(resultsIn(folder.path), before);
  const { cells } = readProvenance(`${folder.path}/data`, "few")!;
  assertEquals(cells.map(({ seconds }) => seconds), cells.map(() => null));
});

Deno.test("two at once share the work", async () => {
  using folder = scratch();
  using quiet = scratch();
  await runToys(quiet.path, { profile: "standard" });
  const args = ["--profile=standard", "--log=json"];
  const both = await Promise.all([computeToys(folder.path, args), computeToys(folder.path, args)]);
  assertEquals(both.map(({ code, error }) => [code, error]), [[0, ""], [0, ""]]);
  const events = both.flatMap(({ out }) =>
    out.trimEnd().split("\n").map((line) => JSON.parse(line))
  );
  const done = events.filter(({ event }) => event === "done").map(({ key }) => key);
  assertEquals(done.length, 10);
  assertEquals(new Set(done).size, 10);
  assertEquals(resultsIn(folder.path), resultsIn(quiet.path));
});

Deno.test("two at once with different profiles end one after the other, and the last one's results stand", async () => {
  using folder = scratch();
  const profiles = ["smoke", "standard"];
  const both = await Promise.all(
    profiles.map((profile) => computeToys(folder.path, [`--profile=${profile}`])),
  );
  assertEquals(both.map(({ code, error }) => [code, error]), [[0, ""], [0, ""]]);
  const left = readResults(`${folder.path}/data`, "few")!;
  for (const { name } of studies) {
    const { profile, key } = readResults(`${folder.path}/data`, name)!;
    assertEquals([profile, key], [left.profile, readProvenance(`${folder.path}/data`, name)!.key]);
  }
  for (const profile of profiles) {
    using quiet = scratch();
    await runToys(quiet.path, { profile: profileNamed(profile) });
    const again = await computeToys(folder.path, [`--profile=${profile}`, "--log=json"]);
    assert(again.out.includes('"cells":0'), "all of either is in the cache");
    assertEquals(resultsIn(folder.path), resultsIn(quiet.path));
  }
});

Deno.test("compute says what it did, and the second time that there is nothing to do", async () => {
  using folder = scratch();
  const first = await computeToys(folder.path);
  assertEquals([first.code, first.error], [0, ""]);
  const lines = first.out.trimEnd().split("\n");
  assertEquals(lines.slice(0, 2), [
    "few: to be computed (profile smoke) because it has no results",
    "many: to be computed (profile smoke) because it has no results",
  ]);
  assertEquals(
    lines.slice(-4),
    ["few/results", "few/provenance", "many/results", "many/provenance"].map((name) =>
      `wrote ${folder.path}/data/${name}.json`
    ),
  );
  const second = await computeToys(folder.path);
  assertEquals(second, {
    code: 0,
    out: "few: up to date (profile smoke)\nmany: up to date (profile smoke)\n",
    error: "",
  });
});

Deno.test("without --profile each study is computed in that of its committed results, and its line says so", async () => {
  using folder = scratch();
  await runToys(folder.path, { studies: [studies[0]], profile: "smoke" });
  const compute = (...args: string[]) => ended(startCommand("compute", folder.path, args));
  const planned = await compute("--plan", "--log=json");
  assertEquals(
    JSON.parse(planned.out).studies.map((
      { study, profile }: { study: string; profile: string },
    ) => [study, profile]),
    [["few", "smoke"], ["many", "standard"]],
  );
  const { code, out, error } = await compute();
  assertEquals([code, error], [0, ""]);
  assertEquals(out.split("\n").slice(0, 2), [
    "few: up to date (profile smoke)",
    "many: to be computed (profile standard) because it has no results",
  ]);
  assertEquals(
    (await compute()).out,
    "few: up to date (profile smoke)\nmany: up to date (profile standard)\n",
  );
  const all = await compute("--profile=standard");
  assertStringIncludes(
    all.out,
    "few: to be computed (profile standard) because its results are of profile smoke, and standard is wanted\n",
  );
  assertStringIncludes(
    (await compute("--help")).out.replaceAll(/\s+/g, " "),
    "default: for each study that of its committed results",
  );
});

Deno.test("--plan says what would run, and why, and touches nothing", async () => {
  using folder = scratch();
  const { code, out } = await computeToys(folder.path, ["--plan", "--study=few"]);
  assertEquals(code, 0);
  assertStringIncludes(out, "  walk 1, because the cache does not have it\n");
  assertStringIncludes(out, "5 cells would run\n");
  assertEquals(filesIn(folder.path), []);
  const json = await computeToys(folder.path, ["--plan", "--study=few", "--log=json"]);
  assertEquals(JSON.parse(json.out).steps.length, 5);
});

for (const wants of Object.keys(tries)) {
  Deno.test(`a plan that wants more than computing needs is refused: ${wants}`, async () => {
    using folder = scratch();
    const args = [`--registry=${greedyPlans}`, `--study=plans-${wants}`];
    const { code, error } = await computeToys(folder.path, args);
    assertEquals(code, 1);
    assert(/Requires \w+ access/.test(error), error);
    assertThrows(() => Deno.statSync("core/more.txt"), Deno.errors.NotFound);
  });
}

Deno.test("SIGINT and SIGTERM end a report with a word, and the next goes on from there", async () => {
  using quiet = scratch();
  using folder = scratch();
  await runToys(quiet.path, { profile: "standard" });
  const args = ["--profile=standard", `--out=${folder.path}/site`];
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    const child = startCommand("report", folder.path, args);
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let out = "";
    while (!out.includes("to be computed (profile standard) because")) {
      out += (await reader.read()).value;
    }
    child.kill(signal);
    await reader.cancel();
    const error = await new Response(child.stderr).text();
    assertEquals([(await child.status).code, error], [
      code,
      "Stopped. What is finished is kept; the same command goes on from there.\n",
    ]);
  }
  assertEquals((await computeToys(folder.path, ["--profile=standard"])).code, 0);
  assertEquals(resultsIn(folder.path), resultsIn(quiet.path));
});

Deno.test("a cache that vanishes in the middle is a sentence, and the next run ends in the same bytes", async () => {
  using quiet = scratch();
  using folder = scratch();
  await runToys(quiet.path, { profile: "standard" });
  const child = startCompute(folder.path, ["--profile=standard", "--jobs=1"]);
  const cache = `${folder.path}/cache`;
  // The first walk is there, and what reads it is not.
  while (!exists(cache) || !filesIn(cache).some((path) => path.endsWith("/artefact"))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  Deno.renameSync(cache, `${folder.path}/gone`);
  const { code, error } = await ended(child);
  assertEquals(code, 1);
  assert(/^Cannot finish cell ".*: Cannot (read input|write) /.test(error), error);
  assertThrows(() => Deno.statSync(`${folder.path}/data/many/results.json`), Deno.errors.NotFound);
  assertEquals((await computeToys(folder.path, ["--profile=standard"])).code, 0);
  assertEquals(resultsIn(folder.path), resultsIn(quiet.path));
});

Deno.test("what cannot be done is refused in one sentence, with exit code 1", async () => {
  using folder = scratch();
  Deno.writeTextFileSync(`${folder.path}/file`, "");
  const refused: [string[], string][] = [
    [["--profile=huge"], "must be one of smoke, standard, paper: current value is huge"],
    [["--study=fwe"], "must be one of few, many: current value is fwe"],
    [["--jobs=0"], "must be a whole number of at least 1"],
    [["--log=xml"], "Allowed choices are text, json"],
    [["--speed"], "unknown option '--speed'"],
    [[`--cache=${folder.path}/file`], `Cannot use ${folder.path}/file as it must be a folder`],
    [[`--data=${folder.path}/file`], `Cannot use ${folder.path}/file as it must be a folder`],
    [["--data=elsewhere"], "Cannot write elsewhere/.writable"],
    [[`--registry=${badToys}`, "--study=diverges"], 'Cannot finish cell "a fit that fails"'],
  ];
  for (const [args, sentence] of refused) {
    const { code, error } = await computeToys(folder.path, args);
    assertEquals(code, 1, args.join(" "));
    assertStringIncludes(error, sentence);
    assertEquals(error.trimEnd().split("\n").length, 1, error);
  }
});
