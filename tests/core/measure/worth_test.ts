import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { type Absent, isPresent, withCountingNoise } from "../../../core/measure/mod.ts";
import { measureWorth, type WorthMeasures } from "../../../core/measure/worth.ts";
import { masses, massVariance, weightedSample } from "../../../core/binning/mod.ts";
import { multinomial } from "../../../core/multinomial.ts";
import { Stream } from "../../../core/random.ts";
import references from "../binning/_weighted.json" with { type: "json" };
import { equal, kinds, weightedLaw } from "../_weighted.ts";

/** Two-sided normal bound that one number in a million exceeds. */
const ONE_IN_A_MILLION = 4.892;

const nTrain = 1000;

function there<T extends object>(found: T | Absent): Exclude<T, Absent> {
  assert(isPresent(found), (found as Absent).reason);
  return found;
}

/**
 * Two draws that scatter by a relative `spread` about a mean that is off by `bias`, up and down: of two runs that agree,
 * whose only error is the counting of the truth, or of one.
 */
function draws(bins: number, spread: number, bias: number, runs = 2) {
  const values = Array.from({ length: 2 * bins }, (_, i) => {
    // Pairs of bins, so that neither spread nor bias changes the sum.
    const sign = i % 2 === 0 ? 1 : -1;
    return (1 + sign * bias + (i < bins ? sign : -sign) * spread) / bins;
  });
  return masses(runs, 2, [bins], Float64Array.from(Array(runs).fill(values).flat()));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, x) => sum + (x - centre) * (x - centre), 0);
  return Math.sqrt(squares / (values.length - 1));
}

const cases = [
  { title: "whose noise comes with the distance", bins: 200, perBin: 100 },
  { title: "whose noise hides much of the distance", bins: 1000, perBin: 10 },
];
for (const { title, bins, perBin } of cases) {
  Deno.test(`a counted truth ${title}: its noise is taken out, and its scatter is the error; false alarm 1e-6`, () => {
    const events = perBin * bins, trials = 1000, spread = 0.1, bias = 0.2;
    // Over weights (1 +- bias) / K, a square (x / K)^2 of every bin adds up to this times x^2.
    const weighted = 1 / (1 - bias * bias);
    const truth = new Float64Array(bins).fill(1 / bins);
    const drawn = draws(bins, spread, bias);
    const stream = Stream.fromSeed(41);
    const distances: number[] = [], errors: number[] = [], ratios: number[] = [];
    const relative: number[] = [];
    for (let trial = 0; trial < trials; trial++) {
      const counts = multinomial(truth, events, stream.split(trial));
      const worth = measureWorth(drawn, {
        masses: counts.map((n) => n / events),
        counting: { events },
      }, {
        stream: stream.split("worth"),
        nTrain,
      });
      const achieved = there(worth.achieved), ratio = there(worth.ratio);
      // What is scattered about its expectation is the squared distance, (K - 1) / (N G).
      const distance = (bins - 1) / (nTrain * achieved.value);
      distances.push(distance);
      errors.push(achieved.error! / achieved.value * distance);
      ratios.push(ratio.value);
      relative.push(ratio.error! / ratio.value);
      // The claim, of two draws 2 spread apart, knows nothing of the truth.
      assertAlmostEquals(
        there(worth.claimed).value,
        (bins - 1) / (nTrain * 2 * spread * spread * weighted),
        1e-9,
      );
      assertAlmostEquals(ratio.value, distance / (2 * spread * spread * weighted), 1e-9);
    }
    const scatter = deviation(distances);
    const standardError = scatter / Math.sqrt(trials);
    assertAlmostEquals(
      mean(distances),
      bias * bias * weighted,
      ONE_IN_A_MILLION * standardError,
    );
    // A deviation of nearly normal numbers is known to 1 / sqrt(2 n).
    const said = Math.sqrt(mean(errors.map((error) => error * error)));
    assertAlmostEquals(said / scatter, 1, ONE_IN_A_MILLION / Math.sqrt(2 * trials));
    assertAlmostEquals(mean(relative), mean(errors.map((e, i) => e / distances[i])), 1e-9);
  });
}

for (const reference of references) {
  Deno.test(`the distance from a truth of weighted events is what NumPy says, ${reference.name}`, () => {
    const truth = weightedSample(
      Float64Array.from(reference.sums),
      Float64Array.from(reference.squares),
    );
    const bins = truth.masses.length;
    // Two draws about the mean, of two runs that agree.
    const drawn = masses(
      2,
      2,
      [bins],
      Float64Array.from(
        { length: 4 * bins },
        (_, i) => reference.draws[i % bins] * (i % (2 * bins) < bins ? 1.01 : 0.99),
      ),
    );
    const worth = measureWorth(drawn, truth, { stream: Stream.fromSeed(1), nTrain });
    const achieved = there(worth.achieved), divergence = there(worth.divergence);
    assertAlmostEquals((bins - 1) / (nTrain * achieved.value), reference.distance, 1e-12);
    assertAlmostEquals(
      achieved.error! / achieved.value,
      reference.distanceError / reference.distance,
      1e-9,
    );
    assertAlmostEquals(divergence.value, reference.divergence, 1e-12);
    assertAlmostEquals(divergence.error!, reference.divergenceError, 1e-12);
  });
}

