/**
 * Measures the calibration of one method over all runs.
 *
 * @module
 */
import { coverage, expectedOneSigma, oneSigma } from "../../core/calibration/mod.ts";
import {
  type CoverageMeasures,
  measureAlong,
  measureCorrelationTime,
  measureCoverages,
} from "../../core/measure/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import type { BinnedCurve, CalibrationSeries } from "./schema.ts";
import { cellKind } from "../../runner/cell.ts";
import { valueAndError } from "../../core/estimate.ts";
import { type CountingConfig, type MassesConfig, massesOfRuns } from "../shared/masses.ts";

/** Configuration of a coverage cell. */
export interface CoverageConfig extends Pick<MassesConfig, "target" | "nBins">, CountingConfig {
  /** Numbers of bins whose whole curves are part of the results. */
  readonly curvesAt: readonly number[];
  /** Number of bins of the deviation against radius. */
  readonly radiusAt: number;
  /** Number of bins of the map of one-sigma coverage. */
  readonly mapAt: number;
}

/** Record of a coverage cell. */
export type CoverageRecord = Omit<CalibrationSeries, "method" | "protocol">;

/** A curve in the form of results, without its levels, which are the same for all curves. */
function curveOf(
  nBins: number,
  { curve: { nominal: _, ...curve } }: CoverageMeasures,
): BinnedCurve {
  return { nBins, ...curve };
}

/** Cell kind "coverage": coverage curves, deviations and their errors from the masses of all runs. */
export const coverageKind = cellKind<CoverageConfig, CoverageRecord>({
  name: "coverage",
  version: 3,
  run(config, { seed, inputs, progress }) {
    const { nBins, curvesAt, radiusAt, mapAt } = config;
    const [radial] = target(config.target).axes;
    const stream = Stream.fromSeed(seed).split("band", config.protocol, config.method);
    const curves: BinnedCurve[] = [], rankCurves: BinnedCurve[] = [];
    const rows: CoverageRecord["deviations"] = [];
    let radius: CoverageRecord["radius"] | undefined;
    let oneSigmaMap: CoverageRecord["oneSigmaMap"] | undefined;
    for (const [i, n] of nBins.entries()) {
      const masses = massesOfRuns(inputs, config, n, seed);
      const truth = 1 / (n * n);
      const streams = { band: stream.split(n), bootstrap: stream.split(n, "bootstrap") };
      const resampling = { stream: streams.bootstrap };
      const within = oneSigma(masses, truth, resampling);
      const autocorrelationTime = measureCorrelationTime(masses, {
        stream: stream.split(n, "order"),
      });
      const compared = { masses, truth, autocorrelationTime };
      const kinds = (["interpolated", "rank"] as const).map((method) =>
        coverage(masses, truth, { method })
      );
      const [interpolated, ranked] = measureCoverages(compared, kinds, streams);
      const [madRadius, madAngle] = interpolated.madByAxis();
      rows.push({
        nBins: n,
        mad: interpolated.mad,
        madRadius,
        madAngle,
        signed: ranked.signed,
        oneSigma: valueAndError(within.mean),
        oneSigmaExpected: expectedOneSigma(masses.draws, autocorrelationTime),
        autocorrelationTime,
      });
      if (curvesAt.includes(n)) {
        curves.push(curveOf(n, interpolated));
        rankCurves.push(curveOf(n, ranked));
      }
      if (n === radiusAt) {
        const { deviation, massRatio, spread } = measureAlong(
          compared,
          ranked,
          0,
          resampling,
        );
        radius = {
          nBins: n,
          centres: Array.from({ length: n }, (_, bin) => radial.quantile((bin + 0.5) / n)),
          deviation: deviation.mean,
          error: deviation.error,
          lower: deviation.lower,
          upper: deviation.upper,
          massRatio,
          spread,
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
    return { record };
  },
});
