/**
 * Trees of ROOT files: the branches that hold one number or a fixed number of numbers an entry. Baskets are
 * taken one by one, so that a tree need not fit into memory (TBasket in
 * {@link https://root.cern/doc/master/TBasket_8cxx_source.html | ROOT's source}).
 *
 * @module
 */
import { TBuffer } from "jsroot/io";
import type { Bytes } from "../formats/bytes.ts";
import { decode, type ElementType } from "../formats/elements.ts";
import type { Opened } from "../formats/format.ts";
import { CHUNK, damaged, type FoundArray, quote, type Values } from "../formats/source.ts";
import { foundTable, usableColumns } from "../formats/usable.ts";
import { MAX_BYTES, MAX_DEPTH, MAX_NAMES, refusal } from "./limits.ts";
import { unpack } from "./unpack.ts";

/** Classes of trees. */
export const treeClass = /^T(Tree|Ntuple|NtupleD)$/;

/** The most bytes of the baskets that are held at once, one of each branch. */
const MAX_HELD = 1 << 27;

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
  readonly fClassName?: string;
  readonly fID?: number;
}

/** A tree as the library gives it. */
export interface Tree {
  readonly fEntries: number;
  readonly fBranches: { readonly arr: readonly Branch[] };
}

/** Numbers of each entry of a branch. */
interface Column {
  readonly name: string;
  readonly branch: Branch;
  /** Bytes of the branch's numbers before it, and of all of them. */
  readonly offset: number;
  readonly stride: number;
  /** None where it cannot be used. */
  readonly type?: ElementType;
  /** Why it cannot be used. */
  readonly unreadable?: string;
}

/** How the numbers of a leaf are stored. */
function leafType(branch: Branch, leaf: Leaf): ElementType | undefined {
  const numberType = (kind: ElementType["kind"], bytes: ElementType["bytes"]): ElementType => ({
    kind,
    bytes,
    littleEndian: false,
  });
  if (leaf.fLeafCount) return undefined;
  const integer = leaf.fIsUnsigned ? "u" : "i";
  switch (leaf._typename) {
    case "TLeafD":
      return numberType("f", 8);
    case "TLeafF":
      return numberType("f", 4);
    case "TLeafO":
      return numberType("b", 1);
    case "TLeafB":
      return numberType(integer, 1);
    case "TLeafS":
      return numberType(integer, 2);
    case "TLeafI":
      return numberType(integer, 4);
    case "TLeafL":
    case "TLeafG":
      return numberType(integer, 8);
  }
  if (leaf._typename !== "TLeafElement") return undefined;
  // Basic types by TStreamerInfo::EReadWrite; more than 20 are arrays of them, and objects.
  const types: Record<number, ElementType> = {
    1: numberType("i", 1),
    2: numberType("i", 2),
    3: numberType("i", 4),
    4: numberType("i", 8),
    5: numberType("f", 4),
    6: numberType("i", 4),
    8: numberType("f", 8),
    11: numberType("u", 1),
    12: numberType("u", 2),
    13: numberType("u", 4),
    14: numberType("u", 8),
    15: numberType("u", 4),
    16: numberType("i", 8),
    17: numberType("u", 8),
    18: numberType("b", 1),
  };
  return types[branch.fStreamerType ?? -1];
}

