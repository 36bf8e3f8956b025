/**
 * Arrays in JSON: lists of lists of numbers, alone or as a member of an object.
 *
 * @module
 */
import { datasetNamed, selectColumns } from "./columns.ts";
import type { RandomAccessFile } from "./file.ts";
import { arraySource } from "./memory.ts";
import { type ArraySource, damaged, quote, type Selection, sentence, size } from "./source.ts";

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

/**
 * An array of a JSON text.
 *
 * @throws {SyntaxError} If the text is no JSON, or its array is not lists of equal lengths of numbers.
 * @throws {RangeError} If it is longer than can be read, or has no such member.
 */
export function open(file: RandomAccessFile, { dataset, columns }: Selection): ArraySource {
  const { path, length } = file;
  if (length > MAX_BYTES) {
    throw new RangeError(sentence(path, `JSON must have at most ${MAX_BYTES} bytes`, length));
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(file.read(0, length)));
  } catch (error) {
    throw damaged(path, "it must be JSON", quote((error as Error).message));
  }
  file.close();
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    const name = datasetNamed(path, "members", Object.keys(value), dataset);
    value = (value as Record<string, unknown>)[name];
  } else if (dataset !== undefined) {
    throw new RangeError(
      sentence(path, "a list has no members to select", `the dataset ${quote(dataset)}`),
    );
  }
  const { shape, values } = flatten(path, value);
  return selectColumns({ ...arraySource(shape, values, path), format: "json" }, columns);
}
