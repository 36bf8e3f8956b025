/**
 * The worker that computes cells: it reads inputs from the cache, runs the function of the kind, and
 * writes the artefact. It may only read files and write to the cache.
 *
 * @module
 */
import "./no_environment.ts";
import { Cache, type Origin, type RunRecord } from "./cache.ts";
import { cellEngine } from "./engine.ts";
import type { Artefact, Cell, CellKind } from "./cell.ts";
import { type KernelChoice, usesEngine } from "./kernel.ts";
import { kindNamed } from "./recompute.ts";

/** One cell to compute. */
export interface Task {
  readonly registry: string;
  readonly cache: string;
  readonly key: string;
  readonly cell: Pick<Cell, "kind" | "config" | "seed">;
  /** Key and kind of every input, by name. */
  readonly inputs: Readonly<Record<string, { readonly key: string; readonly kind: string }>>;
  readonly force: boolean;
  readonly origin: Origin;
  /** Kernel of the engine; null if no cell uses the engine. */
  readonly kernel: KernelChoice | null;
}

/** Messages of the worker about its task. */
export type Reply =
  | {
    readonly type: "progress";
    readonly done: number;
    readonly total: number;
    readonly status: string;
  }
  | { readonly type: "note"; readonly message: string }
  | { readonly type: "done"; readonly record: RunRecord }
  | { readonly type: "failed"; readonly message: string; readonly stack: string };

/**
 * Computes a cell and writes its artefact.
 *
 * @param kinds All kinds of cells.
 * @param say Called with progress and notes about a damaged checkpoint.
 * @throws {Error} If the cell fails, an input is missing or damaged, or a file cannot be written.
 */
export async function compute(
  task: Task,
  kinds: readonly CellKind[],
  say: (reply: Reply) => void,
): Promise<RunRecord> {
  const { key, cell: { kind: name, config, seed } } = task;
  const cache = new Cache(task.cache);
  const owner = { key, kind: name };
  const start = new Date();
  const began = performance.now();
  const kind = kindNamed(kinds, name);
  const inputs: Record<string, Artefact> = {};
  for (const [name, input] of Object.entries(task.inputs)) {
    const artefact = cache.read(input);
    if (artefact === undefined) {
      throw new Error(
        `Cannot read input ${name} as its artefact must be in the cache: current value is nothing at key ${
          input.key.slice(0, 12)
        }`,
      );
    }
    inputs[name] = artefact;
  }
  let resume;
  if (task.force) cache.dropCheckpoint(key);
  else {
    try {
      resume = cache.readCheckpoint(owner);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      say({ type: "note", message: `${error.message}; starting anew` });
      cache.dropCheckpoint(key);
    }
  }
  let reported = -Infinity;
  const artefact = await kind.run({
    config,
    seed,
    inputs,
    engine: (architecture) => cellEngine(architecture, task.kernel?.name),
    resume,
    checkpoint: (state) => cache.writeCheckpoint(owner, state),
    progress: (done, total, status) => {
      if (performance.now() - reported < 100) return;
      reported = performance.now();
      say({ type: "progress", done, total, status });
    },
  });
  return cache.write(
    owner,
    artefact,
    start.toISOString(),
    () => Math.round(performance.now() - began) / 1000,
    {
      ...task.origin,
      kernel: usesEngine(kind) ? task.kernel?.record ?? null : null,
    },
  );
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  self.onmessage = async ({ data: task }: MessageEvent<Task>) => {
    const say = (reply: Reply) => self.postMessage(reply);
    try {
      const { kinds } = await import(task.registry) as { kinds: readonly CellKind[] };
      say({ type: "done", record: await compute(task, kinds, say) });
    } catch (error) {
      const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
      say({ type: "failed", message, stack });
    }
  };
}
