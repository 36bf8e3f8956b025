/**
 * Measures the calibration of one method over all runs.
 *
 * @module
 */
import {
  type CalibratedBand,
  calibratedBand,
  type Coverage,
  coverage,
  coverageCurve,
  deviationAlong,
  deviations,
  judged,
  momentsAlong,
  oneSigma,
} from "../../core/calibration/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import type { CalibrationSeries, Curve } from "./schema.ts";
import { cellKind } from "../../runner/cell.ts";
import { valueAndError } from "../../core/estimate.ts";
import { type CountingConfig, type MassesConfig, massesOfRuns } from "../shared/masses.ts";

/** Configuration of a coverage cell. */
export interface CoverageConfig extends Pick<MassesConfig, "target" | "nBins">, CountingConfig {
  /** Numbers of bins whose whole curves are kept. */
  readonly curvesAt: readonly number[];
  /** Number of bins of the deviation against radius. */
  readonly radiusAt: number;
  /** Number of bins of the map of one-sigma coverage. */
  readonly mapAt: number;
}

/** What a coverage cell leaves. */
export type CoverageRecord = Omit<CalibrationSeries, "method" | "protocol">;

/** A curve with its error and the band of a calibrated posterior. */
function curveOf(nBins: number, covered: Coverage, band: CalibratedBand): Curve {
  const { mean, error } = coverageCurve(covered);
  const { lower, upper } = band.curve;
  return { nBins, mean, error: error ?? mean.map(() => null), lower, upper };
}

/** Cell kind "coverage": the masses of every run give curves, deviations and their errors. */
export const coverageKind = cellKind<CoverageConfig, CoverageRecord>({
  name: "coverage",
  version: 2,
  run(config, { seed, inputs, progress }) {
    const { nBins, curvesAt, radiusAt, mapAt } = config;
    const [radial] = target(config.target).axes;
    const stream = Stream.fromSeed(seed).split("band", config.protocol, config.method);
    const curves: Curve[] = [], rankCurves: Curve[] = [];
    const rows: CoverageRecord["deviations"] = [];
    let radius: CoverageRecord["radius"] | undefined;
    let oneSigmaMap: CoverageRecord["oneSigmaMap"] | undefined;
    for (const [i, n] of nBins.entries()) {
      const masses = massesOfRuns(inputs, config, n, seed);
      const truth = 1 / (n * n);
      const interpolated = coverage(masses, truth, { method: "interpolated" });
      const ranked = coverage(masses, truth, { method: "rank" });
      const band = calibratedBand(masses, { method: "interpolated", stream: stream.split(n) });
      const rankBand = calibratedBand(masses, { method: "rank", stream: stream.split(n) });
      const resampling = { stream: stream.split(n, "bootstrap") };
      const within = oneSigma(masses, truth, resampling);
      const { mad, madByAxis } = deviations(interpolated, resampling);
      rows.push({
        nBins: n,
        mad: judged(mad, band.mad),
        madRadius: judged(madByAxis[0], band.madByAxis[0]),
        madAngle: judged(madByAxis[1], band.madByAxis[1]),
        signed: judged(deviations(ranked, resampling).signed, rankBand.signed),
        oneSigma: valueAndError(within.mean),
      });
      if (curvesAt.includes(n)) {
        curves.push(curveOf(n, interpolated, band));
        rankCurves.push(curveOf(n, ranked, rankBand));
      }
      if (n === radiusAt) {
        const along = deviationAlong(ranked, 0, resampling).signed;
        const moments = momentsAlong(masses, 0);
        const calibrated = rankBand.signedByAxis[0];
        radius = {
          nBins: n,
          centres: Array.from({ length: n }, (_, bin) => radial.quantile((bin + 0.5) / n)),
          deviation: along.map(({ value }) => value),
          error: along.map(({ error }) => error),
          lower: calibrated.simultaneousLower,
          upper: calibrated.simultaneousUpper,
          massRatio: moments.mean.mean.map((mean) => mean / truth),
          spread: moments.spread.mean.map((spread) => spread / truth),
        };
      }
      if (n === mapAt) {
        const share = Array.from(
          { length: n },
          (_, row) => [...within.perBin.subarray(row * n, (row + 1) * n)],
        );
        oneSigmaMap = { nBins: n, share };
      }
      progress(i + 1, nBins.length, `${n} x ${n} bins`);
    }
    if (radius === undefined || oneSigmaMap === undefined) {
      throw new RangeError(
        `Cannot measure coverage as the binnings must include those of the radius and of the map, ${radiusAt} and ${mapAt}: current value is ${nBins}`,
      );
    }
    const record: CoverageRecord = { curves, rankCurves, deviations: rows, radius, oneSigmaMap };
    return { record: record };
  },
});
