/**
 * The study of choosing without the truth.
 *
 * @module
 */
import { type Cell, cellKind } from "../../runner/cell.ts";
import type { Profile } from "../../runner/study.ts";
import { seed } from "../shared/grid.ts";
import { massesCell } from "../shared/fit_cells.ts";
import { candidatesOf, choosingGrids, runsOf } from "./grid.ts";
import { heldOutCell, heldOutKind } from "./held_out.ts";
import { z } from "zod";

const choosingKind = cellKind<{ profile: Profile }, { done: boolean }>({
  name: "choosing",
  version: 0,
  run: () => ({ record: { done: true } }),
});

export const study = {
  name: "choosing",
  title: "Choosing without the truth",
  kinds: [heldOutKind, choosingKind],
  results: z.any(),
  findings: () => [],
  page: {
    name: null,
    optional: true,
    view: () => Promise.resolve({ view: () => ({ charts: {}, tables: {}, facts: {} }) }),
  },
  summary(profile: Profile) {
    const inputs: Record<string, Cell> = {};
    for (const grid of choosingGrids(profile)) {
      for (const candidate of candidatesOf(grid)) {
        for (const run of runsOf(grid)) {
          const name = `${grid.target}, ${grid.nTrain}, ${candidate.method.id}, ${run}`;
          inputs[`masses ${name}`] = massesCell(grid, candidate.gridMethod, run);
          inputs[`held-out ${name}`] = heldOutCell(grid, candidate, run);
        }
      }
    }
    return choosingKind.cell({
      config: { profile },
      seed,
      inputs,
      label: "summary of choosing",
      cost: 1,
    });
  },
};
