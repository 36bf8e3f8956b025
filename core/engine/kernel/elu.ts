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

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const lines = (parts: readonly string[]) => parts.join("\n");

/**
 * ELU in place at a stage: slopes p = e^min(a, 0), as `expOfNegative` finds them, and values max(a, 0) + p - 1.
 * Vectors of a row that hold no values are tangents and are multiplied with the slope.
 *
 * @param stage Name of the constant place.
 * @param rows Rows of three vectors.
 * @param values Vectors of a row that hold values: 1 or 3.
 * @param halves Parts of a vector.
 */
export function elu(
  stage: string,
  rows: number,
  values: 1 | 3,
  halves: number,
  rowBytes: number,
): string {
  const vectorBytes = 16 * halves;
  /** Parts that are worked on together. */
  const batches = values === 1
    ? [range(rows).flatMap((row) => range(halves).map((half) => rowBytes * row + 16 * half))]
    : range(rows).map((row) => range(3 * halves).map((i) => rowBytes * row + 16 * i));
  return lines(batches.map((places) => {
    const each = (write: (i: number) => string) => lines(places.map((_, i) => write(i)));
    /** A step in which every part meets the same constant. */
    const withConstant = (name: string, write: (i: number) => string) =>
      lines([`k = constant(${name});`, each(write)]);
    /** p <- p f + constant */
    const horner = (name: string) =>
      withConstant(name, (i) => `p${i} = f32x4.add(f32x4.mul(p${i}, f${i}), k);`);
    const at = (i: number) => `v128.load(${stage}, ${places[i]})`;
    return lines([
      "{",
      each((i) => `let f${i} = i32x4.min_s(${at(i)}, zero), p${i}: v128, n${i}: v128;`),
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
      // All loads of a step stand before its stores: what lies between two stores keeps them from being packed.
      withConstant(
        "ONE",
        (i) => `f${i} = v128.or(i32x4.max_s(${at(i)}, zero), f32x4.sub(p${i}, k));`,
      ),
      each((i) => `v128.store(${stage}, f${i}, ${places[i]});`),
      ...(values === 3 ? [] : [1, 2]).flatMap((vector) => {
        const place = (i: number) => places[i] + vectorBytes * vector;
        return [
          each((i) => `f${i} = f32x4.mul(v128.load(${stage}, ${place(i)}), p${i});`),
          each((i) => `v128.store(${stage}, f${i}, ${place(i)});`),
        ];
      }),
      "}",
    ]);
  }));
}
