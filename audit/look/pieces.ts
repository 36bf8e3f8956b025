/**
 * Pieces of files that may be draws, a truth or another sample, by the names and shapes of their arrays.
 *
 * @module
 */
import type { FoundArray } from "../formats/source.ts";
import { naturalOrder } from "../input/folder.ts";

/** What a sample is for. */
export const roles = ["draws", "truth", "holdout", "training"] as const;
/** What a sample is for. */
export type Role = typeof roles[number];

/** Words in names of files and arrays that reveal their role. */
const words: Readonly<Record<Role, readonly string[]>> = {
  draws: [
    ...["draw", "draws", "sample", "samples", "sampled", "gen", "generated", "generator", "fake"],
    ...["model", "flow", "posterior", "prediction", "predictions", "pred", "synthetic"],
  ],
  truth: [
    ...["truth", "true", "reference", "ref", "target", "test", "mc", "simulation", "geant"],
    ...["data", "real"],
  ],
  holdout: ["holdout", "heldout", "held", "validation", "valid", "val"],
  training: ["train", "training"],
};

/** Names of weights, and of a column that tells draws apart. */
const weightNames = /^(?:.*[_./ ])?(?:w|wt|wgt|weights?)$|weights?$/i;
const drawNames = /^(?:draw|replica|posterior|sample)(?:[_ ]?(?:id|index|number))?$/i;

/** Whether a name is that of weights. */
export function namesWeights(name: string): boolean {
  return weightNames.test(name);
}

/** Names of columns that only number the rows, as pandas writes them. */
const indexNames = /^(?:__index_level_\d+__|index|Unnamed: 0)$/;

/** Words of a name. */
function wordsOf(name: string): string[] {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z]+/);
}

/**
 * The role of a sample by its name: that of the last word that reveals one.
 *
 * @example By a word of the name
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { roleOfName } from "./pieces.ts";
 *
 * assertEquals(roleOfName("jets_heldOut_2"), "holdout");
 * assertEquals(roleOfName("jets"), undefined);
 * ```
 */
export function roleOfName(name: string): Role | undefined {
  const matches = wordsOf(name).flatMap((word) =>
    roles.filter((role) => words[role].includes(word))
  );
  return matches.includes("holdout") ? "holdout" : matches.at(-1);
}

/** Arrays of one sample in a file, or in each of several files. */
export interface Piece {
  /** The file, or the first of them. */
  readonly file: string;
  /** All files, if it is a file for each draw. */
  readonly files?: readonly string[];
  readonly dataset?: string;
  /** Features, where not all columns are. */
  readonly columns?: readonly string[];
  /** Names of features, where the file tells them. */
  readonly names?: readonly string[];
  /** Columns that cannot be used, and why. */
  readonly leftOut?: FoundArray["leftOut"];
  /** What the file has as a table of text. */
  readonly text?: FoundArray["text"];
  readonly weights?: string;
  /** Column that tells draws apart. */
  readonly draw?: string;
  /** Of the features together, `[..., features]`, or of bins. */
  readonly shape: readonly (number | null)[];
  /** Whether the array has edges of bins. */
  readonly edges: boolean;
  /** The role that names reveal. */
  readonly role?: Role;
}

/** The part of an array's name before its last slash, which is that of its group. */
function groupOf(name: string | null): string {
  return name === null ? "" : name.slice(0, Math.max(0, name.lastIndexOf("/")));
}

/** Whether two shapes are the same. */
function alike(a: FoundArray, b: FoundArray): boolean {
  return a.shape.join() === b.shape.join();
}

/** Whether a name is that of weights. */
type IsWeights = (name: string) => boolean;

/** A piece of one array, which may be a table. */
function pieceOf(file: string, array: FoundArray, only: boolean, isWeights: IsWeights): Piece {
  const { name, shape, columns, text, edges = false } = array;
  const weights = columns?.find(isWeights);
  const draw = columns?.find((column) => drawNames.test(column));
  const indices = columns?.filter((column) => indexNames.test(column)) ?? [];
  const leftOut = [
    ...indices.map((name) => ({ name, unreadable: "an index" })),
    ...array.leftOut ?? [],
  ];
  const features = columns?.filter((column) =>
    column !== weights && column !== draw && !indices.includes(column)
  );
  const beside = features !== undefined && features.length < columns!.length;
  return {
    file,
    ...(name !== null && !only && { dataset: name }),
    ...(beside && { columns: features }),
    ...(features && { names: features }),
    ...(leftOut.length > 0 && { leftOut }),
    ...(text && { text }),
    ...(weights !== undefined && { weights }),
    ...(draw !== undefined && { draw }),
    shape: beside ? [...shape.slice(0, -1), features.length] : shape,
    edges,
    role: name === null ? undefined : roleOfName(name.slice(name.lastIndexOf("/") + 1)) ??
      roleOfName(groupOf(name)),
  };
}

