/**
 * The grid with more training sets than the paper.
 *
 * @module
 */
import { grouped } from "../../render/sentence.ts";
import type { Profile } from "../../runner/study.ts";
import { type Grid, paperGrid, smokeSteps } from "../shared/grid.ts";
import { meanField, meanFieldSteps, shortMeanField } from "../shared/methods.ts";

/**
 * The mean field that the paper shows on more training sets, for few bins, where the scatter between
 * training sets limits the comparison most; undefined if that would take too long.
 */
export function manySetsGrid(profile: Profile): Grid | undefined {
  const whole = paperGrid(profile);
  const grid = { ...whole, nBins: whole.nBins.filter((n) => n <= 50) };
  switch (profile) {
    case "smoke": {
      const { runs } = grid;
      const { method, ...fit } = meanField(10, smokeSteps / 2);
      const label = `${method.label}, ${runs} training sets`;
      const many = { ...method, id: "mean-field-k10-short", label };
      return { ...grid, methods: [{ method: many, ...fit }] };
    }
    case "standard":
      return undefined;
    case "paper": {
      const runs = 20;
      const label = `mean field, k = 10, ${runs} training sets of ${grouped(meanFieldSteps)} steps`;
      return { ...grid, runs, methods: [shortMeanField(label)] };
    }
  }
}
