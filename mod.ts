/**
 * Calibration of Bayesian generative models, and the data amplification that they allow.
 *
 * A {@linkcode Target} has a known truth; a {@linkcode Posterior} fits a distribution over the weights of a
 * flow to its data and gives draws; each draw, an ordinary flow, gives every bin a mass
 * ({@linkcode cubature}); measures are pure functions of those {@linkcode Masses} and the truth.
 *
 * @example From training data to coverage and amplification
 * ```ts
 * import { assert } from "@std/assert";
 * import {
 *   amplification,
 *   continuousSolve,
 *   coverage,
 *   coverageCurve,
 *   createEngine,
 *   cubature,
 *   gammaRing,
 *   masses,
 *   meanField,
 *   paperArchitecture,
 *   Stream,
 *   weightCount,
 * } from "./mod.ts";
 *
 * const ring = gammaRing();
 * const stream = Stream.fromSeed(1);
 * const engine = await createEngine("simd", paperArchitecture);
 *
 * const nTrain = 1000, draws = 4;
 * const fit = meanField({ steps: 20, batchSize: 100 }).fit({
 *   engine,
 *   data: ring.sample(nTrain, stream.split("data")),
 *   condition: ring.condition,
 *   draws,
 *   stream: stream.split("fit"),
 * });
 *
 * const grid = cubature(ring, { panelNodes: 4, periodicNodes: 32 });
 * const points = { values: grid.points, condition: ring.condition };
 * const size = weightCount(paperArchitecture);
 * const values = Array.from({ length: draws }, (_, draw) => {
 *   const weights = fit.draws.slice(draw * size, (draw + 1) * size);
 *   return [...grid.masses(engine.logDensity(weights, points, continuousSolve), 5).values];
 * });
 * const found = masses(1, draws, [5, 5], Float64Array.from(values.flat()));
 *
 * const [share] = coverageCurve(coverage(found, 1 / 25)).mean;
 * assert(share >= 0 && share <= 1);
 * assert(amplification(found, nTrain).value > 0);
 * ```
 *
 * @module
 */
export * from "./core/amplification/mod.ts";
export * from "./core/measure/mod.ts";
export * from "./core/binning/mod.ts";
export * from "./core/calibration/mod.ts";
export * from "./core/compare/mod.ts";
export * from "./core/engine/mod.ts";
export * from "./core/difference.ts";
export * from "./core/estimate.ts";
export * from "./core/flow/mod.ts";
export * from "./core/multinomial.ts";
export * from "./core/posterior/mod.ts";
export * from "./core/random.ts";
export * from "./core/target/mod.ts";
