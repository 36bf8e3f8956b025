/**
 * Writes ELU as AssemblyScript, several vectors at a time: one alone is a long chain of operations, each
 * waiting for the one before, and a processor looks ahead over a few hundred of them. V8 loads a constant
 * anew at every use; so each is loaded once for all.
 *
 * The ports that add and compare floating-point numbers are the busiest, so what can be is done on
 * integers, with the same bits: min(a, 0) and max(a, 0), as signs are alike, and the sum of two parts of
 * which one is zero. A NaN of either sign stays one.
 *
 * @module
 */

/** Vectors at a time of points alone, and of points with tangents. */
const alone = 12, withTangents = 4;

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const lines = (parts: readonly string[]) => parts.join("\n");

/**
 * Slopes p = e^min(a, 0), as `expOfNegative` finds them, and values max(a, 0) + p - 1, of vectors that lie
 * `step` bytes apart.
 */
function elu(atOnce: number, step: number): string {
  const each = (write: (i: number) => string) => lines(range(atOnce).map(write));
  /** A step in which every vector meets the same constant. */
  const withConstant = (name: string, write: (i: number) => string) =>
    lines([`k = constant(${name});`, each(write)]);
  /** p <- p f + constant */
  const horner = (name: string) =>
    withConstant(name, (i) => `p${i} = f32x4.add(f32x4.mul(p${i}, f${i}), k);`);
  return lines([
    each((i) =>
      `let f${i} = i32x4.min_s(v128.load(y, ${step * i}), zero), p${i}: v128, n${i}: v128;`
    ),
    withConstant("LOG2E", (i) => `f${i} = f32x4.mul(f${i}, k);`),
    withConstant("LEAST", (i) => `f${i} = f32x4.pmax(f${i}, k);`),
    withConstant("ROUNDER", (i) =>
      lines([
        `n${i} = f32x4.add(f${i}, k);`,
        `f${i} = f32x4.sub(f${i}, f32x4.sub(n${i}, k));`,
      ])),
    withConstant("C0", (i) => `p${i} = f32x4.mul(k, f${i});`),
    withConstant("C1", (i) => `p${i} = f32x4.add(p${i}, k);`),
    ...["C2", "C3", "C4", "ONE"].map(horner),
    each((i) => `p${i} = i32x4.add(p${i}, i32x4.shl(n${i}, 23));`),
    withConstant("ONE", (i) => {
      const value = `v128.or(i32x4.max_s(v128.load(y, ${step * i}), zero), f32x4.sub(p${i}, k))`;
      return `v128.store(y, ${value}, ${step * i});`;
    }),
  ]);
}

/** Multiplies a tangent with the slope of its point. */
const bend = (place: number, i: number) =>
  `v128.store(y, f32x4.mul(v128.load(y, ${place}), p${i}), ${place});`;

/** The source of ELU. */
export function writeElu(): string {
  return lines([
    `
import { C0, C1, C2, C3, C4, constant, LEAST, LOG2E, ONE, ROUNDER } from "./curves";

/** ELU of points alone, in place. */
export function activateOne(y: usize, rows: i32): void {
  const zero = f32x4.splat(0);
  let k: v128;
  for (const end = y + <usize> rows * 48; y < end; y += ${16 * alone}) {`,
    elu(alone, 16),
    `
  }
}

/** ELU of points with two tangents, in place. */
export function activateThree(y: usize, rows: i32): void {
  const zero = f32x4.splat(0);
  let k: v128;
  for (const end = y + <usize> rows * 48; y < end; y += ${48 * withTangents}) {`,
    elu(withTangents, 48),
    ...range(withTangents).flatMap((i) => [bend(48 * i + 16, i), bend(48 * i + 32, i)]),
    `
  }
}`,
  ]);
}
