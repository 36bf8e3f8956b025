/**
 * Options of posteriors, as configurations hold them: plain values, checked where they come in.
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

/** What a value is, in words. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/**
 * Fills in defaults and refuses what no option is called.
 *
 * @param act What is being built, as in "build a mean field".
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
    const usual = (defaults as Record<string, unknown>)[name];
    if (value === undefined || usual === undefined || usual === null) continue;
    if (typeof value !== typeof usual || Array.isArray(value) !== Array.isArray(usual)) {
      throw new TypeError(
        `Cannot ${act} as the option "${name}" must be ${kindOf(usual)}: current value is ${
          JSON.stringify(value)
        }`,
      );
    }
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) } as
    & Options
    & { readonly [K in Name]-?: NonNullable<Options[K]> };
}

/**
 * Refuses a value that is none of the known ones.
 *
 * @throws {RangeError} If it is none of them.
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
 * Refuses a number outside a range.
 *
 * @throws {RangeError} If it is not finite, or outside.
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
  /** How a step is made. */
  readonly scheme: "rk4" | "rk4-3/8" | "ab3" | "am4";
  /** Number of steps. */
  readonly steps: number;
  /** Whether steps are equal, or shorter where trained flows bend. Default "equal". */
  readonly grid?: "equal" | "graded";
  /** Where the change of volume comes from. */
  readonly volumeChange: VolumeChange;
}

const schemes: Readonly<Record<string, Scheme>> = { rk4, "rk4-3/8": rk38, ab3, am4 };

/** What chains fit by default: the solve `likelihoodSolve`. */
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
