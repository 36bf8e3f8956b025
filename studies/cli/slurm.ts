/**
 * Submits what is missing or stale to Slurm, and follows it where asked to.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { Command, InvalidArgumentError } from "commander";
import { resolve } from "node:path";
import type { CellKind } from "../runner/cell.ts";
import { checkWritable } from "../runner/files.ts";
import { lock } from "../runner/lock.ts";
import { showProgress } from "../runner/progress.ts";
import { planRun, profileNamed, studiesNamed } from "../runner/run.ts";
import { follow, submit, unfinished } from "../runner/slurm.ts";
import type { Study } from "../study.ts";
import {
  computeArguments,
  type ComputeOptions,
  count,
  endWithInput,
  list,
  main,
  printPlan,
  progressOptions,
  revisionArguments,
  revisionOf,
  type RevisionOptions,
  withComputeOptions,
  withRevisionOptions,
} from "./_command.ts";

interface Options extends ComputeOptions, RevisionOptions {
  readonly wait: boolean;
  readonly limit: number;
  readonly time: Readonly<Record<string, number>>;
  readonly memory: Readonly<Record<string, number>>;
  readonly sbatch: readonly string[];
  readonly attached: boolean;
}

/** Collects options of the form `kind=number`. */
function byKind(value: string, before: Readonly<Record<string, number>>): Record<string, number> {
  const [, kind, number] = value.match(/^([\w-]+)=(\d+)$/) ?? [];
  if (kind === undefined || Number(number) < 1) {
    throw new InvalidArgumentError("It must be a kind and a whole number, such as fit=120.");
  }
  return { ...before, [kind]: Number(number) };
}

const script = (name: string) => new URL(name, import.meta.url).pathname;

const command = withRevisionOptions(withComputeOptions(new Command("slurm")))
  .description("Submits what is missing or stale to Slurm. The report command calls it.")
  .option("--wait", "follow the jobs until they have ended", false)
  .option("--limit <count>", "tasks of a job array at a time", count, 100)
  .option("--time <kind=minutes>", "time limit of a kind of cell", byKind, {})
  .option("--memory <kind=megabytes>", "memory of a kind of cell", byKind, {})
  .option("--sbatch <option>", "further option of sbatch; may be given more than once", list, [])
  .option("--attached", "end when the standard input ends", false)
  .action(async (options: Options) => {
    if (options.attached) endWithInput();
    const profile = profileNamed(options.profile);
    const { studies: all, kinds } = await import(options.registry) as {
      studies: readonly Study[];
      kinds: readonly CellKind[];
    };
    const [data, cache] = [resolve(options.data), resolve(options.cache)];
    const what = {
      studies: studiesNamed(all, options.study),
      kinds,
      profile,
      data,
      cache,
      force: options.force,
    };
    if (options.plan) return printPlan(planRun(what), options, true);
    checkWritable(cache);
    const say = (message: string) => {
      console.log(options.log === "json" ? JSON.stringify({ event: "note", message }) : message);
    };
    let submission = await unfinished(cache);
    if (submission !== undefined && !options.wait) {
      throw new Error(
        `Cannot submit as the jobs submitted before must have ended: current value is job ${submission.last}, which is still queued; follow it with --wait`,
      );
    }
    // What is computed meanwhile is no step of the plan any more; so the plan comes first.
    const plan = planRun(what);
    if (submission !== undefined) {
      say(`following job ${submission.last}, which was submitted before`);
    } else {
      printPlan(plan, options, false);
      if (plan.studies.every(({ stale }) => stale === undefined)) return;
      using _held = await lock(`${cache}/lock`, (process) => {
        say(`waiting for process ${process}, which computes in ${cache}`);
      });
      const { registry, limit, sbatch, force, time, memory } = options;
      const revision = revisionOf(options);
      const deno = Deno.execPath();
      submission = await submit(plan.steps, {
        registry,
        cache,
        deno,
        script: script("./cell.ts"),
        assemble: [
          deno,
          "run",
          "--quiet",
          "--no-remote",
          "--no-prompt",
          "-P=compute",
          `--allow-write=${cache},${data}`,
          script("./compute.ts"),
          ...computeArguments({ ...options, data, cache, force: false, log: "text" }),
          ...revisionArguments(revision),
          "--assemble",
        ],
        limit,
        resources: (kind) => ({ minutes: time[kind] ?? 240, megabytes: memory[kind] ?? 2000 }),
        sbatch,
        force,
        revision,
      });
      say(
        `submitted ${plan.steps.length} cells in ${submission.arrays.length} job arrays; job ${submission.last} assembles the results; logs are in ${submission.folder}`,
      );
    }
    if (!options.wait) return;
    const progress = showProgress(plan.steps, progressOptions(options.log));
    const failures: string[] = [];
    const log = await follow(submission, plan.steps, cache, (event) => {
      progress.report(event);
      if (event.type === "failed") {
        failures.push(`Cannot finish cell "${event.step.cell.label}": ${event.message}`);
      }
    });
    progress.end();
    const missing = planRun({ ...what, force: false }).studies.filter(({ stale }) => stale);
    if (failures.length === 0 && missing.length > 0) {
      failures.push(
        `Cannot finish ${
          missing[0].study.name
        } as the last job must write its results: current value is in its log ${log}`,
      );
    }
    if (failures.length > 0) throw new Error(failures.join("\n"));
  });

await main(command);
// Reading the standard input would keep the process alive.
Deno.exit();
