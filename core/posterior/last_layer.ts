/**
 * A flow's last layer under the flow-matching loss: a problem whose posterior is known exactly.
 *
 * @module
 */
import { checkInteger, checkLength, checkPositive } from "../check.ts";
import type { Points } from "../engine/engine.ts";
import { checkGradient, checkPoints, checkWeights } from "../engine/inputs.ts";
import { layers } from "../flow/architecture.ts";
import { HiddenLayers } from "../flow/hidden_layers.ts";
import type { Solve } from "../flow/scheme.ts";
import type { Stream } from "../random.ts";
import type { Quadratic, QuadraticEngine } from "./exact.ts";
import { LastLayer, type LastLayerEngine } from "./last_layer_engine.ts";
import { NoiseQuadrature } from "./noise_quadrature.ts";
import type { Problem } from "./posterior.ts";

/**
 * Moments of the features of a last layer, its units and the constant 1, and of the target of flow
 * matching: expectations over times and noise for each training point.
 *
 * Numbers of one point, in order: products of features a <= b, row by row; products of features and
 * components of the target; the square of the target.
 */
export interface LastLayerMoments {
  /** `[points, numbers]` */
  readonly each: Float32Array;
  /** Sums over all points by two independent quadratures, whose mean the others are, `[2, numbers]`. */
  readonly sums: Float64Array;
}

/**
 * Moments of a flow's last layer, by two independent quadratures over times and noise for each point.
 *
 * @param problem Data, and engine of the whole flow.
 * @param weights All weights of the flow, `[P]`; the last layer's are not read.
 * @param nodes Nodes of each of the two quadratures, for each point.
 * @param stream Source of the shifts.
 * @throws {RangeError} If there is no node or no point, or a number is not finite.
 * @throws {TypeError} If a shape is wrong.
 *
 * @example Numbers of each point of the paper's network: 33 features, 2 components
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { initialise, paperArchitecture } from "../flow/mod.ts";
 * import { Stream } from "../random.ts";
 * import { target } from "../target/mod.ts";
 * import { lastLayerMoments } from "./last_layer.ts";
 *
 * const ring = target("gamma-ring"), stream = Stream.fromSeed(1);
 * const engine = await createEngine("simd", paperArchitecture);
 * const data = ring.sample(10, stream.split("data"));
 * const problem = { engine, data, condition: ring.condition, draws: 1, stream };
 * const weights = initialise(paperArchitecture, stream.split("weights"));
 * const { each } = lastLayerMoments(problem, weights, 4, stream.split("nodes"));
 * assertEquals(each.length, 10 * (33 * 34 / 2 + 33 * 2 + 1));
 * ```
 */
export function lastLayerMoments(
  { engine: { architecture }, data, condition }: Problem,
  weights: Float32Array,
  nodes: number,
  stream: Stream,
): LastLayerMoments {
  const act = "take the moments of a last layer";
  checkInteger(act, "number of nodes", nodes, 1);
  checkWeights(act, architecture, weights);
  const points = checkPoints(act, architecture, { values: data, condition });
  const { dimension } = architecture;
  const hidden = new HiddenLayers(architecture, weights);
  const features = new Float64Array(hidden.units + 1).fill(1);
  const numbers = numbersOf(features.length, dimension);
  const quadrature = new NoiseQuadrature(data, dimension, nodes, stream);
  const each = new Float32Array(points * numbers), sums = new Float64Array(2 * numbers);
  const pointSums = new Float64Array(2 * numbers);
  for (let i = 0; i < points; i++) {
    pointSums.fill(0);
    quadrature.visit(i, (time, y, target, half) => {
      features.set(hidden.at(time, y, condition));
      addProducts(features, target, pointSums, half * numbers);
    });
    for (let s = 0; s < numbers; s++) {
      each[i * numbers + s] = (pointSums[s] + pointSums[numbers + s]) / (2 * nodes);
      sums[s] += pointSums[s] / nodes;
      sums[numbers + s] += pointSums[numbers + s] / nodes;
    }
  }
  return { each, sums };
}

/** Numbers of one point's moments. */
function numbersOf(features: number, dimension: number): number {
  return features * (features + 1) / 2 + features * dimension + 1;
}

