/**
 * Tables of numbers separated by commas, semicolons, tabs or blanks, also several blanks that align them.
 * Lines that begin with "#" are comments. A line of names may stand before the numbers; without, a comment right
 * before them names the columns if it has as many words as there are values. A first column without a name is
 * the index that pandas writes: whole numbers, in any order.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { columnIndices } from "./columns.ts";
import type { Opened } from "./format.ts";
import { type Line, lines } from "./lines.ts";
import { CHUNK, damaged, type FoundArray, quote, type Selection, type Values } from "./source.ts";

/** What programs write where there is no value. */
const missing = /^(|n\/?a|[-+]?nan|null|none)$/i;

/** What programs write for infinities. */
const infinite = /^([-+]?)inf(?:inity)?$/i;

/** A number whose decimals follow a comma. */
const decimalComma = /^[-+]?[\d.]*,\d+(e[-+]?\d+)?$/i;

const pointRule = "decimals must follow a point, not a comma";

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
  return Number.isFinite(value) ? !/^[-+]?\d+$/.test(text) : nonFinite === true;
}

/** Whether a line is of a comment. */
function isComment({ text }: Line): boolean {
  return text.trimStart().startsWith("#");
}

/** What separates the values of a line. */
function separatorOf({ text }: Line): Separator {
  const unquoted = text.trim().replace(/"[^"]*"/g, "");
  return (["\t", ";", ","] as const).find((separator) => unquoted.includes(separator));
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
 * @throws {SyntaxError} If it has no line.
 */
async function headOf(file: Bytes): Promise<Head> {
  const { path } = file;
  let comment: Line | undefined;
  for await (const line of lines(file)) {
    if (isComment(line)) {
      comment = line;
      continue;
    }
    const words = line.text.trim().split(/[\s;]+/);
    if (words.length > 1 && words.every((word) => decimalComma.test(word))) {
      throw damaged(path, pointRule, `${quote(words[0])} in line ${line.number}`);
    }
    const separator = separatorOf(line);
    const first = split(path, line, separator);
    const width = first.length;
    // Without names of its own, pandas writes the numbers of the columns.
    const named = first.some((text) => numberOf(text) === undefined) ||
      (width > 1 && first.every((text, i) => text === (i === 0 ? "" : String(i - 1))));
    if (named) return { separator, names: first, width, before: line.number };
    const names = comment && namesIn(path, comment, separator, width);
    return { separator, ...(names && { names }), width, before: line.number - 1 };
  }
  throw damaged(path, "a table must have at least one line", "none");
}

/** The columns of a table: all but an index. */
function columnsOf({ names, width }: Head) {
  const skipped = width > 1 && names?.[0] === "" ? 1 : 0;
  return { skipped, columns: names?.slice(skipped), count: width - skipped };
}

/** A table: {@linkcode FormatModule}. */
export async function open(
  file: Bytes,
  { columns: wanted, nonFinite }: Selection,
): Promise<Opened> {
  const { path } = file;
  const head = await headOf(file);
  const { separator, width, before } = head;
  const { skipped, columns, count } = columnsOf(head);
  const indices = columnIndices(path, columns ?? count, wanted);
  /** The error of a value that cannot be read. */
  const refusal = (texts: readonly string[], index: number, line: Line, row: number) => {
    const text = texts[index];
    const where = `${quote(text)} in line ${line.number}${
      columns === undefined ? "" : `, column ${quote(columns[index - skipped])}`
    }`;
    const value = numberOf(text);
    const rule = value !== undefined
      ? Number.isFinite(value)
        ? "every integer must be below 2^53 in size"
        : "every value must be a finite number"
      : separator !== "," && decimalComma.test(text)
      ? pointRule
      : row === 0 && columns !== undefined && !texts.some(isNumber)
      ? "the line below the names must be numbers, not units"
      : "every value must be a number";
    return damaged(path, rule, where);
  };
  async function* values(): AsyncGenerator<Values> {
    const part = new Float64Array(Math.max(CHUNK, indices.length));
    let filled = 0, row = 0;
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
      if (skipped > 0 && wanted === undefined && !/^[-+]?\d+$/.test(texts[0])) {
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
        const value = numberOf(texts[skipped + index]);
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

/** The table of a text: {@linkcode FormatModule}. */
export async function inspect(file: Bytes): Promise<FoundArray[]> {
  const { columns, count } = columnsOf(await headOf(file));
  return [{ name: null, shape: [null, count], ...(columns && { columns }) }];
}
