/**
 * Flags of V8, the engine of Deno.
 *
 * @module
 */
import { launch } from "./launch.ts";

/**
 * Without it objects may share their numbers: code of V8's Maglev compiler that takes over a running loop, and is left
 * within an object literal after it, gives several objects the same boxes for their numbers, and what the last one
 * holds replaces what the others held. Whether that happens depends on the load of the machine. V8 14.0 does not have
 * the fault; 14.9 and 15.0, those of Deno 2.8.3 and 2.9.6, do.
 */
export const noSharedNumbers = "--no-maglev-osr";

/** With it V8 packs pairs of 128-bit operations into 256-bit ones, which the wide kernel is made for; on x86-64 alone. */
export const revectorize = "--experimental-wasm-revectorize";

/**
 * The argument of `deno run` that gives flags of V8: those of them with which a process that does nothing ends well,
 * as Deno ends where V8 does not know a flag.
 *
 * @param deno Program that runs Deno.
 * @returns No argument if there is no such flag.
 */
export async function v8Flags(deno: string, flags: readonly string[]): Promise<string[]> {
  const known = await Promise.all(
    flags.map((flag) => tried[`${deno} ${flag}`] ??= knows(deno, flag)),
  );
  const taken = flags.filter((_, i) => known[i]);
  return taken.length === 0 ? [] : [`--v8-flags=${taken.join(",")}`];
}

/** Whether a program knows a flag, by both; tested once in each process. */
const tried: Record<string, Promise<boolean>> = {};

async function knows(deno: string, flag: string): Promise<boolean> {
  const args = ["run", "--quiet", "--no-config", "--no-lock", "--no-remote", `--v8-flags=${flag}`];
  try {
    const { success } = await launch(deno, {
      args: [...args, "data:,"],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).status;
    return success;
  } catch {
    // Whoever starts the process says what is wrong with the program.
    return false;
  }
}
