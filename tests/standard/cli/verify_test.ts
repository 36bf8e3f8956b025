import { assertEquals, assertStringIncludes } from "@std/assert";
import { provenancePath } from "../../../runner/provenance.ts";
import * as keeping from "../../runner/_kept_toys.ts";
import {
  ended,
  filesIn,
  keptToys,
  runToys,
  scratch,
  startCommand,
  unsealed,
} from "../../runner/_runs.ts";

Deno.test("verify says what it checked and how long it took, and leaves nothing behind", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const before = filesIn(folder.path);
  const { code, out, error } = await ended(startCommand("verify", folder.path, ["--cells=2"]));
  assertEquals([code, error], [0, ""]);
  assertStringIncludes(out, "verifying 2 cells of few, many, which took ");
  assertStringIncludes(out, " that they need, have the committed bytes; ");
  const after = filesIn(folder.path).filter((path) => !path.endsWith("verify.lock"));
  assertEquals(after, before);
});

Deno.test("verify fails with a sentence that names the cell and the number", async () => {
  using folder = scratch();
  await runToys(folder.path);
  const path = provenancePath(`${folder.path}/data`, "few");
  const text = unsealed(Deno.readTextFileSync(path));
  const [, number] = text.match(/"path\[285\]": (-?[\d.]+)/)!;
  const digest = text.match(/"digest": "(\w+)"/)![1];
  Deno.writeTextFileSync(path, text.replace(number, "9.5").replace(digest, "0".repeat(64)));
  const { code, error } = await ended(
    startCommand("verify", folder.path, ["--cells=99", "--study=few"]),
  );
  assertEquals(code, 1);
  assertStringIncludes(error, 'Cannot verify cell "walk 0" of few (walk ');
  assertStringIncludes(error, `9.5 at path[285]: current value is ${number}\n`);
});

Deno.test("verify refuses what it cannot verify in one sentence", async () => {
  using folder = scratch();
  const { code, error } = await ended(startCommand("verify", folder.path));
  assertEquals([code, error], [
    1,
    `Cannot verify few as ${folder.path}/data/few/results.json must exist: current value is nothing\n`,
  ]);
});

Deno.test("verify says what was given and what was proven from kept states; --full takes all", async () => {
  using folder = scratch();
  await runToys(folder.path, keeping, { registry: keptToys });
  const verify = (...args: string[]) =>
    ended(startCommand("verify", folder.path, [`--registry=${keptToys}`, ...args]));
  const few = await verify("--cells=4");
  assertEquals([few.code, few.error], [0, ""]);
  assertStringIncludes(few.out, "verifying 4 cells of walks, which took ");
  assertStringIncludes(few.out, " with all that they need, given 2 that are kept: ");
  assertStringIncludes(
    few.out,
    "4 cells, and 0 that they need, have the committed bytes; 2 of them are stretches of fits, " +
      "proven from kept states; ",
  );
  const full = await verify("--full");
  assertEquals([full.code, full.error], [0, ""]);
  assertStringIncludes(
    full.out,
    "13 cells, and 0 that they need, have the committed bytes; 6 of them are stretches of fits, " +
      "proven from kept states; ",
  );
  const both = await verify("--full", "--minutes=1");
  assertEquals(both.code, 1);
  assertStringIncludes(both.error, "'--full' cannot be used with option '--minutes <count>'");
});
