/**
 * What a process that reads a file sends to the one that started it: frames of a kind, a length and bytes.
 *
 * @module
 */
import type { FoundArray, Selection, Values } from "./source.ts";

/** A message, which is not values. */
export type Message =
  /** The library is loaded; arrays may be requested. */
  | { readonly say: "ready" }
  /** What the array is. */
  | {
    readonly say: "array";
    readonly shape: readonly number[];
    readonly columns?: readonly string[];
    readonly edges?: readonly (readonly number[])[];
    readonly squares?: readonly number[];
  }
  /** What arrays there are. */
  | { readonly say: "arrays"; readonly arrays: readonly FoundArray[] }
  /** The answer is complete. */
  | { readonly say: "end" }
  /** It cannot be read; where the library may be confused, the process ends. */
  | {
    readonly say: "error";
    readonly name: string;
    readonly message: string;
    readonly last: boolean;
  };

/** A request: for the list of arrays, for one array's shape, or for its shape and values. */
export interface Request extends Selection {
  readonly ask: "arrays" | "array" | "values";
}

/** Bytes before the content of a frame: its kind and the content's length, little-endian. */
export const HEAD = 8;

/** The longest content: a chunk of values may be somewhat larger than usual. */
export const MAX_CONTENT = 1 << 28;

const kinds = { message: 0, float32: 1, float64: 2 } as const;

/** A frame's bytes: head and content. */
export function encodeFrame(answer: Message | Values): [Uint8Array, Uint8Array] {
  const [kind, content] = answer instanceof Float32Array
    ? [kinds.float32, new Uint8Array(answer.buffer, answer.byteOffset, answer.byteLength)]
    : answer instanceof Float64Array
    ? [kinds.float64, new Uint8Array(answer.buffer, answer.byteOffset, answer.byteLength)]
    : [kinds.message, new TextEncoder().encode(JSON.stringify(answer))];
  const head = new DataView(new ArrayBuffer(HEAD));
  head.setUint32(0, kind, true);
  head.setUint32(4, content.length, true);
  return [new Uint8Array(head.buffer), content];
}

/** Kind and length of the content that follows a head. */
export function decodeHead(head: Uint8Array): { kind: number; length: number } {
  const view = new DataView(head.buffer, head.byteOffset, HEAD);
  return { kind: view.getUint32(0, true), length: view.getUint32(4, true) };
}

/** The content of a frame; undefined if the bytes are not a frame. */
export function decodeContent(
  kind: number,
  content: Uint8Array<ArrayBuffer>,
): Message | Values | undefined {
  if (kind === kinds.float32 && content.length % 4 === 0) return new Float32Array(content.buffer);
  if (kind === kinds.float64 && content.length % 8 === 0) return new Float64Array(content.buffer);
  if (kind !== kinds.message) return undefined;
  return JSON.parse(new TextDecoder().decode(content)) as Message;
}
