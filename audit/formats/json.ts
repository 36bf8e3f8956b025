/**
 * Arrays in JSON: lists of lists of numbers, alone or as a member of an object.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { openNamed, selectColumns } from "./columns.ts";
import type { Opened } from "./format.ts";
import {
  damaged,
  type FoundArray,
  quote,
  reasonOf,
  type Selection,
  sentence,
  size,
} from "./source.ts";

/** The longest text that is read: JSON cannot be taken in pieces, and lists take 30 times its length. */
const MAX_BYTES = 1e7;

/** The most lists within each other. */
const MAX_DEPTH = 32;

/** Extents and numbers of nested lists of equal lengths. */
function flatten(path: string, value: unknown): { shape: number[]; values: Float64Array } {
  const shape: number[] = [];
  for (let inner = value; Array.isArray(inner); inner = inner[0]) {
    shape.push(inner.length);
    if (shape.length > MAX_DEPTH) {
      throw damaged(path, `lists must be at most ${MAX_DEPTH} deep`, "more");
    }
  }
  if (shape.length === 0) {
    throw damaged(path, "its array must be lists of numbers", kindOf(value));
  }
  // No list is longer than its text, whatever the first ones of each depth are multiplied to.
  if (size(shape) > MAX_BYTES) {
    throw damaged(path, "lists at the same depth must be of equal lengths", "others");
  }
  const values = new Float64Array(size(shape));
  const place: number[] = [];
  const where = () => `[${place.join("][")}]`;
  let filled = 0;
  const walk = (item: unknown, depth: number) => {
    if (depth < shape.length) {
      if (!Array.isArray(item) || item.length !== shape[depth]) {
        throw damaged(
          path,
          `every list at depth ${depth} must have ${shape[depth]} items`,
          Array.isArray(item) ? `${item.length} at ${where()}` : `no list at ${where()}`,
        );
      }
      for (let i = 0; i < item.length; i++) {
        place[depth] = i;
        walk(item[i], depth + 1);
      }
      place.length = depth;
    } else if (typeof item === "number" && Number.isFinite(item)) {
      values[filled++] = item;
    } else {
      throw damaged(path, "every value must be a finite number", `${kindOf(item)} at ${where()}`);
    }
  };
  walk(value, 0);
  return { shape, values };
}

/** What stands where a number should, in short: it may be as deep as the text is long. */
function kindOf(value: unknown): string {
  if (typeof value === "string") return quote(value);
  return Array.isArray(value)
    ? "a list"
    : typeof value === "object" && value
    ? "an object"
    : String(value);
}

/** The value of a whole text. */
function parse(file: Bytes): unknown {
  const { path, length } = file;
  if (length > MAX_BYTES) {
    throw new RangeError(sentence(path, `JSON must have at most ${MAX_BYTES} bytes`, length));
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(file.read(0, length)));
  } catch (error) {
    throw damaged(path, "it must be JSON", quote((error as Error).message));
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** An array of a text, or several of its members side by side: {@linkcode FormatModule}. */
export async function open(file: Bytes, selection: Selection): Promise<Opened> {
  const { path } = file;
  const whole = parse(file);
  const array = (value: unknown, columns: readonly string[] | undefined) => {
    const { shape, values } = flatten(path, value);
    return selectColumns(path, { shape, values: () => [values.slice()] }, columns);
  };
  if (isObject(whole)) {
    const open = (name: string, columns?: readonly string[]) => array(whole[name], columns);
    return await openNamed(path, "members", Object.keys(whole), selection, open);
  }
  const { dataset, columns } = selection;
  if (dataset !== undefined) {
    throw new RangeError(
      sentence(path, "a list has no members to select", `the dataset ${quote(dataset)}`),
    );
  }
  return array(whole, columns);
}

/** The arrays of a text: {@linkcode FormatModule}. */
export function inspect(file: Bytes): FoundArray[] {
  const whole = parse(file);
  const members = isObject(whole) ? Object.entries(whole) : [[null, whole] as const];
  return members.map(([name, value]) => {
    try {
      return { name, shape: flatten(file.path, value).shape };
    } catch (error) {
      return { name, shape: [], unreadable: reasonOf(file.path, error) };
    }
  });
}
