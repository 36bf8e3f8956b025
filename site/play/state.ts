/**
 * The choices of the idea to play with, and their form in an address.
 *
 * @module
 */

/** One choice: which values it has, and how it is read. */
interface Field<Value extends string | number> {
  /** The value where the address has none. */
  readonly initial: Value;
  /** The values in words. */
  readonly rule: string;
  /** The value of a text; undefined if it is invalid. */
  read(text: string): Value | undefined;
}

/** One of a few values. */
interface Choice<Value extends string | number> extends Field<Value> {
  readonly values: readonly Value[];
}

function oneOf<const Value extends string | number>(
  values: readonly Value[],
  initial: Value,
): Choice<Value> {
  const rest = values.slice(0, -1).join(", ");
  return {
    values,
    initial,
    rule: `${rest} or ${values[values.length - 1]}`,
    read: (text) => values.find((value) => String(value) === text),
  };
}

/** A whole number. */
interface Whole extends Field<number> {
  readonly least: number;
  readonly most: number;
}

function whole(least: number, most: number, initial: number): Whole {
  return {
    least,
    most,
    initial,
    rule: `a whole number from ${least} to ${most}`,
    read(text) {
      const value = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : NaN;
      return value >= least && value <= most ? value : undefined;
    },
  };
}

/** The choices by their names in addresses and forms, the only list of them. */
export const fields = {
  target: oneOf(["ring-radius", "camel-back"], "ring-radius"),
  events: oneOf([250, 500, 1000, 2000], 1000),
  method: oneOf([
    "mean-field-k0.1",
    "mean-field-k1",
    "mean-field-k30",
    "adam-mcmc-s0.1",
    "adam-mcmc-s0.5",
    "adam-mcmc-s1",
  ], "mean-field-k1"),
  bins: oneOf([5, 10, 20, 50], 20),
  seed: whole(0, 999_999, 1),
  sets: whole(1, 20, 5),
};

/** The name of a choice. */
export type FieldName = keyof typeof fields;

/** All that is chosen; every number that is shown follows from it. */
export type State = { readonly [Name in FieldName]: (typeof fields)[Name]["initial"] };

/** What is chosen but the number of training sets: these follow one another without end. */
export type Game = Omit<State, "sets">;

const names = Object.keys(fields) as FieldName[];

/** The choices where the address has none. */
export const initialState = Object.fromEntries(
  names.map((name) => [name, fields[name].initial]),
) as State;

/** The choices of an address, and its faults. */
export interface AddressState {
  readonly state: State;
  /** A sentence for each invalid value; the state has the initial one instead. */
  readonly faults: readonly string[];
}

/**
 * Reads the choices from the query of an address. What is missing has its initial value.
 *
 * @example An invalid value
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readState } from "./state.ts";
 *
 * const { state, faults } = readState("?events=500&bins=7");
 * assertEquals([state.events, state.bins], [500, 20]);
 * assertEquals(faults, ["In the address bins must be 5, 10, 20 or 50, not “7”; 20 is taken."]);
 * ```
 */
export function readState(query: string): AddressState {
  const parameters = new URLSearchParams(query);
  const faults: string[] = [];
  const state = Object.fromEntries(names.map((name) => {
    const { initial, rule, read } = fields[name];
    const text = parameters.get(name);
    const value = text === null ? initial : read(text);
    if (value !== undefined) return [name, value];
    faults.push(
      `In the address ${name} must be ${rule}, not “${text!.slice(0, 30)}”; ${initial} is taken.`,
    );
    return [name, initial];
  })) as State;
  return { state, faults };
}

/**
 * The query of an address with all choices.
 *
 * @param query That of the address so far, whose other parts stay.
 */
export function writeState(state: State, query = ""): string {
  const parameters = new URLSearchParams(query);
  for (const name of names) parameters.set(name, String(state[name]));
  return `?${parameters}`;
}

/** Whether a game is a new one, rather than the same with more training sets. */
export function isAnother(before: State, after: State): boolean {
  return after.sets <= before.sets ||
    names.some((name) => name !== "sets" && before[name] !== after[name]);
}
