/**
 * The grids of the numbers of training points.
 *
 * @module
 */
import type { Profile } from "../../runner/study.ts";
import { type Grid, paperGrid } from "../shared/grid.ts";
import { shortMeanField } from "../shared/methods.ts";

/**
 * One grid for each number of training points; that of the paper is the paper's own grid of this method, and
 * shares its fits, or those of {@linkcode manySetsGrid} where these are shorter.
 */
export function trainingSizeGrids(profile: Profile): Grid[] {
  const grid = paperGrid(profile);
  const sizes = profile === "smoke" ? [1000, 2000, 4000] : [1000, 3000, 10_000, 30_000];
  const [method] = grid.methods.filter(({ method }) => method.id === "mean-field-k10");
  return sizes.map((nTrain) => ({
    ...grid,
    nTrain,
    runs: profile === "standard" ? 3 : grid.runs,
    methods: [profile === "paper" ? shortMeanField("mean field, k = 10") : method],
    kept: profile === "paper" && nTrain === grid.nTrain,
  }));
}
