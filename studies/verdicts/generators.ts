/**
 * Generators whose truth is one more draw of their posterior, and such that have a known fault.
 *
 * @module
 */
import { type Masses, masses, type Sample } from "../../core/binning/mod.ts";
import type { MeasureInput } from "../../core/measure/mod.ts";
import { multinomial } from "../../core/multinomial.ts";
import type { Stream } from "../../core/random.ts";
import { type Design, type Fault, none, trainingEvents } from "./designs.ts";

/**
 * Fluctuations of the bins, whose sum is 0 and whose variance is 1 each: sums of `span` neighbours of white noise
 * on a circle, less their mean. Bins d < span apart have the correlation 1 - d / span, but for what the mean takes.
 */
function fluctuations(bins: number, span: number, stream: Stream): Float64Array {
  const noise = stream.normals(new Float64Array(bins));
  const out = new Float64Array(bins);
  let mean = 0;
  for (let bin = 0; bin < bins; bin++) {
    for (let j = 0; j < span; j++) out[bin] += noise[(bin + j) % bins];
    mean += out[bin] / bins;
  }
  const scale = 1 / Math.sqrt(span * (1 - span / bins));
  return out.map((x) => scale * (x - mean));
}

/** Standard deviation of the fraction of a run's training events in one of so many bins of equal mass. */
export function posteriorWidth(design: Pick<Design, "bins">): number {
  return Math.sqrt((1 - 1 / design.bins) / design.bins / trainingEvents(design));
}

/** Masses of the draws, `[runs, draws, bins]`, probabilities. */
function drawnMasses(design: Design, fault: Fault, stream: Stream): Masses {
  const { runs, draws, bins, time, span } = design;
  const sigma = posteriorWidth(design);
  const correlation = (time - 1) / (time + 1);
  const fresh = Math.sqrt(1 - correlation * correlation);
  const values = new Float64Array(runs * draws * bins);
  for (let run = 0; run < runs; run++) {
    const next = stream.split("run", run);
    const centre = fluctuations(bins, span, next)
      .map((x, bin) => 1 / bins + sigma * (x + (bin % 2 === 0 ? fault.shift : -fault.shift)));
    let state = fluctuations(bins, span, next);
    for (let draw = 0; draw < draws; draw++) {
      if (draw > 0) {
        const noise = fluctuations(bins, span, next);
        state = state.map((x, bin) => correlation * x + fresh * noise[bin]);
      }
      const at = (run * draws + draw) * bins;
      for (let bin = 0; bin < bins; bin++) {
        values[at + bin] = centre[bin] + fault.width * sigma * state[bin];
      }
    }
  }
  return masses(runs, draws, [bins], values);
}

/**
 * A generator of a design, and what it is compared with.
 *
 * The true mass of each bin is the same. The centre of a run scatters about the truth as its draws scatter about the
 * centre, so that the truth is one more draw; the variance is that of the fraction of the training events in a bin.
 * Draws follow each other by an autoregression of first order.
 *
 * @param fault What is wrong with it; default nothing. A shift needs an even number of bins to leave the total at 1.
 * @returns Masses, probabilities that add up to 1 in each draw but for rounding, with truth and held-out sample.
 */
export function generator(design: Design, stream: Stream, fault: Fault = none): MeasureInput {
  const { bins, truth, heldOut } = design;
  const equal = new Float64Array(bins).fill(1 / bins);
  const sample = (events: number, name: string): Sample => ({
    masses: multinomial(equal, events, stream.split(name)).map((count) => count / events),
    counting: { events },
  });
  return {
    masses: drawnMasses(design, fault, stream.split("draws")),
    nTrain: trainingEvents(design),
    ...(truth === "exact" && { truth: { masses: equal } }),
    ...(typeof truth === "number" && { truth: sample(truth, "truth") }),
    ...(heldOut !== null && { holdout: sample(heldOut, "held out") }),
  };
}
