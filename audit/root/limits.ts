/**
 * The most that is read of a ROOT file, and its errors.
 *
 * @module
 */
import { damaged, isSentence, quote } from "../formats/source.ts";

/** The most bytes that are read at once, or an object or basket has unpacked. */
export const MAX_BYTES = 1 << 26;

/** Most names that are looked at, and directories within each other. */
export const MAX_NAMES = 10_000, MAX_DEPTH = 32;

/** The error of a file at which the library throws: bytes that it cannot read leave it in order. */
export function refusal(path: string, error: unknown): Error {
  if (isSentence(path, error)) return error;
  // The library names what it expects; errors of the language do not describe the file.
  const explained = error instanceof Error && error.constructor === Error;
  return damaged(
    path,
    "it must be a whole ROOT file",
    explained ? quote(error.message) : "a damaged one",
  );
}
