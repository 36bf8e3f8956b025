/**
 * RNTuples of ROOT files: the fields that hold one number or a fixed number of numbers an entry. The library reads
 * the metadata of a tuple; its pages are taken here, cluster by cluster, for the library knows one group of
 * clusters, rounds integers and looks at no checksum
 * ({@link https://github.com/root-project/root/blob/master/tree/ntuple/doc/BinaryFormatSpecification.md}).
 *
 * @module
 */
import { createXXHash3 } from "hash-wasm";
import { readHeaderFooter } from "jsroot/rntuple";
import type { Bytes } from "../formats/bytes.ts";
import type { Opened } from "../formats/format.ts";
import { decode, type ElementType } from "../formats/elements.ts";
import { CHUNK, damaged, type FoundArray, quote, type Values } from "../formats/source.ts";
import { foundTable, usableColumns } from "../formats/usable.ts";
import { MAX_BYTES, MAX_DEPTH, MAX_NAMES } from "./limits.ts";
import { unpack } from "./unpack.ts";

/** Classes of these tables. */
export const tupleClass = /^ROOT::(Experimental::)?RNTuple$/;

/** The most bytes of the pages that are held at once, one of each column. */
const MAX_HELD = 1 << 27;

/** Where an object of a file is. */
export interface Place {
  readonly fSeekKey: number;
  readonly fKeylen: number;
  readonly fNbytes: number;
  readonly fObjlen: number;
}

/** A stretch of a file. */
interface Stretch {
  readonly offset: number;
  readonly packed: number;
  readonly length: number;
}

interface Locator {
  readonly size: number;
  readonly offset: bigint;
}

interface Page {
  readonly numElements: bigint;
  readonly hasChecksum: boolean;
  readonly locator: Locator;
}

interface Field {
  readonly fieldName: string;
  readonly typeName: string;
  readonly parentFieldId: number;
  readonly structRole: number;
  readonly flags: number;
  readonly arraySize: bigint | null;
}

interface Physical {
  readonly coltype: number;
  readonly fieldId: number;
  readonly firstElementIndex: bigint | null;
}

/** What the library reads of a tuple. */
interface Description {
  readonly fieldDescriptors: readonly Field[];
  readonly columnDescriptors: readonly Physical[];
  readonly clusterGroups: readonly {
    readonly pageListLocator: Locator;
    readonly pageListLength: bigint;
  }[];
  /** Of the group whose list of pages was read last. */
  readonly clusterSummaries: readonly { readonly numEntries: number }[];
  readonly pageLocations: readonly (readonly { readonly pages: readonly Page[] }[])[];
  deserializePageList(list: DataView): void;
}

/** Entries that follow each other, and the pages of each physical column. */
interface Cluster {
  readonly entries: number;
  readonly pages: readonly (readonly Page[])[];
}

/** How the numbers of a physical column are stored. */
interface Encoding extends ElementType {
  /** Bits of a number in a page. */
  readonly bits: number;
  /** Whether first bytes of all numbers come first, then second ones. */
  readonly split: boolean;
}

/** Numbers of each entry that are stored together. */
interface Leaf {
  readonly name: string;
  /** Index of the physical column. */
  readonly physical: number;
  readonly encoding: Encoding;
  /** Numbers of an entry. */
  readonly width: number;
}

/** A number of each entry. */
interface Column {
  readonly name: string;
  /** None where it cannot be used. */
  readonly leaf?: Leaf;
  readonly item: number;
  readonly unreadable?: string;
}

const checksum = await createXXHash3();

/** Whether bytes have a checksum, which is stored in little-endian order. */
function isWhole(bytes: Uint8Array, stored: Uint8Array): boolean {
  return checksum.init().update(bytes).digest("binary").every((byte, i) => byte === stored[7 - i]);
}

