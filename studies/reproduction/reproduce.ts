/**
 * Comparison of our curves and numbers with the published ones, a pure function of results.
 *
 * @module
 */
import { hypot, log } from "../../core/elementary.ts";
import type { AmplificationSeries } from "../amplification/schema.ts";
import type { BinnedCurve, CalibrationSeries } from "../calibration/schema.ts";
import type { Estimate, Method, Protocol, Setup } from "../shared/schema.ts";
import { compare, type Judging, type Published, rangeOfFive, summarise } from "./compare.ts";
import { grouped } from "../../render/sentence.ts";
import {
  type PaperCurve,
  paperCurves,
  paperFirstBin,
  paperFits,
  type PaperQuantity,
  type PaperSeries,
  paperSeries,
  paperSetup,
  paperSource,
  sameSeries,
  seriesLabel,
} from "./paper.ts";
import type { RadiusRecord } from "./radius.ts";
import { type MethodChanges, type OneRun, testReasons, testSameDraws } from "./reasons.ts";
import type { Recorded } from "../shared/study.ts";
import type {
  LengthComparison,
  ReproducedCurve,
  ReproducedNumber,
  ReproductionResults,
} from "./schema.ts";

/** Coverage curves, one for each number of bins. */
interface Curves {
  readonly curves: readonly Pick<BinnedCurve, "nBins" | "mean" | "error">[];
}

/** Measures of one method under one protocol. */
export interface Measured {
  readonly method: Method;
  readonly protocol: Protocol;
  /** Number of training sets; default that of the set-up. */
  readonly runs?: number;
  readonly coverage?: Curves & Pick<CalibrationSeries, "deviations">;
  readonly amplification?: Pick<AmplificationSeries, "rows" | "fit">;
  readonly radius?: RadiusRecord;
}

/** Coverage of a method after a number of steps of its fits. */
export interface AfterSteps {
  readonly method: Method;
  readonly protocol: Protocol;
  readonly steps: number;
  readonly coverage: Curves;
}

/** The paper's protocol for each quantity, from the files that its figures load. */
const paperProtocols: Readonly<Record<PaperQuantity, Protocol>> = {
  coverage: "fixed",
  mad: "scaled",
  madRadius: "scaled",
  madAngle: "scaled",
  radius: "scaled",
  amplification: "scaled",
};

/** Whether the paper shows a posterior with this setting. */
export function isPublished(method: Method): boolean {
  return paperSeries.some((series) => sameSeries(series, seriesOf(method)));
}

/** The series of the paper that a method stands for. */
export function seriesOf({ posterior, parameter }: Method): PaperSeries {
  return { posterior, parameter: parameter.value };
}

type OurCurve = Pick<
  ReproducedCurve["ours"][number],
  "method" | "x" | "y" | "error" | "low" | "high"
>;

/** Our counterpart of a published curve; undefined if it was not measured. */
function ourCurve(curve: PaperCurve, measured: Measured): OurCurve | undefined {
  const { method, coverage, amplification, radius } = measured;
  const noBars = { low: null, high: null };
  switch (curve.quantity) {
    case "coverage": {
      const ours = coverage?.curves.find(({ nBins }) => nBins === curve.nBins);
      return ours && { method, x: [...curve.x], y: ours.mean, error: ours.error, ...noBars };
    }
    case "mad":
    case "madRadius":
    case "madAngle": {
      const { quantity } = curve;
      return coverage && {
        method,
        x: coverage.deviations.map(({ nBins }) => nBins * nBins),
        y: coverage.deviations.map((row) => row[quantity].value),
        error: coverage.deviations.map((row) => row[quantity].error),
        ...noBars,
      };
    }
    case "radius":
      return radius && {
        method,
        x: radius.centres,
        y: radius.deviation,
        error: radius.error,
        ...noBars,
      };
    case "amplification":
      return amplification && {
        method,
        x: amplification.rows.map(({ bins }) => bins),
        y: amplification.rows.map(({ std }) => std.mean.value),
        error: amplification.rows.map(({ std }) => std.mean.error),
        low: amplification.rows.map(({ std }) => std.min),
        high: amplification.rows.map(({ std }) => std.max),
      };
  }
}

