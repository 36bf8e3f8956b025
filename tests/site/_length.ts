/** Made-up results of the length with the form of real ones, for the tests of the site. */
import { findings, overturnedBy } from "../../studies/length/findings.ts";
import type { LengthResults, LengthSeries, Moved } from "../../studies/length/schema.ts";
import type { Method, Setup } from "../../studies/shared/schema.ts";

const rings = 20;

/** A quantity that ends at `whole`. */
function moved(value: number, whole: number): Moved {
  const error = 0.02 * Math.max(Math.abs(value), 0.1);
  return { value, error, toWhole: { value: whole - value, error } };
}

function seriesOf(method: Method, nBins: readonly number[]): LengthSeries {
  const lengths = [700, 5000, 50_000];
  return {
    method,
    points: lengths.map((steps, i) => {
      const at = (first: number, last: number) => {
        const value = first + (last - first) * i / (lengths.length - 1);
        return moved(value, last);
      };
      return {
        steps,
        rows: nBins.map((nBins) => ({
          nBins,
          mad: at(0.1, 0.03),
          signed: at(-0.1, 0.06),
          oneSigma: at(0.5, 0.68),
          width: at(0.05, 0.1),
          amplification: nBins === 2 ? null : at(20, 4),
          divergence: at(1e-3, 1.4e-3),
        })),
        edge: at(-0.44, -0.2),
        radius: {
          deviation: Array.from({ length: rings }, (_, r) => -0.4 / (1 + r + i)),
          error: Array.from({ length: rings }, () => 0.02),
          mass: Array.from({ length: rings }, (_, r) => 1 - 0.2 / (1 + r)),
          spread: Array.from({ length: rings }, () => 0.05),
        },
      };
    }),
  };
}

/** Results of the length. */
export function length(setup: Setup, nBins: readonly number[] = [2, 10, 50]): LengthResults {
  const series = setup.methods.map((method) => seriesOf(method, nBins));
  const calibratedOneSigma = 0.67;
  const found = {
    setup,
    nBins: [...nBins],
    centres: Array.from({ length: rings }, (_, ring) => 4 + 0.1 * ring),
    calibratedOneSigma,
    series,
    overturned: overturnedBy(series, setup.runs, calibratedOneSigma),
  };
  return { ...found, findings: findings(found) };
}
