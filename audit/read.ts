/**
 * From the files of a configuration to the arrays of an audit.
 *
 * @module
 */
import type { BinTruth, MeasureInput } from "../core/measure/mod.ts";
import { masses as massesOf } from "../core/binning/mod.ts";
import type { AuditConfig, Source } from "./config.ts";
import { drawFiles, pathOf } from "./files.ts";
import { type ArraySource, openArray, readArray, type Values } from "./formats/mod.ts";
import { sentence, size } from "./formats/source.ts";
import { checkEdges, type Histogram, histogram } from "./histogram.ts";
import { quantileEdgesOf } from "./quantiles.ts";

/** The most masses of all draws: 100 MB, with which all of an audit stays below 500. */
const MAX_VALUES = 12 << 20;
/** The most draws of a run: measures compare each with each. */
const MAX_DRAWS = 1000;
/** The most axes. */
const MAX_AXES = 5;

/** What was read from where. */
export interface Input {
  readonly role: "draws" | "truth" | "holdout" | "training" | "edges";
  /** As the configuration names it. */
  readonly file: string;
  readonly format: string;
  readonly shape: (number | null)[];
  /** Events read, and those beyond the outermost edges. */
  readonly events?: number;
  readonly outside?: number;
}

/** An axis of the bins. */
export interface AuditAxis {
  readonly name: string;
  readonly unit: string | null;
  /** Rising; none where the bins came without. The outermost may be infinite. */
  readonly edges: Float64Array | null;
}

/** All that is audited, and where it came from. */
export interface Prepared extends MeasureInput {
  readonly axes: readonly AuditAxis[];
  readonly inputs: readonly Input[];
  readonly beyond: "left out" | "outermost";
}

/** Told what is being read: how many of how many files or draws are done. */
export type Report = (done: number, total: number, what: string) => void;

const cannot = (rule: string, found: string | number) =>
  new RangeError(`Cannot audit a generator as ${rule}: current value is ${found}`);

/** Refuses counts that were weighted, or are none. */
function checkCounts(path: string, counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    if (!Number.isSafeInteger(counts[i]) || counts[i] < 0) {
      throw new RangeError(
        sentence(path, "counts must be whole numbers of events", `${counts[i]} at index ${i}`),
      );
    }
    sum += counts[i];
  }
  return sum;
}

/** Reads what a configuration names. */
class Reader {
  readonly inputs: Input[] = [];
  readonly #edges = new Map<string, Float64Array[]>();
  /** Edges of all arrays of bins, as far as they are known. */
  known: readonly Float64Array[] | undefined;

  constructor(
    readonly config: AuditConfig,
    readonly folder: string,
    readonly report: Report,
  ) {}

  path(source: { file: string }): string {
    return pathOf(this.folder, source.file);
  }

