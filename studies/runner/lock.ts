/**
 * One process at a time computes in a cache.
 *
 * @module
 */

/**
 * Waits until no other process holds a file, and holds it. The operating system lets go of it when
 * this process ends, however it ends, so a lock is never stale.
 *
 * @param waiting Called once if another process holds it, with that process's number.
 * @param options `shared`: together with others who ask for it so.
 * @throws {Error} If the file cannot be made.
 */
export async function lock(
  path: string,
  waiting: (process: string) => void,
  { shared = false } = {},
): Promise<Disposable> {
  const file = await Deno.open(path, { read: true, write: true, create: true });
  if (!file.tryLockSync(!shared)) {
    waiting(Deno.readTextFileSync(path).trim() || "unknown");
    await file.lock(!shared);
  }
  if (!shared) {
    file.truncateSync(0);
    file.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
  }
  return { [Symbol.dispose]: () => file.close() };
}
