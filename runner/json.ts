/**
 * Texts of JSON: written for readable differences, read by a schema, and sealed by a checksum.
 *
 * @module
 */
import * as z from "zod";
import type { Json } from "./cell.ts";
import { faultOf } from "./fault.ts";
import { jsonFault } from "./json_fault.ts";
import { canonicalJson, sha256 } from "./key.ts";

/** SHA-256 in hexadecimal digits. */
export const hash = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits");

/** SHA-256 of the canonical JSON of the entries of a file but `checksum`. */
export function checksumOf(entries: object): string {
  const { checksum: _, ...rest } = entries as { readonly [name: string]: Json };
  return sha256(canonicalJson(rest));
}

/** The entries of a file with their checksum, which {@linkcode parseWith} checks. */
export function sealed<T extends object>(entries: T): T & { readonly checksum: string } {
  return { ...entries, checksum: checksumOf(entries) };
}

/**
 * JSON for readable differences: one item on each line, lists of scalars wrapped at the width.
 *
 * @returns Text that ends in a newline.
 */
export function formatJson(value: Json, width = 100): string {
  const scalar = (item: Json) => item === null || typeof item !== "object";
  const format = (value: Json, indent: string): string => {
    if (scalar(value)) return JSON.stringify(value);
    const inner = indent + "  ";
    if (Array.isArray(value)) {
      if (value.length === 0) return "[]";
      if (!value.every(scalar)) {
        return `[\n${value.map((item) => inner + format(item, inner)).join(",\n")}\n${indent}]`;
      }
      const items = value.map((item) => JSON.stringify(item));
      const line = `[${items.join(", ")}]`;
      if (indent.length + line.length <= width) return line;
      const lines = [inner + items[0]];
      for (const item of items.slice(1)) {
        const longer = `${lines[lines.length - 1]}, ${item}`;
        if (longer.length < width) lines[lines.length - 1] = longer;
        else {
          lines[lines.length - 1] += ",";
          lines.push(inner + item);
        }
      }
      return `[\n${lines.join("\n")}\n${indent}]`;
    }
    const entries = Object.entries(value as { [k: string]: Json });
    if (entries.length === 0) return "{}";
    const line = `{ ${
      entries.map(([k, v]) => `${JSON.stringify(k)}: ${JSON.stringify(v)}`).join(", ")
    } }`;
    if (entries.every(([, v]) => scalar(v)) && inner.length + line.length <= 80) return line;
    return `{\n${
      entries.map(([k, v]) => `${inner}${JSON.stringify(k)}: ${format(v, inner)}`).join(",\n")
    }\n${indent}}`;
  };
  return format(value, "") + "\n";
}

/**
 * Parses a JSON text and checks it against a schema, and its checksum where it has one.
 *
 * @param name Name of the schema.
 * @param path Name of the file in messages.
 * @throws {SyntaxError} If it is not JSON, does not follow the schema or has another checksum; the message
 * names the place.
 */
export function parseWith<T>(schema: z.ZodType<T>, name: string, path: string, text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SyntaxError(
      `Cannot use ${path} as it must be JSON: current value is ${JSON.stringify(jsonFault(text))}`,
    );
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const { rule, current } = faultOf(parsed.error, value);
    throw new SyntaxError(
      `Cannot use ${path} as it must follow the schema ${name}, where ${rule}: current value is ${current}`,
    );
  }
  const { checksum } = value as { checksum?: string };
  if (checksum !== undefined && checksum !== checksumOf(value as object)) {
    throw new SyntaxError(
      `Cannot use ${path} as its checksum must be ${
        checksumOf(value as object).slice(0, 12)
      }...: current value is ${checksum.slice(0, 12)}...`,
    );
  }
  return parsed.data;
}
