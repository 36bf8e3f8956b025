/**
 * Arrow's files and streams, including Feather's second version
 * ({@link https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc}).
 * Both are messages one after another: a schema, then batches of rows. Of a batch only the buffers of the columns
 * that are meant are read, some rows at a time where they are not compressed.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import { decode, type ElementType, foundFields, MAX_FIELDS, selectFields } from "./elements.ts";
import { FlatTable } from "./flatbuffer.ts";
import type { Opened } from "./format.ts";
import { unpackLz4 } from "./lz4.ts";
import { checkRatio } from "./packed.ts";
import {
  CHUNK,
  damaged,
  type FoundArray,
  isSentence,
  libraryWords,
  quote,
  type Selection,
  sentence,
  type Values,
} from "./source.ts";
import { loadZstd, type UnpackZstd } from "./zstd.ts";

/** The longest metadata of a message. */
const MAX_METADATA = 1 << 24;

/** The most batches of a file. */
const MAX_BATCHES = 1 << 20;

/** The most bytes of compressed columns of a batch: they are held unpacked. */
const MAX_HELD = 1 << 27;

/** The most fields within each other. */
const MAX_DEPTH = 32;

/** The mark at the beginning of a file, followed by two zeros, and at its end. A stream has no marks. */
const MAGIC = "ARROW1";

/** Kinds of messages. */
const SCHEMA = 1, DICTIONARY = 2, BATCH = 3;

/** The oldest version of the metadata that is read, of 2017. */
const V4 = 3;

/** Kinds of types, as the schema counts them. */
const kinds = [
  "none",
  "null",
  "integer",
  "floating point",
  "binary",
  "text",
  "truth value",
  "decimal",
  "date",
  "time",
  "timestamp",
  "interval",
  "list",
  "struct",
  "union",
  "binary of fixed length",
  "list of fixed length",
  "map",
  "duration",
  "large binary",
  "large text",
  "large list",
  "run of equal values",
  "binary view",
  "text view",
  "list view",
  "large list view",
] as const;
type Kind = typeof kinds[number] | "dictionary";

/** A field of the schema. */
interface SchemaField {
  readonly name: string;
  readonly kind: Kind;
  /** How its numbers are stored, where it has any. */
  readonly type?: ElementType;
  /** Items of a list of fixed length. */
  readonly length: number;
  /** Its buffers in each batch, but for those that a batch counts. */
  readonly buffers: number;
  readonly children: readonly SchemaField[];
}

/** Bits that tell which items are there: that of a row is the item `stride` times the row and `offset`. */
interface Validity {
  readonly buffer: number;
  readonly stride: number;
  readonly offset: number;
}

/** Where the numbers of a column are in a batch: that of a row is found as in {@linkcode Validity}. */
interface Column extends Validity {
  readonly name: string;
  readonly type: ElementType | string;
  /** Whether they are truth values, eight to a byte. */
  readonly bits: boolean;
  readonly node: number;
  /** Of the numbers, and of what they are within. */
  readonly validity: readonly Validity[];
}

/** A part of the file. */
interface Place {
  readonly offset: number;
  readonly length: number;
}

/** A batch of rows. */
interface Batch {
  readonly rows: number;
  readonly metadata: Place;
  readonly body: Place;
}

/** A file whose messages have been looked at. */
interface Messages {
  readonly fields: readonly SchemaField[];
  readonly batches: readonly Batch[];
  readonly rows: number;
}

/** The error of a file whose bytes make the parser throw. */
function refusal(path: string, error: unknown): Error {
  return isSentence(path, error)
    ? error
    : damaged(path, "it must be whole Arrow", libraryWords(error));
}

/** Runs a function whose errors mean that the file is damaged. */
function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw refusal(path, error);
  }
}

/** How many buffers a field has, but for those that a batch counts. */
function buffersOf(kind: Kind, table: FlatTable | undefined, version: number): number {
  switch (kind) {
    case "null":
    case "run of equal values":
      return 0;
    case "struct":
    case "list of fixed length":
      return 1;
    case "union":
      // Those of a dense one have places too; formerly all had bits for what is there.
      return (table?.int(0, 2) === 1 ? 2 : 1) + (version === V4 ? 1 : 0);
    case "binary":
    case "text":
    case "large binary":
    case "large text":
    case "list view":
    case "large list view":
      return 3;
    default:
      return 2;
  }
}

