/**
 * Fixed-step schemes for the flow's differential equation dx/dt = v(t, x).
 *
 * @module
 */

/** An explicit Runge-Kutta scheme, given by its tableau. */
export interface RungeKutta {
  /** Discriminates it from the other schemes. */
  readonly kind: "runge-kutta";
  /** Name, such as "RK4". */
  readonly name: string;
  /** Strictly lower-triangular stage coefficients, row i with i entries. */
  readonly a: readonly (readonly number[])[];
  /** Weights of the stages; they sum to 1. */
  readonly b: readonly number[];
  /** Times of the stages within a step. */
  readonly c: readonly number[];
}

/** The three-step Adams-Bashforth scheme; its first two steps are RK4 3/8. Equal steps only. */
export interface AdamsBashforth3 {
  /** Discriminates it from the other schemes. */
  readonly kind: "adams-bashforth-3";
  /** Name. */
  readonly name: string;
}

/**
 * The Adams predictor of third and corrector of fourth order for steps of any size: a step is predicted
 * from the last three evaluations, the velocity is evaluated there, and the step is made with it (PEC).
 * The order rises from 1 over the first two steps.
 */
export interface AdamsMoulton4 {
  /** Discriminates it from the other schemes. */
  readonly kind: "adams-moulton-4";
  /** Name. */
  readonly name: string;
}

/** A scheme with fixed steps. */
export type Scheme = RungeKutta | AdamsBashforth3 | AdamsMoulton4;

/** Classical Runge-Kutta, fourth order, 4 evaluations a step. */
export const rk4: RungeKutta = {
  kind: "runge-kutta",
  name: "rk4",
  a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
  b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
  c: [0, 1 / 2, 1 / 2, 1],
};

/** Kutta's 3/8 rule, fourth order, 4 evaluations a step. */
export const rk38: RungeKutta = {
  kind: "runge-kutta",
  name: "rk4-3/8",
  a: [[], [1 / 3], [-1 / 3, 1], [1, -1, 1]],
  b: [1 / 8, 3 / 8, 3 / 8, 1 / 8],
  c: [0, 1 / 3, 2 / 3, 1],
};

/** Adams-Bashforth, third order, 1 evaluation a step after the start. */
export const ab3: AdamsBashforth3 = { kind: "adams-bashforth-3", name: "ab3" };

/** Adams-Moulton, fourth order, unequal steps, 1 evaluation a step and one before the first. */
export const am4: AdamsMoulton4 = { kind: "adams-moulton-4", name: "am4" };

/**
 * How the change of volume is computed: `"trace"` integrates the divergence along the solve (the
 * continuous flow); `"discrete"` carries the Jacobian of the discretised map, so that the density is
 * exactly normalised at any number of steps.
 */
export type VolumeChange = "trace" | "discrete";

/** How a flow's equation is solved between data (t = 0) and noise (t = 1). */
export interface Solve {
  /** Scheme of a step. */
  readonly scheme: Scheme;
  /** A number of equal steps, or the increasing times of a grid from 0 to 1. */
  readonly steps: number | readonly number[];
  /** How the change of volume is computed. */
  readonly volumeChange: VolumeChange;
}

/** Smallest number of steps of each scheme. */
const leastSteps: Record<Scheme["kind"], number> = {
  "runge-kutta": 1,
  "adams-bashforth-3": 3,
  "adams-moulton-4": 1,
};

/**
 * The times of a solve, from 0 to 1.
 *
 * @returns `[steps + 1]`
 * @throws {RangeError} If the number of steps is not a whole number of at least 1, the grid does not
 * increase from 0 to 1, or Adams-Bashforth has fewer than 3 steps or a grid of times.
 *
 * @example Four equal steps
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { rk4, timeGrid } from "./scheme.ts";
 *
 * const grid = timeGrid({ scheme: rk4, steps: 4, volumeChange: "trace" });
 * assertEquals(grid, Float64Array.of(0, 0.25, 0.5, 0.75, 1));
 * ```
 */
