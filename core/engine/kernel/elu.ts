/**
 * Writes ELU as AssemblyScript, four vectors at a time. V8 loads a constant anew at every use, and a
 * processor loads fewer vectors at once than it multiplies; so each constant is loaded once for four.
 *
 * @module
 */

/** Vectors at a time: more would not stay in registers. */
const atOnce = 4;

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const lines = (parts: readonly string[]) => parts.join("\n");
const each = (write: (i: number) => string) => lines(range(atOnce).map(write));

/** A step in which every vector meets the same constant. */
const withConstant = (name: string, write: (i: number) => string) =>
  lines([`k = constant(${name});`, each(write)]);

/** p <- p f + constant */
const horner = (name: string) =>
  withConstant(name, (i) => `p${i} = f32x4.add(f32x4.mul(p${i}, f${i}), k);`);

/**
 * Slopes p = e^min(a, 0), as `expOfNegative` finds them, and values max(a, 0) + p - 1, of vectors that lie
 * `step` bytes apart.
 */
const elu = (step: number) =>
  lines([
    each((i) =>
      `let f${i} = f32x4.pmin(v128.load(y, ${step * i}), zero), p${i}: v128, n${i}: v128;`
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
    withConstant("ONE", (i) =>
      `v128.store(y, f32x4.add(f32x4.pmax(v128.load(y, ${step * i}), zero), f32x4.sub(p${i}, k)), ${
        step * i
      });`),
  ]);

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
  for (const end = y + <usize> rows * 48; y < end; y += ${16 * atOnce}) {`,
    elu(16),
    `
  }
}

/** ELU of points with two tangents, in place. */
export function activateThree(y: usize, rows: i32): void {
  const zero = f32x4.splat(0);
  let k: v128;
  for (const end = y + <usize> rows * 48; y < end; y += ${48 * atOnce}) {`,
    elu(48),
    each((i) => lines([bend(48 * i + 16, i), bend(48 * i + 32, i)])),
    `
  }
}`,
  ]);
}
