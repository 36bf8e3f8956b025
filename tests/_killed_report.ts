/** Reports of profile smoke that are killed, and go on. */
import { assert, assertEquals } from "@std/assert";
import { namesIn } from "../runner/files.ts";
import { checkSite } from "./site/_check_site.ts";
import { filesIn, scratch, startProgram } from "./runner/_runs.ts";
import { launch } from "../runner/launch.ts";

/** A report of profile smoke of one study, or of all, in a folder, with a process group of its own. */
function startReport(folder: string, jobs: number, study?: string): Deno.ChildProcess {
  return startProgram([
    "-P=report",
    "cli/report.ts",
    "--profile=smoke",
    "--log=json",
    `--jobs=${jobs}`,
    ...(study === undefined ? [] : [`--study=${study}`]),
    `--data=${folder}/data`,
    `--cache=${folder}/cache`,
    `--out=${folder}/site`,
    "--builder=vento",
  ], { detached: true });
}

async function report(folder: string, jobs: number, study?: string): Promise<void> {
  const { code, stderr } = await startReport(folder, jobs, study).output();
  assertEquals([new TextDecoder().decode(stderr), code], ["", 0]);
}

/** Ends a report and all that it started, at once. */
async function kill(child: Deno.ChildProcess): Promise<void> {
  await launch(
    "kill",
    { args: ["-KILL", "--", `-${child.pid}`], stderr: "null" },
    (command) => command.output(),
  );
}

/** When a report is killed: some milliseconds after it has begun, computed so many of all cells, or begun the site. */
export interface Moment {
  readonly after: "start" | "cells" | "site";
  /** Cells that are there, of all, for "cells". */
  readonly fraction: number;
  readonly milliseconds: number;
}

/** How many blows found a report alive, by what they came after. */
type Hits = Record<Moment["after"], number>;

/**
 * Starts a report and kills it at a moment.
 *
 * @param all Cells of the whole report.
 * @returns Whether it was alive.
 */
async function reportUntil(
  folder: string,
  moment: Moment,
  all: number,
  study: string,
): Promise<boolean> {
  const child = startReport(folder, 1, study);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let blow: Promise<void> | undefined;
  const strike = () => timer ??= setTimeout(() => blow = kill(child), moment.milliseconds);
  if (moment.after === "start") strike();
  let missing = all;
  let text = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (text + chunk).split("\n");
    text = lines.pop()!;
    for (
      const event of lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line))
    ) {
      if (event.event === "plan") missing = event.cells;
      if (event.event === "done") missing--;
      // After the last cell, only the site is left to build.
      const reached = moment.after === "site"
        ? missing === 0
        : all - missing >= moment.fraction * all;
      if (reached && moment.after !== "start") strike();
    }
  }
  const { signal } = await child.status;
  clearTimeout(timer);
  await Promise.all([blow, child.stderr.cancel()]);
  return signal === "SIGKILL";
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

/**
 * Makes a report with 2 workers, by two commands at once: the one computes, the other waits and finds all of it.
 *
 * @param study The one study that is computed, default all.
 * @returns Files of its artefacts.
 */
export async function reportOfTwo(folder: string, study?: string): Promise<string[]> {
  await Promise.all([report(folder, 2, study), report(folder, 2, study)]);
  assertEquals(await checkSite(`${folder}/site`), []);
  return filesIn(`${folder}/cache`).filter((path) => path.endsWith("/artefact"));
}

/**
 * Makes a report of a study with 2 workers, by two commands at once, and one with 1 worker that is killed at moments of
 * its life, each time going on where the one before was killed; both must be whole and the same.
 *
 * @param moments When it is killed, in the order of their fractions, those of the site last; it may look at
 * the blows so far.
 * @returns The blows that found it alive.
 */
export async function killedReport(
  study: string,
  moments: (hits: Readonly<Hits>) => Iterable<Moment>,
): Promise<Hits> {
  using one = scratch();
  using two = scratch();
  const all = (await reportOfTwo(two.path, study)).length;

  const hits: Hits = { start: 0, cells: 0, site: 0 };
  for (const moment of moments(hits)) {
    if (await reportUntil(one.path, moment, all, study)) hits[moment.after]++;
  }

  await report(one.path, 1, study);
  const [a, b] = [published(one.path), published(two.path)];
  assertEquals([...a.keys()], [...b.keys()]);
  for (const [path, bytes] of a) assert(bytes === b.get(path), `${path} differs`);
  const leftovers = filesIn(one.path).filter((path) =>
    path.endsWith(".tmp") || path.includes("/checkpoints/")
  );
  const stages = namesIn(`${one.path}/cache`).filter((name) => /^site-[0-9a-f]{8}/.test(name));
  assertEquals([leftovers, stages], [[], []]);
  return hits;
}
