/**
 * Tables of numbers separated by commas, semicolons, tabs or blanks, also several blanks that align them.
 * Lines that begin with "#" are comments. A line of names may stand before the numbers; without, a comment right
 * before them names the columns if it has as many words as there are values. A first column without a name is
 * the index that pandas writes: whole numbers, in any order. Decimals after commas and a row of units below the names
 * are read where a selection says so.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { columnIndices } from "./columns.ts";
import type { Opened } from "./format.ts";
import { type Line, lines } from "./lines.ts";
import {
  CHUNK,
  damaged,
  type FoundArray,
  quote,
  type Selection,
  type TextWay,
  type Values,
} from "./source.ts";
import { foundColumns } from "./usable.ts";

/** What programs write where there is no value. */
const missing = /^(|n\/?a|[-+]?nan|null|none)$/i;

/** What programs write for infinities. */
const infinite = /^([-+]?)inf(?:inity)?$/i;

/** A number whose decimals follow a comma. */
const decimalComma = /^[-+]?[\d.]*,\d+(e[-+]?\d+)?$/i;

/** The same, or a whole number with a comma before its thousands. */
const thousands = /^[-+]?[1-9]\d{0,2},\d{3}$/;

const pointRule =
  "decimals must follow a point, not a comma, unless text: [decimal commas] says that they follow commas";

const separatorRule =
  "values must be separated by semicolons, tabs or blanks where decimals follow commas";

/** A number as text whose decimals follow a comma. */
function commaNumberOf(text: string): number | undefined {
  return text.includes(".") ? undefined : numberOf(text.replace(",", "."));
}

/** A whole number. */
const wholeNumber = /^[-+]?\d+$/;

/** What separates values: blanks where nothing else does. */
type Separator = "\t" | ";" | "," | undefined;

/** A number as text, infinite or NaN where there is no value; undefined if it is not a decimal number. */
function numberOf(text: string): number | undefined {
  const value = Number(text);
  if (!Number.isNaN(value) && text !== "" && !/[xob]/i.test(text)) return value;
  const [, sign] = infinite.exec(text) ?? [];
  if (sign !== undefined) return sign === "-" ? -Infinity : Infinity;
  return missing.test(text) ? NaN : undefined;
}

/** Whether a text is a number, and not a missing value. */
function isNumber(text: string): boolean {
  const value = numberOf(text);
  return value !== undefined && !Number.isNaN(value);
}

/** Whether a number can be returned unchanged. */
function readable(value: number, text: string, nonFinite: boolean | undefined): boolean {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return true;
  return Number.isFinite(value) ? !wholeNumber.test(text) : nonFinite === true;
}

/** Whether a line is of a comment. */
function isComment({ text }: Line): boolean {
  return text.trimStart().startsWith("#");
}

/**
 * What separates the values of a line.
 *
 * @param commas Whether commas stand before decimals.
 */
function separatorOf({ text }: Line, commas: boolean): Separator {
  const unquoted = text.trim().replace(/"[^"]*"/g, "");
  return (["\t", ";", ","] as const).find((separator) =>
    unquoted.includes(separator) && !(commas && separator === ",")
  );
}

/**
 * The values of a line. Quotes around values are left out, with what they protect left whole.
 *
 * @throws {SyntaxError} If a quote does not end in the line.
 */
function split(path: string, { text, number }: Line, separator: Separator): string[] {
  const parts = (separator === undefined ? text.trim() : text).split('"');
  if (parts.length % 2 === 0) {
    throw damaged(path, "quotes must end in their line", `an open one in line ${number}`);
  }
  const values = [""];
  for (const [i, part] of parts.entries()) {
    const [first, ...more] = i % 2 === 0 ? part.split(separator ?? /\s+/) : [part];
    values[values.length - 1] += first;
    for (const value of more) values.push(value);
  }
  return values.map((value) => value.trim());
}

/** What a table begins with. */
interface Head {
  readonly separator: Separator;
  readonly names?: readonly string[];
  /** Values of each line. */
  readonly width: number;
  /** Number of the last line before the numbers. */
  readonly before: number;
}

