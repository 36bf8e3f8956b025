/**
 * Posteriors over the weights of a flow.
 *
 * @module
 */
export type { AdamOptions } from "./adam.ts";
export type { AdamMcmcMode } from "./adam_chain.ts";
export { adamMcmc, type AdamMcmcOptions } from "./adam_mcmc.ts";
export type { ChainOptions } from "./chains.ts";
export * from "./diagnostics.ts";
export { ensemble, type EnsembleOptions } from "./ensemble.ts";
export {
  exact,
  type ExactOptions,
  type Gaussian,
  gaussianPosterior,
  type Quadratic,
  type QuadraticEngine,
} from "./exact.ts";
export { hmc, type HmcOptions } from "./hmc.ts";
export { blockJackknife } from "./jackknife.ts";
export type { KlConvention } from "./kl.ts";
export { laplace, type LaplaceOptions } from "./laplace.ts";
export { LastLayer, type LastLayerEngine } from "./last_layer_engine.ts";
export {
  type LastLayerMoments,
  lastLayerMoments,
  type LastLayerProblem,
  lastLayerProblem,
} from "./last_layer.ts";
export { meanField, type MeanFieldOptions } from "./mean_field.ts";
export { likelihoodDefault, type NamedSolve } from "./options.ts";
export * from "./posterior.ts";
export { FlowPotential, type Potential } from "./potential.ts";
export { posterior, posteriorNames } from "./registry.ts";
export { repulsiveEnsemble, type RepulsiveEnsembleOptions } from "./repulsive_ensemble.ts";
export { sghmc, type SghmcOptions } from "./sghmc.ts";
export {
  fisherMatrix,
  gaussianOfDraws,
  ReferenceGaussian,
  splitHmc,
  type SplitHmcRun,
  type SplitHmcSettings,
} from "./split_hmc.ts";
export { swag, type SwagOptions } from "./swag.ts";
export { trainFlow, type TrainingOptions } from "./training.ts";
export * from "./recorded.ts";
