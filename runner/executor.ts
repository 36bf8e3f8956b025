/**
 * Execution of the steps of a plan.
 *
 * @module
 */
import type { Origin, RunRecord } from "./cache.ts";
import type { Step } from "./plan.ts";

/** An event of a step. */
export type Event =
  | { readonly type: "start"; readonly step: Step }
  | {
    readonly type: "progress";
    readonly step: Step;
    readonly done: number;
    readonly total: number;
    readonly status: string;
  }
  | { readonly type: "note"; readonly step: Step; readonly message: string }
  | { readonly type: "done"; readonly step: Step; readonly record: RunRecord }
  | { readonly type: "failed"; readonly step: Step; readonly message: string }
  | { readonly type: "skipped"; readonly step: Step; readonly needs: Step };

/** Options of an {@linkcode Executor}. */
export interface ExecutorOptions {
  /** URL of the module that exports `kinds`. */
  readonly registry: string;
  /** Folder of the cache. */
  readonly cache: string;
  /** Number of steps that run at the same time. */
  readonly jobs: number;
  /** Whether to continue with steps that do not need a failed one. */
  readonly keepGoing: boolean;
  /** Whether to ignore checkpoints. */
  readonly force: boolean;
  /** The code and the machine, for the record of each cell. */
  readonly origin: Origin;
}

/** Runs steps, inputs first; returns when all have run, failed or been skipped. */
export type Executor = (
  steps: readonly Step[],
  options: ExecutorOptions,
  report: (event: Event) => void,
) => Promise<void>;
