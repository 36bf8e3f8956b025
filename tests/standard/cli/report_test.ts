import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { exists } from "../../../runner/files.ts";
import { lock } from "../../../runner/lock.ts";
import { ended, filesIn, scratch, startCommand } from "../../runner/_runs.ts";

Deno.test("report hands the plan through, and builds nothing for it", async () => {
  using folder = scratch();
  const { code, out, error } = await ended(
    startCommand("report", folder.path, ["--plan", "--profile=smoke", `--out=${folder.path}/site`]),
  );
  assertEquals([code, error], [0, ""]);
  assertStringIncludes(out, "10 cells would run\n");
  assertEquals(filesIn(folder.path), []);
});

Deno.test("when report is killed, computing ends too, and lets go of the cache", async () => {
  using folder = scratch();
  const child = startCommand("report", folder.path, ["--profile=paper"]);
  while (!exists(`${folder.path}/cache/checkpoints`)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill("SIGKILL");
  // Its output ends when the last process that holds it does.
  const { signal } = await child.output();
  assertEquals(signal, "SIGKILL");
  let waited = false;
  using _held = await lock(`${folder.path}/cache/lock`, () => waited = true);
  assert(!waited, "computing had ended");
  assertThrows(() => Deno.statSync(`${folder.path}/data/few/results.json`), Deno.errors.NotFound);
});

Deno.test("report passes on the one sentence and the exit code of what it started", async () => {
  using folder = scratch();
  const { code, error } = await ended(startCommand("report", folder.path, ["--study=fwe"]));
  assertEquals(code, 1);
  assertEquals(
    error,
    "Cannot choose a study as it must be one of few, many: current value is fwe\n",
  );
});

for (const name of ["report", "compute", "verify", "compare"] as const) {
  Deno.test(`${name} --help says what it does and lists its options`, async () => {
    using folder = scratch();
    const { code, out, error } = await ended(startCommand(name, folder.path, ["--help"]));
    assertEquals([code, error], [0, ""]);
    assertStringIncludes(out, `Usage: ${name} `);
    assertStringIncludes(out, "--data <folder>");
    assertEquals(filesIn(folder.path), []);
  });
}
