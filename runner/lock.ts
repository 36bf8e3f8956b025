/**
 * Locks, so that one process at a time computes in a cache.
 *
 * @module
 */
import { reason } from "./files.ts";

/**
 * Waits until no other process holds a file, then holds it. The operating system releases it when this
 * process ends in any way, so a lock is never stale.
 *
 * @param waiting Called once with the identifier of the other process, if one holds the file.
 * @param options `shared`: whether other processes may hold the file as shared, too.
 * @throws {Error} If the file cannot be created or held.
 */
export async function lock(
  path: string,
  waiting: (process: string) => void,
  { shared = false } = {},
): Promise<Disposable> {
  let file: Deno.FsFile | undefined;
  try {
    file = await Deno.open(path, { read: true, write: true, create: true });
    if (!file.tryLockSync(!shared)) {
      waiting(Deno.readTextFileSync(path).trim() || "unknown");
      await file.lock(!shared);
    }
    if (!shared) {
      file.truncateSync(0);
      file.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
    }
  } catch (error) {
    file?.close();
    throw new Error(
      `Cannot hold ${path} as its folder must be writable and its disk must support locks: current value is "${
        reason(error)
      }"`,
      { cause: error },
    );
  }
  const held = file;
  return {
    // A process that another thread begins to start holds a copy of the open file for a moment, so closing it
    // would not let go at once.
    [Symbol.dispose]() {
      held.unlockSync();
      held.close();
    },
  };
}
