/**
 * The engine that is easy to read: TensorFlow.js operations and its automatic differentiation. It takes
 * any architecture, and every faster engine is checked against it.
 *
 * Divergence and Jacobian come from tangents that are carried forward through the network beside the
 * points, so that one reverse pass over ordinary operations gives the gradient of either log density.
 *
 * @module
 */
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
import { setWasmPaths } from "npm:@tensorflow/tfjs-backend-wasm@4.22.0";
import { checkFinite } from "../check.ts";
import { cos, log as ln, sin } from "../elementary.ts";
import { type Activation, type Architecture, layers, weightCount } from "../flow/architecture.ts";
import { adamsMoulton4Weights, rk38, type Scheme, type Solve, timeGrid } from "../flow/scheme.ts";
import { type Engine, noiseFloor, type Points } from "./engine.ts";
import {
  checkBatch,
  checkGradient,
  checkNetwork,
  checkPoints,
  checkTime,
  checkWeights,
} from "./inputs.ts";

/** Where TensorFlow.js computes. */
export type TfjsBackend = "wasm" | "cpu";

/** Options of the TensorFlow.js engine. */
export interface TfjsOptions {
  /** Backend; by default "wasm" where it loads, else "cpu". */
  readonly backend?: TfjsBackend;
}

/**
 * Rows (points and tangents) that are worked on at once: a bound on memory, since a gradient keeps the
 * activations of every stage of a solve.
 */
const rowsAtOnce = { value: 4096, gradient: 1536 };

/** log(2 pi) / 2 */
const halfLogTwoPi = 0.9189385332046728;

