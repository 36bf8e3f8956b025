/** Generators for comparisons, in memory. */
import { masses, type Sample } from "../../core/binning/mod.ts";
import { Stream } from "../../core/random.ts";
import { parseConfig } from "../../audit/config.ts";
import { compareGenerators, type Configured } from "../../audit/comparison/compare.ts";
import type { Comparison } from "../../audit/comparison/schema.ts";
import type { Prepared } from "../../audit/input/read.ts";
import { shifted } from "../core/compare/_distances.ts";

const config = (kind: string, truth: string) =>
  parseConfig(
    "audit.json",
    JSON.stringify({
      draws: { kind, file: "draws.npy" },
      truth: truth === "equal" ? { kind: "equal" } : { kind: truth, file: "truth.npy" },
      nTrain: 1000,
      replicates: 19,
      ...(kind === "events" && { binning: { quantiles: { of: "truth", bins: [4] } } }),
    }),
  );

/** Edges of equal steps. */
const steps = (bins: number) => Float64Array.from({ length: bins + 1 }, (_, i) => i);

/** Draws of some runs whose bins are off by a share of their mass, up and down in turns. */
export function drawn(
  name: string,
  { bias, runs = 5, truth, bins = 8 }: {
    readonly bias: number;
    readonly runs?: number;
    /** Counted truth; default an exact one. */
    readonly truth?: Sample;
    readonly bins?: number;
  },
): Configured {
  const stream = Stream.fromSeed(3).split(name), draws = 20;
  const values = new Float64Array(runs * draws * bins);
  for (let run = 0, at = 0; run < runs; run++) {
    const centre = Array.from(
      { length: bins },
      (_, bin) => 1 + (bin % 2 === 0 ? bias : -bias) + 0.02 * stream.normal(),
    );
    for (let draw = 0; draw < draws; draw++) {
      for (let bin = 0; bin < bins; bin++) {
        values[at++] = (centre[bin] + 0.02 * stream.normal()) / bins / 1.1;
      }
    }
  }
  const prepared: Prepared = {
    masses: masses(runs, draws, [bins], values),
    truth: truth ?? { masses: 1 / bins },
    nTrain: 1000,
    axes: [{ name: "x", unit: "GeV", edges: steps(bins) }],
    inputs: truth === undefined
      ? []
      : [{ role: "truth", file: "truth.npy", format: "NumPy", shape: [bins] }],
    beyond: "left out",
  };
  return {
    name,
    source: `${name}.yaml`,
    prepared,
    config: config("masses", truth === undefined ? "equal" : "counts"),
  };
}

/** One generated sample beside a truth, both of normal events of two features. */
export function sampled(
  name: string,
  shift: number,
  { events = 400, truth = "truth" }: { readonly events?: number; readonly truth?: string } = {},
): Configured {
  const stream = Stream.fromSeed(3);
  const generated = shifted(events, 2, shift, stream.split(name));
  const prepared: Prepared = {
    masses: masses(1, 1, [1], Float64Array.of(1)),
    truth: { masses: Float64Array.of(1), counting: { events: 400 } },
    samples: { generated, truth: shifted(400, 2, 0, stream.split(truth)) },
    axes: [{ name: "x", unit: null, edges: steps(1) }],
    inputs: [{ role: "truth", file: `${truth}.npy`, format: "NumPy", shape: [400, 2] }],
    beyond: "outermost",
  };
  return { name, source: `${name}.npy`, prepared, config: config("events", "events") };
}

/** The comparison of two generators of draws, whose names hold a title. */
export function someComparison(title: string): Comparison {
  return compareGenerators(
    [drawn(`${title}, good`, { bias: 0.02 }), drawn(`${title}, bad`, { bias: 0.3 })],
    { title },
  );
}
