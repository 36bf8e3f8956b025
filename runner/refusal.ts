/**
 * How a command that cannot go on ends.
 *
 * @module
 */
import { reason } from "./files.ts";

/**
 * The message for an error: its sentence, or its stack if it is not a refusal of ours.
 *
 * @example A refusal
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sentenceOf } from "./refusal.ts";
 *
 * const sentence = "Cannot go on as it must be day: current value is night";
 * assertEquals(sentenceOf(new Error(sentence)), sentence);
 * ```
 */
export function sentenceOf(error: unknown): string {
  const { message, stack, code } = (error instanceof Error ? error : new Error(String(error))) as
    & Error
    & { code?: string };
  if (message.startsWith("Cannot ")) return message;
  // Whatever writes files has a sentence of its own, which names the file.
  if (code === "ENOSPC") {
    return `Cannot say how it goes as the disk of the standard output must have free space: current value is "${
      reason(error)
    }"`;
  }
  return stack ?? message;
}

/** Ends the process: one sentence, and exit code 1. */
export function refuse(error: unknown): never {
  console.error(sentenceOf(error));
  Deno.exit(1);
}

/** Writes a text to the standard output. The work goes on after the reader has closed it, as `| head` does. */
export function print(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let i = 0; i < bytes.length;) i += Deno.stdout.writeSync(bytes.subarray(i));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) refuse(error);
  }
}
