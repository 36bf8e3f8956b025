/**
 * The velocity network on a tile of samples: forward, backward, gradients of the weights.
 *
 * A tile is some vectors for each of its samples: the point, and its tangents where wanted. A vector holds
 * a group of samples, and a block three vectors. If the number of vectors is a multiple of three, a tile is
 * one group and a block three of its vectors; else a tile is three groups and a block one vector of each.
 *
 * Groups are eight samples, two halves of four. The wide kernel takes both halves at once; the narrow one
 * passes over a tile twice, a half at a time. Halves have sums of their own, so both kernels add the same
 * numbers in the same order.
 */
import { constant, exp, expOfNegative, MINUS_TWO, ONE, TWO, widen } from "./curves";
import {
  activation,
  allInputsOf,
  biasesOf,
  biasSumsOf,
  biasUpstream,
  blocks,
  chunk,
  conditionBias,
  conditions,
  depthOf,
  dimension,
  ELU,
  firstInputOf,
  flat,
  flatGradient,
  flatPlaceOf,
  frequencies,
  groups,
  inputRecordsOf,
  inputs,
  inputSize,
  layerCount,
  outputSize,
  outputsOf,
  outputUpstreams,
  packedOf,
  packedStepOf,
  recordCount,
  rowsOf,
  SILU,
  slopeRecordsOf,
  sumsEnd,
  sumsOf,
  sumsStart,
  TANH,
  tileCondition,
  totalsStart,
  transposedOf,
  transposedStepOf,
  upstreamRecordsOf,
  upstreamSums,
  vectors,
} from "./plan";
import {
  BIAS_ALL,
  BIAS_FIRST,
  ELU_ONE,
  ELU_THREE,
  HALVES,
  NOTHING,
  outer,
  product,
  PULL_ONE,
  PULL_THREE,
  ROW,
  VECTOR,
} from "./products";

/** Passes over a tile. */
@inline
export const PASSES: i32 = 2 / HALVES;
/** Samples of a group. */
@inline
export const GROUP: i32 = 8;

/** Place of the pass's sums, from those of the first pass. */
let ofPass: usize = 0;

/** Bytes of sums from group of rows to group. */
@inline
function sumsStep(layer: i32): usize {
  return packedStepOf(layer) / 4 * VECTOR;
}
/** Place of the first pass's sum of a weight. */
@inline
function sumOf(layer: i32, row: i32, input: i32): usize {
  return sumsOf(layer) + <usize> (row >> 2) * sumsStep(layer) +
    <usize> (4 * input + (row & 3)) * VECTOR;
}
/** Bytes before the layer's weights in the flat ones. */
@inline
function flatOffset(layer: i32): usize {
  return flatPlaceOf(layer) * 4;
}

/** Bytes of rows of all blocks. */
@inline
function sizeOf(rows: i32): usize {
  return <usize> (rows * blocks) * ROW;
}

/** Packs the flat weights for the products. */
export function pack(): void {
  for (let layer = 0; layer < layerCount; layer++) {
    const all = allInputsOf(layer), rows = outputsOf(layer);
    const first = layer == 0 ? 2 * frequencies : 0;
    const last = layer == 0 ? first + dimension : all;
    let from = flat + flatOffset(layer);
    const across = transposedStepOf(layer), along = packedStepOf(layer);
    for (let row = 0; row < rows; row++) {
      const to = packedOf(layer) + <usize> (row >> 2) * along + <usize> (row & 3) * 4;
      const mirrored = transposedOf(layer) + <usize> row * 16;
      for (let k = 0; k < all; k++, from += 4) {
        const w = load<f32>(from);
        store<f32>(to + <usize> k * 16, w);
        if (k >= first && k < last) {
          const place = k - first;
          store<f32>(mirrored + <usize> (place >> 2) * across + <usize> (place & 3) * 4, w);
        }
      }
    }
    memory.copy(biasesOf(layer), from, <usize> rows * 4);
  }
}

/** Bytes of the sums of a pass. */
@inline
function passSize(): usize {
  return sumsEnd - sumsStart;
}

/** Turns to the sums of a pass. */
export function beginPass(pass: i32): void {
  ofPass = <usize> pass * passSize();
}

/** Forgets the gradient. */
export function reset(): void {
  memory.fill(sumsStart, 0, PASSES * passSize());
  memory.fill(totalsStart, 0, PASSES * passSize());
}

/** Adds the sums to the totals in double precision. */
export function fold(): void {
  let total = totalsStart;
  for (let sum = sumsStart; sum < sumsStart + PASSES * passSize(); sum += 16, total += 16) {
    v128.store(total, f64x2.add(v128.load(total), widen(v128.load(sum))));
    v128.store(sum, f32x4.splat(0));
  }
}

