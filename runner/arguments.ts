/**
 * Values of options on the command line, checked.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";

/** A whole number of at least 1. */
export function count(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new InvalidArgumentError("It must be a whole number of at least 1.");
  }
  return number;
}

/** A path of a file or folder; an empty one, as a variable of a script that is not set, leads nowhere. */
export function place(value: string): string {
  if (value === "") throw new InvalidArgumentError("It must be a path, and not empty.");
  return value;
}
