/** What the commands share. */
import { type Command, Option } from "commander";
import { fileURLToPath } from "node:url";
import { allow } from "../runner/allow.ts";
import { count, list, place } from "../runner/arguments.ts";
import type { Revision } from "../runner/cache.ts";
import type { ProgressOptions } from "../runner/progress.ts";
import { print, refuse } from "../runner/refusal.ts";
import type { Plan } from "../runner/run.ts";
import { profiles } from "../runner/study.ts";

/** Options of `report` that it hands to `compute`. */
export interface ComputeOptions {
  /** By default each study has that of its committed results. */
  readonly profile?: string;
  readonly study: readonly string[];
  readonly jobs: number;
  readonly force: boolean;
  readonly keepGoing: boolean;
  readonly plan: boolean;
  readonly log: "text" | "json";
  readonly data: string;
  readonly cache: string;
  readonly registry: string;
}

/** The module with the studies of the report. */
export const defaultRegistry = new URL("../studies/registry.ts", import.meta.url).href;

/** The code that threads load, and what the provenance digests. */
const code = ["audit", "core", "own_data", "render", "runner", "studies", "types", "deno.lock"]
  .map((path) => fileURLToPath(new URL(`../${path}`, import.meta.url)));

/** Permission to read our code and some folders; all, where the registry is not ours. */
export function reading(registry: string, folders: readonly string[]): string {
  return registry === defaultRegistry ? allow("read", [...code, ...folders]) : "--allow-read";
}

/** Adds the options of `report` and `compute`. */
export function withComputeOptions(command: Command): Command {
  return command
    .option(
      "--profile <name>",
      `how much is computed: ${profiles.join(", ")} ` +
        "(default: for each study that of its committed results, standard where there are none)",
    )
    .option("--study <name>", "only this study; may be given more than once", list, [])
    .option("--jobs <count>", "cells at a time", count, navigator.hardwareConcurrency)
    .option("--force", "compute again what is up to date", false)
    .option("--keep-going", "after a failure, go on with what does not need the failed cell", false)
    .option("--plan", "only say what would be computed, and why", false)
    .addOption(
      new Option("--log <form>", "form of the progress").choices(["text", "json"]).default("text"),
    )
    .option("--data <folder>", "folder of the results", place, "_data")
    .option("--cache <folder>", "folder of the cache", place, ".cache")
    .addOption(new Option("--registry <url>").default(defaultRegistry).hideHelp());
}

/** Options that choose the code that computes. */
export interface RevisionOptions {
  readonly commit?: string;
  readonly clean?: boolean;
}

/** Adds the options that choose the code that computes. */
export function withRevisionOptions(command: Command): Command {
  return command
    .option("--commit <revision>", "revision of the code, for the provenance")
    .option("--clean", "the code is as committed")
    .option("--no-clean", "the code is not as committed");
}

/** The code that computes, by the options. */
export function revisionOf({ commit, clean }: RevisionOptions): Revision {
  return commit === undefined ? { commit: null, clean: null } : { commit, clean: clean ?? null };
}

/** The code that computes as arguments again. */
export function revisionArguments({ commit, clean }: Revision): string[] {
  return commit === null
    ? []
    : [`--commit=${commit}`, ...(clean === null ? [] : [clean ? "--clean" : "--no-clean"])];
}

/** The options as arguments again. */
export function computeArguments(options: ComputeOptions): string[] {
  return [
    ...(options.profile === undefined ? [] : [`--profile=${options.profile}`]),
    ...options.study.map((name) => `--study=${name}`),
    `--jobs=${options.jobs}`,
    ...(options.force ? ["--force"] : []),
    ...(options.keepGoing ? ["--keep-going"] : []),
    ...(options.plan ? ["--plan"] : []),
    `--log=${options.log}`,
    `--data=${options.data}`,
    `--cache=${options.cache}`,
    `--registry=${options.registry}`,
  ];
}

/** Prints the state of every study and, on request, the reason of every step. */
export function printPlan(plan: Plan, options: ComputeOptions, everyStep: boolean): void {
  if (options.log === "json") {
    console.log(JSON.stringify({
      event: "plan",
      studies: plan.studies.map(({ study, profile, key, stale }) => ({
        study: study.name,
        profile,
        key,
        stale: stale ?? null,
      })),
      cells: plan.steps.length,
      ...(everyStep && {
        steps: plan.steps.map(({ cell, key, reason }) => ({
          cell: cell.label,
          kind: cell.kind,
          key,
          reason,
        })),
      }),
    }));
    return;
  }
  for (const { study, profile, stale, record } of plan.studies) {
    const what = record === undefined ? "to be computed" : "to be written anew";
    console.log(
      stale === undefined
        ? `${study.name}: up to date (profile ${profile})`
        : `${study.name}: ${what} (profile ${profile}) because ${stale}`,
    );
  }
  for (const { cell, reason } of plan.steps) {
    if (everyStep) console.log(`  ${cell.label}, because ${reason}`);
    else if (reason.includes("damaged")) console.log(`  ${cell.label} again, because ${reason}`);
  }
  if (everyStep && plan.steps.length > 0) console.log(`${plan.steps.length} cells would run`);
}

/** Progress on the standard output. */
export function progressOptions(log: "text" | "json"): ProgressOptions {
  const terminal = Deno.stdout.isTerminal();
  return {
    log,
    terminal,
    columns: terminal ? Deno.consoleSize().columns : 80,
    now: () => performance.now(),
    write: print,
  };
}

/** Runs a command; a refusal is one sentence and exit code 1. */
export async function main(command: Command): Promise<void> {
  try {
    await command.parseAsync(Deno.args, { from: "user" });
  } catch (error) {
    refuse(error);
  }
}