/** How the numbers of a type are stored; undefined where it has none. */
function elementType(
  kind: Kind,
  table: FlatTable | undefined,
  littleEndian: boolean,
): ElementType | undefined {
  if (kind === "truth value") return { kind: "b", bytes: 1, littleEndian };
  if (kind === "floating point") {
    const bytes = ([2, 4, 8] as const)[table?.int(0, 2) ?? 0];
    return bytes && { kind: "f", bytes, littleEndian };
  }
  if (kind !== "integer" || table === undefined) return undefined;
  const bytes = ([1, 2, 4, 8] as const).find((bytes) => 8 * bytes === table.int(0, 4));
  return bytes && { kind: table.int(1, 1) === 0 ? "u" : "i", bytes, littleEndian };
}

/** The fields of a schema. */
function schemaOf(schema: FlatTable, version: number): SchemaField[] {
  const littleEndian = schema.int(0, 2) === 0;
  let left = MAX_FIELDS;
  const fieldOf = (table: FlatTable, depth: number): SchemaField => {
    if (left-- === 0 || depth > MAX_DEPTH) throw new RangeError("too many fields");
    const kind = table.table(4) ? "dictionary" : kinds[table.int(2, 1)];
    if (kind === undefined) throw new RangeError("a field of an unknown type");
    const type = table.table(3);
    return {
      name: table.text(0) ?? "",
      kind,
      type: elementType(kind, type, littleEndian),
      length: kind === "list of fixed length" ? type?.int(0, 4) ?? 0 : 0,
      buffers: buffersOf(kind, type, version),
      // Those of a dictionary are in batches of its own.
      children: kind === "dictionary"
        ? []
        : table.tables(5).map((child) => fieldOf(child, depth + 1)),
    };
  };
  return schema.tables(1).map((table) => fieldOf(table, 0));
}

/**
 * The columns of a batch.
 *
 * @param counts Further buffers of each field of views, as the batch counts them.
 */
function columnsOf(fields: readonly SchemaField[], counts: readonly number[] = []): Column[] {
  let nodes = 0, buffers = 0, views = 0;
  const walk = ({ kind, type, length, ...field }: SchemaField): Column[] => {
    const node = nodes++, first = buffers;
    buffers += field.buffers;
    if (kind === "binary view" || kind === "text view") buffers += counts[views++] ?? 0;
    const inner = field.children.map((child) => ({ name: child.name, columns: walk(child) }));
    const validityBuffer = { buffer: first, stride: 1, offset: 0 };
    const unread = { ...validityBuffer, name: "", bits: false, node, validity: [] };
    if (kind === "struct") {
      return inner.flatMap(({ name, columns }) =>
        columns.map((column) => ({
          ...column,
          name: `.${name}${column.name}`,
          validity: [validityBuffer, ...column.validity],
        }))
      );
    }
    if (kind === "list of fixed length") {
      const items = inner.flatMap(({ columns }) => columns);
      if (!(length >= 0 && length * items.length <= MAX_FIELDS)) {
        return [{ ...unread, type: `a list of ${length}` }];
      }
      return Array.from({ length }, (_, i) => {
        const within = <T extends Validity>(item: T): T => ({
          ...item,
          stride: length * item.stride,
          offset: i * item.stride + item.offset,
        });
        return items.map((column) => ({
          ...within(column),
          name: `[${i}]${column.name}`,
          validity: [validityBuffer, ...column.validity.map(within)],
        }));
      }).flat();
    }
    if (type === undefined) return [{ ...unread, type: kind }];
    const values = { ...validityBuffer, buffer: first + 1 };
    return [{
      ...values,
      name: "",
      type,
      bits: kind === "truth value",
      node,
      validity: [validityBuffer],
    }];
  };
  return fields.flatMap((field) =>
    walk(field).map((column) => ({ ...column, name: `${field.name}${column.name}` }))
  );
}