/**
 * Degrees of freedom of a standard deviation estimated from the range of five normal numbers: half the
 * square of the range's mean over its standard deviation, (2.326 / 0.864)^2 / 2.
 */
const freedomOfRange = 3.6;

/** Half the width of a column of pixels in the figure against the radius, in units of the radius. */
const halfColumn = 0.0037;

/** Indices of the published points that belong to each of ours. */
function matches(curve: PaperCurve, ours: OurCurve, measured: Measured): number[][] {
  if (curve.quantity !== "radius") {
    return ours.x.map((x) => {
      const i = curve.x.findIndex((paper) => Math.abs(paper - x) < 1e-4);
      return i < 0 ? [] : [i];
    });
  }
  const { edges, nBins } = measured.radius!;
  if (nBins !== curve.nBins) return ours.x.map(() => []);
  const columns = [...curve.x.keys()];
  return ours.x.map((centre, bin) => {
    const inside = columns.filter((i) => curve.x[i] >= edges[bin] && curve.x[i] < edges[bin + 1]);
    return inside.length > 0
      ? inside
      : columns.filter((i) => Math.abs(curve.x[i] - centre) <= halfColumn).slice(0, 1);
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

/** Standard error of the mean of independent values; null for a single value. */
function standardError(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  const squares = values.reduce((sum, x) => sum + (x - centre) * (x - centre), 0);
  return Math.sqrt(squares / (values.length * (values.length - 1)));
}

/** A published curve with ours; undefined where ours was not measured. */
function reproduceCurve(
  curve: PaperCurve,
  measured: Measured,
  judging: Judging,
): ReproducedCurve["ours"][number] | undefined {
  const ours = ourCurve(curve, measured);
  if (ours === undefined) return undefined;
  const places = matches(curve, ours, measured);
  // The nominal value of quantities that are deviations.
  const nominal = (x: number) =>
    curve.quantity === "coverage" ? x : curve.quantity === "radius" ? 0 : undefined;
  const logarithmic = curve.quantity === "amplification";
  const paperAt = places.map((indices) =>
    indices.length === 0 ? null : mean(indices.map((i) => curve.y[i]))
  );
  const points = places.map((indices, point) => {
    const paper = paperAt[point], value = ours.y[point], error = ours.error[point];
    if (paper === null) return null;
    const uncertainty = mean(indices.map((i) => curve.uncertainty[i]));
    if (!logarithmic) {
      return compare(
        { value: paper, error: null, uncertainty },
        { value, error },
        judging,
        nominal(ours.x[point]),
      );
    }
    const [i] = indices;
    const spread = curve.low === null || curve.high === null ? null : {
      error: log(curve.high[i] / curve.low[i]) / rangeOfFive / Math.sqrt(judging.paperRuns),
      freedom: freedomOfRange,
    };
    return compare(
      { value: log(paper), error: spread, uncertainty: uncertainty / paper },
      { value: log(value), error: error === null ? null : error / value },
      judging,
    );
  });
  const common = points.flatMap((point, i) => point === null ? [] : [i]);
  const meanDeviation = (y: readonly (number | null)[]) =>
    mean(common.map((i) => y[i]! - nominal(ours.x[i])!));
  return {
    ...ours,
    paper: paperAt,
    points,
    summary: summarise(common.map((i) => points[i]!), judging.judge, {
      ...(curve.quantity === "radius" && { error: radiusError(measured, paperAt, curve, judging) }),
      ...(common.length > 0 && nominal(0) !== undefined && {
        deviations: { paper: meanDeviation(paperAt), ours: meanDeviation(ours.y) },
      }),
    }),
  };
}

/** Combined error of the mean difference along the radius, from the means of single runs. */
function radiusError(
  { radius }: Measured,
  paperAt: readonly (number | null)[],
  { uncertainty: [digitisation] }: PaperCurve,
  { runs, paperRuns }: Judging,
): number | null {
  const perRun = radius!.perRun.map((row) => mean(row.filter((_, i) => paperAt[i] !== null)));
  const ours = standardError(perRun);
  return ours === null ? null : hypot(ours, ours * Math.sqrt(runs / paperRuns), digitisation);
}

/** Mean absolute deviation of a published diagonal from its nominal levels. */
function fromDiagonal({ x, y }: PaperCurve): number {
  return mean(y.map((v, i) => Math.abs(v - x[i])));
}

/** A parameter of the paper's fits, which have 8 binnings of 5 runs each. */
function printed({ value, error }: { value: number; error: number }): Published {
  return { value, error: { error, freedom: 8 * paperSetup.runs - 2 }, uncertainty: 0 };
}

/** Numbers of a method that the paper prints, or that summarise a curve of its figures. */
function reproduceNumbers(measured: Measured, judging: Judging): ReproducedNumber[] {
  const { method, protocol, coverage, amplification, radius } = measured;
  const isOfMethod = (series: PaperSeries) => sameSeries(series, seriesOf(method));
  const out: ReproducedNumber[] = [];
  const put = (id: string, name: string, paper: Published, ours: Estimate, nominal?: number) =>
    out.push({
      id: `${id}-${method.id}`,
      name,
      method,
      paper: { value: paper.value, error: paper.error?.error ?? paper.uncertainty },
      ours,
      comparison: compare(paper, ours, judging, nominal),
    });
  if (amplification?.fit.linear && protocol === paperProtocols.amplification) {
    const { linear } = amplification.fit;
    for (const { a, b } of paperFits.filter(isOfMethod)) {
      put("fit-a", "prefactor of the power law in the number of bins", printed(a), linear.a);
      put("fit-b", "exponent of the power law in the number of bins", printed(b), linear.b);
    }
  }
  if (radius && radius.nBins === 200 && protocol === paperProtocols.radius) {
    for (const { value, uncertainty } of paperFirstBin.filter(isOfMethod)) {
      put(
        "first-bin",
        "coverage − nominal in the first of 200 radial bins",
        { value, error: null, uncertainty },
        { value: radius.deviation[0], error: radius.error[0] },
        0,
      );
    }
  }
  if (coverage && protocol === paperProtocols.coverage) {
    for (const curve of paperCurves.filter(isOfMethod)) {
      if (curve.quantity !== "coverage") continue;
      const row = coverage.deviations.find(({ nBins }) => nBins === curve.nBins);
      if (row === undefined) continue;
      put(
        `mad-${curve.nBins}`,
        `mean absolute deviation, diagonal at ${curve.nBins} × ${curve.nBins} bins`,
        { value: fromDiagonal(curve), error: null, uncertainty: Math.max(...curve.uncertainty) },
        { value: row.mad.value, error: row.mad.error },
      );
    }
  }
  return out;
}

/** Increase of the mean absolute deviation from a fixed sample to 1000 points a bin. */
function protocolNumbers(measured: readonly Measured[], judging: Judging): ReproducedNumber[] {
  const fixed = measured.filter(({ protocol, coverage }) => protocol === "fixed" && coverage);
  return fixed.flatMap(({ method, coverage }) => {
    const scaled = measured.find((other) =>
      other.method.id === method.id && other.protocol === "scaled" && other.coverage
    )?.coverage;
    const published = paperCurves.filter((curve) => sameSeries(curve, seriesOf(method)));
    const deviation = published.find(({ quantity }) => quantity === "mad");
    if (scaled === undefined || deviation === undefined) return [];
    return published.flatMap((curve): ReproducedNumber[] => {
      const n = curve.nBins;
      const at = deviation.x.indexOf((n ?? 0) * (n ?? 0));
      const few = coverage!.deviations.find(({ nBins }) => nBins === n)?.mad;
      const many = scaled.deviations.find(({ nBins }) => nBins === n)?.mad;
      if (curve.quantity !== "coverage" || at < 0 || !few || !many) return [];
      const uncertainty = deviation.uncertainty[at];
      const paper = deviation.y[at] - fromDiagonal(curve);
      const ours = {
        value: many.value - few.value,
        error: few.error === null || many.error === null ? null : hypot(few.error, many.error),
      };
      return [{
        id: `protocol-${n}-${method.id}`,
        name: `mean absolute deviation, ${n} × ${n} bins, 1000 points a bin less 10⁷ in all`,
        method,
        paper: { value: paper, error: uncertainty },
        ours,
        comparison: compare({ value: paper, error: null, uncertainty }, ours, judging),
      }];
    });
  });
}

/** Each published diagonal of a method against ours after fewer and after all steps. */
function compareLengths(lengths: readonly AfterSteps[], judging: Judging): LengthComparison[] {
  const methods = [...new Map(lengths.map(({ method }) => [method.id, method])).values()];
  return paperCurves.filter(({ quantity }) => quantity === "coverage").flatMap((curve) =>
    methods.filter((method) => sameSeries(curve, seriesOf(method))).flatMap((method) => {
      const points = lengths.filter((item) => item.method.id === method.id).flatMap(
        ({ steps, coverage, ...item }) => {
          const measured = { ...item, coverage: { ...coverage, deviations: [] } };
          const summary = reproduceCurve(curve, measured, judging)?.summary;
          return summary ? [{ steps, comparison: summary.mean }] : [];
        },
      );
      return points.length === 0 ? [] : [{ method, nBins: curve.nBins!, points }];
    })
  );
}

/**
 * The results of the study.
 *
 * @param setup Our set-up.
 * @param measured All measures, one entry for each method, protocol and kind of measurement.
 * @param training Other settings of the training that differ: name, the paper's value, ours.
 * @param reasons The authors' chain on the first training set, and other chains on the same.
 * @param sameDraws Changes of the measurement on the draws of each method.
 * @param lengths Coverage after fewer and after all steps, the fewest first.
 */
export function reproduce(
  setup: Setup,
  measured: readonly Measured[],
  training: ReproductionResults["settings"] = [],
  reasons?: {
    readonly base: OneRun;
    readonly variants: readonly (OneRun & { readonly reason: string })[];
  },
  sameDraws: readonly MethodChanges[] = [],
  lengths: readonly AfterSteps[] = [],
): Recorded<ReproductionResults> {
  const { nTrain, runs, draws } = setup;
  const judge = nTrain === paperSetup.nTrain && draws === paperSetup.draws;
  const judging = { runs, paperRuns: paperSetup.runs, judge };
  const judgingOf = ({ runs = judging.runs }: Measured): Judging => ({ ...judging, runs });
  const curves = paperCurves.map((curve): ReproducedCurve => {
    const protocol = paperProtocols[curve.quantity];
    return {
      quantity: curve.quantity,
      series: seriesLabel(curve),
      nBins: curve.nBins,
      protocol,
      differences: curve.quantity === "amplification" ? "logarithmic" : "absolute",
      paper: {
        x: [...curve.x],
        y: [...curve.y],
        low: curve.low && [...curve.low],
        high: curve.high && [...curve.high],
        uncertainty: [...curve.uncertainty],
      },
      ours: measured
        .filter((item) => item.protocol === protocol && sameSeries(curve, seriesOf(item.method)))
        .map((item) => reproduceCurve(curve, item, judgingOf(item)))
        .filter((reproduced) => reproduced !== undefined),
    };
  });
  const numbers = [
    ...measured.flatMap((item) => reproduceNumbers(item, judgingOf(item))),
    ...protocolNumbers(measured, judging),
  ];
  const settings = [
    { name: "training points per run", paper: grouped(paperSetup.nTrain), ours: grouped(nTrain) },
    { name: "runs", paper: grouped(paperSetup.runs), ours: grouped(runs) },
    { name: "posterior draws per run", paper: grouped(paperSetup.draws), ours: grouped(draws) },
    ...training,
  ];
  return {
    setup,
    source: paperSource,
    settings,
    comparable: judge,
    curves,
    numbers,
    reasons: reasons && judge
      ? testReasons(reasons.base, reasons.variants, curves, numbers, judging)
      : [],
    sameDraws: judge ? testSameDraws(sameDraws, curves, judging.runs) : [],
    lengths: compareLengths(lengths, judging),
    protocols: measured.flatMap(({ method, protocol, coverage }) =>
      coverage === undefined ? [] : [{
        method,
        protocol,
        bins: coverage.deviations.map(({ nBins }) => nBins * nBins),
        mad: coverage.deviations.map(({ mad: { value, error } }) => ({ value, error })),
      }]
    ),
    notComputed: paperSeries
      .filter((series) => !setup.methods.some((method) => sameSeries(series, seriesOf(method))))
      .map(seriesLabel),
    notPublished: setup.methods.filter((method) => !isPublished(method)).map(({ label }) => label),
  };
}
