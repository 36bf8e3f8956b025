/**
 * A timed run of the runner with an empty cache, in a temporary folder.
 *
 * @module
 */
import { Cache } from "../runner/cache.ts";
import type { CellKind } from "../runner/cell.ts";
import type { Event } from "../runner/executor.ts";
import { local } from "../runner/local.ts";
import { thisMachine } from "../runner/machine.ts";
import { planRun, run } from "../runner/run.ts";
import type { Study } from "../runner/study.ts";

/** Studies and workers of a run. */
interface RunSetup {
  readonly studies: readonly Study[];
  readonly kinds: readonly CellKind[];
  /** URL of the module that exports `kinds`. */
  readonly registry: string;
  /** Number of workers. */
  readonly jobs: number;
  readonly report?: (event: Event) => void;
}

/** Times and artefacts of a run. */
interface FreshRun {
  /** Duration of planning alone, seconds. */
  readonly planning: number;
  /** Duration of the run, planning included, seconds. */
  readonly seconds: number;
  /** SHA-256 of every cell's artefact, inputs first. */
  readonly digests: readonly string[];
}

/**
 * Plans, then runs.
 *
 * @throws {Error} If a cell fails, with its message.
 */
export async function freshRun(
  { studies, kinds, registry, jobs, report = () => {} }: RunSetup,
): Promise<FreshRun> {
  const folder = `.cache/bench-${crypto.randomUUID()}`;
  const cache = `${folder}/cache`;
  const options = {
    studies,
    kinds,
    profile: "smoke" as const,
    data: `${folder}/data`,
    cache,
    force: false,
  };
  const began = performance.now();
  const { steps } = planRun(options);
  const planned = performance.now();
  try {
    const { failures } = await run(options, {
      source: { commit: null, clean: null, ...thisMachine(), jobs, lock: "deno.lock" },
      registry,
      keepGoing: false,
      execute: local,
      onPlan: () => {},
      waiting: () => {},
      damaged: () => {},
      progress: () => ({ report, end: () => {} }),
    });
    if (failures.length > 0) throw new Error(failures.join("\n"));
    const seconds = (performance.now() - planned) / 1000;
    const records = new Cache(cache);
    return {
      planning: (planned - began) / 1000,
      seconds,
      digests: steps.map(({ key }) => records.record(key)!.digest),
    };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