/** Bytes of a stretch, unpacked. */
async function unpacked(
  file: Bytes,
  what: string,
  { offset, packed, length }: Stretch,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!(packed <= MAX_BYTES && length <= MAX_BYTES)) {
    throw damaged(
      file.path,
      `${what} must have at most ${MAX_BYTES} bytes`,
      `${length} in ${packed}`,
    );
  }
  const stored = file.read(offset, packed);
  const bytes = packed === length ? stored : await unpack(stored, length);
  if (bytes === undefined) {
    throw damaged(file.path, `${what} must unpack`, `others than ${length} bytes`);
  }
  return bytes;
}

/** Bytes of an envelope, which ends with a checksum. */
async function envelope(file: Bytes, what: string, stretch: Stretch): Promise<DataView> {
  const bytes = await unpacked(file, what, stretch);
  if (bytes.length < 8 || !isWhole(bytes.subarray(0, -8), bytes.subarray(-8))) {
    throw damaged(file.path, `${what} must have the bytes that its checksum says`, "others");
  }
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Where the header and the footer of a tuple are, by the anchor that is its object in the file. */
async function anchorOf(
  file: Bytes,
  called: string,
  { fSeekKey, fKeylen, fNbytes, fObjlen }: Place,
): Promise<{ header: Stretch; footer: Stretch }> {
  const what = `the anchor of ${called}`;
  const bytes = await unpacked(file, what, {
    offset: fSeekKey + fKeylen,
    packed: fNbytes - fKeylen,
    length: fObjlen,
  });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // Behind the count of bytes and the version of the class: four numbers of the format's version, seven places.
  if (bytes.length !== 78 || view.getUint16(6) !== 1) {
    throw damaged(file.path, `${what} must be of version 1`, `${bytes.length} bytes`);
  }
  if (!isWhole(bytes.subarray(6, 70), bytes.slice(70).reverse())) {
    throw damaged(file.path, `${what} must have the bytes that its checksum says`, "others");
  }
  const stretch = (at: number): Stretch => ({
    offset: Number(view.getBigUint64(at)),
    packed: Number(view.getBigUint64(at + 8)),
    length: Number(view.getBigUint64(at + 16)),
  });
  return { header: stretch(14), footer: stretch(38) };
}

/** The metadata of a tuple, and its clusters. */
async function describe(
  file: Bytes,
  name: string,
  place: Place,
): Promise<{ columns: Column[]; clusters: Cluster[]; entries: number }> {
  const called = quote(name);
  const { header, footer } = await anchorOf(file, called, place);
  const views = [
    await envelope(file, `the header of ${called}`, header),
    await envelope(file, `the footer of ${called}`, footer),
  ];
  // The library requests both, unpacked as they are here, and then the first list of pages.
  const description = await readHeaderFooter({
    $file: {
      readBuffer: ([offset, size]: readonly number[]) =>
        Promise.resolve(
          views.length > 0 ? views.splice(0) : new DataView(file.read(offset, size).buffer),
        ),
    },
    fLenHeader: header.length,
    fLenFooter: footer.length,
  }) as Description | null;
  if (description === null) {
    throw damaged(file.path, `${called} must have entries, as the library knows them`, "others");
  }
  const clusters: Cluster[] = [];
  for (const { pageListLocator: { offset, size }, pageListLength } of description.clusterGroups) {
    description.deserializePageList(
      await envelope(file, `the list of pages of ${called}`, {
        offset: Number(offset),
        packed: size,
        length: Number(pageListLength),
      }),
    );
    const { clusterSummaries, pageLocations } = description;
    clusters.push(...clusterSummaries.map(({ numEntries }, i) => ({
      entries: numEntries,
      pages: pageLocations[i].map(({ pages }) => pages),
    })));
  }
  const entries = clusters.reduce((sum, { entries }) => sum + entries, 0);
  return { columns: columnsOf(description), clusters, entries };
}

/** How a type of physical columns is stored; undefined where it has no plain numbers. */
function encodingOf(type: number): Encoding | undefined {
  const encoding = (
    kind: ElementType["kind"],
    bytes: ElementType["bytes"],
    split = false,
  ): Encoding => ({
    kind,
    bytes,
    littleEndian: true,
    bits: 8 * bytes,
    split,
  });
  const types: Record<number, Encoding> = {
    0x00: { ...encoding("b", 1), bits: 1 },
    0x01: encoding("u", 1),
    0x03: encoding("i", 1),
    0x04: encoding("u", 1),
    0x05: encoding("i", 2),
    0x06: encoding("u", 2),
    0x07: encoding("i", 4),
    0x08: encoding("u", 4),
    0x09: encoding("i", 8),
    0x0a: encoding("u", 8),
    0x0b: encoding("f", 2),
    0x0c: encoding("f", 4),
    0x0d: encoding("f", 8),
    0x11: encoding("i", 2, true),
    0x12: encoding("u", 2, true),
    0x13: encoding("i", 4, true),
    0x14: encoding("u", 4, true),
    0x15: encoding("i", 8, true),
    0x16: encoding("u", 8, true),
    0x17: encoding("f", 2, true),
    0x18: encoding("f", 4, true),
    0x19: encoding("f", 8, true),
  };
  return types[type];
}

/** Roles of fields. */
const PLAIN = 0, COLLECTION = 1, RECORD = 2;

/** Flags of fields: they are arrays, or show another field. */
const ARRAY = 1, PROJECTED = 2;

/** The columns of a tuple, those that cannot be used too. */
function columnsOf({ fieldDescriptors: fields, columnDescriptors }: Description): Column[] {
  const children = Map.groupBy(fields.keys(), (i) => fields[i].parentFieldId);
  const physical = Map.groupBy(columnDescriptors.keys(), (i) => columnDescriptors[i].fieldId);
  const walk = (index: number, name: string, outer: number, depth: number): Column[] => {
    const { typeName, structRole: role, flags, arraySize } = fields[index];
    const unusable = (unreadable: string) => [{ name, item: 0, unreadable }];
    const width = flags & ARRAY ? outer * Number(arraySize) : outer;
    const inner = (children.get(index) ?? []).filter((child) => child !== index);
    const stored = physical.get(index) ?? [];
    if (typeName === "std::string") return unusable("text");
    if (flags & PROJECTED) return unusable("another name of a field");
    if (role === COLLECTION) return unusable("jagged");
    if (role !== PLAIN && role !== RECORD) return unusable(`objects of ${quote(typeName)}`);
    if (width > MAX_NAMES) return unusable(`${width} numbers`);
    if (depth < MAX_DEPTH && stored.length === 0 && (role === RECORD || inner.length === 1)) {
      return inner.flatMap((child) =>
        walk(
          child,
          role === RECORD ? `${name}.${fields[child].fieldName}` : name,
          width,
          depth + 1,
        )
      );
    }
    if (stored.length !== 1) {
      return unusable(stored.length === 0 ? `objects of ${quote(typeName)}` : "in several forms");
    }
    const { coltype, firstElementIndex } = columnDescriptors[stored[0]];
    const encoding = encodingOf(coltype);
    if (encoding === undefined) {
      return unusable(coltype === 0x02 ? "text" : "numbers of reduced precision");
    }
    if (firstElementIndex !== null) return unusable("added after the first entries");
    const leaf = { name, physical: stored[0], encoding, width };
    return Array.from({ length: width }, (_, item) => ({
      name: width === 1 && !(flags & ARRAY) && outer === 1 ? name : `${name}[${item}]`,
      leaf,
      item,
    }));
  };
  return [...fields.keys()].filter((i) => fields[i].parentFieldId === i)
    .flatMap((i) => walk(i, fields[i].fieldName, 1, 0));
}

/** The numbers of a page. */
async function numbersOf(file: Bytes, leaf: Leaf, page: Page): Promise<Values> {
  const { path } = file;
  const { encoding } = leaf;
  const what = `a page of ${quote(leaf.name)}`;
  const count = Number(page.numElements), { size } = page.locator;
  const offset = Number(page.locator.offset);
  if (page.hasChecksum && size <= MAX_BYTES) {
    const bytes = file.read(offset, size + 8);
    if (!isWhole(bytes.subarray(0, -8), bytes.subarray(-8))) {
      throw damaged(path, `${what} must have the bytes that its checksum says`, "others");
    }
  }
  const length = Math.ceil(count * encoding.bits / 8);
  const bytes = await unpacked(file, what, { offset, packed: size, length });
  if (encoding.bits === 1) {
    return Float32Array.from({ length: count }, (_, i) => (bytes[i >> 3] >> (i & 7)) & 1);
  }
  return decode(path, encoding.split ? joined(bytes, encoding) : bytes, encoding);
}

/** Bytes number by number again; signed integers come with their sign in the last bit. */
function joined(split: Uint8Array, { kind, bytes }: Encoding): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(split.length), count = split.length / bytes;
  for (let i = 0; i < count; i++) {
    for (let b = 0; b < bytes; b++) out[i * bytes + b] = split[b * count + i];
  }
  if (kind !== "i") return out;
  if (bytes === 8) {
    const words = new BigInt64Array(out.buffer);
    words.forEach((word, i) => words[i] = BigInt.asUintN(64, word) >> 1n ^ -(word & 1n));
  } else {
    const words = bytes === 2 ? new Uint16Array(out.buffer) : new Uint32Array(out.buffer);
    words.forEach((word: number, i: number) => words[i] = (word >>> 1) ^ -(word & 1));
  }
  return out;
}

