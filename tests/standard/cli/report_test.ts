import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
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
  // The system closes what a process had open one after the other: the lock may come a moment after its output.
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("computing had ended")), 10_000);
  using _held = await Promise.race([lock(`${folder.path}/cache/lock`, () => {}), late.promise]);
  clearTimeout(timer);
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

  Deno.test(`${name} refuses an empty path, as of a variable that is not set`, async () => {
    using folder = scratch();
    const { code, error } = await ended(startCommand(name, folder.path, ["--data="]));
    assertEquals(code, 1);
    assertStringIncludes(error, "argument '' is invalid. It must be a path, and not empty.");
  });
}
