/** The command of the guide, on its example: seen, stopped, gone on with, and the same in other circumstances. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { makeCalorimeter } from "../../../audit/example/calorimeter/make.ts";
import { exists, namesIn } from "../../../runner/files.ts";
import { ended, filesIn, scratch, startProgram } from "../../runner/_runs.ts";

const file = "audit/example/calorimeter/truth.safetensors";
const guide = Deno.readTextFileSync("site/pages/own_data.vto").replaceAll(" \\\n  ", " ");
/** Arguments of the command on the example, as the guide has them. */
const [, shown] = guide.match(/deno task report (--training audit[^<]*)/)!;
const [, seen] = guide.match(/<code id="seen">([^<]*)/)!;

/** Starts the command as its task does. */
function startReport(...args: string[]): Deno.ChildProcess {
  return startProgram(["-P=report", "cli/report.ts", ...args]);
}

/** The arguments of the guide, for another file, and for folders of a test. */
function argumentsFor(folder: string, name: string, training: string): string[] {
  const args = shown.replace(file, training).replace("calorimeter-report", `${folder}/${name}`);
  return [...args.split(" "), "--profile=smoke", `--cache=${folder}/cache-${name}`];
}

/** A file of showers, as the example makes it. */
function showers(folder: string, events: number): string {
  Deno.mkdirSync(`${folder}/${events}`);
  const few = { holdout: 1, training: 100, runs: 1, draws: 1, generated: 1 };
  makeCalorimeter(`${folder}/${events}`, { ...few, truth: events });
  return `${folder}/${events}/truth.safetensors`;
}

Deno.test("the guide's command sees in the guide's file what the guide says", async () => {
  using folder = scratch();
  const training = showers(folder.path, 40_000);
  const child = startReport(...argumentsFor(folder.path, "a", training));
  while (!exists(`${folder.path}/a/samples/held-out.safetensors`)) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill("SIGINT");
  const { out } = await ended(child);
  assertStringIncludes(out.replace(training, file), seen);
});

Deno.test("a report that was stopped goes on, and ends as one that was not, with other jobs", async () => {
  using folder = scratch();
  const { path } = folder;
  const training = showers(path, 3000);
  const stopped = argumentsFor(path, "stopped", training);
  const child = startReport(...stopped, "--jobs=1");
  // The events, and the first fit.
  const cells = () =>
    namesIn(`${path}/cache-stopped`).filter((name) => /^[0-9a-f]{64}$/.test(name));
  while (cells().length < 2) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill("SIGINT");
  assertEquals((await ended(child)).code, 130);
  for (
    const args of [[...stopped, "--jobs=1"], [...argumentsFor(path, "whole", training), "--jobs=2"]]
  ) {
    const { code, out, error } = await ended(startReport(...args));
    assertEquals([code, error], [0, ""]);
    assertStringIncludes(out, "The best posterior by the 600 held-out events is ");
  }
  const files = (name: string) =>
    filesIn(`${path}/${name}`).map((file) => file.slice(path.length + name.length + 2)).sort();
  assertEquals(files("stopped"), files("whole"));
  const own = files("whole").filter((name) => name !== "posteriors/provenance.json");
  for (const name of ["index.html", "results.json", "mean-field-k1/calibration.html"]) {
    assert(own.includes(name), name);
  }
  for (const name of own) {
    assertEquals(
      Deno.readFileSync(`${path}/stopped/${name}`),
      Deno.readFileSync(`${path}/whole/${name}`),
      name,
    );
  }
});

Deno.test("what cannot be reported on is said in one sentence", async () => {
  using folder = scratch();
  const { path } = folder;
  const training = showers(path, 1000);
  Deno.mkdirSync(`${path}/other`);
  Deno.writeTextFileSync(`${path}/other/note.txt`, "mine");
  for (
    const [args, sentence] of [
      [[`--training=${path}/none.npy`], "as it must be a readable file: current value is no file"],
      [
        [`--training=${training}`, "--columns=energy,width", `--out=${path}/out`],
        'it must have the column "width": current value is "depth", "energy"',
      ],
      [[`--training=${training}`, `--out=${path}/out`], "there must be 2 to 5 features"],
      [
        [`--training=${training}`, "--columns=energy,depth", `--out=${path}/other`],
        "as it must be empty, or an earlier report on a training file",
      ],
      [[`--training=${training}`, "--held-out=1"], "It must be a number between 0 and 1."],
      [[`--training=${training}`, "--study=ring"], "cannot be used with option '--study <name>'"],
      [[`--training=${training}`, "--profile=tiny"], "it must be one of smoke, standard, paper"],
    ] as const
  ) {
    const { code, error } = await ended(startReport(...args));
    assertEquals([code, error.trim().split("\n").length], [1, 1], error);
    assertStringIncludes(error, sentence);
  }
  assertEquals(filesIn(`${path}/other`), [`${path}/other/note.txt`]);
});
