/**
 * Starts a script that computes: `start.ts <deno> <arguments of deno run>`.
 *
 * @module
 */
import { startComputing } from "./_process.ts";

const [deno, ...args] = Deno.args;
try {
  await startComputing(args, deno);
} catch (error) {
  console.error((error as Error).message);
  Deno.exit(1);
}
