/**
 * Ranges of the features of a sample, and edges that a reader may choose by them.
 *
 * @module
 */
import { grouped } from "../../render/sentence.ts";
import type { ArraySource } from "../formats/source.ts";
import { quote } from "../formats/source.ts";

/** The range of a feature among the values that were looked at. */
export interface Range {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Whether all are whole numbers. */
  readonly whole: boolean;
  /** How many are not finite. */
  readonly nonFinite: number;
  /** A value such as -999 that is the least of several and may stand for none. */
  readonly sentinel?: number;
}

/** Ranges in a sample. */
export interface Ranges {
  readonly ranges: readonly Range[];
  /** How many events were looked at, if not all. */
  readonly events?: number;
}

/** The most values that are looked at. */
const MOST = 1 << 16;

/** What often stands for no value. */
const sentinel = /^-9{2,5}$/;

/**
 * Ranges of the features among the first events of an array.
 *
 * @param source Events along all axes but the last, or one feature alone
 * @param width Columns of an event.
 * @param names Names of the columns, undefined for one that is no feature
 */
export async function rangesOf(
  source: ArraySource,
  width: number,
  names: readonly (string | undefined)[],
): Promise<Ranges> {
  const most = Math.max(1, Math.floor(MOST / width)) * width;
  const values: number[] = [];
  let all = true;
  for await (const chunk of source.chunks()) {
    all = values.length + chunk.length <= most;
    for (const value of chunk.subarray(0, most - values.length)) values.push(value);
    if (!all) break;
  }
  const ranges = names.flatMap((name, column): Range[] => {
    if (name === undefined) return [];
    const own = values.filter((_, i) => i % width === column);
    const finite = own.filter(Number.isFinite);
    if (finite.length === 0) return [];
    const least = finite.reduce((a, b) => Math.min(a, b));
    const marks = sentinel.test(String(least)) && finite.filter((v) => v === least).length > 1;
    const real = marks ? finite.filter((value) => value !== least) : finite;
    if (real.length === 0) return [];
    return [{
      name,
      from: real.reduce((a, b) => Math.min(a, b)),
      to: real.reduce((a, b) => Math.max(a, b)),
      whole: real.every(Number.isInteger),
      nonFinite: own.length - finite.length,
      ...(marks && { sentinel: least }),
    }];
  });
  return { ranges, ...(!all && { events: most / width }) };
}

/** A number in 4 digits. */
const short = (value: number) => String(Number(value.toPrecision(4)));

/** Most features of which the range is said. */
const SAID = 8;

/** Lines on ranges, and on values that may stand for none. */
export function rangeLines(sample: string, { ranges, events }: Ranges): string[] {
  if (ranges.length === 0) return [];
  const said = ranges.slice(0, SAID).map(({ name, from, to, whole }) =>
    `${name} ${from === to ? `${short(from)} alone` : `${short(from)} to ${short(to)}`}${
      whole ? " in whole numbers" : ""
    }`
  );
  const more = ranges.length - said.length;
  const missing = [
    ...(ranges.some(({ nonFinite }) => nonFinite > 0) ? ["nan", "infinity"] : []),
    ...new Set(ranges.flatMap(({ sentinel }) => sentinel ?? [])),
  ];
  const holding = ranges.filter(({ nonFinite, sentinel }) =>
    nonFinite > 0 || sentinel !== undefined
  );
  return [
    `Ranges of the ${
      events === undefined ? "" : `first ${grouped(events)} events of the `
    }${sample}: ${said.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
    ...(missing.length === 0 ? [] : [
      `Mind the values: some of ${
        holding.slice(0, SAID).map(({ name }) => quote(name)).join(", ")
      } may stand for none; missing: [${
        missing.join(", ")
      }] in the configuration leaves out such events`,
    ]),
  ];
}

/**
 * Edges of equal steps over a range, rounded outwards; for few whole numbers a bin each.
 *
 * @example Rounded outwards
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stepsOver } from "./ranges.ts";
 *
 * const pt = { name: "pt", from: 20.0312, to: 341.27, whole: false, nonFinite: 0 };
 * assertEquals(stepsOver(pt, 10), { from: 20, to: 342, bins: 10 });
 * const jets = { name: "jets", from: 0, to: 6, whole: true, nonFinite: 0 };
 * assertEquals(stepsOver(jets, 10), { from: -0.5, to: 6.5, bins: 7 });
 * ```
 */
export function stepsOver(
  { from, to, whole }: Range,
  bins: number,
): { from: number; to: number; bins: number } {
  if (whole && to - from < 30) return { from: from - 0.5, to: to + 0.5, bins: to - from + 1 };
  // Three digits of the width.
  const digits = 2 - Number((to - from || from).toExponential().split("e")[1]);
  const rounded = (value: number, round: (value: number) => number) => {
    const scaled = Number(`${value}e${digits}`);
    return Number.isFinite(scaled) ? Number(`${round(scaled)}e${-digits}`) : value;
  };
  return { from: rounded(from, Math.floor), to: rounded(to, (v) => Math.floor(v) + 1), bins };
}