/** Adds the numbers of one node from a place on. */
function addProducts(
  features: Float64Array,
  target: Float64Array,
  sums: Float64Array,
  place: number,
): void {
  let at = place;
  for (let a = 0; a < features.length; a++) {
    const feature = features[a];
    for (let b = a; b < features.length; b++) sums[at++] += feature * features[b];
  }
  for (let a = 0; a < features.length; a++) {
    for (let j = 0; j < target.length; j++) sums[at++] += features[a] * target[j];
  }
  for (let j = 0; j < target.length; j++) sums[at] += target[j] * target[j];
}

/** The problem of a flow's last layer. */
export interface LastLayerProblem extends Problem {
  /** Evaluates the last layer. */
  readonly engine: LastLayerEngine & QuadraticEngine;
}

/**
 * The problem of a flow's last layer, the other weights fixed, under the generalised likelihood
 *
 *     log L(w) = -(1 / k) sum_i E[loss of point i]
 *
 * with the flow-matching loss, a mean over components, and its expectation over times and noise. With the
 * prior N(0, s^2) this is the target of a mean field of weight k, by the convention "sum-per-datum". The
 * velocity is linear in these weights, so the posterior is a Gaussian, which {@linkcode exact} gives;
 * other posteriors run as on any problem. Their draws are completed by `engine.complete`.
 *
 * Likelihoods of batches and of all data are those of the moments. Flow matching draws times and noise
 * anew, as ever.
 *
 * @param problem Data, engine of the whole flow, and stream of the fit.
 * @param weights All weights of the flow, `[P]`; the last layer's are not read.
 * @param klWeight k: the loss of a data point counts 1 / k nats.
 * @throws {RangeError} If k is not positive, or the last hidden layer has fewer units than a point has
 * components.
 * @throws {TypeError} If a shape is wrong.
 *
 * Source: Bissiri, Holmes and Walker, arXiv:1306.6430, for posteriors of losses.
 *
 * @example Exact draws of the last layer
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { createEngine } from "../engine/mod.ts";
 * import { initialise, paperArchitecture, weightCount } from "../flow/mod.ts";
 * import { Stream } from "../random.ts";
 * import { target } from "../target/mod.ts";
 * import { exact } from "./exact.ts";
 * import { lastLayerMoments, lastLayerProblem } from "./last_layer.ts";
 *
 * const ring = target("gamma-ring"), stream = Stream.fromSeed(1);
 * const whole = {
 *   engine: await createEngine("simd", paperArchitecture),
 *   data: ring.sample(100, stream.split("data")),
 *   condition: ring.condition,
 *   draws: 3,
 *   stream,
 * };
 * const weights = initialise(paperArchitecture, stream.split("weights"));
 * const moments = lastLayerMoments(whole, weights, 8, stream.split("nodes"));
 * const problem = lastLayerProblem(whole, weights, moments, 10);
 * const { draws } = exact().fit(problem);
 * assertEquals(draws.length, 3 * 66);
 * assertEquals(problem.engine.complete(draws).length, 3 * weightCount(paperArchitecture));
 * ```
 */
export function lastLayerProblem(
  problem: Problem,
  weights: Float32Array,
  moments: LastLayerMoments,
  klWeight: number,
): LastLayerProblem {
  return { ...problem, engine: new FlowMatchingLastLayer(problem, weights, moments, klWeight) };
}

/** Sums of moments over points. */
interface Sums {
  /** `[features, features]` */
  readonly products: Float64Array;
  /** `[features, dimension]` */
  readonly targets: Float64Array;
  /** Sum of squares of the targets. */
  readonly square: number;
}

/** The engine of {@linkcode lastLayerProblem}. */
class FlowMatchingLastLayer extends LastLayer implements QuadraticEngine {
  readonly #data: Float32Array;
  readonly #moments: LastLayerMoments;
  /** Nats of a unit of the squared difference of velocity and target. */
  readonly #scale: number;
  readonly #features: number;
  readonly #numbers: number;
  /** Sums over all data, and over the last requested batch. */
  readonly #all: Sums;
  #batch: { readonly places: Uint32Array; readonly sums: Sums } | undefined;

