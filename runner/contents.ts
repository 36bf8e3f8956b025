/**
 * The numbers and sentences of a results file as flat lists with readable names.
 *
 * @module
 */
import type { Json } from "./cell.ts";

/** Numbers under one name, with their uncertainties if available. */
export interface Numbers {
  readonly values: readonly (number | null)[];
  /** One standard error for each value. */
  readonly errors?: readonly (number | null)[];
}

/** Numbers and texts of a results file by name. */
export interface Contents {
  readonly numbers: ReadonlyMap<string, Numbers>;
  readonly texts: ReadonlyMap<string, string>;
}

type Fields = { readonly [k: string]: Json };

const isFields = (value: Json): value is Fields =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const isNumber = (value: Json): value is number | null =>
  value === null || typeof value === "number";

/** Name of an item of a list: its distinguishing fields, such as its method, or its place. */
function itemName(item: Json, place: number): string {
  if (!isFields(item)) return String(place);
  const { id, method, protocol, name, run, nBins } = item;
  const parts = [
    id,
    method !== undefined && isFields(method) ? method.id : undefined,
    protocol,
    name,
    typeof run === "number" ? `run ${run}` : undefined,
    typeof nBins === "number" ? `n = ${nBins}` : undefined,
  ].filter((part) => typeof part === "string");
  return parts.length > 0 ? parts.join(", ") : String(place);
}

function flatNumbers(list: readonly Json[]): (number | null)[] | undefined {
  const flat = list.flat(9) as Json[];
  return flat.every(isNumber) ? flat : undefined;
}

/**
 * Lists the numbers and texts of a results file. `{ value, error }` is one number with its standard
 * error; a list `mean`, `deviation` or `values` beside a list `error` of the same length holds numbers
 * with their standard errors.
 *
 * @param data The data of a results file.
 *
 * @example A number with its error
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { contentsOf } from "./contents.ts";
 *
 * const { numbers } = contentsOf({ series: [{ id: "k10", mad: { value: 0.1, error: 0.02 } }] });
 * assertEquals([...numbers], [["series[k10].mad", { values: [0.1], errors: [0.02] }]]);
 * ```
 */
export function contentsOf(data: Json): Contents {
  const numbers = new Map<string, Numbers>();
  const texts = new Map<string, string>();
  const visit = (value: Json, path: string) => {
    if (isNumber(value)) numbers.set(path, { values: [value] });
    else if (typeof value === "string") texts.set(path, value);
    else if (typeof value === "boolean") texts.set(path, String(value));
    else if (Array.isArray(value)) {
      const flat = flatNumbers(value);
      if (flat !== undefined) {
        numbers.set(path, { values: flat });
        return;
      }
      const names = value.map(itemName);
      const unique = new Set(names).size === names.length;
      value.forEach((item, i) => visit(item, `${path}[${unique ? names[i] : i}]`));
    } else visitFields(value as Fields, path);
  };
  const visitFields = (fields: Fields, path: string) => {
    const others = { ...fields };
    if (fields.value !== undefined && fields.error !== undefined) {
      const { value, error } = fields;
      if (isNumber(value) && isNumber(error)) {
        numbers.set(path, { values: [value], errors: [error] });
        delete others.value;
        delete others.error;
      }
    }
    if (Array.isArray(fields.error)) {
      for (const name of ["mean", "deviation", "values"]) {
        const list = fields[name];
        if (!Array.isArray(list) || list.length !== fields.error.length) continue;
        const values = flatNumbers(list);
        const errors = flatNumbers(fields.error);
        if (values === undefined || errors === undefined) continue;
        numbers.set(path === "" ? name : `${path}.${name}`, { values, errors });
        delete others[name];
        delete others.error;
        break;
      }
    }
    for (const [name, value] of Object.entries(others)) {
      visit(value, path === "" ? name : `${path}.${name}`);
    }
  };
  visit(data, "");
  return { numbers, texts };
}

/** A place at which two values differ. */
export interface Difference {
  /** Place, such as `means[3]`. */
  readonly place: string;
  readonly before: string;
  readonly after: string;
}

/** The first place at which two values differ, or `undefined` if they are equal. */
export function firstDifference(before: Json, after: Json, place = ""): Difference | undefined {
  if (Object.is(before, after)) return undefined;
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    for (let i = 0; i < before.length; i++) {
      const difference = firstDifference(before[i], after[i], `${place}[${i}]`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (isFields(before) && isFields(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const inner = place === "" ? name : `${place}.${name}`;
      if (!(name in before) || !(name in after)) {
        const show = (fields: Fields) => name in fields ? "something" : "nothing";
        return { place: inner, before: show(before), after: show(after) };
      }
      const difference = firstDifference(before[name], after[name], inner);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  const show = (value: Json) =>
    Array.isArray(value) ? `a list of ${value.length}` : isFields(value) ? "fields" : String(value);
  return { place: place || "the whole", before: show(before), after: show(after) };
}
