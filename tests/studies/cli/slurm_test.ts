import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { badToys, ended, resultsIn, runToys, scratch, startCommand } from "../runner/_runs.ts";

// `.ci/slurm` starts a Slurm of one node and prints where its configuration is.
const ignore = Deno.env.get("SLURM_CONF") === undefined;
const reason = ignore ? " (skipped: SLURM_CONF names no Slurm)" : "";

const slurm = (folder: string, ...args: string[]) =>
  startCommand("slurm", folder, ["--profile=smoke", ...args]);

Deno.test({ name: `a cluster gives the bytes of a local run${reason}`, ignore }, async () => {
  using quiet = scratch();
  using folder = scratch();
  await runToys(quiet.path);
  const { code, out, error } = await ended(slurm(folder.path, "--wait"));
  assertEquals([code, error], [0, ""]);
  assertStringIncludes(out, "submitted 10 cells in 3 job arrays; job ");
  assertStringIncludes(out, "10 of 10 cells done\n");
  assertEquals(resultsIn(folder.path), resultsIn(quiet.path));
  const again = await ended(slurm(folder.path, "--wait"));
  assertEquals(again.out, "few: up to date (profile smoke)\nmany: up to date (profile smoke)\n");
});

Deno.test({
  name: `a failed task is named with its log, and only it and its readers run again${reason}`,
  ignore,
}, async () => {
  using folder = scratch();
  const args = ["--wait", `--registry=${badToys}`, "--study=diverges", "--study=few"];
  const first = await ended(slurm(folder.path, ...args));
  assertEquals(first.code, 1);
  assertStringIncludes(
    first.error,
    'Cannot finish cell "a fit that fails": Cannot fit the toy as it must converge: current value is ' +
      "Infinity (log: ",
  );
  const log = first.error.match(/a fit that fails.*\(log: (.*)\)/)![1];
  assertStringIncludes(Deno.readTextFileSync(log), "must converge");
  assertEquals(
    Object.keys(JSON.parse(Deno.readTextFileSync(`${folder.path}/data/few/results.json`))).length,
    6,
  );
  const second = await ended(slurm(folder.path, ...args));
  assertStringIncludes(second.out, "submitted 2 cells in 2 job arrays");
});

Deno.test({
  name: `cancelled tasks run again, and the bytes are those of an undisturbed run${reason}`,
  ignore,
}, async () => {
  using quiet = scratch();
  using folder = scratch();
  await runToys(quiet.path, { profile: "standard" });
  const standard = ["--wait", "--profile=standard"];
  const child = slurm(folder.path, ...standard);
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let out = "";
  while (!out.includes("submitted ")) out += (await reader.read()).value;
  const last = Number(out.match(/job (\d+) assembles/)![1]);
  // A follower that is killed leaves the jobs as they are, and another can follow them.
  child.kill("SIGKILL");
  await reader.cancel();
  await child.stderr.cancel();
  await child.status;
  const refused = await ended(slurm(folder.path, "--profile=standard"));
  assertEquals(refused.code, 1);
  assertStringIncludes(refused.error, "Cannot submit as the jobs submitted before must have ended");
  const array = last - 3;
  await new Deno.Command("scancel", { args: [`${array}_1`, `${array}_3`] }).output();
  const followed = await ended(slurm(folder.path, ...standard));
  assertStringIncludes(followed.out, `following job ${last}, which was submitted before`);
  assertEquals(followed.code, 1);
  assertStringIncludes(followed.error, 'Cannot finish cell "summary of many"');
  const again = await ended(slurm(folder.path, ...standard));
  assertEquals([again.code, again.error], [0, ""]);
  const cells = Number(again.out.match(/submitted (\d+) cells/)![1]);
  assert(cells < 10, "what was finished is not computed again");
  assertEquals(resultsIn(folder.path), resultsIn(quiet.path));
});

Deno.test({
  name: `without Slurm there is one sentence${ignore ? "" : " (skipped: there is a Slurm)"}`,
  ignore: !ignore,
}, async () => {
  using folder = scratch();
  const { code, error } = await ended(slurm(folder.path));
  assertEquals(code, 1);
  assertStringIncludes(error, "Cannot use Slurm as ");
  assertEquals(error.trimEnd().split("\n").length, 1);
});
