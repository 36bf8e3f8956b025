/**
 * Two samples that differ in a known way, for benches of tests that are to find it.
 *
 * @module
 */
import type { Stream } from "../core/random.ts";

/** Changes an event, `[features]`, in place, with uniform numbers of its own. */
type Change = (event: Float64Array, uniform: () => number) => void;

/** How the second sample differs from the first, whose features are normal; both get the first change. */
export const differences: Readonly<Record<string, readonly [both: Change, second: Change]>> = {
  shift: [() => {}, (event) => void (event[0] += 0.35)],
  width: [() => {}, (event) => void (event[0] *= 1.5)],
  correlation: [() => {}, (event) => void (event[1] = 0.5 * event[0] + Math.sqrt(0.75) * event[1])],
  // Mean, variance and correlations stay about as they are.
  shape: [
    () => {},
    (event, uniform) => {
      if (uniform() < 0.3) event[0] = (event[0] < 0 ? -0.8 : 0.8) + 0.1 * (uniform() - 0.5);
    },
  ],
  // Four modes in two of the features; of the second sample, half of one is moved to the one beside it.
  "half a mode": [
    (event) => {
      event[0] = event[0] / 3 + (event[0] < 0 ? -1 : 1);
      event[1] = event[1] / 3 + (event[1] < 0 ? -1 : 1);
    },
    (event, uniform) => {
      if (event[0] < 0 && event[1] < 0 && uniform() < 0.5) event[0] = -event[0];
    },
  ],
};

/** Sizes of two samples. */
interface Sizes {
  /** Events of each. */
  readonly events: number;
  readonly features: number;
  /** Share of the second sample's events that differ, default all. */
  readonly differing?: number;
}

/** Two samples `[events, features]` that differ in the way of a name. */
export function pairOf(
  name: string,
  stream: Stream,
  { events, features, differing = 1 }: Sizes,
): [Float64Array, Float64Array] {
  const [both, change] = differences[name];
  const sample = (stream: Stream, changes: readonly Change[]) => {
    const values = stream.normals(new Float64Array(events * features));
    const uniforms = stream.split("change");
    for (let i = 0; i < events; i++) {
      const event = values.subarray(i * features, (i + 1) * features);
      for (const change of changes) change(event, () => uniforms.uniform());
    }
    return values;
  };
  const chosen = stream.split("differing");
  const second: Change = (event, uniform) => {
    if (differing === 1 || chosen.uniform() < differing) change(event, uniform);
  };
  return [sample(stream.split("first"), [both]), sample(stream.split("second"), [both, second])];
}

/** Share of true values and its standard error. */
export function share(outcomes: readonly boolean[]): readonly [number, number] {
  const mean = outcomes.filter(Boolean).length / outcomes.length;
  return [mean, Math.sqrt(mean * (1 - mean) / outcomes.length)];
}
