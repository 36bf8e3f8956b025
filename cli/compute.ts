/**
 * Computes what is missing or stale of the studies' results. It may read files and write to the cache and
 * the data folder; it has no network and starts no process.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { commandNamed } from "../runner/command.ts";
import type { Executor } from "../runner/executor.ts";
import { thisMachine } from "../runner/machine.ts";
import { showProgress } from "../runner/progress.ts";
import { planRun, run } from "../runner/run.ts";
import {
  type ComputeOptions,
  main,
  printPlan,
  progressOptions,
  revisionOf,
  type RevisionOptions,
  withComputeOptions,
  withRevisionOptions,
} from "./_command.ts";
import { endOnSignal, endWithInput } from "./_process.ts";
import { asked } from "./_studies.ts";

interface Options extends ComputeOptions, RevisionOptions {
  readonly assemble: boolean;
  readonly attached: boolean;
}

/** Runs nothing: what is not in the cache is missing. */
const refuseSteps: Executor = (steps, _options, report) => {
  for (const step of steps) {
    report({ type: "failed", step, message: `it is needed because ${step.reason}` });
  }
  return Promise.resolve();
};

const command = withRevisionOptions(withComputeOptions(commandNamed("compute")))
  .description(
    "Computes what is missing or stale of the studies' results, and writes them to the data folder. " +
      "The report command calls it.",
  )
  .option("--assemble", "run no cell; only write the results of what is in the cache", false)
  .option("--attached", "end when the standard input ends", false)
  .action(async (options: Options) => {
    if (options.attached) endWithInput();
    endOnSignal("Stopped. What is finished is kept; the same command goes on from there.");
    const { cache, keepGoing, registry, jobs } = options;
    const what = await asked(options);
    const { local } = await import("../runner/local.ts");
    if (options.plan) {
      printPlan(planRun(what), options, true);
      return;
    }
    const outcome = await run(what, {
      registry,
      keepGoing,
      execute: options.assemble ? refuseSteps : local,
      source: {
        ...revisionOf(options),
        ...thisMachine(),
        jobs,
        lock: "deno.lock",
      },
      onPlan: (plan) => printPlan(plan, options, false),
      waiting: (process) => {
        const message = `waiting for process ${process}, which computes in ${cache}`;
        console.log(
          options.log === "json" ? JSON.stringify({ event: "waiting", message }) : message,
        );
      },
      damaged: (message) =>
        console.log(
          options.log === "json" ? JSON.stringify({ event: "damaged", message }) : message,
        ),
      progress: (steps) => showProgress(steps, progressOptions(options.log)),
    });
    for (const path of outcome.written) {
      console.log(
        options.log === "json" ? JSON.stringify({ event: "wrote", path }) : `wrote ${path}`,
      );
    }
    for (const failure of outcome.failures) console.error(failure);
    if (outcome.failures.length > 0) Deno.exit(1);
  });

await main(command);
// Reading the standard input would keep the process alive.
Deno.exit();
