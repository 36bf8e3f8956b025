/**
 * Submits what is missing or stale to Slurm, and follows it where asked to.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { InvalidArgumentError } from "commander";
import { resolve } from "node:path";
import { count, list } from "../runner/arguments.ts";
import { checkWritable } from "../runner/files.ts";
import { lock } from "../runner/lock.ts";
import { allow, locked } from "../runner/allow.ts";
import { commandNamed } from "../runner/command.ts";
import { showProgress } from "../runner/progress.ts";
import { bringKept, planRun } from "../runner/run.ts";
import type { Step } from "../runner/plan.ts";
import { cancel, follow, type Submission, submit, unfinished } from "../runner/slurm.ts";
import {
  computeArguments,
  type ComputeOptions,
  main,
  printPlan,
  progressOptions,
  reading,
  revisionArguments,
  revisionOf,
  type RevisionOptions,
  withComputeOptions,
  withRevisionOptions,
} from "./_command.ts";
import { endOnSignal, endWithInput } from "./_process.ts";
import { asked } from "./_studies.ts";

interface Options extends ComputeOptions, RevisionOptions {
  readonly wait: boolean;
  readonly limit: number;
  readonly time: Readonly<Record<string, number>>;
  readonly memory: Readonly<Record<string, number>>;
  readonly sbatch: readonly string[];
  readonly attached: boolean;
}

/** What Slurm works on. */
interface Work {
  readonly submission: Submission;
  readonly steps: readonly Step[];
  /** Whether it was submitted by an earlier command. */
  readonly earlier: boolean;
}

/** Collects options of the form `kind=number`. */
function byKind(value: string, before: Readonly<Record<string, number>>): Record<string, number> {
  const [, kind, number] = value.match(/^([\w-]+)=(\d+)$/) ?? [];
  if (kind === undefined || Number(number) < 1) {
    throw new InvalidArgumentError("It must be a kind and a whole number, such as fit=120.");
  }
  return { ...before, [kind]: Number(number) };
}

const script = (name: string) => resolve(import.meta.dirname!, name);

const command = withRevisionOptions(withComputeOptions(commandNamed("slurm")))
  .description("Submits what is missing or stale to Slurm. The report command calls it.")
  .option("--wait", "follow the jobs until they have ended", false)
  .option("--limit <count>", "tasks at a time", count, 100)
  .option("--time <kind=minutes>", "time limit of a kind of cell", byKind, {})
  .option("--memory <kind=megabytes>", "memory of a kind of cell", byKind, {})
  .option("--sbatch <option>", "further option of sbatch; may be given more than once", list, [])
  .option("--attached", "end when the standard input ends", false)
  .action(async (options: Options) => {
    if (options.attached) endWithInput();
    endOnSignal("Stopped. What is submitted goes on; the same command with --wait follows it.");
    const [data, cache] = [resolve(options.data), resolve(options.cache)];
    const what = await asked({ ...options, data, cache });
    for (const kind of [...Object.keys(options.time), ...Object.keys(options.memory)]) {
      const known = [...what.kinds.map(({ name }) => name), "assemble"];
      if (!known.includes(kind)) {
        throw new RangeError(
          `Cannot set a limit as its kind must be one of ${
            known.join(", ")
          }: current value is ${kind}`,
        );
      }
    }
    if (options.plan) return printPlan(planRun(what), options, true);
    checkWritable(cache);
    const say = (message: string) => {
      console.log(options.log === "json" ? JSON.stringify({ event: "note", message }) : message);
    };
    const waiting = (process: string) => {
      say(`waiting for process ${process}, which computes in ${cache}`);
    };

    /** What Slurm has not ended, or else what is submitted now; nothing where all is up to date. */
    const work = async (force: boolean): Promise<Work | undefined> => {
      using _submits = await lock(`${cache}/slurm.lock`, waiting);
      const before = await unfinished(cache);
      if (before !== undefined && before.last !== null) {
        if (!options.wait) {
          throw new Error(
            `Cannot submit as the jobs submitted before must have ended: current value is job ${before.last}, which is still queued; follow it with --wait`,
          );
        }
        // What it has computed is no step any more.
        const { steps } = planRun({ ...what, force: false });
        say(`following job ${before.last}, which was submitted before`);
        return { submission: before, steps, earlier: true };
      }
      if (before !== undefined) {
        say(`cancelling ${before.arrays.length} job arrays of a submission that was interrupted`);
        await cancel(before);
      }
      using _held = await lock(`${cache}/lock`, waiting);
      const plan = planRun({ ...what, force });
      printPlan(plan, options, false);
      if (plan.studies.every(({ stale }) => stale === undefined)) return undefined;
      bringKept({ ...what, force }, plan).forEach(say);
      const { registry, limit, sbatch, time, memory } = options;
      const revision = revisionOf(options);
      const deno = Deno.execPath();
      const submission = await submit(plan.steps, {
        registry,
        cache,
        deno,
        start: script("./start.ts"),
        script: script("./cell.ts"),
        reading: reading(registry, [cache]),
        assemble: [
          deno,
          "run",
          "--quiet",
          locked,
          "--no-remote",
          "--no-prompt",
          "-P=compute",
          reading(registry, [data, cache]),
          allow("write", [cache, data]),
          script("./compute.ts"),
          ...computeArguments({ ...options, data, cache, force: false, log: "text" }),
          ...revisionArguments(revision),
          "--assemble",
        ],
        limit,
        resources: (kind) => ({
          minutes: time[kind] ?? (kind === "assemble" ? 60 : 240),
          megabytes: memory[kind] ?? 2000,
        }),
        sbatch,
        force,
        revision,
      });
      say(
        `submitted ${plan.steps.length} cells in ${submission.arrays.length} job arrays; job ${submission.last} assembles the results; logs are in ${submission.folder}`,
      );
      return { submission, steps: plan.steps, earlier: false };
    };

    for (let force = options.force;; force = false) {
      const found = await work(force);
      if (found === undefined || !options.wait) return;
      const { submission, steps, earlier } = found;
      const progress = showProgress(steps, progressOptions(options.log));
      const failures: string[] = [];
      const log = await follow(submission, steps, cache, (event) => {
        progress.report(event);
        if (event.type === "failed") {
          failures.push(`Cannot finish cell "${event.step.cell.label}": ${event.message}`);
        }
      });
      progress.end();
      if (failures.length > 0) throw new Error(failures.join("\n"));
      // What was submitted before may have been about other studies.
      if (earlier) continue;
      const [missing] = planRun({ ...what, force: false }).studies.filter(({ stale }) => stale);
      if (missing === undefined) return;
      throw new Error(
        `Cannot finish ${missing.study.name} as the last job must write its results: current value is in its log ${log}`,
      );
    }
  });

await main(command);
// Reading the standard input would keep the process alive.
Deno.exit();
