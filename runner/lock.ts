/**
 * One process at a time computes in a cache.
 *
 * @module
 */
import { reason } from "./files.ts";

/**
 * Waits until no other process holds a file, and holds it. The operating system lets go of it when
 * this process ends, however it ends, so a lock is never stale.
 *
 * @param waiting Called once if another process holds it, with that process's number.
 * @param options `shared`: together with others who ask for it so.
 * @throws {Error} If the file cannot be made or held.
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
      `Cannot hold ${path} as its folder must be writable and its disk must know locks: current value is "${
        reason(error)
      }"`,
      { cause: error },
    );
  }
  const held = file;
  return { [Symbol.dispose]: () => held.close() };
}
