/**
 * Names of the diagnostics of fits, which samplers write and studies read.
 *
 * @module
 */

/** Names of scalars. */
export const scalarNames = {
  acceptanceRate: "acceptance rate",
  restarts: "restarts",
  chains: "chains",
  /** From the log-likelihood at every record after the burn-in. */
  rHat: "R-hat of the log-likelihood",
  bulkEss: "bulk effective draws of the log-likelihood",
  tailEss: "tail effective draws of the log-likelihood",
  /** Steps. */
  autocorrelationTime: "autocorrelation time of the log-likelihood",
  /** Nats: log-likelihood of the data by the sampler's map minus that of an accurate solution. */
  startError: "error of the discretisation at the start",
  meanError: "error of the discretisation",
  largestError: "largest error of the discretisation",
  /** Nats. */
  gainDeviation: "standard deviation of the gain on all data",
  gainNoise: "standard deviation of the batch's noise in the gain",
  energyError: "mean absolute energy error",
  divergences: "diverging trajectories",
  stepSize: "step size of the last chain",
  /** Gradients of the log-likelihood of all data. */
  gradients: "gradients of all data",
  finalLoss: "final flow-matching loss",
  memberLoss: "mean flow-matching loss at the end",
  /** Nats. */
  finalKl: "final Kullback-Leibler divergence",
  weightDeviation: "mean standard deviation of a weight",
  /** In units of the posterior's standard deviation, and relative. */
  quadratureMean: "error of the quadrature in the mean",
  quadratureWidth: "error of the quadrature in the width",
} as const;

/** Names of traces; with several chains the number of the chain follows. */
export const traceNames = {
  logLikelihood: "log-likelihood",
  acceptance: "acceptance",
  gainOnBatch: "gain of a proposal on its batch",
  gainOnAll: "gain of a proposal on all data",
  loss: "flow-matching loss",
  memberLoss: "flow-matching loss at the end",
  kl: "Kullback-Leibler divergence",
} as const;