  #note(role: Input["role"], file: string, { format, shape }: ArraySource, found?: Histogram) {
    this.inputs.push({
      role,
      file,
      format,
      shape: [...shape],
      ...(found === undefined ? {} : { events: found.events, outside: found.outside }),
    });
  }

  async #with<T>(
    role: Input["role"],
    { file, dataset, columns }: Source,
    use: (source: ArraySource) => Promise<T>,
  ): Promise<T> {
    const source = await openArray(pathOf(this.folder, file), { dataset, columns });
    try {
      const used = await use(source);
      const found = used as Histogram | undefined;
      this.#note(role, file, source, found && "counts" in found ? found : undefined);
      return used;
    } finally {
      source.close();
    }
  }

  /** All values of an array, with what its file says of edges. */
  async array(role: Input["role"], source: Source) {
    const { shape, values, edges } = await readArray(
      this.path(source),
      { dataset: source.dataset, columns: source.columns },
      MAX_VALUES,
    );
    await this.#with(role, source, () => Promise.resolve());
    return { shape, values, edges };
  }

  /** Edges of each axis, from a list, steps or a file. */
  async edges(lists: NonNullable<NonNullable<AuditConfig["binning"]>["edges"]>) {
    const out: Float64Array[] = [];
    for (const list of lists) {
      if (Array.isArray(list)) out.push(Float64Array.from(list));
      else if ("file" in list) {
        const { shape, values } = await this.array("edges", list);
        if (size(shape.filter((extent) => extent !== 1)) !== Math.max(...shape)) {
          throw cannot("the edges of an axis must be one row", `[${shape.join(", ")}]`);
        }
        out.push(values);
      } else {
        const { from, to, bins } = list;
        if (!(from < to)) throw cannot("edges must rise", `from ${from} to ${to}`);
        if (bins > MAX_VALUES) throw cannot(`an axis must have at most ${MAX_VALUES} bins`, bins);
        out.push(
          Float64Array.from(
            { length: bins + 1 },
            (_, i) => i === bins ? to : from + (to - from) * i / bins,
          ),
        );
      }
    }
    checkEdges(out);
    return out;
  }

  /** Edges between which lie equal parts of a sample. */
  async quantiles(role: "truth" | "training" | "holdout", source: Source, bins: number[]) {
    this.report(0, 1, `quantiles of the ${role}`);
    return await this.#quantiles(source, bins);
  }

  async #quantiles({ file, dataset, columns }: Source, bins: number[]) {
    const source = await openArray(pathOf(this.folder, file), { dataset, columns });
    try {
      return await quantileEdgesOf(source, bins);
    } finally {
      source.close();
    }
  }

  /** Events of a file in bins. */
  async events(
    role: Input["role"],
    source: Source,
    edges: readonly Float64Array[],
    beyond: "left out" | "outermost",
  ): Promise<Histogram> {
    const found = await this.#with(
      role,
      source,
      (array) => histogram(array, edges, { beyond }),
    );
    if (found.events === 0) {
      throw new RangeError(sentence(this.path(source), "a sample must have events", "none"));
    }
    return found;
  }

  /** Notes that draws were read. */
  noteDraws(file: string, source: Pick<ArraySource, "format" | "shape">, found?: Histogram) {
    this.#note("draws", file, source as ArraySource, found);
  }

  /**
   * The edges of all arrays of bins: those that the configuration gives, or else the first that come with an
   * array; those that come later must be the same.
   *
   * @throws {RangeError} If they are not.
   */
  agree(path: string, edges: readonly Float64Array[] | undefined): void {
    if (edges === undefined) return;
    checkEdges(edges);
    const known = this.known ??= edges;
    const same = known.length === edges.length &&
      known.every((list, axis) =>
        list.length === edges[axis].length &&
        list.every((edge, i) => close(edge, edges[axis][i], list))
      );
    if (same) return;
    const text = (lists: readonly Float64Array[]) =>
      lists.map((list) => `${list.length - 1} from ${list[0]} to ${list.at(-1)}`).join(" x ");
    throw new RangeError(
      sentence(
        path,
        `its bins must be those of the binning or of other files, ${text(known)}`,
        `${text(edges)}${text(known) === text(edges) ? " with other edges between" : ""}`,
      ),
    );
  }
}

/** Whether two edges of an axis are the same but for rounding: to a billionth of the bins' mean width. */
function close(edge: number, other: number, list: Float64Array): boolean {
  const width = (list[list.length - 1] - list[0]) / (list.length - 1);
  return edge === other || Math.abs(edge - other) <= 1e-9 * width;
}

/** One axis after another of an array that holds several samples: each sample as a source of its own. */
async function* samples(source: ArraySource, leading: number): AsyncGenerator<ArraySource> {
  const shape = source.shape as number[];
  const inner = shape.slice(leading);
  const each = size(inner);
  const count = size(shape.slice(0, leading));
  const stream = source.chunks()[Symbol.asyncIterator]();
  let rest: Values | undefined;
  for (let i = 0; i < count; i++) {
    const one: ArraySource = {
      path: source.path,
      format: source.format,
      shape: inner,
      async *chunks() {
        for (let left = each; left > 0;) {
          if (rest === undefined || rest.length === 0) {
            const { done, value } = await stream.next();
            if (done) return;
            rest = value as Values;
          }
          const part = rest.subarray(0, Math.min(left, rest.length));
          rest = rest.subarray(part.length);
          left -= part.length;
          yield part;
        }
      },
      close() {},
    };
    yield one;
  }
}

