/**
 * The events of a training file: read as the audit reads, checked, and split.
 *
 * @module
 */
import { Stream } from "../core/random.ts";
import type { Folder } from "../audit/input/folder.ts";
import { openEvents } from "../audit/input/open_events.ts";
import { pointsOf } from "../audit/input/points.ts";
import { type FoundArray, list, nameOf, quote } from "../audit/formats/source.ts";
import { meantColumns } from "../audit/look/features.ts";
import { namesWeights, type Piece, piecesOf, withoutLoneLists } from "../audit/look/pieces.ts";
import { plain } from "../render/format.ts";
import { decimal, grouped } from "../render/sentence.ts";
import { encodeTensors } from "../runner/safetensors.ts";
import { sha256 } from "../runner/key.ts";
import { curveInWords, transformsOf } from "./transform.ts";
import type { OwnSample } from "./schema.ts";

/** Fewest and most features of a flow. */
const fewestFeatures = 2, mostFeatures = 5;
/** Fewest events to train on, and to judge by. */
const fewestTraining = 400, fewestHeldOut = 200;
/** Share of events with the same value from which on a note reports it. */
const spike = 0.01;

/** How a file is split. */
export interface SplitOptions {
  /** Names or numbers of the features; default all columns. */
  readonly columns?: readonly string[];
  /** Share of events that are held out, between 0 and 1. */
  readonly heldOut: number;
  readonly seed: number;
}

/** A training file in two parts. */
export interface SplitFile {
  readonly sample: OwnSample;
  /** Files of the parts, by name. */
  readonly parts: ReadonlyMap<string, Uint8Array>;
  /** What was found and assumed, in lines. */
  readonly notes: readonly string[];
}

/** Names of the files of the parts. */
export const partNames = { training: "training.safetensors", heldOut: "held-out.safetensors" };

function refuser(path: string) {
  return (rule: string, current: string | number) =>
    new RangeError(
      `Cannot fit posteriors to ${quote(path, 300)} as ${rule}: current value is ${current}`,
    );
}

/** The arrays whose full or last names are the features, and weights; all arrays where features are columns. */
function wantedArrays(
  arrays: readonly FoundArray[],
  wanted: readonly string[] = [],
): readonly FoundArray[] {
  const lasts = (name: string) => name.slice(name.lastIndexOf("/") + 1);
  for (const called of [(name: string) => name, lasts]) {
    const meant = arrays.filter(({ name }) => name !== null && wanted.includes(called(name)));
    if (meant.length > 0 && meant.length === wanted.length) {
      return arrays.filter((array) =>
        meant.includes(array) || array.name !== null && namesWeights(array.name)
      );
    }
  }
  return arrays;
}

/** The only sample of a file, the only one with the named features, or the one whose name says train. */
async function pieceIn(
  path: string,
  wanted: readonly string[] | undefined,
  folder: Folder,
): Promise<Piece> {
  const refuse = refuser(path);
  const { arrays } = await folder.inspect(path);
  const pieces = piecesOf(path, withoutLoneLists(wantedArrays(arrays, wanted)));
  if (pieces.length === 0) {
    throw refuse(
      "it must have an array of numbers",
      list(
        arrays.map(({ name, unreadable }) =>
          name === null ? `${unreadable}` : `${name}: ${unreadable}`
        ),
      ),
    );
  }
  const withFeatures = wanted === undefined
    ? []
    : pieces.filter(({ names, columns }) =>
      wanted.every((name) => names?.includes(name) || columns?.includes(name))
    );
  const possible = withFeatures.length > 0 ? withFeatures : pieces;
  const meant = possible.filter(({ role }) => role === "training");
  const [piece, ...others] = meant.length > 0 ? meant : possible;
  if (others.length > 0) {
    throw refuse(
      "it must hold one sample, or one whose name says train, or --columns must name features that only one has",
      list([piece, ...others].map(({ dataset, columns }) => dataset ?? columns?.join(", ") ?? "?")),
    );
  }
  return piece;
}

/** Names of features. Columns that are known by number alone are called so: a number would stand for a place. */
function featureNames(
  { names }: Piece,
  wanted: readonly string[] | undefined,
  count: number,
): string[] {
  const isNumber = (name: string) => /^\d+$/.test(name);
  return Array.from({ length: count }, (_, i) => {
    const choice = wanted?.[i] ?? names?.[i] ?? String(i);
    const name = isNumber(choice) ? names?.[Number(choice)] ?? choice : choice;
    return isNumber(name) ? `column ${name}` : name;
  });
}

