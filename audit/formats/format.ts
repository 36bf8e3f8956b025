/**
 * The interface of the module of a format: the arrays of a file, and the values of one.
 *
 * @module
 */
import type { Bytes } from "./bytes.ts";
import type { FoundArray, Selection, Values } from "./source.ts";

/** An array of a file, as long as the file is open. */
export interface Opened {
  /** Row-major; the first extent is null where only reading to the end tells it (text). */
  readonly shape: readonly (number | null)[];
  readonly columns?: readonly string[];
  readonly edges?: readonly Float64Array[];
  readonly squares?: Float64Array;
  /** Its values, row-major, whether finite or not; may be called again. */
  values(): Iterable<Values> | AsyncIterable<Values>;
  /** Frees what is held beside the file. */
  close?(): void;
}

/** The module of a format. The file is closed by the one who opened it. */
export interface FormatModule {
  /**
   * Opens an array.
   *
   * @throws {SyntaxError} If the file is damaged, or the array is not one of real numbers.
   * @throws {RangeError} If it has not what is selected.
   */
  open(file: Bytes, selection: Selection): Opened | Promise<Opened>;
  /**
   * The arrays of a file; their values are not read.
   *
   * @throws {SyntaxError} If the file is damaged.
   */
  inspect(file: Bytes): readonly FoundArray[] | Promise<readonly FoundArray[]>;
}
