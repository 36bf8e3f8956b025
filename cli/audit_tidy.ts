/**
 * Clears up after audits that were killed: `audit_tidy.ts OUTPUT FOLDERS`. Started by `audit`, with permission
 * for these folders alone.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { tidy } from "../audit/leftovers.ts";

const [out, ...folders] = Deno.args;
tidy(out, folders);
