/**
 * What an audit that was killed left beside its output, and how it is distinguished from one that is running:
 * a running audit holds a lock, which the operating system releases when the process ends in any way.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { exists, removeFolder } from "../../runner/files.ts";

/** A folder that is held together with others. */
export interface Held extends Disposable {
  /** Whether no other process holds it at this moment. */
  readonly alone: boolean;
}

/**
 * Holds a folder until this process ends, or lets go of it. Letting go unlocks the folder, as closing it is not
 * enough: a process that another thread begins to start holds a copy of the open folder for a moment.
 *
 * @returns Nothing where there is no folder, or the file system has no locks for folders.
 */
export function hold(folder: string): Held | undefined {
  let file: Deno.FsFile | undefined;
  try {
    file = Deno.openSync(folder);
    const alone = file.tryLockSync(true);
    file.lockSync(false);
    const held = file;
    return {
      alone,
      [Symbol.dispose]() {
        held.unlockSync();
        held.close();
      },
    };
  } catch {
    file?.close();
    return undefined;
  }
}

/** Folders beside an output in which audits grow, and to which an older report goes for a moment. */
export function stageOf(out: string, id: string): { stage: string; old: string } {
  const beside = (ending: string) => join(dirname(out), `.${basename(out)}.${id}.${ending}`);
  return { stage: beside("new"), old: beside("old") };
}

/** The folders of {@linkcode stageOf} that are there, of all audits into an output. */
export function leftovers(out: string): string[] {
  const start = `.${basename(out)}.`;
  try {
    return [...Deno.readDirSync(dirname(out))]
      .filter(({ name }) =>
        name.startsWith(start) && /^[0-9a-f]{8}\.(?:new|old)$/.test(name.slice(start.length))
      )
      .map(({ name }) => join(dirname(out), name)).sort();
  } catch {
    return [];
  }
}

/**
 * Puts an old report back whose successor never came, and removes drafts. Folders that a process holds are
 * left.
 *
 * @param folders {@linkcode leftovers}
 */
export function tidy(out: string, folders: readonly string[]): void {
  for (const folder of folders) {
    using held = hold(folder);
    if (held?.alone === false) continue;
    if (folder.endsWith(".old") && !exists(out)) Deno.renameSync(folder, out);
    else removeFolder(folder);
  }
}
