/**
 * Starts a script that computes: `start.ts <deno> <arguments of deno run>`.
 *
 * @module
 */
import { refuse } from "../runner/refusal.ts";
import { startComputing } from "./_process.ts";

const [deno, ...args] = Deno.args;
try {
  await startComputing(args, deno);
} catch (error) {
  refuse(error);
}
