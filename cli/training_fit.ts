/**
 * Fits posteriors to the training events of a report, and writes what their draws generate with the configuration of
 * the audit of each. It reads and writes the folder of the report and the cache; it has no network and starts no
 * process.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { readEvents, readSample, writeAudit, writeDrawn } from "../own_data/files.ts";
import { kinds } from "../own_data/kinds.ts";
import { eventsPerDraw, methodsOf } from "../own_data/methods.ts";
import { drawnCells, eventsCell, ownStudy } from "../own_data/study.ts";
import { Cache } from "../runner/cache.ts";
import { commandNamed } from "../runner/command.ts";
import { exists } from "../runner/files.ts";
import { inCache } from "../runner/intact.ts";
import { local } from "../runner/local.ts";
import { thisMachine } from "../runner/machine.ts";
import { graphOf } from "../runner/plan.ts";
import { showProgress } from "../runner/progress.ts";
import { resultsPath } from "../runner/results.ts";
import { profileNamed, run } from "../runner/run.ts";
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

interface Options extends ComputeOptions, RevisionOptions {
  readonly attached: boolean;
}

/** The module with the kinds of cells. */
const registry = import.meta.resolve("../own_data/kinds.ts");

const command = withRevisionOptions(withComputeOptions(commandNamed("training_fit")))
  .option("--attached", "end when the standard input ends", false)
  .action(async (options: Options) => {
    if (options.attached) endWithInput();
    endOnSignal("Stopped. What is finished is kept; the same command goes on from there.");
    const { data: out, cache: folder, jobs, keepGoing, log } = options;
    const profile = profileNamed(options.profile!);
    const sample = readSample(out);
    const study = ownStudy(sample);
    const cache = new Cache(folder);
    const cells = drawnCells(sample, profile);
    const graph = graphOf([eventsCell(sample), ...cells.values()], kinds);
    const [events, ...drawn] = graph.roots.map((key) => graph.nodes.get(key)!);
    if (typeof inCache(cache, events) !== "object") {
      cache.bring(
        { key: events.key, kind: events.kind.name },
        readEvents(out, sample),
        undefined,
      );
    }
    // What they generate is needed, too, even where the scores are known.
    if (drawn.some((node) => typeof inCache(cache, node) !== "object")) {
      const path = resultsPath(out, study.name);
      if (exists(path)) Deno.removeSync(path);
    }
    const say = (event: string) => (message: string) =>
      console.log(log === "json" ? JSON.stringify({ event, message }) : message);
    const { failures } = await run(
      { studies: [study], kinds, profile, data: out, cache: folder, force: false },
      {
        registry,
        keepGoing,
        execute: local,
        source: { ...revisionOf(options), ...thisMachine(), jobs, lock: "deno.lock" },
        onPlan: (plan) => printPlan(plan, options, false),
        waiting: (process) =>
          say("waiting")(`waiting for process ${process}, which computes in ${folder}`),
        damaged: say("damaged"),
        progress: (steps) => showProgress(steps, progressOptions(log)),
      },
    );
    for (const failure of failures) console.error(failure);
    if (failures.length > 0) Deno.exit(1);
    const generated = eventsPerDraw(profile);
    for (const [i, own] of methodsOf(profile, sample.training).entries()) {
      const artefact = inCache(cache, drawn[i]);
      if (typeof artefact !== "object") {
        throw new Error(
          `Cannot write what ${own.method.label} generates as the cache must have it: current value is ${
            artefact ?? "none"
          }`,
        );
      }
      writeDrawn(out, own.method.id, sample, artefact.arrays.events);
      writeAudit(out, own, generated, sample);
    }
  });

await main(command);
// Reading the standard input would keep the process alive.
Deno.exit();
