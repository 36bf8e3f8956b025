/**
 * Writes the kernel's matrix products as AssemblyScript. They are unrolled by text: an access at a constant
 * address needs no bounds check, and those checks are what keeps a loop over pointers below the machine's
 * arithmetic ceiling. So operands that are used again and again are copied to a fixed place first, results
 * are left at one, and each element is named. Two neighbouring operations of which all operands are such
 * are what V8's revectorisation packs into one of 256 bits.
 *
 * A vector holds four samples in the narrow kernel and eight in the wide one, as one or two `parts` of 128
 * bits. Columns come in blocks of three vectors; a row is one number of all samples of a block. Three rows
 * at a time fit the fifteen registers that V8 hands out: nine sums, three inputs, a weight and a product.
 *
 * @module
 */
import { elu } from "./elu.ts";

/** Inputs, and evaluations, that are unrolled. */
const inputsAtOnce = 32, evaluationsAtOnce = 16;

export const range = (count: number) => Array.from({ length: count }, (_, i) => i);
export const lines = (parts: readonly string[]) => parts.join("\n");

/**
 * The source of the products.
 *
 * @param halves Parts of a vector: 1 in the narrow kernel, 2 in the wide one.
 */
export function writeProducts(halves: 1 | 2): string {
  const vectorBytes = 16 * halves, rowBytes = 3 * vectorBytes;
  /** Parts of a row. */
  const parts = range(3 * halves);
  const sums = (rows: number) => range(rows).flatMap((row) => parts.map((i) => `a${row}${i}`));

  /** Adds the product of weights and one input of a block, for some rows. */
  const multiply = (rows: number, k: number) =>
    lines([
      ...parts.map((i) => `x${i} = v128.load(inputStage, ${rowBytes * k + 16 * i});`),
      ...range(rows).flatMap((row) => [
        `s = v128.load32_splat(w${row}, ${16 * k});`,
        ...parts.map((i) => `a${row}${i} = f32x4.add(a${row}${i}, f32x4.mul(s, x${i}));`),
      ]),
    ]);

  /** What the sums of some rows begin with. */
  const begin = (rows: number) => {
    const biases = (from: number, to: number) =>
      range(rows).flatMap((row) => [
        `s = v128.load32_splat(beside, ${4 * row});`,
        ...parts.slice(from, to).map((i) => `a${row}${i} = s;`),
      ]);
    return lines([
      `let ${sums(rows).map((a) => `${a} = zero`).join(", ")};`,
      "if (begin == ADD) {",
      ...sums(rows).map((_, i) => `v128.store(outputStage, v128.load(y, ${16 * i}), ${16 * i});`),
      ...sums(rows).map((a, i) => `${a} = v128.load(outputStage, ${16 * i});`),
      "} else if (begin != NOTHING) {",
      ...biases(0, halves),
      "if (begin == BIAS_ALL) {",
      ...biases(halves, 3 * halves),
      "}",
      "}",
    ]);
  };

  /** From the stage of outputs to y, through what a product ends with. */
  const leave = (rows: number) => {
    const each = (write: (place: number) => string) =>
      lines(range(rows * parts.length).map((i) => write(16 * i)));
    const copy = each((place) => `v128.store(y, v128.load(outputStage, ${place}), ${place});`);
    const pullThree = range(rows).flatMap((row) =>
      range(halves).map((half) => {
        const at = (vector: number) => rowBytes * row + vectorBytes * vector + 16 * half;
        return `
x0 = v128.load(beside, ${at(0)});
s = f32x4.add(i32x4.min_s(x0, zero), constant(ONE));
x1 = v128.load(outputStage, ${at(1)});
x2 = v128.load(outputStage, ${at(2)});
v128.store(y, f32x4.mul(x1, s), ${at(1)});
v128.store(y, f32x4.mul(x2, s), ${at(2)});
x1 = f32x4.add(
  f32x4.mul(x1, v128.load(beside, ${at(1)})),
  f32x4.mul(x2, v128.load(beside, ${at(2)})),
);
x1 = v128.and(x1, f32x4.lt(x0, zero));
v128.store(y, f32x4.add(f32x4.mul(v128.load(outputStage, ${at(0)}), s), x1), ${at(0)});`;
      })
    );
    return lines([
      "if (end == NOTHING) {",
      copy,
      "} else if (end == PULL_ONE) {",
      each((place) => {
        const slope = `f32x4.add(i32x4.min_s(v128.load(beside, ${place}), zero), constant(ONE))`;
        return `v128.store(y, f32x4.mul(v128.load(outputStage, ${place}), ${slope}), ${place});`;
      }),
      "} else if (end == PULL_THREE) {",
      ...pullThree,
      "} else if (end == ELU_ONE) {",
      elu("outputStage", rows, 3, halves, rowBytes),
      copy,
      "} else {",
      elu("outputStage", rows, 1, halves, rowBytes),
      copy,
      "}",
    ]);
  };

  /** Some rows of a product with the inputs at the stage, by as many steps as there are inputs. */
  const staged = (rows: number) =>
    lines([
      ...range(rows).map((i) =>
        `const w${i} = w + <usize> ((row + ${i}) >> 2) * wStep + <usize> ((row + ${i}) & 3) * 4;`
      ),
      "{",
      begin(rows),
      "do {",
      ...range(inputsAtOnce).flatMap((k) => [
        multiply(rows, k),
        k % 2 === 1 && k + 1 < inputsAtOnce ? `if (depth == ${k + 1}) break;` : "",
      ]),
      "} while (false);",
      ...sums(rows).map((a, i) => `v128.store(outputStage, ${a}, ${16 * i});`),
      "}",
      leave(rows),
      `beside += besideStep * ${rows};`,
    ]);

  /**
   * Adds outer products of some staged rows of g, from row `first` on, and of staged inputs to their sums.
   */
  const accumulate = (rows: number, first: number, inputs: number) => {
    const all = range(inputs).flatMap((k) =>
      range(rows).flatMap((row) =>
        range(halves).map((half) => ({
          a: `a${row}${k}${half}`,
          place: 4 * vectorBytes * k + vectorBytes * row + 16 * half,
        }))
      )
    );
    const element = (e: number) =>
      range(3).flatMap((vector) => {
        const part = (half: number) => vectorBytes * vector + 16 * half;
        return [
          ...range(inputs).flatMap((k) =>
            range(halves).map((half) =>
              `h${k}${half} = v128.load(inputStage, ${rowBytes * (inputs * e + k) + part(half)});`
            )
          ),
          ...range(rows).flatMap((row) =>
            range(halves).flatMap((half) => [
              `g${half} = v128.load(upstreamStage, ${
                rowBytes * (8 * e + first + row) + part(half)
              });`,
              ...range(inputs).map((k) =>
                `a${row}${k}${half} = f32x4.add(a${row}${k}${half}, f32x4.mul(g${half}, h${k}${half}));`
              ),
            ])
          ),
        ];
      });
    return lines([
      "{",
      `let ${all.map(({ a }) => `${a} = zero`).join(", ")};`,
      "do {",
      ...range(evaluationsAtOnce).flatMap((e) => [
        ...element(e),
        e + 1 < evaluationsAtOnce ? `if (evaluations == ${e + 1}) break;` : "",
      ]),
      "} while (false);",
      ...all.map(({ a, place }) => `v128.store(outputStage, ${a}, ${place});`),
      "}",
      ...all.map(({ place }) =>
        `v128.store(sum, f32x4.add(v128.load(sum, ${place}), v128.load(outputStage, ${place})), ${place});`
      ),
    ]);
  };

  /** Copies some inputs of each evaluation to the stage. */
  const stageInputs = (inputs: number) =>
    lines([
      `for (let e = 0, to = inputStage; e < evaluations; e++, q += hStep, to += ${
        inputs * rowBytes
      }) {`,
      ...range(inputs * parts.length).map((i) =>
        `v128.store(to, v128.load(q, ${16 * i}), ${16 * i});`
      ),
      "}",
    ]);

  /** Sums of some rows of g over evaluations; on the way each goes to the stage, from row `first` on. */
  const totals = (rows: number, first: number) => {
    const each = (write: (i: number) => string) =>
      lines(range(rows * parts.length).map((i) => write(i)));
    return lines([
      "{",
      each((i) => `let b${i} = zero;`),
      "let p = g;",
      `for (let e = 0, to = upstreamStage; e < evaluations; e++, p += gStep, to += ${
        8 * rowBytes
      }) {`,
      each((i) =>
        lines([
          `s = v128.load(p, ${16 * i});`,
          `v128.store(to, s, ${rowBytes * first + 16 * i});`,
          `b${i} = f32x4.add(b${i}, s);`,
        ])
      ),
      "}",
      each((i) => `v128.store(total, b${i}, ${16 * i});`),
      `g += ${rows * rowBytes};`,
      `total += ${rows * rowBytes};`,
      "}",
    ]);
  };

  return lines([
    `
import { constant, ${"ONE, LOG2E, LEAST, ROUNDER, C0, C1, C2, C3, C4"} } from "./curves";

/** Parts of a vector. */
@inline
export const HALVES: i32 = ${halves};
/** Bytes of a vector, and of a row of a block. */
@inline
export const VECTOR: usize = ${vectorBytes};
@inline
export const ROW: usize = ${rowBytes};
// What a product begins with.
@inline
export const NOTHING: i32 = 0;
/** Biases in the first vector of a block, or in all. */
@inline
export const BIAS_FIRST: i32 = 1;
@inline
export const BIAS_ALL: i32 = 2;
/** What is there already. */
@inline
const ADD: i32 = 3;
// What it ends with.
/** Sensitivities to values of ELU become those to its arguments: points alone, or with two tangents. */
@inline
export const PULL_ONE: i32 = 1;
@inline
export const PULL_THREE: i32 = 2;
/** ELU of points alone, or with two tangents. */
@inline
export const ELU_ONE: i32 = 3;
@inline
export const ELU_THREE: i32 = 4;
@inline
const inputStage = memory.data(${Math.max(inputsAtOnce, 4 * evaluationsAtOnce) * rowBytes}, 64);
@inline
const outputStage = memory.data(${8 * rowBytes}, 64);
@inline
const upstreamStage = memory.data(${evaluationsAtOnce * 8 * rowBytes}, 64);

/**
 * y[row] = sum over k of w[row, k] x[k], from what it begins with to what it ends with.
 *
 * w: weights in groups of four rows, [rows / 4][k][4], wStep bytes from group to group; depth: number of
 * k, even; rows: even; beside: the biases, or ELU's values that the rows are sensitivities to.
 */
export function product(
  w: usize, wStep: usize, depth: i32, x: usize, y: usize, rows: i32, begin: i32, end: i32, beside: usize,
): void {
  for (let first = 0; first < depth; first += ${inputsAtOnce}) {
    const count = min(depth - first, ${inputsAtOnce});
    const from = x + first * ROW;
    if (count < 8) {
      for (let place: usize = 0; place < <usize> count * ROW; place += 16) {
        v128.store(inputStage + place, v128.load(from + place));
      }
    } else {
      memory.copy(inputStage, from, count * ROW);
    }
    staged(
      w + first * 16, wStep, count, y, rows,
      first == 0 ? begin : ADD,
      first + count == depth ? end : NOTHING,
      beside,
    );
  }
}

/** The product with the inputs at the stage. */
function staged(
  w: usize, wStep: usize, depth: i32, y: usize, rows: i32, begin: i32, end: i32, beside: usize,
): void {
  const zero = f32x4.splat(0);
  const besideStep: usize = begin == BIAS_FIRST || begin == BIAS_ALL ? 4 : ROW;
  let s: v128, k: v128, row = 0;
  let ${parts.concat(3 * halves < 3 ? [] : []).map((i) => `x${i}: v128`).join(", ")};
  for (; row + 3 <= rows && row + 4 != rows; row += 3, y += 3 * ROW) {`,
    staged(3),
    "}",
    "for (; row < rows; row += 2, y += 2 * ROW) {",
    staged(2),
    `}
}

/**
 * sums[row, k] += g[row] h[k], summed over evaluations and the vectors of a block; the samples of a
 * vector stay apart.
 *
 * gStep: bytes from one evaluation to the next; evaluations: at most ${evaluationsAtOnce}; rows: even;
 * depth: even; sums: [rows / 4][k][4] vectors, sumsStep bytes from group to group; total: where the sums
 * of g over evaluations go, [rows][3] vectors.
 */
export function outer(
  g: usize, gStep: usize, h: usize, hStep: usize, evaluations: i32,
  rows: i32, depth: i32, sums: usize, sumsStep: usize, total: usize,
): void {
  const zero = f32x4.splat(0);
  let s: v128, ${range(halves).map((half) => `g${half}: v128`).join(", ")};
  let ${range(4).flatMap((k) => range(halves).map((half) => `h${k}${half}: v128`)).join(", ")};
  let row = 0;
  for (; row + 8 <= rows; row += 8, sums += 2 * sumsStep) {`,
    ...[0, 2, 4, 6].map((first) => totals(2, first)),
    `
    let sum = sums, from = h;
    for (let k = 0; k < depth; k += 2, sum += 8 * VECTOR - sumsStep, from += 2 * ROW) {
      let q = from;`,
    stageInputs(2),
    accumulate(4, 0, 2),
    "sum += sumsStep;",
    accumulate(4, 4, 2),
    `
    }
  }
  for (; row + 4 <= rows; row += 4, sums += sumsStep) {`,
    ...[0, 2].map((first) => totals(2, first)),
    `
    let sum = sums, from = h;
    for (let k = 0; k < depth; k += 2, sum += 8 * VECTOR, from += 2 * ROW) {
      let q = from;`,
    stageInputs(2),
    accumulate(4, 0, 2),
    `
    }
  }
  if (row < rows) {`,
    totals(2, 0),
    `
    let sum = sums, from = h;
    for (let k = 0; k < depth; k += 4, sum += 16 * VECTOR, from += 4 * ROW) {
      let q = from;`,
    stageInputs(4),
    accumulate(2, 0, 4),
    "}",
    "}",
    "}",
  ]);
}
