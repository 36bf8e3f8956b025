/**
 * The cost of a fit in gradients, which is the same on every machine.
 *
 * @module
 */
import { scalarNames } from "../../core/posterior/mod.ts";
import { flowMatchingCost } from "../../core/posterior/training.ts";
import type { FitRecord } from "../shared/fit.ts";

/** Work of a fit, in passes over all its training points. */
export interface Work {
  /** Gradients of the flow-matching loss, or of velocities at as many places. */
  readonly flowMatching: number;
  /** Gradients of the log-likelihood. */
  readonly gradients: number;
  /** Values of the log-likelihood without its gradient, for acceptance tests. */
  readonly values: number;
  /** Total in gradients of the log-likelihood of all points, by the measured ratios of their times. */
  readonly total: number;
}

/** Time of a value of the log-likelihood over that of its gradient. */
const valueCost = 0.36;

/** Options of the posteriors that determine the work. */
interface WorkOptions {
  readonly steps?: number;
  readonly batchSize?: number;
  readonly chains?: number;
  readonly burnIn: number;
  readonly spacing: number;
  readonly warmUp?: { readonly steps?: number; readonly batchSize?: number };
  readonly training?: { readonly steps?: number; readonly batchSize?: number };
  readonly adamSteps?: number;
  readonly mode?: string;
  readonly acceptance?: string;
  readonly snapshots?: number;
  readonly collectEvery?: number;
  readonly weights?: string;
  readonly nodes?: number;
  readonly points?: number;
}

/**
 * Counts the work of a fit from its configuration and, for trajectories of random length, from its own
 * count. Records, probes and errors of the discretisation are left out because no draw needs them, and
 * velocities without gradients because they take little time.
 *
 * @throws {RangeError} If the posterior is not known.
 */
export function workOf({ config, diagnostics }: FitRecord): Work {
  const { nTrain, draws, architecture: { dimension }, posterior: { name, options } } = config;
  const o = options as unknown as WorkOptions;
  const batch = (o.batchSize ?? 1000) / nTrain;
  const training = (t: WorkOptions["training"] = {}) =>
    (t.steps ?? 25_000) * (t.batchSize ?? 1000) / nTrain;
  const counted = (flowMatching: number, gradients = 0, values = 0): Work => ({
    flowMatching,
    gradients,
    values,
    total: flowMatchingCost * flowMatching + gradients + valueCost * values,
  });
  const chains = o.chains ?? (name === "hmc" ? 4 : 1);
  const warmUps = () => chains * training(o.warmUp);
  const steps = () => chains * (o.burnIn + (draws / chains - 1) * o.spacing);
  switch (name) {
    case "mean-field":
      return counted((o.steps ?? 100_000) * batch);
    case "ensemble":
      return counted(draws * training(o.training));
    case "repulsive-ensemble": {
      const compared = (o.training?.steps ?? 25_000) * (o.points ?? 128) / nTrain;
      return counted(draws * (training(o.training) + compared));
    }
    case "laplace":
      // Two quadratures, and a gradient of each component.
      return counted(
        training(o.training) + (o.weights === "all" ? 2 * (o.nodes ?? 2) * dimension : 0),
      );
    case "swag":
      return counted(
        training(o.training) + (o.snapshots ?? 100) * (o.collectEvery ?? 50) *
            (o.training?.batchSize ?? 1000) / nTrain,
      );
    case "sghmc":
      return counted(warmUps(), steps() * batch);
    case "hmc":
      return counted(warmUps(), diagnostics.scalars[scalarNames.gradients]!);
    case "adam-mcmc": {
      const shared = o.mode === "shared-step";
      const filling = chains * (o.adamSteps ?? 5);
      return counted(
        warmUps(),
        (filling + steps() * (shared ? 1 : 2)) * batch,
        steps() * ((shared ? batch : 0) + (o.acceptance === "full" ? 1 : 0)),
      );
    }
  }
  throw new RangeError(
    `Cannot count the work of a fit as its posterior must be known: current value is "${name}"`,
  );
}