for (const [name, weights] of Object.entries({ ...kinds, equal })) {
  Deno.test(`a truth of ${name} weights: distances are those from the exact truth, and their scatter is the error; false alarm 4e-6`, () => {
    const bins = 60, events = 12_000, trials = 1000;
    const drawn = draws(bins, 0.1, 0.2);
    const law = new Float64Array(bins + 1).fill(1 / bins, 0, bins);
    const { sample } = weightedLaw(law, weights);
    const stream = Stream.fromSeed(42).split(name);
    const measured = { distance: [] as number[], divergence: [] as number[] };
    const errors = { distance: [] as number[], divergence: [] as number[] };
    for (let trial = 0; trial < trials; trial++) {
      const { achieved, divergence } = measureWorth(
        drawn,
        sample(events, stream.split(trial)),
        { stream: stream.split("worth"), nTrain },
      );
      // What scatters about its expectation is the squared distance, (K - 1) / (N G).
      const distance = (bins - 1) / (nTrain * there(achieved).value);
      measured.distance.push(distance);
      errors.distance.push(there(achieved).error! / there(achieved).value * distance);
      measured.divergence.push(there(divergence).value);
      errors.divergence.push(there(divergence).error!);
    }
    const exact = measureWorth(drawn, { masses: law.subarray(0, bins) }, { stream, nTrain });
    const expected = {
      // Over weights (1 +- bias) / K.
      distance: 0.2 * 0.2 / (1 - 0.2 * 0.2),
      divergence: there(exact.divergence).value,
    };
    for (const kind of ["distance", "divergence"] as const) {
      const scatter = deviation(measured[kind]);
      assertAlmostEquals(
        mean(measured[kind]),
        expected[kind],
        ONE_IN_A_MILLION * scatter / Math.sqrt(trials),
        kind,
      );
      const said = Math.sqrt(mean(errors[kind].map((error) => error * error)));
      // A deviation of nearly normal numbers is known to 1 / sqrt(2 n).
      assertAlmostEquals(said / scatter, 1, ONE_IN_A_MILLION / Math.sqrt(2 * trials), kind);
    }
  });
}

Deno.test("one run has no error against a counted truth, whose noise is not that of the run", () => {
  const bins = 20, law = new Float64Array(bins).fill(1 / bins);
  const measured = (runs: number) => {
    const { achieved, ratio, divergence, fromDivergence } = measureWorth(
      draws(bins, 0.1, 0.2, runs),
      { masses: law, counting: { events: 100_000 } },
      { stream: Stream.fromSeed(1), nTrain },
    );
    return [achieved, ratio, divergence, fromDivergence].map(there);
  };
  const two = measured(2);
  measured(1).forEach(({ value, error }, i) => {
    assertAlmostEquals(value, two[i].value, 1e-12 * value);
    assertEquals(error, null);
    assert(two[i].error! > 0);
  });
});

Deno.test("a distance from weighted events that their noise can explain is absent with their effective number", () => {
  const bins = 20;
  const law = new Float64Array(bins + 1).fill(1 / bins, 0, bins);
  const truth = weightedLaw(law, kinds.mixed).expected(2000);
  const { achieved, ratio, divergence, fromDivergence } = measureWorth(
    draws(bins, 0.1, 0.01),
    truth,
    { stream: Stream.fromSeed(1), nTrain },
  );
  const effective = `the truth's ${Math.round(truth.counting.events)} effective events`;
  for (const found of [achieved, ratio, divergence, fromDivergence]) {
    assert(!isPresent(found));
    assertStringIncludes(found.reason, effective);
  }
});

Deno.test("a divergence needs ten effective events in each bin, however many there are", () => {
  // 400 events of the weights 1 and -1 that add up to 60 are worth 60^2 / 400 = 9, and 62 makes 9.6.
  const of = (sum: number) =>
    measureWorth(
      draws(2, 0.1, 0.2),
      weightedSample(Float64Array.of(sum, 400, 0), Float64Array.of(400, 400, 0)),
      { stream: Stream.fromSeed(1), nTrain },
    ).divergence;
  const few = of(60);
  assert(!isPresent(few));
  assertStringIncludes(few.reason, "every bin must have 10 events: current value is 9");
  const enough = of(62);
  assert(isPresent(enough) || !enough.reason.includes("10 events"));
});

