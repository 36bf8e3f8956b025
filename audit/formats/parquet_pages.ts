/**
 * The pages of Parquet files: their headers, checksums and values. The library knows encodings and compression.
 *
 * @module
 */
import type {
  ColumnMetaData,
  CompressionCodec,
  Compressors,
  DecodedArray,
  PageHeader,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { parquetHeader, readPage } from "hyparquet/src/column.js";
import {
  convert,
  convertWithDictionary,
  DEFAULT_PARSERS,
  parseDecimal,
} from "hyparquet/src/convert.js";
import { decompressPage, readDataPage, readDataPageV2 } from "hyparquet/src/datapage.js";
import { getMaxDefinitionLevel } from "hyparquet/src/schema.js";
import type { Bytes } from "./bytes.ts";
import { crc32 } from "./crc32.ts";
import type { Leaf } from "./parquet_columns.ts";
import { damaged, quote } from "./source.ts";
import { loadZstd } from "./zstd.ts";

/** The most bytes that a page may have unpacked. */
const MAX_PAGE = 1 << 27;

/** The values of a leaf in a page. */
export interface Page {
  /** Values, those that are missing too. */
  readonly count: number;
  /** Of each value its level, 0 where it begins a row; without, each does. */
  readonly repetition?: ArrayLike<number>;
  /** Of each value its level, `whole` where it is there; without, each is. */
  readonly definition?: ArrayLike<number>;
  readonly whole: number;
  /** The values that are not missing. */
  readonly values: ArrayLike<unknown>;
}

/**
 * Unpacks a file of gzip ({@link https://www.rfc-editor.org/rfc/rfc1952 | RFC 1952}), and compares the length and the
 * checksum at its end, which the library does not.
 */
function gunzip(packed: Uint8Array, length: number): Uint8Array {
  const bytes = compressors.GZIP!(packed, length);
  if (packed[0] === 0x1f && packed[1] === 0x8b) {
    const end = new DataView(packed.buffer, packed.byteOffset + packed.length - 8, 8);
    if (end.getUint32(4, true) !== length || end.getUint32(0, true) !== crc32(bytes)) {
      throw new RangeError("what gzip packed must unpack");
    }
  }
  return bytes;
}

/** What unpacks pages that were packed in some ways. */
export async function unpackersOf(codecs: ReadonlySet<CompressionCodec>): Promise<Compressors> {
  const unpackers = { ...compressors, GZIP: gunzip };
  return codecs.has("ZSTD") ? { ...unpackers, ZSTD: await loadZstd() } : unpackers;
}

/** What the library needs to know of a leaf. */
function decoderOf({ schemaPath }: Leaf, { codec }: ColumnMetaData, unpackers: Compressors) {
  const { element, path } = schemaPath[schemaPath.length - 1];
  const { type, converted_type } = element;
  // Its decimals are products with a power of ten that is not exact.
  const raw = converted_type === "DECIMAL" &&
    { converted_type: undefined, logical_type: undefined };
  return {
    pathInSchema: path,
    type: type!,
    element: { ...element, ...raw },
    schemaPath,
    codec,
    parsers: DEFAULT_PARSERS,
    compressors: unpackers,
    utf8: false,
  };
}

/** The values of a data page. */
function decode(
  bytes: Uint8Array,
  header: PageHeader,
  decoder: ReturnType<typeof decoderOf>,
  dictionary: DecodedArray | undefined,
): Page {
  const first = header.data_page_header, second = header.data_page_header_v2;
  const { definitionLevels, repetitionLevels, dataPage } = second !== undefined
    ? readDataPageV2(bytes, header, decoder)
    : readDataPage(
      decompressPage(bytes, header.uncompressed_page_size, decoder.codec, decoder.compressors),
      first!,
      decoder,
    );
  const { num_values: count, encoding } = (second ?? first)!;
  const whole = getMaxDefinitionLevel(decoder.schemaPath);
  const { scale, converted_type } = decoder.schemaPath.at(-1)!.element;
  const values = convertWithDictionary(dataPage, dictionary, encoding, decoder);
  return {
    count,
    ...(repetitionLevels.length > 0 && { repetition: repetitionLevels }),
    ...(whole > 0 && definitionLevels?.length && { definition: definitionLevels }),
    whole,
    values: converted_type === "DECIMAL" ? scaled(values, scale ?? 0) : values,
  };
}

/** Decimals from their digits. */
function scaled(digits: ArrayLike<unknown>, scale: number): number[] {
  const unit = Number(`1e${scale}`);
  return Array.from(
    digits,
    (value) => (value instanceof Uint8Array ? parseDecimal(value) : Number(value)) / unit,
  );
}

/** Bytes that usually hold a header of a page. */
const HEADER = 1 << 12;

/** The header of a page that begins at a place, and where it ends. */
function headerAt(file: Bytes, start: number, end: number): { header: PageHeader; end: number } {
  for (let length = HEADER;; length *= 8) {
    const bytes = file.read(start, Math.min(length, end - start));
    const reader = { view: new DataView(bytes.buffer), offset: 0 };
    try {
      return { header: parquetHeader(reader), end: start + reader.offset };
    } catch (error) {
      // Statistics may make it longer.
      if (start + length >= end) throw error;
    }
  }
}

/**
 * The pages of a leaf in a row group, of which one is held.
 *
 * @param place Where its pages are.
 * @param unpackers {@linkcode unpackersOf}
 * @throws {SyntaxError} If a page is not whole, too large, or not what its checksum says.
 */
export function* pagesOf(
  file: Bytes,
  place: { readonly start: number; readonly length: number },
  leaf: Leaf,
  metadata: ColumnMetaData,
  unpackers: Compressors,
): Generator<Page> {
  const { path } = file;
  const end = place.start + place.length;
  const decoder = decoderOf(leaf, metadata, unpackers);
  if (metadata.type !== decoder.type) {
    throw damaged(path, `${quote(leaf.name)} must be ${decoder.type}`, metadata.type);
  }
  let at = place.start;
  let dictionary: DecodedArray | undefined;
  for (let left = Number(metadata.num_values); left > 0;) {
    const { header, end: start } = headerAt(file, at, end);
    const { type, compressed_page_size: length, uncompressed_page_size: unpacked, crc } = header;
    if (!(length >= 0 && start + length <= end && unpacked <= MAX_PAGE)) {
      throw damaged(
        path,
        `a page of ${quote(leaf.name)} must be in its row group and have at most ${MAX_PAGE} bytes`,
        `${length} bytes that unpack to ${unpacked}`,
      );
    }
    const bytes = file.read(start, length);
    at = start + length;
    if (crc !== undefined && crc32(bytes) !== crc >>> 0) {
      throw damaged(
        path,
        `the pages of ${quote(leaf.name)} must have the bytes that their checksums say`,
        `others in a page of ${length} bytes`,
      );
    }
    if (type === "DICTIONARY_PAGE") {
      const reader = { view: new DataView(bytes.buffer), offset: 0 };
      const { data } = readPage(reader, header, decoder, undefined, undefined, 0);
      dictionary = convert(data!, decoder);
      continue;
    }
    const { num_values: count } = (header.data_page_header_v2 ?? header.data_page_header)!;
    if (!(count >= 0 && count <= left)) {
      throw damaged(path, `a page of ${quote(leaf.name)} must have at most ${left} values`, count);
    }
    left -= count;
    yield decode(bytes, header, decoder, dictionary);
  }
}
