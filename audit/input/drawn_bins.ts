/**
 * Draws that come as values of bins: masses, densities or counts.
 *
 * @module
 */
import type { AuditConfig } from "../config.ts";
import { countsOfSample, meanCounting } from "./counted.ts";
import { checkDraws, type Drawn } from "./drawn.ts";
import { drawFiles } from "./folder.ts";
import { sentence, size } from "../formats/source.ts";
import type { Reader } from "./reader.ts";

/** The most axes of bins. */
const MAX_AXES = 5;

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

type BinnedDraws = Exclude<AuditConfig["draws"], { kind: "events" }>;

/** The draws of a configuration that are values of bins. */
export async function drawnBins(reader: Reader, draws: BinnedDraws): Promise<Drawn> {
  const { folder } = reader;
  const { dataset, columns, text } = draws;
  let runs: number, count: number, shape: number[] = [];
  let values: Float64Array = new Float64Array(), squaresBeside: Float64Array | undefined;
  let where: string;
  if (draws.files !== undefined) {
    const lists = drawFiles(folder, draws.files);
    [runs, count] = [lists.length, lists[0].length];
    where = lists[0][0];
    for (const [i, path] of lists.flat().entries()) {
      reader.report(i, runs * count, "draws");
      const array = await reader.apart((fileReader) =>
        fileReader.array({ dataset, columns, text, file: path })
      );
      reader.note("draws", path, array);
      const bins = binsOf(path, array.shape, draws.bins);
      if (bins === array.shape) reader.agree(path, array.edges);
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
      if (array.squares !== undefined) {
        squaresBeside ??= new Float64Array(values.length);
        squaresBeside.set(array.squares, i * array.squares.length);
      }
    }
  } else {
    where = reader.path({ file: draws.file! });
    const array = await reader.array({ dataset, columns, text, file: draws.file! });
    reader.note("draws", draws.file!, array);
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
    squaresBeside = array.squares;
    shape = binsOf(where, inner, draws.bins);
    if (shape === inner) reader.agree(where, array.edges?.slice(leading));
    checkDraws(runs, count, size(shape));
    values = array.values;
  }
  if (draws.kind !== "counts") return { runs, draws: count, shape, values };
  const bins = size(shape);
  const squares = draws.squares === undefined
    ? squaresBeside
    : (await reader.array(draws.squares)).values;
  if (squares !== undefined && squares.length !== values.length) {
    throw new TypeError(
      sentence(
        draws.squares === undefined ? where : reader.path(draws.squares),
        `there must be a sum of squares for each of ${values.length} counts`,
        squares.length,
      ),
    );
  }
  const counted = Array.from({ length: runs * count }, (_, i) => {
    const part = values.subarray(i * bins, (i + 1) * bins);
    const sample = countsOfSample(where, `draw ${i}`, part, {
      squares: squares?.subarray(i * bins, (i + 1) * bins),
      total: draws.generated,
    });
    part.set(sample.masses);
    return sample.counting;
  });
  return { runs, draws: count, shape, values, generated: meanCounting(counted, values) };
}
