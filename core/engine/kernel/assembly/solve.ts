/** Solves of the flow's equation, tile by tile, and the gradient of the very steps taken. */
import { ROW } from "./products";
import {
  backward,
  beginPass,
  enterCondition,
  fold,
  forward,
  gather,
  gatherCondition,
  gatherLanes,
  GROUP,
  partPlace,
  parts,
  PASSES,
  presence,
  sampleOf,
  vectorPlace,
} from "./network";
import {
  biasesOf,
  biasUpstream,
  blocks,
  chunk,
  conditions,
  dimension,
  DISCRETE,
  frequencies,
  groups,
  inputs,
  inputSize,
  inputUpstream,
  outputs,
  outputSize,
  outputUpstreams,
  packedOf,
  packedStepOf,
  recordCount,
  rowsOf,
  state,
  stateUpstream,
  tileCondition,
  TRACE,
  vectors,
} from "./plan";

/** Integrals of the trace of a tile's samples. */
@inline
const volume = memory.data(96, 16);

/** Evaluations over tiles after which the sums go to double precision. */
const FOLD_AFTER: i32 = 256;

/** Embedding of the evaluations' times, `[evaluations][2 K]`, and the first biases with them. */
export function embedTimes(
  count: i32,
  times: usize,
  condition: usize,
  embedding: usize,
  bias: usize,
): void {
  const rows = rowsOf(0);
  for (let e = 0; e < count; e++, bias += <usize> rows * 4) {
    const time = load<f64>(times + <usize> e * 8);
    memory.copy(bias, biasesOf(0), <usize> rows * 4);
    for (let k = 0; k < 2 * frequencies; k++, embedding += 4) {
      const angle = Math.PI * <f64> (k < frequencies ? k + 1 : k + 1 - frequencies) * time;
      const value = <f32> (k < frequencies ? Math.cos(angle) : Math.sin(angle));
      store<f32>(embedding, value);
      addColumn(bias, k, value);
    }
    if (condition) {
      for (let c = 0; c < conditions; c++) {
        addColumn(bias, 2 * frequencies + dimension + c, load<f32>(condition + <usize> c * 4));
      }
    }
  }
}

/** Adds a multiple of a column of the first weights to biases. */
function addColumn(bias: usize, column: i32, factor: f32): void {
  let w = packedOf(0) + <usize> column * 16;
  for (let row = 0; row < rowsOf(0); row += 4, w += packedStepOf(0), bias += 16) {
    const product = f32x4.mul(f32x4.splat(factor), v128.load(w));
    v128.store(bias, f32x4.add(v128.load(bias), product));
  }
}

/** y += factor * x on states. */
function add(y: usize, factor: f32, x: usize): void {
  const f = f32x4.splat(factor);
  const block = inputSize / <usize> blocks, length = <usize> dimension * ROW;
  for (let b = 0; b < blocks; b++, y += block, x += block) {
    for (let p: usize = 0; p < length; p += 16) {
      v128.store(y + p, f32x4.add(v128.load(y + p), f32x4.mul(f, v128.load(x + p))));
    }
  }
}

/** Adds a sum of terms (pairs of an evaluation and a factor) to a state; returns where they end. */
function addTerms(y: usize, terms: usize, states: usize): usize {
  const count = load<i32>(terms);
  terms += 4;
  for (let i = 0; i < count; i++, terms += 8) {
    add(y, load<f32>(terms, 4), states + <usize> load<i32>(terms) * inputSize);
  }
  return terms;
}

/** Adds multiples of a state to the states of a sum's terms. */
function spreadTerms(y: usize, terms: usize, states: usize): void {
  const count = load<i32>(terms);
  terms += 4;
  for (let i = 0; i < count; i++, terms += 8) {
    add(states + <usize> load<i32>(terms) * inputSize, load<f32>(terms, 4), y);
  }
}

/** Adds the weighted trace of an evaluation to the integrals; tangents stay the unit vectors. */
function addTrace(y: usize, weight: f32): void {
  const block = outputSize / <usize> blocks;
  for (let part = 0; part < parts(); part++) {
    const p = partPlace(part);
    let trace = f32x4.splat(0);
    for (let d = 0; d < dimension; d++) {
      const image = y + vectorPlace(1 + d, block) + p;
      trace = f32x4.add(trace, v128.load(image + <usize> d * ROW));
      for (let row = 0; row < dimension; row++) {
        v128.store(image + <usize> row * ROW, f32x4.splat(0));
      }
    }
    trace = f32x4.mul(f32x4.splat(weight), trace);
    v128.store(volume + p, f32x4.add(v128.load(volume + p), trace));
  }
}