/** Masses of draws, and how many events each was counted from. */
interface Drawn {
  readonly runs: number;
  readonly draws: number;
  readonly shape: number[];
  readonly values: Float64Array;
  /** Events of each draw, where they were counted. */
  readonly generated: number[] | undefined;
}

function checkDraws(runs: number, draws: number, bins: number): void {
  if (draws === 0 || runs === 0) throw cannot("there must be a draw", 0);
  if (draws > MAX_DRAWS) throw cannot(`a run must have at most ${MAX_DRAWS} draws`, draws);
  if (runs > MAX_DRAWS) throw cannot(`there must be at most ${MAX_DRAWS} runs`, runs);
  if (runs * draws * bins > MAX_VALUES) {
    throw cannot(
      `all draws together must have at most ${MAX_VALUES} bins`,
      `${runs} x ${draws} x ${bins}`,
    );
  }
}

async function drawnEvents(
  reader: Reader,
  edges: readonly Float64Array[],
  beyond: "left out" | "outermost",
): Promise<Drawn> {
  const { config: { draws: { file, files, dataset, columns, runs: withRuns } }, folder } = reader;
  const shape = edges.map((list) => list.length - 1);
  const bins = size(shape);
  const generated: number[] = [];
  const collect = (values: Float64Array, found: Histogram, i: number, path: string) => {
    if (found.events === found.outside && beyond === "left out") {
      throw new RangeError(
        sentence(path, `draw ${i} must have events within the bins`, `none of ${found.events}`),
      );
    }
    if (found.events === 0) {
      throw new RangeError(sentence(path, `draw ${i} must have events`, "none"));
    }
    generated.push(found.events);
    found.counts.forEach((count, bin) => values[i * bins + bin] = count / found.events);
  };
  if (files !== undefined) {
    const lists = drawFiles(folder, files);
    const [runs, draws] = [lists.length, lists[0].length];
    checkDraws(runs, draws, bins);
    const values = new Float64Array(runs * draws * bins);
    for (const [i, path] of lists.flat().entries()) {
      reader.report(i, runs * draws, "draws");
      const source = await openArray(path, { dataset, columns });
      try {
        const found = await histogram(source, edges, { beyond });
        reader.noteDraws(path.slice(path.lastIndexOf("/") + 1), source, found);
        collect(values, found, i, path);
      } finally {
        source.close();
      }
    }
    return { runs, draws, shape, values, generated };
  }
  const path = reader.path({ file: file! });
  const source = await openArray(path, { dataset, columns });
  try {
    const leading = withRuns ? 2 : 1;
    const axes = source.shape.length - leading;
    if (
      source.shape.includes(null) ||
      !(axes === 2 && source.shape.at(-1) === edges.length || axes === 1 && edges.length === 1)
    ) {
      throw new TypeError(
        sentence(
          path,
          `events of draws must have the shape [${
            withRuns ? "runs, " : ""
          }draws, events, ${edges.length}]`,
          `[${source.shape.map((extent) => extent ?? "n").join(", ")}]`,
        ),
      );
    }
    const extents = source.shape as number[];
    const [runs, draws] = withRuns ? extents : [1, extents[0]];
    checkDraws(runs, draws, bins);
    const values = new Float64Array(runs * draws * bins);
    let i = 0;
    for await (const sample of samples(source, leading)) {
      reader.report(i, runs * draws, "draws");
      collect(values, await histogram(sample, edges, { beyond }), i++, path);
    }
    reader.noteDraws(file!, source);
    return { runs, draws, shape, values, generated };
  } finally {
    source.close();
  }
}

