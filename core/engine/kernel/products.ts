/**
 * Writes the kernel's matrix products as AssemblyScript. They are unrolled by text, not by hand: an
 * access at a constant address needs no bounds check, and those checks are what keeps a loop over
 * pointers below the machine's arithmetic ceiling. So the operand that is used again and again is copied
 * to a fixed place first, and its elements are named one by one.
 *
 * Columns come in blocks of three vectors of four samples (a row of a block is 48 bytes). Three rows of a
 * block at a time fit the fifteen registers that V8 hands out: nine sums, three inputs, a weight and a
 * product. With a fourth row, sums would wait in memory.
 *
 * @module
 */

/** Bytes of a row of a block. */
const rowBytes = 48;

/** Inputs, and evaluations, that are unrolled. */
const inputsAtOnce = 32, evaluationsAtOnce = 16;

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const lines = (parts: readonly string[]) => parts.join("\n");

/** Adds the product of weights and one input of a block, for some rows. */
function multiply(rows: number, weight: (row: number) => string, input: (v: number) => string) {
  return lines([
    ...range(3).map((v) => `x${v} = v128.load(${input(v)});`),
    ...range(rows).flatMap((row) => [
      `s = v128.load32_splat(${weight(row)});`,
      ...range(3).map((v) => `a${row}${v} = f32x4.add(a${row}${v}, f32x4.mul(s, x${v}));`),
    ]),
  ]);
}

const sums = (rows: number) => range(rows).flatMap((row) => range(3).map((v) => `a${row}${v}`));
const start = (rows: number) => `let ${sums(rows).map((a) => `${a} = zero`).join(", ")};`;
const leave = (rows: number) => lines(sums(rows).map((a, i) => `v128.store(y, ${a}, ${16 * i});`));

/** Begins with biases. */
const bias = (rows: number) =>
  lines([
    "if (begin == BIAS_FIRST || begin == BIAS_ALL) {",
    ...range(rows).map((row) => `a${row}0 = v128.load32_splat(beside, ${4 * row});`),
    "if (begin == BIAS_ALL) {",
    ...range(rows).map((row) => `a${row}1 = a${row}2 = a${row}0;`),
    "}",
    `beside += ${4 * rows};`,
    "}",
  ]);

/** Ends with slopes of ELU. */
const pull = (rows: number) =>
  lines([
    "if (end == PULL_ONE) {",
    ...sums(rows).map((a, i) =>
      `${a} = f32x4.mul(${a}, f32x4.add(i32x4.min_s(v128.load(beside, ${
        16 * i
      }), zero), constant(ONE)));`
    ),
    `beside += ${rowBytes * rows};`,
    "} else if (end == PULL_THREE) {",
    ...range(rows).flatMap((row) => [
      `x0 = v128.load(beside, ${rowBytes * row});`,
      `x1 = f32x4.mul(a${row}1, v128.load(beside, ${rowBytes * row + 16}));`,
      `x2 = f32x4.mul(a${row}2, v128.load(beside, ${rowBytes * row + 32}));`,
      "x1 = v128.and(f32x4.add(x1, x2), f32x4.lt(x0, zero));",
      "s = f32x4.add(f32x4.pmin(x0, zero), constant(ONE));",
      `a${row}0 = f32x4.add(f32x4.mul(a${row}0, s), x1);`,
      `a${row}1 = f32x4.mul(a${row}1, s);`,
      `a${row}2 = f32x4.mul(a${row}2, s);`,
    ]),
    `beside += ${rowBytes * rows};`,
    "}",
  ]);

/** Rows of a product by a loop over its inputs, four or two at a time. */
function looped(rows: number): string {
  const some = (inputs: number) =>
    lines(
      range(inputs).map((k) =>
        multiply(rows, (row) => `p, ${16 * k + 4 * row}`, (v) => `q, ${rowBytes * k + 16 * v}`)
      ),
    );
  return lines([
    start(rows),
    bias(rows),
    "let p = w, q = x;",
    "for (const last = w + (depth & ~3) * 16; p < last; p += 64, q += 192) {",
    some(4),
    "}",
    "if (depth & 2) {",
    some(2),
    "}",
    pull(rows),
    leave(rows),
  ]);
}

/** Rows of a product with the inputs at the stage, by as many steps as there are inputs. */
function stagedRows(rows: number): string {
  return lines([
    ...range(rows).map((i) =>
      `const w${i} = w + <usize> ((row + ${i}) >> 2) * wStep + <usize> ((row + ${i}) & 3) * 4;`
    ),
    start(rows),
    "if (begin != ADD) {",
    bias(rows),
    "} else {",
    ...sums(rows).map((a, i) => `${a} = v128.load(y, ${16 * i});`),
    "}",
    "do {",
    ...range(inputsAtOnce).flatMap((k) => [
      multiply(
        rows,
        (row) => `w${row}, ${16 * k}`,
        (v) => `inputStage, ${rowBytes * k + 16 * v}`,
      ),
      k % 2 === 1 && k + 1 < inputsAtOnce ? `if (depth == ${k + 1}) break;` : "",
    ]),
    "} while (false);",
    pull(rows),
    leave(rows),
  ]);
}

/** Adds the outer product of g and h for one evaluation. */
function accumulate(
  rows: number,
  inputs: number,
  g: (row: number, v: number) => string,
): string {
  return lines(
    range(3).flatMap((v) => [
      ...range(inputs).map((k) => `h${k} = v128.load(q, ${rowBytes * k + 16 * v});`),
      ...range(rows).flatMap((row) => [
        `s = v128.load(${g(row, v)});`,
        ...range(inputs).map((k) => `a${row}${k} = f32x4.add(a${row}${k}, f32x4.mul(s, h${k}));`),
      ]),
    ]),
  );
}

