/**
 * Joint-distribution tests (Geweke, "Getting it right", JASA 99, 2004): draws of weights and data in turn,
 * weights by one step of the sampler given the data and data from their law given the weights, leave the
 * weights with their prior, whatever the data.
 */
import { Adam } from "../../../core/posterior/adam.ts";
import { AdamChain } from "../../../core/posterior/adam_chain.ts";
import { proposalScales } from "../../../core/posterior/adam_proposal.ts";
import { hmcTransition } from "../../../core/posterior/hmc.ts";
import type { Potential } from "../../../core/posterior/potential.ts";
import { sghmcStep } from "../../../core/posterior/sghmc.ts";
import { Stream } from "../../../core/random.ts";
import { assertNormal } from "./_recovers.ts";

const design = [[1, 0.4], [1, -1.2], [0.3, 0.9], [-0.8, 0.5], [0.2, 1.1], [0.7, -0.6]];

/** Potential of w ~ N(0, I) and y_i ~ N(design_i . w, 1). */
function potentialOf(y: Float64Array): Potential {
  return (w, gradient) => {
    let value = 0.5 * (w[0] * w[0] + w[1] * w[1]);
    gradient?.set(w);
    design.forEach(([a, b], i) => {
      const residual = a * w[0] + b * w[1] - y[i];
      value += 0.5 * residual * residual;
      if (gradient) {
        gradient[0] += a * residual;
        gradient[1] += b * residual;
      }
    });
    return value;
  };
}

type TransitionKernel = (potential: Potential, position: Float64Array, stream: Stream) => void;

function assertJoint(kernel: TransitionKernel, rounds: number, bias = 0): void {
  const stream = Stream.fromSeed(31);
  const position = stream.split("start").normals(new Float64Array(2));
  const y = new Float64Array(design.length);
  const first: number[] = [], second: number[] = [];
  for (let k = 0; k < rounds; k++) {
    const round = stream.split("round", k);
    round.split("data").normals(y);
    design.forEach(([a, b], i) => y[i] += a * position[0] + b * position[1]);
    kernel(potentialOf(y), position, round.split("weights"));
    first.push(position[0]);
    second.push(position[1]);
  }
  assertNormal([first], 0, 1, "first weight", bias);
  assertNormal([second], 0, 1, "second weight", bias);
}

Deno.test("HMC keeps the joint law of weights and data", () => {
  assertJoint((potential, position, stream) => {
    const gradient = new Float64Array(2);
    const place = { position, gradient, potential: potential(position, gradient) };
    hmcTransition(potential, place, 0.35, 4, stream);
  }, 30_000);
});

Deno.test("AdamMCMC, exact, keeps the joint law of weights and data", () => {
  const adam = () => new Adam(2, { learningRate: 0.1, betas: [0.5, 0.99] });
  const kept = adam();
  kept.firstMoment.set([0.3, -0.2]);
  kept.secondMoment.set([2, 3]);
  kept.count = 50;
  const spare = [adam(), adam()] as const;
  assertJoint((potential, position, stream) => {
    const chain = new AdamChain(position, kept, spare, {
      mode: "exact",
      scales: proposalScales(2, 0.6, 5),
      inverseTemperature: 1,
      momentsOnRejection: "restored",
    });
    chain.transition({ loss: potential, frozen: true }, stream);
  }, 60_000);
});

Deno.test("SGHMC keeps the joint law of weights and data up to the bias of its step", () => {
  // A step's bias of the variance is of the order of eta / a = 0.01 (arXiv:1402.4102).
  const rates = { learningRate: 1e-3, friction: 0.1, noise: 0 };
  const gradient = new Float64Array(2), velocity = new Float64Array(2);
  Stream.fromSeed(32).normals(velocity);
  for (let i = 0; i < 2; i++) velocity[i] *= Math.sqrt(rates.learningRate);
  assertJoint(
    (potential, position, stream) => {
      for (let k = 0; k < 30; k++) {
        potential(position, gradient);
        sghmcStep(position, velocity, gradient, rates, stream);
      }
    },
    30_000,
    0.02,
  );
});