/** Looks at all messages of a file, and reads none of their bodies. */
function scan(file: Bytes): Messages {
  const { path } = file;
  const textAt = (offset: number) => new TextDecoder().decode(file.read(offset, MAGIC.length));
  const intAt = (offset: number) => new DataView(file.read(offset, 4).buffer).getInt32(0, true);
  let offset = 0, end = file.length;
  if (textAt(0) === MAGIC) {
    if (file.length < 20 || textAt(file.length - MAGIC.length) !== MAGIC) {
      throw damaged(path, `an Arrow file must end with ${MAGIC}`, "other bytes");
    }
    offset = 8;
    // A footer after the messages repeats them.
    end = file.length - MAGIC.length - 4;
    end -= intAt(end);
  }
  let fields: SchemaField[] | undefined;
  const batches: Batch[] = [];
  let rows = 0;
  while (offset < end) {
    // Messages of old versions begin with their length.
    const marked = intAt(offset) === -1;
    if (marked) offset += 4;
    const length = intAt(offset);
    offset += 4;
    if (length === 0) break;
    if (!(length > 0 && length <= MAX_METADATA)) {
      throw damaged(path, `the metadata of a message must have 1 to ${MAX_METADATA} bytes`, length);
    }
    const metadata = { offset, length };
    const message = FlatTable.root(file.read(offset, length));
    const version = message.int(0, 2), kind = message.int(1, 1), header = message.table(2);
    const body = { offset: offset + length, length: message.long(3) };
    offset = body.offset + body.length;
    if (version < V4 || header === undefined) throw new RangeError("a message of another version");
    if (!(body.length >= 0 && offset <= end)) {
      throw damaged(path, "its batches must be in the file", `an end at ${end} of ${offset}`);
    }
    if ((kind === SCHEMA) !== (fields === undefined)) throw new RangeError("no schema comes first");
    if (kind === SCHEMA) fields = schemaOf(header, version);
    else if (kind === BATCH) {
      const batch = { rows: header.long(0), metadata, body };
      batches.push(batch);
      rows += batch.rows;
      if (!(batch.rows >= 0 && Number.isSafeInteger(rows)) || batches.length > MAX_BATCHES) {
        throw damaged(
          path,
          `it must have rows that can be counted in at most ${MAX_BATCHES} batches`,
          `${batch.rows} rows in batch ${batches.length - 1}`,
        );
      }
    } else if (kind !== DICTIONARY) throw new RangeError(`a message of kind ${kind}`);
  }
  if (fields === undefined) throw new RangeError("no schema");
  return { fields, batches, rows };
}

/** How the buffers of a batch are compressed, as its metadata count it. */
const LZ4 = 0, ZSTD = 1;

/** The buffers of a batch. */
class Buffers {
  readonly #unpacked = new Map<number, Uint8Array<ArrayBuffer>>();
  #held = 0;

  constructor(
    readonly file: Bytes,
    readonly body: Place,
    readonly places: readonly (readonly number[])[],
    readonly codec: number | undefined,
    /** What unpacks Zstandard, if that is the codec. */
    readonly unpackZstd: UnpackZstd | undefined,
  ) {}

  /** Where a buffer lies. */
  #place(index: number): Place {
    const [offset, length] = this.places[index];
    if (!(offset >= 0 && length >= 0 && offset + length <= this.body.length)) {
      throw new RangeError("a buffer beyond its batch");
    }
    return { offset: this.body.offset + offset, length };
  }

  isEmpty(index: number): boolean {
    return this.#place(index).length === 0;
  }

  /** Bytes of a buffer, from one to before another. */
  read(index: number, from: number, to: number): Uint8Array<ArrayBuffer> {
    let { offset, length } = this.#place(index);
    if (this.codec !== undefined && length > 0) {
      const unpacked = this.#unpacked.get(index) ?? this.#unpack(index, { offset, length });
      if (unpacked !== undefined) {
        if (to > unpacked.length) throw new RangeError("a buffer that is too short");
        return unpacked.slice(from, to);
      }
      offset += 8;
      length -= 8;
    }
    if (to > length) throw new RangeError("a buffer that is too short");
    return this.file.read(offset + from, to - from);
  }

  /** Unpacks a buffer; undefined where it stands as it is behind the mark for that. */
  #unpack(index: number, { offset, length }: Place): Uint8Array<ArrayBuffer> | undefined {
    const { path } = this.file;
    const claimed = Number(new DataView(this.file.read(offset, 8).buffer).getBigInt64(0, true));
    if (claimed === -1) return undefined;
    checkRatio(path, "a buffer", length, claimed);
    this.#held += claimed;
    if (!(claimed >= 0 && this.#held <= MAX_HELD)) {
      throw damaged(
        path,
        `the compressed columns of a batch must have at most ${MAX_HELD} bytes`,
        this.#held,
      );
    }
    const packed = this.file.read(offset + 8, length - 8);
    const bytes = this.codec === LZ4
      ? unpackLz4(packed, claimed)
      : claimed === 0
      ? new Uint8Array()
      : this.unpackZstd!(packed, claimed);
    if (bytes.length !== claimed) throw new RangeError("a buffer that unpacks to another length");
    this.#unpacked.set(index, bytes);
    return bytes;
  }

  /** Items of a buffer of bits, from one to before another. */
  bits(index: number, from: number, to: number): Float32Array {
    const first = from >> 3;
    const bytes = this.read(index, first, Math.ceil(to / 8));
    return Float32Array.from({ length: to - from }, (_, i) => {
      const bit = from + i;
      return bytes[(bit >> 3) - first] >> (bit & 7) & 1;
    });
  }
}

