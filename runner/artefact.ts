/**
 * The file of a cell: a header in JSON, raw little-endian numbers, and a SHA-256 over all of it.
 *
 * ```
 * "AMPLIFLW"   8 bytes
 * length       uint32, of the header in bytes, little-endian; 4 bytes of zero
 * header       JSON in UTF-8, padded with spaces to a multiple of 8 bytes
 * numbers      arrays in the order of the header, each padded with zeros to a multiple of 8 bytes
 * SHA-256      32 bytes, of everything before
 * ```
 *
 * @module
 */
import { sha256 as hash } from "@noble/hashes/sha2.js";
import type { FitState } from "../core/posterior/posterior.ts";
import { checkFinite } from "../core/check.ts";
import type { Artefact, Json, NumberArray } from "./cell.ts";
import { checkJson, sha256 } from "./key.ts";

const magic = "AMPLIFLW";
const format = 1;
const start = 16;
const digestLength = 32;

interface Header {
  readonly format: number;
  readonly role: "artefact" | "checkpoint";
  readonly key: string;
  readonly kind: string;
  readonly json: Json;
  readonly arrays: readonly {
    readonly name: string;
    readonly type: "float32" | "float64";
    readonly shape: readonly number[];
    readonly offset: number;
  }[];
}

/** The cell that a file belongs to. */
export interface Owner {
  readonly key: string;
  /** Name of the cell's kind. */
  readonly kind: string;
}

const up8 = (n: number) => Math.ceil(n / 8) * 8;

function encode(
  role: Header["role"],
  owner: Owner,
  json: Json,
  arrays: Readonly<Record<string, NumberArray>>,
): Uint8Array {
  let offset = 0;
  const list = Object.keys(arrays).sort().map((name) => {
    const { shape, values } = arrays[name];
    const entry = {
      name,
      type: values instanceof Float32Array ? "float32" as const : "float64" as const,
      shape,
      offset,
    };
    offset += up8(values.byteLength);
    return entry;
  });
  const header = new TextEncoder().encode(
    JSON.stringify(
      { format, role, key: owner.key, kind: owner.kind, json, arrays: list } satisfies Header,
    ),
  );
  const body = start + up8(header.length);
  const bytes = new Uint8Array(body + offset + digestLength);
  bytes.set(new TextEncoder().encode(magic));
  new DataView(bytes.buffer).setUint32(8, header.length, true);
  bytes.fill(0x20, start, body);
  bytes.set(header, start);
  for (const { name, offset } of list) {
    const { buffer, byteOffset, byteLength } = arrays[name].values;
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), body + offset);
  }
  const covered = bytes.subarray(0, bytes.length - digestLength);
  bytes.set(hash(covered), covered.length);
  return bytes;
}

/** Throws for bytes that break a rule. */
function refuse(act: string, rule: string, value: unknown): never {
  throw new SyntaxError(`Cannot ${act} as ${rule}: current value is ${value}`);
}

function decode(
  role: Header["role"],
  owner: Owner,
  bytes: Uint8Array,
): { json: Json; arrays: Record<string, NumberArray> } {
  const act = `use the ${role} of ${owner.kind} cell ${owner.key.slice(0, 12)}`;
  if (bytes.length < start + digestLength) {
    refuse(act, `it must have at least ${start + digestLength} bytes`, bytes.length);
  }
  const covered = bytes.subarray(0, bytes.length - digestLength);
  const digest = sha256(covered);
  if (digest !== artefactDigest(bytes)) {
    refuse(act, `its SHA-256 must be ${artefactDigest(bytes).slice(0, 12)}`, digest.slice(0, 12));
  }
  const name = new TextDecoder().decode(bytes.subarray(0, 8));
  if (name !== magic) refuse(act, `it must begin with ${magic}`, JSON.stringify(name));
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
  // The checksum is right, so some version of this program wrote the header.
  const header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(start, start + length)),
  ) as Header;
  if (header.format !== format) refuse(act, `its format must be ${format}`, header.format);
  if (header.role !== role) refuse(act, `it must be of role ${role}`, header.role);
  if (header.key !== owner.key) refuse(act, "its key must be that of the cell", header.key);
  if (header.kind !== owner.kind) refuse(act, `its kind must be ${owner.kind}`, header.kind);
  const body = start + up8(length);
  // Typed arrays need offsets that are multiples of 8 bytes.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const arrays: Record<string, NumberArray> = {};
  for (const { name, type, shape, offset } of header.arrays) {
    const size = shape.reduce((a, b) => a * b, 1);
    const place = aligned.byteOffset + body + offset;
    arrays[name] = {
      shape,
      values: type === "float32"
        ? new Float32Array(aligned.buffer as ArrayBuffer, place, size)
        : new Float64Array(aligned.buffer as ArrayBuffer, place, size),
    };
  }
  return { json: header.json, arrays };
}

/** The SHA-256 at the end of a cell's file; equal digests mean equal bytes. */
export function artefactDigest(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes.subarray(bytes.length - digestLength)) {
    hex += byte.toString(16).padStart(2, "0");
  }
  return hex;
}

