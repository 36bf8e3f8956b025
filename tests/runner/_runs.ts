/** Runs of the toys, in this process and in one of their own. */
import { assert } from "@std/assert";
import { fileURLToPath } from "node:url";
import type { Event } from "../../runner/executor.ts";
import { local } from "../../runner/local.ts";
import {
  type Outcome,
  type Plan,
  run,
  type RunOptions,
  type RunSurroundings,
} from "../../runner/run.ts";
import type { RunSource } from "../../runner/provenance.ts";
import { kinds, studies } from "./_toys.ts";
import { launch } from "../../runner/launch.ts";

/** URL of the toys. */
export const toys = new URL("./_toys.ts", import.meta.url).href;
/** URL of the toys with those that fail. */
export const badToys = new URL("./_bad_toys.ts", import.meta.url).href;
/** URL of the toys that are greedy when they are planned. */
export const greedyPlans = new URL("./_greedy_plans.ts", import.meta.url).href;

/** URL of the toys whose states are kept. */
export const keptToys = new URL("./_kept_toys.ts", import.meta.url).href;
/** URL of the toy that the engine computes. */
export const engineToys = new URL("./_engine_toys.ts", import.meta.url).href;

/** Where the toys' results come from. */
export const source: RunSource = {
  commit: null,
  clean: null,
  deno: Deno.version.deno,
  system: "some system",
  processor: "some processor",
  jobs: 2,
  lock: "deno.lock",
};

/** A folder that is gone at the end of the test. */
export function scratch(): { readonly path: string } & Disposable {
  const path = `.cache/tests/${crypto.randomUUID()}`;
  Deno.mkdirSync(path, { recursive: true });
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

/** Kills a process after some time, unless it has ended by then; the timer is for whoever sees it end. */
export function killIn(
  child: Deno.ChildProcess,
  milliseconds: number,
): ReturnType<typeof setTimeout> {
  return setTimeout(() => {
    try {
      child.kill("SIGKILL");
    } catch (error) {
      // It may end between the clock's stroke and the kill, which is then a TypeError.
      if (!(error instanceof TypeError)) throw error;
    }
  }, milliseconds);
}

/**
 * Kills a process some time after its start, unless it has ended by then.
 *
 * @returns How it ended.
 */
export async function killAfter(
  child: Deno.ChildProcess,
  milliseconds: number,
): Promise<Deno.CommandOutput> {
  const timer = killIn(child, milliseconds);
  const output = await child.output();
  clearTimeout(timer);
  return output;
}

/** What a run did. */
export interface Ran extends Outcome {
  readonly plan: Plan;
  readonly events: readonly Event[];
  /** Sentences about damaged files for which nothing was computed. */
  readonly damaged: readonly string[];
}

/** Runs the toys in this process, with `cache` and `data` in a folder. */
export async function runToys(
  folder: string,
  options: Partial<RunOptions> = {},
  around: Partial<RunSurroundings> & { readonly jobs?: number } = {},
): Promise<Ran> {
  const { jobs = 2, ...rest } = around;
  const events: Event[] = [], damaged: string[] = [];
  let plan: Plan | undefined;
  const outcome = await run({
    studies,
    kinds,
    profile: "smoke",
    data: `${folder}/data`,
    cache: `${folder}/cache`,
    force: false,
    ...options,
  }, {
    source: { ...source, jobs },
    registry: badToys,
    keepGoing: false,
    execute: local,
    onPlan: (made) => plan = made,
    progress: () => ({ report: (event) => events.push(event), end: () => {} }),
    waiting: () => {},
    damaged: (sentence) => damaged.push(sentence),
    ...rest,
  });
  return { ...outcome, plan: plan!, events, damaged };
}

/** Labels of the cells to which something happened. */
export function cellsThat(ran: Ran, type: Event["type"]): string[] {
  return ran.events.filter((event) => event.type === type).map(({ step }) => step.cell.label);
}

/** The bytes of the toys' results, as text, by study. */
export function resultsIn(folder: string): Record<string, string> {
  const results: Record<string, string> = {};
  for (const { name } of studies) {
    results[name] = Deno.readTextFileSync(`${folder}/data/${name}/results.json`);
  }
  return results;
}

/** The text of a file of ours without its checksum, as older files are. */
export function unsealed(text: string): string {
  return text.replace(/,\s*"checksum": "\w{64}"(?=\s*\}\s*$)/, "");
}

/** All files below a folder. */
export function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(`${folder}/${name}`) : [`${folder}/${name}`]
  ).sort();
}

/** Makes a link; Deno's own needs permission for all files. */
export function link(target: string, path: string): void {
  const made = launch("ln", { args: ["-s", target, path] }, (command) => command.outputSync());
  assert(made.success, `no link ${path}`);
}

/** Takes packages as they are locked for tests. */
export const lock = `--lock=${fileURLToPath(new URL("../deno.lock", import.meta.url))}`;

/** Starts a program of ours, which cannot ask for permissions. */
export function startProgram(
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "cwd" | "detached" | "env"> = {},
): Deno.ChildProcess {
  return launch("deno", {
    args: ["run", "--quiet", "--no-prompt", lock, ...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...options,
  });
}

/** Starts a command of ours with its permissions, and those to write to a folder. */
export function startCommand(
  name: "report" | "compute" | "slurm" | "verify" | "compare",
  folder: string,
  args: readonly string[] = [],
  options: Parameters<typeof startProgram>[1] = {},
): Deno.ChildProcess {
  const write = name === "compute" || name === "slurm" ? [`--allow-write=${folder}`] : [];
  // The toys' registry is no part of our code.
  if (name === "compute" || name === "slurm") write.push("--allow-read");
  return startProgram([
    "--no-remote",
    // Verify only starts the process that has its permissions.
    `-P=${name === "verify" ? "start" : name}`,
    ...write,
    `cli/${name}.ts`,
    `--data=${folder}/data`,
    ...(name === "compare" ? [] : [`--registry=${toys}`, `--cache=${folder}/cache`]),
    ...args,
  ], options);
}

/** What a command printed, and its exit code. */
export async function ended(
  child: Deno.ChildProcess,
): Promise<{ code: number; out: string; error: string }> {
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  return { code, out: text.decode(stdout), error: text.decode(stderr) };
}
