/**
 * The columns of Parquet files. A member of a struct is a column by its path, `jet.pt`. A list of the same length
 * k in each row is k columns, `name[0]` to `name[k - 1]`; the steps of the schema that only make it a list are
 * left out of names.
 *
 * @module
 */
import type { FileMetaData, RowGroup, SchemaElement, SchemaTree } from "hyparquet";
import { parquetSchema } from "hyparquet";
import { getMaxRepetitionLevel } from "hyparquet/src/schema.js";

/** The longest lists whose items are columns. */
const MAX_ITEMS = 10_000;

/** Values that the file holds together. */
export interface Leaf {
  readonly name: string;
  /** From the root of the schema to the values. */
  readonly schemaPath: SchemaTree[];
  /** Numbers in each row. */
  readonly width: number;
  /** Why it cannot be used; without, it can. */
  readonly unreadable?: string;
}

/** A number in each row. */
export interface Column {
  readonly name: string;
  readonly leaf: Leaf;
  /** Which of the leaf's numbers in a row. */
  readonly item: number;
  readonly unreadable?: string;
}

/** Where in a row group the values of a leaf are. */
export function chunkOf(group: RowGroup, { schemaPath }: Leaf) {
  const path = schemaPath.at(-1)!.path.join("\0");
  return group.columns.find(({ meta_data }) => meta_data?.path_in_schema.join("\0") === path);
}

/** The digits of decimals that a number holds exactly. */
const MAX_DIGITS = 15;

/** Why the values of a leaf are not numbers; undefined where they are. */
function kindOf(element: SchemaElement): string | undefined {
  const { type, converted_type: converted, logical_type: logical, precision, scale = 0 } = element;
  const kind = logical?.type ?? converted;
  if (type === "INT96" || /^(DATE|TIME|INTERVAL)/.test(kind ?? "")) return "times";
  if (kind === "DECIMAL") {
    return converted === "DECIMAL" && precision! <= MAX_DIGITS && scale >= 0 && scale <= precision!
      ? undefined
      : `decimals of more than ${MAX_DIGITS} digits`;
  }
  if (type === "BYTE_ARRAY") {
    return ["STRING", "UTF8", "ENUM", "JSON"].includes(kind ?? "") ? "text" : "bytes";
  }
  return type === "FIXED_LEN_BYTE_ARRAY" && kind !== "FLOAT16" ? "bytes" : undefined;
}

/** How many numbers a leaf has in each row: those of a row group on average, of all of them the same. */
function widthOf({ row_groups }: FileMetaData, leaf: Leaf): number | undefined {
  const widths = row_groups.filter(({ num_rows }) => num_rows > 0).map((group) =>
    Number(chunkOf(group, leaf)?.meta_data?.num_values) / Number(group.num_rows)
  );
  const width = widths[0] ?? 1;
  return Number.isSafeInteger(width) && widths.every((other) => other === width)
    ? width
    : undefined;
}

/** Whether a node is the repeated part of a list: it and its one item are steps of the schema without meaning. */
function repeatsIn(list: SchemaTree | undefined, { element }: SchemaTree): boolean {
  return list !== undefined && list.children.length === 1 &&
    (list.element.converted_type === "LIST" || list.element.logical_type?.type === "LIST") &&
    element.repetition_type === "REPEATED";
}

/** The leaves of a file, in its order. */
function leavesOf(metadata: FileMetaData): Leaf[] {
  const walk = (path: SchemaTree[], names: readonly string[]): Leaf[] => {
    const node = path[path.length - 1];
    if (node.children.length > 0) {
      const isStep = node.children.length === 1 && repeatsIn(path.at(-2), node);
      return node.children.flatMap((child) =>
        walk(
          [...path, child],
          isStep || repeatsIn(node, child) ? names : [...names, child.element.name],
        )
      );
    }
    if (node.element.type === undefined) return [];
    const leaf = { name: names.join("."), schemaPath: path, width: 1 };
    const kind = path.some(({ element: { converted_type } }) => /^MAP/.test(converted_type ?? ""))
      ? "maps"
      : kindOf(node.element);
    if (kind !== undefined) return [{ ...leaf, unreadable: kind }];
    const depth = getMaxRepetitionLevel(path);
    if (depth === 0) return [leaf];
    if (depth > 1) return [{ ...leaf, unreadable: "lists of lists" }];
    const width = widthOf(metadata, leaf);
    if (width === undefined) return [{ ...leaf, unreadable: "jagged" }];
    if (width > MAX_ITEMS) return [{ ...leaf, unreadable: `lists of ${width} numbers` }];
    return [{ ...leaf, width }];
  };
  return walk([parquetSchema(metadata)], []);
}

/** The columns of a file, those that cannot be used too. */
export function columnsOf(metadata: FileMetaData): Column[] {
  return leavesOf(metadata).flatMap((leaf): Column[] => {
    const { name, schemaPath, width, unreadable } = leaf;
    if (unreadable !== undefined) return [{ name, leaf, item: 0, unreadable }];
    if (getMaxRepetitionLevel(schemaPath) === 0) return [{ name, leaf, item: 0 }];
    return Array.from({ length: width }, (_, item) => ({ name: `${name}[${item}]`, leaf, item }));
  });
}
