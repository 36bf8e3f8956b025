/** The package as others use it: installed by npm outside the project, in Node, in a bundle, and by its command. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { resolve } from "node:path";
import * as whole from "../../mod.ts";
import { audit } from "../../audit/mod.ts";
import { filesBelow } from "../../runner/files.ts";
import { launch } from "../../runner/launch.ts";
import { npy, someMasses } from "../audit/_audits.ts";
import { withPackages } from "../cli/_surroundings.ts";
import { ended, scratch } from "../runner/_runs.ts";

/** The oldest Node that the package is for, and what tries it. */
const tools = ["node@22.23.3", "esbuild@0.28.2", "typescript@7.0.2"];

/** Runs a program to its end, which must be good unless another code is told. */
async function run(folder: string, args: readonly string[], expected = 0): Promise<string> {
  const { code, out, error } = await ended(launch("env", {
    args: ["-u", "INIT_CWD", "NO_COLOR=1", ...args],
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }));
  assertEquals(code, expected, `${args.join(" ")}\n${out}${error}`);
  return out;
}

const config = {
  draws: { kind: "masses", file: "draws.npy" },
  truth: { kind: "equal" },
  nTrain: 1000,
  replicates: 19,
};
const draws = npy([8, 4], someMasses(1, 8, [4]));

/** Numbers of each entry module, as text. Its source runs in Node, too. */
async function numbers(
  library: typeof whole,
  auditOf: typeof audit,
  config: string,
  draws: Uint8Array,
): Promise<string> {
  const { Stream, coverage, coverageCurve, masses, paperArchitecture } = library;
  const stream = Stream.fromSeed(1);
  const engine = await library.createEngine("simd", paperArchitecture);
  const weights = library.initialise(paperArchitecture, stream.split("weights"));
  const values = stream.split("points").normals(new Float32Array(16));
  const densities = engine.logDensity(
    weights,
    { values, condition: Float32Array.of(4) },
    library.continuousSolve,
  );
  const curve = coverageCurve(coverage(masses(1, 3, [1], Float64Array.of(0.4, 0.5, 0.7)), 0.5));
  const { files, failing } = await auditOf(config, new Map([["draws.npy", draws]]), {
    failIf: ["coverage_deviation >= 0"],
  });
  return JSON.stringify([[...densities], curve, failing, [...files]]);
}

/** A program that prints them. */
const program = `import { readFileSync } from "node:fs";
import * as library from "@ampliflow/ampliflow";
import { audit } from "@ampliflow/ampliflow/audit";
import { createEngine } from "@ampliflow/ampliflow/engine";
import { measure } from "@ampliflow/ampliflow/measure";

if (createEngine !== library.createEngine || measure !== library.measure) throw new Error("two libraries");
if (typeof Deno !== "undefined") throw new Error("Deno");
${numbers}
const [config, draws] = ["audit.json", "draws.npy"].map((name) => readFileSync(name));
process.stdout.write(await numbers(library, audit, config.toString(), draws));
`;

/** A program whose types are checked. */
const typed = `import { coverage, coverageCurve, type Masses, masses } from "@ampliflow/ampliflow";
import { type Audit, audit } from "@ampliflow/ampliflow/audit";
import { createEngine, type Engine } from "@ampliflow/ampliflow/engine";
import { measureWorth, type WorthMeasures } from "@ampliflow/ampliflow/measure";

const draws: Masses = masses(1, 1, [2], Float64Array.of(0.4, 0.6));
export const mean: ArrayLike<number> = coverageCurve(coverage(draws, 0.5)).mean;
export const found: Promise<Audit> = audit("{}", new Map());
// @ts-expect-error A configuration is a text.
audit(1, new Map());
export const worth: (...given: Parameters<typeof measureWorth>) => WorthMeasures = measureWorth;
export const engine: (...given: Parameters<typeof createEngine>) => Promise<Engine> = createEngine;
`;

