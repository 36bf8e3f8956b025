/**
 * Arrays in JSON: lists of lists of numbers, alone or as members of an object, or in each line of JSON Lines.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { openNamed, selectColumns } from "./columns.ts";
import type { Opened } from "./format.ts";
import { firstOf, inspectLines, openLines } from "./json_lines.ts";
import { fill, isObject, MAX_TEXT, parseJson, shapeOf } from "./lists.ts";
import {
  damaged,
  type FoundArray,
  quote,
  reasonOf,
  type Selection,
  sentence,
  size,
} from "./source.ts";

/**
 * The value of a whole text.
 *
 * @throws {SyntaxError} If it is not JSON.
 * @throws {RangeError} If it is longer than is read.
 */
async function parse(file: Bytes): Promise<unknown> {
  const { path, length } = file;
  if (length > MAX_TEXT) {
    throw new RangeError(
      sentence(path, `JSON must have at most ${MAX_TEXT} bytes, or be JSON Lines`, length),
    );
  }
  const bytes = (await file.whole()).read(0, length);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw damaged(path, "JSON must be in UTF-8", "another encoding");
  }
  return parseJson({ path }, text);
}

/** An array of a text, or several of its members side by side: {@linkcode FormatModule}. */
export async function open(file: Bytes, selection: Selection): Promise<Opened> {
  const first = await firstOf(file);
  if (first !== undefined) return openLines(file, first, selection);
  const { path } = file;
  const { dataset, columns, nonFinite } = selection;
  const array = (value: unknown, columns: readonly string[] | undefined) => {
    const shape = shapeOf({ path }, value);
    const numbers = new Float64Array(size(shape));
    fill({ path }, value, shape, numbers, nonFinite);
    return selectColumns(path, { shape, values: () => [numbers.slice()] }, columns);
  };
  const whole = await parse(file);
  if (isObject(whole)) {
    const open = (name: string, columns?: readonly string[]) => array(whole[name], columns);
    return await openNamed(path, "members", Object.keys(whole), selection, open);
  }
  if (dataset !== undefined) {
    throw new RangeError(
      sentence(path, "a list has no members to select", `the dataset ${quote(dataset)}`),
    );
  }
  return array(whole, columns);
}

/** The arrays of a text: {@linkcode FormatModule}. */
export async function inspect(file: Bytes): Promise<FoundArray[]> {
  const first = await firstOf(file);
  if (first !== undefined) return inspectLines(file, first);
  const { path } = file;
  const whole = await parse(file);
  const members = isObject(whole) ? Object.entries(whole) : [[null, whole] as const];
  return members.map(([name, value]) => {
    try {
      const shape = shapeOf({ path }, value);
      fill({ path }, value, shape, new Float64Array(size(shape)), true);
      return { name, shape };
    } catch (error) {
      return { name, shape: [], unreadable: reasonOf(path, error) };
    }
  });
}
