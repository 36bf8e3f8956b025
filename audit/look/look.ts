/**
 * Drafts the configuration of an audit from files: the role of each follows from flags, names or shapes.
 *
 * @module
 */
import { grouped } from "../../render/sentence.ts";
import type { Ask, AxisEdges } from "./answers.ts";
import type { Draft } from "../config.ts";
import { type Folder, naturalOrder } from "../input/folder.ts";
import { groupOf } from "./groups.ts";
import { type MeantColumns, meantColumns } from "./features.ts";
import { list, quote, size } from "../formats/source.ts";
import { type Range, rangeLines, type Ranges, rangesOf } from "./ranges.ts";
import {
  notUsed,
  type Piece,
  piecesOf,
  type Role,
  roleOfName,
  roles,
  withoutLoneLists,
} from "./pieces.ts";

/** What draws and a truth may give. */
type Kind = NonNullable<Draft["draws"]>["kind"];

/** What the reader has chosen, by flags or in the fields of a page. */
export interface Choices {
  readonly title?: string;
  readonly kind?: Kind;
  readonly truthKind?: Kind | "equal" | "none";
  /** Files of each role; of the draws patterns and folders, too. */
  readonly files?: Partial<Record<Role, string>>;
  readonly columns?: readonly string[];
  readonly weights?: string;
  /** Column of the condition, and how many bins it is looked at in. */
  readonly condition?: { readonly column: string; readonly quantiles: number };
  readonly nTrain?: number;
  readonly bins?: readonly number[];
  readonly edges?: readonly AxisEdges[];
}

/** How the reader can settle what is only guessed: by flags, or by fields of a page. */
export interface Hints {
  readonly roles: string;
  readonly which: string;
  readonly kind: string;
  readonly bins: string;
  readonly edges: string;
  readonly nTrain: string;
}

const flags: Hints = {
  which: "flags such as --draws",
  roles: "flags: --draws, --truth, --holdout, --training",
  kind: "--draws events, with --file for their file, says otherwise",
  bins: "others by --bins or --edges",
  edges: "held-out or training events, or --edges",
  nTrain: "--training-events says them",
};

/** A configuration, and what was found and assumed for it. */
export interface Looked {
  readonly draft: Draft;
  /** Lines for the reader. */
  readonly lines: readonly string[];
  /** Ranges of the features of the sample of which the bins are. */
  readonly ranges?: readonly Range[];
  /** The sentence why that sample cannot be read, if it cannot. The audit says the same. */
  readonly unreadable?: string;
}

const refuse = (rule: string, current: string | number) =>
  new RangeError(`Cannot audit these files as ${rule}: current value is ${current}`);

/** A shape in words. */
function words(shape: readonly (number | null)[]): string {
  return `[${shape.map((extent) => extent ?? "n").join(", ")}]`;
}

/** Names of files that differ in their numbers alone are of one group: a file for each draw. */
function groupsOf(paths: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    groups.set(groupOf(path), [...groups.get(groupOf(path)) ?? [], path]);
  }
  return [...groups.values()].map((group) => group.sort(naturalOrder));
}

