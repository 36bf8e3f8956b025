/**
 * Replaces the folder of an older report.
 *
 * @module
 */
import { join } from "node:path";
import { exists, removeFolder } from "../../runner/files.ts";
import { quote } from "../formats/source.ts";

/** What identifies a report: its file, how the schema there begins, and its kind in words. */
export interface ReportKind {
  readonly file: string;
  readonly schema: string;
  readonly words: string;
}

/** The report of an audit. */
export const auditReport: ReportKind = {
  file: "results.json",
  schema: "ampliflow/audit/",
  words: "audit",
};

/**
 * Throws if a path holds anything but an earlier report of the same kind.
 *
 * @throws {RangeError} If there is something else.
 */
export function checkReplaceable(out: string, kind = auditReport): void {
  if (!exists(out)) return;
  const refuse = (current: string) =>
    new RangeError(
      `Cannot write the ${kind.words} into ${
        quote(out, 300)
      } as it must be empty, or an earlier ${kind.words}: current value is ${current}`,
    );
  if (!Deno.statSync(out).isDirectory) throw refuse("a file");
  const [first] = [...Deno.readDirSync(out)].map(({ name }) => name).sort();
  if (first === undefined) return;
  try {
    const { schema } = JSON.parse(Deno.readTextFileSync(join(out, kind.file)));
    if (schema.startsWith(kind.schema)) return;
  } catch { /* It is no earlier report. */ }
  throw refuse(`a folder with ${quote(first)}`);
}

/**
 * Replaces the old folder by a finished one. If several do so at once, the last one stays, and each is whole.
 *
 * @param old Where the old one is until the new one is there; never a part of it.
 * @throws {Error} If it cannot; the old one is left.
 */
export function swap(stage: string, out: string, old: string): void {
  const refuse = (error: unknown) =>
    new Error(
      `Cannot write the audit into ${
        quote(out, 300)
      } as its folder must be writable: current value is ${
        quote((error as Error).message.split(":")[0])
      }`,
      { cause: error },
    );
  for (;;) {
    let before = true;
    try {
      Deno.renameSync(out, old);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw refuse(error);
      before = false;
    }
    try {
      Deno.renameSync(stage, out);
    } catch (error) {
      if (exists(out)) {
        // Another audit was there first, and its report is what has to be replaced now.
        removeFolder(old);
        continue;
      }
      if (before) Deno.renameSync(old, out);
      throw refuse(error);
    }
    if (before) {
      Deno.renameSync(old, stage);
      removeFolder(stage);
    }
    return;
  }
}