/** Sum of the totals of both halves of an entry. */
@inline
function totalOf(sum: usize): f64 {
  const first = sum + (totalsStart - sumsStart);
  const second = first + (HALVES == 2 ? 16 : passSize());
  return load<f64>(first) + load<f64>(first, 8) + (load<f64>(second) + load<f64>(second, 8));
}

/** Writes the gradient in the order of the flat weights, in double precision. */
export function unpack(): void {
  fold();
  for (let layer = 0; layer < layerCount; layer++) {
    const all = allInputsOf(layer), rows = outputsOf(layer);
    let to = flatGradient + flatOffset(layer) * 2;
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < all; k++, to += 8) store<f64>(to, totalOf(sumOf(layer, row, k)));
    }
    for (let row = 0; row < rows; row++, to += 8) {
      store<f64>(to, totalOf(biasSumsOf(layer) + <usize> row * VECTOR));
    }
  }
}

/** Parts of a tile: halves of its groups. */
@inline
export function parts(): i32 {
  return groups * HALVES;
}

/** Offset of a part of a tile in the row of a state's point. */
@inline
export function partPlace(part: i32): usize {
  return <usize> part * 16;
}

/** Offset of a part's half in a vector of sums. */
@inline
function halfPlace(part: i32): usize {
  return <usize> (part % HALVES) * 16;
}

/** First sample of a part of a tile whose samples begin at `first`. */
@inline
export function sampleOf(first: i32, pass: i32, part: i32): i32 {
  return first + part / HALVES * GROUP + (pass + part % HALVES) * 4;
}

/** Offset of a vector in a state with so many bytes a block. */
@inline
export function vectorPlace(vector: i32, block: usize): usize {
  return groups == 1
    ? <usize> (vector / 3) * block + <usize> (vector % 3) * VECTOR
    : <usize> vector * block;
}

/** Applies the activation to pre-activations in place; tangents take its slope. */
function activate(y: usize, rows: i32, slopes: usize): void {
  const block = <usize> rows * ROW;
  const zero = f32x4.splat(0);
  for (let part = 0; part < parts(); part++) {
    const first = partPlace(part);
    let p = y + first, q = slopes + first;
    for (let row = 0; row < rows; row++, p += ROW, q += ROW) {
      const a = v128.load(p), one = constant(ONE);
      let h: v128, slope: v128, bend = zero;
      if (activation == ELU) {
        slope = expOfNegative(f32x4.pmin(a, zero));
        h = f32x4.add(f32x4.pmax(a, zero), f32x4.sub(slope, one));
      } else if (activation == SILU) {
        const gate = f32x4.div(one, f32x4.add(one, exp(f32x4.neg(a))));
        const rest = f32x4.sub(one, gate);
        h = f32x4.mul(a, gate);
        slope = f32x4.add(gate, f32x4.mul(h, rest));
        bend = f32x4.mul(
          f32x4.mul(gate, rest),
          f32x4.add(constant(TWO), f32x4.mul(a, f32x4.sub(rest, gate))),
        );
        v128.store(q, slope);
      } else {
        const e = exp(f32x4.mul(a, constant(TWO)));
        h = f32x4.sub(one, f32x4.div(constant(TWO), f32x4.add(e, one)));
        slope = f32x4.sub(one, f32x4.mul(h, h));
      }
      v128.store(p, h);
      for (let vector = 1; vector < vectors; vector++) {
        const offset = vectorPlace(vector, block);
        const tangent = v128.load(p + offset);
        v128.store(p + offset, f32x4.mul(slope, tangent));
        if (activation == SILU) v128.store(q + offset, f32x4.mul(bend, tangent));
      }
    }
  }
}

/** Turns the sensitivity to activations into that to pre-activations, in place. */
function pullActivation(g: usize, rows: i32, h: usize, slopes: usize): void {
  const block = <usize> rows * ROW;
  const zero = f32x4.splat(0);
  for (let part = 0; part < parts(); part++) {
    for (let row = 0; row < rows; row++) {
      const at = partPlace(part) + <usize> row * ROW;
      const value = v128.load(h + at), one = constant(ONE);
      let slope: v128;
      if (activation == ELU) slope = f32x4.add(f32x4.pmin(value, zero), one);
      else if (activation == SILU) slope = v128.load(slopes + at);
      else slope = f32x4.sub(one, f32x4.mul(value, value));
      let bent = zero;
      for (let vector = 1; vector < vectors; vector++) {
        const to = at + vectorPlace(vector, block);
        const upstream = v128.load(g + to);
        const tangent = v128.load((activation == SILU ? slopes : h) + to);
        bent = f32x4.add(bent, f32x4.mul(upstream, tangent));
        v128.store(g + to, f32x4.mul(upstream, slope));
      }
      // The curvature, over the slope that the tangents were multiplied with.
      if (activation == ELU) bent = v128.and(bent, f32x4.lt(value, zero));
      else if (activation == TANH) bent = f32x4.mul(bent, f32x4.mul(constant(MINUS_TWO), value));
      v128.store(g + at, f32x4.add(f32x4.mul(v128.load(g + at), slope), bent));
    }
  }
}

