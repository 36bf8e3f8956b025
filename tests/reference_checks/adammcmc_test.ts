import { assertAlmostEquals } from "@std/assert";
import { Adam } from "../../core/posterior/adam.ts";
import {
  authorsProposalDensities,
  logAcceptance,
  logProposalPerComponent,
  type Move,
  type ProposalDensities,
  proposalDensities,
  proposalScales,
} from "../../core/posterior/adam_proposal.ts";
import { reference } from "./_load.ts";

interface Ratio {
  readonly log_q_forward: number;
  readonly log_q_backward: number;
  readonly log_ratio: number;
}
interface Acceptance {
  readonly sigma: number;
  readonly sigma_grad: number;
  readonly inv_temp: number;
  readonly theta: number[];
  readonly theta_tilde: number[];
  readonly tau: number[];
  readonly tau_tilde: number[];
  readonly loss_theta: number;
  readonly loss_tau: number;
  readonly correct: Ratio;
  readonly bayesiamplify_code: Ratio;
  readonly adammcmc_repo_code: Ratio;
  readonly correct_same_u: Ratio;
  readonly per_component_noise: Ratio;
}
interface Result {
  readonly tau: number[];
  readonly tau_tilde: number[];
  readonly loss_theta: number;
  readonly loss_tau: number;
  readonly log_ratio_correct: number;
  readonly log_ratio_bayesiamplify_code: number;
  readonly log_ratio_per_component: number;
}
interface FullStep {
  readonly P: number;
  readonly A: number[][];
  readonly b: number[];
  readonly theta: number[];
  readonly m: number[];
  readonly v: number[];
  readonly step: number;
  readonly lr: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly sigma0: number;
  readonly sigma_adam_dir_denom: number;
  readonly sigma: number;
  readonly sigma_grad: number;
  readonly inv_temp: number;
  readonly noise_iso: number[];
  readonly noise_dir_scalar: number;
  readonly noise_dir_components: number[];
  readonly u: number[];
  readonly theta_tilde: number[];
  readonly m_new: number[];
  readonly v_new: number[];
  readonly results: { readonly scalar: Result; readonly per_component: Result };
}

const { acceptance, full_step } = reference<{ acceptance: Acceptance[]; full_step: FullStep[] }>(
  "adammcmc",
);

/** Doubles, with the cancellation of terms as large as the squared distances in units of sigma. */
function close(actual: number, expected: number, size = Math.abs(expected), what = ""): void {
  assertAlmostEquals(actual, expected, 1e-10 * Math.max(1, size), what);
}

function move(start: ArrayLike<number>, centre: ArrayLike<number>): Move {
  return {
    centre: Float64Array.from(centre),
    step: Float64Array.from(start, (x, i) => x - centre[i]),
  };
}

acceptance.forEach((c, at) => {
  Deno.test(`AdamMCMC's acceptance ratios agree with reference case ${at}`, () => {
    const scales = { isotropic: c.sigma, direction: c.sigma_grad };
    const theta = Float64Array.from(c.theta), tau = Float64Array.from(c.tau);
    const there = move(c.theta, c.theta_tilde), back = move(c.tau, c.tau_tilde);
    const same: Move = { centre: tau.map((x, i) => x - there.step[i]), step: there.step };
    const check = (name: string, q: ProposalDensities, expected: Ratio) => {
      const size = Math.abs(expected.log_q_forward) + Math.abs(expected.log_q_backward);
      close(q.forward, expected.log_q_forward, size, `${name} forward`);
      close(q.backward, expected.log_q_backward, size, `${name} backward`);
      const ratio = logAcceptance(c.inv_temp, c.loss_theta, c.loss_tau, q);
      close(ratio, expected.log_ratio, size + Math.abs(c.loss_theta), `${name} ratio`);
    };
    check("correct", proposalDensities(theta, tau, there, back, scales), c.correct);
    check(
      "authors",
      authorsProposalDensities(theta, tau, there, back, scales),
      c.bayesiamplify_code,
    );
    check("same step", proposalDensities(theta, tau, there, same, scales), c.correct_same_u);
    check(
      "same step, authors",
      authorsProposalDensities(theta, tau, there, same, scales),
      c.adammcmc_repo_code,
    );
    check("per component", {
      forward: logProposalPerComponent(tau, there, scales),
      backward: logProposalPerComponent(theta, back, scales),
    }, c.per_component_noise);
  });
});

full_step.forEach((c, at) => {
  Deno.test(`AdamMCMC's whole step agrees with reference case ${at}`, () => {
    const gradientAt = (q: ArrayLike<number>) =>
      Float64Array.from(c.b, (b, i) => b + c.A[i].reduce((sum, a, j) => sum + a * q[j], 0));
    const lossAt = (q: ArrayLike<number>) =>
      c.b.reduce(
        (sum, b, i) => sum + q[i] * (b + 0.5 * c.A[i].reduce((s, a, j) => s + a * q[j], 0)),
        0,
      );
    const adam = () => {
      const adam = new Adam(c.P, {
        learningRate: c.lr,
        betas: [c.beta1, c.beta2],
        epsilon: c.eps,
      });
      adam.firstMoment.set(c.m);
      adam.secondMoment.set(c.v);
      adam.count = c.step;
      return adam;
    };
    const scales = proposalScales(c.P, c.sigma0, c.P / c.sigma_adam_dir_denom);
    close(scales.isotropic, c.sigma);
    close(scales.direction, c.sigma_grad);
    const stepFrom = (q: Float64Array): { move: Move; adam: Adam } => {
      const optimiser = adam();
      const step = new Float64Array(c.P);
      optimiser.step(gradientAt(q), step);
      return { move: { centre: q.map((x, i) => x - step[i]), step }, adam: optimiser };
    };
    const theta = Float64Array.from(c.theta);
    const forward = stepFrom(theta);
    c.u.forEach((u, i) => close(forward.move.step[i], u));
    c.theta_tilde.forEach((x, i) => close(forward.move.centre[i], x));
    c.m_new.forEach((m, i) => close(forward.adam.firstMoment[i], m));
    c.v_new.forEach((v, i) => close(forward.adam.secondMoment[i], v));
    for (const noise of ["scalar", "per_component"] as const) {
      const expected = c.results[noise];
      const { centre, step } = forward.move;
      const tau = centre.map((x, i) =>
        x + scales.isotropic * c.noise_iso[i] -
        scales.direction * step[i] *
          (noise === "scalar" ? c.noise_dir_scalar : c.noise_dir_components[i])
      );
      expected.tau.forEach((x, i) => close(tau[i], x));
      const back = stepFrom(tau).move;
      expected.tau_tilde.forEach((x, i) => close(back.centre[i], x));
      const losses = [lossAt(theta), lossAt(tau)] as const;
      close(losses[0], expected.loss_theta);
      close(losses[1], expected.loss_tau);
      const ratio = (q: ProposalDensities) => logAcceptance(c.inv_temp, ...losses, q);
      close(
        ratio(proposalDensities(theta, tau, forward.move, back, scales)),
        expected.log_ratio_correct,
      );
      close(
        ratio(authorsProposalDensities(theta, tau, forward.move, back, scales)),
        expected.log_ratio_bayesiamplify_code,
      );
      close(
        ratio({
          forward: logProposalPerComponent(tau, forward.move, scales),
          backward: logProposalPerComponent(theta, back, scales),
        }),
        expected.log_ratio_per_component,
      );
    }
  });
});
