/** The test of a claim against an exact truth and against one that was counted. */
import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import { claimTest } from "../../../core/amplification/mod.ts";
import { countingNoise } from "../../../core/amplification/counting_noise.ts";
import { masses } from "../../../core/binning/mod.ts";
import { Stream } from "../../../core/random.ts";
import type { Design } from "../../../studies/verdicts/designs.ts";
import { generator } from "../../../studies/verdicts/generators.ts";
import { equal, kinds, weightedLaw } from "../_weighted.ts";
import { moments } from "../_moments.ts";

/** Two-sided normal bound that one number in a million exceeds. */
const ONE_IN_A_MILLION = 4.892;

/** The test of one generator of a design whose draws are too narrow by a factor. */
function tested(design: Partial<Design>, trial: number, narrow = 1) {
  const whole = {
    name: "",
    runs: 3,
    draws: 20,
    bins: 30,
    time: 1,
    span: 1,
    truth: 3000,
    heldOut: null,
    ...design,
  };
  const fault = { id: "", words: "", width: 1 / narrow, shift: 0 };
  const { masses, truth } = generator(whole, Stream.fromSeed(51).split(trial), fault);
  return claimTest(masses, truth!.masses, {
    stream: Stream.fromSeed(52).split(trial),
    replicates: 199,
    counting: truth!.counting,
  });
}

for (const [name, law] of Object.entries({ ...kinds, equal })) {
  Deno.test(`counting noise of ${name} weights is that of samples; false alarm 1e-5`, () => {
    const trials = 4000;
    const whole = Float64Array.of(0.4, 0.3, 0.2, 0.1), drawn = whole.subarray(0, 3);
    const { sample, expected } = weightedLaw(whole, law);
    const noise = countingNoise(drawn, expected(400).counting);
    const stream = Stream.fromSeed(53).split(name);
    const simulated = { square: new Float64Array(trials), along: new Float64Array(trials) };
    const real = { square: new Float64Array(trials), along: new Float64Array(trials) };
    for (let i = 0; i < trials; i++) {
      const { square, overMasses } = noise.simulate(stream.split("simulated", i));
      simulated.square[i] = square;
      simulated.along[i] = overMasses[0] - 2 * overMasses[1];
      const counted = sample(400, stream.split("real", i));
      const over = counted.masses.map((mass, bin) => mass / drawn[bin] - 1);
      real.square[i] = over.reduce((sum, x, bin) => sum + x * x * drawn[bin], 0);
      real.along[i] = over[0] - 2 * over[1];
    }
    const apart = (a: number, b: number, ...errors: number[]) => {
      const error = Math.sqrt(errors.reduce((sum, x) => sum + x * x, 0));
      assertAlmostEquals(a, b, ONE_IN_A_MILLION * error + 0.02 * Math.abs(b));
    };
    for (const kind of ["square", "along"] as const) {
      const [a] = moments(simulated[kind], 1), [b] = moments(real[kind], 1);
      apart(a.mean, b.mean, a.meanError, b.meanError);
      apart(a.variance, b.variance, a.varianceError, b.varianceError);
    }
    const [{ mean, meanError }] = moments(simulated.square, 1);
    apart(mean, noise.expected, meanError);
  });
}

Deno.test("claims of calibrated draws against a counted truth are as far off as p-values say; false alarm 1e-6", () => {
  // Squares of 10 effective events a bin are far from normal.
  for (const design of [{ runs: 1 }, { runs: 2, bins: 100, truth: 1000 }, { runs: 5 }]) {
    const trials = 400;
    const found = Array.from({ length: trials }, (_, trial) => tested(design, trial));
    const mean = found.reduce((sum, { pAbove }) => sum + pAbove, 0) / trials;
    // Exchanging few draws makes p-values of 1 / (D + 1) steps, which are high by half a step.
    assertAlmostEquals(mean, 0.5, ONE_IN_A_MILLION / Math.sqrt(12 * trials) + 0.5 / 21);
    // Of 400 p-values more than 40 are below 0.05 once in a million times.
    for (const side of ["pAbove", "pBelow"] as const) {
      assert(found.filter((test) => test[side] < 0.05).length <= 44, `${side} of ${design.runs}`);
    }
  }
});

Deno.test("a claim three times too large is found with few runs against a counted truth", () => {
  for (const runs of [2, 3, 5]) {
    const found = [1, 2, 3, 4, 5].filter((trial) =>
      tested({ runs, truth: 1e5 }, trial, Math.sqrt(3)).pAbove < 0.01
    );
    assert(found.length >= 4, `${runs} runs: ${found}`);
  }
});

Deno.test("a truth counted on many events is tested as an exact one", () => {
  const design = { runs: 2, truth: 1e12 };
  const { masses: drawn, truth } = generator({
    name: "",
    draws: 10,
    bins: 12,
    time: 1,
    span: 1,
    heldOut: null,
    ...design,
  }, Stream.fromSeed(3));
  const options = { stream: Stream.fromSeed(4), replicates: 99 };
  const { counting } = truth!;
  const counted = claimTest(drawn, truth!.masses, { ...options, counting });
  const exact = claimTest(drawn, truth!.masses, options);
  // Weights are the mean of the draws, which scatter by a few parts in a hundred.
  assertAlmostEquals(counted.ratio / exact.ratio, 1, 0.1);
  assertAlmostEquals(counted.pAbove, exact.pAbove, 0.06);
});

Deno.test("bins without mass and without events add nothing; events where draws have none are refused", () => {
  const stream = Stream.fromSeed(5);
  const drawn = (bins: number) =>
    masses(
      1,
      4,
      [bins],
      Float64Array.from(
        { length: 4 * bins },
        (_, i) => i % bins < 2 ? 0.5 + (i % bins === 0 ? 1 : -1) * 0.01 * Math.floor(i / bins) : 0,
      ),
    );
  const options = { stream, replicates: 19, counting: { events: 100 } };
  const two = claimTest(drawn(2), Float64Array.of(0.48, 0.52), options);
  const three = claimTest(drawn(3), Float64Array.of(0.48, 0.52, 0), options);
  assertAlmostEquals(three.ratio, two.ratio, 1e-12);
  assertThrows(
    () => claimTest(drawn(3), Float64Array.of(0.48, 0.5, 0.02), options),
    RangeError,
    "give mass to every bin with true events: current value is 0 in bin 2",
  );
});
