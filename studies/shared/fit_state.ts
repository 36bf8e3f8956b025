/**
 * States of a fit as artefacts, small: numbers of single precision as such, nothing that is zero, and of what
 * steps write down only what a stretch has added.
 *
 * @module
 */
import type { FitState } from "../../core/posterior/mod.ts";
import type { Artefact, CellContext, Left, NumberArray } from "../../runner/cell.ts";

type Values = Float32Array | Float64Array;

/** What a stretch leaves besides its arrays. */
export interface StretchRecord {
  readonly config: unknown;
  /** Steps of the fit done at its end. */
  readonly step: number;
  /** Numbers of the state; those that are not finite as text. */
  readonly numbers: Readonly<Record<string, number | string>>;
  /** Arrays of the state by their name in the artefact. */
  readonly arrays: Readonly<Record<string, ArrayRecord>>;
}

/** What is stored of an array: the rest is zero, or as the stretch before left it. */
interface ArrayRecord {
  readonly length: number;
  readonly precision: "single" | "double";
  /** Place of the first number stored. */
  readonly from: number;
  /** Places of numbers that are not finite, and which; stored as 0. */
  readonly notFinite?: readonly (readonly [number, string])[];
}

const groups = ["arrays", "records"] as const;

/** The first and the end of the places at which two arrays differ. */
function changes(now: Values, before: Values | undefined): [from: number, to: number] {
  const same = (i: number) => Object.is(now[i], before?.[i] ?? 0);
  let from = 0, to = now.length;
  while (from < to && same(from)) from++;
  while (to > from && same(to - 1)) to--;
  return [from, to];
}

/** Whether each number, as far as it is finite, is one of single precision. */
function isSingle(values: Values): boolean {
  return values.every((value) => !Number.isFinite(value) || Math.fround(value) === value);
}

/**
 * The artefact of a state.
 *
 * @param config Of the fit.
 * @param before The state that it went on from; records are stored as far as they differ from it.
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

/** The state that stretches leave, one after the other from the first, or from any that went on from a state. */
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

/** Artefacts of a cell's inputs named "stretch 0", "stretch 1", ... in this order. */
export function stretchInputs(inputs: CellContext["inputs"]): Artefact[] {
  return Object.keys(inputs).map((_, i) => inputs[stretchName(i)]);
}

/** Name of an input. */
export function stretchName(stretch: number): string {
  return `stretch ${stretch}`;
}
