/**
 * Values of options on the command line, checked.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A whole number of at least 1. */
export function count(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new InvalidArgumentError("It must be a whole number of at least 1.");
  }
  return number;
}

/** Collects an option that may be given more than once. */
export function list(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** Names in a list with commas. */
export function names(text: string): string[] {
  const entries = text.split(",").map((name) => name.trim());
  if (entries.includes("")) throw new InvalidArgumentError("It must be names with commas between.");
  return entries;
}

/** The folder of the project, into which `deno task` changes before it starts a command. */
const project = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/**
 * The folder in which a command was called, where `deno task` has changed it to that of the project. It is unknown if
 * the command may not read `INIT_CWD`; the reader is not prompted for that permission.
 */
function calledFrom(): string | undefined {
  if (Deno.cwd() !== project) return undefined;
  const { state } = Deno.permissions.querySync({ name: "env", variable: "INIT_CWD" });
  const folder = state === "granted" ? Deno.env.get("INIT_CWD") : undefined;
  return folder === project ? undefined : folder;
}

/**
 * A path as the reader means it: from the folder in which the command was called.
 *
 * @returns The path itself where that is the folder of this process.
 */
export function fromHere(path: string): string {
  const folder = calledFrom();
  return folder === undefined || isAbsolute(path) ? path : join(folder, path);
}

/** A path of a file or folder; an empty one, as a variable of a script that is not set, leads nowhere. */
export function place(value: string): string {
  if (value === "") throw new InvalidArgumentError("It must be a path, and not empty.");
  return fromHere(value);
}
