import { assert, assertEquals } from "@std/assert";
import { ended, scratch, startProgram } from "../../runner/_runs.ts";

Deno.test("memory does not grow with the number of finished cells", async () => {
  using folder = scratch();
  const { code, out, error } = await ended(
    startProgram([
      "--v8-flags=--expose-gc",
      "--allow-read",
      `--allow-write=${folder.path}`,
      "tests/runner/_memory.ts",
      folder.path,
      "600",
    ]),
  );
  assertEquals([code, error], [0, ""]);
  const { failures, found } = JSON.parse(out) as {
    failures: string[];
    found: { process: number; worker: number }[];
  };
  assertEquals([failures, found.length], [[], 6]);
  // What is kept of every cell makes memory grow with each hundred of them, and V8 by what it learns of the code at
  // times only. An artefact has 64 kB and its record 0.8 kB.
  const least = (of: "process" | "worker") =>
    Math.min(...found.slice(2).map((after, i) => (after[of] - found[i + 1][of]) / 100));
  assert(least("process") < 300, JSON.stringify(found));
  assert(least("worker") < 1000, JSON.stringify(found));
});