/** Bins of an array whose leading axes are taken off. */
function binsOf(path: string, shape: number[], bins: number[] | undefined): number[] {
  if (bins === undefined) {
    if (shape.length === 0 || shape.length > MAX_AXES) {
      throw new TypeError(
        sentence(
          path,
          `there must be 1 to ${MAX_AXES} axes of bins`,
          `${shape.length}: name them by bins: [...]`,
        ),
      );
    }
    return shape;
  }
  if (size(bins) !== size(shape)) {
    throw new TypeError(
      sentence(
        path,
        `a draw must have ${bins.join(" x ")} bins`,
        `[${shape.join(", ")}]`,
      ),
    );
  }
  return bins;
}

async function drawnBins(reader: Reader): Promise<Drawn> {
  const { config: { draws }, folder } = reader;
  const asked = "bins" in draws ? draws.bins : undefined;
  const selection = { dataset: draws.dataset, columns: draws.columns };
  const counted = draws.kind === "counts";
  let runs: number, count: number, shape: number[], values: Float64Array, where: string;
  if (draws.files !== undefined) {
    const lists = drawFiles(folder, draws.files);
    [runs, count] = [lists.length, lists[0].length];
    where = lists[0][0];
    shape = [];
    values = new Float64Array();
    for (const [i, path] of lists.flat().entries()) {
      reader.report(i, runs * count, "draws");
      const found = await readArray(path, selection, MAX_VALUES);
      const own = binsOf(path, found.shape, asked);
      if (own === found.shape) reader.agree(path, found.edges);
      if (i === 0) {
        checkDraws(runs, count, size(shape = own));
        values = new Float64Array(runs * count * size(shape));
      } else if (own.join() !== shape.join()) {
        throw new TypeError(
          sentence(
            path,
            `its bins must be [${shape.join(", ")}], as of other draws`,
            own.join(", "),
          ),
        );
      }
      const source = await openArray(path, selection);
      reader.noteDraws(path.slice(path.lastIndexOf("/") + 1), source);
      source.close();
      values.set(found.values, i * found.values.length);
    }
  } else {
    where = reader.path({ file: draws.file! });
    const found = await reader.array("draws", { ...selection, file: draws.file! });
    const leading = draws.runs ? 2 : 1;
    if (found.shape.length <= leading) {
      throw new TypeError(
        sentence(
          where,
          `draws must have the shape [${draws.runs ? "runs, " : ""}draws, ...bins]`,
          `[${found.shape.join(", ")}]`,
        ),
      );
    }
    [runs, count] = draws.runs ? found.shape : [1, found.shape[0]];
    const inner = found.shape.slice(leading);
    if (inner.includes(0)) {
      throw new TypeError(sentence(where, "a draw must have bins", `[${found.shape.join(", ")}]`));
    }
    shape = binsOf(where, inner, asked);
    if (shape === inner) reader.agree(where, found.edges?.slice(leading));
    checkDraws(runs, count, size(shape));
    values = found.values;
  }
  const bins = size(shape);
  if (!counted) return { runs, draws: count, shape, values, generated: undefined };
  const generated: number[] = [];
  for (let i = 0; i < runs * count; i++) {
    const part = values.subarray(i * bins, (i + 1) * bins);
    const inside = checkCounts(where, part);
    const events = draws.generated ?? inside;
    if (inside === 0) throw new RangeError(sentence(where, `draw ${i} must have events`, "none"));
    if (events < inside) {
      throw new RangeError(
        sentence(where, `draw ${i} must have at most ${events} events, as generated says`, inside),
      );
    }
    generated.push(events);
    for (let bin = 0; bin < bins; bin++) part[bin] /= events;
  }
  return { runs, draws: count, shape, values, generated };
}

