import { assertEquals, assertStringIncludes } from "@std/assert";
import { ended, runToys, scratch, startCommand } from "../runner/_runs.ts";

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

Deno.test("a damaged file, or a revision that is none, is refused in one sentence", async () => {
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
