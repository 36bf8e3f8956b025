/**
 * Histograms of ROOT files.
 *
 * @module
 */
import { selectColumns } from "../formats/columns.ts";
import type { Bytes } from "../formats/bytes.ts";
import type { Opened } from "../formats/format.ts";
import { damaged, quote, size } from "../formats/source.ts";
import { MAX_BYTES } from "./limits.ts";

/** Classes of histograms, with their number of axes. */
export const histogramClass = /^TH([123])[CSILFD]$/;

interface Axis {
  readonly fNbins: number;
  readonly fXmin: number;
  readonly fXmax: number;
  readonly fXbins: ArrayLike<number>;
}

/** A histogram as the library gives it. */
export interface Histogram {
  readonly fXaxis: Axis;
  readonly fYaxis: Axis;
  readonly fZaxis: Axis;
  readonly fArray: ArrayLike<number>;
  /** Sums of squares of weights of the cells; without, or none where the weights are one. */
  readonly fSumw2?: ArrayLike<number>;
}

/** Bin edges along an axis. */
function edgesOf(path: string, name: string, { fNbins, fXmin, fXmax, fXbins }: Axis) {
  if (!Number.isSafeInteger(fNbins) || fNbins < 1 || fNbins > MAX_BYTES) {
    throw damaged(path, `an axis of ${quote(name)} must have bins`, fNbins);
  }
  const hasEdges = fXbins !== null && fXbins.length > 0;
  if (hasEdges && fXbins.length !== fNbins + 1) {
    throw damaged(
      path,
      `an axis of ${quote(name)} must have an edge more than bins`,
      fXbins.length,
    );
  }
  return Float64Array.from(
    { length: fNbins + 1 },
    (_, i) => hasEdges ? fXbins[i] : i === fNbins ? fXmax : fXmin + (fXmax - fXmin) * i / fNbins,
  );
}

/** Contents of the bins of a histogram, without those beyond its axes. */
export function openHistogram(
  file: Bytes,
  name: string,
  className: string,
  { fXaxis, fYaxis, fZaxis, fArray, fSumw2 }: Histogram,
  columns: readonly string[] | undefined,
): Opened {
  const { path } = file;
  const axes = [fXaxis, fYaxis, fZaxis].slice(0, Number(histogramClass.exec(className)![1]));
  const edges = axes.map((axis) => edgesOf(path, name, axis));
  const shape = edges.map((list) => list.length - 1);
  const cells = size(shape.map((bins) => bins + 2));
  if (!(fArray?.length === cells)) {
    throw damaged(path, `${quote(name)} must have the contents of ${cells} cells`, fArray?.length);
  }
  // The first index moves fastest, and each axis begins with what is below it.
  const strides = shape.map((_, axis) => size(shape.slice(0, axis).map((bins) => bins + 2)));
  const inBins = (cells: ArrayLike<number>) =>
    Float64Array.from({ length: size(shape) }, (_, i) => {
      let rest = i, cell = 0;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        cell += (rest % shape[axis] + 1) * strides[axis];
        rest = Math.floor(rest / shape[axis]);
      }
      return cells[cell];
    });
  const values = inBins(fArray);
  const weighted = (fSumw2?.length ?? 0) > 0;
  if (weighted && fSumw2!.length !== cells) {
    throw damaged(
      path,
      `${quote(name)} must have sums of squares of ${cells} cells`,
      fSumw2!.length,
    );
  }
  return selectColumns(path, {
    shape,
    edges,
    ...(weighted && { squares: inBins(fSumw2!) }),
    values: () => [values.slice()],
  }, columns);
}