/** Columns of a tuple. */
export async function openTuple(
  file: Bytes,
  name: string,
  place: Place,
  wanted: readonly string[] | undefined,
): Promise<Opened> {
  const { path } = file;
  const { columns: all, clusters, entries: rows } = await describe(file, name, place);
  const columns = usableColumns(path, "field", all, wanted);
  const leaves = Map.groupBy(columns.keys(), (c) => columns[c].leaf!);
  const most = Math.max(1, Math.floor(CHUNK / Math.max(1, columns.length)));

  async function* numbersIn({ entries, pages }: Cluster): AsyncGenerator<Values> {
    const streams = [...leaves].map(([leaf, to]) => ({
      leaf,
      to,
      pages: [...pages[leaf.physical] ?? []],
      numbers: new Float64Array() as Values,
    }));
    const uneven = ({ name, width }: Leaf, current: string) =>
      damaged(
        path,
        `${quote(name)} must have ${width} numbers for each of ${entries} entries`,
        current,
      );
    for (let done = 0; done < entries;) {
      let held = 0;
      for (const stream of streams) {
        while (stream.numbers.length < stream.leaf.width) {
          const page = stream.pages.shift();
          if (page === undefined) throw uneven(stream.leaf, "fewer");
          const numbers = await numbersOf(file, stream.leaf, page);
          // An entry may begin in one page and end in the next.
          stream.numbers = stream.numbers.length === 0
            ? numbers
            : Float64Array.from([...stream.numbers, ...numbers]);
        }
        held += stream.numbers.buffer.byteLength;
      }
      if (held > MAX_HELD) {
        throw damaged(path, `pages together must have at most ${MAX_HELD} bytes`, held);
      }
      const count = Math.min(
        most,
        entries - done,
        ...streams.map(({ leaf, numbers }) => Math.floor(numbers.length / leaf.width)),
      );
      const out = new Float64Array(count * columns.length);
      for (const stream of streams) {
        const { leaf: { width }, to, numbers } = stream;
        for (const c of to) {
          const { item } = columns[c];
          for (let i = 0; i < count; i++) out[i * columns.length + c] = numbers[i * width + item];
        }
        stream.numbers = numbers.subarray(count * width);
      }
      done += count;
      yield out;
    }
    const over = streams.find(({ numbers, pages }) => numbers.length > 0 || pages.length > 0);
    if (over !== undefined) throw uneven(over.leaf, "more");
  }
  async function* values(): AsyncGenerator<Values> {
    for (const cluster of clusters) yield* numbersIn(cluster);
  }
  return { shape: [rows, columns.length], columns: columns.map(({ name }) => name), values };
}

/** The columns of a tuple that can be used. */
export async function foundTuple(file: Bytes, name: string, place: Place): Promise<FoundArray> {
  const { columns, entries } = await describe(file, name, place);
  return foundTable(name, entries, columns);
}
