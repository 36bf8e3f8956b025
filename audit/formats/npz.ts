/**
 * NumPy's `.npz` files: `.npy` arrays in a ZIP archive, stored or deflated.
 *
 * @module
 */
import { configure, type Entry, type FileEntry, Reader, ZipReader } from "@zip.js/zip.js";
import { datasetNamed, selectColumns } from "./columns.ts";
import type { RandomAccessFile } from "./file.ts";
import { decode, fortranChunks, type NpyHeader, npyHeader } from "./npy.ts";
import {
  type ArraySource,
  checkFinite,
  CHUNK,
  damaged,
  quote,
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
function checkMember(file: RandomAccessFile, entry: FileEntry): void {
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
class FileReader extends Reader<RandomAccessFile> {
  readonly #file: RandomAccessFile;

  constructor(file: RandomAccessFile) {
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
    if (header.fortran && shape.filter((extent) => extent !== 1).length > 1) {
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
        const length = Math.min(CHUNK * type.bytes, bytes - done);
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

/**
 * An array of an archive.
 *
 * @throws {SyntaxError} If the archive or its array is damaged.
 * @throws {RangeError} If it has no such array.
 */
export async function open(
  file: RandomAccessFile,
  { dataset, columns }: Selection,
): Promise<ArraySource> {
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
    if (error instanceof SyntaxError && error.message.startsWith("Cannot read")) throw error;
    throw damaged(path, "its archive must be whole", quote(String(error)));
  }
  const arrays = entries.filter((entry): entry is FileEntry =>
    !entry.directory && entry.filename.endsWith(".npy")
  );
  const names = arrays.map(({ filename }) => filename.slice(0, -4));
  const entry = arrays[names.indexOf(datasetNamed(path, "arrays", names, dataset))];
  checkMember(file, entry);
  const start = new Unpacked(path, entry);
  let header: NpyHeader;
  try {
    let read = new Uint8Array();
    header = await npyHeader(path, async (offset, length) => {
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
  } finally {
    await start.leave();
  }
  const { shape, type, dataOffset } = header;
  if (dataOffset + size(shape) * type.bytes !== entry.uncompressedSize) {
    throw damaged(
      path,
      `its values must have ${size(shape) * type.bytes} bytes as its shape [${
        shape.join(", ")
      }] says`,
      entry.uncompressedSize - dataOffset,
    );
  }
  async function* chunks(): AsyncGenerator<Values> {
    let index = 0;
    for await (const part of values(path, entry, header)) {
      checkFinite({ path, shape }, part, index);
      index += part.length;
      yield part;
    }
  }
  return selectColumns(
    { path, format: "npz", shape, chunks, close: () => file.close() },
    columns,
  );
}
