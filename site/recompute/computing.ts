/**
 * A computation of cells in threads.
 *
 * @module
 */
import { Order } from "../../runner/order.ts";
import type { PageCell, PageCells } from "./cells.ts";
import type { InputFile, Outcome, Reply, Request } from "./messages.ts";

/** The part of a worker that a computation needs. */
export interface Thread {
  postMessage(request: Request): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<Reply>) => void) | null;
}

/** What receives the progress of a computation. */
export interface Listener {
  /** @param share Done so far, from 0 to 1. */
  progress(cell: PageCell, share: number): void;
  computed(cell: PageCell, outcome: Outcome): void;
  /** A cell failed; nothing else will come. */
  failed(sentence: string): void;
  /** All cells are computed. */
  ended(): void;
}

/** A computation of cells. Their files are released as soon as no cell waits for them. */
export class Computing {
  readonly #cells: PageCells;
  readonly #root: string | null;
  readonly #study: string;
  readonly #listener: Listener;
  readonly #order: Order<PageCell>;
  readonly #threads: readonly Thread[];
  readonly #idle: Thread[];
  readonly #files = new Map<string, Blob>();
  /** How many cells wait for the file of a cell. */
  readonly #readers = new Map<string, number>();
  #left: number;
  #over = false;

  /**
   * Starts with the first cells.
   *
   * @param plan The study, its cells, and the key of its last one.
   * @param steps The cells to compute, inputs first.
   * @param threads Threads, of which the computation disposes.
   */
  constructor(
    plan: { readonly study: string; readonly root: string | null; readonly cells: PageCells },
    steps: readonly PageCell[],
    threads: readonly Thread[],
    listener: Listener,
  ) {
    this.#cells = plan.cells;
    this.#root = plan.root;
    this.#study = plan.study;
    this.#listener = listener;
    this.#order = new Order(steps, ({ seconds }) => seconds ?? 0);
    this.#threads = threads;
    this.#idle = [...threads];
    this.#left = steps.length;
    for (const { inputs } of steps) {
      for (const key of Object.values(inputs)) {
        this.#readers.set(key, (this.#readers.get(key) ?? 0) + 1);
      }
    }
    this.#next();
  }

  /** Ends all threads; nothing is left. */
  stop(): void {
    this.#over = true;
    for (const thread of this.#threads) thread.terminate();
    this.#files.clear();
  }

  #next(): void {
    while (this.#idle.length > 0) {
      const cell = this.#order.take();
      if (cell === undefined) return;
      const thread = this.#idle.pop()!;
      thread.onmessage = ({ data }) => this.#hear(thread, cell, data);
      thread.postMessage({
        ask: "cell",
        cell,
        inputs: this.#inputsOf(cell),
        summaryOf: cell.key === this.#root ? this.#study : null,
      });
    }
  }

  #inputsOf({ inputs }: PageCell): Record<string, InputFile> {
    return Object.fromEntries(
      Object.entries(inputs).map(([name, key]) => {
        const { kind, kept } = this.#cells.get(key)!;
        return [name, { key, kind, file: this.#files.get(key) ?? kept! }];
      }),
    );
  }

  #hear(thread: Thread, cell: PageCell, reply: Reply): void {
    if (this.#over) return;
    if (reply.say === "progress") {
      if (reply.total > 0) this.#listener.progress(cell, reply.done / reply.total);
    } else if (reply.say === "failed") {
      this.stop();
      this.#listener.failed(reply.sentence);
    } else if (reply.say === "cell") {
      if (this.#readers.has(cell.key)) this.#files.set(cell.key, reply.file);
      for (const key of Object.values(cell.inputs)) this.#release(key);
      this.#order.done(cell);
      this.#idle.push(thread);
      this.#listener.computed(cell, reply.outcome);
      this.#left--;
      if (this.#left > 0) return this.#next();
      this.stop();
      this.#listener.ended();
    }
  }

  #release(key: string): void {
    const readers = this.#readers.get(key)! - 1;
    this.#readers.set(key, readers);
    if (readers === 0) this.#files.delete(key);
  }
}
