/**
 * Curvature of the flow-matching loss: the diagonal of its Gauss-Newton matrix.
 *
 * @module
 */
import type { Problem } from "./posterior.ts";
import { NoiseQuadrature } from "./noise_quadrature.ts";
import type { Stage } from "./stages.ts";
import { steeredBatch } from "./steered_batch.ts";
import { flowMatchingCost } from "./training.ts";

/** Settings of {@linkcode curvatureStage}. */
export interface CurvatureSettings {
  /** Nodes of each of the two quadratures, for each point. */
  readonly nodes: number;
  /** Factor of the sum. */
  readonly scale: number;
  /** A line of status. */
  status(): string;
}

/**
 * A stage that adds up, one training point a step, the diagonal
 *
 *     scale sum_i E[sum_c (dv_c / dw_j)^2]
 *
 * over points i and components c of the velocity, the expectation over times and noise by quadrature.
 * Each derivative is the gradient of the loss of one point whose target is off by 1 in one component.
 *
 * @param position Weights, `[P]`
 * @param diagonal Overwritten, `[P]`
 */
export function curvatureStage(
  { engine, data, condition, stream }: Problem,
  position: Float64Array,
  diagonal: Float64Array,
  { nodes, scale, status }: CurvatureSettings,
): Stage {
  const { dimension } = engine.architecture;
  const quadrature = new NoiseQuadrature(data, dimension, nodes, stream.split("nodes"));
  const weights = new Float32Array(position.length), gradient = new Float32Array(position.length);
  const values = new Float32Array(dimension), times = new Float32Array(1);
  // The gradient of the loss, a mean over components, is 2 / d times the derivative.
  const factor = scale * dimension * dimension / 4 / (2 * nodes);
  return {
    steps: data.length / dimension,
    cost: flowMatchingCost * 2 * nodes * dimension / 50,
    reportEvery: 500,
    step(k) {
      if (k === 0) diagonal.fill(0);
      weights.set(position);
      quadrature.visit(k, (time, y) => {
        values.set(y);
        times[0] = time;
        const places = { values, condition };
        const { velocity } = engine.velocity(weights, places, times[0]);
        for (let c = 0; c < dimension; c++) {
          const targets = velocity.slice();
          targets[c] -= 1;
          engine.flowMatching(weights, steeredBatch(places, times, targets), gradient);
          for (let j = 0; j < diagonal.length; j++) {
            diagonal[j] += factor * gradient[j] * gradient[j];
          }
        }
      });
    },
    status,
  };
}
