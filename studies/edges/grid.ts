/**
 * The grids of the targets whose edges differ.
 *
 * @module
 */
import { target } from "../../core/target/mod.ts";
import type { Profile } from "../../runner/study.ts";
import { type Grid, paperGrid, seed, smokeSteps } from "../shared/grid.ts";
import { meanField, shortMeanField } from "../shared/methods.ts";

/** The targets whose edges and smoothness differ, the paper's first. */
const edgeTargets = [
  "gamma-ring",
  "gaussian-ring",
  "camel-back",
  "wedge-ramp",
  "uniform-disc",
  "gamma-shell-5d",
];

/**
 * One grid for each target of different edges: the paper's mean field, the same effort everywhere. In the profile
 * `paper` the Gamma ring shares the fits of the study of reproduction.
 */
export function edgeGrids(profile: Profile): Grid[] {
  const { nTrain, draws, cubature, target: shown } = paperGrid(profile);
  const smoke = profile === "smoke";
  const paper = profile === "paper";
  const method = paper
    ? shortMeanField("mean field, k = 10")
    : meanField(10, smoke ? smokeSteps : 30_000);
  const binsByDimension: Record<number, number[]> = smoke
    ? { 1: [5, 20, 50], 2: [2, 5, 10, 20], 5: [2, 3] }
    : {
      1: [2, 5, 10, 20, 50, 100, 200, 500],
      2: [2, 3, 5, 7, 10, 15, 20, 30, 50, 100],
      5: [2, 3, 4],
    };
  return edgeTargets.map((name) => ({
    seed,
    target: name,
    nTrain,
    runs: smoke ? 2 : paper ? 5 : 3,
    draws: smoke || paper ? draws : 20,
    nBins: binsByDimension[target(name).dimension],
    cubature: target(name).dimension === 1 ? { ...cubature, panelNodes: 32 } : cubature,
    methods: [method],
    ...(paper && name === shown && { kept: true }),
  }));
}
