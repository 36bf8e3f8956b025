import { assertEquals, assertStringIncludes } from "@std/assert";
import { hasSlurm, slurm } from "../../cli/_slurm.ts";
import { ended, scratch } from "../../runner/_runs.ts";

Deno.test({
  name: `without Slurm there is one sentence${hasSlurm ? " (skipped: there is a Slurm)" : ""}`,
  ignore: hasSlurm,
}, async () => {
  using folder = scratch();
  const { code, error } = await ended(slurm(folder.path));
  assertEquals(code, 1);
  assertStringIncludes(error, "Cannot use Slurm as ");
  assertEquals(error.trimEnd().split("\n").length, 1);
});
