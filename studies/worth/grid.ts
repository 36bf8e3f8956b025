/**
 * The grid on which the worth of samples is measured.
 *
 * @module
 */
import type { Profile } from "../../runner/study.ts";
import { approximations } from "../shared/approximations.ts";
import { type Grid, paperGrid } from "../shared/grid.ts";

/** The paper's grid, and the approximations about trained networks. */
export function worthGrid(profile: Profile): Grid {
  const grid = paperGrid(profile);
  return { ...grid, methods: [...grid.methods, ...approximations(grid, profile)] };
}
