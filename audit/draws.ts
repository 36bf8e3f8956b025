/**
 * The draws of a configuration as masses of bins.
 *
 * @module
 */
import { basename } from "node:path";
import { drawFiles } from "./files.ts";
import { type ArraySource, openArray, type Values, valuesOf } from "./formats/mod.ts";
import { sentence, size } from "./formats/source.ts";
import { type Histogram, histogram } from "./histogram.ts";
import { cannot, checkCounts } from "./masses.ts";
import { MAX_VALUES, type Reader } from "./reader.ts";

/** The most draws of a run: measures compare each with each. */
const MAX_DRAWS = 1000;
/** The most axes. */
const MAX_AXES = 5;

/** One axis after another of an array that holds several samples: each sample as a source of its own. */
async function* samples(source: ArraySource, leading: number): AsyncGenerator<ArraySource> {
  const shape = source.shape as number[];
  const inner = shape.slice(leading);
  const each = size(inner);
  const count = size(shape.slice(0, leading));
  const stream = source.chunks()[Symbol.asyncIterator]();
  let rest: Values | undefined;
  for (let i = 0; i < count; i++) {
    yield {
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
  }
}

/** Masses of draws, and how many events each was counted from. */
export interface Drawn {
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
      `all draws together must have at most ${MAX_VALUES} bins, so that fewer bins or draws are needed`,
      `${runs} x ${draws} x ${bins}`,
    );
  }
}

/** Each file of a list of draws, opened while it is used. */
async function eachFile(
  reader: Reader,
  files: readonly string[],
  use: (source: ArraySource, i: number) => Promise<Histogram | undefined>,
): Promise<void> {
  const { dataset, columns } = reader.config.draws;
  for (const [i, path] of files.entries()) {
    reader.report(i, files.length, "draws");
    const source = await openArray(path, { dataset, columns });
    try {
      const counted = await use(source, i);
      reader.note("draws", basename(path), source, counted);
    } finally {
      source.close();
    }
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
  const count = async (values: Float64Array, source: ArraySource, i: number) => {
    const counted = await histogram(source, edges, { beyond });
    const { counts, events, outside } = counted;
    if (events === 0) {
      throw new RangeError(sentence(source.path, `draw ${i} must have events`, "none"));
    }
    if (events === outside && beyond === "left out") {
      throw new RangeError(
        sentence(source.path, `draw ${i} must have events within the bins`, `none of ${events}`),
      );
    }
    generated.push(events);
    counts.forEach((count, bin) => values[i * bins + bin] = count / events);
    return counted;
  };
  if (files !== undefined) {
    const lists = drawFiles(folder, files);
    const [runs, draws] = [lists.length, lists[0].length];
    checkDraws(runs, draws, bins);
    const values = new Float64Array(runs * draws * bins);
    await eachFile(reader, lists.flat(), (source, i) => count(values, source, i));
    return { runs, draws, shape, values, generated };
  }
  const source = await reader.open({ file: file!, dataset, columns });
  const leading = withRuns ? 2 : 1;
  const axes = source.shape.length - leading;
  if (
    source.shape.includes(null) ||
    !(axes === 2 && source.shape.at(-1) === edges.length || axes === 1 && edges.length === 1)
  ) {
    throw new TypeError(
      sentence(
        source.path,
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
    await count(values, sample, i++);
  }
  reader.note("draws", file!, source);
  return { runs, draws, shape, values, generated };
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
  let runs: number, count: number, shape: number[] = [];
  let values: Float64Array = new Float64Array();
  let where: string;
  if (draws.files !== undefined) {
    const lists = drawFiles(folder, draws.files);
    [runs, count] = [lists.length, lists[0].length];
    where = lists[0][0];
    await eachFile(reader, lists.flat(), async (source, i) => {
      const { path, edges } = source;
      const array = await valuesOf(source, MAX_VALUES);
      const bins = binsOf(path, array.shape, asked);
      if (bins === array.shape) reader.agree(path, edges);
      if (i === 0) {
        checkDraws(runs, count, size(shape = bins));
        values = new Float64Array(runs * count * size(shape));
      } else if (bins.join() !== shape.join()) {
        throw new TypeError(
          sentence(
            path,
            `its bins must be [${shape.join(", ")}], as of other draws`,
            bins.join(", "),
          ),
        );
      }
      values.set(array.values, i * array.values.length);
      return undefined;
    });
  } else {
    const { file, dataset, columns } = draws;
    where = reader.path({ file: file! });
    const array = await reader.array("draws", { file: file!, dataset, columns });
    const leading = draws.runs ? 2 : 1;
    if (array.shape.length <= leading) {
      throw new TypeError(
        sentence(
          where,
          `draws must have the shape [${draws.runs ? "runs, " : ""}draws, ...bins]`,
          `[${array.shape.join(", ")}]`,
        ),
      );
    }
    [runs, count] = draws.runs ? array.shape : [1, array.shape[0]];
    const inner = array.shape.slice(leading);
    if (inner.includes(0)) {
      throw new TypeError(sentence(where, "a draw must have bins", `[${array.shape.join(", ")}]`));
    }
    shape = binsOf(where, inner, asked);
    if (shape === inner) reader.agree(where, array.edges?.slice(leading));
    checkDraws(runs, count, size(shape));
    values = array.values;
  }
  if (draws.kind !== "counts") return { runs, draws: count, shape, values, generated: undefined };
  const bins = size(shape);
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

/**
 * The draws of a configuration.
 *
 * @param edges Those of the binning, where it gives any.
 * @param beyond What becomes of events beyond the outermost edges.
 * @throws {RangeError} If they do not fit together, or are too many, or hold what cannot be.
 * @throws {TypeError} If an array has the wrong shape.
 * @throws {SyntaxError} If a file is damaged.
 */
export function drawsOf(
  reader: Reader,
  edges: readonly Float64Array[] | undefined,
  beyond: "left out" | "outermost",
): Promise<Drawn> {
  if (reader.config.draws.kind !== "events") return drawnBins(reader);
  if (edges === undefined) throw cannot("events of draws need a binning", "none");
  return drawnEvents(reader, edges, beyond);
}