/** What a leaf holds if it is not a fixed number of numbers. */
function kindOf({ fClassName = "", fStreamerType = 0, fID = -1 }: Branch, leaf?: Leaf): string {
  if (leaf === undefined) return "nothing";
  const { _typename: type, fLeafCount, fLen } = leaf;
  // By TStreamerInfo::EReadWrite: TString and std::string, Double32_t and Float16_t, arrays with a counter.
  if (type === "TLeafC" || fStreamerType === 65 || fStreamerType === 365) return "text";
  if (/^TLeaf(F16|D32)$/.test(type) || fStreamerType === 9 || fStreamerType === 19) {
    return "numbers of reduced precision";
  }
  if (fLeafCount || fStreamerType > 40 && fStreamerType < 60) return "jagged";
  if (fClassName === "") return fLen > MAX_NAMES ? `${fLen} numbers` : quote(type);
  if (fID >= 0) return `a part of objects of ${quote(fClassName)}`;
  if (/^(std::)?string$|^TString$/.test(fClassName)) return "text";
  return /(^|:)(R?[vV]ec(tor)?)</.test(fClassName) ? "jagged" : `objects of ${quote(fClassName)}`;
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
      const wrong = leaves.find(({ type }) => type === undefined) ?? leaves[0];
      const unreadable = kindOf(branch, wrong?.leaf);
      return [{ name: branch.fName, branch, offset: 0, stride: 0, unreadable }];
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

/** The head of a basket, and its bytes. */
function stretchOf(
  path: string,
  name: string,
  { fNevBuf, fLast, fKeylen }: Basket,
  bytes: Uint8Array,
  stride: number,
): Stretch {
  const length = fNevBuf * stride;
  if (!(fNevBuf >= 0) || fLast - fKeylen !== length || length > bytes.length) {
    throw damaged(
      path,
      `a basket of ${quote(name)} must have ${stride} bytes for each of ${fNevBuf} entries`,
      fLast - fKeylen,
    );
  }
  return { bytes: bytes.subarray(0, length), entries: fNevBuf };
}

/** The entries of a branch, basket by basket. */
async function* stretches(
  file: Bytes,
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
      const { buffer, byteOffset, byteLength } = inner.fBufferRef?.arr ?? new Uint8Array();
      yield stretchOf(path, name, inner, new Uint8Array(buffer, byteOffset, byteLength), stride);
      continue;
    }
    if (length > MAX_BYTES) {
      throw damaged(
        path,
        `a basket of ${quote(name)} must have at most ${MAX_BYTES} bytes`,
        length,
      );
    }
    const stored = file.read(seek, length);
    const buffer = new TBuffer(new DataView(stored.buffer), 0, null);
    let basket: Basket;
    try {
      basket = buffer.classStreamer({}, "TBasket") as Basket;
    } catch (error) {
      throw refusal(path, error);
    }
    if (!(basket.fObjlen <= MAX_BYTES)) {
      throw damaged(
        path,
        `a basket of ${quote(name)} must have at most ${MAX_BYTES} bytes`,
        basket.fObjlen,
      );
    }
    const { fKeylen, fObjlen } = basket;
    const numbers = stored.subarray(fKeylen);
    const bytes = numbers.length === fObjlen ? numbers : await unpack(numbers, fObjlen);
    if (bytes === undefined) {
      throw damaged(path, `the baskets of ${quote(name)} must unpack`, `none at byte ${seek}`);
    }
    yield stretchOf(path, name, basket, bytes, stride);
  }
}

/** The columns of a tree that can be used. */
export function foundTree(name: string, { fEntries, fBranches }: Tree): FoundArray {
  return foundTable(name, fEntries, columnsOf(fBranches.arr));
}

/** Columns of a tree. */
export function openTree(
  file: Bytes,
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
  const selected = usableColumns(path, "branch", all, wanted);
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
      return {
        name: branch.fName,
        columns,
        baskets: stretches(file, branch, columns[0].stride),
        bytes: new Uint8Array() as Uint8Array,
        left: 0,
      };
    });
    for (let done = 0; done < entries;) {
      for (const stream of streams) {
        while (stream.left === 0) {
          const { value, done: ended } = await stream.baskets.next();
          if (ended) {
            throw damaged(
              path,
              `the branch ${quote(stream.name)} must have ${entries} entries`,
              "fewer",
            );
          }
          stream.bytes = value.bytes;
          stream.left = value.entries;
        }
      }
      // Baskets that are kept with the tree share its bytes.
      const buffers = new Set(streams.map(({ bytes }) => bytes.buffer));
      const held = [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
      if (held > MAX_HELD) {
        throw damaged(path, `baskets together must have at most ${MAX_HELD} bytes`, held);
      }
      const rows = Math.min(most, entries - done, ...streams.map(({ left }) => left));
      const out = new Float64Array(rows * selected.length);
      for (const stream of streams) {
        const { stride } = stream.columns[0];
        for (const { offset, type, c } of stream.columns) {
          const numbers = new Uint8Array(rows * type!.bytes);
          for (let row = 0; row < rows; row++) {
            const from = row * stride + offset;
            numbers.set(stream.bytes.subarray(from, from + type!.bytes), row * type!.bytes);
          }
          const column = decode(path, numbers, type!);
          for (let row = 0; row < rows; row++) out[row * selected.length + c] = column[row];
        }
        stream.bytes = stream.bytes.subarray(rows * stride);
        stream.left -= rows;
      }
      done += rows;
      yield out;
    }
    for (const { name, left, baskets } of streams) {
      if (left > 0 || !(await baskets.next()).done) {
        throw damaged(path, `the branch ${quote(name)} must have ${entries} entries`, "more");
      }
    }
  }
  return {
    shape: [entries, selected.length],
    columns: selected.map(({ name }) => name),
    values,
  };
}
