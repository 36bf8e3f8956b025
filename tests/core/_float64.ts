/**
 * A plain double-precision flow, written for clarity and apart from the engines: one point at a time,
 * loops instead of tensors, gradients by a tape of the very operations that were done. Tests compare
 * engines with it, and it is itself compared with the reference vectors.
 *
 * @module
 */
import { noiseFloor } from "../../core/engine/engine.ts";
import { type Architecture, type Layer, layers } from "../../core/flow/architecture.ts";
import { rk38, type Solve, timeGrid } from "../../core/flow/scheme.ts";

type Numbers = ArrayLike<number>;

/** Points with one condition for all or one for each, as in the engine, in any precision. */
export interface Points64 {
  readonly values: Numbers;
  readonly condition: Numbers;
}

/** A flow-matching batch in any precision. */
export interface Batch64 extends Points64 {
  readonly times: Numbers;
  readonly noise: Numbers;
}

/** An activation with its first two derivatives. */
interface Curve {
  value(a: number): number;
  slope(a: number): number;
  bend(a: number): number;
}

const sigmoid = (a: number) => 1 / (1 + Math.exp(-a));

const curves: Record<Architecture["activation"], Curve> = {
  elu: {
    value: (a) => a > 0 ? a : Math.expm1(a),
    slope: (a) => a > 0 ? 1 : Math.exp(a),
    bend: (a) => a > 0 ? 0 : Math.exp(a),
  },
  silu: {
    value: (a) => a * sigmoid(a),
    slope: (a) => sigmoid(a) * (1 + a * sigmoid(-a)),
    bend: (a) => sigmoid(a) * sigmoid(-a) * (2 + a * (1 - 2 * sigmoid(a))),
  },
  tanh: {
    value: Math.tanh,
    slope: (a) => 1 - Math.tanh(a) ** 2,
    bend: (a) => -2 * Math.tanh(a) * (1 - Math.tanh(a) ** 2),
  },
};

const known = new WeakMap<Architecture, Layer[]>();

/** The layers of an architecture, worked out once. */
function layersOf(architecture: Architecture): Layer[] {
  const found = known.get(architecture) ?? layers(architecture);
  known.set(architecture, found);
  return found;
}

/** out[v] += matrix * input[v] for vectors that lie one after the other. */
function multiply(
  weights: Float64Array,
  { fanIn, fanOut, weights: place }: Layer,
  input: Float64Array,
  vectors: number,
): Float64Array {
  const out = new Float64Array(fanOut * vectors);
  for (let v = 0; v < vectors; v++) {
    for (let o = 0; o < fanOut; o++) {
      let sum = 0;
      const row = place + o * fanIn, vector = v * fanIn;
      for (let i = 0; i < fanIn; i++) sum += weights[row + i] * input[vector + i];
      out[v * fanOut + o] = sum;
    }
  }
  return out;
}

/** The network at one point: vector 0 is the point, vectors 1..m are tangents. */
class Evaluation {
  readonly #architecture: Architecture;
  readonly #weights: Float64Array;
  readonly #layers: Layer[];
  /** Inputs and pre-activations of every layer, `[1 + m, width]`. */
  readonly #inputs: Float64Array[] = [];
  readonly #sums: Float64Array[] = [];
  readonly #vectors: number;
  /** `[1 + m, dimension]`: the velocity, then the Jacobian times each tangent. */
  readonly output: Float64Array;

