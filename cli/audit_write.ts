/** Writes a text to a file that is not there yet: `audit_write.ts PATH TEXT`, started with permission for that file alone. */
import { reason } from "../runner/files.ts";
import { refuse } from "../runner/refusal.ts";

const [path, text] = Deno.args;
let created = false;
try {
  Deno.openSync(path, { write: true, createNew: true }).close();
  created = true;
  Deno.writeTextFileSync(path, text);
} catch (error) {
  // A full disk takes the name, and not all of the text.
  if (created) Deno.removeSync(path);
  refuse(
    new Error(
      `Cannot write ${path} as its folder must be writable and its disk must have free space: current value is "${
        reason(error)
      }"`,
    ),
  );
}
