/**
 * The options of `deno task serve`.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { place } from "../runner/arguments.ts";
import { commandNamed } from "../runner/command.ts";

function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65535) {
    throw new InvalidArgumentError("It must be a whole number from 0 to 65535.");
  }
  return number;
}

/** Reads the options; ends the process with help or with what is wrong. */
export function serveOptions(args: readonly string[]): { port: number; data: string } {
  return commandNamed("serve")
    .description("Builds the site, serves it on this machine, and follows changes.")
    .option("--port <number>", "port, or 0 for any that is free", port, 8000)
    .option("--data <folder>", "folder of the results", place, "_data")
    .parse(args, { from: "user" })
    .opts();
}
