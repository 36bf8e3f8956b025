/**
 * Content keys: the name of a cell in the cache depends on everything that determines its result, and
 * on nothing else.
 *
 * @module
 */
import { sha256 as hash } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import canonicalize from "canonicalize";
import type { Cell, CellKind, Json } from "./cell.ts";

/** SHA-256 of bytes or of the UTF-8 of a text, in lower-case hexadecimal. */
export function sha256(data: Uint8Array | string): string {
  return bytesToHex(hash(typeof data === "string" ? new TextEncoder().encode(data) : data));
}

/**
 * Throws for a value that JSON cannot hold, such as NaN, an infinity, `undefined` or a typed array.
 *
 * @param act Action that fails, such as "plan cell fit 3".
 * @param name Name of the value, such as "configuration".
 * @throws {TypeError} If the value breaks the rule; the message names the place.
 */
export function checkJson(act: string, name: string, value: unknown): asserts value is Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) checkJson(act, `${name}[${i}]`, value[i]);
    return;
  }
  if (typeof value === "object") {
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      for (const [key, inner] of Object.entries(value)) checkJson(act, `${name}.${key}`, inner);
      return;
    }
  }
  throw new TypeError(
    `Cannot ${act} as the ${name} must be finite numbers, texts, booleans, null, lists or plain objects: current value is ${
      typeof value === "object" ? Object.prototype.toString.call(value) : String(value)
    }`,
  );
}

/**
 * The canonical text of a JSON value (RFC 8785).
 *
 * @example The order of keys and the notation of numbers do not matter
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { canonicalJson } from "./key.ts";
 *
 * assertEquals(canonicalJson({ b: 1e1, a: [-0] }), '{"a":[0],"b":10}');
 * ```
 */
export function canonicalJson(value: Json): string {
  return canonicalize(value)!;
}

/**
 * The key of a cell: SHA-256 of the canonical JSON of kind, version, configuration, seed, engine
 * numerics and the keys of its inputs. Label and cost are not part of it.
 *
 * @param inputs Keys of the inputs by name.
 * @throws {TypeError} If the configuration is not JSON.
 * @throws {RangeError} If the seed is not a whole number from 0 to 2^53 - 1.
 */
export function cellKey(
  cell: Pick<Cell, "config" | "seed" | "label">,
  kind: CellKind,
  inputs: Readonly<Record<string, string>>,
): string {
  const act = `plan cell "${cell.label}"`;
  checkJson(act, "configuration", cell.config);
  if (!Number.isSafeInteger(cell.seed) || cell.seed < 0) {
    throw new RangeError(
      `Cannot ${act} as the seed must be a whole number from 0 to 2^53 - 1: current value is ${cell.seed}`,
    );
  }
  return sha256(canonicalJson({
    kind: kind.name,
    version: kind.version,
    numerics: kind.numerics ?? null,
    config: cell.config,
    seed: cell.seed,
    inputs,
  }));
}
