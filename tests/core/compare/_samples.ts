/** Samples for tests of two samples. */
import type { WeightedPoints } from "../../../core/compare/mod.ts";
import type { Stream } from "../../../core/random.ts";

export type Sample = WeightedPoints;

/** Independent standard normal features. */
export function gaussian(stream: Stream, events: number, features: number): Sample {
  return { values: stream.normals(new Float64Array(events * features)), features };
}

/** Two samples of two features that differ. */
type Pair = (stream: Stream, events: number) => [Sample, Sample];

/** Changes every event of a sample. */
function changed(
  sample: Sample,
  change: (event: Float64Array, index: number) => ArrayLike<number>,
): Sample {
  const values = sample.values.slice(), { features } = sample;
  for (let at = 0; at < values.length; at += features) {
    values.set(change(sample.values.subarray(at, at + features), at / features), at);
  }
  return { values, features };
}

/** Events around one of the points (+-3, +-3), the first of which the second sample may lack. */
const modes = (sample: Sample, lacks: number) =>
  changed(sample, ([x, y], i) => {
    const mode = lacks + i % (4 - lacks);
    return [x + (mode % 2 === 0 ? 3 : -3), y + (mode < 2 ? 3 : -3)];
  });

/** Ways to differ. */
export const differences = {
  shift: (stream, events) => {
    const pair = two(stream, events);
    return [pair[0], changed(pair[1], ([x, y]) => [x + 0.5, y])];
  },
  width: (stream, events) => {
    const pair = two(stream, events);
    return [pair[0], changed(pair[1], ([x, y]) => [1.5 * x, y])];
  },
  correlation: (stream, events) => {
    const pair = two(stream, events);
    return [pair[0], changed(pair[1], ([x, y]) => [x, 0.7 * x + Math.sqrt(0.51) * y])];
  },
  mode: (stream, events) => {
    const pair = two(stream, events);
    return [modes(pair[0], 0), modes(pair[1], 1)];
  },
} satisfies Record<string, Pair>;

/** Two equal samples. */
function two(stream: Stream, events: number): [Sample, Sample] {
  return [gaussian(stream.split("first"), events, 2), gaussian(stream.split("second"), events, 2)];
}