export function timeGrid(solve: Solve): Float64Array {
  const { steps, scheme } = solve;
  const act = "solve a flow";
  if (typeof steps === "number") {
    const least = leastSteps[scheme.kind];
    if (!Number.isSafeInteger(steps) || steps < least) {
      throw new RangeError(
        `Cannot ${act} as the number of steps of ${scheme.name} must be a whole number of at least ${least}: current value is ${steps}`,
      );
    }
    return Float64Array.from({ length: steps + 1 }, (_, i) => i / steps);
  }
  if (scheme.kind === "adams-bashforth-3") {
    throw new RangeError(
      `Cannot ${act} as ${scheme.name} takes a number of equal steps: current value is a grid of ${steps.length} times`,
    );
  }
  const grid = Float64Array.from(steps);
  const increasing = grid.every((t, i) => i === 0 || t > grid[i - 1]);
  if (grid.length < 2 || grid[0] !== 0 || grid.at(-1) !== 1 || !increasing) {
    throw new RangeError(
      `Cannot ${act} as a grid of times must increase from 0 to 1: current value is [${
        [...grid].join(", ")
      }]`,
    );
  }
  return grid;
}

/** Weights of the values at the nodes in the integral from a to b of the polynomial through them. */
function interpolatoryWeights(nodes: Float64Array, a: number, b: number): number[] {
  // Three Gauss-Legendre nodes are exact up to the fifth degree.
  const gauss = [[-Math.sqrt(3 / 5), 5 / 9], [0, 8 / 9], [Math.sqrt(3 / 5), 5 / 9]];
  return Array.from(nodes, (node, i) =>
    gauss.reduce((sum, [x, weight]) => {
      const t = (a + b) / 2 + (b - a) / 2 * x;
      return sum +
        nodes.reduce((l, other, j) => j === i ? l : l * (t - other) / (node - other), weight);
    }, 0) * (b - a) / 2);
}

/** The weights of {@linkcode am4} on a grid of times. */
export interface AdamsMoulton4Weights {
  /** Factors of the latest evaluations, at most three, the oldest first, for each predicted step. */
  readonly predictor: readonly (readonly number[])[];
  /** The same with the evaluation at the end of the step as the last one, for each corrected step. */
  readonly corrector: readonly (readonly number[])[];
}

/**
 * The weights of {@linkcode am4}: integrals over each step of the polynomial through the latest three
 * evaluations, and of the polynomial through these and the evaluation at the end of the step.
 *
 * @param grid Monotonic times, 2 or more.
 * @returns Weights of each of the steps, in units of time.
 *
 * Source: Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I (1993), sections III.1 and
 * III.5.
 *
 * @example Equal steps have the classical factors
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { adamsMoulton4Weights } from "./scheme.ts";
 *
 * const { predictor, corrector } = adamsMoulton4Weights(Float64Array.of(0, 1, 2, 3));
 * [5 / 12, -16 / 12, 23 / 12].forEach((factor, i) =>
 *   assertAlmostEquals(predictor[2][i], factor, 1e-14)
 * );
 * [1 / 24, -5 / 24, 19 / 24, 9 / 24].forEach((factor, i) =>
 *   assertAlmostEquals(corrector[2][i], factor, 1e-14)
 * );
 * ```
 */
export function adamsMoulton4Weights(grid: Float64Array): AdamsMoulton4Weights {
  const predictor: number[][] = [], corrector: number[][] = [];
  for (let end = 1; end < grid.length; end++) {
    const first = Math.max(0, end - 3);
    predictor.push(interpolatoryWeights(grid.subarray(first, end), grid[end - 1], grid[end]));
    corrector.push(interpolatoryWeights(grid.subarray(first, end + 1), grid[end - 1], grid[end]));
  }
  return { predictor, corrector };
}
