/**
 * The numbers of an audit as tables, from which both CSV and HEPData are written.
 *
 * @module
 */
import { placesAlong } from "../../core/calibration/mod.ts";
import { isPresent } from "../../core/measure/absent.ts";
import type { BandedCurve, BinningMeasures, CalibrationMeasures } from "../../core/measure/mod.ts";
import { grouped } from "../../render/sentence.ts";
import type { AuditResults, AxisResults } from "../schema.ts";

/** A column that tells rows apart. */
export interface Independent {
  readonly name: string;
  readonly unit: string;
  /** One value a row, or the ends of a bin. */
  readonly values: readonly (string | number | { readonly low: number; readonly high: number })[];
}

/** A measured column. */
export interface Dependent {
  readonly name: string;
  readonly unit: string;
  /** Null where a number cannot be had. */
  readonly values: readonly (number | null)[];
  /** Standard errors; null where there is none. */
  readonly errors?: readonly (number | null)[];
}

/** A table. */
export interface DataTable {
  /** Of letters, digits and hyphens: the name of its file. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly independent: readonly Independent[];
  readonly dependent: readonly Dependent[];
}

/** A curve with the range of calibrated generators. */
function columns(name: string, { mean, error, lower, upper }: BandedCurve): Dependent[] {
  return [
    { name, unit: "", values: mean, errors: error },
    { name: "lower end of calibrated generators", unit: "", values: lower },
    { name: "upper end of calibrated generators", unit: "", values: upper },
  ];
}

const groups = (count: number): Independent => ({
  name: "rank over number of draws and one",
  unit: "",
  values: Array.from({ length: count }, (_, i) => ({ low: i / count, high: (i + 1) / count })),
});

function curveTable(
  id: string,
  title: string,
  description: string,
  curve: BandedCurve & { readonly nominal: readonly number[] },
): DataTable {
  return {
    id,
    title,
    description,
    independent: [{ name: "nominal coverage", unit: "", values: curve.nominal }],
    dependent: columns("empirical coverage", curve),
  };
}

/** So many places along an axis: between edges where they are finite, else by the numbers of their bins from 1. */
function axisOf({ name, unit, edges }: AxisResults, bins: number, places: number): Independent {
  const finite = edges?.every((edge) => edge !== null) ? edges as number[] : null;
  const together = bins / places;
  return finite === null
    ? {
      name: `bin of ${name}`,
      unit: "",
      values: Array.from(
        { length: places },
        (_, i) => together === 1 ? i + 1 : { low: i * together + 1, high: (i + 1) * together },
      ),
    }
    : {
      name,
      unit: unit ?? "",
      values: finite.slice(1).map((high, i) => ({ low: finite[i], high })),
    };
}

type Find = (binning: BinningMeasures) => { value: number | null; error?: number | null };

/** How many bins share a place along an axis; empty where each has its own. */
export function togetherAlong({ shape }: Pick<BinningMeasures, "shape">): string {
  const shared = shape.flatMap((bins) => {
    const together = bins / placesAlong(bins);
    return together === 1 ? [] : [
      ` Of ${grouped(bins)} bins along an axis, ${
        grouped(together)
      } neighbours each are taken together.`,
    ];
  });
  return [...new Set(shared)].join("");
}

/** Numbers of every binning. */
function againstBins(
  id: string,
  title: string,
  description: string,
  { binnings }: AuditResults,
  quantities: readonly (readonly [string, string, Find])[],
): DataTable {
  return {
    id,
    title,
    description,
    independent: [{ name: "number of bins", unit: "", values: binnings.map(({ bins }) => bins) }],
    dependent: quantities.map(([name, unit, find]) => ({
      name,
      unit,
      values: binnings.map((binning) => find(binning).value),
      errors: binnings.map((binning) => find(binning).error ?? null),
    })),
  };
}

const none = { value: null };

/** All tables of an audit. */
export function tablesOf(results: AuditResults): DataTable[] {
  const finest = results.binnings[results.binnings.length - 1];
  const { calibration, holdout } = finest;
  const where = `${finest.shape.join(" x ")} bins`;
  const out: DataTable[] = [{
    id: "quantities",
    title: "Numbers of the finest binning",
    description: `Measures of the generator at ${where}, with standard errors.`,
    independent: [{
      name: "quantity",
      unit: "",
      values: results.quantities.map(({ name }) => name),
    }],
    dependent: [{
      name: "value",
      unit: "",
      values: results.quantities.map(({ value }) => value),
      errors: results.quantities.map(({ error }) => error),
    }],
  }];
  results.spectra.forEach(({ axis, bins, mean, spread, central, truth, holdout }, i) => {
    const column = (
      name: string,
      values: readonly number[],
      errors?: readonly number[] | null,
    ) => ({
      name,
      unit: "",
      values,
      ...(errors && { errors }),
    });
    out.push({
      id: `spectrum-${i + 1}`,
      title: `Spectrum ${i + 1}`,
      description:
        `Share of all events in each bin, summed over all other features: mean over draws and runs, spread of the draws of a run, and what they are compared with, with its counting error.${
          togetherAlong({ shape: [bins] })
        }`,
      independent: [axisOf(axis, bins, mean.length)],
      dependent: [
        column("mean of the draws", mean),
        ...(isPresent(spread) ? [column("standard deviation of the draws", spread)] : []),
        ...(isPresent(central)
          ? [
            column("lower end of 95 % of the draws", central.lower),
            column("upper end of 95 % of the draws", central.upper),
          ]
          : []),
        ...(isPresent(truth) ? [column("truth", truth.value, truth.error)] : []),
        ...(isPresent(holdout) ? [column("held-out sample", holdout.value, holdout.error)] : []),
      ],
    });
  });
  const against = (
    pick: (c: CalibrationMeasures) => {
      value: number | null;
      error?: number | null;
    },
  ): Find =>
  ({ calibration: c }) => isPresent(c) ? pick(c) : none;
  if (isPresent(calibration)) {
    const { curve, interpolated, ranks, joint } = calibration;
    out.push(curveTable(
      "coverage",
      "Coverage of the truth by rank intervals",
      `How often the truth lies in the rank interval of the draws, at ${where}; mean over bins and runs.`,
      curve,
    ));
    if (isPresent(interpolated)) {
      out.push(curveTable(
        "coverage-interpolated",
        "Coverage of the truth by interpolated quantiles",
        `How often the truth lies between interpolated quantiles of the draws, at ${where}; mean over bins and runs.`,
        interpolated,
      ));
    }
    out.push({
      id: "ranks",
      title: "Ranks of the truth among the draws",
      description:
        `Share of bins in each group of ranks, at ${where}; flat for a calibrated generator.`,
      independent: [groups(ranks.shares.mean.length)],
      dependent: columns("share of bins", ranks.shares),
    });
    if (isPresent(joint)) {
      out.push(curveTable(
        "coverage-joint",
        "Coverage of the truth by joint regions of all bins",
        `Expected coverage by tests of accuracy with random points, at ${where}.`,
        { ...joint.coverage, nominal: joint.nominal },
      ));
    }
    out.push(againstBins(
      "deviations",
      "Deviations of the coverage against the number of bins",
      "Mean deviations of the coverage from its nominal levels, absolute and signed, and one-sigma coverage.",
      results,
      [
        ["mean absolute deviation", "", against((c) => c.deviation)],
        ["mean signed deviation", "", against((c) => c.signed)],
        ["MAD by interpolated quantiles", "", against((c) => c.mad)],
        ["one-sigma coverage", "", against((c) => c.oneSigma)],
      ],
    ));
    calibration.along.forEach(({ deviation, massRatio, spread }, axis) => {
      out.push({
        id: `along-axis-${axis + 1}`,
        title: `Calibration along axis ${axis + 1}`,
        description: `Mean signed deviation of the coverage in each bin of axis ${
          axis + 1
        }, averaged over the other axes, and mean and spread of the draws over the truth, at ${where}.${
          togetherAlong(finest)
        }`,
        independent: [
          axisOf(results.setup.axes[axis], finest.shape[axis], deviation.mean.length),
        ],
        dependent: [
          ...columns("mean signed deviation", deviation),
          { name: "mean mass over true mass", unit: "", values: massRatio },
          { name: "spread over true mass", unit: "", values: spread },
        ],
      });
    });
  }
  if (isPresent(holdout)) {
    out.push(
      curveTable(
        "coverage-holdout",
        "Coverage of the held-out sample",
        `How often counts of the held-out sample lie in the rank interval of what the draws predict, at ${where}.`,
        holdout.curve,
      ),
      {
        id: "ranks-holdout",
        title: "Ranks of the held-out sample among the draws",
        description: `Share of bins in each group of ranks, at ${where}.`,
        independent: [groups(holdout.ranks.shares.mean.length)],
        dependent: columns("share of bins", holdout.ranks.shares),
      },
    );
  }
  out.push(againstBins(
    "amplification",
    "Amplification against the number of bins",
    "Equivalent true events over training events: by the spread, forecast, claimed, achieved, by the divergence.",
    results,
    ([
      ["amplification", "amplification"],
      ["amplification by the paper's estimator", "paperAmplification"],
      ["forecast", "forecast"],
      ["claimed", "claimed"],
      ["achieved", "achieved"],
      ["from the divergence", "fromDivergence"],
    ] as const).map(([name, key]) => [name, "", ({ worth }) => worth[key]]),
  ));
  const used = (table: DataTable) =>
    table.dependent.some(({ values }) => values.some((v) => v !== null));
  return out.filter(used);
}
