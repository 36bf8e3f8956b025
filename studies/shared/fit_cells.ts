/**
 * Cells of a grid's fits and of their bin masses. Studies with the same fit share its cell.
 *
 * @module
 */
import { paperArchitecture, timeGrid } from "../../core/flow/mod.ts";
import { posterior } from "../../core/posterior/mod.ts";
import { target } from "../../core/target/mod.ts";
import type { Cell } from "../../runner/cell.ts";
import { fitKind } from "./fit.ts";
import { stretchName } from "./fit_state.ts";
import type { Grid } from "./grid.ts";
import { massesKind } from "./masses.ts";
import type { GridMethod } from "./methods.ts";
import type { Method } from "./schema.ts";
import { joinedKind, stretchKind } from "./stretch.ts";

/** Label of a cell of a grid. */
function labelOf({ target: name, nTrain }: Grid, method: Method, run: number): string {
  return `${method.label}, ${target(name).title}, ${nTrain} points, run ${run + 1}`;
}

/** The fit of a method to the training set of a run, divided into stretches if it is long. */
export function fitCell(grid: Grid, gridMethod: GridMethod, run: number): Cell {
  const { method, options, draws = grid.draws, cost, cut, early } = gridMethod;
  const config = {
    target: grid.target,
    nTrain: grid.nTrain,
    run,
    draws,
    architecture: {
      ...paperArchitecture,
      hidden: [...paperArchitecture.hidden],
      dimension: target(grid.target).dimension,
      condition: target(grid.target).condition.length,
    },
    posterior: { name: method.posterior, options },
  };
  const label = labelOf(grid, method, run);
  const cell = { config, seed: grid.seed, inputs: {} };
  const whole: Cell = { ...cell, kind: fitKind.name, label: `fit ${label}`, cost };
  if (cut === undefined) return whole;

  const { ends, joined, warmUp } = cut;
  const keep = (end: number) =>
    grid.kept ? { keep: `${method.id}/run-${run + 1}-to-${end}` } : undefined;
  const named = (cells: readonly Cell[]) =>
    Object.fromEntries(cells.map((cell, i) => [stretchName(i), cell]));
  const stretches: Cell[] = [];
  // Inputs of the fit, with the first stretches joined.
  let parts: Cell[] = [];
  for (const [i, end] of ends.entries()) {
    const before = parts.at(-1);
    const steps = i === 0 ? warmUp + end : end - ends[i - 1];
    const stretch: Cell = {
      ...cell,
      kind: stretchKind.name,
      config: { ...config, stretch: i },
      inputs: before ? { before } : {},
      label: `stretch ${i + 1} of ${ends.length} of ${label}`,
      cost: cost * steps / (warmUp + ends.at(-1)!),
      ...(i >= joined && keep(end)),
    };
    stretches.push(stretch);
    parts.push(stretch);
    if (i === joined - 1) {
      parts = [{
        ...cell,
        kind: joinedKind.name,
        inputs: named(stretches),
        label: `first ${joined} stretches of ${label}`,
        cost: 0.1,
        ...keep(end),
      }];
    }
  }
  if (early === undefined) return { ...whole, inputs: named(parts), cost: 0.1 };
  const needed = stretches.slice(0, ends.findIndex((end) => end >= early) + 1);
  return {
    ...whole,
    config: { ...config, early },
    inputs: named(needed),
    label: `fit ${label}, first ${early} steps`,
    cost: 0.1,
  };
}

/** The bin masses of a fit's draws, for every number of bins of the grid. */
export function massesCell(grid: Grid, method: GridMethod, run: number): Cell {
  const { solve } = posterior(method.method.posterior, method.options);
  const stages = solve.scheme.kind === "runge-kutta" ? solve.scheme.b.length : 1;
  const evaluations = stages * (timeGrid(solve).length - 1);
  return {
    kind: massesKind.name,
    config: { target: grid.target, nBins: [...grid.nBins], cubature: grid.cubature },
    seed: grid.seed,
    inputs: { fit: fitCell(grid, method, run) },
    label: `masses ${labelOf(grid, method.method, run)}${
      method.early === undefined ? "" : `, first ${method.early} steps`
    }`,
    cost: (method.draws ?? grid.draws) * evaluations * 8.5e-3,
  };
}