Deno.test("the share of counting is told from the spread of draws that are weighted events; false alarm 2e-6", () => {
  // Weights are smallest where the mass is largest.
  const law = Float64Array.of(0.7, 0.2, 0.1, 0), bins = 3, drawn = 400, spread = 0.015;
  const { counting } = weightedLaw(law, kinds.mixed).expected(4000);
  const stream = Stream.fromSeed(43);
  const values = Array.from({ length: drawn }, () => {
    const shift = spread * stream.normal();
    return [law[0] + shift, law[1] - shift, law[2]];
  });
  const { countingShare, forecast, forecastWithoutCounting } = measureWorth(
    withCountingNoise(
      masses(1, drawn, [bins], Float64Array.from(values.flat())),
      counting,
      stream.split("counting"),
    ),
    undefined,
    { stream, nTrain, generated: counting },
  );
  const variance = 2 * spread * spread;
  let noise = 0, ofOneEvent = 0;
  for (let bin = 0; bin < bins; bin++) {
    noise += massVariance(law[bin], bin, counting);
    ofOneEvent += law[bin] * (1 - law[bin]);
  }
  const share = there(countingShare), worth = there(forecastWithoutCounting);
  assertAlmostEquals(share.value, noise / (noise + variance), ONE_IN_A_MILLION * share.error!);
  assert(share.error! < 0.05 && there(forecast).value < worth.value);
  assertAlmostEquals(
    worth.value,
    ofOneEvent / variance / nTrain,
    ONE_IN_A_MILLION * worth.error!,
  );
});

Deno.test("a distance within two errors of a counted truth's noise is absent, and one beyond is not", () => {
  // Exact counts: the distance is bias^2 less noise, with M = 10 K.
  const bins = 100, events = 1000;
  const truth = { masses: new Float64Array(bins).fill(1 / bins), counting: { events } };
  const of = (bias: number): WorthMeasures =>
    measureWorth(draws(bins, 0.1, bias), truth, { stream: Stream.fromSeed(1), nTrain });
  const worth = (bias: number) => {
    const weight = 1 / (1 - bias * bias);
    // Sum of p (1 - p) / ((M - 1) mu), p = 1 / K.
    const noise = (1 - 1 / bins) / (events - 1) * bins * weight;
    // With the multinomial covariance C, f = 2 (p - mu) / mu and c = 2 / mu: f^T C f less tr (c C)^2 / 2.
    let along = 0, trace = 0;
    for (let i = 0; i < bins; i++) {
      for (let j = 0; j < bins; j++) {
        const covariance = ((i === j ? 1 : 0) - 1 / bins) / bins / events;
        const [a, b] = [i, j].map((bin) => (1 + (bin % 2 === 0 ? bias : -bias)) / bins);
        along += 4 * (1 / bins / a - 1) * (1 / bins / b - 1) * covariance;
        trace += 4 / (a * b) * covariance * covariance;
      }
    }
    return {
      distance: bias * bias * weight - noise,
      error: Math.sqrt(trace / 2 + Math.max(0, along - trace)),
    };
  };
  for (const bias of [0.3, 0.33, 0.36, 0.37, 0.38, 0.39, 0.4, 0.45]) {
    const { distance, error } = worth(bias), { achieved, ratio } = of(bias);
    if (distance < 2 * error) {
      assert(!isPresent(achieved) && !isPresent(ratio), String(bias));
      assertStringIncludes(
        achieved.reason,
        "is within the counting noise of the truth's",
      );
    } else {
      const { value, error: found } = there(achieved);
      assertAlmostEquals(value, (bins - 1) / (nTrain * distance), 1e-9);
      assertAlmostEquals(found! / value, error / distance, 1e-9);
    }
  }
  assert(!isPresent(of(0.3).achieved) && isPresent(of(0.45).achieved));
});

for (const time of [1, 4]) {
  Deno.test(`draws of autocorrelation time ${time} claim and forecast what independent ones do; false alarm 1e-6`, () => {
    const worth = 1e5, bins = 100, runs = 60, drawn = 50;
    const stream = Stream.fromSeed(time).split("autoregression");
    const correlation = (time - 1) / (time + 1), noise = Math.sqrt(1 - correlation * correlation);
    const width = Math.sqrt((1 - 1 / bins) / bins / worth);
    const normals = new Float64Array(runs * drawn * bins);
    for (let i = 0; i < normals.length; i++) {
      const first = Math.floor(i / bins) % drawn === 0;
      normals[i] = first
        ? stream.normal()
        : correlation * normals[i - bins] + noise * stream.normal();
    }
    const { amplification, forecast } = measureWorth(
      masses(runs, drawn, [bins], normals.map((x) => 1 / bins + width * x)),
      undefined,
      { stream, nTrain, autocorrelationTime: time },
    );
    for (const estimate of [there(amplification), there(forecast)]) {
      // What is left of the bias is below 1 % at 12 independent draws.
      const bound = ONE_IN_A_MILLION * estimate.error! + 0.01 * worth / nTrain;
      assertAlmostEquals(estimate.value, worth / nTrain, bound);
    }
  });
}
