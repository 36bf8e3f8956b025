/**
 * ROOT files: the bins of histograms, and the numbers of trees and RNTuples. Read apart: {@linkcode Readers}. The library
 * knows files, directories, objects and compression.
 *
 * @module
 */
import { FileProxy, openFile } from "jsroot/io";
import type { Bytes } from "../formats/bytes.ts";
import { datasetNamed } from "../formats/columns.ts";
import type { Opened } from "../formats/format.ts";
import { damaged, type FoundArray, quote, reasonOf, type Selection } from "../formats/source.ts";
import { type Histogram, histogramClass, openHistogram } from "./histogram.ts";
import { MAX_BYTES, MAX_DEPTH, MAX_NAMES, refusal } from "./limits.ts";
import { foundTree, openTree, type Tree, treeClass } from "./tree.ts";
import { foundTuple, openTuple, tupleClass } from "./tuple.ts";
import { unpack } from "./unpack.ts";

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

/** An object of a file, and where it lies. */
type Located = { readonly name: string; readonly key: Key; readonly directory: Directory };

/** A file for the library; a stretch has at most `MAX_BYTES`. */
class Proxy extends FileProxy {
  constructor(readonly file: Bytes) {
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
    // The library requests a header of the usual length, even if the file is shorter.
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
): AsyncGenerator<Located> {
  const newest = new Map<string, Key>();
  for (const key of directory.fKeys) {
    const other = newest.get(key.fName);
    if (other === undefined || other.fCycle < key.fCycle) newest.set(key.fName, key);
  }
  for (const key of newest.values()) {
    const name = `${prefix}${key.fName}`;
    // The library shows what it knows of classes as if it were in the file.
    if (name === "StreamerInfo") continue;
    if (!/^TDirectory(File)?$/.test(key.fClassName)) yield { name, key, directory };
    else if (depth < MAX_DEPTH) {
      const inner = await directory.readObject(key.fName, key.fCycle) as Directory;
      yield* objects(inner, `${name}/`, depth + 1);
    }
  }
}

async function directoryOf(file: Bytes): Promise<Directory> {
  const opened = await openFile(new Proxy(file)) as Directory | null;
  if (opened === null) throw damaged(file.path, "it must be a whole ROOT file", "no directory");
  return opened;
}

function readable({ fClassName }: Key): boolean {
  return [histogramClass, treeClass, tupleClass].some((known) => known.test(fClassName));
}

/**
 * An object as the library gives it.
 *
 * @throws {SyntaxError} If it is neither a histogram nor a tree, too large, or damaged.
 */
async function objectOf(file: Bytes, { name, key, directory }: Located): Promise<unknown> {
  const { path } = file;
  if (!readable(key)) {
    throw damaged(path, `${quote(name)} must be a histogram or a tree`, quote(key.fClassName));
  }
  if (key.fObjlen > MAX_BYTES) {
    throw damaged(path, `${quote(name)} must have at most ${MAX_BYTES} bytes`, key.fObjlen);
  }
  const length = key.fNbytes - key.fKeylen;
  if (length < key.fObjlen) {
    // The library compares no checksums.
    const bytes = await unpack(file.read(Number(key.fSeekKey) + key.fKeylen, length), key.fObjlen);
    if (bytes === undefined) {
      throw damaged(path, `${quote(name)} must unpack`, `others than ${key.fObjlen} bytes`);
    }
  }
  return await directory.readObject(key.fName, key.fCycle);
}

/** A histogram, a tree or an RNTuple: {@linkcode FormatModule}. */
export async function open(file: Bytes, { dataset, columns }: Selection): Promise<Opened> {
  try {
    const located = await find(await directoryOf(file), file.path, dataset);
    const { name, key } = located;
    if (tupleClass.test(key.fClassName)) return await openTuple(file, name, key, columns);
    const object = await objectOf(file, located);
    return treeClass.test(key.fClassName)
      ? openTree(file, name, object as Tree, columns)
      : openHistogram(file, name, key.fClassName, object as Histogram, columns);
  } catch (error) {
    throw refusal(file.path, error);
  }
}

/** Describes an object of a file. */
async function foundIn(file: Bytes, located: Located): Promise<FoundArray> {
  const { name, key } = located;
  if (!readable(key)) return { name, shape: [], unreadable: quote(key.fClassName) };
  try {
    if (tupleClass.test(key.fClassName)) return await foundTuple(file, name, key);
    const object = await objectOf(file, located);
    if (treeClass.test(key.fClassName)) return foundTree(name, object as Tree);
    const { shape } = openHistogram(file, name, key.fClassName, object as Histogram, undefined);
    return { name, shape, edges: true };
  } catch (error) {
    return { name, shape: [], unreadable: reasonOf(file.path, refusal(file.path, error)) };
  }
}

/** The objects of a file: {@linkcode FormatModule}. */
export async function inspect(file: Bytes): Promise<FoundArray[]> {
  const arrays: FoundArray[] = [];
  try {
    for await (const located of objects(await directoryOf(file))) {
      if (arrays.length === MAX_NAMES) break;
      arrays.push(await foundIn(file, located));
    }
  } catch (error) {
    throw refusal(file.path, error);
  }
  return arrays;
}

/** The selected object. */
async function find(
  opened: Directory,
  path: string,
  dataset: string | undefined,
): Promise<Located> {
  const wanted = dataset?.replace(/^\/+/, "").replace(/;\d+$/, "");
  const candidates: Located[] = [];
  let looked = 0;
  for await (const object of objects(opened)) {
    if (++looked > MAX_NAMES) break;
    if (object.name === wanted || readable(object.key)) candidates.push(object);
  }
  const names = candidates.map(({ name }) => name);
  const name = datasetNamed(path, "histograms and trees", names, wanted);
  return candidates[names.indexOf(name)];
}
