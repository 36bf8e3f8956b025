/**
 * `deno task verify`: recomputes a sample of the committed cells and compares bytes, in a process of its own
 * that may write to the folder of the cache.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { Option } from "commander";
import { fileURLToPath } from "node:url";
import { allow } from "../runner/allow.ts";
import { count, list, place } from "../runner/arguments.ts";
import type { CellKind } from "../runner/cell.ts";
import { commandNamed } from "../runner/command.ts";
import { local } from "../runner/local.ts";
import { lock } from "../runner/lock.ts";
import { checkWritable, removeFolder } from "../runner/files.ts";
import { duration, showProgress } from "../runner/progress.ts";
import { studiesNamed } from "../runner/run.ts";
import { readCommitted, sampleCells, verifySample } from "../runner/verify.ts";
import type { Study } from "../runner/study.ts";
import { defaultRegistry, main, progressOptions } from "./_command.ts";
import { endWithInput, startComputing } from "./_process.ts";

interface Options {
  readonly study: readonly string[];
  readonly cells: number;
  readonly minutes: number;
  readonly full: boolean;
  readonly seed: number;
  readonly jobs: number;
  readonly log: "text" | "json";
  readonly data: string;
  readonly cache: string;
  readonly registry: string;
  readonly attached: boolean;
}

const command = commandNamed("verify")
  .description(
    "Recomputes a random sample of the committed cells, and all that they need, from nothing in a " +
      "clean folder, and compares bytes with what is committed. What is kept of long fits is given: a " +
      "stretch of one is proven from the kept state before it. First come kept cells, one of each " +
      "method from nothing and one from a kept state, as far as they fit into the minutes.",
  )
  .option("--study <name>", "only of this study; may be given more than once", list, [])
  .option("--cells <count>", "cells in the sample, at most", count, 5)
  .option(
    "--minutes <count>",
    "time that the sample took when it was committed, at most",
    count,
    10,
  )
  .addOption(
    new Option("--full", "all that is committed, whatever time it takes").default(false)
      .conflicts(["cells", "minutes"]),
  )
  .option("--seed <number>", "seed of the choice", count, 1)
  .option("--jobs <count>", "cells at a time", count, navigator.hardwareConcurrency)
  .addOption(
    new Option("--log <form>", "form of the progress").choices(["text", "json"]).default("text"),
  )
  .option("--data <folder>", "folder of the results", place, "_data")
  .option(
    "--cache <folder>",
    "folder of the cache; works in a folder of its own there",
    place,
    ".cache",
  )
  .addOption(new Option("--registry <url>").default(defaultRegistry).hideHelp())
  .addOption(new Option("--attached").default(false).hideHelp())
  .action(async (options: Options) => {
    if (!options.attached) {
      const script = fileURLToPath(import.meta.url);
      const write = allow("write", [options.cache]);
      return startComputing(["--no-remote", "-P=verify", write, script, ...Deno.args]);
    }
    endWithInput();
    const { studies: all, kinds } = await import(options.registry) as {
      studies: readonly Study[];
      kinds: readonly CellKind[];
    };
    const { data, cache, registry, jobs, seed, log } = options;
    const committed = readCommitted(data, studiesNamed(all, options.study), kinds);
    const [cells, minutes] = options.full ? [Infinity, Infinity] : [options.cells, options.minutes];
    const sample = sampleCells(committed, cells, 60 * minutes, seed);
    const began = performance.now();
    const folder = `${cache}/verify`;
    checkWritable(cache);
    using _held = await lock(`${cache}/verify.lock`, (process) => {
      if (log === "text") {
        console.log(`waiting for process ${process}, which verifies in ${folder}`);
      }
    });
    removeFolder(folder);
    const labels = sample.chosen.map(({ cell }) => cell.label);
    if (log === "text") {
      const names = committed.map(({ study }) => study.name).join(", ");
      console.log(
        `verifying ${sample.chosen.length} cells of ${names}, which took ${
          Number.isFinite(sample.seconds) ? duration(sample.seconds) : "an unknown time"
        } with all that they need${
          sample.given.length === 0 ? "" : `, given ${sample.given.length} that are kept`
        }: ${labels.join("; ") || "none"}`,
      );
    }
    const progress = showProgress(sample.steps, progressOptions(log));
    const sentences = await verifySample(committed, sample, {
      folder,
      known: cache,
      registry,
      jobs,
      execute: local,
      report: progress.report,
    });
    progress.end();
    removeFolder(folder);
    if (sentences.length > 0) throw new Error(sentences.join("\n"));
    if (sample.chosen.length === 0) {
      throw new RangeError(
        `Cannot verify anything as a cell must fit into the minutes given: current value is ${options.minutes}`,
      );
    }
    const seconds = (performance.now() - began) / 1000;
    console.log(
      log === "json"
        ? JSON.stringify({
          event: "verified",
          cells: labels,
          steps: sample.steps.length,
          stretches: sample.stretches,
          seconds,
        })
        : `${sample.chosen.length} cells, and ${
          sample.steps.length - sample.chosen.length
        } that they need, have the committed bytes${
          sample.stretches === 0
            ? ""
            : `; ${sample.stretches} of them are stretches of fits, proven from kept states`
        }; ${duration(seconds)}`,
    );
  });

await main(command);
// Reading the standard input would keep the process alive.
Deno.exit();