/** A matrix product whose gradient transposes explicitly: much faster than transposed products. */
const product = tf.customGrad((a, b, save) => {
  const left = a as tf.Tensor2D, right = b as tf.Tensor2D;
  (save as tf.GradSaveFunc)([left, right]);
  return {
    value: tf.matMul(left, right),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [a, b] = saved as tf.Tensor2D[];
      const upstream = dy as tf.Tensor2D;
      return [tf.matMul(upstream, tf.transpose(b)), tf.matMul(tf.transpose(a), upstream)];
    },
  };
}) as (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Tensor2D;

/** An activation and its first derivative. */
function activate(
  activation: Activation,
  a: tf.Tensor2D,
): { value: tf.Tensor2D; slope: () => tf.Tensor2D } {
  switch (activation) {
    case "elu": {
      // elu(a) = max(a, 0) + elu'(a) - 1, which spares a second exponential.
      const value = tf.elu(a);
      return { value, slope: () => tf.add(tf.sub(value, tf.relu(a)), 1) };
    }
    case "silu": {
      const gate = tf.sigmoid(a);
      const value = tf.mul(a, gate) as tf.Tensor2D;
      return { value, slope: () => tf.add(gate, tf.mul(value, tf.sub(1, gate))) };
    }
    case "tanh": {
      const value = tf.tanh(a);
      return { value, slope: () => tf.sub(1, tf.square(value)) };
    }
  }
}

/** cos(pi k t) for k = 1..K, then sin(pi k t), for every time: `[times, 2K]`. */
function embed(frequencies: number, times: ArrayLike<number>): tf.Tensor2D {
  const values = new Float32Array(times.length * 2 * frequencies);
  for (let i = 0; i < times.length; i++) {
    for (let k = 0; k < frequencies; k++) {
      const angle = Math.PI * (k + 1) * times[i];
      values[i * 2 * frequencies + k] = cos(angle);
      values[i * 2 * frequencies + frequencies + k] = sin(angle);
    }
  }
  return tf.tensor2d(values, [times.length, 2 * frequencies]);
}

/** The velocity network for given weights and condition. */
class Network {
  readonly #architecture: Architecture;
  /** First layer: rows of the time embedding and of the point; the condition's part joins the bias. */
  readonly #time: tf.Tensor2D;
  readonly #point: tf.Tensor2D;
  readonly #bias: tf.Tensor2D;
  readonly #rest: { readonly matrix: tf.Tensor2D; readonly bias: tf.Tensor1D }[];

  /**
   * @param weights `[P]`
   * @param condition `[1, condition]` or `[n, condition]`
   */
  constructor(architecture: Architecture, weights: tf.Tensor1D, condition: tf.Tensor2D) {
    this.#architecture = architecture;
    const { dimension, frequencies } = architecture;
    const [first, ...rest] = layers(architecture).map((layer) => ({
      matrix: tf.transpose(
        tf.slice(weights, layer.weights, layer.fanOut * layer.fanIn)
          .reshape([layer.fanOut, layer.fanIn]),
      ) as tf.Tensor2D,
      bias: tf.slice(weights, layer.biases, layer.fanOut),
    }));
    const rows = (from: number, count: number) =>
      tf.slice(first.matrix, [from, 0], [count, first.bias.size]);
    this.#time = rows(0, 2 * frequencies);
    this.#point = rows(2 * frequencies, dimension);
    const bias = first.bias.reshape([1, -1]) as tf.Tensor2D;
    this.#bias = architecture.condition === 0 ? bias : tf.add(
      bias,
      product(condition, rows(2 * frequencies + dimension, architecture.condition)),
    );
    this.#rest = rest;
  }

  /** Pre-activations of the first layer; one time for all points, or one for each. */
  #enter(points: tf.Tensor2D, times: ArrayLike<number>): tf.Tensor2D {
    const a = tf.add(product(points, this.#point), this.#bias) as tf.Tensor2D;
    const { frequencies } = this.#architecture;
    return frequencies === 0 ? a : tf.add(a, product(embed(frequencies, times), this.#time));
  }

  /** Velocities, `[n, dimension]`. */
  velocity(points: tf.Tensor2D, times: ArrayLike<number>): tf.Tensor2D {
    let a = this.#enter(points, times);
    for (const { matrix, bias } of this.#rest) {
      a = tf.add(product(activate(this.#architecture.activation, a).value, matrix), bias);
    }
    return a;
  }

  /**
   * Velocities and what the Jacobian makes of each point's tangents.
   *
   * @param tangents `[dimension, n, dimension]`: one vector a point and direction; without it, the unit
   * vectors.
   * @returns velocity `[n, dimension]` and images `[dimension, n, dimension]`
   */
  linearised(
    points: tf.Tensor2D,
    time: number,
    tangents?: tf.Tensor3D,
  ): { velocity: tf.Tensor2D; images: tf.Tensor3D } {
    const { dimension, activation } = this.#architecture;
    const n = points.shape[0];
    let a = this.#enter(points, [time]);
    let images: tf.Tensor3D = tangents
      ? product(tangents.reshape([dimension * n, dimension]), this.#point)
        .reshape([dimension, n, -1])
      : this.#point.reshape([dimension, 1, -1]);
    for (const { matrix, bias } of this.#rest) {
      const { value, slope } = activate(activation, a);
      a = tf.add(product(value, matrix), bias);
      const inner = tf.mul(images, slope()).reshape([dimension * n, -1]) as tf.Tensor2D;
      images = product(inner, matrix).reshape([dimension, n, -1]);
    }
    return { velocity: a, images };
  }
}

/** Sum over directions d of component d of image d: `[n]`. */
function divergence(images: tf.Tensor3D): tf.Tensor1D {
  return tf.sum(tf.mul(images, tf.eye(images.shape[0]).expandDims(1)), [0, 2]);
}

/**
 * log det and the transposed inverse of small matrices, in double precision, by elimination with pivots.
 * Where the determinant is not above 0, the map of the solve folds and the logarithm is minus infinity.
 *
 * @param matrices `[size, n, size]`: row d of matrix i at `[d, i]`
 */
function determinants(
  matrices: Float32Array | Int32Array | Uint8Array,
  size: number,
): { log: Float32Array; inverse: Float32Array } {
  const n = matrices.length / (size * size);
  const log = new Float32Array(n);
  const inverse = new Float32Array(matrices.length);
  const width = 2 * size;
  const work = new Float64Array(size * width);
  for (let i = 0; i < n; i++) {
    work.fill(0);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        work[row * width + column] = matrices[(row * n + i) * size + column];
      }
      work[row * width + size + row] = 1;
    }
    let determinant = 1;
    for (let step = 0; step < size; step++) {
      let best = step;
      for (let row = step + 1; row < size; row++) {
        if (Math.abs(work[row * width + step]) > Math.abs(work[best * width + step])) best = row;
      }
      const pivot = work[best * width + step];
      determinant *= best === step ? pivot : -pivot;
      for (let column = 0; column < width; column++) {
        const kept = work[step * width + column];
        work[step * width + column] = work[best * width + column] / pivot;
        if (best !== step) work[best * width + column] = kept;
      }
      for (let row = 0; row < size; row++) {
        const factor = work[row * width + step];
        if (row === step || factor === 0) continue;
        for (let column = 0; column < width; column++) {
          work[row * width + column] -= factor * work[step * width + column];
        }
      }
    }
    log[i] = determinant <= 0 ? -Infinity : ln(determinant);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        inverse[(row * n + i) * size + column] = work[column * width + size + row];
      }
    }
  }
  return { log, inverse };
}

/** log det of the matrices `[dimension, n, dimension]` of all points: `[n]`. */
const logDeterminant = tf.customGrad((jacobians) => {
  const shape = (jacobians as tf.Tensor3D).shape;
  const { log, inverse } = determinants((jacobians as tf.Tensor3D).dataSync(), shape[0]);
  return {
    value: tf.tensor1d(log),
    gradFunc: (dy: tf.Tensor) => tf.mul(tf.tensor3d(inverse, shape), dy.reshape([1, -1, 1])),
  };
}) as (jacobians: tf.Tensor3D) => tf.Tensor1D;

/** base + sum of factors[i] * terms[i] */
function combine(
  base: tf.Tensor2D,
  factors: readonly number[],
  terms: readonly tf.Tensor2D[],
): tf.Tensor2D {
  let sum = base;
  factors.forEach((factor, i) => {
    if (factor !== 0) sum = tf.add(sum, tf.mul(terms[i], factor));
  });
  return sum;
}

/** Solves dy/dt = rate(y, t) over the grid. */
function integrate(
  rate: (y: tf.Tensor2D, t: number) => tf.Tensor2D,
  start: tf.Tensor2D,
  grid: Float64Array,
  scheme: Scheme,
): tf.Tensor2D {
  if (scheme.kind === "adams-moulton-4") return predictAndCorrect(rate, start, grid);
  const { a, b, c } = scheme.kind === "runge-kutta" ? scheme : rk38;
  const tidyRate = (y: () => tf.Tensor2D, t: number) => tf.tidy(() => rate(y(), t));
  let y = start;
  let history: tf.Tensor2D[] = [];
  for (let i = 0; i + 1 < grid.length; i++) {
    const t = grid[i], h = grid[i + 1] - t, from = y;
    if (scheme.kind === "adams-bashforth-3" && i >= 2) {
      history = [tidyRate(() => from, t), ...history.slice(0, 2)];
      y = tf.tidy(() => combine(from, [23 / 12 * h, -16 / 12 * h, 5 / 12 * h], history));
    } else {
      const stages: tf.Tensor2D[] = [];
      for (let s = 0; s < b.length; s++) {
        const row = a[s].map((entry) => entry * h);
        stages.push(tidyRate(() => combine(from, row, stages), t + c[s] * h));
      }
      y = tf.tidy(() => combine(from, b.map((weight) => weight * h), stages));
      history = [stages[0], ...history];
    }
  }
  return y;
}

/** Solves dy/dt = rate(y, t) over the grid by {@linkcode am4}. */
function predictAndCorrect(
  rate: (y: tf.Tensor2D, t: number) => tf.Tensor2D,
  start: tf.Tensor2D,
  grid: Float64Array,
): tf.Tensor2D {
  const { predictor, corrector } = adamsMoulton4Weights(grid);
  const rates = [tf.tidy(() => rate(start, grid[0]))];
  let y = start;
  for (let i = 0; i + 1 < grid.length; i++) {
    const from = y;
    const step = (factors: readonly number[]) =>
      combine(from, factors, rates.slice(-factors.length));
    rates.push(tf.tidy(() => rate(step(predictor[i]), grid[i + 1])));
    y = tf.tidy(() => step(corrector[i]));
  }
  return y;
}

/** Log densities of the points, `[n]`, as the solve defines them. */
function logDensities(
  network: Network,
  points: tf.Tensor2D,
  solve: Solve,
  grid: Float64Array,
): tf.Tensor1D {
  const [n, dimension] = points.shape;
  const latent = (z: tf.Tensor2D) =>
    tf.sub(tf.mul(tf.sum(tf.square(z), 1), -0.5), dimension * halfLogTwoPi);
  if (solve.volumeChange === "trace") {
    const rate = (y: tf.Tensor2D, t: number) => {
      const { velocity, images } = network.linearised(tf.slice(y, [0, 0], [n, dimension]), t);
      return tf.concat([velocity, divergence(images).reshape([n, 1]) as tf.Tensor2D], 1);
    };
    const whole = tf.pad(points, [[0, 0], [0, 1]]) as tf.Tensor2D;
    const end = integrate(rate, whole, grid, solve.scheme);
    return tf.add(
      latent(tf.slice(end, [0, 0], [n, dimension])),
      tf.slice(end, [0, dimension], [n, 1]).reshape([n]),
    );
  }
  const rows = dimension * n;
  const tangents = (y: tf.Tensor2D): tf.Tensor3D =>
    tf.slice(y, [n, 0], [rows, dimension]).reshape([dimension, n, dimension]);
  const rate = (y: tf.Tensor2D, t: number) => {
    const x = tf.slice(y, [0, 0], [n, dimension]);
    const { velocity, images } = network.linearised(x, t, tangents(y));
    return tf.concat([velocity, images.reshape([rows, dimension]) as tf.Tensor2D], 0);
  };
  const units: tf.Tensor2D = tf.tile(tf.eye(dimension).expandDims(1), [1, n, 1])
    .reshape([rows, dimension]);
  const end = integrate(rate, tf.concat([points, units], 0), grid, solve.scheme);
  return tf.add(
    latent(tf.slice(end, [0, 0], [n, dimension])),
    logDeterminant(tangents(end)),
  );
}

class TfjsEngine implements Engine {
  readonly name: string;
  readonly numerics: string;
  readonly architecture: Architecture;
  readonly #backend: TfjsBackend;

  constructor(architecture: Architecture, backend: TfjsBackend) {
    this.architecture = architecture;
    this.#backend = backend;
    this.name = `tfjs/${backend}`;
    this.numerics = `tfjs-${backend}-${tf.version["tfjs-core"]}-1`;
  }

  flowMatching(...[weights, batch, gradient]: Parameters<Engine["flowMatching"]>): number {
    const act = "evaluate the flow-matching loss";
    checkWeights(act, this.architecture, weights);
    const n = checkBatch(act, this.architecture, batch);
    checkGradient(act, this.architecture, gradient);
    const { dimension } = this.architecture;
    const mixed = new Float32Array(n * dimension);
    const target = new Float32Array(n * dimension);
    for (let i = 0; i < mixed.length; i++) {
      const t = batch.times[Math.floor(i / dimension)], x = batch.values[i], z = batch.noise[i];
      mixed[i] = (1 - t) * x + (noiseFloor + (1 - noiseFloor) * t) * z;
      target[i] = (1 - noiseFloor) * z - x;
    }
    const sum = this.#sumOver(
      weights,
      { values: mixed, condition: batch.condition },
      1,
      (network, y, from, to) => {
        const goal = tf.tensor2d(target.subarray(from * dimension, to * dimension), y.shape);
        const difference = tf.sub(network.velocity(y, batch.times.subarray(from, to)), goal);
        return tf.sum(tf.square(difference), 1);
      },
      gradient,
    );
    if (gradient) { for (let i = 0; i < gradient.length; i++) gradient[i] /= mixed.length; }
    return this.#finite(act, sum / mixed.length, "loss", gradient);
  }

  velocity(...[weights, points, time]: Parameters<Engine["velocity"]>) {
    const act = "evaluate a velocity";
    checkWeights(act, this.architecture, weights);
    checkTime(act, time);
    const { dimension } = this.architecture;
    const n = checkPoints(act, this.architecture, points);
    const velocity = new Float32Array(n * dimension);
    const trace = new Float32Array(n);
    this.#forChunks(points, rowsAtOnce.value / (1 + dimension), (x, condition, from) => {
      const network = new Network(this.architecture, tf.tensor1d(weights), condition);
      const result = network.linearised(x, time);
      velocity.set(result.velocity.dataSync(), from * dimension);
      trace.set(divergence(result.images).dataSync(), from);
    });
    checkFinite(act, "velocities", velocity);
    checkFinite(act, "divergences", trace);
    return { velocity, trace };
  }

  logDensity(...[weights, points, solve]: Parameters<Engine["logDensity"]>): Float32Array {
    const act = "evaluate a log density";
    checkWeights(act, this.architecture, weights);
    const out = new Float32Array(checkPoints(act, this.architecture, points));
    const grid = timeGrid(solve);
    const rows = rowsAtOnce.value / (1 + this.architecture.dimension);
    this.#forChunks(points, rows, (x, condition, from) => {
      const network = new Network(this.architecture, tf.tensor1d(weights), condition);
      out.set(logDensities(network, x, solve, grid).dataSync(), from);
    });
    // A discrete map that folds gives minus infinity.
    const folds = solve.volumeChange === "discrete";
    checkFinite(act, "log densities", folds ? out.filter((value) => value !== -Infinity) : out);
    return out;
  }

  logLikelihood(
    ...[weights, points, solve, gradient]: Parameters<Engine["logLikelihood"]>
  ): number {
    const act = "evaluate a log-likelihood";
    checkWeights(act, this.architecture, weights);
    checkPoints(act, this.architecture, points);
    checkGradient(act, this.architecture, gradient);
    const grid = timeGrid(solve);
    const sum = this.#sumOver(
      weights,
      points,
      1 + this.architecture.dimension,
      (network, x) => logDensities(network, x, solve, grid),
      gradient,
    );
    if (sum === -Infinity && solve.volumeChange === "discrete") gradient?.fill(0);
    else this.#finite(act, sum, "sum of log densities", gradient);
    return sum;
  }

  encode(...[weights, points, solve]: Parameters<Engine["encode"]>): Float32Array {
    return this.#transport("encode points", weights, points, solve, timeGrid(solve));
  }

  decode(...[weights, noise, solve]: Parameters<Engine["decode"]>): Float32Array {
    return this.#transport("decode noise", weights, noise, solve, timeGrid(solve).reverse());
  }

  #transport(
    act: string,
    weights: Float32Array,
    points: Points,
    solve: Solve,
    grid: Float64Array,
  ): Float32Array {
    checkWeights(act, this.architecture, weights);
    checkPoints(act, this.architecture, points);
    const { dimension } = this.architecture;
    const out = new Float32Array(points.values.length);
    this.#forChunks(points, rowsAtOnce.value, (x, condition, from) => {
      const network = new Network(this.architecture, tf.tensor1d(weights), condition);
      const end = integrate((y, t) => network.velocity(y, [t]), x, grid, solve.scheme);
      out.set(end.dataSync(), from * dimension);
    });
    checkFinite(act, "points found", out);
    return out;
  }

  /** Sum over points of a quantity, and its gradient; both gathered in double precision. */
  #sumOver(
    weights: Float32Array,
    points: Points,
    rowsPerPoint: number,
    quantity: (network: Network, x: tf.Tensor2D, from: number, to: number) => tf.Tensor1D,
    gradient?: Float32Array,
  ): number {
    let sum = 0;
    const total = new Float64Array(gradient ? weightCount(this.architecture) : 0);
    const rows = (gradient ? rowsAtOnce.gradient : rowsAtOnce.value) / rowsPerPoint;
    this.#forChunks(points, rows, (x, condition, from, to) => {
      const each = (w: tf.Tensor) =>
        quantity(new Network(this.architecture, w as tf.Tensor1D, condition), x, from, to);
      const at = tf.tensor1d(weights);
      let values: tf.Tensor;
      if (gradient) {
        const { value, grad } = tf.valueAndGrad(each)(at, tf.ones([to - from]));
        values = value;
        grad.dataSync().forEach((g, i) => total[i] += g);
      } else {
        values = each(at);
      }
      for (const value of values.dataSync()) sum += value;
    });
    gradient?.set(total);
    return sum;
  }

  /** Calls `work` with one chunk of points after the other, and frees every tensor it made. */
  #forChunks(
    points: Points,
    rows: number,
    work: (x: tf.Tensor2D, condition: tf.Tensor2D, from: number, to: number) => void,
  ): void {
    const { dimension, condition } = this.architecture;
    const n = points.values.length / dimension;
    const shared = points.condition.length === condition;
    const size = Math.max(1, Math.floor(rows));
    // Takes effect at once, as the backend was initialised when the engine was made.
    if (tf.getBackend() !== this.#backend) void tf.setBackend(this.#backend);
    for (let from = 0; from < n; from += size) {
      const to = Math.min(n, from + size);
      tf.tidy(() => {
        const values = points.values.subarray(from * dimension, to * dimension);
        const conditions = shared
          ? tf.tensor2d(points.condition, [1, condition])
          : tf.tensor2d(points.condition.subarray(from * condition, to * condition), [
            to - from,
            condition,
          ]);
        work(tf.tensor2d(values, [to - from, dimension]), conditions, from, to);
      });
    }
  }

  #finite(act: string, value: number, name: string, gradient?: Float32Array): number {
    checkFinite(act, name, [value]);
    if (gradient) checkFinite(act, "gradient", gradient);
    return value;
  }
}