/** Turns densities into masses, in place. */
function integrate(values: Float64Array, edges: readonly Float64Array[] | undefined): void {
  if (edges === undefined) {
    throw cannot("densities need the edges of their bins", "no edges");
  }
  if (edges.some((list) => !Number.isFinite(list[0]) || !Number.isFinite(list[list.length - 1]))) {
    throw cannot("densities need bins of finite volume", "an infinite edge");
  }
  const shape = edges.map((list) => list.length - 1);
  const bins = size(shape);
  const volumes = Float64Array.from({ length: bins }, (_, bin) => {
    let volume = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const at = bin % shape[axis];
      volume *= edges[axis][at + 1] - edges[axis][at];
      bin = Math.floor(bin / shape[axis]);
    }
    return volume;
  });
  for (let i = 0; i < values.length; i++) values[i] *= volumes[i % bins];
}

/** Refuses masses that are none. */
function checkMasses(what: string, values: Float64Array, bins: number): void {
  for (let start = 0; start < values.length; start += bins) {
    let sum = 0;
    for (let i = start; i < start + bins; i++) {
      if (values[i] < 0) {
        throw cannot(
          `no mass of ${what} may be negative`,
          `${values[i]} in bin ${i - start} of row ${start / bins}`,
        );
      }
      sum += values[i];
    }
    if (sum === 0) throw cannot(`${what} must have mass`, `0 in all bins of row ${start / bins}`);
    if (sum > 1.01) {
      throw cannot(
        `the masses of ${what} must add up to at most 1, or be called counts or densities`,
        `${sum} in row ${start / bins}`,
      );
    }
  }
}

/** An array of one value a bin. */
async function perBin(
  reader: Reader,
  role: "truth" | "holdout",
  source: Source,
  shape: readonly number[],
): Promise<Float64Array> {
  const found = await reader.array(role, source);
  const same = found.shape.join() === shape.join();
  const flat = found.shape.filter((extent) => extent > 1).join() === String(size(shape));
  if (!same && !flat) {
    throw new TypeError(
      sentence(
        reader.path(source),
        `the ${role} must have as many bins as the draws, [${shape.join(", ")}]`,
        `[${found.shape.join(", ")}]`,
      ),
    );
  }
  if (same) reader.agree(reader.path(source), found.edges);
  return found.values;
}

/** Counts of a sample that is compared with the draws. */
async function sample(
  reader: Reader,
  role: "truth" | "holdout",
  source: Source & { kind: "events" | "counts"; events?: number },
  edges: readonly Float64Array[] | undefined,
  shape: readonly number[],
  beyond: "left out" | "outermost",
): Promise<{ counts: Float64Array; events: number }> {
  if (source.kind === "events") {
    if (edges === undefined) throw cannot(`events of the ${role} need edges of bins`, "no edges");
    reader.report(0, 1, `events of the ${role}`);
    const { counts, events } = await reader.events(role, source, edges, beyond);
    return { counts, events };
  }
  const counts = await perBin(reader, role, source, shape);
  const inside = checkCounts(reader.path(source), counts);
  const events = source.events ?? inside;
  if (events === 0 || events < inside) {
    throw new RangeError(
      sentence(
        reader.path(source),
        `the ${role} must have events, and at least those in its bins`,
        `${events} with ${inside} in bins`,
      ),
    );
  }
  return { counts, events };
}

/**
 * Reads all that a configuration names.
 *
 * @param folder Folder of the configuration, from which its paths go.
 * @throws {RangeError} If arrays do not fit together or hold what cannot be; the sentence names the file.
 * @throws {TypeError} If an array has the wrong shape.
 * @throws {SyntaxError} If a file is damaged.
 */
