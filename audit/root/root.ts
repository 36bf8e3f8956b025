/**
 * ROOT files: the bins of histograms, and the branches of trees that hold one number or a fixed number of
 * numbers an entry, basket by basket. Read apart: {@linkcode openApart}. The library knows files,
 * directories, objects and compression; baskets are taken one by one here, so that a tree need not fit into
 * memory (TBasket in {@link https://root.cern/doc/master/TBasket_8cxx_source.html | ROOT's source}).
 *
 * @module
 */
import { type Opened, serve } from "../formats/reader.ts";
import { zstdDecompressSync } from "node:zlib";
import { internals } from "jsroot/core";
import { FileProxy, openFile, R__unzip, TBuffer } from "jsroot/io";
import { columnIndices, selectColumns } from "../formats/columns.ts";
import { RandomAccessFile } from "../formats/file.ts";
import { decode, type ElementType } from "../formats/npy.ts";
import {
  CHUNK,
  damaged,
  isSentence,
  list,
  quote,
  type Selection,
  sentence,
  size,
  type Values,
} from "../formats/source.ts";

/** The most bytes that are read at once, or an object or basket has unpacked. */
const MAX_BYTES = 1 << 26;

/** The most bytes of the baskets that are held at once, one of each branch. */
const MAX_HELD = 1 << 27;

/** Most names that are looked at, and directories within each other. */
const MAX_NAMES = 10_000, MAX_DEPTH = 32;

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

interface Axis {
  readonly fNbins: number;
  readonly fXmin: number;
  readonly fXmax: number;
  readonly fXbins: ArrayLike<number>;
}

interface Histogram {
  readonly fXaxis: Axis;
  readonly fYaxis: Axis;
  readonly fZaxis: Axis;
  readonly fArray: ArrayLike<number>;
}

interface Leaf {
  readonly _typename: string;
  readonly fName: string;
  readonly fLen: number;
  readonly fIsUnsigned: boolean;
  readonly fLeafCount: unknown;
}

interface Basket {
  readonly fNevBuf: number;
  readonly fLast: number;
  readonly fKeylen: number;
  readonly fObjlen: number;
  readonly fBufferRef?: { readonly arr: DataView };
}

interface Branch {
  readonly _typename: string;
  readonly fName: string;
  readonly fFileName?: string;
  readonly fEntries: number;
  readonly fWriteBasket: number;
  readonly fBasketEntry: ArrayLike<number>;
  readonly fBasketBytes: ArrayLike<number>;
  readonly fBasketSeek: ArrayLike<number>;
  readonly fBaskets: { readonly arr: ArrayLike<Basket | null | undefined> };
  readonly fBranches: { readonly arr: readonly Branch[] };
  readonly fLeaves: { readonly arr: readonly Leaf[] };
  readonly fStreamerType?: number;
}

interface Tree {
  readonly fEntries: number;
  readonly fBranches: { readonly arr: readonly Branch[] };
}

const histogramClass = /^TH([123])[CSILFD]$/;
const treeClass = /^T(Tree|Ntuple|NtupleD)$/;

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
    throw ours(path, error);
  }
}

/** What the library throws at bytes that it cannot read leaves nothing of it in disorder. */
function ours(path: string, error: unknown): Error {
  if (isSentence(path, error)) return error;
  // Its own words for what it expects; those of the language say nothing about the file.
  const told = error instanceof Error && error.constructor === Error;
  return damaged(
    path,
    "it must be a whole ROOT file",
    told ? quote(error.message) : "a damaged one",
  );
}

/** The object that is meant. */
async function find(opened: Directory, path: string, dataset: string | undefined) {
  const wanted = dataset?.replace(/^\/+/, "").replace(/;\d+$/, "");
  const found = [];
  let looked = 0;
  for await (const one of objects(opened)) {
    if (++looked > MAX_NAMES) break;
    const { fClassName } = one.key;
    if (one.name === wanted || histogramClass.test(fClassName) || treeClass.test(fClassName)) {
      found.push(one);
    }
  }
  const one = wanted === undefined
    ? found.length === 1 ? found[0] : undefined
    : found.find(({ name }) => name === wanted);
  if (one === undefined) {
    throw new RangeError(
      sentence(
        path,
        `the dataset must be one of its histograms and trees, ${
          list(found.map(({ name }) => name))
        }`,
        dataset === undefined ? "none named" : quote(dataset),
      ),
    );
  }
  const { fClassName } = one.key;
  if (!histogramClass.test(fClassName) && !treeClass.test(fClassName)) {
    throw damaged(path, `${quote(one.name)} must be a histogram or a tree`, quote(fClassName));
  }
  return one;
}

