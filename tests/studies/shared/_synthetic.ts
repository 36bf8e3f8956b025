/** Masses of runs whose calibration is known, as the cells of measures read them. */
import { Stream } from "../../../core/random.ts";
import { cellEngine } from "../../../runner/engine.ts";
import type { Artefact, CellKind, Json } from "../../../runner/cell.ts";

/** Runs, draws of each, and training events that they stand for. */
export const runs = 5, draws = 40, nTrain = 1000;

/** Standard deviation of the error of a run's mean, relative to a bin. */
export const width = 0.1;

/**
 * Masses of runs whose mean errs by a normal error of a relative width, with draws around it: calibrated where
 * `shrink` is 1, too sure where it is less. Draws follow each other with an autocorrelation time.
 */
export function synthetic(
  nBins: readonly number[],
  axes: number,
  shrink: number,
  bias: (bin: number, bins: number) => number = () => 0,
  time = 1,
): Record<string, Artefact> {
  const correlation = (time - 1) / (time + 1), fresh = Math.sqrt(1 - correlation * correlation);
  const stream = Stream.fromSeed(7).split(axes, shrink);
  return Object.fromEntries(Array.from({ length: runs }, (_, run) => [`run${run}`, {
    json: null,
    arrays: Object.fromEntries(nBins.map((n) => {
      const bins = n ** axes;
      const values = new Float64Array(draws * bins);
      for (let bin = 0; bin < bins; bin++) {
        const own = stream.split(run, n, bin);
        const centre = (1 + width * own.normal() + bias(bin, bins)) / bins;
        let x = 0;
        for (let d = 0; d < draws; d++) {
          x = d === 0 ? own.normal() : correlation * x + fresh * own.normal();
          values[d * bins + bin] = centre + shrink * width / bins * x;
        }
      }
      return [`${n} bins`, { shape: [draws, ...Array.from({ length: axes }, () => n)], values }];
    })),
  }]));
}

/** A bias of one width up and down, bin by bin. */
export function alternate(bin: number): number {
  return bin % 2 === 0 ? width : -width;
}

/** The record that a kind of cell leaves of inputs. */
export function recordOf<Record>(
  kind: { readonly run: CellKind["run"] },
  config: { readonly [name: string]: Json },
  inputs: { readonly [name: string]: Artefact },
): Record {
  const artefact = kind.run({
    config,
    seed: 1,
    inputs,
    engine: cellEngine,
    checkpoint() {},
    progress() {},
  });
  return (artefact as Artefact).json as unknown as Record;
}