const compilerOptions = {
  strict: true,
  module: "nodenext",
  target: "es2024",
  lib: ["es2024", "dom", "esnext"],
  noEmit: true,
  types: [],
};

/** What is in a report, by path. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesBelow(folder).map((path) => [
      path.slice(folder.length),
      new Uint8Array(Deno.readFileSync(path)).toBase64(),
    ]),
  );
}

Deno.test({
  ...withPackages("the package gives in Node and by its command what the project gives"),
  async fn(t) {
    using place = scratch();
    const folder = resolve(place.path);
    const at = (name: string) => `${folder}/${name}`;
    const build = (name: string) =>
      run(".", ["deno", "task", "--quiet", "package", "--out", at(name)]);

    await t.step("the same files give the same bytes", async () => {
      await build("first.tgz");
      await build("second.tgz");
      assertEquals(Deno.readFileSync(at("first.tgz")), Deno.readFileSync(at("second.tgz")));
      assertEquals([...Deno.readDirSync(folder)].length, 2);
    });

    Deno.writeTextFileSync(at("package.json"), JSON.stringify({ type: "module", private: true }));
    Deno.writeTextFileSync(at("audit.json"), JSON.stringify(config));
    Deno.writeFileSync(at("draws.npy"), draws);
    Deno.writeTextFileSync(at("program.js"), program);
    Deno.writeTextFileSync(at("typed.ts"), typed);
    Deno.writeTextFileSync(
      at("tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["typed.ts"] }),
    );
    await run(folder, [
      ..."npm install --no-audit --no-fund --prefer-offline ./first.tgz".split(" "),
      ...tools,
    ]);
    const node = "node_modules/.bin/node";
    const expected = await numbers(whole, audit, JSON.stringify(config), draws);

    await t.step("Node computes the same numbers", async () => {
      assertEquals((await run(folder, [node, "--version"])).trim(), tools[0].replace("node@", "v"));
      assertEquals(await run(folder, [node, "program.js"]), expected);
    });

    await t.step("so does a bundle", async () => {
      await run(folder, [
        ..."node_modules/.bin/esbuild program.js --bundle --format=esm --platform=browser".split(
          " ",
        ),
        ..."--external:node:fs --log-level=error --outfile=bundle.js".split(" "),
      ]);
      assertEquals(await run(folder, [node, "bundle.js"]), expected);
    });

    await t.step("its types are those of the library", async () => {
      await run(folder, ["node_modules/.bin/tsc", "--project", "."]);
    });

    await t.step("its command writes the report of the project's", async () => {
      const by = ["audit", "audit.json", "--fail-if=coverage_deviation >= 0"];
      const said = await run(folder, ["node_modules/.bin/ampliflow", ...by, "--out=theirs"], 2);
      const report = await run(".", [
        ...["deno", "task", "--quiet", "audit", at("audit.json"), by[2], `--out=${at("ours")}`],
      ], 2);
      assertStringIncludes(said, report.split("\n").at(-2)!);
      assertEquals(contents(at("theirs")), contents(at("ours")));
      const [, , files] = JSON.parse(expected).slice(1) as [unknown, unknown, [string, string][]];
      const results = Deno.readTextFileSync(at("theirs/results.json"));
      assertEquals(new Map(files).get("results.json"), results);
    });

    await t.step(
      "its command reads what processes of their own read, and knows its name",
      async () => {
        Deno.copyFileSync("tests/audit/fixtures/one.h5", at("one.h5"));
        const said = await run(folder, [
          ..."node_modules/.bin/ampliflow audit init one.h5 mine.yaml --edges=0:1:2"
            .split(" "),
        ]);
        assertStringIncludes(said, '"one.h5": ');
        assertStringIncludes(said, "edit it, then: npx @ampliflow/ampliflow audit mine.yaml\n");
        assert(Deno.statSync(at("mine.yaml")).isFile);
      },
    );
  },
});