/** Bin edges along an axis. */
function edgesOf(path: string, name: string, { fNbins, fXmin, fXmax, fXbins }: Axis) {
  if (!Number.isSafeInteger(fNbins) || fNbins < 1 || fNbins > MAX_BYTES) {
    throw damaged(path, `an axis of ${quote(name)} must have bins`, fNbins);
  }
  const given = fXbins !== null && fXbins.length > 0;
  if (given && fXbins.length !== fNbins + 1) {
    throw damaged(
      path,
      `an axis of ${quote(name)} must have an edge more than bins`,
      fXbins.length,
    );
  }
  return Float64Array.from(
    { length: fNbins + 1 },
    (_, i) => given ? fXbins[i] : i === fNbins ? fXmax : fXmin + (fXmax - fXmin) * i / fNbins,
  );
}

/** Contents of the bins of a histogram, without those beyond its axes. */
function openHistogram(
  file: RandomAccessFile,
  name: string,
  className: string,
  { fXaxis, fYaxis, fZaxis, fArray }: Histogram,
  columns: readonly string[] | undefined,
): Opened {
  const { path } = file;
  const axes = [fXaxis, fYaxis, fZaxis].slice(0, Number(histogramClass.exec(className)![1]));
  const edges = axes.map((axis) => edgesOf(path, name, axis));
  const shape = edges.map((list) => list.length - 1);
  const cells = size(shape.map((bins) => bins + 2));
  if (!(fArray?.length === cells)) {
    throw damaged(path, `${quote(name)} must have the contents of ${cells} cells`, fArray?.length);
  }
  // The first index moves fastest, and each axis begins with what is below it.
  const strides = shape.map((_, axis) => size(shape.slice(0, axis).map((bins) => bins + 2)));
  const values = new Float64Array(size(shape));
  for (let i = 0; i < values.length; i++) {
    let rest = i, cell = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      cell += (rest % shape[axis] + 1) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    values[i] = fArray[cell];
  }
  const close = () => file.close();
  async function* chunks(): AsyncGenerator<Values> {
    yield values;
  }
  const selected = selectColumns({ path, format: "root", shape, chunks, close }, columns);
  return {
    shape: selected.shape as number[],
    ...(columns === undefined && { edges }),
    values: selected.chunks,
    close,
  };
}

/** Numbers of each entry of a branch. */
interface Column {
  readonly name: string;
  readonly branch: Branch;
  /** Bytes of the branch's numbers before it, and of all of them. */
  readonly offset: number;
  readonly stride: number;
  /** None where they are no numbers, or not as many in each entry. */
  readonly type: ElementType | undefined;
}

/** How the numbers of a leaf are stored. */
function leafType(branch: Branch, leaf: Leaf): ElementType | undefined {
  const of = (kind: ElementType["kind"], bytes: ElementType["bytes"]): ElementType => ({
    kind,
    bytes,
    littleEndian: false,
  });
  if (leaf.fLeafCount) return undefined;
  const integer = leaf.fIsUnsigned ? "u" : "i";
  switch (leaf._typename) {
    case "TLeafD":
      return of("f", 8);
    case "TLeafF":
      return of("f", 4);
    case "TLeafO":
      return of("b", 1);
    case "TLeafB":
      return of(integer, 1);
    case "TLeafS":
      return of(integer, 2);
    case "TLeafI":
      return of(integer, 4);
    case "TLeafL":
    case "TLeafG":
      return of(integer, 8);
  }
  if (leaf._typename !== "TLeafElement") return undefined;
  // Basic types by TStreamerInfo::EReadWrite; more than 20 are arrays of them, and objects.
  const types: Record<number, ElementType> = {
    1: of("i", 1),
    2: of("i", 2),
    3: of("i", 4),
    4: of("i", 8),
    5: of("f", 4),
    6: of("i", 4),
    8: of("f", 8),
    11: of("u", 1),
    12: of("u", 2),
    13: of("u", 4),
    14: of("u", 8),
    15: of("u", 4),
    16: of("i", 8),
    17: of("u", 8),
    18: of("b", 1),
  };
  return types[branch.fStreamerType ?? -1];
}