/** Writes samples from lanes to rows, those that there are. */
function scatterLanes(from: usize, to: usize, stride: usize, first: i32, n: i32): void {
  for (let lane = 0; lane < 4 && first + lane < n; lane++) {
    store<f32>(to + <usize> (first + lane) * stride, load<f32>(from + <usize> lane * 4));
  }
}

/**
 * Determinant of the tangents of one sample, in double precision, by elimination with pivots; where
 * wanted, the tangents of `to` become its logarithm's derivative, times `weight`.
 */
function determinant(work: usize, part: i32, lane: i32, to: usize, weight: f32): f64 {
  const block = inputSize / <usize> blocks;
  const d = dimension, width = 2 * d;
  for (let v = 0; v < d; v++) {
    const p = vectorPlace(1 + v, block) + partPlace(part) + <usize> lane * 4;
    for (let row = 0; row < d; row++) {
      store<f64>(
        work + <usize> (v * width + row) * 8,
        <f64> load<f32>(state + p + <usize> row * ROW),
      );
      store<f64>(work + <usize> (v * width + d + row) * 8, v == row ? 1 : 0);
    }
  }
  let result: f64 = 1;
  for (let step = 0; step < d; step++) {
    let best = step;
    for (let v = step + 1; v < d; v++) {
      const candidate = abs(load<f64>(work + <usize> (v * width + step) * 8));
      if (candidate > abs(load<f64>(work + <usize> (best * width + step) * 8))) best = v;
    }
    if (best != step) {
      result = -result;
      for (let k = 0; k < width; k++) {
        const p = work + <usize> (best * width + k) * 8, q = work + <usize> (step * width + k) * 8;
        const kept = load<f64>(p);
        store<f64>(p, load<f64>(q));
        store<f64>(q, kept);
      }
    }
    const pivot = load<f64>(work + <usize> (step * width + step) * 8);
    result *= pivot;
    for (let k = 0; k < width; k++) {
      const q = work + <usize> (step * width + k) * 8;
      store<f64>(q, load<f64>(q) / pivot);
    }
    for (let v = 0; v < d; v++) {
      if (v == step) continue;
      const factor = load<f64>(work + <usize> (v * width + step) * 8);
      for (let k = 0; k < width; k++) {
        const p = work + <usize> (v * width + k) * 8;
        store<f64>(p, load<f64>(p) - factor * load<f64>(work + <usize> (step * width + k) * 8));
      }
    }
  }
  if (to) {
    for (let v = 0; v < d; v++) {
      const p = vectorPlace(1 + v, block) + partPlace(part) + <usize> lane * 4;
      for (let row = 0; row < d; row++) {
        // The transposed inverse.
        const value = <f32> load<f64>(work + <usize> (row * width + d + v) * 8);
        store<f32>(to + p + <usize> row * ROW, weight > 0 ? value : 0);
      }
    }
  }
  return result;
}

/**
 * Solves for n points.
 *
 * @param program For every step the number of stages, for every stage its terms, then the terms of the
 * step. Terms: their number, then pairs of an evaluation and a factor.
 * @param starts Byte of the program at which every step starts
 * @param traceWeights Weight of every evaluation in the integral of the trace
 * @param embedding Embeddings of the evaluations' times
 * @param bias First biases of every evaluation
 * @param mode 0 the point, 1 with the trace, 2 with the Jacobian
 * @param ended `[n, dimension]`: the last points, or the velocities if `steps` is 0
 * @param volumes `[n]`, double precision: integral of the trace or the determinant's logarithm
 * @param determinants `[n]`, double precision
 */
