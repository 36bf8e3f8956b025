import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { readProvenance } from "../../../runner/provenance.ts";
import { slurm, testWithSlurm } from "../../cli/_slurm.ts";
import { tries } from "../../runner/_toys.ts";
import {
  badToys,
  ended,
  engineToys,
  resultsIn,
  runToys,
  scratch,
  startCommand,
} from "../../runner/_runs.ts";
import { launch } from "../../../runner/launch.ts";
import { readResults } from "../../../runner/results.ts";

testWithSlurm("a cluster gives the bytes of a local run", async () => {
  using quiet = scratch();
  using folder = scratch();
  await runToys(quiet.path);
  const { code, out, error } = await ended(slurm(folder.path, "--wait"));
  assertEquals([code, error], [0, ""]);
  assertStringIncludes(out, "submitted 10 cells in 3 job arrays; job ");
  assertStringIncludes(out, "10 of 10 cells done\n");
  assertEquals(resultsIn(folder.path), resultsIn(quiet.path));
  for (const cell of readProvenance(`${folder.path}/data`, "many")!.cells) {
    assertEquals(cell.deno, Deno.version.deno);
    assert(cell.system!.startsWith(`${Deno.build.os} `) && cell.processor!.length > 0);
  }
  const again = await ended(slurm(folder.path, "--wait"));
  assertEquals(again.out, "few: up to date (profile smoke)\nmany: up to date (profile smoke)\n");
});

testWithSlurm(
  "a task has the bytes of a local run with the kernel that its node takes",
  async () => {
    using quiet = scratch();
    using folder = scratch();
    const toys = ["--profile=smoke", `--registry=${engineToys}`];
    assertEquals((await ended(startCommand("compute", quiet.path, toys))).code, 0);
    const { code, error } = await ended(startCommand("slurm", folder.path, [...toys, "--wait"]));
    assertEquals([code, error], [0, ""]);
    const [[here], [there]] = [quiet, folder].map(({ path }) =>
      readProvenance(`${path}/data`, "gradient")!.cells
    );
    assertEquals(there.digest, here.digest);
    assert(/^wide$|^narrow, as wide is not faster$/.test(there.kernel!), there.kernel!);
  },
);

testWithSlurm(
  "a failed task is named with its log, and only it and its readers run again",
  async () => {
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
  },
);

testWithSlurm(
  "cancelled tasks run again, and the bytes are those of an undisturbed run",
  async () => {
    using quiet = scratch();
    using folder = scratch();
    await runToys(quiet.path, { profile: "standard" });
    const standard = ["--wait", "--profile=standard"];
    // They are held, so that none is done before it is cancelled.
    const child = slurm(folder.path, ...standard, "--sbatch=--hold");
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
    assertStringIncludes(
      refused.error,
      "Cannot submit as the jobs submitted before must have ended",
    );
    const array = last - 3;
    await launch("scancel", { args: [`${array}_1`, `${array}_3`] }, (command) => command.output());
    const jobs = [3, 2, 1, 0].map((before) => String(last - before));
    await launch("scontrol", { args: ["release", ...jobs] }, (command) => command.output());
    const followed = await ended(slurm(folder.path, ...standard));
    assertStringIncludes(followed.out, `following job ${last}, which was submitted before`);
    assertEquals(followed.code, 1);
    // What needs them is not called a failure of its own.
    for (const line of followed.error.trimEnd().split("\n")) {
      assert(/^Cannot finish cell "walk [13]": .*\(log: .*\)$/.test(line), followed.error);
    }
    const again = await ended(slurm(folder.path, ...standard));
    assertEquals([again.code, again.error], [0, ""]);
    const cells = Number(again.out.match(/submitted (\d+) cells/)![1]);
    assert(cells < 10, "what was finished is not computed again");
    assertEquals(resultsIn(folder.path), resultsIn(quiet.path));
  },
);

