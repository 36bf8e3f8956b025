/**
 * Compact artefacts of the states of a fit: numbers of single precision as such, without zeros at the
 * ends of arrays, and of records only what a stretch has added.
 *
 * @module
 */
import type { FitState } from "../../core/posterior/mod.ts";
import type { Artefact, CellContext, Left, NumberArray } from "../../runner/cell.ts";

type Values = Float32Array | Float64Array;

/** Record of a stretch. */
export interface StretchRecord {
  readonly config: unknown;
  /** Steps of the fit at its end. */
  readonly step: number;
  /** Numbers of the state; those that are not finite as text. */
  readonly numbers: Readonly<Record<string, number | string>>;
  /** Arrays of the state by their names in the artefact. */
  readonly arrays: Readonly<Record<string, ArrayRecord>>;
}

/** Stored part of an array; all other numbers are zero, or as at the end of the previous stretch. */
interface ArrayRecord {
  readonly length: number;
  readonly precision: "single" | "double";
  /** Index of the first stored number. */
  readonly from: number;
  /** Indices and values of numbers that are not finite, which are stored as 0. */
  readonly notFinite?: readonly (readonly [number, string])[];
}

const groups = ["arrays", "records"] as const;

/** Range of the indices at which two arrays differ. */
function changes(now: Values, before: Values | undefined): [from: number, to: number] {
  const same = (i: number) => Object.is(now[i], before?.[i] ?? 0);
  let from = 0, to = now.length;
  while (from < to && same(from)) from++;
  while (to > from && same(to - 1)) to--;
  return [from, to];
}

/** Whether all finite numbers have single precision. */
function isSingle(values: Values): boolean {
  return values.every((value) => !Number.isFinite(value) || Math.fround(value) === value);
}

/**
 * The artefact of a state.
 *
 * @param config Configuration of the fit.
 * @param before The state from which the stretch resumed; only differences of records are stored.
 */
export function storeState(
  config: unknown,
  state: FitState,
  before?: FitState,
): Left<StretchRecord> {
  const described: Record<string, ArrayRecord> = {};
  const arrays: Record<string, NumberArray> = {};
  for (const group of groups) {
    for (const [name, values] of Object.entries(state[group])) {
      const [from, to] = changes(values, group === "records" ? before?.records[name] : undefined);
      const stored = values.slice(from, to);
      const notFinite = [...stored.keys()].filter((i) => !Number.isFinite(stored[i]));
      described[`${group} ${name}`] = {
        length: values.length,
        precision: values instanceof Float32Array ? "single" : "double",
        from,
        ...(notFinite.length > 0 && {
          notFinite: notFinite.map((i) => [from + i, String(stored[i])] as const),
        }),
      };
      for (const i of notFinite) stored[i] = 0;
      if (to > from) {
        arrays[`${group} ${name}`] = {
          shape: [to - from],
          values: isSingle(stored) ? Float32Array.from(stored) : stored,
        };
      }
    }
  }
  const numbers = Object.fromEntries(
    Object.entries(state.numbers).map(([name, x]) => [name, Number.isFinite(x) ? x : String(x)]),
  );
  const record: StretchRecord = { config, step: state.step, numbers, arrays: described };
  return { record, arrays };
}

/** The state at the end of consecutive stretches, from the first one or from any that stores the whole state. */
export function restoreState(stretches: readonly Artefact[]): FitState {
  const state = {
    arrays: {} as Record<string, Values>,
    records: {} as Record<string, Values>,
  };
  const records = stretches.map(({ json }) => json as unknown as StretchRecord);
  stretches.forEach(({ arrays }, i) => {
    for (const [key, { length, precision, from, notFinite }] of Object.entries(records[i].arrays)) {
      const [group] = groups.filter((group) => key.startsWith(`${group} `));
      const name = key.slice(group.length + 1);
      const fresh = group === "arrays" || state.records[name] === undefined;
      const values = fresh
        ? new (precision === "single" ? Float32Array : Float64Array)(length)
        : state.records[name];
      if (arrays[key] !== undefined) values.set(arrays[key].values, from);
      for (const [place, value] of notFinite ?? []) values[place] = Number(value);
      state[group][name] = values;
    }
  });
  const { step, numbers } = records.at(-1)!;
  return {
    ...state,
    step,
    numbers: Object.fromEntries(
      Object.entries(numbers).map(([name, value]) => [name, Number(value)]),
    ),
  };
}

/** Artefacts of the inputs "stretch 0", "stretch 1", ... of a cell, in this order. */
export function stretchInputs(inputs: CellContext["inputs"]): Artefact[] {
  return Object.keys(inputs).map((_, i) => inputs[stretchName(i)]);
}

/** Name of the input of a stretch. */
export function stretchName(stretch: number): string {
  return `stretch ${stretch}`;
}