/** Arrays in natural order where the file lists them alphabetically: `x2` before `x10`. */
function counted(arrays: readonly FoundArray[]): readonly FoundArray[] {
  const names = arrays.map(({ name }) => name ?? "");
  const alphabetical = names.every((name, i) => i === 0 || names[i - 1] <= name);
  return alphabetical
    ? arrays.toSorted((a, b) => naturalOrder(a.name ?? "", b.name ?? ""))
    : arrays;
}

/** The pieces of arrays that stand together in a file. */
function piecesOfGroup(
  file: string,
  arrays: readonly FoundArray[],
  alone: boolean,
  isWeights: IsWeights,
): Piece[] {
  const tail = ({ name }: FoundArray) => name!.slice(name!.lastIndexOf("/") + 1);
  const weights = arrays.filter((array) =>
    array.name !== null && (isWeights(tail(array)) || isWeights(array.name))
  );
  const others = arrays.filter((array) => !weights.includes(array));
  const named = others.filter((array) => array.name !== null && roleOfName(tail(array)));
  const rest = counted(others.filter((array) => !named.includes(array)));
  const columns = rest.length > 1 &&
    rest.every((array) =>
      array.columns === undefined && array.edges !== true && alike(array, rest[0])
    );
  const pieces: Piece[] = [
    ...named.map((array) => pieceOf(file, array, false, isWeights)),
    ...(columns
      ? [{
        file,
        columns: rest.map(({ name }) => name!),
        names: rest.map(tail),
        shape: [...rest[0].shape, rest.length],
        edges: false,
        role: roleOfName(groupOf(rest[0].name)),
      }]
      : rest.map((array) =>
        pieceOf(file, array, alone && others.length === 1 && weights.length === 0, isWeights)
      )),
  ];
  return pieces.map((piece) => {
    // Weights belong to the sample that has as many events, first to that of the same word.
    const fitting = weights.filter(({ shape }) =>
      shape.join() === piece.shape.slice(0, shape.length).join() &&
      shape.length >= piece.shape.length - 1
    );
    const best = fitting.find(({ name }) => roleOfName(name!) === piece.role) ?? fitting[0];
    return best === undefined || piece.weights !== undefined
      ? piece
      : { ...piece, weights: best.name! };
  });
}

/** Why an array is no part of a sample, in a few words; undefined if it may be one. */
export function notUsed({ shape, unreadable }: FoundArray): string | undefined {
  return unreadable ?? (shape.length === 0 ? "a single number" : undefined);
}

/**
 * The arrays of a file, where several lists of one length stand together as features of a sample: another list beside
 * them, such as places of bins, is no part of it.
 *
 * @param weights Name of the array of weights; by default one that says that it is.
 */
export function withoutLoneLists(arrays: readonly FoundArray[], weights?: string): FoundArray[] {
  const groups = Map.groupBy(
    arrays.filter((array) =>
      array.name !== null && notUsed(array) === undefined && array.columns === undefined &&
      array.shape.length === 1 && array.edges !== true && roleOfName(array.name) === undefined &&
      array.name !== weights && !namesWeights(array.name)
    ),
    ({ name }) => groupOf(name),
  );
  const lone = new Set([...groups.values()].flatMap((group) => {
    const lengths = [...Map.groupBy(group, ({ shape }) => shape[0]).values()];
    const several = lengths.filter(({ length }) => length > 1);
    return several.length === 1 ? lengths.filter(({ length }) => length === 1).flat() : [];
  }));
  return arrays.map((array) =>
    lone.has(array) ? { ...array, unreadable: "a list of another length" } : array
  );
}

/**
 * The pieces of a file: arrays that names tell apart, or that have one shape and are the features of one sample.
 *
 * @param arrays What the file holds.
 * @param weights Name of the array or column of weights; by default one that says that it is.
 */
export function piecesOf(file: string, arrays: readonly FoundArray[], weights?: string): Piece[] {
  const isWeights: IsWeights = weights === undefined ? namesWeights : (name) => name === weights;
  const readable = arrays.filter((array) => notUsed(array) === undefined);
  const groups = new Map<string, FoundArray[]>();
  for (const array of readable) {
    const group = groupOf(array.name);
    groups.set(group, [...groups.get(group) ?? [], array]);
  }
  return [...groups.values()].flatMap((group) =>
    piecesOfGroup(file, group, readable.length === arrays.length && groups.size === 1, isWeights)
  );
}
