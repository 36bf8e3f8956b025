/** Starts the programs that look at a site in a browser. */
import { assertEquals } from "@std/assert";
import { auditSite } from "../../audit/report/build.ts";
import { chromium } from "../_programs.ts";
import { buildSite } from "../../site/site.ts";
import { auditFiles } from "../../audit/report/output.ts";
import { writeAll } from "../../runner/files.ts";
import { someAudit } from "../audit/_audits.ts";
import { Cache } from "../../runner/cache.ts";
import { encodeKept } from "../../runner/kept_file.ts";
import { graphOf } from "../../runner/plan.ts";
import type { GivenFit } from "../../site/recompute/cells.ts";
import { kinds, studies } from "../../studies/registry.ts";
import { lock, runToys, scratch } from "../runner/_runs.ts";
import { play } from "../../site/play/play.ts";
import { readState } from "../../site/play/state.ts";
import { ownCases } from "./_own_cases.ts";
import { writeReport } from "./_report.ts";
import { launch } from "../../runner/launch.ts";

/** Declares a test that needs a browser. */
export function testInBrowser(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  Deno.test({
    name: `in a browser ${name} (only where a Chromium is found)`,
    ignore: chromium === undefined,
    fn,
  });
}

/**
 * The problems that a program finds in a site.
 *
 * @param program `_browser.ts` with pages, `_labels.ts` with widths, `_own_audit.ts` or `_play.ts` with cases,
 * `_recompute.ts` with a kept fit, or `_small.ts` with nothing.
 */
export async function problemsOf(
  program:
    | "_browser.ts"
    | "_labels.ts"
    | "_own_audit.ts"
    | "_play.ts"
    | "_recompute.ts"
    | "_small.ts",
  folder: string,
  option = "",
): Promise<string[]> {
  const { stdout, stderr, success } = await launch("deno", {
    args: [
      "run",
      "--quiet",
      lock,
      "--no-prompt",
      "--allow-all",
      `${import.meta.dirname}/${program}`,
      folder,
      chromium!,
      option,
    ],
  }, (command) => command.output());
  assertEquals(new TextDecoder().decode(stderr), "");
  assertEquals(success, true);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/**
 * Builds a whole site of made-up results, with the report of an audit.
 *
 * @returns Its folder, below the given one.
 */
export async function someSite(folder: string, { search }: { search: boolean }): Promise<string> {
  const [data, out] = [`${folder}/data`, `${folder}/site`];
  writeReport(data);
  await buildSite({ builder: "vento", search, data, out });
  // Its addresses are relative, and its names as long as they may be.
  const results = someAudit("generator".repeat(22));
  for (const files of [auditFiles(results), auditSite(results)]) {
    writeAll(`${out}/audit-report`, files);
  }
  return out;
}

/** Asserts that a program finds nothing in a site. */
export async function assertNoProblems(
  program: "_browser.ts" | "_labels.ts",
  site: string,
  option: string,
): Promise<void> {
  assertEquals(await problemsOf(program, site, option), []);
}

/** Asserts that every page of the committed results fits a small screen: made-up results have fewer sentences. */
export async function assertFits(): Promise<void> {
  using folder = scratch();
  const out = `${folder.path}/site`;
  await buildSite({ builder: "vento", search: false, data: "_data", out });
  assertEquals(await problemsOf("_small.ts", out), []);
}

/** Asserts that the audit in the page gives what the command gives, and sends nothing. */
export async function assertOwnAudits(site: string): Promise<void> {
  using folder = scratch();
  const cases = `${folder.path}/cases.json`;
  Deno.writeTextFileSync(cases, JSON.stringify(await ownCases(`${folder.path}/cases`)));
  assertEquals(await problemsOf("_own_audit.ts", site, cases), []);
}

/**
 * A kept state of the smoke profile in a built site: the first of two stretches of a fit.
 *
 * @param cache Folder of the cache.
 */
function keptState(cache: string, out: string): GivenFit {
  const { nodes } = graphOf(
    [studies.find(({ name }) => name === "calibration")!.summary("smoke")],
    kinds,
  );
  const { key, kind } = [...nodes.values()].find(({ cell: { label } }) =>
    label.startsWith("stretch 1 of 2 of ")
  )!;
  const owner = { key, kind: kind.name };
  const { claim: { digest }, bytes } = encodeKept(owner, new Cache(cache).read(owner)!);
  const path = "data/fits/smoke.safetensors";
  writeAll(out, new Map([[path, bytes]]));
  return { key, path, digest, seconds: 1 };
}

/** Studies that are computed in a page: those whose cells are most of all kinds, and take a minute. */
const recomputed = ["calibration", "edges"];

/**
 * Asserts that every cell of some studies in the profile "smoke" is the same in a page as in Deno, that a stretch of a fit
 * goes on from a kept state, and that differences are told.
 */
export async function assertRecomputes(): Promise<void> {
  using folder = scratch();
  const [data, rest, out] = ["data", "rest", "site"].map((name) => `${folder.path}/${name}`);
  const some = studies.filter(({ name }) => recomputed.includes(name));
  await runToys(folder.path, { studies: some, kinds }, {
    registry: new URL("../../studies/registry.ts", import.meta.url).href,
  });
  const path = "fits/mean-field-k100/run-1-to-";
  for (const name of [`${path}300000`, `${path}400000`]) {
    for (const extension of ["safetensors", "json"]) {
      copy(`_data/${name}.${extension}`, `${data}/${name}.${extension}`);
    }
  }
  copy("_data/performance/results.json", `${data}/performance/results.json`);
  // The others have no provenance, so that nothing of them is offered.
  writeReport(rest);
  await buildSite({ builder: "vento", search: false, data, rest, out });
  const fit = keptState(`${folder.path}/cache`, out);
  assertEquals(await problemsOf("_recompute.ts", out, JSON.stringify(fit)), []);
}

/** Copies a file into a folder that may not be there yet. */
function copy(from: string, to: string): void {
  Deno.mkdirSync(to.slice(0, to.lastIndexOf("/")), { recursive: true });
  Deno.copyFileSync(from, to);
}

/** All numbers of the game of an address, as the page hands them out. */
async function numbersOf(query: string): Promise<string> {
  const { state } = readState(query);
  const stages = [];
  for await (const stage of play(state)) {
    stages.push(stage);
    if (stage.stage === "learned" && stage.set === state.sets) break;
  }
  return JSON.stringify(stages);
}

/** Asserts that the page plays the games of addresses to the same digits, and that all of it can be reached. */
export async function assertPlays(site: string, queries: readonly string[]): Promise<void> {
  using folder = scratch();
  const cases = `${folder.path}/cases.json`;
  const games = [];
  for (const query of queries) games.push({ query, numbers: await numbersOf(query) });
  Deno.writeTextFileSync(cases, JSON.stringify(games));
  assertEquals(await problemsOf("_play.ts", site, cases), []);
}