/** All samples in the files, and lines on what is left out of them. */
async function piecesIn(
  files: readonly string[],
  { files: filesOfRoles = {}, weights }: Choices,
  folder: Folder,
): Promise<{ readonly pieces: Piece[]; readonly lines: string[] }> {
  const pieces: Piece[] = [], lines: string[] = [];
  const add = async (group: readonly string[], role: Role | undefined) => {
    const [file] = group;
    const arrays = withoutLoneLists((await folder.inspect(file)).arrays, weights);
    const added = piecesOf(file, arrays, weights);
    if (added.length === 0) {
      throw refuse(
        `${quote(file, 300)} must have an array of numbers`,
        list(
          arrays.map((array) =>
            array.name === null ? `${notUsed(array)}` : `${array.name}: ${notUsed(array)}`
          ),
        ),
      );
    }
    const leftOut = arrays.flatMap((array) => {
      const unreadable = notUsed(array);
      return unreadable === undefined ? [] : [{ name: array.name ?? "", unreadable }];
    });
    if (leftOut.length > 0) lines.push(`${quote(file, 300)}: ${without(leftOut)}`);
    for (const piece of added) {
      pieces.push({
        ...piece,
        ...(group.length > 1 && { files: group }),
        // Words within a file say more than its name, and flags more than both.
        role: added.length > 1
          ? piece.role ?? role
          : role ?? piece.role ?? (group.length > 1 ? "draws" : roleOfName(nameOf(file))),
      });
    }
  };
  for (const role of roles) {
    const name = filesOfRoles[role];
    if (name === undefined) continue;
    const filesOfRole = folder.files(name);
    if (filesOfRole.length > 1 && role !== "draws") {
      throw refuse(`the ${role} must be in one file`, list(filesOfRole));
    }
    await add(filesOfRole, role);
  }
  for (const group of groupsOf(files.flatMap((name) => folder.files(name)))) {
    await add(group, undefined);
  }
  return { pieces, lines };
}

/**
 * Pieces with the weights that the reader has chosen: some may lack them, but not all. Columns without names are
 * given by number.
 */
function weighted(pieces: readonly Piece[], { weights }: Choices): readonly Piece[] {
  if (weights === undefined) return pieces;
  const all = pieces.map((piece) =>
    piece.names === undefined && Number(weights) < (piece.shape.at(-1) ?? 1)
      ? { ...piece, weights }
      : piece
  );
  if (all.every((piece) => piece.weights === undefined)) {
    throw refuse(`a sample must have the weights ${quote(weights)}`, "none that has");
  }
  return all;
}

/** The name of a file without its folder and its ending. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/(?:\.\w+){1,2}$/, "");
}

/** How a piece is called in a sentence. */
function called({ file, files, dataset, columns }: Piece): string {
  if (files !== undefined) return `${quote(file, 300)} and ${files.length - 1} more`;
  return dataset !== undefined
    ? `${quote(dataset)} of ${quote(file, 300)}`
    : columns !== undefined
    ? `${list(columns)} of ${quote(file, 300)}`
    : quote(file, 300);
}

/** Whether a piece has draws of its own: an axis or a column of them, or a file for each. */
function hasDraws({ files, draw, shape }: Piece): boolean {
  return files !== undefined || draw !== undefined || shape.length >= 3;
}

/** Gives every piece its role: what names leave open is decided by the shapes, and then by the reader. */
function assigned(
  pieces: readonly Piece[],
  ask: Ask | undefined,
  hints: Hints,
): Partial<Record<Role, Piece>> & { draws: Piece } {
  const byRole: Partial<Record<Role, Piece>> = {};
  const open: Piece[] = [];
  for (const piece of pieces) {
    const { role } = piece;
    if (role === undefined) open.push(piece);
    else if (byRole[role] === undefined) byRole[role] = piece;
    else {
      throw refuse(
        `there must be one sample for each of ${list(roles)}`,
        `${called(byRole[role])} and ${
          called(piece)
        } for the ${role}; ${hints.which} say which is which`,
      );
    }
  }
  const take = (role: Role, piece: Piece) => {
    byRole[role] = piece;
    open.splice(open.indexOf(piece), 1);
  };
  const deepest = Math.max(...pieces.map(({ shape }) => shape.length));
  if (byRole.draws === undefined) {
    const candidates = open.filter((piece) =>
      hasDraws(piece) || (open.length === 1 && byRole.truth !== undefined) ||
      (piece.shape.length === deepest &&
        open.every((other) => other === piece || other.shape.length < deepest))
    );
    if (candidates.length === 1) take("draws", candidates[0]);
  }
  if (byRole.truth === undefined && byRole.draws !== undefined && open.length === 1) {
    take("truth", open[0]);
  }
  for (const piece of ask === undefined ? [] : [...open]) {
    const left = roles.filter((role) => byRole[role] === undefined);
    const answer = ask!(`What is ${called(piece)} ${words(piece.shape)}: ${left.join(", ")}?`);
    const role = left.find((role) => role === answer?.trim());
    if (role !== undefined) take(role, piece);
  }
  if (open.length > 0) {
    throw refuse(
      `names or shapes must tell what each file is, or ${hints.roles}`,
      open.map((piece) => `${called(piece)} ${words(piece.shape)}`).join(", "),
    );
  }
  if (byRole.draws === undefined) {
    throw refuse(
      "there must be draws: an array [draws, events, features], a file for each draw, or a column that tells draws apart; or one generated sample beside a truth",
      pieces.map((piece) => `${called(piece)} ${words(piece.shape)}`).join(", "),
    );
  }
  return { ...byRole, draws: byRole.draws };
}

