/**
 * NumPy's `.npz` files: `.npy` arrays in a ZIP archive, stored or deflated.
 *
 * @module
 */
import { configure, type Entry, type FileEntry, Reader, ZipReader } from "@zip.js/zip.js";
import type { Bytes } from "./bytes.ts";
import { openNamed, selectColumns } from "./columns.ts";
import type { Opened } from "./format.ts";
import { checkLength, decode, fortranChunks, isFlat, type NpyHeader, npyHeader } from "./npy.ts";
import {
  damaged,
  type FoundArray,
  isSentence,
  quote,
  reasonOf,
  type Selection,
  sentence,
  size,
  type Values,
} from "./source.ts";

configure({ useWebWorkers: false });

/** Most members of an archive that are looked at. */
const MAX_MEMBERS = 10_000;

/** The largest array whose first index moves fastest that is turned round in memory, bytes. */
const MAX_FORTRAN = 1 << 26;

/**
 * Deflate makes at most 1032 of a byte, of zeros. An array that unpacks 500-fold has a number other than
 * its neighbours in a thousand at most; so large a one is no sample and no histogram.
 */
const MAX_RATIO = 500, LARGE = 1 << 26;

/** Methods of a ZIP archive. */
const STORED = 0, DEFLATED = 8;

/**
 * Refuses a member before anything is unpacked of it.
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
  if (size > LARGE && size > MAX_RATIO * packed) {
    throw damaged(
      path,
      `no deflated array of more than ${LARGE} bytes may unpack more than ${MAX_RATIO}-fold`,
      `${size} bytes from ${packed} of ${name}`,
    );
  }
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

/** Unpacked bytes of a member, as many as are asked for: a bomb goes no further than the array it claims. */
class Unpacked {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();
  readonly #done: Promise<unknown>;

  constructor(readonly path: string, entry: FileEntry) {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    this.#reader = readable.getReader();
    this.#done = entry.getData(writable, { checkSignature: true }).catch((error) => {
      writable.abort(error).catch(() => {});
    });
  }

  /** The next bytes: `length` of them, or fewer at the end. */
  async next(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (this.#rest.length === 0) {
        let part: ReadableStreamReadResult<Uint8Array>;
        try {
          part = await this.#reader.read();
        } catch (error) {
          throw damaged(this.path, "its archive must unpack", quote(String(error)));
        }
        if (part.done) return bytes.slice(0, filled);
        this.#rest = part.value;
      }
      const take = Math.min(this.#rest.length, length - filled);
      bytes.set(this.#rest.subarray(0, take), filled);
      this.#rest = this.#rest.subarray(take);
      filled += take;
    }
    return bytes;
  }

  /** Gives up what has not been read. */
  async leave(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
    await this.#done;
  }
}

async function* values(
  path: string,
  entry: FileEntry,
  header: NpyHeader,
  step: number,
): AsyncGenerator<Values> {
  const { shape, type, dataOffset } = header;
  const bytes = size(shape) * type.bytes;
  const unpacked = new Unpacked(path, entry);
  try {
    await unpacked.next(dataOffset);
    const whole = async (length: number) => {
      const part = await unpacked.next(length);
      if (part.length < length) {
        throw damaged(
          path,
          `its values must have ${bytes} bytes as its shape [${shape.join(", ")}] says`,
          "fewer",
        );
      }
      return part;
    };
    if (!isFlat(header)) {
      if (bytes > MAX_FORTRAN) {
        throw new RangeError(
          sentence(
            path,
            `an array in Fortran order in an archive must have at most ${MAX_FORTRAN} bytes`,
            bytes,
          ),
        );
      }
      const all = await whole(bytes);
      yield* fortranChunks(path, header, (offset, length) => all.slice(offset, offset + length));
    } else {
      for (let done = 0; done < bytes;) {
        const length = Math.min(step * type.bytes, bytes - done);
        yield decode(path, await whole(length), type);
        done += length;
      }
    }
    if ((await unpacked.next(1)).length > 0) {
      throw damaged(
        path,
        `its values must have ${bytes} bytes as its shape [${shape.join(", ")}] says`,
        "more",
      );
    }
  } finally {
    await unpacked.leave();
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
    throw damaged(path, "its archive must be whole", quote(String(error)));
  }
  const arrays = entries.filter((entry): entry is FileEntry =>
    !entry.directory && entry.filename.endsWith(".npy")
  );
  return new Map(arrays.map((entry) => [entry.filename.slice(0, -4), entry]));
}

/** The header of an array whose values the archive claims to have. */
async function headerOf(file: Bytes, entry: FileEntry): Promise<NpyHeader> {
  const { path } = file;
  checkMember(file, entry);
  const start = new Unpacked(path, entry);
  try {
    let read = new Uint8Array();
    const header = await npyHeader(path, async (offset, length) => {
      const more = await start.next(Math.max(0, offset + length - read.length));
      const joined = new Uint8Array(read.length + more.length);
      joined.set(read);
      joined.set(more, read.length);
      read = joined;
      if (read.length < offset + length) {
        throw damaged(path, `its array must have at least ${offset + length} bytes`, read.length);
      }
      return read.slice(offset, offset + length);
    });
    checkLength(path, header, entry.uncompressedSize);
    return header;
  } finally {
    await start.leave();
  }
}

/** An array of an archive, or several side by side: {@linkcode FormatModule}. */
export async function open(file: Bytes, selection: Selection): Promise<Opened> {
  const { path } = file;
  const arrays = await members(file);
  return await openNamed(
    path,
    "arrays",
    [...arrays.keys()],
    selection,
    async (name, columns, step) => {
      const entry = arrays.get(name)!;
      const header = await headerOf(file, entry);
      return selectColumns(
        path,
        { shape: header.shape, values: () => values(path, entry, header, step) },
        columns,
      );
    },
  );
}

/** The arrays of an archive: {@linkcode FormatModule}. */
export async function inspect(file: Bytes): Promise<FoundArray[]> {
  const found: FoundArray[] = [];
  for (const [name, entry] of await members(file)) {
    try {
      found.push({ name, shape: (await headerOf(file, entry)).shape });
    } catch (error) {
      found.push({ name, shape: [], unreadable: reasonOf(file.path, error) });
    }
  }
  return found;
}