  constructor(
    { engine, data }: Problem,
    weights: Float32Array,
    moments: LastLayerMoments,
    klWeight: number,
  ) {
    const act = "take the last layer of a flow";
    checkPositive(act, "weight of the divergence", klWeight);
    super(engine, weights);
    const { dimension } = engine.architecture;
    this.#data = data;
    this.#features = layers(engine.architecture).at(-1)!.fanIn + 1;
    this.#numbers = numbersOf(this.#features, dimension);
    this.#scale = 1 / (klWeight * dimension);
    this.#moments = moments;
    const points = data.length / dimension;
    checkLength(act, "moments of points", moments.each, points * this.#numbers);
    checkLength(act, "sums of moments", moments.sums, 2 * this.#numbers);
    this.#all = this.#sumOver(Uint32Array.from({ length: points }, (_, i) => i));
  }

  /**
   * The generalised log-likelihood of training points, nats; it solves no equation.
   *
   * @throws {TypeError} If the points are not the data, and do not tell their places in it.
   */
  override logLikelihood(
    weights: Float32Array,
    points: Points,
    _solve: Solve,
    gradient?: Float32Array,
  ): number {
    const act = "evaluate the log-likelihood";
    checkWeights(act, this.architecture, weights);
    checkGradient(act, this.architecture, gradient);
    const { products, targets, square } = this.#sumsOf(points);
    const { dimension } = this.architecture, features = this.#features;
    let sum = square;
    for (let c = 0; c < dimension; c++) {
      for (let a = 0; a < features; a++) {
        let product = 0;
        for (let b = 0; b < features; b++) {
          product += products[a * features + b] * weights[this.#place(c, b)];
        }
        const target = targets[a * dimension + c], at = this.#place(c, a);
        sum += weights[at] * (product - 2 * target);
        if (gradient) gradient[at] = -2 * this.#scale * (product - target);
      }
    }
    return -this.#scale * sum;
  }

  quadratic(): readonly Quadratic[] {
    const { dimension } = this.architecture, features = this.#features;
    const size = dimension * features;
    return [0, 1].map((h) => {
      const { products, targets } = this.#unpacked(
        this.#moments.sums.subarray(h * this.#numbers, (h + 1) * this.#numbers),
      );
      const matrix = new Float64Array(size * size), linear = new Float64Array(size);
      for (let c = 0; c < dimension; c++) {
        for (let a = 0; a < features; a++) {
          const at = this.#place(c, a);
          linear[at] = 2 * this.#scale * targets[a * dimension + c];
          for (let b = 0; b < features; b++) {
            matrix[at * size + this.#place(c, b)] = 2 * this.#scale * products[a * features + b];
          }
        }
      }
      return { matrix, linear };
    });
  }

  /** Place of the weight of a component and a feature; the last feature is the constant. */
  #place(component: number, feature: number): number {
    const units = this.#features - 1;
    return feature < units
      ? component * units + feature
      : this.architecture.dimension * units + component;
  }

  #sumsOf({ values, places }: Points): Sums {
    if (values === this.#data) return this.#all;
    if (places === undefined) {
      throw new TypeError(
        `Cannot evaluate the log-likelihood of a last layer as its points must be known by their places in the data: current value is none`,
      );
    }
    const { places: latest, sums } = this.#batch ?? {};
    if (latest?.length === places.length && places.every((place, i) => place === latest[i])) {
      return sums!;
    }
    this.#batch = { places: places.slice(), sums: this.#sumOver(places) };
    return this.#batch.sums;
  }

  #sumOver(places: Uint32Array): Sums {
    const { each } = this.#moments, numbers = this.#numbers;
    const total = new Float64Array(numbers);
    for (let i = 0; i < places.length; i++) {
      const start = places[i] * numbers;
      for (let s = 0; s < numbers; s++) total[s] += each[start + s];
    }
    return this.#unpacked(total);
  }

  #unpacked(sums: Float64Array): Sums {
    const features = this.#features, products = new Float64Array(features * features);
    let at = 0;
    for (let a = 0; a < features; a++) {
      for (let b = a; b < features; b++) {
        products[a * features + b] = products[b * features + a] = sums[at++];
      }
    }
    return { products, targets: sums.slice(at, -1), square: sums.at(-1)! };
  }
}
