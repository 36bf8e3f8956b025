/**
 * Arrays in JSON: lists of lists of numbers, alone or as a member of an object.
 *
 * @module
 */
import type { RandomAccessFile } from "./file.ts";
import { arraySource } from "./memory.ts";
import { type ArraySource, damaged, list, quote, type Selection, sentence } from "./source.ts";

/** The longest text that is read: JSON cannot be taken in pieces. */
const MAX_BYTES = 1 << 28;

/** Extents and numbers of nested lists of equal lengths. */
function flatten(path: string, value: unknown): { shape: number[]; values: Float64Array } {
  const shape: number[] = [];
  for (let inner = value; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  if (shape.length === 0) {
    throw damaged(path, "its array must be lists of numbers", quote(JSON.stringify(value) ?? ""));
  }
  const values: number[] = [];
  const walk = (item: unknown, depth: number, place: string) => {
    if (depth < shape.length) {
      if (!Array.isArray(item) || item.length !== shape[depth]) {
        throw damaged(
          path,
          `every list at depth ${depth} must have ${shape[depth]} items`,
          Array.isArray(item) ? `${item.length} at ${place}` : `no list at ${place}`,
        );
      }
      item.forEach((one, i) => walk(one, depth + 1, `${place}[${i}]`));
    } else if (typeof item === "number" && Number.isFinite(item)) {
      values.push(item);
    } else {
      throw damaged(
        path,
        "every value must be a finite number",
        `${quote(JSON.stringify(item) ?? "")} at ${place}`,
      );
    }
  };
  walk(value, 0, "");
  return { shape, values: Float64Array.from(values) };
}

/**
 * An array of a JSON text.
 *
 * @throws {SyntaxError} If the text is no JSON, or its array is not lists of equal lengths of numbers.
 * @throws {RangeError} If it is longer than can be read, or has no such member.
 */
export function openJson(file: RandomAccessFile, { dataset }: Selection): ArraySource {
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
    const members = Object.keys(value);
    const name = dataset ?? (members.length === 1 ? members[0] : undefined);
    if (name === undefined || !Object.hasOwn(value, name)) {
      throw new RangeError(
        sentence(
          path,
          `the dataset must be one of its members, ${list(members)}`,
          name === undefined ? "none named" : quote(name),
        ),
      );
    }
    value = (value as Record<string, unknown>)[name];
  } else if (dataset !== undefined) {
    throw new RangeError(
      sentence(path, "a list has no members to select", `the dataset ${quote(dataset)}`),
    );
  }
  const { shape, values } = flatten(path, value);
  return { ...arraySource(shape, values, path), format: "json" };
}
