/**
 * Runs steps on a cluster under Slurm: job arrays with dependencies, and a last job that assembles the
 * results. Cells find each other through the cache, which all nodes must see.
 *
 * @module
 */
import { Cache, type Revision } from "./cache.ts";
import type { Event } from "./executor.ts";
import { exists, readWhole, writeWhole } from "./files.ts";
import type { Step } from "./plan.ts";
import type { Task } from "./worker.ts";

/** What a task of a kind of cell may use. */
export interface Resources {
  readonly minutes: number;
  /** Memory. */
  readonly megabytes: number;
}

/** How to submit. All paths are absolute. */
export interface SlurmOptions {
  readonly registry: string;
  readonly cache: string;
  /** Program that runs Deno on the nodes. */
  readonly deno: string;
  /** Script that computes one task: `cell.ts <file of tasks> <index>`. */
  readonly script: string;
  /** Command of the last job, which assembles the results. */
  readonly assemble: readonly string[];
  /** Tasks of an array at a time, at most. */
  readonly limit: number;
  /** By kind of cell. */
  readonly resources: (kind: string) => Resources;
  /** Further options of sbatch, such as a partition or an account. */
  readonly sbatch: readonly string[];
  readonly force: boolean;
  readonly revision: Revision;
}

/** A task before a node takes it up. */
export type Submitted = Omit<Task, "origin"> & { readonly revision: Revision };

/** Some steps of one kind that need nothing of each other: one job array. */
export interface Group {
  readonly kind: string;
  readonly steps: readonly Step[];
  /** Places of the groups whose steps these need. */
  readonly needs: readonly number[];
}

/** Arrays longer than this are split; Slurm's own limit is 1001 unless a site raises it. */
const longest = 1000;

/**
 * Puts steps into groups of one kind and one depth, inputs first.
 *
 * @param steps Inputs before those who read them.
 */
export function groupSteps(steps: readonly Step[]): Group[] {
  const depths = new Map<string, number>();
  const members = new Map<string, Step[]>();
  for (const step of steps) {
    const inputs = Object.values(step.inputs).map((key) => depths.get(key) ?? -1);
    const depth = inputs.reduce((a, b) => Math.max(a, b), -1) + 1;
    depths.set(step.key, depth);
    const name = `${String(depth).padStart(6, "0")} ${step.kind.name}`;
    const list = members.get(name);
    if (list === undefined) members.set(name, [step]);
    else list.push(step);
  }
  const groupOf = new Map<string, number>();
  const groups: Group[] = [];
  for (const name of [...members.keys()].sort()) {
    const all = members.get(name)!;
    for (let i = 0; i < all.length; i += longest) {
      const part = all.slice(i, i + longest);
      const needs = new Set<number>();
      for (const { inputs } of part) {
        for (const key of Object.values(inputs)) {
          const group = groupOf.get(key);
          if (group !== undefined) needs.add(group);
        }
      }
      for (const { key } of part) groupOf.set(key, groups.length);
      groups.push({ kind: part[0].kind.name, steps: part, needs: [...needs] });
    }
  }
  return groups;
}

/** What was submitted, as kept in the cache. */
export interface Submission {
  /** Folder of its task files and logs. */
  readonly folder: string;
  /** Job array of each group: its number in Slurm, and the keys of its cells in order. */
  readonly arrays: readonly { readonly job: string; readonly keys: readonly string[] }[];
  /** Number of the job that assembles. */
  readonly last: string;
}

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

