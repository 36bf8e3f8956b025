/**
 * Computes one task of a job array: `cell.ts <file of tasks> <index>`. Started by `start.ts` on its node.
 *
 * @module
 */
import { compute } from "../runner/worker.ts";
import type { CellKind } from "../runner/cell.ts";
import { kernelFor } from "../runner/kernel.ts";
import { lock } from "../runner/lock.ts";
import { thisMachine } from "../runner/machine.ts";
import type { Submitted } from "../runner/slurm.ts";
import { endWithInput } from "./_process.ts";

const [file, index, attached] = Deno.args;
if (attached) endWithInput();
const submitted = JSON.parse(Deno.readTextFileSync(file)) as Submitted[];
const { revision, ...task } = submitted[Number(index)];
const origin = { ...revision, ...thisMachine() };
try {
  // Shared with the other tasks; a local run, which cleans up drafts, waits for all of them.
  using _held = await lock(`${task.cache}/lock`, () => {}, { shared: true });
  const { kinds } = await import(task.registry) as { kinds: readonly CellKind[] };
  const kernel = await kernelFor(kinds.filter(({ name }) => name === task.cell.kind));
  let lastReport = 0;
  const record = await compute({ ...task, origin, kernel }, kinds, (reply) => {
    if (reply.type === "note") console.log(reply.message);
    if (reply.type === "progress" && performance.now() - lastReport > 30_000) {
      lastReport = performance.now();
      console.log(`${reply.done} of ${reply.total}, ${reply.status}`);
    }
  });
  console.log(`${task.cell.kind} ${task.key.slice(0, 12)}: ${record.seconds} s`);
} catch (error) {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  console.error(message.startsWith("Cannot ") ? message : stack ?? message);
  Deno.exit(1);
}
// Reading the standard input would keep the process alive.
Deno.exit();
