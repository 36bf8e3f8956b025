/** The step of the action as a workflow runs it: in a shell, with inputs as variables and files for what it says. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/yaml";
import { resolve } from "node:path";
import { exists } from "../../runner/files.ts";
import { launch } from "../../runner/launch.ts";
import { npy, someMasses } from "../audit/_audits.ts";
import { withPackages } from "../cli/_surroundings.ts";
import { ended, scratch } from "../runner/_runs.ts";

const { runs } = parse(Deno.readTextFileSync("action.yml")) as {
  readonly runs: { readonly steps: readonly { readonly run: string; readonly shell: string }[] };
};
const [{ run: script, shell }] = runs.steps;

/** What a step left. */
interface Left {
  readonly code: number;
  readonly error: string;
  /** What the job shows. */
  readonly summary: string;
  readonly output: string;
}

/** Runs the step in a folder as GitHub does, which starts Bash so that it ends with the first error. */
async function step(folder: string, ...given: string[]): Promise<Left> {
  const at = (name: string) => resolve(folder, name);
  const files = [at("step.sh"), at("shown.md"), at("output")];
  for (const path of files) Deno.writeTextFileSync(path, "");
  Deno.writeTextFileSync(files[0], script);
  const { code, error } = await ended(launch("env", {
    args: [
      ..."-u INIT_CWD bash --noprofile --norc -e -o pipefail".split(" "),
      files[0],
    ],
    cwd: folder,
    env: {
      ARGUMENTS: given.map((line) => `${line}\n`).join(""),
      OUT: "the report",
      GITHUB_ACTION_PATH: resolve("."),
      GITHUB_STEP_SUMMARY: files[1],
      GITHUB_OUTPUT: files[2],
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }));
  const [, summary, output] = files.map((path) => Deno.readTextFileSync(path));
  return { code, error, summary, output };
}

Deno.test({
  ...withPackages(
    "the action shows the summary of its audit, and ends with the code of the command",
  ),
  async fn() {
    assertEquals(shell, "bash");
    using place = scratch();
    const at = (name: string) => `${place.path}/${name}`;
    Deno.writeFileSync(at("some draws.npy"), npy([8, 4], someMasses(1, 8, [4])));
    Deno.writeTextFileSync(
      at("audit.json"),
      JSON.stringify({
        title: "A generator",
        draws: { kind: "masses", file: "some draws.npy" },
        truth: { kind: "equal" },
        replicates: 19,
      }),
    );

    const holding = await step(place.path, "audit.json", "", "--fail-if=coverage_deviation > 1");
    assertEquals([holding.code, holding.error], [0, ""]);
    assert(holding.summary.startsWith("# A generator\n"));
    assertEquals(holding.summary, Deno.readTextFileSync(at("the report/summary.md")));
    assertEquals(holding.output, "report=the report\n");

    const failing = await step(place.path, "audit.json", "--fail-if=coverage_deviation >= 0");
    assertEquals([failing.code, failing.error], [2, ""]);
    assertEquals(failing.summary, holding.summary);

    // The report of before says nothing of what cannot be audited.
    Deno.removeSync(at("some draws.npy"));
    const refused = await step(place.path, "audit.json");
    assertEquals([refused.code, refused.summary, refused.output], [1, "", ""]);
    assertStringIncludes(refused.error, "no file at this path");
    assert(exists(at("the report/index.html")));
  },
});
