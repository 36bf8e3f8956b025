import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  countedAs,
  effectiveEvents,
  massVariance,
  mergedCounting,
  type Sample,
  weightedSample,
} from "../../../core/binning/mod.ts";
import { multinomial } from "../../../core/multinomial.ts";
import { Stream } from "../../../core/random.ts";
import references from "./_weighted.json" with { type: "json" };

/** Asserts that numbers agree to a part in 1e12. */
function assertClose(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  assertEquals(found.length, expected.length);
  for (let i = 0; i < found.length; i++) {
    assertAlmostEquals(found[i], expected[i], 1e-12 * Math.abs(expected[i]), String(i));
  }
}

const pairs = (values: Float64Array) =>
  Float64Array.from({ length: values.length / 2 }, (_, i) => values[2 * i] + values[2 * i + 1]);

for (const reference of references) {
  Deno.test(`weighted events in bins are what NumPy says, ${reference.name}`, () => {
    const { masses, counting } = weightedSample(
      Float64Array.from(reference.sums),
      Float64Array.from(reference.squares),
    );
    assertClose(masses, reference.masses);
    assertClose([counting.events], [reference.events]);
    assertClose(effectiveEvents({ masses, counting }), reference.effective);
    assertClose(masses.map((mass, bin) => massVariance(mass, bin, counting)), reference.variances);
    const wide: Sample = {
      masses: pairs(masses),
      counting: mergedCounting({ masses, counting }, pairs),
    };
    assertClose(effectiveEvents(wide), reference.wideEffective);
    // Beyond the bins nothing is merged.
    assertEquals(wide.counting.eventMasses!.at(-1), counting.eventMasses!.at(-1));
  });
}

/** Sums of weights and of their squares in 3 bins and beyond. */
const sums = fc.array(
  fc.tuple(
    fc.double({ min: 0.1, max: 100, noNaN: true }),
    fc.double({ min: 0.1, max: 10, noNaN: true }),
  ),
  { minLength: 4, maxLength: 4 },
).map((bins) => ({
  sums: Float64Array.from(bins, ([sum]) => sum),
  squares: Float64Array.from(bins, ([sum, weight]) => sum * weight),
}));

Deno.test("a common factor of all weights changes nothing", () => {
  fc.assert(fc.property(sums, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (of, factor) => {
    const plain = weightedSample(of.sums, of.squares);
    const scaled = weightedSample(
      of.sums.map((sum) => factor * sum),
      of.squares.map((square) => factor * factor * square),
    );
    assertClose(scaled.masses, plain.masses);
    assertClose([scaled.counting.events], [plain.counting.events]);
    assertClose(scaled.counting.eventMasses!, plain.counting.eventMasses!);
  }));
});

Deno.test("events of equal weights are counts over their number, whatever the weight", () => {
  const counts = fc.array(fc.nat(1e9), { minLength: 2, maxLength: 9 })
    .filter((bins) => bins.some((count) => count > 0));
  const weight = fc.oneof(fc.constant(1), fc.double({ min: 1e-9, max: 1e9, noNaN: true }));
  fc.assert(fc.property(counts, weight, (bins, weight) => {
    const events = bins.reduce((sum, count) => sum + count);
    assertEquals(
      weightedSample(
        Float64Array.from(bins, (count) => weight * count),
        Float64Array.from(bins, (count) => weight * weight * count),
      ),
      {
        masses: Float64Array.from(bins.slice(0, -1), (count) => count / events),
        counting: { events },
      },
    );
  }));
});

Deno.test("a bin without events is counted as the whole sample is, alone and among empty ones", () => {
  const sample = weightedSample(Float64Array.of(4, 0, 0, 0, 6), Float64Array.of(8, 0, 0, 0, 6));
  assertEquals(sample.counting.events, 100 / 14);
  assertClose(sample.counting.eventMasses!, [0.2, 0.14, 0.14, 0.14, 0.1]);
  // The first pair has events in one of its bins, the second in none.
  assertClose(mergedCounting(sample, pairs).eventMasses!, [0.2, 0.14, 0.1]);
});

Deno.test("what cannot be a sample of weighted events is refused with a sentence", () => {
  const refused = (sums: number[], squares: number[], sentence: string) =>
    assertThrows(
      () => weightedSample(Float64Array.from(sums), Float64Array.from(squares)),
      RangeError,
      sentence,
    );
  const wider = "the weights of each bin must add up to more than 0, or its bins be wider";
  refused([3, -0.5, 1], [5, 2, 1], `${wider}: current value is -0.5 in bin 1`);
  refused([3, 0, 1], [5, 2, 1], `${wider}: current value is 0 in bin 1`);
  refused([3, 1, -2], [5, 2, 4], `${wider}: current value is -2 beyond the bins`);
  refused([3, 1, 0], [5, 0, 0], "where there are events: current value is 0 in bin 1");
  refused([3, 1, 0], [5, 1, -1], "where there are events: current value is -1 beyond the bins");
  refused([0, 0, 0], [0, 0, 0], "there must be events: current value is 0");
  refused([3, NaN, 0], [5, 1, 0], "must be finite: current value is NaN at index 1");
  refused([3, 1, 0], [5, Infinity, 0], "must be finite: current value is Infinity at index 1");
  assertThrows(() => weightedSample(Float64Array.of(1, 0), Float64Array.of(1)), TypeError);
});

Deno.test("events of equal weights are counted as their multinomial numbers", () => {
  const masses = Float64Array.of(0.2, 0.3, 0.5);
  const { counts, perMass } = countedAs({ events: 100 }, masses, Stream.fromSeed(1));
  assertEquals(counts, multinomial(masses, 100, Stream.fromSeed(1)));
  assertEquals(perMass, Float64Array.of(100, 100, 100));
});

Deno.test("counted masses add up to 1, and fewer than half an effective event is one", () => {
  const counting = { events: 5, eventMasses: Float64Array.of(0.1, 4, 0.5) };
  const stream = Stream.fromSeed(2);
  for (const masses of [Float64Array.of(0.5, 0.2, 0.3), Float64Array.of(0, 1, 0)]) {
    const { counts, perMass } = countedAs(counting, masses, stream);
    assertAlmostEquals(counts.reduce((sum, n, bin) => sum + n / perMass[bin], 0), 1, 1e-12);
  }
});
