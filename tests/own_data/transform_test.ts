/** Features and the space of the flow. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  curveInWords,
  fromFlow,
  logVolume,
  toFlow,
  type Transform,
  transformOf,
  transformsOf,
} from "../../own_data/transform.ts";
import { Stream } from "../../core/random.ts";

const stream = Stream.fromSeed(1);
const laws: Readonly<Record<string, (stream: Stream) => number>> = {
  linear: (stream) => 5 + 3 * stream.normal(),
  above: (stream) => 80 - 10 * Math.log(stream.uniform()),
  below: (stream) => 1 + 0.1 * Math.log(stream.uniform()),
  between: (stream) => 2 * stream.uniform() - 1,
  tails: (stream) => 91 + stream.normal() / Math.sqrt(stream.gamma(1.5) / 1.5),
};

/** The transform of a law, from 2000 of its events. */
function fitted(kind: string): { transform: Transform; events: Float64Array } {
  const random = stream.split(kind);
  const events = Float64Array.from({ length: 2000 }, () => laws[kind](random));
  const sorted = events.toSorted();
  return { transform: transformOf(events, sorted[0], sorted[sorted.length - 1]), events };
}

for (const kind of Object.keys(laws)) {
  Deno.test(`a feature of the kind "${kind}" has that curve, and comes back from the flow`, () => {
    const { transform, events } = fitted(kind);
    assertEquals(transform.curve.kind, kind, curveInWords(transform, String));
    const points = toFlow([transform], events);
    const mean = points.reduce((a, b) => a + b, 0) / points.length;
    const squares = points.reduce((a, b) => a + b * b, 0) / points.length;
    assertAlmostEquals(mean, 0, 1e-5);
    assertAlmostEquals(squares, 1, 1e-5);
    const scale = transform.deviation;
    fromFlow([transform], points).forEach((x, i) =>
      // Single precision of the point, stretched by the slope of the curve, and that of the event.
      assertAlmostEquals(
        x,
        events[i],
        1e-6 *
          (Math.abs(events[i]) +
            10 * scale * Math.exp(-logVolume([transform], events.subarray(i, i + 1))[0]) / scale),
      )
    );
  });

  Deno.test(`the volume of a feature of the kind "${kind}" is the slope of its transform`, () => {
    const { transform, events } = fitted(kind);
    for (const x of events.subarray(0, 20)) {
      const [nats] = logVolume([transform], Float64Array.of(x));
      // Of points in single precision: a step that is large enough for them, small for the curve.
      const step = 1e-3 * Math.exp(-nats);
      const [low, high] = toFlow([transform], Float64Array.of(x - step, x + step));
      assertAlmostEquals((high - low) / (2 * step) / Math.exp(nats), 1, 3e-3);
    }
  });
}

Deno.test("held-out events count for the ends of a feature, and for nothing else", () => {
  const random = stream.split("ends");
  const training = Float64Array.from({ length: 1000 }, () => random.uniform());
  const [alone] = transformsOf(training, Float64Array.of(0.5), 1);
  const [wider] = transformsOf(training, Float64Array.of(-0.01, 1.02), 1);
  assertEquals([alone.curve.kind, wider.curve.kind], ["between", "between"]);
  assert(logVolume([wider], Float64Array.of(-0.01, 1.02)).every(Number.isFinite));
  const [linear] = transformsOf(
    training.map((x) => x + 3 * random.normal()),
    Float64Array.of(99),
    1,
  );
  assertEquals(linear.curve, { kind: "linear" });
});

Deno.test("points far beyond the events stay finite", () => {
  for (const kind of Object.keys(laws)) {
    const { transform } = fitted(kind);
    const made = fromFlow([transform], Float32Array.of(-1e4, 1e4));
    assert(made.every(Number.isFinite), `${kind}: ${made}`);
  }
});
