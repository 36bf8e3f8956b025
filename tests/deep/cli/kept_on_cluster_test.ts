import { assertEquals, assertStringIncludes } from "@std/assert";
import { filesBelow } from "../../../runner/files.ts";
import { pathWithSlurm } from "../../cli/_slurm.ts";
import * as keeping from "../../runner/_kept_toys.ts";
import { ended, keptToys, runToys, scratch, startCommand } from "../../runner/_runs.ts";

Deno.test("kept artefacts are not submitted again, the last job keeps the others, each in its profile", async () => {
  using folder = scratch();
  using programs = scratch();
  await runToys(folder.path, keeping, { registry: keptToys });
  const data = `${folder.path}/data`;
  const numbers = () =>
    new Map(
      filesBelow(`${data}/fits`).filter((path) => path.endsWith(".safetensors"))
        .map((path) => [path, Deno.readFileSync(path)]),
    );
  const before = {
    numbers: numbers(),
    results: Deno.readTextFileSync(`${data}/walks/results.json`),
  };
  for (const path of ["cache", "data/walks/results.json", "data/fits/b"]) {
    Deno.removeSync(`${folder.path}/${path}`, { recursive: true });
  }
  // Without a profile: what is left of the study says that it was made in profile smoke.
  const submit = () =>
    ended(startCommand("slurm", folder.path, [`--registry=${keptToys}`, "--wait"], {
      env: { PATH: pathWithSlurm(programs.path) },
    }));
  const { code, out, error } = await submit();
  assertEquals([code, error], [0, ""]);
  assertStringIncludes(out, "walks: to be computed (profile smoke) because it has no results\n");
  // Three stretches of one walk, where the three walks end, and the summary.
  assertStringIncludes(out, "submitted 7 cells in ");
  assertEquals(Deno.readTextFileSync(`${data}/walks/results.json`), before.results);
  assertEquals(numbers(), before.numbers);
  assertEquals((await submit()).out, "walks: up to date (profile smoke)\n");
});
