/**
 * The engine for heavy work: a fused WebAssembly kernel with plain 128-bit SIMD. A small tile of points
 * goes through the whole solve, forward and back, while it stays in the processor's cache; point and
 * tangents share every matrix product; exponential, sine and cosine are the kernel's own. Its results are
 * the same bits on every machine, and depend on nothing but the arguments.
 *
 * @module
 */
import { checkFinite } from "../check.ts";
import {
  type Architecture,
  inputWidth,
  type Layer,
  layers,
  weightCount,
} from "../flow/architecture.ts";
import { timeGrid } from "../flow/scheme.ts";
import { type Engine, noiseFloor, type Points } from "./engine.ts";
import {
  checkBatch,
  checkGradient,
  checkNetwork,
  checkPoints,
  checkTime,
  checkWeights,
} from "./inputs.ts";
import { engineNumerics } from "./numerics.ts";
import { compile, evaluation, type Program } from "./program.ts";
import { type Kernel, type KernelName, loadKernel, shapes } from "./kernel/kernel.ts";
import { activations, encodePlan, modes, planBytes } from "./kernel/plan.ts";

/** log(2 pi) / 2 */
const halfLogTwoPi = 0.9189385332046728;

/** Points that go into the kernel's memory at once. */
const pointsAtOnce = 4080;

/** Bytes of activations that a solve keeps for its gradient; what is beyond is computed again. */
const recordBudget = 4 << 20;

/**
 * Evaluations (of a tile) whose gradients are gathered at once, so that they are still in cache; the
 * kernel takes 16 at most.
 */
const chunkOf = { solve: 16, matching: 8 };

const roundUp = (value: number, step: number) => Math.ceil(value / step) * step;

/** Hands out places in the kernel's memory, one after the other. */
class Places {
  next: number;

  constructor(start: number) {
    this.next = start;
  }

  take(bytes: number): number {
    const place = this.next;
    this.next = roundUp(place + bytes, 64);
    return place;
  }
}

/** What a run of the kernel over points gives. */
interface Solved {
  readonly ended: Float32Array;
  readonly volumes: Float64Array;
  readonly determinants: Float64Array;
}

class SimdEngine implements Engine {
  readonly name = "simd";
  readonly numerics = engineNumerics.simd;
  readonly architecture: Architecture;
  readonly #kernel: Kernel;
  /** Bytes of a vector of one number of a group of samples. */
  readonly #vectorBytes: number;
  readonly #layers: readonly PackedLayer[];
  readonly #flat: number;
  readonly #flatGradient: number;
  readonly #sums: { readonly start: number; readonly end: number; readonly totals: number };
  /** Where memory for single calls begins. */
  readonly #scratch: number;

