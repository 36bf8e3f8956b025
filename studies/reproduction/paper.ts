/**
 * The paper's results: the digitised curves of its figures, and its printed numbers.
 *
 * @module
 */
import table from "./paper_figures.csv" with { type: "text" };

/** Quantity of a published curve. */
export type PaperQuantity =
  | "coverage"
  | "mad"
  | "madRadius"
  | "madAngle"
  | "radius"
  | "amplification";

/** A posterior with its setting, as in the paper's legends. */
export interface PaperSeries {
  /** Name of the posterior in this project. */
  readonly posterior: string;
  readonly parameter: number;
}

/** A curve of a figure. */
export interface PaperCurve extends PaperSeries {
  readonly quantity: PaperQuantity;
  /** Bins along each axis, if the same for all points; null if they vary along x. */
  readonly nBins: number | null;
  /** Nominal level, number of bins, or radius. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Smallest and largest run; null if the figure does not show them. */
  readonly low: readonly number[] | null;
  readonly high: readonly number[] | null;
  /** One standard deviation of the digitisation, in the unit of y. */
  readonly uncertainty: readonly number[];
}

/** Printed parameters of a power law, with their printed errors. */
export interface PaperFit extends PaperSeries {
  readonly a: { readonly value: number; readonly error: number };
  readonly b: { readonly value: number; readonly error: number };
}

/** The set-up of the paper's toy study, from its public code. */
export const paperSetup = { nTrain: 10_000, runs: 5, draws: 50 };

/** Source of the published numbers. */
export const paperSource =
  "figures of arXiv:2408.00838 as the notebook eval_calibration_amplification.ipynb of the public repository sbieringer/Bayesiamplify at 8a19075 holds them, digitised by redrawing them and fitting the data to the pixels";

/**
 * Power laws G = a n_Q^b printed in the figure of the amplification: least squares with linear
 * residuals, whose errors assume that all points of all runs are independent.
 */
export const paperFits: readonly PaperFit[] = [
  {
    posterior: "mean-field",
    parameter: 10,
    a: { value: 0.00429, error: 0.00293 },
    b: { value: 0.99, error: 0.0652 },
  },
  {
    posterior: "adam-mcmc",
    parameter: 0.1,
    a: { value: 0.0121, error: 0.00469 },
    b: { value: 0.986, error: 0.0369 },
  },
];

/**
 * Signed deviation of the coverage in the first of 200 radial bins; digitised separately, because one
 * of the curves hides the bin of the other.
 */
export const paperFirstBin: readonly (PaperSeries & { value: number; uncertainty: number })[] = [
  { posterior: "mean-field", parameter: 10, value: -0.499, uncertainty: 0.004 },
  { posterior: "adam-mcmc", parameter: 0.1, value: 0.052, uncertainty: 0.003 },
];

/** Reads the digitised curves of a table with a header; lines that start with "#" are comments. */
function parseCurves(text: string): PaperCurve[] {
  const [names, ...lines] = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const columns = names.split(",");
  const groups = new Map<string, Record<string, string>[]>();
  for (const line of lines) {
    const cells = line.split(",");
    const row = Object.fromEntries(columns.map((name, i) => [name, cells[i]]));
    const shared = ["coverage", "radius"].includes(row.quantity);
    const group = [row.quantity, row.posterior, row.parameter, shared ? row.binsPerAxis : ""];
    const key = group.join(" ");
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((rows) => {
    const [{ quantity, posterior, parameter, binsPerAxis, low }] = rows;
    const column = (name: string) => rows.map((row) => Number(row[name]));
    return {
      quantity: quantity as PaperQuantity,
      posterior,
      parameter: Number(parameter),
      nBins: quantity === "coverage" || quantity === "radius" ? Number(binsPerAxis) : null,
      x: column("x"),
      y: column("y"),
      low: low === "" ? null : column("low"),
      high: low === "" ? null : column("high"),
      uncertainty: column("uncertainty"),
    };
  });
}

/** All published curves. */
export const paperCurves: readonly PaperCurve[] = parseCurves(table);

/** The posteriors with settings that the paper shows. */
export const paperSeries: readonly PaperSeries[] = [
  ...new Map(
    paperCurves.map(({ posterior, parameter }) => [
      `${posterior} ${parameter}`,
      { posterior, parameter },
    ]),
  ).values(),
];

/** Whether two series have the same posterior and setting. */
export function sameSeries(a: PaperSeries, b: PaperSeries): boolean {
  return a.posterior === b.posterior && a.parameter === b.parameter;
}

const names: Readonly<Record<string, string>> = {
  "mean-field": "mean field, k",
  "adam-mcmc": "AdamMCMC, σ",
};

/** Name of a series of the paper in a legend. */
export function seriesLabel({ posterior, parameter }: PaperSeries): string {
  return `${names[posterior] ?? posterior} = ${parameter}`;
}
