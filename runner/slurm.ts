/**
 * Runs steps on a cluster under Slurm: job arrays with dependencies, and a last job that assembles the
 * results. Cells exchange artefacts through the cache, which all nodes must share.
 *
 * @module
 */
import * as z from "zod";
import { Cache, type Revision } from "./cache.ts";
import type { Event } from "./executor.ts";
import { exists, namesIn, readWhole, writeWhole } from "./files.ts";
import { allow, locked } from "./allow.ts";
import type { Step } from "./plan.ts";
import { launch } from "./launch.ts";
import { parseWith } from "./json.ts";
import { type Group, groupSteps, takeTurns } from "./slurm_groups.ts";
import type { Task } from "./worker.ts";

/** Limits of a task. */
export interface Resources {
  readonly minutes: number;
  /** Memory. */
  readonly megabytes: number;
}

/** Options of {@linkcode submit}. All paths are absolute. */
export interface SlurmOptions {
  readonly registry: string;
  readonly cache: string;
  /** Deno's executable on the nodes. */
  readonly deno: string;
  /** Script that starts a computation with the flags for the node: `start.ts <deno> <arguments of deno run>`. */
  readonly start: string;
  /** Script that computes one task: `cell.ts <file of tasks> <index>`. */
  readonly script: string;
  /** Read permission of the script, as a flag of Deno. */
  readonly reading: string;
  /** Command of the last job. */
  readonly assemble: readonly string[];
  /** Largest number of tasks at the same time. */
  readonly limit: number;
  /** Limits by kind of cell; "assemble" for the last job. */
  readonly resources: (kind: string) => Resources;
  /** Further options of sbatch, such as a partition or an account. */
  readonly sbatch: readonly string[];
  readonly force: boolean;
  readonly revision: Revision;
}

/** A task before it runs on a node. */
export type Submitted = Omit<Task, "origin" | "kernel"> & { readonly revision: Revision };

const submissionSchema = z.strictObject({
  /** Folder of its task files and logs. */
  folder: z.string(),
  /** Job array of each group: its identifier in Slurm, and the keys of its cells in order. */
  arrays: z.array(z.strictObject({ job: z.string(), keys: z.array(z.string()) })),
  /** Identifier of the job that assembles; null until everything is submitted. */
  last: z.string().nullable(),
});

/** A submission, as stored in the cache. */
export type Submission = z.infer<typeof submissionSchema>;

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

async function call(program: string, args: readonly string[], input = ""): Promise<string> {
  let child: Deno.ChildProcess;
  try {
    child = launch(program, {
      args: [...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    });
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
  } catch { /* The program ended before it read everything; its exit status says why. */ }
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

/** Path of the record of the current submission. */
const recordPath = (cache: string) => `${cache}/slurm/current.json`;

function keep(cache: string, submission: Submission): void {
  writeWhole(recordPath(cache), new TextEncoder().encode(JSON.stringify(submission)));
}

/** Path of the log of a task. */
function logPath(submission: Pick<Submission, "folder">, array: number, task: number): string {
  return `${submission.folder}/${array}-${task}.log`;
}

/** A path in an option of sbatch, with escaped percent signs. */
const literal = (path: string) => path.replaceAll("%", "%%");

/** Cancels a submission. Artefacts and checkpoints of its tasks stay in the cache. */
export async function cancel(submission: Submission): Promise<void> {
  const jobs = submission.arrays.map(({ job }) => job);
  if (submission.last !== null) jobs.push(submission.last);
  // With this flag scancel ignores jobs that have ended.
  if (jobs.length > 0) await call("scancel", ["--quiet", ...jobs]);
}

/**
 * Submits steps as job arrays and the last job, and stores the submission in the cache. Removes the
 * logs of the previous submission. Only for the process that holds the lock of the cache.
 *
 * @throws {Error} If Slurm fails; the jobs submitted before are cancelled.
 */
export async function submit(steps: readonly Step[], options: SlurmOptions): Promise<Submission> {
  const root = `${options.cache}/slurm`;
  for (const name of namesIn(root)) Deno.removeSync(`${root}/${name}`, { recursive: true });
  if (options.force) {
    const cache = new Cache(options.cache);
    // Otherwise a failed task would count as done.
    for (const { key } of steps) cache.forget(key);
  }
  const submission: Submission = {
    folder: `${root}/${crypto.randomUUID()}`,
    arrays: [],
    last: null,
  };
  try {
    await submitAll(groupSteps(steps), submission, options);
  } catch (error) {
    await cancel(submission);
    throw error;
  }
  return submission;
}

/** Submits groups and stores the submission after each, so that a killed one can be cancelled. */
async function submitAll(
  groups: readonly Group[],
  submission: Submission,
  options: SlurmOptions,
): Promise<void> {
  const { folder, arrays } = submission;
  const sbatch = async (
    kind: string,
    job: { log: string; after: readonly string[]; flags: readonly string[]; command: string },
  ) => {
    const { minutes, megabytes } = options.resources(kind);
    const out = await call("sbatch", [
      "--parsable",
      `--job-name=ampliflow-${kind}`,
      `--time=${minutes}`,
      `--mem=${megabytes}M`,
      `--output=${literal(folder)}/${job.log}`,
      // A task whose inputs failed reports it; one failure does not block the others.
      ...(job.after.length > 0 ? [`--dependency=afterany:${job.after.join(":")}`] : []),
      ...job.flags,
      ...options.sbatch,
    ], `#!/bin/sh\nexec ${job.command}\n`);
    return out.trim().split(";")[0];
  };
  const turns = takeTurns(groups, options.limit);
  for (const [i, group] of groups.entries()) {
    const tasks = group.steps.map(({ key, cell, inputs }): Submitted => ({
      registry: options.registry,
      cache: options.cache,
      key,
      cell: { kind: cell.kind, config: cell.config, seed: cell.seed },
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, key]) => [name, { key, kind: cell.inputs[name].kind }]),
      ),
      force: false,
      revision: options.revision,
    }));
    const file = `${folder}/${i}.json`;
    writeWhole(file, new TextEncoder().encode(JSON.stringify(tasks)));
    const command = [
      options.deno,
      "run",
      "--quiet",
      locked,
      "--no-remote",
      "--no-prompt",
      allow("run", [options.deno]),
      options.start,
      options.deno,
      "--no-remote",
      options.reading,
      allow("write", [options.cache]),
      "--allow-sys=cpus,osRelease",
      options.script,
      file,
    ];
    const job = await sbatch(group.kind, {
      log: `${i}-%a.log`,
      after: turns[i].after.map((j) => arrays[j].job),
      flags: [`--array=0-${group.steps.length - 1}%${turns[i].limit}`, "--cpus-per-task=1"],
      command: `${command.map(quote).join(" ")} "$SLURM_ARRAY_TASK_ID"`,
    });
    arrays.push({ job, keys: group.steps.map((step) => step.key) });
    keep(options.cache, submission);
  }
  submission.last = await sbatch("assemble", {
    log: "assemble.log",
    after: arrays.map(({ job }) => job),
    flags: [],
    command: options.assemble.map(quote).join(" "),
  });
  keep(options.cache, submission);
}