/** The words of a comment, separated as the values or otherwise, if they may name as many columns. */
function namesIn(
  path: string,
  { text, number }: Line,
  separator: Separator,
  width: number,
): string[] | undefined {
  const line = { text: text.replace(/^\s*#+/, ""), number };
  if (line.text.split('"').length % 2 === 0) return undefined;
  return [separator, "," as const, undefined]
    .map((separator) => split(path, line, separator))
    .find((words) =>
      words.length === width && words.every((word) => word !== "" && !isNumber(word))
    );
}

/**
 * What a table begins with.
 *
 * @param commas Whether decimals follow commas.
 * @throws {SyntaxError} If it has no line, or its values cannot be separated.
 */
async function headOf(file: Bytes, commas: boolean): Promise<Head> {
  const { path } = file;
  let comment: Line | undefined;
  for await (const line of lines(file)) {
    if (isComment(line)) {
      comment = line;
      continue;
    }
    const words = line.text.trim().split(/[\s;]+/);
    if (!commas && words.length > 1 && words.every((word) => decimalComma.test(word))) {
      throw damaged(path, pointRule, `${quote(words[0])} in line ${line.number}`);
    }
    const separator = separatorOf(line, commas);
    const first = split(path, line, separator);
    const width = first.length;
    const value = commas ? commaNumberOf : numberOf;
    const joined = first.find((text) => text.includes(",") && value(text) === undefined);
    if (commas && separator === undefined && joined !== undefined) {
      throw damaged(path, separatorRule, `${quote(joined)} in line ${line.number}`);
    }
    // Without names of its own, pandas writes the numbers of the columns.
    const named = first.some((text) => value(text) === undefined) ||
      (width > 1 && first.every((text, i) => text === (i === 0 ? "" : String(i - 1))));
    if (named) return { separator, names: first, width, before: line.number };
    const names = comment && namesIn(path, comment, separator, width);
    return { separator, ...(names && { names }), width, before: line.number - 1 };
  }
  throw damaged(path, "a table must have at least one line", "none");
}

/** Whether values are those of a row of units: none is a number, and not all are missing. */
function isOfUnits(texts: readonly string[], number: typeof numberOf): boolean {
  return texts.every((text) => !Number.isFinite(number(text) ?? NaN)) &&
    texts.some((text) => number(text) === undefined && !decimalComma.test(text));
}

/** The columns of a table: all but an index. */
function columnsOf({ names, width }: Head) {
  const skipped = width > 1 && names?.[0] === "" ? 1 : 0;
  return { skipped, columns: names?.slice(skipped), count: width - skipped };
}

/** A table: {@linkcode FormatModule}. */
export async function open(
  file: Bytes,
  { columns: wanted, nonFinite, text: ways = [] }: Selection,
): Promise<Opened> {
  const { path } = file;
  const commas = ways.includes("decimal commas");
  const number = commas ? commaNumberOf : numberOf;
  const head = await headOf(file, commas);
  const { separator, width, before } = head;
  const { skipped, columns, count } = columnsOf(head);
  const indices = columnIndices(path, columns ?? count, wanted);
  /** The error of a value that cannot be read. */
  const refusal = (texts: readonly string[], index: number, line: Line, row: number) => {
    const text = texts[index];
    const where = `${quote(text)} in line ${line.number}${
      columns === undefined ? "" : `, column ${quote(columns[index - skipped])}`
    }`;
    const value = number(text);
    const unitsFound = row === 0 && columns !== undefined && !ways.includes("row of units") &&
      isOfUnits(texts, number);
    const rule = unitsFound
      ? "the line below the names must be numbers, not units, unless text: [row of units] passes it over"
      : commas && text.includes(".") && (decimalComma.test(text) || isNumber(text))
      ? "a number must have no point where decimals follow commas, as text says"
      : value !== undefined
      ? Number.isFinite(value)
        ? "every integer must be below 2^53 in size"
        : "every value must be a finite number"
      : commas && separator === undefined && text.includes(",")
      ? separatorRule
      : decimalComma.test(text)
      ? separator === "," ? separatorRule : pointRule
      : "every value must be a number";
    return damaged(path, rule, where);
  };
  async function* values(): AsyncGenerator<Values> {
    const part = new Float64Array(Math.max(CHUNK, indices.length));
    let filled = 0, row = 0;
    let units = ways.includes("row of units") && columns !== undefined;
    for await (const line of lines(file)) {
      if (line.number <= before || isComment(line)) continue;
      const texts = split(path, line, separator);
      if (texts.length !== width) {
        throw damaged(
          path,
          `every line must have ${width} values`,
          `${texts.length} in line ${line.number}`,
        );
      }
      if (units) {
        units = false;
        if (isOfUnits(texts, number)) continue;
      }
      if (skipped > 0 && wanted === undefined && !wholeNumber.test(texts[0])) {
        throw damaged(
          path,
          "a first column without a name must be an index, of whole numbers, where no columns are selected",
          `${quote(texts[0])} in line ${line.number}`,
        );
      }
      if (filled + indices.length > part.length) {
        yield part.slice(0, filled);
        filled = 0;
      }
      for (const index of indices) {
        const value = number(texts[skipped + index]);
        if (value === undefined || !readable(value, texts[skipped + index], nonFinite)) {
          throw refusal(texts, skipped + index, line, row);
        }
        part[filled++] = value;
      }
      row++;
    }
    if (filled > 0) yield part.slice(0, filled);
  }
  return {
    shape: [null, indices.length],
    ...(columns && { columns: indices.map((index) => columns[index]) }),
    values,
  };
}

/** Lines of a table by which it is known what it has. */
const SAMPLE = 100;

/** The first lines that are not comments. */
async function firstLines(file: Bytes): Promise<Line[]> {
  const first: Line[] = [];
  for await (const line of lines(file)) {
    if (!isComment(line)) first.push(line);
    if (first.length === SAMPLE) break;
  }
  return first;
}

/** Whether decimals certainly follow commas: some comma is of no other use, and no number has a point. */
function hasCommas(path: string, sample: readonly Line[]): boolean {
  if (sample.length === 0) return false;
  const separator = separatorOf(sample[0], true);
  const rows = sample.map((line) => split(path, line, separator));
  const [first] = rows;
  const texts = rows.flat();
  return texts.some((text) => decimalComma.test(text) && !thousands.test(text)) &&
    !texts.some((text) => text.includes(".") && (isNumber(text) || decimalComma.test(text))) &&
    rows.every(({ length }) => length === first.length) &&
    // In one column without a name, or with one of two, commas may separate values.
    (first.length > 1 || !first[0].includes(","));
}

/** The table of a text: {@linkcode FormatModule}. */
export async function inspect(file: Bytes): Promise<FoundArray[]> {
  const { path } = file;
  const sample = await firstLines(file);
  const commas = hasCommas(path, sample);
  const number = commas ? commaNumberOf : numberOf;
  const head = await headOf(file, commas);
  const { skipped, columns, count } = columnsOf(head);
  const rows = sample.filter((line) => line.number > head.before)
    .map((line) => split(path, line, head.separator));
  const units = columns !== undefined && rows.length > 1 && isOfUnits(rows[0], number) &&
    rows[1].some((text) => number(text) !== undefined);
  const numbers = units ? rows.slice(1) : rows;
  const text: TextWay[] = [];
  if (commas) text.push("decimal commas");
  if (units) text.push("row of units");
  /** Whether a column has text and no number; numbers may be written otherwise than is certain. */
  const isText = (index: number) => {
    const values = numbers.map((row) => row[index] ?? "");
    return values.some((text) => number(text) === undefined) &&
      values.every((text) => !Number.isFinite(number(text) ?? NaN) && !decimalComma.test(text));
  };
  const reasonOf = (name: string, i: number) =>
    isText(skipped + i)
      ? "text"
      : name === "" || columns!.indexOf(name) < i
      ? "no name of its own"
      : undefined;
  const withNumbers = columns?.find((name, i) => isNumber(name) && reasonOf(name, i) === undefined);
  if (
    withNumbers !== undefined &&
    columns!.every((name, i) => isNumber(name) || reasonOf(name, i) === "text")
  ) {
    throw damaged(
      path,
      "a table with text among its values must begin with names",
      `${quote(withNumbers)} in line ${head.before}`,
    );
  }
  const found = columns && foundColumns([
    ...(skipped === 0 ? [] : [{
      name: "",
      unreadable: numbers.every(([first]) => wholeNumber.test(first))
        ? "an index"
        : "no name of its own",
    }]),
    ...columns.map((name, i) => ({ name, unreadable: reasonOf(name, i) })),
  ]);
  return [{
    name: null,
    shape: [null, found?.columns.length ?? count],
    ...found,
    ...(text.length > 0 && { text }),
    ...(found?.columns.length === 0 && { unreadable: "text" }),
  }];
}