  constructor(architecture: Architecture, name: KernelName, kernel: Kernel) {
    this.architecture = architecture;
    this.#kernel = kernel;
    const { vectorBytes, passes } = shapes[name];
    this.#vectorBytes = vectorBytes;
    // The kernel's own constants lie below.
    const places = new Places(kernel.memory.buffer.byteLength);
    const count = weightCount(architecture);
    this.#flat = places.take(count * 4);
    this.#flatGradient = places.take(count * 8);
    const packed = layers(architecture).map((layer, i) => {
      const rows = roundUp(layer.fanOut, 4);
      const depth = roundUp(layer.fanIn, 4);
      const below = i === 0 ? architecture.dimension : layer.fanIn;
      const across = roundUp(layer.fanOut, 2) * 16;
      // One group more: the last inputs of a first layer may be padded beyond its own.
      return {
        ...layer,
        rows,
        depth,
        across,
        packed: places.take(depth * rows * 4 + 64),
        transposed: places.take(roundUp(below, 4) / 4 * across),
        bias: places.take(rows * 4),
      };
    });
    const start = places.next;
    this.#layers = packed.map((layer) => ({
      ...layer,
      // Inputs are summed by fours.
      sums: places.take((layer.depth + 2) * layer.rows * vectorBytes),
      biasSums: places.take(layer.rows * vectorBytes),
    }));
    const end = places.next, size = passes * (end - start);
    places.take(size - (end - start));
    this.#sums = { start, end, totals: places.take(size) };
    this.#scratch = places.next;
    this.#reserve(places.next);
  }

  flowMatching(...[weights, batch, gradient]: Parameters<Engine["flowMatching"]>): number {
    const act = "evaluate the flow-matching loss";
    checkWeights(act, this.architecture, weights);
    const n = checkBatch(act, this.architecture, batch);
    checkGradient(act, this.architecture, gradient);
    const { dimension, condition } = this.architecture;
    const places = new Places(this.#scratch);
    const plan = this.#plan(places, 1, "matching", chunkOf.matching);
    const varying = batch.condition.length !== condition;
    const values = places.take(n * dimension * 4);
    const noise = places.take(n * dimension * 4);
    const times = places.take(n * 4);
    const conditions = places.take(batch.condition.length * 4);
    this.#reserve(places.next);
    plan();
    this.#write(this.#flat, weights);
    this.#write(values, batch.values);
    this.#write(noise, batch.noise);
    this.#write(times, batch.times);
    this.#write(conditions, batch.condition);
    this.#kernel.pack();
    if (gradient) this.#kernel.reset();
    const sum = this.#kernel.flowMatching(
      n,
      values,
      noise,
      times,
      conditions,
      varying,
      noiseFloor,
      gradient !== undefined,
    );
    const loss = sum / batch.values.length;
    checkFinite(act, "loss", [loss]);
    if (gradient) this.#gradient(act, gradient, 2 / batch.values.length);
    return loss;
  }

  velocity(...[weights, points, time]: Parameters<Engine["velocity"]>) {
    const act = "evaluate a velocity";
    checkTime(act, time);
    const { ended, volumes } = this.#solve(act, weights, points, evaluation(time), "trace", false);
    const trace = Float32Array.from(volumes);
    checkFinite(act, "velocities", ended);
    checkFinite(act, "divergences", trace);
    return { velocity: ended, trace };
  }

  logDensity(...[weights, points, solve]: Parameters<Engine["logDensity"]>): Float32Array {
    const act = "evaluate a log density";
    const program = compile(solve, timeGrid(solve));
    const solved = this.#solve(act, weights, points, program, solve.volumeChange, false);
    return Float32Array.from(this.#logDensities(act, solved));
  }

  logLikelihood(
    ...[weights, points, solve, gradient]: Parameters<Engine["logLikelihood"]>
  ): number {
    const act = "evaluate a log-likelihood";
    checkGradient(act, this.architecture, gradient);
    const program = compile(solve, timeGrid(solve));
    const wanted = gradient !== undefined;
    const solved = this.#solve(act, weights, points, program, solve.volumeChange, wanted);
    let sum = 0;
    for (const value of this.#logDensities(act, solved)) sum += value;
    if (sum === -Infinity) gradient?.fill(0);
    else if (gradient) this.#gradient(act, gradient, 1);
    return sum;
  }

  encode(...[weights, points, solve]: Parameters<Engine["encode"]>): Float32Array {
    return this.#transport("encode points", weights, points, compile(solve, timeGrid(solve)));
  }

  decode(...[weights, noise, solve]: Parameters<Engine["decode"]>): Float32Array {
    const program = compile(solve, timeGrid(solve).reverse());
    return this.#transport("decode noise", weights, noise, program);
  }

  #transport(act: string, weights: Float32Array, points: Points, program: Program): Float32Array {
    const { ended } = this.#solve(act, weights, points, program, "point", false);
    checkFinite(act, "points found", ended);
    return ended;
  }

  /** Log densities in double precision, `[n]`; minus infinity where a discrete map folds. */
  #logDensities(
    act: string,
    { ended, volumes, determinants }: Solved,
  ): Float64Array {
    const { dimension } = this.architecture;
    checkFinite(act, "points at the end of the solve", ended);
    // Where a solve integrates the trace there are no determinants.
    checkFinite(act, "changes of volume", determinants.length > 0 ? determinants : volumes);
    const out = new Float64Array(volumes.length);
    for (let i = 0; i < out.length; i++) {
      const volume = determinants[i] <= 0 ? -Infinity : volumes[i];
      let square = 0;
      for (let d = 0; d < dimension; d++) {
        const z = ended[i * dimension + d];
        square += z * z;
      }
      out[i] = volume - square / 2 - dimension * halfLogTwoPi;
    }
    return out;
  }

  /** Runs a program over all points; leaves the gradient in the kernel. */
  #solve(
    act: string,
    weights: Float32Array,
    points: Points,
    program: Program,
    mode: typeof modes[number],
    gradient: boolean,
  ): Solved {
    checkWeights(act, this.architecture, weights);
    const n = checkPoints(act, this.architecture, points);
    const { dimension, condition, frequencies } = this.architecture;
    const evaluations = program.times.length;
    const places = new Places(this.#scratch);
    const vectors = mode === "point" ? 1 : 1 + dimension;
    const plan = this.#plan(places, vectors, gradient ? "gradient" : "value", evaluations);
    const words = places.take(program.words.byteLength);
    const starts = places.take(program.starts.byteLength);
    const integral = places.take(program.weights.byteLength);
    const times = places.take(program.times.byteLength);
    const embedding = places.take(evaluations * 2 * frequencies * 4 + 4);
    const bias = places.take(evaluations * this.#layers[0].rows * 4);
    const most = Math.min(n, pointsAtOnce);
    const varying = condition > 0 && points.condition.length !== condition;
    const values = places.take(most * dimension * 4);
    const conditions = places.take((varying ? most : 1) * condition * 4);
    const work = places.take(Math.max(4, 2 * dimension * dimension) * 8);
    const ended = places.take(most * dimension * 4);
    const volumes = places.take(most * 8);
    const determinants = places.take(most * 8);
    this.#reserve(places.next);
    plan();
    const kernel = this.#kernel;
    this.#write(this.#flat, weights);
    kernel.pack();
    if (gradient) kernel.reset();
    this.#write(words, program.words);
    this.#write(starts, program.starts);
    this.#write(integral, program.weights);
    this.#write(times, program.times);
    if (!varying) this.#write(conditions, points.condition);
    const shared = varying || condition === 0 ? 0 : conditions;
    kernel.embedTimes(evaluations, times, shared, embedding, bias);
    const solved = {
      ended: new Float32Array(points.values.length),
      volumes: new Float64Array(n),
      determinants: new Float64Array(mode === "discrete" ? n : 0),
    };
    for (let from = 0; from < n; from += most) {
      const to = Math.min(n, from + most);
      this.#write(values, points.values.subarray(from * dimension, to * dimension));
      if (varying) {
        this.#write(conditions, points.condition.subarray(from * condition, to * condition));
      }
      kernel.solve(
        to - from,
        values,
        conditions,
        evaluations,
        program.steps,
        words,
        starts,
        integral,
        embedding,
        bias,
        modes.indexOf(mode),
        gradient,
        varying,
        work,
        ended,
        volumes,
        determinants,
      );
      const { buffer } = kernel.memory;
      const count = to - from;
      solved.ended.set(new Float32Array(buffer, ended, count * dimension), from * dimension);
      if (mode !== "point") solved.volumes.set(new Float64Array(buffer, volumes, count), from);
      if (mode === "discrete") {
        solved.determinants.set(new Float64Array(buffer, determinants, count), from);
      }
    }
    return solved;
  }

  /**
   * Takes the memory of a plan.
   *
   * @param vectors The point and its tangents.
   * @param purpose What the plan is for.
   * @param evaluations Evaluations of the network for one tile.
   * @returns What writes the plan, once the memory is there.
   */
  #plan(
    places: Places,
    vectors: number,
    purpose: "matching" | "value" | "gradient",
    evaluations: number,
  ): () => void {
    const { activation, dimension, frequencies, condition } = this.architecture;
    const groups = vectors % 3 === 0 ? 1 : 3;
    const blocks = vectors * groups / 3;
    const matching = purpose === "matching";
    const rowBytes = 3 * this.#vectorBytes;
    const size = (rows: number) => roundUp(rows, 4) * rowBytes * blocks;
    const inputSize = size(matching ? inputWidth(this.architecture) : dimension);
    const outputSize = size(dimension);
    const chunk = matching ? chunkOf.matching : chunkOf.solve;
    const slopes = activation === "silu";
    const record = this.#layers.slice(1).reduce((sum, { fanIn }) => sum + size(fanIn), 0);
    const kept = Math.max(1, Math.floor(recordBudget / record / chunk)) * chunk;
    const records = purpose === "value" ? 1 : Math.min(evaluations, kept);
    const inner = this.#layers.map((layer, i) => ({
      inputs: i === 0 ? 0 : places.take(records * size(layer.fanIn)),
      slopes: i === 0 || !slopes ? 0 : places.take(records * size(layer.fanIn)),
      upstreams: purpose === "value" ? 0 : places.take(chunk * size(layer.fanOut)),
    }));
    const plan = places.take(planBytes(this.#layers.length));
    const rows = this.#layers[0].rows;
    const head = {
      vectors,
      groups,
      blocks,
      layerCount: this.#layers.length,
      activation: activations.indexOf(activation),
      dimension,
      frequencies,
      conditions: condition,
      inputSize,
      outputSize,
      recordCount: records,
      chunk,
      inputs: places.take(evaluations * inputSize),
      outputs: places.take(evaluations * outputSize),
      outputUpstreams: purpose === "value" ? 0 : places.take(evaluations * outputSize),
      inputUpstream: places.take(outputSize),
      state: places.take(outputSize),
      stateUpstream: places.take(outputSize),
      conditionBias: places.take(rows * rowBytes),
      biasUpstream: places.take(rows * rowBytes),
      tileCondition: places.take(condition * rowBytes),
      upstreamSums: places.take(size(Math.max(...this.#layers.map(({ fanOut }) => fanOut)))),
      sumsStart: this.#sums.start,
      sumsEnd: this.#sums.end,
      totalsStart: this.#sums.totals,
      flat: this.#flat,
      flatGradient: this.#flatGradient,
    };
    const planned = this.#layers.map((layer, i) => {
      const shared = i === 0 && !matching;
      return {
        depth: roundUp(shared ? dimension : layer.fanIn, 2),
        firstInput: shared ? 2 * frequencies : 0,
        rows: layer.rows,
        outputs: layer.fanOut,
        allInputs: layer.fanIn,
        packed: layer.packed,
        packedStep: layer.depth * 16,
        transposed: layer.transposed,
        transposedStep: layer.across,
        biases: layer.bias,
        sums: layer.sums,
        biasSums: layer.biasSums,
        inputRecords: inner[i].inputs,
        slopeRecords: inner[i].slopes,
        upstreamRecords: inner[i].upstreams,
        flatPlace: layer.weights,
      };
    });
    return () => {
      this.#write(plan, encodePlan(head, planned));
      const { buffer } = this.#kernel.memory;
      // Rows beyond the components stay zero.
      new Uint8Array(buffer, head.inputs, evaluations * inputSize).fill(0);
      if (matching) new Uint8Array(buffer, head.outputUpstreams, evaluations * outputSize).fill(0);
      this.#kernel.configure(plan);
    };
  }

  #gradient(act: string, gradient: Float32Array, factor: number): void {
    this.#kernel.unpack();
    const { buffer } = this.#kernel.memory;
    const sums = new Float64Array(buffer, this.#flatGradient, gradient.length);
    for (let i = 0; i < gradient.length; i++) gradient[i] = factor * sums[i];
    checkFinite(act, "gradient", gradient);
  }

  #write(place: number, values: Float32Array | Float64Array | Int32Array): void {
    const { buffer } = this.#kernel.memory;
    const Kind = values.constructor as Float32ArrayConstructor;
    new Kind(buffer, place, values.length).set(values);
  }

  #reserve(bytes: number): void {
    const { memory } = this.#kernel;
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  }
}

