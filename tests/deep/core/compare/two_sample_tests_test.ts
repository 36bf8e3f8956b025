/** p-values of equal samples are uniform, and differences of cells have the error that is stated. */
import {
  kernelDistance,
  type TwoSampleStatistic,
  twoSampleTests,
  whereTheyDiffer,
} from "../../../../core/compare/mod.ts";
import { kernelFeatures } from "../../../../core/compare/kernel_features.ts";
import { Stream } from "../../../../core/random.ts";
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { gaussian, type Sample } from "../../../core/compare/_samples.ts";
import { assertFollows } from "../../../core/_statistics.ts";

const permutations = 39;
/** Probability that a right program fails one of the tests. */
const alarm = 1e-4;

interface Design {
  readonly name: string;
  readonly trials: number;
  readonly make: (stream: Stream) => [Sample, Sample];
  /** Default all. */
  readonly statistics?: readonly TwoSampleStatistic[];
}

/** The kernel distance, taken as that of large samples. */
const inBlocks: TwoSampleStatistic = { ...kernelDistance, large: { ...kernelFeatures, above: 0 } };

/** Two samples by one recipe. */
const alike = (
  name: string,
  sizes: [number, number],
  make: (stream: Stream, events: number) => Sample,
  trials = 200,
): Design => ({
  name,
  trials,
  make: (stream) => [make(stream.split(0), sizes[0]), make(stream.split(1), sizes[1])],
});

/** Weights by the first feature of an event and a random number. */
const weighted = (sample: Sample, stream: Stream, weight: (x: number, u: number) => number) => ({
  ...sample,
  weights: Float64Array.from(
    { length: sample.values.length / sample.features },
    (_, i) => weight(sample.values[i * sample.features], stream.uniform()),
  ),
});

const designs: Design[] = [
  alike("1 feature", [60, 60], (stream, events) => gaussian(stream, events, 1)),
  alike("2 features, unequal sizes", [30, 90], (stream, events) => gaussian(stream, events, 2)),
  alike("10 features", [60, 60], (stream, events) => gaussian(stream, events, 10), 150),
  alike("20 features", [50, 60], (stream, events) => gaussian(stream, events, 20), 100),
  alike("heavy tails", [60, 40], (stream, events) => {
    const { values } = gaussian(stream, events, 4);
    return {
      values: Float64Array.from(
        { length: 2 * events },
        (_, i) => values[2 * i] / values[2 * i + 1],
      ),
      features: 2,
    };
  }),
  alike("discrete features with ties", [60, 50], (stream, events) => ({
    values: Float64Array.from({ length: 2 * events }, () => stream.integer(3)),
    features: 2,
  })),
  alike("strongly correlated features", [50, 60], (stream, events) => {
    const { values } = gaussian(stream, events, 1);
    return {
      values: Float64Array.from(
        { length: 2 * events },
        (_, at) => values[at >> 1] + 1e-3 * stream.normal(),
      ),
      features: 2,
    };
  }),
  alike(
    "weights of one distribution, unequal sizes",
    [50, 80],
    (stream, events) =>
      weighted(
        gaussian(stream.split("x"), events, 2),
        stream.split("w"),
        (x, u) => (u + 0.1) * (2 + Math.sin(x)),
      ),
  ),
  alike(
    "negative weights",
    [80, 80],
    (stream, events) =>
      weighted(
        gaussian(stream.split("x"), events, 2),
        stream.split("w"),
        (_, u) => u < 0.1 ? -1 : 1,
      ),
  ),
  {
    name: "one sample reweighted to the other, unequal sizes",
    trials: 200,
    make: (stream) => {
      // Density exp(-(x - m)^2 / 2) with weights exp(m^2 / 2 - m x) is the standard normal one.
      const shift = 0.8, { values } = gaussian(stream.split(0), 150, 2);
      const moved = values.map((x, at) => at % 2 === 0 ? x + shift : x);
      return [
        weighted(
          { values: moved, features: 2 },
          stream,
          (x) => Math.exp(shift * shift / 2 - shift * x),
        ),
        gaussian(stream.split(1), 600, 2),
      ];
    },
  },
  {
    ...alike(
      "blocks of 3 events, unequal sizes",
      [1000, 1505],
      (stream, events) => gaussian(stream, events, 2),
      150,
    ),
    statistics: [inBlocks],
  },
  {
    ...alike(
      "blocks of 2 events of negative weights",
      [800, 800],
      (stream, events) =>
        weighted(
          gaussian(stream.split("x"), events, 2),
          stream.split("w"),
          (_, u) => u < 0.1 ? -1 : 1,
        ),
      150,
    ),
    statistics: [inBlocks],
  },
];

for (const { name, trials, make, statistics } of designs) {
  Deno.test(`${name}: p-values of equal samples are uniform; false alarm ${alarm}`, () => {
    const values = new Map<string, number[]>();
    for (let trial = 0; trial < trials; trial++) {
      const stream = Stream.fromSeed(11).split(name, trial), dither = stream.split("dither");
      for (
        const { name, pValue } of twoSampleTests(...make(stream.split("samples")), {
          stream,
          permutations,
          ...(statistics && { statistics }),
        })
      ) {
        // Uniform among multiples of 1 / (permutations + 1), so continuous with what lies between them.
        const continuous = pValue - dither.uniform() / (permutations + 1);
        values.set(name, [...values.get(name) ?? [], continuous]);
      }
    }
    for (const [name, found] of values) {
      assertFollows(Float64Array.from(found), (p) => p, name, alarm);
    }
  });
}

Deno.test(`differences of cells of equal samples are standard normal; false alarm ${alarm}`, () => {
  const found = Float64Array.from({ length: 1000 }, (_, trial) => {
    const stream = Stream.fromSeed(12).split(trial);
    const cells = whereTheyDiffer(
      gaussian(stream.split(0), 1000, 2),
      gaussian(stream.split(1), 1500, 2),
      { cells: 4 },
    );
    return cells.find(({ from }) => from.every((x) => x < -2))!.z;
  });
  assertFollows(found, (z) => normalCdf(z, 0, 1), "z", alarm);
});