/**
 * Velocity and images of the tangents.
 *
 * @param x Input state
 * @param bias Biases of the first layer
 * @param varying Whether the condition's part of the first biases differs from sample to sample
 */
export function forward(x: usize, bias: usize, varying: bool, evaluation: i32, y: usize): void {
  const record = <usize> (evaluation % recordCount);
  let input = x, inputBlock = inputSize / <usize> blocks;
  const primal = groups == 1 ? BIAS_FIRST : BIAS_ALL;
  for (let layer = 0; layer < layerCount; layer++) {
    const rows = rowsOf(layer), block = <usize> rows * ROW;
    const last = layer + 1 == layerCount;
    const output = last ? y : inputRecordsOf(layer + 1) + record * sizeOf(rows);
    const w = packedOf(layer) + <usize> firstInputOf(layer) * 16;
    const end = last || layer == 0 && varying ? NOTHING : activating();
    for (let b = 0; b < blocks; b++) {
      product(
        w,
        packedStepOf(layer),
        depthOf(layer),
        input + <usize> b * inputBlock,
        output + <usize> b * block,
        last ? (dimension + 1) & ~1 : rows,
        b == 0 ? primal : NOTHING,
        end,
        layer == 0 ? bias : biasesOf(layer),
      );
    }
    if (layer == 0 && varying) {
      for (let row = 0; row < rows; row++) {
        for (let part = 0; part < parts(); part++) {
          const place = <usize> row * ROW + partPlace(part);
          v128.store(
            output + place,
            f32x4.add(v128.load(output + place), v128.load(conditionBias + place)),
          );
        }
      }
    }
    if (!last && end == NOTHING) {
      activate(output, rows, slopeRecordsOf(layer + 1) + record * sizeOf(rows));
    }
    input = output;
    inputBlock = block;
  }
}

/** What a product of values ends with; if with nothing, `activate` comes after it. */
function activating(): i32 {
  if (activation == ELU && vectors == 3) return ELU_THREE;
  if (activation == ELU && vectors == 1) return ELU_ONE;
  return NOTHING;
}

/** What a product of sensitivities ends with; if with nothing, `pullActivation` comes after it. */
function pulling(): i32 {
  if (activation == ELU && vectors == 3) return PULL_THREE;
  if (activation == ELU && vectors == 1) return PULL_ONE;
  return NOTHING;
}

/**
 * Sensitivities of every layer, from that of the output.
 *
 * @param g Sensitivity to the output
 * @param x Where that of the input goes, or 0
 */
export function backward(g: usize, evaluation: i32, x: usize): void {
  const record = <usize> (evaluation % recordCount), slot = <usize> (evaluation % chunk);
  const pull = pulling();
  for (let layer = layerCount - 1; layer >= 0; layer--) {
    const rows = rowsOf(layer), block = <usize> rows * ROW;
    const rowsBelow = layer == 0 ? (dimension + 3) & ~3 : rowsOf(layer - 1);
    const size = sizeOf(rowsBelow);
    const below = layer == 0 ? x : upstreamRecordsOf(layer - 1) + slot * size;
    if (!below) return;
    const h = layer == 0 ? 0 : inputRecordsOf(layer) + record * size;
    for (let b = 0; b < blocks; b++) {
      product(
        transposedOf(layer),
        transposedStepOf(layer),
        <i32> (transposedStepOf(layer) >> 4),
        g + <usize> b * block,
        below + <usize> (b * rowsBelow) * ROW,
        layer == 0 ? (dimension + 1) & ~1 : rowsBelow,
        NOTHING,
        layer == 0 ? NOTHING : pull,
        h,
      );
    }
    if (layer > 0 && pull == NOTHING) {
      pullActivation(below, rowsBelow, h, slopeRecordsOf(layer) + record * size);
    }
    g = below;
  }
}

/**
 * Adds a chunk of evaluations, whose sensitivities are known, to the sums.
 *
 * @param embedding Embeddings of the evaluations' times where all samples share them, or 0
 */
