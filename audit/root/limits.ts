/**
 * The most that is read of a ROOT file, and its errors.
 *
 * @module
 */
import { damaged, isSentence, libraryWords } from "../formats/source.ts";

/** The most bytes that are read at once, or an object or basket has unpacked. */
export const MAX_BYTES = 1 << 26;

/** Most names that are looked at, and directories within each other. */
export const MAX_NAMES = 10_000, MAX_DEPTH = 32;

/** The error of a file at which the library throws: bytes that it cannot read leave it in order. */
export function refusal(path: string, error: unknown): Error {
  return isSentence(path, error)
    ? error
    : damaged(path, "it must be a whole ROOT file", libraryWords(error));
}
