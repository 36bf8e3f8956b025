/**
 * Runs steps in workers of this process.
 *
 * @module
 */
import type { Event, Executor, ExecutorOptions } from "./executor.ts";
import { kernelFor } from "./kernel.ts";
import type { Step } from "./plan.ts";
import type { Reply, Task } from "./worker.ts";

/** The cost from each step to the end of the plan along its most costly path. */
function costsToGo(steps: readonly Step[]): Map<string, number> {
  const after = new Map<string, number>();
  const toGo = new Map<string, number>();
  for (const step of [...steps].reverse()) {
    const cost = step.cell.cost + (after.get(step.key) ?? 0);
    toGo.set(step.key, cost);
    for (const input of Object.values(step.inputs)) {
      after.set(input, Math.max(after.get(input) ?? 0, cost));
    }
  }
  return toGo;
}

/**
 * The steps, most urgent first: those on the most costly path from a start to an end, and among the
 * steps of one path those nearest to its end, so that a path that was started is finished before a
 * similar one starts.
 */
function byUrgency(steps: readonly Step[]): Step[] {
  const toGo = costsToGo(steps);
  const urgency = new Map<string, number>();
  for (const { key, inputs } of steps) {
    const before = Object.values(inputs).map((input) => urgency.get(input) ?? 0);
    urgency.set(key, Math.max(toGo.get(key)!, ...before));
  }
  return [...steps].sort((a, b) =>
    urgency.get(b.key)! - urgency.get(a.key)! || toGo.get(a.key)! - toGo.get(b.key)!
  );
}

/**
 * Runs steps in up to `jobs` workers, the most urgent runnable step first. A worker may read files and
 * write to the cache; it has no access to network, environment or processes. The result of a step
 * depends neither on the worker nor on the order.
 */
export const local: Executor = async (steps, options, report) => {
  const kernel = await kernelFor(steps.map(({ kind }) => kind));
  const readers = new Map<string, Step[]>();
  const waitsFor = new Map<string, Set<string>>();
  const planned = new Set(steps.map((step) => step.key));
  for (const step of steps) {
    const needs = new Set(Object.values(step.inputs).filter((key) => planned.has(key)));
    waitsFor.set(step.key, needs);
    for (const key of needs) {
      const list = readers.get(key);
      if (list === undefined) readers.set(key, [step]);
      else list.push(step);
    }
  }
  const rank = new Map(byUrgency(steps).map((step, i) => [step.key, i]));
  // Least urgent first, so that the next step is taken from the end.
  const ready: Step[] = [];
  const enqueue = (step: Step) => {
    const place = rank.get(step.key)!;
    let low = 0, high = ready.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rank.get(ready[middle].key)! > place) low = middle + 1;
      else high = middle;
    }
    ready.splice(low, 0, step);
  };
  for (const step of steps) if (waitsFor.get(step.key)!.size === 0) enqueue(step);

  const { promise, resolve } = Promise.withResolvers<void>();
  const idle: Worker[] = [];
  const busy = new Map<Worker, Step>();
  let stopped = false;

  const finish = () => {
    for (const worker of [...idle, ...busy.keys()]) worker.terminate();
    resolve();
  };
  const skipReaders = (needs: Step) => {
    const lost = [needs];
    for (let step = lost.pop(); step !== undefined; step = lost.pop()) {
      for (const reader of readers.get(step.key) ?? []) {
        if (!waitsFor.delete(reader.key)) continue;
        report({ type: "skipped", step: reader, needs });
        lost.push(reader);
      }
    }
  };
  const fail = (step: Step, message: string) => {
    report({ type: "failed", step, message });
    if (options.keepGoing) skipReaders(step);
    else stopped = true;
  };
  const receive = (worker: Worker, reply: Reply) => {
    const step = busy.get(worker)!;
    if (reply.type === "progress" || reply.type === "note") {
      report({ ...reply, step } satisfies Event);
      return;
    }
    busy.delete(worker);
    idle.push(worker);
    if (reply.type === "failed") fail(step, sentence(reply));
    else {
      report({ type: "done", step, record: reply.record });
      for (const reader of readers.get(step.key) ?? []) {
        const needs = waitsFor.get(reader.key);
        if (needs?.delete(step.key) && needs.size === 0) enqueue(reader);
      }
    }
    next();
  };
  const start = () => {
    const worker = newWorker(options);
    worker.onmessage = ({ data }: MessageEvent<Reply>) => receive(worker, data);
    worker.onerror = (event) => {
      event.preventDefault();
      const step = busy.get(worker);
      busy.delete(worker);
      // One that fails while it waits takes no further step.
      const waiting = idle.indexOf(worker);
      if (waiting >= 0) idle.splice(waiting, 1);
      worker.terminate();
      if (step !== undefined) fail(step, event.message);
      next();
    };
    return worker;
  };
  const next = () => {
    if (stopped) return finish();
    while (ready.length > 0 && busy.size < options.jobs) {
      const step = ready.pop()!;
      const worker = idle.pop() ?? start();
      busy.set(worker, step);
      const { kind, config, seed } = step.cell;
      const inputs: Record<string, { key: string; kind: string }> = {};
      for (const [name, key] of Object.entries(step.inputs)) {
        inputs[name] = { key, kind: step.cell.inputs[name].kind };
      }
      report({ type: "start", step });
      const { registry, cache, force, origin } = options;
      const task: Task = {
        registry,
        cache,
        key: step.key,
        cell: { kind, config, seed },
        inputs,
        force,
        origin,
        kernel,
      };
      worker.postMessage(task);
    }
    if (busy.size === 0) finish();
  };
  next();
  await promise;
};

/** The message of a failure, followed by the stack if it is not one of our own messages. */
function sentence({ message, stack }: Reply & { type: "failed" }): string {
  return message.startsWith("Cannot ") ? message : `${message}\n${stack}`;
}

function newWorker({ cache }: ExecutorOptions): Worker {
  const permissions = {
    read: "inherit",
    write: [cache],
    net: false,
    env: false,
    run: false,
    sys: false,
    ffi: false,
    import: false,
  };
  return new Worker(
    new URL("./worker.ts", import.meta.url),
    { type: "module", deno: { permissions } } as WorkerOptions,
  );
}