export function gather(first: i32, count: i32, embedding: usize): void {
  const record = <usize> (first % recordCount);
  for (let layer = 0; layer < layerCount; layer++) {
    const last = layer + 1 == layerCount;
    const rows = rowsOf(layer), block = <usize> rows * ROW;
    const g = last ? outputUpstreams + <usize> first * outputSize : upstreamRecordsOf(layer);
    const gStep = sizeOf(rows);
    const rowsBelow = layer == 0 ? 0 : rowsOf(layer - 1);
    const hStep = layer == 0 ? inputSize : sizeOf(rowsBelow);
    const h = layer == 0
      ? inputs + <usize> first * inputSize
      : inputRecordsOf(layer) + record * hStep;
    const hBlock = hStep / <usize> blocks;
    const used = last ? (dimension + 1) & ~1 : rows;
    for (let b = 0; b < blocks; b++) {
      outer(
        g + <usize> b * block,
        gStep,
        h + <usize> b * hBlock,
        hStep,
        count,
        used,
        depthOf(layer),
        sumOf(layer, 0, firstInputOf(layer)) + ofPass,
        sumsStep(layer),
        upstreamSums + <usize> b * block,
      );
    }
    const shared = layer == 0 && embedding != 0;
    for (let row = 0; row < used; row++) {
      for (let part = 0; part < parts(); part++) {
        const place = <usize> row * ROW + partPlace(part);
        const half = halfPlace(part);
        const to = biasSumsOf(layer) + <usize> row * VECTOR + half + ofPass;
        const sum = v128.load(upstreamSums + place);
        v128.store(to, f32x4.add(v128.load(to), sum));
        if (shared) {
          const tile = biasUpstream + place;
          v128.store(tile, f32x4.add(v128.load(tile), sum));
          gatherTimes(g + place, gStep, count, embedding, sumOf(0, row, 0) + half + ofPass);
        }
      }
    }
  }
}

/** Adds the gradient of the time's weights of a row to sums, two of them in a pass. */
function gatherTimes(g: usize, gStep: usize, count: i32, embedding: usize, to: usize): void {
  const step = <usize> frequencies * 8;
  for (let k = 0; k < 2 * frequencies; k += 2, to += 8 * VECTOR, embedding += 8) {
    let a = v128.load(to), b = v128.load(to, 4 * VECTOR), p = g, t = embedding;
    for (let e = 0; e < count; e++, p += gStep, t += step) {
      const v = v128.load(p);
      a = f32x4.add(a, f32x4.mul(v128.load32_splat(t), v));
      b = f32x4.add(b, f32x4.mul(v128.load32_splat(t, 4), v));
    }
    v128.store(to, a);
    v128.store(to, b, 4 * VECTOR);
  }
}

/** Adds the tile's gradient of the condition's weights to the sums. */
export function gatherCondition(): void {
  const first = 2 * frequencies + dimension;
  for (let row = 0; row < rowsOf(0); row++) {
    for (let c = 0; c < conditions; c++) {
      for (let part = 0; part < parts(); part++) {
        const to = sumOf(0, row, first + c) + halfPlace(part) + ofPass;
        const g = v128.load(biasUpstream + <usize> row * ROW + partPlace(part));
        const value = v128.load(tileCondition + <usize> c * ROW + partPlace(part));
        v128.store(to, f32x4.add(v128.load(to), f32x4.mul(g, value)));
      }
    }
  }
}

/** Fills `conditionBias` from `tileCondition`. */
export function enterCondition(): void {
  const first = 2 * frequencies + dimension;
  for (let row = 0; row < rowsOf(0); row++) {
    const w = packedOf(0) + <usize> (row >> 2) * packedStepOf(0) + <usize> (row & 3) * 4;
    for (let part = 0; part < parts(); part++) {
      let sum = f32x4.splat(0);
      for (let c = 0; c < conditions; c++) {
        const value = v128.load(tileCondition + <usize> c * ROW + partPlace(part));
        sum = f32x4.add(
          sum,
          f32x4.mul(v128.load32_splat(w + <usize> (first + c) * 16), value),
        );
      }
      v128.store(conditionBias + <usize> row * ROW + partPlace(part), sum);
    }
  }
}

/** A number of four samples, one a lane; samples beyond the last repeat it. */
@inline
export function gatherLanes(from: usize, stride: usize, first: i32, n: i32): v128 {
  const last = n - 1;
  let lanes = v128.load32_zero(from + <usize> min(first, last) * stride);
  lanes = v128.load32_lane(from + <usize> min(first + 1, last) * stride, lanes, 1);
  lanes = v128.load32_lane(from + <usize> min(first + 2, last) * stride, lanes, 2);
  return v128.load32_lane(from + <usize> min(first + 3, last) * stride, lanes, 3);
}

/** One for the samples of a tile that there are, zero for those beyond the last. */
export function presence(first: i32, n: i32): v128 {
  return v128.and(
    i32x4.lt_s(
      i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3)),
      i32x4.splat(n),
    ),
    f32x4.splat(1),
  );
}
