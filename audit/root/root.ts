/**
 * ROOT files: the bins of histograms, and the numbers of trees. Read apart: {@linkcode openApart}. The library
 * knows files, directories, objects and compression.
 *
 * @module
 */
import { type Opened, serve } from "../formats/reader.ts";
import { zstdDecompressSync } from "node:zlib";
import { internals } from "jsroot/core";
import { FileProxy, openFile } from "jsroot/io";
import { datasetNamed } from "../formats/columns.ts";
import { RandomAccessFile } from "../formats/file.ts";
import { damaged, quote, type Selection } from "../formats/source.ts";
import { type Histogram, histogramClass, openHistogram } from "./histogram.ts";
import { MAX_BYTES, MAX_DEPTH, MAX_NAMES, refusal } from "./limits.ts";
import { openTree, type Tree, treeClass } from "./tree.ts";

/** The most bytes that ROOT puts into one compressed block. */
const MAX_BLOCK = 1 << 24;

// The library's own unpacks whatever there is.
internals._ZstdStream = {
  decompress: (bytes: Uint8Array) => zstdDecompressSync(bytes, { maxOutputLength: MAX_BLOCK }),
};

/** An entry of a directory. */
interface Key {
  readonly fName: string;
  readonly fClassName: string;
  readonly fCycle: number;
  readonly fObjlen: number;
  readonly fNbytes: number;
  readonly fKeylen: number;
  readonly fSeekKey: number;
}

interface Directory {
  readonly fKeys: readonly Key[];
  readObject(name: string, cycle: number): Promise<unknown>;
}

/** A file for the library, of which no stretch is too long. */
class Proxy extends FileProxy {
  constructor(readonly file: RandomAccessFile) {
    super();
  }
  openFile(): Promise<boolean> {
    return Promise.resolve(true);
  }
  getFileName(): string {
    return this.file.path;
  }
  getFileSize(): number {
    return this.file.length;
  }
  readBuffer(start: number, length: number): Promise<DataView> {
    // The library asks for a header of usual length, whatever there is.
    const there = Math.min(length, this.file.length - start);
    if (!(start >= 0) || !(there > 0) || there > MAX_BYTES) {
      return Promise.reject(damaged(
        this.file.path,
        `its parts must be in the file and have at most ${MAX_BYTES} bytes`,
        `${length} bytes at ${start}`,
      ));
    }
    return Promise.resolve(new DataView(this.file.read(start, there).buffer));
  }
}

/** The objects of a file and its directories, by path, in their newest cycles. */
async function* objects(
  directory: Directory,
  prefix = "",
  depth = 0,
): AsyncGenerator<{ name: string; key: Key; directory: Directory }> {
  const newest = new Map<string, Key>();
  for (const key of directory.fKeys) {
    const other = newest.get(key.fName);
    if (other === undefined || other.fCycle < key.fCycle) newest.set(key.fName, key);
  }
  for (const key of newest.values()) {
    const name = `${prefix}${key.fName}`;
    if (!/^TDirectory(File)?$/.test(key.fClassName)) yield { name, key, directory };
    else if (depth < MAX_DEPTH) {
      const inner = await directory.readObject(key.fName, key.fCycle) as Directory;
      yield* objects(inner, `${name}/`, depth + 1);
    }
  }
}

/**
 * A histogram or a tree of a ROOT file.
 *
 * @throws {SyntaxError} If the file is damaged, or a branch has no numbers.
 * @throws {RangeError} If it has no such histogram, tree or branch.
 */
export async function open(path: string, { dataset, columns }: Selection): Promise<Opened> {
  const file = RandomAccessFile.open(path);
  try {
    const opened = await openFile(new Proxy(file)) as Directory | null;
    if (opened === null) throw damaged(path, "it must be a whole ROOT file", "no directory");
    const { name, key, directory } = await find(opened, path, dataset);
    if (key.fObjlen > MAX_BYTES) {
      throw damaged(path, `${quote(name)} must have at most ${MAX_BYTES} bytes`, key.fObjlen);
    }
    const object = await directory.readObject(key.fName, key.fCycle);
    return treeClass.test(key.fClassName)
      ? openTree(file, name, object as Tree, columns)
      : openHistogram(file, name, key.fClassName, object as Histogram, columns);
  } catch (error) {
    file.close();
    throw refusal(path, error);
  }
}

/** The object that is meant. */
async function find(opened: Directory, path: string, dataset: string | undefined) {
  const wanted = dataset?.replace(/^\/+/, "").replace(/;\d+$/, "");
  const readable = ({ fClassName }: Key) =>
    histogramClass.test(fClassName) || treeClass.test(fClassName);
  const candidates = [];
  let looked = 0;
  for await (const object of objects(opened)) {
    if (++looked > MAX_NAMES) break;
    if (object.name === wanted || readable(object.key)) candidates.push(object);
  }
  const names = candidates.map(({ name }) => name);
  const name = datasetNamed(path, "histograms and trees", names, wanted);
  const object = candidates[names.indexOf(name)];
  if (!readable(object.key)) {
    throw damaged(
      path,
      `${quote(name)} must be a histogram or a tree`,
      quote(object.key.fClassName),
    );
  }
  return object;
}

serve(open);