async function call(program: string, args: readonly string[], input = ""): Promise<string> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args: [...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    throw new Error(
      `Cannot use Slurm as the program ${program} must be on the path: current value is "${
        (error as Error).message
      }"`,
    );
  }
  try {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch { /* It ended without reading all; its exit status says why. */ }
  const { success, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  if (!success) {
    throw new Error(
      `Cannot use Slurm as ${program} must succeed: current value is ${
        JSON.stringify(text.decode(stderr).trim())
      }`,
    );
  }
  return text.decode(stdout);
}

/** Where a submission is kept. */
const recordPath = (cache: string) => `${cache}/slurm/current.json`;

/** Path of the log of a task. */
function logPath(submission: Pick<Submission, "folder">, array: number, task: number): string {
  return `${submission.folder}/${array}-${task}.log`;
}

/**
 * Submits steps as job arrays and the last job, and keeps what was submitted in the cache. The logs of the
 * submission before are removed.
 *
 * @throws {Error} If Slurm refuses; jobs submitted before that stay.
 */
export async function submit(steps: readonly Step[], options: SlurmOptions): Promise<Submission> {
  const groups = groupSteps(steps);
  const before = readWhole(recordPath(options.cache));
  if (before !== undefined) {
    const { folder } = JSON.parse(new TextDecoder().decode(before)) as Submission;
    if (exists(folder)) Deno.removeSync(folder, { recursive: true });
  }
  const folder = `${options.cache}/slurm/${crypto.randomUUID()}`;
  const arrays: { job: string; keys: string[] }[] = [];
  const text = new TextEncoder();
  for (const [i, group] of groups.entries()) {
    const tasks = group.steps.map(({ key, cell, inputs }): Submitted => ({
      registry: options.registry,
      cache: options.cache,
      key,
      cell: { kind: cell.kind, config: cell.config, seed: cell.seed },
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, key]) => [name, { key, kind: cell.inputs[name].kind }]),
      ),
      force: options.force,
      revision: options.revision,
    }));
    const file = `${folder}/${i}.json`;
    writeWhole(file, text.encode(JSON.stringify(tasks)));
    const { minutes, megabytes } = options.resources(group.kind);
    const command = [
      options.deno,
      "run",
      "--quiet",
      "--no-remote",
      "--no-prompt",
      "--allow-read",
      `--allow-write=${options.cache}`,
      "--allow-sys=cpus,osRelease",
      options.script,
      file,
    ];
    const job = await call("sbatch", [
      "--parsable",
      `--job-name=ampliflow-${group.kind}`,
      `--array=0-${group.steps.length - 1}%${options.limit}`,
      `--time=${minutes}`,
      `--mem=${megabytes}M`,
      "--cpus-per-task=1",
      `--output=${folder}/${i}-%a.log`,
      // Those whose inputs failed say so themselves; one failure does not hold up the others.
      ...(group.needs.length > 0
        ? [`--dependency=afterany:${group.needs.map((j) => arrays[j].job).join(":")}`]
        : []),
      ...options.sbatch,
    ], `#!/bin/sh\nexec ${command.map(quote).join(" ")} "$SLURM_ARRAY_TASK_ID"\n`);
    arrays.push({
      job: job.trim().split(";")[0],
      keys: group.steps.map((step) => step.key),
    });
  }
  const last = await call("sbatch", [
    "--parsable",
    "--job-name=ampliflow-assemble",
    "--time=60",
    `--mem=${options.resources("assemble").megabytes}M`,
    `--output=${folder}/assemble.log`,
    ...(arrays.length > 0
      ? [`--dependency=afterany:${arrays.map(({ job }) => job).join(":")}`]
      : []),
    ...options.sbatch,
  ], `#!/bin/sh\nexec ${options.assemble.map(quote).join(" ")}\n`);
  const submission = { folder, arrays, last: last.trim().split(";")[0] };
  writeWhole(recordPath(options.cache), text.encode(JSON.stringify(submission)));
  return submission;
}

/** Jobs and tasks that Slurm still has, and their states: `17_3` of an array, `18` of a job. */
async function queued(submission: Submission): Promise<Map<string, string>> {
  const own = new Set([...submission.arrays.map(({ job }) => job), submission.last]);
  // All of the user's: asked for a job that it has forgotten, squeue fails.
  const out = await call("squeue", ["--me", "--noheader", "--array", "--format=%F %i %T"]);
  const states = new Map<string, string>();
  for (const line of out.split("\n").filter(Boolean)) {
    const [job, id, state] = line.trim().split(/\s+/);
    if (own.has(job)) states.set(id, state);
  }
  return states;
}

/** The submission in the cache that Slurm has not yet ended, if there is one. */
export async function unfinished(cache: string): Promise<Submission | undefined> {
  const bytes = readWhole(recordPath(cache));
  if (bytes === undefined) return undefined;
  const submission = JSON.parse(new TextDecoder().decode(bytes)) as Submission;
  return (await queued(submission)).size > 0 ? submission : undefined;
}

function lastLine(path: string): string {
  const bytes = readWhole(path);
  if (bytes === undefined) return "it has no log";
  const lines = new TextDecoder().decode(bytes).trimEnd().split("\n");
  return lines.findLast((line) => line.startsWith("Cannot ") || line.includes("error:")) ??
    lines.at(-1) ?? "its log is empty";
}

/**
 * Follows a submission until Slurm has ended all of it.
 *
 * @param steps The steps that were submitted.
 * @param pause Milliseconds between looks.
 * @returns Path of the log of the last job.
 */
export async function follow(
  submission: Submission,
  steps: readonly Step[],
  cacheFolder: string,
  report: (event: Event) => void,
  pause = 2000,
): Promise<string> {
  const cache = new Cache(cacheFolder);
  const open = new Map<string, { step: Step; array: number; task: number; started: boolean }>();
  const stepOf = new Map(steps.map((step) => [step.key, step]));
  submission.arrays.forEach(({ keys }, array) =>
    keys.forEach((key, task) => {
      const step = stepOf.get(key);
      if (step !== undefined) open.set(key, { step, array, task, started: false });
    })
  );
  for (;;) {
    const states = await queued(submission);
    for (const [key, entry] of open) {
      const { step, array, task } = entry;
      const state = states.get(`${submission.arrays[array].job}_${task}`);
      if (state !== undefined && state !== "RUNNING" && state !== "COMPLETING") continue;
      if (!entry.started) {
        entry.started = true;
        report({ type: "start", step });
      }
      if (state !== undefined) continue;
      open.delete(key);
      const record = exists(`${cacheFolder}/${key}/artefact`) ? cache.record(key) : undefined;
      if (record !== undefined) report({ type: "done", step, record });
      else {
        const log = logPath(submission, array, task);
        report({ type: "failed", step, message: `${lastLine(log)} (log: ${log})` });
      }
    }
    if (states.size === 0) return `${submission.folder}/assemble.log`;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