/**
 * The bytes of an artefact's file; the same artefact gives the same bytes.
 *
 * @throws {TypeError} If its `json` is not JSON or the length of an array differs from its shape.
 * @throws {RangeError} If a number is not finite.
 *
 * @example Encode and decode
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeArtefact, encodeArtefact } from "./artefact.ts";
 *
 * const owner = { key: "5f", kind: "masses" };
 * const masses = { shape: [2, 1], values: new Float64Array([0.25, 0.75]) };
 * const bytes = encodeArtefact(owner, { json: { draws: 2 }, arrays: { masses } });
 * assertEquals(decodeArtefact(owner, bytes).arrays.masses, masses);
 * ```
 */
export function encodeArtefact(owner: Owner, artefact: Artefact): Uint8Array {
  const act = `store the artefact of ${owner.kind} cell ${owner.key.slice(0, 12)}`;
  checkJson(act, "JSON part", artefact.json);
  for (const [name, { shape, values }] of Object.entries(artefact.arrays)) {
    if (!(values instanceof Float32Array || values instanceof Float64Array)) {
      throw new TypeError(
        `Cannot ${act} as array ${name} must be a Float32Array or Float64Array: current value is ${
          Object.prototype.toString.call(values)
        }`,
      );
    }
    const size = shape.reduce((a, b) => a * b, 1);
    if (size !== values.length) {
      throw new TypeError(
        `Cannot ${act} as array ${name} of shape [${shape}] must have ${size} numbers: current value is ${values.length}`,
      );
    }
    checkFinite(act, `array ${name}`, values);
  }
  return encode("artefact", owner, artefact.json, artefact.arrays);
}

/**
 * The artefact in a file's bytes. Its arrays are views of `bytes`.
 *
 * @throws {SyntaxError} If the bytes are damaged or belong to another cell; the message says how.
 */
export function decodeArtefact(owner: Owner, bytes: Uint8Array): Artefact {
  return decode("artefact", owner, bytes);
}

/**
 * A few numbers of an artefact by their place, evenly spaced from the first to the last, arrays before
 * the JSON part. They are committed beside the digest of the file to show how far another computation
 * differs.
 *
 * @param count Largest number of numbers.
 *
 * @example The first and the last
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { witnessOf } from "./artefact.ts";
 *
 * const draws = { shape: [3], values: new Float64Array([0.5, 0.25, 0.125]) };
 * assertEquals(witnessOf({ json: { loss: [2] }, arrays: { draws } }, 2), {
 *   "draws[0]": 0.5,
 *   "json.loss[0]": 2,
 * });
 * ```
 */
export function witnessOf({ json, arrays }: Artefact, count = 8): Record<string, number> {
  const scalars: [string, number][] = [];
  const visit = (value: Json, place: string) => {
    if (typeof value === "number") scalars.push([place, value]);
    else if (Array.isArray(value)) value.forEach((item, i) => visit(item, `${place}[${i}]`));
    else if (value !== null && typeof value === "object") {
      for (const [name, item] of Object.entries(value)) visit(item, `${place}.${name}`);
    }
  };
  visit(json, "json");
  const names = Object.keys(arrays).sort();
  const total = names.reduce((sum, name) => sum + arrays[name].values.length, scalars.length);
  const witness: Record<string, number> = {};
  for (let i = 0; i < Math.min(count, total); i++) {
    let place = total <= count ? i : Math.floor(i * (total - 1) / (count - 1));
    const name = names.find((name) => {
      const inside = place < arrays[name].values.length;
      if (!inside) place -= arrays[name].values.length;
      return inside;
    });
    if (name !== undefined) witness[`${name}[${place}]`] = arrays[name].values[place];
    else witness[scalars[place][0]] = scalars[place][1];
  }
  return witness;
}

/** The numbers and the JSON part of an artefact as one JSON value, arrays before the JSON part. */
export function plainArtefact({ json, arrays }: Artefact): Json {
  const lists: Record<string, Json> = {};
  for (const [name, { values }] of Object.entries(arrays)) lists[name] = Array.from(values);
  return { ...lists, json };
}

/** The bytes of a checkpoint's file. Its numbers may be infinite or NaN. */
export function encodeCheckpoint(owner: Owner, state: FitState): Uint8Array {
  const names = Object.keys(state.numbers);
  const arrays: Record<string, NumberArray> = {
    "numbers": {
      shape: [names.length],
      values: Float64Array.from(names, (name) => state.numbers[name]),
    },
  };
  for (const group of ["arrays", "records"] as const) {
    for (const [name, values] of Object.entries(state[group])) {
      arrays[`${group} ${name}`] = { shape: [values.length], values };
    }
  }
  return encode("checkpoint", owner, { step: state.step, names }, arrays);
}

/**
 * The state in a checkpoint's bytes. Its arrays are views of `bytes`.
 *
 * @throws {SyntaxError} If the bytes are damaged or belong to another cell; the message says how.
 */
export function decodeCheckpoint(owner: Owner, bytes: Uint8Array): FitState {
  const { json, arrays } = decode("checkpoint", owner, bytes);
  const { step, names } = json as { step: number; names: string[] };
  const numbers: Record<string, number> = {};
  names.forEach((name, i) => numbers[name] = arrays.numbers.values[i]);
  const group = (prefix: string) =>
    Object.fromEntries(
      Object.entries(arrays)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, { values }]) => [name.slice(prefix.length), values]),
    );
  return { step, arrays: group("arrays "), records: group("records "), numbers };
}