let prepared = false;

async function start(backend: TfjsBackend): Promise<boolean> {
  if (!prepared) {
    // Without it the cpu backend prints an advertisement.
    tf.enableProdMode();
    setWasmPaths(
      new URL("./", import.meta.resolve("npm:@tensorflow/tfjs-backend-wasm@4.22.0")).href,
    );
    prepared = true;
  }
  return await tf.setBackend(backend);
}

/**
 * The TensorFlow.js engine for an architecture. Single precision; needs permission to read the
 * package's WebAssembly file, nothing else.
 *
 * @param architecture Any shape of network.
 * @param options Backend; "wasm" where it loads and else "cpu" by default.
 * @throws {RangeError} If the architecture is invalid.
 * @throws {Error} If the requested backend does not load.
 *
 * @example Without a velocity the density is that of the noise
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { createTfjsEngine } from "./tfjs.ts";
 * import { paperArchitecture, weightCount } from "../flow/architecture.ts";
 * import { continuousSolve } from "../flow/solves.ts";
 *
 * const engine = await createTfjsEngine(paperArchitecture);
 * const weights = new Float32Array(weightCount(paperArchitecture));
 * const points = { values: Float32Array.of(0, 0), condition: Float32Array.of(4) };
 * const [logDensity] = engine.logDensity(weights, points, continuousSolve);
 * assertAlmostEquals(logDensity, -Math.log(2 * Math.PI), 1e-6);
 * ```
 */
export async function createTfjsEngine(
  architecture: Architecture,
  options: TfjsOptions = {},
): Promise<Engine> {
  checkNetwork(architecture);
  for (const backend of options.backend ? [options.backend] : ["wasm", "cpu"] as const) {
    if (await start(backend)) return new TfjsEngine(architecture, backend);
  }
  throw new Error(
    `Cannot start TensorFlow.js as its backend must load: current value is "${
      options.backend ?? "wasm, cpu"
    }"`,
  );
}