testWithSlurm(
  "tasks that Slurm holds are named with its reason; what was forced and cancelled is not done",
  async () => {
    using folder = scratch();
    await runToys(folder.path);
    const before = resultsIn(folder.path);
    const child = slurm(folder.path, "--wait", "--study=few", "--force", "--sbatch=--hold");
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let out = "";
    while (!out.includes("Slurm lets walk 0 wait: JobHeldUser\n")) {
      out += (await reader.read()).value;
    }
    const last = Number(out.match(/job (\d+) assembles/)![1]);
    const jobs = [3, 2, 1, 0].map((before) => String(last - before));
    await launch("scancel", { args: jobs }, (command) => command.output());
    while (!(await reader.read()).done) { /* It goes on to its end. */ }
    const error = await new Response(child.stderr).text();
    assertEquals((await child.status).code, 1);
    assert(
      error.startsWith('Cannot finish cell "walk 0": Slurm ended it before it began (log: '),
      error,
    );
    assertEquals(resultsIn(folder.path), before);
  },
);

testWithSlurm(
  "a submission that was killed half-way is cancelled, and all is submitted again",
  async () => {
    using quiet = scratch();
    using folder = scratch();
    await runToys(quiet.path);
    assertEquals((await ended(slurm(folder.path, "--sbatch=--hold"))).code, 0);
    const refused = await ended(slurm(folder.path));
    assertEquals(refused.code, 1);
    assertStringIncludes(
      refused.error,
      "Cannot submit as the jobs submitted before must have ended",
    );
    const path = `${folder.path}/cache/slurm/current.json`;
    const whole = JSON.parse(Deno.readTextFileSync(path));
    Deno.writeTextFileSync(path, JSON.stringify({ ...whole, last: null }));
    const again = await ended(slurm(folder.path, "--wait"));
    await launch("scancel", { args: [whole.last] }, (command) => command.output());
    assertEquals([again.code, again.error], [0, ""]);
    assertStringIncludes(
      again.out,
      "cancelling 3 job arrays of a submission that was interrupted\n",
    );
    assertStringIncludes(again.out, "submitted 10 cells in 3 job arrays; job ");
    assertEquals(resultsIn(folder.path), resultsIn(quiet.path));
  },
);

testWithSlurm("a study that wants more than computing needs is refused on a node too", async () => {
  using folder = scratch();
  const names = Object.keys(tries);
  const { code, error } = await ended(
    slurm(
      folder.path,
      "--wait",
      `--registry=${badToys}`,
      ...names.map((name) => `--study=wants-${name}`),
    ),
  );
  assertEquals(code, 1);
  for (const name of names) {
    const line = error.split("\n").find((line) => line.includes(`"wants ${name}"`)) ?? "";
    assert(/Requires \w+ access|--no-remote/.test(line), error);
  }
  assertThrows(() => Deno.statSync("core/more.txt"), Deno.errors.NotFound);
});

testWithSlurm("what Slurm refuses is one sentence, and leaves nothing in its queue", async () => {
  using folder = scratch();
  const refused: [string, RegExp][] = [
    ["--sbatch=--partition=none", /^Cannot use Slurm as sbatch must succeed: .*partition.*\n$/],
    [
      "--time=wlak=5",
      /^Cannot set a limit as its kind must be one of walk, .*: current value is wlak\n$/,
    ],
  ];
  for (const [option, sentence] of refused) {
    const { code, error } = await ended(slurm(folder.path, option));
    assertEquals(code, 1);
    assert(sentence.test(error), error);
  }
});

// Slurm counts the time of a job in minutes.
testWithSlurm(
  "a task that exceeds its time is named, and goes on from its last state",
  async () => {
    using folder = scratch();
    const args = ["--wait", `--registry=${badToys}`, "--study=endless"];
    const first = await ended(slurm(folder.path, ...args, "--sbatch=--time=0:01"));
    assertEquals(first.code, 1);
    assert(
      /^Cannot finish cell "endless": .* DUE TO TIME LIMIT .*\(log: .*\)\n$/.test(first.error),
      first.error,
    );
    const second = await ended(slurm(folder.path, ...args));
    assertEquals([second.code, second.error], [0, ""]);
    const { data } = readResults(`${folder.path}/data`, "endless")!;
    assertEquals(data, { resumedAt: 1 });
  },
);