/** A layer and its places in the kernel's memory. */
interface PackedLayer extends Layer {
  /** Outputs and inputs, rounded up to whole groups. */
  readonly rows: number;
  readonly depth: number;
  /** Bytes between groups of the transposed matrix. */
  readonly across: number;
  readonly packed: number;
  readonly transposed: number;
  readonly bias: number;
  readonly sums: number;
  readonly biasSums: number;
}

/**
 * The fused WebAssembly engine for an architecture. Single precision; sums over points are gathered in
 * double precision. Needs no permission.
 *
 * @param architecture Any shape of network.
 * @param kernel Decides how fast the engine is on this machine, and no bit of a result. Default "narrow".
 * @throws {RangeError} If the architecture is invalid.
 *
 * @example Without a velocity the density is that of the noise
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { createSimdEngine } from "./simd.ts";
 * import { paperArchitecture, weightCount } from "../flow/architecture.ts";
 * import { likelihoodSolve } from "../flow/solves.ts";
 *
 * const engine = await createSimdEngine(paperArchitecture);
 * const weights = new Float32Array(weightCount(paperArchitecture));
 * const points = { values: Float32Array.of(0, 0), condition: Float32Array.of(4) };
 * const [logDensity] = engine.logDensity(weights, points, likelihoodSolve);
 * assertAlmostEquals(logDensity, -Math.log(2 * Math.PI), 1e-6);
 * ```
 */
export async function createSimdEngine(
  architecture: Architecture,
  kernel: KernelName = "narrow",
): Promise<Engine> {
  checkNetwork(architecture);
  return new SimdEngine(architecture, kernel, await loadKernel(kernel));
}