/** The columns of branches and those within them. */
function columnsOf(branches: readonly Branch[], depth = 0): Column[] {
  if (depth > MAX_DEPTH) return [];
  return branches.flatMap((branch) => {
    if (branch.fBranches.arr.length > 0) return columnsOf(branch.fBranches.arr, depth + 1);
    const leaves = branch.fLeaves.arr.map((leaf) => ({
      leaf,
      type: leafType(branch, leaf),
      name: branch.fLeaves.arr.length === 1 ? branch.fName : `${branch.fName}.${leaf.fName}`,
    }));
    const regular = leaves.every(({ leaf, type }) =>
      type !== undefined && Number.isSafeInteger(leaf.fLen) && leaf.fLen > 0 &&
      leaf.fLen <= MAX_NAMES
    );
    if (!regular) {
      return leaves.map(({ name }) => ({ name, branch, offset: 0, stride: 0, type: undefined }));
    }
    const stride = leaves.reduce((sum, { leaf, type }) => sum + leaf.fLen * type!.bytes, 0);
    let next = 0;
    return leaves.flatMap(({ leaf: { fLen }, type, name }) =>
      Array.from({ length: fLen }, (_, i) => {
        const offset = next;
        next += type!.bytes;
        return { name: fLen === 1 ? name : `${name}[${i}]`, branch, offset, stride, type };
      })
    );
  });
}

/** Entries of a branch that follow each other, as they are in the file. */
interface Stretch {
  readonly bytes: Uint8Array;
  readonly entries: number;
}

/** What a basket's frame says, and its bytes. */
function stretchOf(
  path: string,
  name: string,
  { fNevBuf, fLast, fKeylen }: Basket,
  view: DataView,
  start: number,
  stride: number,
): Stretch {
  const length = fNevBuf * stride;
  if (!(fNevBuf >= 0) || fLast - fKeylen !== length || start + length > view.byteLength) {
    throw damaged(
      path,
      `a basket of ${quote(name)} must have ${stride} bytes for each of ${fNevBuf} entries`,
      fLast - fKeylen,
    );
  }
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, length);
  return { bytes, entries: fNevBuf };
}

/** Unpacked bytes; null where they do not unpack. */
async function unzip(view: DataView, { fObjlen, fKeylen }: Basket): Promise<DataView | null> {
  try {
    return await R__unzip(view, fObjlen, true, fKeylen);
  } catch {
    return null;
  }
}

/** The entries of a branch, basket by basket. */
async function* stretches(
  file: RandomAccessFile,
  { fName: name, ...branch }: Branch,
  stride: number,
): AsyncGenerator<Stretch> {
  const { path } = file;
  for (let k = 0; k <= branch.fWriteBasket; k++) {
    const seek = Number(branch.fBasketSeek[k] ?? 0);
    const length = Number(branch.fBasketBytes[k] ?? 0);
    const inner = branch.fBaskets.arr[k];
    if (seek === 0 || length === 0) {
      // What was not yet full is kept with the tree.
      if (!inner || inner.fNevBuf === 0) continue;
      const view = inner.fBufferRef?.arr ?? new DataView(new ArrayBuffer(0));
      yield stretchOf(path, name, inner, view, 0, stride);
      continue;
    }
    if (length > MAX_BYTES) {
      throw damaged(
        path,
        `a basket of ${quote(name)} must have at most ${MAX_BYTES} bytes`,
        length,
      );
    }
    const view = new DataView(file.read(seek, length).buffer);
    const buffer = new TBuffer(view, 0, null);
    let basket: Basket;
    try {
      basket = buffer.classStreamer({}, "TBasket") as Basket;
    } catch (error) {
      throw ours(path, error);
    }
    if (!(basket.fObjlen <= MAX_BYTES)) {
      throw damaged(
        path,
        `a basket of ${quote(name)} must have at most ${MAX_BYTES} bytes`,
        basket.fObjlen,
      );
    }
    if (basket.fKeylen + basket.fObjlen === length) {
      yield stretchOf(path, name, basket, view, basket.fKeylen, stride);
    } else {
      const unpacked = await unzip(view, basket);
      if (unpacked === null) {
        throw damaged(path, `the baskets of ${quote(name)} must unpack`, `none at byte ${seek}`);
      }
      yield stretchOf(path, name, basket, unpacked, 0, stride);
    }
  }
}

