/**
 * NumPy's `.npz` files: `.npy` arrays in a ZIP archive, stored or deflated.
 *
 * @module
 */
import {
  configure,
  type Entry,
  type FileEntry,
  Reader,
  ZipReader,
} from "@zip.js/zip.js/lib/zip-core-native.js";
import type { Bytes } from "./bytes.ts";
import { openNamed } from "./columns.ts";
import { excel, refuseForeign, torch } from "./foreign.ts";
import type { Opened } from "./format.ts";
import { inspectNpy, openNpy } from "./npy.ts";
import { checkRatio, Packed } from "./packed.ts";
import {
  damaged,
  type FoundArray,
  isSentence,
  libraryWords,
  quote,
  reasonOf,
  type Selection,
} from "./source.ts";

// Members that are columns unpack side by side, in this thread: none waits for a worker.
configure({ useWebWorkers: false, maxWorkers: 1 << 20 });

/** Most members of an archive that are looked at. */
const MAX_MEMBERS = 10_000;

/** First bytes of an array that are unpacked to know it: its longest header. */
const HEAD = (1 << 16) + 12;

/** Methods of a ZIP archive. */
const STORED = 0, DEFLATED = 8;

/**
 * Throws for a member before any of it is unpacked.
 *
 * @throws {SyntaxError} If it is packed as NumPy does not, or is a bomb.
 */
function checkMember(file: Bytes, entry: FileEntry): void {
  const { path } = file;
  const { encrypted, compressionMethod, compressedSize: packed, uncompressedSize: size } = entry;
  const name = quote(entry.filename);
  if (encrypted) throw damaged(path, "its arrays must not be encrypted", name);
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    throw damaged(path, "its arrays must be stored or deflated", `method ${compressionMethod}`);
  }
  if (packed > file.length || (compressionMethod === STORED && packed !== size)) {
    throw damaged(
      path,
      `the ${size} bytes of ${name} must be there`,
      `${packed} bytes in a file of ${file.length}`,
    );
  }
  checkRatio(path, name, packed, size);
}

/** Bytes of a file for the archive's reader. */
class FileReader extends Reader<Bytes> {
  readonly #file: Bytes;

  constructor(file: Bytes) {
    super(file);
    this.#file = file;
    this.size = file.length;
  }

  override readUint8Array(index: number, length: number): Promise<Uint8Array> {
    const end = Math.min(this.#file.length, index + length);
    return Promise.resolve(this.#file.read(index, Math.max(0, end - index)));
  }
}

/** The arrays of an archive, by name. */
async function members(file: Bytes): Promise<Map<string, FileEntry>> {
  const { path } = file;
  // Nothing is written under the names of members, which may be those of places outside.
  const archive = new ZipReader(new FileReader(file), { filenameValidation: "tolerant" });
  const entries: Entry[] = [];
  try {
    for await (const entry of archive.getEntriesGenerator()) {
      entries.push(entry);
      if (entries.length > MAX_MEMBERS) {
        throw damaged(path, `its archive must have at most ${MAX_MEMBERS} members`, "more");
      }
    }
  } catch (error) {
    if (isSentence(path, error)) throw error;
    throw damaged(path, "its archive must be whole", libraryWords(error));
  }
  const arrays = entries.filter((entry): entry is FileEntry =>
    !entry.directory && entry.filename.endsWith(".npy")
  );
  if (arrays.length === 0) {
    const has = (member: RegExp) => entries.some(({ filename }) => member.test(filename));
    if (has(/(^|\/)data\.pkl$/)) throw refuseForeign(path, torch);
    if (has(/(^|\/)xl\/workbook\./)) throw refuseForeign(path, excel);
  }
  return new Map(arrays.map((entry) => [entry.filename.slice(0, -4), entry]));
}

/** The bytes of a member; no more of them are unpacked than it claims. */
async function memberOf(file: Bytes, entry: FileEntry): Promise<Bytes> {
  checkMember(file, entry);
  const unpack = () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    entry.getData(writable, { checkSignature: true })
      .catch((error) => writable.abort(error).catch(() => {}));
    return readable;
  };
  return await Packed.open(file.path, entry.uncompressedSize, unpack, HEAD);
}

/** An array of an archive, or several side by side: {@linkcode FormatModule}. */
export async function open(file: Bytes, selection: Selection): Promise<Opened> {
  const arrays = await members(file);
  const names = [...arrays.keys()];
  const open = async (name: string, columns: readonly string[] | undefined, step: number) =>
    openNpy(await memberOf(file, arrays.get(name)!), columns, step);
  return await openNamed(file.path, "arrays", names, selection, open);
}

/** The arrays of an archive: {@linkcode FormatModule}. */
export async function inspect(file: Bytes): Promise<FoundArray[]> {
  const arrays: FoundArray[] = [];
  for (const [name, entry] of await members(file)) {
    try {
      arrays.push(inspectNpy(await memberOf(file, entry), name));
    } catch (error) {
      arrays.push({ name, shape: [], unreadable: reasonOf(file.path, error) });
    }
  }
  return arrays;
}