/** A batch that is open: its columns, and their buffers. */
async function openBatch(
  file: Bytes,
  fields: readonly SchemaField[],
  { metadata, body, rows }: Batch,
): Promise<{ columns: Column[]; buffers: Buffers }> {
  const header = FlatTable.root(file.read(metadata.offset, metadata.length)).table(2)!;
  const compression = header.table(3);
  const codec = compression?.int(0, 1);
  if (codec !== undefined && codec !== LZ4 && codec !== ZSTD || compression?.int(1, 1)) {
    throw new RangeError("an unknown compression");
  }
  const columns = columnsOf(fields, header.longs(4, 1).flat());
  const nodes = header.longs(1, 2);
  for (const { node, stride, type } of columns) {
    if (typeof type !== "string" && nodes[node][0] !== rows * stride) {
      throw new RangeError("a column of another length");
    }
  }
  const unpackZstd = codec === ZSTD ? await loadZstd() : undefined;
  return { columns, buffers: new Buffers(file, body, header.longs(2, 2), codec, unpackZstd) };
}

/** The table of a file: {@linkcode FormatModule}. */
export async function open(
  packed: Bytes,
  { dataset, columns: wanted, nonFinite }: Selection,
): Promise<Opened> {
  const { path } = packed;
  if (dataset !== undefined) {
    throw new RangeError(
      sentence(path, "an Arrow file has one table", `the dataset ${quote(dataset)}`),
    );
  }
  const file = await packed.whole();
  const { fields, batches, rows } = guarded(path, () => scan(file));
  const all = columnsOf(fields);
  const meant = selectFields(path, all, wanted);
  const indices = meant.map((column) => all.indexOf(column));

  /** Some rows of a batch. */
  const read = (
    buffers: Buffers,
    columns: readonly Column[],
    first: number,
    start: number,
    end: number,
  ): Float64Array => {
    const count = end - start, width = columns.length;
    const out = new Float64Array(count * width);
    // The columns of a list have one buffer together.
    const items = new Map<number, Values>();
    for (const [c, { name, type, buffer, bits, stride, offset, validity }] of columns.entries()) {
      const [from, to] = [start * stride, end * stride];
      const { bytes } = type as ElementType;
      const values = items.get(buffer) ??
        (bits
          ? buffers.bits(buffer, from, to)
          : decode(path, buffers.read(buffer, bytes * from, bytes * to), type as ElementType));
      items.set(buffer, values);
      for (let row = 0; row < count; row++) out[row * width + c] = values[row * stride + offset];
      for (const { buffer, stride, offset } of validity) {
        if (buffers.isEmpty(buffer)) continue;
        const there = buffers.bits(buffer, start * stride, end * stride);
        for (let row = 0; row < count; row++) {
          if (there[row * stride + offset] === 1) continue;
          if (!nonFinite) {
            throw damaged(
              path,
              "every value must be there",
              `a missing one in column ${quote(name)}, row ${first + start + row}`,
            );
          }
          out[row * width + c] = NaN;
        }
      }
    }
    return out;
  };
  async function* values(): AsyncGenerator<Values> {
    let first = 0;
    for (const batch of batches) {
      const { columns, buffers } = await openBatch(file, fields, batch).catch((error) => {
        throw refusal(path, error);
      });
      const selected = indices.map((index) => columns[index]);
      const strides = new Map(selected.map(({ buffer, stride }) => [buffer, stride]));
      const items = Math.max(selected.length, [...strides.values()].reduce((a, b) => a + b, 0));
      const step = Math.max(1, Math.floor(CHUNK / items));
      for (let start = 0; start < batch.rows; start += step) {
        const end = Math.min(batch.rows, start + step);
        yield guarded(path, () => read(buffers, selected, first, start, end));
      }
      first += batch.rows;
    }
  }
  const names = meant.map(({ name }) => name);
  return { shape: [rows, names.length], columns: names, values };
}

/** The table of a file: {@linkcode FormatModule}. */
export async function inspect(packed: Bytes): Promise<FoundArray[]> {
  const file = await packed.whole();
  const { fields, rows } = guarded(file.path, () => scan(file));
  const found = foundFields(columnsOf(fields));
  return [{ name: null, shape: [rows, found.columns.length], ...found }];
}
