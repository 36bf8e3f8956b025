/**
 * The report: computes what is missing or stale, then builds the site. This process only starts those
 * two, each with permissions of its own.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { Option } from "commander";
import { resolve } from "node:path";
import { list, place } from "../runner/arguments.ts";
import { allow } from "../runner/allow.ts";
import { commandNamed } from "../runner/command.ts";
import { launch } from "../runner/launch.ts";
import {
  computeArguments,
  type ComputeOptions,
  main,
  reading,
  revisionArguments,
  withComputeOptions,
} from "./_command.ts";
import { buildSite, start, startComputing } from "./_process.ts";
import { reportOnTraining, type TrainingOptions, withTrainingOptions } from "./_training.ts";

interface Options extends ComputeOptions, Omit<TrainingOptions, "training" | "out"> {
  readonly training?: string;
  readonly executor: "local" | "slurm";
  readonly wait: boolean;
  readonly limit?: string;
  readonly time: readonly string[];
  readonly memory: readonly string[];
  readonly sbatch: readonly string[];
  readonly builder?: string;
  readonly out?: string;
  readonly base?: string;
}

/** The options for Slurm as arguments again. */
function slurmArguments({ wait, limit, time, memory, sbatch }: Options): string[] {
  return [
    ...(wait ? ["--wait"] : []),
    ...(limit === undefined ? [] : [`--limit=${limit}`]),
    ...time.map((value) => `--time=${value}`),
    ...memory.map((value) => `--memory=${value}`),
    ...sbatch.map((value) => `--sbatch=${value}`),
  ];
}

/** What a program prints, or `null` where it cannot be run or fails. */
async function ask(program: string, ...args: string[]): Promise<string | null> {
  try {
    const { success, stdout } = await launch(program, {
      args,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch {
    return null;
  }
}

/** The path of a script of ours. */
const script = (path: string) => resolve(import.meta.dirname!, path);

const command = withComputeOptions(commandNamed("report"))
  .description(
    "Computes what is missing or stale of the studies' results, then builds the site from them.\n" +
      "With results that are up to date it only builds.",
  )
  .addOption(
    new Option("--executor <name>", "what runs the cells").choices(["local", "slurm"]).default(
      "local",
    ),
  )
  .option("--wait", "with slurm: follow the jobs until they have ended, then build", false)
  .option("--limit <count>", "with slurm: tasks at a time")
  .option("--time <kind=minutes>", "with slurm: time limit of a kind of cell", list, [])
  .option("--memory <kind=megabytes>", "with slurm: memory of a kind of cell", list, [])
  .option("--sbatch <option>", "with slurm: further option of sbatch", list, [])
  .addOption(new Option("--builder <name>", "site generator").choices(["lume", "vento"]))
  .option(
    "--out <folder>",
    "folder of the site, or of the report on a training file (default: _site, or training-report)",
    place,
  )
  .option("--base <path>", "path under which the site is published, such as /ampliflow/");

withTrainingOptions(command)
  .action(async (options: Options) => {
    const commit = await ask("git", "rev-parse", "HEAD");
    const status = await ask("git", "status", "--porcelain", "--", ".", ":(exclude)_data");
    const source = revisionArguments({ commit, clean: status === "" });
    const { data, cache, builder, base, training } = options;
    if (training !== undefined) {
      const { out = place("training-report") } = options;
      return await reportOnTraining({ ...options, training, out }, source);
    }
    const { out = "_site" } = options;
    if (options.executor === "slurm") {
      await start([
        "--no-remote",
        "-P=slurm",
        reading(options.registry, [data, cache]),
        ...(cache === ".cache" ? [] : [allow("write", [cache])]),
        script("./slurm.ts"),
        ...computeArguments(options),
        ...slurmArguments(options),
        ...source,
        "--attached",
      ]);
      if (!options.wait) return;
    }
    const elsewhere = data !== "_data" || cache !== ".cache";
    await startComputing([
      "--no-remote",
      "-P=compute",
      reading(options.registry, [data, cache]),
      ...(elsewhere ? [allow("write", [cache, data])] : []),
      script("./compute.ts"),
      // With Slurm all has been computed; only the report of it is missing.
      ...computeArguments({ ...options, force: options.force && options.executor === "local" }),
      ...source,
    ]);
    if (options.plan) return;
    await buildSite({ cache, out }, [
      `--data=${data}`,
      `--cache=${cache}`,
      // A study that is tried stands in the site among the committed ones.
      ...(data === "_data" ? [] : ["--rest=_data"]),
      `--out=${out}`,
      ...(builder === undefined ? [] : [`--builder=${builder}`]),
      ...(base === undefined ? [] : [`--base=${base}`]),
    ]);
  });

await main(command);
