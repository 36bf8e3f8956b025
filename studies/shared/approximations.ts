/**
 * Approximations of the generalised posterior about trained networks: Laplace's, and an ensemble whose members
 * repel each other.
 *
 * @module
 */
import type { Profile } from "../../runner/study.ts";
import type { Grid } from "./grid.ts";
import { type GridMethod, variant } from "./methods.ts";

/** Members of an ensemble, and the training steps of each. */
export function ensembleSize(profile: Profile) {
  return profile === "smoke"
    ? { members: 4, memberSteps: 200 }
    : { members: 20, memberSteps: 10_000 };
}

/** Laplace's approximations and the repulsive ensemble, for the loss of flow matching and the prior N(0, 1). */
export function approximations({ nTrain }: Grid, profile: Profile): GridMethod[] {
  const smoke = profile === "smoke";
  const steps = smoke ? 200 : 25_000;
  const { members, memberSteps } = ensembleSize(profile);
  const generalised = { klWeight: 1, priorScale: 1 };
  const parameter = { symbol: "k", value: generalised.klWeight };
  const laplace = (id: string, label: string, weights: string, curvatureCost: number) =>
    variant(
      `laplace-${id}`,
      `Laplace, ${label}`,
      "laplace",
      parameter,
      { weights, ...generalised, training: { steps } },
      steps * 0.5e-3 + nTrain * curvatureCost,
    );
  return [
    laplace("last-layer", "last layer", "last-layer", 0.8e-3),
    laplace("all", "all weights", "all", 0.5e-3),
    variant(
      "repulsive-ensemble",
      "repulsive ensemble",
      "repulsive-ensemble",
      parameter,
      { ...generalised, points: smoke ? 32 : 128, training: { steps: memberSteps } },
      members * memberSteps * 0.9e-3,
      members,
    ),
  ];
}
