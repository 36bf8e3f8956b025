import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { resolve } from "node:path";
import { studiesNamed } from "../../../runner/run.ts";
import {
  ended,
  runToys,
  scratch,
  startCommand,
  startProgram,
  unsealed,
} from "../../runner/_runs.ts";
import { studies } from "../../runner/_toys.ts";
import { launch } from "../../../runner/launch.ts";

/** Runs git in a folder. */
async function git(folder: string, ...args: string[]): Promise<void> {
  const who = ["-c", "user.name=Anna", "-c", "user.email=anna@example.org"];
  const { code, error } = await ended(
    launch("git", {
      args: [...who, ...args],
      cwd: folder,
      stdout: "piped",
      stderr: "piped",
    }),
  );
  assertEquals(code, 0, error);
}

/** Compares in a repository of its own. */
function compareIn(folder: string, args: readonly string[]) {
  return ended(
    startProgram([
      "--allow-read",
      "--allow-write=_data",
      "--allow-run=git",
      resolve("cli/compare.ts"),
      ...args,
    ], { cwd: folder }),
  );
}

/** A repository whose history has the toys of profile smoke, first the one study, then the other. */
async function repository(folder: string): Promise<void> {
  await git(folder, "init", "--quiet", "--initial-branch=main");
  for (const name of ["few", "many"]) {
    await runToys(folder, { studies: studiesNamed(studies, [name]), data: `${folder}/_data` });
    await git(folder, "add", "_data");
    await git(folder, "commit", "--quiet", `--message=data: ${name}`);
  }
}

Deno.test("studies that came and went, numbers that moved, and provenance of an older form", async () => {
  using folder = scratch();
  await repository(folder.path);
  const same = await compareIn(folder.path, ["HEAD"]);
  assertEquals(same, { code: 0, out: "Nothing moved in the results since HEAD.\n", error: "" });
  const came = await compareIn(folder.path, ["HEAD~1"]);
  assertEquals(came.code, 0);
  assertStringIncludes(came.out, "### many\n\nThe study is new.\n\n9 cells added: walk 0 (walk, ");
  assert(!came.out.includes("### few"), came.out);

  const path = `${folder.path}/_data/few/provenance.json`;
  const older = unsealed(Deno.readTextFileSync(path)).replace("provenance/3", "provenance/1")
    .replaceAll(/,\s*"(deno|system|processor)": "[^"]*"(?=\s*[,}])/g, "");
  Deno.writeTextFileSync(path, older);
  await git(folder.path, "commit", "--quiet", "--all", "--message=older");
  Deno.removeSync(`${folder.path}/_data/many`, { recursive: true });
  await runToys(folder.path, {
    studies: studiesNamed(studies, ["few"]),
    data: `${folder.path}/_data`,
    profile: "standard",
  });
  const { code, out } = await compareIn(folder.path, ["HEAD"]);
  assertEquals(code, 0);
  assertStringIncludes(out, "### few\n\nProfile: smoke before, standard after.\n\n| quantity | ");
  assertStringIncludes(out, "\n| means[");
  assertStringIncludes(out, "5 cells added: walk 0 (walk, version 1); ");
  assertStringIncludes(out, "5 cells removed: walk 0 (walk, version 1); ");
  assertStringIncludes(out, "### many\n\nThe study is gone.\n\n9 cells removed: ");
});

Deno.test("the log needs the whole history, and is the same however often it is extended", async () => {
  using folder = scratch();
  using copy = scratch();
  await repository(folder.path);
  const log = await compareIn(folder.path, ["--log"]);
  assertEquals([log.code, log.error], [0, ""]);
  assertStringIncludes(log.out, "2 changes of the results, 2 of them new\n");
  const path = `${folder.path}/_data/changes.json`;
  const text = Deno.readTextFileSync(path);
  assertStringIncludes(text, '"subject": "data: many"');
  const again = await compareIn(folder.path, ["--log"]);
  assertStringIncludes(again.out, "2 changes of the results, 0 of them new\n");
  assertEquals(Deno.readTextFileSync(path), text);
  Deno.writeTextFileSync(path, text.slice(0, 200));
  const damaged = await compareIn(folder.path, ["--log"]);
  assertEquals([damaged.code, damaged.error.split(" as ")[0]], [
    1,
    "Cannot use _data/changes.json",
  ]);
  await git(
    copy.path,
    "clone",
    "--quiet",
    "--depth=1",
    `file://${resolve(folder.path)}`,
    "shallow",
  );
  const shallow = await compareIn(`${copy.path}/shallow`, ["--log"]);
  assertEquals([shallow.code, shallow.error], [
    1,
    "Cannot log changes as the git history must be whole: current value is a shallow clone; git fetch --unshallow completes it\n",
  ]);
  const missing = await compareIn(`${copy.path}/shallow`, ["HEAD~1"]);
  assertStringIncludes(missing.error, "there must be such a git revision: current value is HEAD~1");
});

Deno.test("without git there is one sentence", async () => {
  const { code, error } = await ended(
    startProgram([
      "--allow-read",
      "--allow-run=git",
      "--allow-env",
      "tests/cli/_compare_without_programs.ts",
    ]),
  );
  assertEquals(code, 1);
  assert(
    /^Cannot compare results as the program git must be on the path: .*\n$/.test(error),
    error,
  );
});

Deno.test("results that no revision has are new", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const { code, out, error } = await ended(startCommand("compare", folder.path, ["HEAD"]));
  assertEquals([code, error], [0, ""]);
  assertStringIncludes(out, "## What moved in the results since HEAD\n");
  assertStringIncludes(
    out,
    "### few\n\nThe study is new.\n\n5 cells added: walk 0 (walk, version 1); ",
  );
});

Deno.test("a damaged file, or an unknown revision, is refused in one sentence", async () => {
  using folder = scratch();
  const none = await ended(startCommand("compare", folder.path, ["no-such-branch"]));
  assertEquals([none.code, none.error], [
    1,
    "Cannot compare results as there must be such a git revision: current value is no-such-branch\n",
  ]);
  await runToys(folder.path);
  const path = `${folder.path}/data/few/results.json`;
  Deno.writeTextFileSync(path, Deno.readTextFileSync(path).slice(0, 99));
  const damaged = await ended(startCommand("compare", folder.path, ["HEAD"]));
  assertEquals(damaged.code, 1);
  assertStringIncludes(damaged.error, `Cannot use ${path} as it must be JSON`);
});
