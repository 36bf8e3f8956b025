import { assertEquals, assertStringIncludes } from "@std/assert";
import { resolve } from "node:path";
import { readChanges } from "../../../runner/changes.ts";
import { readResults, writeResults } from "../../../runner/results.ts";
import { lock, runToys, scratch } from "../../runner/_runs.ts";
import { launch } from "../../../runner/launch.ts";

const root = new URL("../../../", import.meta.url).pathname;

async function start(
  program: string,
  cwd: string,
  args: readonly string[],
): Promise<{ code: number; out: string; error: string }> {
  const options = { args: [...args], cwd, env: { NO_COLOR: "1" } };
  const { code, stdout, stderr } = await launch(program, options, (command) => command.output());
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), error: text.decode(stderr) };
}

/** Commits all of a repository on a day, and gives the revision. */
async function commit(repository: string, day: string, subject: string): Promise<string> {
  const git = async (...args: string[]) => {
    const { code, out, error } = await start("git", repository, args);
    assertEquals(code, 0, error);
    return out.trim();
  };
  await git("add", "--all");
  const who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"];
  const date = `${day}T12:00:00Z`;
  await git(...who, "commit", "--quiet", `--date=${date}`, "--message", subject);
  return await git("rev-parse", "HEAD");
}

/** Runs `compare --log` in a repository, with the permissions of its task. */
function log(repository: string) {
  return start("deno", repository, [
    "run",
    "--quiet",
    lock,
    "--no-remote",
    "--no-prompt",
    `--config=${root}deno.json`,
    "--allow-read",
    "--allow-write=data",
    "--allow-run=git",
    `${root}cli/compare.ts`,
    "--data=data",
    "--log",
  ]);
}

Deno.test("the log tells what each commit changed in the results, once, in the order of time", async () => {
  using folder = scratch();
  const repository = resolve(folder.path);
  assertEquals((await start("git", repository, ["init", "--quiet"])).code, 0);
  Deno.writeTextFileSync(`${repository}/.gitignore`, "cache/\n");
  await runToys(folder.path);
  const data = `${folder.path}/data`;
  const first = await commit(repository, "2026-01-02", "data: the first");
  Deno.writeTextFileSync(`${repository}/README.md`, "No results.\n");
  await commit(repository, "2026-01-03", "docs: nothing moves");

  const before = readResults(data, "few")!;
  const { means, ...rest } = before.data as { means: number[] };
  writeResults(data, { ...before, data: { ...rest, means: [means[0] + 1, ...means.slice(1)] } });
  Deno.removeSync(`${data}/many`, { recursive: true });
  const second = await commit(repository, "2026-01-04", "data: one moves | one goes");

  const { code, out, error } = await log(repository);
  assertEquals([code, error], [0, ""]);
  assertStringIncludes(out, "2 changes of the results, 2 of them new\n");
  const changes = readChanges(data);
  assertEquals(
    changes.map(({ revision, date, subject, studies }) => [
      revision,
      date,
      subject,
      studies.map(({ study, state, moved }) => [study, state, moved]),
    ]),
    [
      [first, "2026-01-02", "data: the first", [["few", "new", 0], ["many", "new", 0]]],
      [second, "2026-01-04", "data: one moves | one goes", [["few", "changed", 1], [
        "many",
        "gone",
        0,
      ]]],
    ],
  );
  assertEquals(changes[1].studies[0].largest.map(({ name }) => name), [
    "means[0], the largest of 1 of 2",
  ]);

  const file = Deno.readTextFileSync(`${data}/changes.json`);
  assertStringIncludes((await log(repository)).out, "2 changes of the results, 0 of them new\n");
  assertEquals(Deno.readTextFileSync(`${data}/changes.json`), file);
});

Deno.test("a shallow clone is no history that a log could be made from", async () => {
  using folder = scratch();
  const repository = resolve(folder.path);
  await start("git", repository, ["init", "--quiet", "whole"]);
  for (const day of ["2026-01-02", "2026-01-03"]) {
    Deno.writeTextFileSync(`${repository}/whole/day`, day);
    await commit(`${repository}/whole`, day, day);
  }
  const clone = ["clone", "--quiet", "--depth=1", `file://${repository}/whole`, "part"];
  assertEquals((await start("git", repository, clone)).code, 0);
  const { code, error } = await log(`${repository}/part`);
  assertEquals([code, error], [
    1,
    "Cannot log changes as the git history must be whole: current value is a shallow clone; git fetch --unshallow completes it\n",
  ]);
});
