/**
 * Runs cells one after the other in one worker and prints, as JSON, the bytes that the process and its worker
 * hold after each hundredth, when all that can be collected has been. Needs `--v8-flags=--expose-gc`.
 *
 * @module
 */
import type { CellKind } from "../../runner/cell.ts";
import { runToys } from "./_runs.ts";
import { cell } from "./_toys.ts";
import { z } from "zod";

/** Bytes that cannot be collected. */
function held(): number {
  (globalThis as unknown as { gc: () => void }).gc();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

/** Tells what its worker holds, many times over, so that an artefact that is kept weighs 64 kB. */
const load: CellKind = {
  name: "load",
  version: 1,
  run: () => ({
    json: null,
    arrays: { held: { shape: [8192], values: new Float64Array(8192).fill(held()) } },
  }),
};

const end: CellKind = { name: "end", version: 1, run: () => ({ json: null, arrays: {} }) };

export const kinds: readonly CellKind[] = [load, end];

if (import.meta.main) {
  const [folder, count] = Deno.args;
  const summary = () => {
    let before = cell("load", { seed: 0 });
    // A chain, so that every cell also reads one.
    for (let seed = 1; seed < Number(count); seed++) {
      before = cell("load", { seed, inputs: { before } });
    }
    return cell("end", { inputs: { before } });
  };
  const found: { process: number; worker: number }[] = [];
  let done = 0;
  const { failures } = await runToys(folder, {
    studies: [{ name: "loads", results: z.json(), summary }],
    kinds,
  }, {
    jobs: 1,
    registry: import.meta.url,
    progress: () => ({
      report: (event) => {
        if (event.type !== "done" || ++done % 100 !== 0) return;
        found.push({ process: held(), worker: event.record.witness["held[0]"] });
      },
      end: () => {},
    }),
  });
  console.log(JSON.stringify({ failures, found }));
}