/** Events in the order of the file, `[n, features]`. */
async function eventsOf(path: string, wanted: readonly string[] | undefined, folder: Folder) {
  const refuse = refuser(path);
  const piece = await pieceIn(path, wanted, folder);
  if (piece.weights !== undefined && !wanted?.includes(piece.weights)) {
    throw refuse("its events must have no weights", `weights in ${quote(piece.weights)}`);
  }
  const twice = wanted?.find((name, i) => wanted.indexOf(name) < i);
  if (twice !== undefined) throw refuse("each feature must come once", `${quote(twice)} twice`);
  const { columns } = meantColumns(
    { what: "it", refuse },
    piece,
    wanted,
    undefined,
    undefined,
    piece.shape.at(-1) ?? 1,
  );
  const opened = await openEvents(
    {
      open: ({ file, ...selection }) => folder.open(file, selection),
      inspect: async (file) => (await folder.inspect(file)).arrays,
    },
    { file: path, dataset: piece.dataset, ...(columns && { columns: [...columns] }) },
    1,
  );
  const { source, features } = opened;
  try {
    if (source.shape.length > 2) {
      throw refuse(
        "its events must have the shape [events, features]",
        `[${source.shape.map((extent) => extent ?? "n").join(", ")}]`,
      );
    }
    if (features < fewestFeatures || features > mostFeatures) {
      throw refuse(
        `there must be ${fewestFeatures} to ${mostFeatures} features, which --columns chooses`,
        features,
      );
    }
    const { points: { values }, step } = await pointsOf(opened, features, undefined);
    const names = featureNames(piece, wanted, features);
    return { names, values, step, format: source.format };
  } finally {
    source.close();
  }
}

/** Throws for a feature that is the same in all events; notes where one value is frequent. */
function checkFeature(path: string, name: string, values: Float64Array): string[] {
  const sorted = values.toSorted();
  let most = 0, frequent = NaN;
  for (let from = 0, i = 1; i <= sorted.length; i++) {
    if (i < sorted.length && sorted[i] === sorted[from]) continue;
    if (i - from > most) [most, frequent] = [i - from, sorted[from]];
    from = i;
  }
  if (most === sorted.length) {
    throw refuser(path)(`the feature ${quote(name)} must vary`, `${frequent} in all events`);
  }
  return most < spike * sorted.length ? [] : [
    `Of the events, ${decimal(100 * most / sorted.length, 1)} % have the same value ${
      plain(frequent)
    } of ${quote(name)}. A flow is continuous and spreads them out.`,
  ];
}

/** Some events as a file of columns. */
function partOf(names: readonly string[], values: Float64Array, rows: Uint32Array): Uint8Array {
  const column = (feature: number) =>
    Float64Array.from(rows, (row) => values[row * names.length + feature]);
  return encodeTensors({
    metadata: {},
    arrays: Object.fromEntries(
      names.map((name, i) => [name, { shape: [rows.length], values: column(i) }]),
    ),
  });
}

/**
 * Reads a training file and splits it: events that are held out are chosen at random, and both parts keep the order of
 * the file.
 *
 * @throws {RangeError} If there are not 2 to 5 features, or too few events, a feature is constant, or events have weights.
 * @throws {SyntaxError} If the file is in no known format or damaged, or a value is not finite.
 * @throws {Error} If it cannot be read.
 */
export async function splitFile(
  path: string,
  { columns: wanted, heldOut: share, seed }: SplitOptions,
  folder: Folder,
): Promise<SplitFile> {
  const refuse = refuser(path);
  const { names, values, step, format } = await eventsOf(path, wanted, folder);
  const features = names.length, events = values.length / features;
  const heldOut = Math.round(share * events), training = events - heldOut;
  if (training < fewestTraining || heldOut < fewestHeldOut) {
    throw refuse(
      `there must be ${fewestTraining} training events and ${fewestHeldOut} held-out ones`,
      `${training} and ${heldOut}`,
    );
  }
  const column = (feature: number) =>
    Float64Array.from({ length: events }, (_, i) => values[i * features + feature]);
  const notes = names.flatMap((name, i) => checkFeature(path, name, column(i)));
  if (step > 1) {
    notes.push(`The file has too many events to hold: one of ${step} was taken.`);
  }
  const order = Stream.fromSeed(seed).split("own data", "held-out events").permutation(events);
  const rows = {
    heldOut: order.subarray(0, heldOut).toSorted(),
    training: order.subarray(heldOut).toSorted(),
  };
  const taken = (part: Uint32Array) =>
    Float64Array.from(
      { length: part.length * features },
      (_, i) => values[part[Math.floor(i / features)] * features + i % features],
    );
  const transforms = transformsOf(taken(rows.training), taken(rows.heldOut), features);
  const parts = new Map(
    (["training", "heldOut"] as const).map((
      part,
    ) => [partNames[part], partOf(names, values, rows[part])]),
  );
  const sample: OwnSample = {
    file: nameOf(path),
    format,
    features: names.map((name, i) => ({ name, transform: transforms[i] })),
    training,
    heldOut,
    seed,
    digest: sha256([...parts.values()].map((bytes) => sha256(bytes)).join()),
    notes,
  };
  return {
    sample,
    parts,
    notes: [
      `${quote(path, 300)}: the training file, ${format}, ${
        grouped(events)
      } events of ${features} features (${names.join(", ")}), no weights`,
      `Held out: ${
        grouped(heldOut)
      } events, chosen at random by seed ${seed}; the fits see the other ${grouped(training)}`,
      ...sample.features.map(({ name, transform }) =>
        `Feature ${name}: x is fitted ${transform.curve.kind === "linear" ? "" : "as "}${
          curveInWords(transform, plain)
        }, scaled to mean 0 and standard deviation 1`
      ),
      ...notes,
    ],
  };
}
