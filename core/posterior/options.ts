/**
 * Checks of the options of posteriors, which are the plain values of configurations.
 *
 * @module
 */
import {
  ab3,
  am4,
  gradedTimes,
  rk38,
  rk4,
  type Scheme,
  type Solve,
  timeGrid,
  type VolumeChange,
} from "../flow/mod.ts";

/** Kind of a value in words. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/**
 * Fills in defaults and throws for unknown options.
 *
 * @param act Action that fails, such as "fit a mean field".
 * @param optional Names of options that have no default.
 * @throws {TypeError} If a name is unknown, or the kind of a value differs from its default's.
 */
export function withDefaults<Options extends object, Name extends keyof Options>(
  act: string,
  defaults: { readonly [K in Name]-?: NonNullable<Options[K]> },
  options: Options,
  optional: readonly (keyof Options & string)[] = [],
): Options & { readonly [K in Name]-?: NonNullable<Options[K]> } {
  const known: readonly string[] = [...Object.keys(defaults), ...optional];
  for (const [name, value] of Object.entries(options)) {
    if (!known.includes(name)) {
      throw new TypeError(
        `Cannot ${act} as its options are ${known.join(", ")}: current value is "${name}"`,
      );
    }
    const fallback = (defaults as Record<string, unknown>)[name];
    if (value === undefined || fallback === undefined || fallback === null) continue;
    if (typeof value !== typeof fallback || Array.isArray(value) !== Array.isArray(fallback)) {
      throw new TypeError(
        `Cannot ${act} as the option "${name}" must be ${kindOf(fallback)}: current value is ${
          JSON.stringify(value)
        }`,
      );
    }
  }
  const set = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set) } as
    & Options
    & { readonly [K in Name]-?: NonNullable<Options[K]> };
}

/**
 * Throws unless a value is one of the known ones.
 *
 * @throws {RangeError} If it is not.
 */
export function checkChoice(
  act: string,
  name: string,
  value: string,
  known: readonly string[],
): void {
  if (!known.includes(value)) {
    throw new RangeError(
      `Cannot ${act} as the option "${name}" must be one of ${
        known.map((k) => `"${k}"`).join(", ")
      }: current value is "${value}"`,
    );
  }
}

/**
 * Throws unless a number is in a range.
 *
 * @throws {RangeError} If it is not finite or outside the range.
 */
export function checkRange(
  act: string,
  name: string,
  value: number,
  least: number,
  most = Infinity,
): void {
  if (!Number.isFinite(value) || value < least || value > most) {
    throw new RangeError(
      `Cannot ${act} as the ${name} must be ${
        most === Infinity ? `at least ${least}` : `from ${least} to ${most}`
      }: current value is ${value}`,
    );
  }
}

/** A solve by the name of its scheme. */
export interface NamedSolve {
  /** Scheme of a step. */
  readonly scheme: "rk4" | "rk4-3/8" | "ab3" | "am4";
  /** Number of steps. */
  readonly steps: number;
  /** Whether steps are equal, or shorter at times where trained flows bend. Default "equal". */
  readonly grid?: "equal" | "graded";
  /** How the change of volume is computed. */
  readonly volumeChange: VolumeChange;
}

const schemes: Readonly<Record<string, Scheme>> = { rk4, "rk4-3/8": rk38, ab3, am4 };

/** Default solve of chains: `likelihoodSolve` by name. */
export const likelihoodDefault = {
  scheme: "rk4-3/8",
  steps: 12,
  grid: "graded",
  volumeChange: "discrete",
} as const satisfies NamedSolve;

/**
 * The solve of a name.
 *
 * @throws {RangeError} If a name is unknown or the number of steps is out of range.
 */
export function solveOf(
  act: string,
  { scheme, steps, grid = "equal", volumeChange }: NamedSolve,
): Solve {
  checkChoice(act, "solve.scheme", scheme, Object.keys(schemes));
  checkChoice(act, "solve.grid", grid, ["equal", "graded"]);
  checkChoice(act, "solve.volumeChange", volumeChange, ["trace", "discrete"]);
  const solve = { scheme: schemes[scheme], steps, volumeChange };
  timeGrid(solve);
  return grid === "equal" ? solve : { ...solve, steps: gradedTimes(steps) };
}
