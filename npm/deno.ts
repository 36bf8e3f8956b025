/**
 * Commands of Deno in the project's folder.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { printed } from "../runner/printed.ts";

/**
 * Runs a command of Deno.
 *
 * @returns What it prints.
 * @throws {Error} If it does not end well.
 */
export async function deno(args: readonly string[]): Promise<Uint8Array> {
  try {
    return await printed(args, fileURLToPath(new URL("../", import.meta.url)));
  } catch (error) {
    throw new Error(
      `Cannot package the project as deno ${args[0]} must end well: current value is ${
        JSON.stringify((error as Error).message)
      }`,
      { cause: error },
    );
  }
}