/** Sums of g over evaluations; on the way, where wanted, each goes to the stage. */
function totals(vectors: number, staged: boolean): string {
  const each = (write: (i: number) => string) => lines(range(vectors).map(write));
  return lines([
    "{",
    each((i) => `let b${i} = zero;`),
    "let p = g;",
    `for (let e = 0, to = upstreamStage; e < evaluations; e++, p += gStep, to += ${
      16 * vectors
    }) {`,
    each((i) =>
      lines([
        `s = v128.load(p, ${16 * i});`,
        staged ? `v128.store(to, s, ${16 * i});` : "",
        `b${i} = f32x4.add(b${i}, s);`,
      ])
    ),
    "}",
    each((i) => `v128.store(total, b${i}, ${16 * i});`),
    "}",
  ]);
}

/** The sums of some rows and inputs, loaded, and stored again. */
function held(rows: number, inputs: number, work: string): string {
  const each = range(inputs).flatMap((k) =>
    range(rows).map((row) => [`a${row}${k}`, 64 * k + 16 * row])
  );
  return lines([
    ...each.map(([a, place]) => `let ${a} = v128.load(sum, ${place});`),
    work,
    ...each.map(([a, place]) => `v128.store(sum, ${a}, ${place});`),
  ]);
}

/** The source of the products. */
export function writeProducts(): string {
  return lines([
    `
import { constant, ONE } from "./curves";

/** Bytes of a row of a block. */
@inline
export const ROW: usize = ${rowBytes};
// What a product begins or ends with, beside its sums.
@inline
export const NOTHING: i32 = 0;
/** Biases in the first vector of a block, or in all. */
@inline
export const BIAS_FIRST: i32 = 1;
@inline
export const BIAS_ALL: i32 = 2;
/** Sensitivities to values of ELU become those to its arguments: points alone, or with two tangents. */
@inline
export const PULL_ONE: i32 = 3;
@inline
export const PULL_THREE: i32 = 4;
/** What is there already. */
@inline
const ADD: i32 = 5;
@inline
const inputStage = memory.data(${inputsAtOnce * rowBytes}, 64);
@inline
const upstreamStage = memory.data(${evaluationsAtOnce * 4 * rowBytes}, 64);

/**
 * y[row] = sum over k of w[row, k] x[k], and what is beside it.
 *
 * w: weights in groups of four rows, [rows / 4][k][4], wStep bytes from group to group; depth: number of
 * k, even; rows: even; beside: the biases, or ELU's values that the rows are sensitivities to.
 */
export function product(
  w: usize, wStep: usize, depth: i32, x: usize, y: usize, rows: i32, kind: i32, beside: usize,
): void {
  if (rows < 12 || depth < 8) {
    few(w, wStep, depth, x, y, rows, kind, kind, beside);
    return;
  }
  for (let first = 0; first < depth; first += ${inputsAtOnce}) {
    const count = min(depth - first, ${inputsAtOnce});
    memory.copy(inputStage, x + first * ROW, count * ROW);
    const begin = first == 0 ? kind : ADD;
    const end = first + count == depth ? kind : NOTHING;
    staged(w + first * 16, wStep, count, y, rows, begin, end, beside);
  }
}

/** The product with the inputs at the stage. */
function staged(
  w: usize, wStep: usize, depth: i32, y: usize, rows: i32, begin: i32, end: i32, beside: usize,
): void {
  const zero = f32x4.splat(0);
  let s: v128, x0: v128, x1: v128, x2: v128, row = 0;
  for (; row + 3 <= rows && row + 4 != rows; row += 3, y += 3 * ROW) {`,
    stagedRows(3),
    "}",
    "for (; row < rows; row += 2, y += 2 * ROW) {",
    stagedRows(2),
    `}
}

/** The product where too little is used again for the stage. */
function few(
  w: usize, wStep: usize, depth: i32, x: usize, y: usize, rows: i32, begin: i32, end: i32,
  beside: usize,
): void {
  const zero = f32x4.splat(0);
  let s: v128, x0: v128, x1: v128, x2: v128;
  for (let row = 0; row + 4 <= rows; row += 4, w += wStep, y += 4 * ROW) {`,
    looped(4),
    "}",
    "if (rows & 2) {",
    looped(2),
    `}
}

/**
 * sums[row, k] += g[row] h[k], summed over evaluations and the vectors of a block; the four samples of a
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
  let s: v128, h0: v128, h1: v128, h2: v128, h3: v128;
  for (let row = 0; row + 4 <= rows; row += 4, g += 4 * ROW, sums += sumsStep, total += 4 * ROW) {`,
    totals(12, true),
    `
    let sum = sums, from = h;
    for (let k = 0; k < depth; k += 2, sum += 128, from += 2 * ROW) {
      let q = from;`,
    held(
      4,
      2,
      lines([
        "do {",
        ...range(evaluationsAtOnce).flatMap((e) => [
          accumulate(4, 2, (row, v) => `upstreamStage, ${rowBytes * (4 * e + row) + 16 * v}`),
          e + 1 < evaluationsAtOnce ? `if (evaluations == ${e + 1}) break;\nq += hStep;` : "",
        ]),
        "} while (false);",
      ]),
    ),
    `
    }
  }
  if (rows & 2) {`,
    totals(6, false),
    `
    let sum = sums, from = h;
    for (let k = 0; k < depth; k += 4, sum += 256, from += 4 * ROW) {
      let p = g, q = from;`,
    held(
      2,
      4,
      lines([
        "for (let e = 0; e < evaluations; e++, p += gStep, q += hStep) {",
        accumulate(2, 4, (row, v) => `p, ${rowBytes * row + 16 * v}`),
        "}",
      ]),
    ),
    "}",
    "}",
    "}",
  ]);
}