/** A job or task that Slurm still has. */
interface Queued {
  readonly state: string;
  /** Slurm's reason for waiting. */
  readonly reason: string;
}

/** Jobs and tasks that Slurm still has, by identifier: `17_3` for a task of an array, `18` for a job. */
async function queued(submission: Submission): Promise<Map<string, Queued>> {
  const jobs = new Set([...submission.arrays.map(({ job }) => job), submission.last]);
  // All jobs of the user, because squeue fails for a job that it has forgotten.
  const out = await call("squeue", ["--me", "--noheader", "--array", "--format=%F %i %T %r"]);
  const states = new Map<string, Queued>();
  for (const line of out.split("\n").filter(Boolean)) {
    const [job, id, state, ...reason] = line.trim().split(/\s+/);
    if (jobs.has(job)) states.set(id, { state, reason: reason.join(" ") });
  }
  return states;
}

/**
 * The submission in the cache, if Slurm has not ended it.
 *
 * @throws {SyntaxError} If its record is damaged.
 */
export async function unfinished(cache: string): Promise<Submission | undefined> {
  const path = recordPath(cache);
  const bytes = readWhole(path);
  if (bytes === undefined) return undefined;
  const text = new TextDecoder().decode(bytes);
  const submission = parseWith(submissionSchema, "of a submission", path, text);
  return (await queued(submission)).size > 0 ? submission : undefined;
}

/** The error message in a log. */
function errorIn(path: string): string {
  const bytes = readWhole(path);
  if (bytes === undefined) return "Slurm ended it before it began";
  const lines = new TextDecoder().decode(bytes).trimEnd().split("\n");
  return lines.findLast((line) => line.startsWith("Cannot ") || line.includes("error:")) ??
    // The message stands above the stack.
    (lines.findLast((line) => !/^\s+at /.test(line)) || "its log is empty");
}

/** Usual reasons to wait, which need no note. */
const usual = /^(None|Priority|Resources|Dependency|JobArrayTaskLimit|BeginTime|Cleaning)?$/;

/**
 * Follows a submission until Slurm has ended all its jobs.
 *
 * @param steps The steps that were submitted.
 * @param options `pause`: milliseconds between two queries; `patience`: largest number of consecutive
 * failures of queries.
 * @returns Path of the log of the last job.
 * @throws {Error} If Slurm does not answer; the jobs continue.
 */
export async function follow(
  submission: Submission,
  steps: readonly Step[],
  cacheFolder: string,
  report: (event: Event) => void,
  { pause = 2000, patience = 30 } = {},
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
  /** For each step without artefact, by key, the failed step that caused it. */
  const lost = new Map<string, Step>();
  const noted = new Set<string>();
  for (let failures = 0;;) {
    let states: Map<string, Queued>;
    try {
      states = await queued(submission);
      failures = 0;
    } catch (error) {
      if (++failures > patience) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
      continue;
    }
    for (const [key, entry] of open) {
      const { step, array, task } = entry;
      const { state, reason = "" } = states.get(`${submission.arrays[array].job}_${task}`) ?? {};
      if (state !== undefined && state !== "RUNNING" && state !== "COMPLETING") {
        if (!usual.test(reason) && !noted.has(reason)) {
          noted.add(reason);
          report({ type: "note", step, message: `Slurm lets ${step.cell.label} wait: ${reason}` });
        }
        continue;
      }
      if (!entry.started) {
        entry.started = true;
        report({ type: "start", step });
      }
      if (state !== undefined) continue;
      open.delete(key);
      const record = exists(`${cacheFolder}/${key}/artefact`) ? cache.record(key) : undefined;
      if (record !== undefined) {
        report({ type: "done", step, record });
        continue;
      }
      const needs = Object.values(step.inputs).map((key) => lost.get(key)).find(Boolean);
      lost.set(key, needs ?? step);
      if (needs !== undefined) report({ type: "skipped", step, needs });
      else {
        const log = logPath(submission, array, task);
        report({ type: "failed", step, message: `${errorIn(log)} (log: ${log})` });
      }
    }
    if (states.size === 0) return `${submission.folder}/assemble.log`;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