export function solve(
  n: i32,
  points: usize,
  condition: usize,
  evaluations: i32,
  steps: i32,
  program: usize,
  starts: usize,
  traceWeights: usize,
  embedding: usize,
  bias: usize,
  mode: i32,
  gradient: bool,
  varying: bool,
  work: usize,
  ended: usize,
  volumes: usize,
  determinants: usize,
): void {
  const block = inputSize / <usize> blocks;
  const biasSize = <usize> rowsOf(0) * 4;
  const stride = <usize> dimension * 4;
  let terms = 0;
  for (let first = 0; first < n; first += GROUP * groups) {
    for (let pass = 0; pass < PASSES && first + 4 * pass < n; pass++) {
      beginPass(pass);
      // Enter the tile.
      memory.fill(state, 0, inputSize);
      for (let part = 0; part < parts(); part++) {
        const sample = sampleOf(first, pass, part), p = partPlace(part);
        for (let d = 0; d < dimension; d++) {
          const row = state + p + <usize> d * ROW;
          v128.store(row, gatherLanes(points + <usize> d * 4, stride, sample, n));
          if (vectors > 1) v128.store(row + vectorPlace(1 + d, block), f32x4.splat(1));
        }
        for (let c = 0; c < conditions; c++) {
          const step = varying ? <usize> conditions * 4 : 0;
          v128.store(
            tileCondition + <usize> c * ROW + p,
            gatherLanes(condition + <usize> c * 4, step, sample, n),
          );
        }
        v128.store(volume + p, f32x4.splat(0));
      }
      if (varying) enterCondition();

      // Solve.
      let at = program;
      let e = 0;
      for (let step = 0; step < max(steps, 1); step++) {
        const stages = load<i32>(at);
        at += 4;
        for (let stage = 0; stage < stages; stage++, e++) {
          const x = inputs + <usize> e * inputSize, y = outputs + <usize> e * outputSize;
          memory.copy(x, state, inputSize);
          at = addTerms(x, at, outputs);
          forward(x, bias + <usize> e * biasSize, varying, e, y);
          if (mode == TRACE) addTrace(y, load<f32>(traceWeights + <usize> e * 4));
        }
        at = addTerms(state, at, outputs);
      }

      // Leave it.
      const last = steps == 0 ? outputs : state;
      if (gradient) memory.fill(stateUpstream, 0, inputSize);
      for (let part = 0; part < parts(); part++) {
        const sample = sampleOf(first, pass, part);
        const present = presence(sample, n);
        for (let d = 0; d < dimension; d++) {
          const p = partPlace(part) + <usize> d * ROW;
          scatterLanes(last + p, ended + <usize> d * 4, stride, sample, n);
          if (gradient) {
            v128.store(stateUpstream + p, f32x4.mul(f32x4.neg(v128.load(state + p)), present));
          }
        }
        if (mode == TRACE) {
          for (let lane = 0; lane < 4 && sample + lane < n; lane++) {
            store<f64>(
              volumes + <usize> (sample + lane) * 8,
              <f64> load<f32>(volume + partPlace(part) + <usize> lane * 4),
            );
          }
        } else if (mode == DISCRETE) {
          for (let lane = 0; lane < 4; lane++) {
            const there = sample + lane < n;
            const value = determinant(work, part, lane, gradient ? stateUpstream : 0, there ? 1 : 0);
            if (there) {
              store<f64>(determinants + <usize> (sample + lane) * 8, value);
              store<f64>(volumes + <usize> (sample + lane) * 8, Math.log(value));
            }
          }
        }
      }
      if (!gradient) continue;

      // Back through the steps.
      memory.fill(outputUpstreams, 0, <usize> evaluations * outputSize);
      memory.fill(biasUpstream, 0, <usize> rowsOf(0) * ROW);
      e = evaluations - 1;
      let end = evaluations;
      for (let step = steps - 1; step >= 0; step--) {
        at = program + <usize> load<i32>(starts + <usize> step * 4);
        const stages = load<i32>(at);
        at += 4;
        // Terms of the stages lie before those of the step: walk to each.
        let own = at;
        for (let stage = 0; stage < stages; stage++) own += 4 + <usize> load<i32>(own) * 8;
        spreadTerms(stateUpstream, own, outputUpstreams);
        for (let stage = stages - 1; stage >= 0; stage--, e--) {
          const g = outputUpstreams + <usize> e * outputSize;
          if (mode == TRACE) {
            const weight = load<f32>(traceWeights + <usize> e * 4);
            for (let part = 0; part < parts(); part++) {
              const present = presence(sampleOf(first, pass, part), n);
              for (let d = 0; d < dimension; d++) {
                const p = g + vectorPlace(1 + d, block) + partPlace(part);
                for (let row = 0; row < dimension; row++) {
                  v128.store(
                    p + <usize> row * ROW,
                    row == d ? f32x4.mul(f32x4.splat(weight), present) : f32x4.splat(0),
                  );
                }
              }
            }
          }
          const x = inputs + <usize> e * inputSize;
          if (e + recordCount < evaluations) {
            forward(x, bias + <usize> e * biasSize, varying, e, outputs + <usize> e * outputSize);
          }
          backward(g, e, inputUpstream);
          add(stateUpstream, 1, inputUpstream);
          own = at;
          for (let s = 0; s < stage; s++) own += 4 + <usize> load<i32>(own) * 8;
          spreadTerms(inputUpstream, own, outputUpstreams);
          if (e % chunk == 0) {
            gather(e, end - e, embedding + <usize> (e * frequencies) * 8);
            end = e;
          }
        }
      }
      gatherCondition();
    }
    if (!gradient) continue;
    terms += evaluations;
    if (terms >= FOLD_AFTER) {
      fold();
      terms = 0;
    }
  }
}
