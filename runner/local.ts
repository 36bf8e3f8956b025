/**
 * Runs steps in workers of this process.
 *
 * @module
 */
import type { Event, Executor, ExecutorOptions } from "./executor.ts";
import { kernelFor } from "./kernel.ts";
import { Order } from "./order.ts";
import type { Step } from "./plan.ts";
import type { Reply, Task } from "./worker.ts";

/**
 * Runs steps in up to `jobs` workers, the most urgent runnable step first. A worker may read files and
 * write to the cache; it has no access to network, environment or processes. The result of a step
 * depends neither on the worker nor on the order.
 */
export const local: Executor = async (steps, options, report) => {
  const kernel = await kernelFor(steps.map(({ kind }) => kind));
  const order = new Order(steps, ({ cell }) => cell.cost);
  const { promise, resolve } = Promise.withResolvers<void>();
  const idle: Worker[] = [];
  const busy = new Map<Worker, Step>();
  let stopped = false;

  const finish = () => {
    for (const worker of [...idle, ...busy.keys()]) worker.terminate();
    resolve();
  };
  const fail = (step: Step, message: string) => {
    report({ type: "failed", step, message });
    if (options.keepGoing) {
      for (const reader of order.skip(step)) report({ type: "skipped", step: reader, needs: step });
    } else stopped = true;
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
      order.done(step);
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
    while (busy.size < options.jobs) {
      const step = order.take();
      if (step === undefined) break;
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
