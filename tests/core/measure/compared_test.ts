import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { masses, massVariance } from "../../../core/binning/mod.ts";
import { SharedSamples } from "../../../core/calibration/shared_samples.ts";
import { compared, withCountingNoise } from "../../../core/measure/mod.ts";
import { Stream } from "../../../core/random.ts";
import { moments as momentsOf } from "../_moments.ts";
import { kinds, weightedLaw } from "../_weighted.ts";

/** Two-sided normal bound that one number in 200,000 exceeds: any of 20, one in 10,000 times. */
const BOUND = 4.56;

/** Law of four bins; a tenth lies beyond them. */
const law = Float64Array.of(0.4, 0.1, 0.15, 0.25, 0.1);
const bins = 4, events = 1000, trials = 20_000;

const moments = (values: Float64Array) => momentsOf(values, bins);

const apart = (a: number, b: number, aError: number, bError = 0) =>
  Math.abs(a - b) / Math.sqrt(aError * aError + bError * bError);

for (const [name, weights] of Object.entries(kinds)) {
  const { sample, expected } = weightedLaw(law, weights);
  const { counting } = expected(events);
  const stream = Stream.fromSeed(21).split(name);

  Deno.test(`counting noise of ${name} weights has the mean and variance of weighted events; false alarm 1e-4`, () => {
    const drawn = new Float64Array(trials * bins);
    for (let i = 0; i < trials; i++) {
      drawn.set(sample(events, stream.split("events", i)).masses, i * bins);
    }
    const exact = masses(
      1,
      trials,
      [bins],
      Float64Array.from({ length: trials * bins }, (_, i) => law[i % bins]),
    );
    const direct = moments(drawn);
    const noisy = moments(withCountingNoise(exact, counting, stream.split("noise")).values);
    for (let bin = 0; bin < bins; bin++) {
      const a = direct[bin], b = noisy[bin];
      assert(apart(a.mean, b.mean, a.meanError, b.meanError) < BOUND, `mean of bin ${bin}`);
      assert(
        apart(a.variance, b.variance, a.varianceError, b.varianceError) < BOUND,
        `variance of bin ${bin}: ${a.variance} ${b.variance}`,
      );
      // Of the next order in one over the effective events are some parts in a thousand.
      const said = massVariance(law[bin], bin, counting);
      assertAlmostEquals(a.variance / said, 1, BOUND * a.varianceError / said + 0.01);
    }
  });

  Deno.test(`a simulated sample of ${name} weights that runs share is one about each draw; false alarm 1e-4`, () => {
    // Two runs of one draw, which lie on either side of their mean.
    const shift = [0.02, -0.01, -0.02, 0.01];
    const exact = masses(
      2,
      1,
      [bins],
      Float64Array.from(
        { length: 2 * bins },
        (_, i) => law[i % bins] + (i < bins ? 1 : -1) * shift[i % bins],
      ),
    );
    const samples = new SharedSamples(exact, counting, stream.split("shared"));
    const random = stream.split("rounding");
    const first = new Float64Array(trials * bins), second = new Float64Array(trials * bins);
    for (let i = 0; i < trials; i++) {
      const counted = samples.of(i);
      counted(0, 0, random, first.subarray(i * bins, (i + 1) * bins));
      counted(1, 0, random, second.subarray(i * bins, (i + 1) * bins));
    }
    const differences = moments(first.map((mass, i) => mass - second[i]));
    const each = moments(first);
    for (let bin = 0; bin < bins; bin++) {
      const said = massVariance(law[bin], bin, counting);
      const step = counting.eventMasses![bin];
      // Rounding adds up to a quarter of the square of a step, twice to a difference.
      assertAlmostEquals(
        each[bin].variance / said,
        1,
        BOUND * each[bin].varianceError / said + 0.01 + step * step / 4 / said,
      );
      assert(differences[bin].variance < step * step, `runs share their noise in bin ${bin}`);
      assert(apart(differences[bin].mean, 2 * shift[bin], differences[bin].meanError) < BOUND);
      // The ratio of sums has a bias of the next order.
      const bias = law[bin] * (1 / counting.events - step);
      assert(
        apart(each[bin].mean, law[bin] + shift[bin] + bias, each[bin].meanError) < BOUND,
        `mean of bin ${bin}`,
      );
    }
  });
}

Deno.test("a truth of weighted events gets draws with its counting noise", () => {
  const { expected } = weightedLaw(law, kinds.mixed);
  const truth = expected(events);
  const exact = masses(
    1,
    2,
    [bins],
    Float64Array.of(...law.subarray(0, bins), ...law.subarray(0, bins)),
  );
  const noise = Stream.fromSeed(1).split("noise"), ties = Stream.fromSeed(1).split("ties");
  assertEquals(compared(exact, truth, { counting: noise, ties }), {
    masses: withCountingNoise(exact, truth.counting, noise),
    truth: truth.masses,
    ties,
    sample: new SharedSamples(exact, truth.counting, noise.split("samples")),
  });
});
