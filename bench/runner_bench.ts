/**
 * Times the runner on 10,000 cells that compute nothing: the time of planning, the overhead of each
 * cell, and the memory as cells are finished.
 *
 * @module
 */
import "../runner/no_environment.ts";
import type { Cell, CellKind } from "../runner/cell.ts";
import type { Study } from "../runner/study.ts";
import { freshRun } from "./fresh_run.ts";
import { z } from "zod";

const count = 10_000;

const kind = (name: string): CellKind => ({
  name,
  version: 1,
  run: () => ({ json: { empty: true }, arrays: {} }),
});

const cell = (kind: string, seed: number, inputs: Record<string, Cell> = {}): Cell => ({
  kind,
  config: {},
  seed,
  inputs,
  label: `${kind} ${seed}`,
  cost: 1,
});

/** The kinds, for the workers. */
export const kinds = [kind("empty"), kind("last")];

/** One study of many cells. */
export const studies: readonly Study[] = [{
  name: "empty",
  results: z.json(),
  summary: () => {
    const inputs: Record<string, Cell> = {};
    for (let seed = 1; seed < count; seed++) inputs[`cell${seed}`] = cell("empty", seed);
    return cell("last", 0, inputs);
  },
}];

if (import.meta.main) {
  let done = 0;
  const { planning, seconds, digests } = await freshRun({
    studies,
    kinds,
    registry: import.meta.url,
    jobs: 1,
    report: ({ type }) => {
      if (type !== "done" || ++done % 2000 !== 0) return;
      const megabytes = Deno.memoryUsage().heapUsed / 1e6;
      console.log(`${done} cells done: heap ${megabytes.toFixed(1)} MB`);
    },
  });
  console.log(`planning ${digests.length} cells: ${planning.toFixed(2)} s`);
  const perCell = 1000 * seconds / digests.length;
  console.log(`running them with one worker: ${perCell.toFixed(2)} ms a cell`);
}
