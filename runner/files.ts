/**
 * Files that are either complete or absent.
 *
 * @module
 */
import { dirname } from "node:path";

/** The message of the operating system, without Deno's repetition of the call. */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0].replace(/: \w+ '.*$|, run again with .*$/, "");
}

/**
 * Writes a temporary file and renames it, so that readers, and the next process after a kill, see
 * either the old bytes or the new ones. Creates missing folders.
 *
 * @param temporary Folder of the temporary file, on the same file system; default that of the file.
 * @throws {Error} If the file cannot be written; no incomplete file is left.
 */
export function writeWhole(path: string, bytes: Uint8Array, temporary = dirname(path)): void {
  const draft = `${temporary}/.${crypto.randomUUID()}.tmp`;
  try {
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.mkdirSync(temporary, { recursive: true });
    Deno.writeFileSync(draft, bytes);
    Deno.renameSync(draft, path);
  } catch (error) {
    try {
      Deno.removeSync(draft);
    } catch { /* It was not created. */ }
    throw new Error(
      `Cannot write ${path} as its folder must be writable and its disk must have free space: current value is "${
        reason(error)
      }"`,
      { cause: error },
    );
  }
}

/**
 * Writes files into a folder, each whole.
 *
 * @param files Contents by path in the folder.
 * @throws {Error} If one cannot be written.
 */
export function writeAll(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  for (const [path, content] of files) {
    writeWhole(
      `${folder}/${path}`,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
  }
}

/**
 * Creates a folder and checks that files can be written there, before hours of work depend on it.
 *
 * @throws {Error} If they cannot.
 */
export function checkWritable(folder: string): void {
  checkFolder(folder);
  const path = `${folder}/.writable`;
  writeWhole(path, new Uint8Array());
  try {
    Deno.removeSync(path);
  } catch (error) {
    // Another process that checks the same folder may have removed it.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Removes temporary files of interrupted writers from a folder.
 *
 * @returns Paths removed.
 */
export function removeLeftovers(folder: string): string[] {
  const drafts = namesIn(folder).filter((name) => /^\.[0-9a-f-]{36}\.tmp$/.test(name));
  return drafts.map((name) => {
    Deno.removeSync(`${folder}/${name}`);
    return `${folder}/${name}`;
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

/**
 * Names of the entries of a folder; empty if there is no folder.
 *
 * @throws {Error} If it exists but cannot be read.
 */
export function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw new Error(
      `Cannot read ${folder} as it must be a readable folder: current value is "${reason(error)}"`,
      { cause: error },
    );
  }
}

/**
 * Paths of the files below a folder, folder by folder in the order of their names; empty if there is no folder.
 *
 * @throws {Error} If a folder exists but cannot be read.
 */
export function filesBelow(folder: string): string[] {
  return namesIn(folder).sort().flatMap((name) => {
    const path = `${folder}/${name}`;
    const { isFile, isDirectory } = Deno.lstatSync(path);
    return isDirectory ? filesBelow(path) : isFile ? [path] : [];
  });
}

/**
 * The first `count` bytes of a file, fewer if it is shorter, and its size.
 *
 * @throws {Error} If it cannot be read.
 */
export function readStart(path: string, count: number): { bytes: Uint8Array; size: number } {
  try {
    using file = Deno.openSync(path);
    // A permission for a link to it alone does not allow reading its state.
    const size = file.seekSync(0, Deno.SeekMode.End);
    file.seekSync(0, Deno.SeekMode.Start);
    const bytes = new Uint8Array(Math.min(count, size));
    let length = 0;
    for (let more: number | null = 0; more !== null && length < bytes.length; length += more ?? 0) {
      more = file.readSync(bytes.subarray(length));
    }
    return { bytes: bytes.subarray(0, length), size };
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): Error {
  return new Error(
    `Cannot read ${path} as it must be a readable file: current value is "${reason(error)}"`,
    { cause: error },
  );
}

/**
 * The bytes of a file, or `undefined` if there is none.
 *
 * @throws {Error} If it exists but cannot be read.
 */
export function readWhole(path: string): Uint8Array | undefined {
  try {
    const { isFile, isDirectory } = Deno.statSync(path);
    // Reading a pipe would wait for a writer that never comes.
    if (!isFile && !isDirectory) throw new Error("a pipe or a device");
    return Deno.readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unreadable(path, error);
  }
}

/** Removes a folder and all in it, if it exists. */
export function removeFolder(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Whether a file or folder exists at a path.
 *
 * @throws {Error} If the system does not say, so that nothing that is there passes for missing.
 */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw new Error(
      `Cannot look for ${path} as its folder must be readable: current value is "${reason(error)}"`,
      { cause: error },
    );
  }
}

/**
 * Throws if a path exists and is not a folder, which would be taken for one without files.
 *
 * @throws {TypeError} If it is a file.
 */
export function checkFolder(path: string): void {
  if (exists(path) && !Deno.statSync(path).isDirectory) {
    throw new TypeError(`Cannot use ${path} as it must be a folder: current value is a file`);
  }
}