/** Whether events are one sample, without draws: they have the axes of the sample that they are compared with. */
function isSingle({ shape, names }: Piece, other: Piece | undefined): boolean {
  if (other === undefined || shape.length !== other.shape.length) return false;
  if (names !== undefined) return true;
  // Beside a table of one column, draws of one feature have two axes as well.
  const ofOne = shape.length === 2 && other.shape[1] === 1 && shape[1] !== 1;
  return shape.length <= 2 && !ofOne;
}

/** The first values of a piece, at most a draw. */
async function firstValues(
  folder: Folder,
  { file, dataset, columns, text }: Piece,
  count: number,
): Promise<number[]> {
  const source = await folder.open(file, { dataset, columns, text, nonFinite: true });
  const values: number[] = [];
  try {
    for await (const chunk of source.chunks()) {
      values.push(...chunk.subarray(0, count - values.length));
      if (values.length === count) break;
    }
  } finally {
    source.close();
  }
  return values;
}

/**
 * Ranges of the features of a sample, or the sentence why it cannot be read, which may be mended in the configuration.
 *
 * @param columns The features, where not all columns are.
 * @param names Names of the features.
 */
async function rangesIn(
  folder: Folder,
  { file, dataset, text, weights }: Piece,
  { columns, condition }: MeantColumns,
  names: readonly string[] | undefined,
  width: number,
): Promise<Ranges | string> {
  try {
    const source = await folder.open(file, { dataset, columns, text, nonFinite: true });
    try {
      const indices = Array.from({ length: columns?.length ?? width }, (_, i) => i);
      const features = columns
        ? indices
        : indices.filter((i) => String(i) !== weights && String(i) !== condition);
      const named = indices.map((i) => {
        const feature = features.indexOf(i);
        return feature < 0 ? undefined : names?.[feature] ?? `x${feature + 1}`;
      });
      return await rangesOf(source, indices.length, named);
    } finally {
      source.close();
    }
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

/** The most values of a draw that are looked at. */
const MOST = 1 << 16;

/**
 * What whole numbers in the shape of the truth may be, the likeliest first. Histograms and samples look alike unless
 * edges or options say which they are.
 */
function kindsOfWhole(
  bins: number,
  truth: Piece,
  { truthKind, edges, bins: quantiles, columns, condition }: Choices,
): readonly Kind[] {
  if (truth.edges || truthKind === "counts") return ["counts"];
  if (truthKind === "events" || (quantiles ?? columns ?? condition) !== undefined) {
    return ["events"];
  }
  const steps = edges?.flatMap((axis) => "bins" in axis ? [axis.bins] : []) ?? [];
  if (edges === undefined || steps.length < edges.length) return ["counts", "events"];
  return [size(steps) === bins ? "counts" : "events"];
}

/**
 * The kinds that an array of draws may be of, the likeliest first: values of bins have no features, and add up to 1
 * or are counts like the truth's.
 */
async function kindsOf(
  folder: Folder,
  draws: Piece,
  truth: Piece | undefined,
  choices: Choices,
): Promise<readonly Kind[]> {
  const { shape, files, names } = draws;
  if (names !== undefined || draws.weights !== undefined || draws.draw !== undefined) {
    return ["events"];
  }
  const inner = (files === undefined ? shape.slice(1) : shape) as (number | null)[];
  if (inner.includes(null) || inner.length === 0) return ["events"];
  const bins = size(inner as number[]);
  if (bins > MOST) return ["events"];
  const values = await firstValues(folder, draws, bins);
  if (!values.every((value) => value >= 0)) return ["events"];
  const sum = values.reduce((a, b) => a + b, 0);
  if (draws.edges && sum <= 1 + 1e-6) return ["masses"];
  if (Math.abs(sum - 1) < 1e-5 && bins > 1) return ["masses"];
  if (!values.every(Number.isSafeInteger)) return ["events"];
  if (draws.edges) return ["counts"];
  return truth !== undefined && truth.shape.join() === inner.join()
    ? kindsOfWhole(bins, truth, choices)
    : ["events"];
}

/** How many features events have. */
function featuresOf({ shape, names, files, draw, columns }: Piece, role: Role): number {
  if (names !== undefined || columns !== undefined) return shape[shape.length - 1] ?? 1;
  // A draw has an axis of features beside that of events, or none.
  const leading = role === "draws" && files === undefined && draw === undefined ? 2 : 1;
  return shape.length > leading ? shape[shape.length - 1] ?? 1 : 1;
}

/**
 * Throws if the features of samples cannot be the same: without names, if their numbers differ.
 *
 * @param order Names of the features, where a sample has some.
 */
function checkFeatures(
  samples: readonly (readonly [Piece | undefined, Role])[],
  order: readonly string[] | undefined,
): void {
  const counted = samples.flatMap(([piece, role]) =>
    piece === undefined ? [] : [{ piece, count: featuresOf(piece, role) }]
  );
  const [first] = counted;
  const count = order?.length ?? first.count;
  const other = counted.find((sample) =>
    sample.piece.names === undefined && sample.count !== count
  );
  if (other === undefined) return;
  const known = counted.find(({ piece }) => piece.names !== undefined) ?? first;
  throw refuse(
    "samples must have the same features, or it must be said which columns are meant",
    `${count} in ${called(known.piece)}, ${other.count} in ${called(other.piece)}`,
  );
}

/** Numbers of bins along an axis that can be merged to coarser ones. */
const counts = [50, 40, 32, 24, 20, 16, 12, 10, 8, 6, 5, 4];

/** Fewest events that a bin should have on average, in a draw and in the truth. */
const eventsPerBin = 50;

/**
 * Bins along each of the first features, for as many events in the smallest sample: of as many features as can have 4
 * bins each, and of 5 at most.
 *
 * @example The more features, the fewer bins along each
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { binsFor } from "./look.ts";
 *
 * assertEquals(binsFor(1, 20_000), [50]);
 * assertEquals(binsFor(3, 20_000), [6, 6, 6]);
 * assertEquals(binsFor(9, 20_000), [4, 4, 4, 4]);
 * ```
 */
export function binsFor(features: number, events: number): number[] {
  for (let axes = Math.min(5, features); axes > 0; axes--) {
    const along = (bins: number) => new Array<number>(axes).fill(bins);
    const bins = counts.find((bins) => size(along(bins)) * eventsPerBin <= events);
    if (bins !== undefined) return along(bins);
  }
  return [4];
}

/** Where a piece is, in the form of a configuration. */
function placeOf(
  { file, files, dataset, text, weights, draw }: Piece,
  { columns, condition }: MeantColumns,
  choices: Choices,
) {
  return {
    ...(files === undefined ? { file } : { files: [...files] }),
    ...(dataset !== undefined && { dataset }),
    ...(text !== undefined && { text: [...text] }),
    ...(columns !== undefined && { columns: [...columns] }),
    ...(weights !== undefined && { weights }),
    ...(draw !== undefined && { draw }),
    ...(condition !== undefined && condition !== choices.condition?.column && { condition }),
  };
}

/** The extent of an axis in words, without a number if it is known only after reading. */
function many(extent: number | null | undefined, what: string): string {
  return extent === null || extent === undefined
    ? `${what}s`
    : `${grouped(extent)} ${what}${extent === 1 ? "" : "s"}`;
}

/** The name of a role. */
const inWords: Record<Role, string> = {
  draws: "draws",
  truth: "truth",
  holdout: "held-out sample",
  training: "training sample",
};

/** Columns or arrays that are left out, and why: the first of them. */
function without(leftOut: NonNullable<Piece["leftOut"]>): string {
  const shown = leftOut.slice(0, 8).map(({ name, unreadable }) =>
    `${name === "" ? "a column" : quote(name)} (${unreadable})`
  );
  const more = leftOut.length - shown.length;
  return `left out: ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** What a sample's table of text has, and what is left out of it, at the end of a line. */
function remarks({ text, leftOut }: Piece): string {
  return [
    ...(text ? [`read with text: [${text.join(", ")}]`] : []),
    ...(leftOut ? [without(leftOut)] : []),
  ].map((remark) => `; ${remark}`).join("");
}

/** One line on a sample. */
function line(role: Role, kind: string, piece: Piece, features: number, leading: number): string {
  const { shape, files, draw, weights, names } = piece;
  const drawn = role !== "draws"
    ? ""
    : draw !== undefined
    ? `draws identified by ${quote(draw)}, `
    : files !== undefined
    ? `${many(files.length, "draw")} of `
    : leading === 0
    ? "one sample without draws, "
    : `${leading === 2 ? `${many(shape[0], "run")} of ` : ""}${
      many(shape[leading - 1], "draw")
    } of `;
  const what = kind === "events"
    ? `${many(shape[leading], "event")} of ${many(features, "feature")}${
      names === undefined ? "" : ` (${names.join(", ")})`
    }${weights === undefined ? ", no weights" : `, weights in ${quote(weights)}`}`
    : `${kind} of ${words(shape.slice(leading))} bins`;
  return `${called(piece)}: the ${inWords[role]}, ${drawn}${what}${remarks(piece)}`;
}

/** Training events, if the reader knows how many. */
function askEvents(ask: Ask | undefined): number | undefined {
  const events = Number(ask?.("Training events of each run, or none [none]") ?? NaN);
  return Number.isSafeInteger(events) && events > 0 ? events : undefined;
}

/**
 * Looks into files and drafts the configuration of their audit.
 *
 * @param files Paths, patterns or folders, in any order.
 * @param choices What need not be guessed.
 * @param folder Where they are.
 * @param ask Asks the reader where names and shapes leave a question open.
 * @throws {RangeError} If the role of a file follows from neither names nor shapes, or there are no draws.
 * @throws {SyntaxError} If a file is in no known format, or damaged.
 */
export async function look(
  files: readonly string[],
  choices: Choices,
  { folder, ask, hints = flags }: {
    readonly folder: Folder;
    readonly ask?: Ask;
    readonly hints?: Hints;
  },
): Promise<Looked> {
  const found = await piecesIn(files, choices, folder);
  const pieces = weighted(found.pieces, choices);
  const { draws, truth, holdout, training } = assigned(pieces, ask, hints);
  const kinds = choices.kind === undefined
    ? await kindsOf(folder, draws, truth, choices)
    : [choices.kind];
  const answer = kinds.length > 1
    ? ask?.(`What are the whole numbers of the draws: ${kinds.join(" or ")}? [${kinds[0]}]`)?.trim()
    : undefined;
  const kind = kinds.find((kind) => kind === answer) ?? kinds[0];
  const binned = kind !== "events";
  const alone = draws.files !== undefined || draws.draw !== undefined;
  const withRuns = !alone &&
    (binned
      ? truth !== undefined && draws.shape.length === truth.shape.length + 2
      : draws.shape.length === 4);
  /** Axes before those of a draw. */
  const single = !binned && !alone && isSingle(draws, truth ?? holdout ?? training);
  const leading = alone || single ? 0 : withRuns ? 2 : 1;
  if (!binned && draws.shape.length <= leading) {
    throw refuse("draws must have an axis of draws", `${called(draws)} ${words(draws.shape)}`);
  }
  const all = featuresOf(draws, single ? "truth" : "draws");
  const condition = choices.condition?.column;
  const samples = { truth, holdout, training };
  // Names of features that samples share; without, features go by position.
  const named = [draws, truth, holdout, training].filter((piece) => piece?.names !== undefined);
  const order = named[0]?.names;
  const names = binned || choices.columns !== undefined
    ? undefined
    : order?.filter((name) => name !== condition);
  const wanted = choices.columns ?? (draws.names && names);
  const features = choices.columns?.length ?? names?.length ??
    all - (condition === undefined ? 0 : 1);
  const truthKind = choices.truthKind ??
    (truth === undefined
      ? "none"
      : !binned
      ? truth.edges ? "counts" : "events"
      : truth.shape.join() === draws.shape.slice(leading).join()
      ? kind
      : "events");
  if (!binned && choices.columns === undefined && choices.weights === undefined) {
    checkFeatures(
      [
        [draws, single ? "truth" : "draws"],
        ...(["truth", "holdout", "training"] as const).map((role) =>
          [role === "truth" && truthKind !== "events" ? undefined : samples[role], role] as const
        ),
      ],
      order,
    );
  }
  const lines = [line("draws", kind, draws, all, leading)];
  for (const role of ["truth", "holdout", "training"] as const) {
    const piece = samples[role];
    if (piece === undefined) continue;
    const sampleKind = role === "truth" ? truthKind : "events";
    lines.push(line(role, sampleKind, piece, featuresOf(piece, role), 0));
  }
  lines.push(...found.lines);
  const quantileRole = truthKind === "events"
    ? "truth"
    : holdout
    ? "holdout"
    : training && "training";
  const sizes = [
    binned ? null : draws.shape[leading],
    quantileRole === undefined ? null : samples[quantileRole]!.shape[0],
  ].filter((extent) => typeof extent === "number");
  const bins = choices.bins ??
    binsFor(features, sizes.length === 0 ? 10_000 : Math.min(...sizes));
  let binning: Draft["binning"];
  if (choices.edges !== undefined) binning = { edges: [...choices.edges] };
  else if (
    !binned && truthKind !== "counts" && truthKind !== "masses" && truthKind !== "densities"
  ) {
    if (quantileRole === undefined) {
      // Two axes may be of one sample, too: only another sample tells.
      const beside = draws.shape.length === 2 && leading === 1
        ? `, beside which ${called(draws)} may be one sample without draws`
        : "";
      throw refuse(`events need bins: a truth, ${hints.edges}${beside}`, "none");
    }
    binning = { quantiles: { of: quantileRole, bins: [...bins] } };
    lines.push(
      `Bins: ${bins.join(" x ")}, quantiles of the ${quantileRole} along each feature${
        choices.bins === undefined ? `; ${hints.bins}` : ""
      }`,
      ...(features > bins.length
        ? [
          `Projections: all ${features} features, and each pair of them, as bins are along the first ${bins.length}`,
        ]
        : []),
    );
  }
  if (choices.condition !== undefined) {
    const { column, quantiles } = choices.condition;
    lines.push(`Condition: ${column}, in ${quantiles} bins with as many events`);
  }
  const nTrain = choices.nTrain ?? (training === undefined ? askEvents(ask) : undefined);
  if (nTrain === undefined && training === undefined) {
    lines.push(`Training events: not known, so no amplification; ${hints.nTrain}`);
  }
  if (truthKind === "none") {
    lines.push("Truth: none, so that nothing tells whether draws are right");
  }
  if (kinds.length > 1 && ask === undefined) {
    lines.push(
      `Mind the kind: whole numbers in the shape of the truth are taken for ${kind} of bins, not for events; ${hints.kind}`,
    );
  }
  const [rows, events] = draws.shape;
  if (
    leading === 1 && !binned && typeof rows === "number" && typeof events === "number" &&
    rows > events
  ) {
    lines.push(
      `Mind the axes: ${rows} draws of ${events} events are many draws of few events; order: [events, draws] in the configuration turns them`,
    );
  }
  const meantOf = (role: Role, piece: Piece) =>
    meantColumns(
      { what: `the ${role}`, refuse },
      piece,
      wanted,
      condition,
      order,
      featuresOf(piece, single ? "truth" : role),
    );
  const place = (role: Role, piece: Piece) => {
    if (binned) return placeOf(piece, {}, choices);
    const meant = meantOf(role, piece);
    // Columns beside which others cannot be read are named, even if they are all of those that can.
    const all = piece.leftOut ? piece.names : piece.names && choices.columns;
    return placeOf(piece, { columns: all, ...meant }, choices);
  };
  const axes = names ??
    (choices.columns?.some((name) => /^\d+$/.test(name)) ? undefined : choices.columns);
  if (!binned && axes !== undefined && named.length < (truth === undefined ? 1 : 2)) {
    lines.push(`Features go by position where a file has no names: ${axes.join(", ")}`);
  }
  const sample = quantileRole && binning?.quantiles && samples[quantileRole];
  const ranges = sample && await rangesIn(
    folder,
    sample,
    { columns: sample.names, ...meantOf(quantileRole, sample) },
    axes,
    featuresOf(sample, quantileRole),
  );
  if (typeof ranges === "object") lines.push(...rangeLines(inWords[quantileRole!], ranges));
  const name = nameOf(draws.file);
  const title = choices.title ?? (roleOfName(name) === undefined ? name : "generator");
  const draft: Draft = {
    title,
    generator: title,
    draws: {
      kind,
      ...place("draws", draws),
      ...(withRuns && { runs: true }),
      ...(single && { order: draws.shape.length === 1 ? ["events"] : ["events", "features"] }),
    } as Draft["draws"],
    ...(truthKind === "equal"
      ? { truth: { kind: "equal" } }
      : truth !== undefined && truthKind !== "none"
      ? {
        truth: {
          kind: truthKind,
          ...(truthKind === "events" ? place("truth", truth) : placeOf(truth, {}, {})),
        } as Draft["truth"],
      }
      : {}),
    ...(holdout &&
      { holdout: { kind: "events", ...place("holdout", holdout) } as Draft["holdout"] }),
    ...(training && { training: place("training", training) as Draft["training"] }),
    ...(nTrain !== undefined && { nTrain }),
    ...(binning && { binning }),
    ...(choices.condition && { condition: choices.condition }),
    ...(axes && { axes: axes.map((name) => ({ name })) }),
  };
  return {
    draft,
    lines,
    ...(typeof ranges === "object" && { ranges: ranges.ranges }),
    ...(typeof ranges === "string" && { unreadable: ranges }),
  };
}

/** A configuration with other paths, wherever it names a file. */
export function withPaths(draft: Draft, change: (path: string) => string): Draft {
  const changed = (value: unknown, name: string): unknown =>
    typeof value === "string"
      ? name === "file" || name === "files" ? change(value) : value
      : Array.isArray(value)
      ? value.map((item) => changed(item, name))
      : typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, changed(item, key)]))
      : value;
  return changed(draft, "") as Draft;
}
