/** Reports of profile smoke that are killed, and go on. */
import { assert, assertEquals } from "@std/assert";
import { namesIn } from "../../runner/files.ts";
import { graphOf } from "../../runner/plan.ts";
import { kinds, studies } from "../../studies/registry.ts";
import { endGroup } from "../_programs.ts";
import { filesIn, startProgram } from "../runner/_runs.ts";
import { checkSite } from "../site/_check_site.ts";

/** A report of profile smoke. */
interface Report {
  /** Where its results, its cache and, by default, its site are. */
  readonly folder: string;
  readonly jobs: number;
  /** The one study that is computed, default all. */
  readonly study?: string;
  /** Name of the folder of its site, default "site". */
  readonly site?: string;
}

/** Starts a report, in a process group of its own. */
function startReport({ folder, jobs, study, site = "site" }: Report): Deno.ChildProcess {
  return startProgram([
    "-P=report",
    "cli/report.ts",
    "--profile=smoke",
    "--log=json",
    `--jobs=${jobs}`,
    ...(study === undefined ? [] : [`--study=${study}`]),
    `--data=${folder}/data`,
    `--cache=${folder}/cache`,
    `--out=${folder}/${site}`,
    "--builder=vento",
  ], { detached: true });
}

async function makeReport(report: Report): Promise<void> {
  const { code, stderr } = await startReport(report).output();
  assertEquals([new TextDecoder().decode(stderr), code], ["", 0]);
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
async function reportUntil(report: Report, moment: Moment, all: number): Promise<boolean> {
  const child = startReport(report);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let blow: Promise<void> | undefined;
  const strike = () => timer ??= setTimeout(() => blow = endGroup(child), moment.milliseconds);
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

/** Files of a folder by path; the records of the provenance and their page tell of clock and machine, and may differ. */
function published(folder: string): Map<string, string> {
  return new Map(
    filesIn(folder).map((path) => path.slice(folder.length))
      .filter((path) => !path.endsWith("/provenance.json") && !path.startsWith("/provenance/"))
      .map((path) => [path, Deno.readFileSync(`${folder}${path}`).toHex()]),
  );
}

function assertSameFiles(one: string, other: string): void {
  const [a, b] = [published(one), published(other)];
  assertEquals([...a.keys()], [...b.keys()]);
  for (const [path, bytes] of a) assert(bytes === b.get(path), `${one}${path} differs`);
}

/**
 * Makes the whole report with 2 workers, by two commands at once: the one computes, the other waits and finds all of it.
 *
 * @returns Files of its artefacts.
 */
export async function reportOfTwo(folder: string): Promise<string[]> {
  await Promise.all([makeReport({ folder, jobs: 2 }), makeReport({ folder, jobs: 2 })]);
  assertEquals(await checkSite(`${folder}/site`), []);
  return filesIn(`${folder}/cache`).filter((path) => path.endsWith("/artefact"));
}

/**
 * Makes a report of a study with 1 worker that is killed at moments of its life, each time going on where the one before
 * was killed. Its results must be those of the whole report, its site that of a report that was left alone.
 *
 * @param moments When it is killed, in the order of their fractions, those of the site last; they may look at the blows
 * so far.
 * @param whole Folder of the whole report.
 * @returns The blows that found it alive.
 */
export async function killedReport(
  folder: string,
  study: string,
  moments: (hits: Readonly<Hits>) => Iterable<Moment>,
  whole: string,
): Promise<Hits> {
  const summary = studies.find(({ name }) => name === study)!.summary("smoke");
  const all = graphOf([summary], kinds).nodes.size;
  const report = { folder, jobs: 1, study };
  const hits: Hits = { start: 0, cells: 0, site: 0 };
  for (const moment of moments(hits)) {
    if (await reportUntil(report, moment, all)) hits[moment.after]++;
  }
  await makeReport(report);
  assertSameFiles(`${folder}/data/${study}`, `${whole}/data/${study}`);
  const leftovers = filesIn(folder).filter((path) =>
    path.endsWith(".tmp") || path.includes("/checkpoints/")
  );
  const stages = namesIn(`${folder}/cache`).filter((name) => /^site-[0-9a-f]{8}/.test(name));
  assertEquals([leftovers, stages], [[], []]);
  await makeReport({ ...report, site: "again" });
  assertSameFiles(`${folder}/site`, `${folder}/again`);
  return hits;
}