/** Columns of a tree. */
function openTree(
  file: RandomAccessFile,
  name: string,
  tree: Tree,
  wanted: readonly string[] | undefined,
): Opened {
  const { path } = file;
  const { fEntries: entries } = tree;
  const all = columnsOf(tree.fBranches.arr);
  if (!Number.isSafeInteger(entries) || entries < 0) {
    throw damaged(path, `the entries of ${quote(name)} must be countable`, entries);
  }
  const selected = columnIndices(path, all.map(({ name }) => name), wanted).map((i) => all[i]);
  const wrong = selected.find(({ type }) => type === undefined);
  if (wrong !== undefined) {
    throw damaged(
      path,
      `the branch ${quote(wrong.name)} must have as many numbers in each entry`,
      quote(wrong.branch.fLeaves.arr.map(({ _typename }) => _typename).join(", ") || "no leaf"),
    );
  }
  const branches = [...new Set(selected.map(({ branch }) => branch))];
  const elsewhere = branches.find(({ fFileName }) => fFileName);
  if (elsewhere !== undefined) {
    throw damaged(
      path,
      `the branch ${quote(elsewhere.fName)} must be in this file`,
      quote(elsewhere.fFileName!),
    );
  }
  const most = Math.max(1, Math.floor(CHUNK / Math.max(1, selected.length)));

  async function* values(): AsyncGenerator<Values> {
    const streams = branches.map((branch) => {
      const columns = selected.flatMap((column, c) =>
        column.branch === branch ? [{ ...column, c }] : []
      );
      const stream = stretches(file, branch, columns[0].stride);
      return {
        name: branch.fName,
        columns,
        stream,
        bytes: new Uint8Array() as Uint8Array,
        left: 0,
      };
    });
    for (let done = 0; done < entries;) {
      let held = 0;
      for (const one of streams) {
        while (one.left === 0) {
          const { value, done: ended } = await one.stream.next();
          if (ended) {
            throw damaged(
              path,
              `the branch ${quote(one.name)} must have ${entries} entries`,
              "fewer",
            );
          }
          one.bytes = value.bytes;
          one.left = value.entries;
        }
        held += one.bytes.buffer.byteLength;
      }
      if (held > MAX_HELD) {
        throw damaged(path, `baskets together must have at most ${MAX_HELD} bytes`, held);
      }
      const rows = Math.min(most, entries - done, ...streams.map(({ left }) => left));
      const out = new Float64Array(rows * selected.length);
      for (const one of streams) {
        const { stride } = one.columns[0];
        for (const { offset, type, c } of one.columns) {
          const numbers = new Uint8Array(rows * type!.bytes);
          for (let row = 0; row < rows; row++) {
            const from = row * stride + offset;
            numbers.set(one.bytes.subarray(from, from + type!.bytes), row * type!.bytes);
          }
          const column = decode(path, numbers, type!);
          for (let row = 0; row < rows; row++) out[row * selected.length + c] = column[row];
        }
        one.bytes = one.bytes.subarray(rows * stride);
        one.left -= rows;
      }
      done += rows;
      yield out;
    }
    for (const { name, left, stream } of streams) {
      if (left > 0 || !(await stream.next()).done) {
        throw damaged(path, `the branch ${quote(name)} must have ${entries} entries`, "more");
      }
    }
  }
  return {
    shape: [entries, selected.length],
    columns: selected.map(({ name }) => name),
    values,
    close: () => file.close(),
  };
}

serve(open);