  constructor(
    architecture: Architecture,
    weights: Float64Array,
    time: number,
    point: Numbers,
    condition: Numbers,
    tangents: readonly Numbers[],
  ) {
    this.#architecture = architecture;
    this.#weights = weights;
    this.#layers = layersOf(architecture);
    this.#vectors = 1 + tangents.length;
    const { frequencies, dimension } = architecture;
    const width = this.#layers[0].fanIn;
    let h = new Float64Array(width * this.#vectors);
    for (let k = 0; k < frequencies; k++) {
      h[k] = Math.cos(Math.PI * (k + 1) * time);
      h[frequencies + k] = Math.sin(Math.PI * (k + 1) * time);
    }
    [point, ...tangents].forEach((vector, v) => {
      for (let d = 0; d < dimension; d++) h[v * width + 2 * frequencies + d] = vector[d];
    });
    for (let c = 0; c < condition.length; c++) h[2 * frequencies + dimension + c] = condition[c];
    const curve = curves[architecture.activation];
    this.#layers.forEach((layer, l) => {
      const a = multiply(weights, layer, h, this.#vectors);
      for (let o = 0; o < layer.fanOut; o++) a[o] += weights[layer.biases + o];
      this.#inputs.push(h);
      this.#sums.push(a);
      if (l === this.#layers.length - 1) return;
      h = new Float64Array(a.length);
      for (let o = 0; o < layer.fanOut; o++) {
        h[o] = curve.value(a[o]);
        const slope = this.#vectors > 1 ? curve.slope(a[o]) : 0;
        for (let v = 1; v < this.#vectors; v++) {
          h[v * layer.fanOut + o] = slope * a[v * layer.fanOut + o];
        }
      }
    });
    this.output = this.#sums.at(-1)!;
  }

  /** Pre-activations of the hidden layers for the point alone. */
  hiddenSums(): number[] {
    return this.#sums.slice(0, -1).flatMap((a, l) => [...a.subarray(0, this.#layers[l].fanOut)]);
  }

  /**
   * Reverse pass.
   *
   * @param upstream `[1 + m, dimension]`, sensitivity to the output
   * @param gradient `[P]`, added to
   * @returns Sensitivity to the point and the tangents, `[1 + m, dimension]`
   */
  pull(upstream: Float64Array, gradient: Float64Array): Float64Array {
    const curve = curves[this.#architecture.activation];
    let above = upstream;
    for (let l = this.#layers.length - 1; l >= 0; l--) {
      const { fanIn, fanOut, weights: place, biases } = this.#layers[l];
      const input = this.#inputs[l];
      const below = new Float64Array(fanIn * this.#vectors);
      for (let o = 0; o < fanOut; o++) gradient[biases + o] += above[o];
      for (let v = 0; v < this.#vectors; v++) {
        for (let o = 0; o < fanOut; o++) {
          const s = above[v * fanOut + o];
          for (let i = 0; i < fanIn; i++) {
            gradient[place + o * fanIn + i] += s * input[v * fanIn + i];
            below[v * fanIn + i] += s * this.#weights[place + o * fanIn + i];
          }
        }
      }
      if (l === 0) {
        const { dimension, frequencies } = this.#architecture;
        const out = new Float64Array(dimension * this.#vectors);
        for (let v = 0; v < this.#vectors; v++) {
          const from = v * fanIn + 2 * frequencies;
          out.set(below.subarray(from, from + dimension), v * dimension);
        }
        return out;
      }
      const sums = this.#sums[l - 1];
      for (let i = 0; i < fanIn; i++) {
        const slope = curve.slope(sums[i]), bend = curve.bend(sums[i]);
        below[i] *= slope;
        for (let v = 1; v < this.#vectors; v++) {
          below[i] += bend * sums[v * fanIn + i] * below[v * fanIn + i];
          below[v * fanIn + i] *= slope;
        }
      }
      above = below;
    }
    throw new Error("unreachable: an architecture has a layer");
  }
}

/** Unit vectors. */
function units(dimension: number): Float64Array[] {
  return Array.from({ length: dimension }, (_, d) => {
    const unit = new Float64Array(dimension);
    unit[d] = 1;
    return unit;
  });
}

/** Velocity, Jacobian `[row = velocity, column = point]` and its trace at one point. */
export function velocityAt(
  architecture: Architecture,
  weights: Numbers,
  time: number,
  point: Numbers,
  condition: Numbers,
): { velocity: number[]; jacobian: number[][]; trace: number } {
  const { dimension } = architecture;
  const { output } = new Evaluation(
    architecture,
    Float64Array.from(weights),
    time,
    point,
    condition,
    units(dimension),
  );
  const range = [...Array(dimension).keys()];
  const jacobian = range.map((row) =>
    range.map((column) => output[(1 + column) * dimension + row])
  );
  return {
    velocity: [...output.subarray(0, dimension)],
    jacobian,
    trace: range.reduce((sum, d) => sum + jacobian[d][d], 0),
  };
}

/** What is solved along with the point. */
type Mode = "point" | "trace" | "discrete";

/** A vector of the tape, and how a sensitivity to it reaches what it was made of. */
interface Node {
  readonly value: Float64Array;
  readonly pull?: (upstream: Float64Array) => void;
  sensitivity?: Float64Array;
}

function addTo(node: Node, factor: number, upstream: Float64Array): void {
  node.sensitivity ??= new Float64Array(node.value.length);
  for (let i = 0; i < upstream.length; i++) node.sensitivity[i] += factor * upstream[i];
}

/** Integral over [a, b] of the polynomial through values at up to four nodes, by Newton's basis. */
function polynomialWeights(nodes: readonly number[], a: number, b: number): number[] {
  // The integral of prod (t - node) over the first k nodes, from its coefficients.
  const moments = nodes.map((_, k) => {
    let coefficients = [1];
    for (const node of nodes.slice(0, k)) {
      const next = [...coefficients.map((c) => -node * c), 0];
      coefficients.forEach((c, power) => next[power + 1] += c);
      coefficients = next;
    }
    return coefficients.reduce(
      (sum, c, power) => sum + c * (b ** (power + 1) - a ** (power + 1)) / (power + 1),
      0,
    );
  });
  // The divided difference of order k weighs value i with 1 / prod over j <= k of (node_i - node_j).
  return nodes.map((node, i) =>
    moments.reduce((sum, moment, k) => {
      if (k < i) return sum;
      const spread = nodes.slice(0, k + 1)
        .reduce((product, other, j) => j === i ? product : product * (node - other), 1);
      return sum + moment / spread;
    }, 0)
  );
}

/** One solve of one point, recorded. */
class Solver {
  readonly #tape: Node[] = [];
  readonly #gradient: Float64Array | undefined;
  readonly #evaluate: (time: number, state: Float64Array) => Evaluation;
  readonly #mode: Mode;
  readonly #dimension: number;

  constructor(
    architecture: Architecture,
    weights: Numbers,
    condition: Numbers,
    mode: Mode,
    gradient?: Float64Array,
  ) {
    const { dimension } = architecture;
    this.#dimension = dimension;
    this.#mode = mode;
    this.#gradient = gradient;
    const exact = Float64Array.from(weights);
    const unitVectors = units(dimension);
    this.#evaluate = (time, state) => {
      let tangents: Float64Array[] = [];
      if (mode === "trace") tangents = unitVectors;
      if (mode === "discrete") {
        tangents = unitVectors.map((_, d) =>
          state.subarray((1 + d) * dimension, (2 + d) * dimension)
        );
      }
      return new Evaluation(architecture, exact, time, state, condition, tangents);
    };
  }

  /** Pre-activations of the hidden layers. */
  hiddenSums(time: number, state: Float64Array): number[] {
    return this.#evaluate(time, state).hiddenSums();
  }

  /** Adds base + sum of factors[i] * terms[i]. */
  #combine(base: Node, factors: readonly number[], terms: readonly Node[]): Node {
    const value = base.value.slice();
    factors.forEach((factor, j) => {
      for (let i = 0; i < value.length; i++) value[i] += factor * terms[j].value[i];
    });
    return this.#record({
      value,
      pull: (upstream) => {
        addTo(base, 1, upstream);
        factors.forEach((factor, j) => addTo(terms[j], factor, upstream));
      },
    });
  }

