/**
 * Writes a text to a file: `audit_write.ts PATH BESIDE TEXT`, started with permission for these two paths alone. It is
 * written beside the file first, and then takes its place.
 */
import { exists, reason } from "../runner/files.ts";
import { refuse } from "../runner/refusal.ts";
import { dirname } from "node:path";

const [path, beside, text] = Deno.args;
try {
  if (!exists(dirname(path))) Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.writeTextFileSync(beside, text);
  Deno.renameSync(beside, path);
} catch (error) {
  try {
    // A full disk takes the name, and not all of the text.
    Deno.removeSync(beside);
  } catch { /* It was not made. */ }
  refuse(
    new Error(
      `Cannot write ${path} as its folder must be writable and its disk must have free space: current value is "${
        reason(error)
      }"`,
    ),
  );
}
