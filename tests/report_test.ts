import { assert, assertEquals } from "@std/assert";
import { Stream } from "../core/random.ts";
import { checkSite } from "./site/_check_site.ts";
import { filesIn, killAfter, scratch } from "./studies/runner/_runs.ts";

/** Starts a report of profile smoke in a folder. */
function startReport(folder: string, jobs: number): Deno.ChildProcess {
  return new Deno.Command("deno", {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "-P=report",
      "studies/cli/report.ts",
      "--profile=smoke",
      `--jobs=${jobs}`,
      `--data=${folder}/data`,
      `--cache=${folder}/cache`,
      `--out=${folder}/site`,
      "--builder=eleventy",
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

async function report(folder: string, jobs: number): Promise<void> {
  const { code, stderr } = await startReport(folder, jobs).output();
  assertEquals([new TextDecoder().decode(stderr), code], ["", 0]);
}

/**
 * Results and pages, by path; the records of the provenance and their page tell of clock and machine, and
 * may differ.
 */
function published(folder: string): Map<string, string> {
  const files = [...filesIn(`${folder}/data`), ...filesIn(`${folder}/site`)];
  return new Map(
    files.filter((path) =>
      !path.endsWith("/provenance.json") && !path.startsWith(`${folder}/site/provenance/`)
    ).map((path) => [
      path.slice(folder.length),
      Deno.readFileSync(path).toHex(),
    ]),
  );
}

Deno.test("a smoke report has whole pages, and the same bytes with 1 and 2 workers and after kills at 10 moments", async () => {
  using one = scratch();
  using two = scratch();
  await report(two.path, 2);
  assertEquals(await checkSite(`${two.path}/site`), []);
  const moments = Stream.fromSeed(10).split("kills");
  let killed = 0;
  for (let i = 0; i < 10; i++) {
    const { signal } = await killAfter(startReport(one.path, 1), 5000 * moments.uniform());
    if (signal === "SIGKILL") killed++;
  }
  assert(killed > 0, "all runs ended before they were killed");
  await report(one.path, 1);
  const [a, b] = [published(one.path), published(two.path)];
  assertEquals([...a.keys()], [...b.keys()]);
  for (const [path, bytes] of a) assert(bytes === b.get(path), `${path} differs`);
  const leftovers = filesIn(one.path).filter((path) =>
    path.endsWith(".tmp") || path.includes("/checkpoints/")
  );
  assertEquals(leftovers, []);
});