  /** Adds the rate of change of a state. */
  #rate(state: Node, time: number): Node {
    const evaluation = this.#evaluate(time, state.value);
    const D = this.#dimension;
    let value = evaluation.output;
    if (this.#mode === "trace") {
      value = new Float64Array(D + 1);
      value.set(evaluation.output.subarray(0, D));
      for (let d = 0; d < D; d++) value[D] += evaluation.output[(1 + d) * D + d];
    }
    return this.#record({
      value,
      pull: (upstream) => {
        const onOutput = new Float64Array(evaluation.output.length);
        if (this.#mode === "trace") {
          onOutput.set(upstream.subarray(0, D));
          for (let d = 0; d < D; d++) onOutput[(1 + d) * D + d] = upstream[D];
        } else onOutput.set(upstream);
        const onInput = evaluation.pull(onOutput, this.#gradient!);
        addTo(state, 1, this.#mode === "trace" ? onInput.subarray(0, D) : onInput);
      },
    });
  }

  #record(node: Node): Node {
    if (this.#gradient) this.#tape.push(node);
    return node;
  }

  /** Solves over the grid; the first value is the point, then what the mode adds. */
  solve(point: Numbers, solve: Solve, grid: Float64Array): Float64Array {
    const D = this.#dimension;
    const start = [...Array.from(point), ...(this.#mode === "trace" ? [0] : [])];
    if (this.#mode === "discrete") { for (const unit of units(D)) start.push(...unit); }
    let y: Node = { value: Float64Array.from(start) };
    const { scheme } = solve;
    if (scheme.kind === "adams-moulton-4") return this.#predictAndCorrect(y, grid);
    const { a, b, c } = scheme.kind === "runge-kutta" ? scheme : rk38;
    let history: Node[] = [];
    for (let i = 0; i + 1 < grid.length; i++) {
      const t = grid[i], h = grid[i + 1] - t;
      if (scheme.kind === "adams-bashforth-3" && i > 1) {
        history = [this.#rate(y, t), history[0], history[1]];
        y = this.#combine(y, [23 * h / 12, -16 * h / 12, 5 * h / 12], history);
        continue;
      }
      const stages: Node[] = [];
      for (let s = 0; s < b.length; s++) {
        const at = s === 0 ? y : this.#combine(y, a[s].map((entry) => entry * h), stages);
        stages.push(this.#rate(at, t + c[s] * h));
      }
      y = this.#combine(y, b.map((weight) => weight * h), stages);
      history = [stages[0], ...history];
    }
    this.#record(y);
    return y.value;
  }

  /** Adams predictor and corrector over a grid of any steps, written from their definition. */
  #predictAndCorrect(start: Node, grid: Float64Array): Float64Array {
    let y = start;
    const rates = [this.#rate(y, grid[0])];
    for (let i = 1; i < grid.length; i++) {
      const through = (nodes: number[]) =>
        this.#combine(
          y,
          polynomialWeights(nodes.map((j) => grid[j]), grid[i - 1], grid[i]),
          nodes.map((j) => rates[j]),
        );
      const known = [i - 3, i - 2, i - 1].filter((j) => j >= 0);
      rates.push(this.#rate(through(known), grid[i]));
      y = through([...known, i]);
    }
    this.#record(y);
    return y.value;
  }

  /** Reverse pass from a sensitivity to the last state; adds to the gradient. */
  pull(upstream: Float64Array): void {
    const last = this.#tape.at(-1)!;
    addTo(last, 1, upstream);
    this.#tape.pop();
    for (const node of this.#tape.reverse()) {
      if (node.sensitivity) node.pull?.(node.sensitivity);
    }
  }
}

/** log |det| and inverse of a small matrix, by elimination with pivots. */
function logDeterminant(matrix: number[][]): { log: number; inverse: number[][] } {
  const n = matrix.length;
  const work = matrix.map((row, i) => [...row, ...units(n)[i]]);
  let log = 0;
  for (let s = 0; s < n; s++) {
    const best = work.slice(s).reduce(
      (best, row, i) => Math.abs(row[s]) > Math.abs(work[best][s]) ? s + i : best,
      s,
    );
    [work[s], work[best]] = [work[best], work[s]];
    log += Math.log(Math.abs(work[s][s]));
    work[s] = work[s].map((value) => value / work[s][s]);
    work.forEach((row, i) => {
      if (i !== s) work[i] = row.map((value, j) => value - row[s] * work[s][j]);
    });
  }
  return { log, inverse: work.map((row) => row.slice(n)) };
}

/** log p of one point, and its latent point; adds to the gradient where one is given. */
export function logDensityAt(
  architecture: Architecture,
  weights: Numbers,
  point: Numbers,
  condition: Numbers,
  solve: Solve,
  gradient?: Float64Array,
): { logDensity: number; latent: number[]; volumeChange: number } {
  const { dimension: D } = architecture;
  const solver = new Solver(architecture, weights, condition, solve.volumeChange, gradient);
  const end = solver.solve(point, solve, timeGrid(solve));
  const latent = [...end.subarray(0, D)];
  const upstream = new Float64Array(end.length);
  latent.forEach((z, d) => upstream[d] = -z);
  let volumeChange = end[D];
  if (solve.volumeChange === "trace") {
    upstream[D] = 1;
  } else {
    const rows = units(D).map((_, d) => [...end.subarray((1 + d) * D, (2 + d) * D)]);
    const { log, inverse } = logDeterminant(rows);
    volumeChange = log;
    rows.forEach((row, d) => row.forEach((_, e) => upstream[(1 + d) * D + e] = inverse[e][d]));
  }
  if (gradient) solver.pull(upstream);
  const base = latent.reduce((sum, z) => sum - z * z / 2 - Math.log(2 * Math.PI) / 2, 0);
  return { logDensity: base + volumeChange, latent, volumeChange };
}

/** Point and condition number i. */
export function pick(
  architecture: Architecture,
  points: Points64,
  i: number,
): { point: number[]; condition: number[] } {
  const { dimension, condition } = architecture;
  const values = Array.from(points.values), given = Array.from(points.condition);
  return {
    point: values.slice(i * dimension, (i + 1) * dimension),
    condition: given.length === condition ? given : given.slice(i * condition, (i + 1) * condition),
  };
}

function forEachPoint(
  architecture: Architecture,
  points: Points64,
  work: (point: number[], condition: number[], i: number) => void,
): void {
  const n = points.values.length / architecture.dimension;
  for (let i = 0; i < n; i++) {
    const { point, condition } = pick(architecture, points, i);
    work(point, condition, i);
  }
}

/** log p of every point, `[n]`; the gradient of their sum is added to `gradient`. */
export function logDensity(
  architecture: Architecture,
  weights: Numbers,
  points: Points64,
  solve: Solve,
  gradient?: Float64Array,
): Float64Array {
  const out: number[] = [];
  forEachPoint(architecture, points, (point, condition) => {
    out.push(logDensityAt(architecture, weights, point, condition, solve, gradient).logDensity);
  });
  return Float64Array.from(out);
}

/** Data to noise, or noise to data over the same grid, `[n, dimension]`. */
export function transport(
  direction: "encode" | "decode",
  architecture: Architecture,
  weights: Numbers,
  points: Points64,
  solve: Solve,
): Float64Array {
  const grid = direction === "encode" ? timeGrid(solve) : timeGrid(solve).reverse();
  const out: number[] = [];
  forEachPoint(architecture, points, (point, condition) => {
    const solver = new Solver(architecture, weights, condition, "point");
    out.push(...solver.solve(point, solve, grid));
  });
  return Float64Array.from(out);
}

/** Flow-matching loss; its gradient is added to `gradient`. */
export function flowMatching(
  architecture: Architecture,
  weights: Numbers,
  batch: Batch64,
  gradient?: Float64Array,
): number {
  let sum = 0;
  const count = batch.values.length;
  const exact = Float64Array.from(weights);
  forEachPoint(architecture, batch, (x, condition, i) => {
    const t = batch.times[i];
    const z = x.map((_, d) => batch.noise[i * x.length + d]);
    const y = x.map((x, d) => (1 - t) * x + (noiseFloor + (1 - noiseFloor) * t) * z[d]);
    const evaluation = new Evaluation(architecture, exact, t, y, condition, []);
    const difference = evaluation.output.map((v, d) => v - ((1 - noiseFloor) * z[d] - x[d]));
    for (const value of difference) sum += value * value;
    if (gradient) evaluation.pull(difference.map((value) => 2 * value / count), gradient);
  });
  return sum / count;
}

/**
 * A grid of times for one point that shuts every kink of the network into a step of its own.
 *
 * ELU's second derivative jumps where a pre-activation changes sign, so a step across a jump has an
 * error of first order in the gradient. This solves once with equal steps, finds the crossings by
 * false position within a step, and puts a step of width 2e-5 round each: wider than the stages of the
 * neighbouring steps stray from the path.
 */
export function kinkGrid(
  architecture: Architecture,
  weights: Numbers,
  point: Numbers,
  condition: Numbers,
  steps: number,
): number[] {
  const half = 1e-5;
  const solver = new Solver(architecture, weights, condition, "point");
  const grid = timeGrid({ scheme: rk38, steps, volumeChange: "trace" });
  const solve: Solve = { scheme: rk38, steps: 1, volumeChange: "trace" };
  const times = new Set<number>(grid);
  let x: Float64Array = Float64Array.from(Array.from(point));
  let before = solver.hiddenSums(0, x);
  for (let i = 0; i < steps; i++) {
    const [from, to] = [grid[i], grid[i + 1]];
    const partOf = (time: number) => solver.solve(x, solve, Float64Array.of(from, time));
    const end = partOf(to);
    const after = solver.hiddenSums(to, end);
    before.forEach((sum, unit) => {
      if (sum > 0 === after[unit] > 0) return;
      let [low, atLow, high, atHigh] = [from, sum, to, after[unit]];
      let crossing = low, change = Infinity;
      while (change > half / 10) {
        const next = (low * atHigh - high * atLow) / (atHigh - atLow);
        change = Math.abs(next - crossing);
        crossing = next;
        const value = solver.hiddenSums(next, partOf(next))[unit];
        // Halving the value kept (Illinois) makes both ends move.
        if (value > 0 === atLow > 0) [low, atLow, atHigh] = [next, value, atHigh / 2];
        else [high, atHigh, atLow] = [next, value, atLow / 2];
      }
      for (const edge of [crossing - half, crossing + half]) {
        if (edge > 0 && edge < 1) times.add(edge);
      }
    });
    before = after;
    x = end;
  }
  return [...times].sort((a, b) => a - b);
}
