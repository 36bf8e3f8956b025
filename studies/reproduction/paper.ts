/**
 * What the paper published: the curves of its figures, digitised, and the numbers that it prints.
 *
 * @module
 */
import table from "./paper_figures.csv" with { type: "text" };

/** What a published curve shows. */
export type PaperQuantity =
  | "coverage"
  | "mad"
  | "madRadius"
  | "madAngle"
  | "radius"
  | "amplification";

/** A posterior with its setting, as the paper names it in a legend. */
export interface PaperSeries {
  /** Name of the posterior in this project. */
  readonly posterior: string;
  readonly parameter: number;
}

/** A curve of a figure. */
export interface PaperCurve extends PaperSeries {
  readonly quantity: PaperQuantity;
  /** Bins along each axis where all points share them; null where they are what changes along x. */
  readonly nBins: number | null;
  /** Nominal level, number of bins in all, or radius. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Smallest and largest run, where the figure shows them. */
  readonly low: readonly number[] | null;
  readonly high: readonly number[] | null;
  /** One standard deviation of the digitisation, in the unit of y. */
  readonly uncertainty: readonly number[];
}

/** A printed number of the paper with the error printed beside it. */
export interface PaperFit extends PaperSeries {
  readonly a: { readonly value: number; readonly error: number };
  readonly b: { readonly value: number; readonly error: number };
}

/** The set-up of the paper's toy study, by its public code. */
export const paperSetup = { nTrain: 10_000, runs: 5, draws: 50 };

/** Where the published numbers come from. */
export const paperSource =
  "figures of arXiv:2408.00838 as the notebook eval_calibration_amplification.ipynb of the public repository sbieringer/Bayesiamplify at 8a19075 holds them, digitised by redrawing them and fitting the data to the pixels";

/**
 * Power laws G = a n_Q^b that the figure of the amplification prints: least squares with linear
 * residuals, whose errors take all points of all runs for independent.
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
 * Signed deviation of the coverage in the first of 200 radial bins; read apart from the curves, where
 * the bin is hidden for one of them.
 */
export const paperFirstBin: readonly (PaperSeries & { value: number; uncertainty: number })[] = [
  { posterior: "mean-field", parameter: 10, value: -0.499, uncertainty: 0.004 },
  { posterior: "adam-mcmc", parameter: 0.1, value: 0.052, uncertainty: 0.003 },
];

/** The digitised curves of a table of points with a line of names; lines that start in "#" are left out. */
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

/** Whether two series are of one posterior and setting. */
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
