import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type Architecture, layers, paperArchitecture } from "../../../core/flow/architecture.ts";
import { initialise } from "../../../core/flow/initialise.ts";
import { Stream } from "../../../core/random.ts";

Deno.test("weights and biases are uniform within 1/sqrt(fanIn), layer by layer", () => {
  const wide: Architecture = { ...paperArchitecture, hidden: [400, 100] };
  const weights = initialise(wide, Stream.fromSeed(11));
  for (const { fanIn, fanOut, weights: from, biases } of layers(wide)) {
    const scaled = weights.subarray(from, biases + fanOut).map((w) => w * Math.sqrt(fanIn));
    assert(scaled.every((u) => Math.abs(u) <= 1 + 1e-6));
    // Kolmogorov-Smirnov: P(D > d) <= 2 exp(-2 n d^2) = 1e-6 at d = sqrt(7.25 / n).
    const sorted = scaled.slice().sort();
    const n = sorted.length;
    const distance = sorted.reduce(
      (most, u, i) => Math.max(most, Math.abs((u + 1) / 2 - (i + 0.5) / n) + 0.5 / n),
      0,
    );
    assert(distance < Math.sqrt(7.25 / n), `${distance} with ${n} numbers`);
  }
});

Deno.test("a layer's numbers depend on the stream and its place, not on the widths before it", () => {
  const one = initialise({ ...paperArchitecture, hidden: [8, 6] }, Stream.fromSeed(5));
  const other = initialise({ ...paperArchitecture, hidden: [8, 7] }, Stream.fromSeed(5));
  const firstLayer = 9 * 8 + 8;
  assertEquals(one.subarray(0, firstLayer), other.subarray(0, firstLayer));
  const seeded = initialise({ ...paperArchitecture, hidden: [8, 6] }, Stream.fromSeed(6));
  assertNotEquals(one, seeded);
});