export async function prepare(
  config: AuditConfig,
  folder: string,
  report: Report = () => {},
): Promise<Prepared> {
  const reader = new Reader(config, folder, report);
  const { binning, truth, holdout, training, draws, axes: named } = config;
  let edges: readonly Float64Array[] | undefined;
  if (binning?.edges !== undefined) edges = await reader.edges(binning.edges);
  else if (binning?.quantiles !== undefined) {
    const { of, bins } = binning.quantiles;
    const source = { truth, holdout, training: training && { ...training, kind: "events" } }[of];
    if (source === undefined || source.kind !== "events" || !("file" in source)) {
      throw cannot(
        `quantiles of the ${of} need its events`,
        source === undefined ? "none" : source.kind,
      );
    }
    edges = await reader.quantiles(of, source, bins);
    checkEdges(edges);
  }
  reader.known = edges;
  const beyond = binning?.beyond ?? (binning?.quantiles === undefined ? "left out" : "outermost");
  if (draws.kind === "events" && edges === undefined) {
    throw cannot("events of draws need a binning", "none");
  }
  const drawn = draws.kind === "events"
    ? await drawnEvents(reader, edges!, beyond)
    : await drawnBins(reader);
  edges ??= reader.known;
  const { shape, runs, values, generated } = drawn;
  if (edges !== undefined && edges.map((list) => list.length - 1).join() !== shape.join()) {
    throw new TypeError(
      `Cannot audit a generator as its draws must have as many bins as the binning, [${
        edges.map((list) => list.length - 1).join(", ")
      }]: current value is [${shape.join(", ")}]`,
    );
  }
  if (named !== undefined && named.length !== shape.length) {
    throw new TypeError(
      `Cannot audit a generator as there must be a name for each of ${shape.length} axes: current value is ${named.length}`,
    );
  }
  const bins = size(shape);
  if (draws.kind === "densities") integrate(values, edges);
  checkMasses("the draws", values, bins);

  let compared: BinTruth | undefined;
  if (truth?.kind === "equal") compared = { masses: 1 / bins };
  else if (truth?.kind === "masses" || truth?.kind === "densities") {
    const found = await perBin(reader, "truth", truth, shape);
    if (truth.kind === "densities") integrate(found, edges);
    checkMasses("the truth", found, bins);
    compared = { masses: found };
  } else if (truth !== undefined) {
    const { counts, events } = await sample(reader, "truth", truth, edges, shape, beyond);
    compared = { masses: counts.map((count) => count / events), events };
  }
  const heldOut = holdout && await sample(reader, "holdout", holdout, edges, shape, beyond);
  let nTrain = config.nTrain;
  if (training !== undefined && nTrain === undefined && edges !== undefined) {
    report(0, 1, "training events");
    nTrain = (await reader.events("training", training, edges, "outermost")).events;
  }
  const factors = config.coarser;
  if (factors !== "auto") {
    const bad = factors.find((factor) => shape.some((bins) => bins % factor !== 0));
    if (bad !== undefined) {
      throw cannot(`coarser must divide the bins of every axis, ${shape.join(" x ")}`, bad);
    }
  }
  // Draws of different sizes have the mean of their counting variances.
  const counted = generated &&
    generated.length / generated.reduce((sum, events) => sum + 1 / events, 0);
  return {
    masses: massesOf(runs, drawn.draws, shape, values),
    ...(compared === undefined ? {} : { truth: compared }),
    ...(heldOut === undefined ? {} : { holdout: heldOut }),
    ...(nTrain === undefined ? {} : { nTrain }),
    ...(counted === undefined ? {} : { generated: counted }),
    axes: shape.map((_, axis) => ({
      name: named?.[axis].name ?? columnName(config, axis) ?? `x${axis + 1}`,
      unit: named?.[axis].unit ?? null,
      edges: edges?.[axis] ?? null,
    })),
    inputs: reader.inputs,
    beyond,
  };
}

/** Name of an axis, where columns of events are chosen by name. */
function columnName({ draws, truth }: AuditConfig, axis: number): string | undefined {
  const columns = (draws.kind === "events" ? draws.columns : undefined) ??
    (truth?.kind === "events" ? truth.columns : undefined);
  return columns?.[axis];
}
