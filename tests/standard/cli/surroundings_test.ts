/** Commands work where ROOT, modules or CUDA have changed the libraries that programs load. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { resolve } from "node:path";
import { launch } from "../../../runner/launch.ts";
import { npy, someMasses } from "../../audit/_audits.ts";
import { libraries } from "../../cli/_surroundings.ts";
import { ended, engineToys, lock, scratch } from "../../runner/_runs.ts";

/** Runs a script of ours where these variables are set. */
function run(...args: string[]) {
  return ended(launch("env", {
    args: [...libraries, "deno", "run", "--quiet", "--no-prompt", "--no-remote", lock, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }));
}

Deno.test("a report is planned", async () => {
  const { code, out, error } = await run("-P=report", "cli/report.ts", "--plan");
  assertEquals([code, error], [0, ""]);
  assertStringIncludes(out, "verdicts: ");
});

Deno.test("cells are computed, with V8's flag where it can be had", async () => {
  using folder = scratch();
  const { code, error } = await run(
    "-P=start",
    "cli/start.ts",
    "deno",
    lock,
    "-P=compute",
    "--allow-read",
    `--allow-write=${folder.path}`,
    "cli/compute.ts",
    "--profile=smoke",
    `--registry=${engineToys}`,
    `--data=${folder.path}/data`,
    `--cache=${folder.path}/cache`,
  );
  assertEquals([code, error], [0, ""]);
});

Deno.test("an audit is begun and made", async () => {
  using folder = scratch();
  const at = (name: string) => resolve(folder.path, name);
  Deno.writeFileSync(at("draws.npy"), npy([8, 4], someMasses(1, 8, [4])));
  const begun = await run(
    "-P=audit",
    "cli/audit.ts",
    "init",
    at("audit.yaml"),
    "--draws=masses",
    `--file=${at("draws.npy")}`,
    "--truth=equal",
    "--training-events=1000",
  );
  assertEquals([begun.code, begun.error], [0, ""]);
  const made = await run("-P=audit", "cli/audit.ts", at("audit.yaml"));
  assertEquals([made.code, made.error], [0, ""]);
  assert(Deno.statSync(at("audit-report/index.html")).isFile);
});

Deno.test("results are compared", async () => {
  const { code, error } = await run("-P=compare", "cli/compare.ts", "HEAD");
  assertEquals([code, error], [0, ""]);
});
