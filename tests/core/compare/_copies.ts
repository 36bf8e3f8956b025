/** Generators that copy training events, or do not. */
import type { WeightedPoints } from "../../../core/compare/mod.ts";
import type { Stream } from "../../../core/random.ts";
import { normals } from "./_worth.ts";

/** How a generator makes events of `features` features. */
export type Generator = (training: WeightedPoints, stream: Stream) => WeightedPoints;

/** Independent true events, the first of which are replaced by training events, each moved by `noise`. */
export function copying(share: number, noise = 0): Generator {
  return ({ values, features }, stream) => {
    const events = values.length / features;
    const generated = normals(events, features, stream.split("new"));
    const noises = stream.split("noise").normals(new Float64Array(values.length));
    const copied = Math.round(share * events) * features;
    for (let i = 0; i < copied; i++) generated.values[i] = values[i] + noise * noises[i];
    return generated;
  };
}

/** Events of one law, without knowledge of the training events. */
export const honest: Record<string, Generator> = {
  truth: copying(0),
  "wrong widths": (training, stream) => {
    const { values, features } = copying(0)(training, stream);
    return { values: values.map((x) => 0.6 * x), features };
  },
  "few clusters": ({ values, features }, stream) => {
    const centres = normals(10, features, stream.split("centres")).values;
    const noises = stream.split("noise").normals(new Float64Array(values.length));
    return { values: noises.map((x, i) => centres[i % centres.length] + 0.01 * x), features };
  },
  "one event again and again": ({ values, features }, stream) => {
    const event = normals(1, features, stream.split("event")).values;
    return { values: values.map((_, i) => event[i % features]), features };
  },
};
