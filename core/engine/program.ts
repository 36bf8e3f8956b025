/**
 * Solves as programs of the kernel.
 *
 * @module
 */
import { adamsMoulton4Weights, rk38, type Solve } from "../flow/scheme.ts";

/** The evaluations of a solve, in the kernel's words. */
export interface Program {
  readonly times: Float64Array;
  readonly steps: number;
  /** Terms of stages and steps; factors are the bits of single-precision numbers. */
  readonly words: Int32Array;
  /** Byte at which each step starts. */
  readonly starts: Int32Array;
  /** Weight of each evaluation in an integral over the solve. */
  readonly weights: Float32Array;
}

const bits = new DataView(new ArrayBuffer(4));

/** Compiles a solve over a grid of times into the terms of its stages and steps. */
export function compile(solve: Solve, grid: Float64Array): Program {
  const { scheme } = solve;
  const { a, b, c } = scheme.kind === "runge-kutta" ? scheme : rk38;
  const times: number[] = [], words: number[] = [], starts: number[] = [];
  const weights: number[] = [];
  const write = (terms: readonly (readonly [number, number])[]) => {
    const kept = terms.filter(([, factor]) => factor !== 0);
    words.push(kept.length);
    for (const [evaluation, factor] of kept) {
      bits.setFloat32(0, factor);
      words.push(evaluation, bits.getInt32(0));
    }
  };
  const finish = (terms: readonly (readonly [number, number])[]) => {
    write(terms);
    for (const [evaluation, factor] of terms) {
      weights[evaluation] = (weights[evaluation] ?? 0) + factor;
    }
  };
  if (scheme.kind === "adams-moulton-4") {
    const { predictor, corrector } = adamsMoulton4Weights(grid);
    const latest = (factors: readonly number[], last: number) =>
      factors.map((factor, j) => [last + 1 - factors.length + j, factor] as const);
    times.push(...grid);
    for (let i = 0; i + 1 < grid.length; i++) {
      starts.push(words.length * 4);
      // The evaluation at the start belongs to the first step.
      words.push(i === 0 ? 2 : 1);
      if (i === 0) write([]);
      write(latest(predictor[i], i));
      finish(latest(corrector[i], i + 1));
    }
  } else {
    let history: number[] = [];
    for (let i = 0; i + 1 < grid.length; i++) {
      const t = grid[i], h = grid[i + 1] - t, first = times.length;
      starts.push(words.length * 4);
      history = [first, ...history.slice(0, 2)];
      if (scheme.kind === "adams-bashforth-3" && i >= 2) {
        words.push(1);
        write([]);
        times.push(t);
        const factors = [23 / 12 * h, -16 / 12 * h, 5 / 12 * h];
        finish(factors.map((factor, j) => [history[j], factor]));
      } else {
        words.push(b.length);
        b.forEach((_, s) => {
          write(a[s].map((entry, j) => [first + j, entry * h]));
          times.push(t + c[s] * h);
        });
        finish(b.map((weight, s) => [first + s, weight * h]));
      }
    }
  }
  return {
    times: Float64Array.from(times),
    steps: starts.length,
    words: Int32Array.from(words),
    starts: Int32Array.from(starts),
    weights: Float32Array.from(weights),
  };
}

/** One evaluation and no step. */
export function evaluation(time: number): Program {
  return {
    times: Float64Array.of(time),
    steps: 0,
    words: Int32Array.of(1, 0, 0),
    starts: Int32Array.of(0),
    weights: Float32Array.of(1),
  };
}
