import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  autocorrelationTime,
  bulkEss,
  mixing,
  mixingWarnings,
  rHat,
  tailEss,
} from "../../../core/posterior/mod.ts";
import { Stream } from "../../../core/random.ts";

/** Chains x_k = phi x_(k-1) + sqrt(1 - phi^2) e_k of unit variance. */
function autoregressive(phi: number, chains: number, length: number, seed = 1): Float64Array[] {
  return Array.from({ length: chains }, (_, c) => {
    const x = Stream.fromSeed(seed).split(c).normals(new Float64Array(length));
    const noise = Math.sqrt(1 - phi * phi);
    for (let k = 1; k < length; k++) x[k] = phi * x[k - 1] + noise * x[k];
    return x;
  });
}

// The autocorrelation time of such chains is (1 + phi) / (1 - phi). The relative standard error of its estimate
// with window M is about sqrt((4 M + 2) / S) (Sokal 1997), for Geyer's M of some five times; bounds are 4.9 of them.
for (const phi of [-0.4, 0, 0.5, 0.9]) {
  Deno.test(`the autocorrelation time of an autoregression with phi = ${phi} is found`, () => {
    const length = 20_000, chains = autoregressive(phi, 4, length);
    const time = (1 + phi) / (1 - phi);
    const tolerance = 4.9 * Math.sqrt((4 * 5 * Math.max(1, time) + 2) / (4 * length));
    assertAlmostEquals(autocorrelationTime(chains)! / time, 1, tolerance);
    assertAlmostEquals(bulkEss(chains)! * time / (4 * length), 1, tolerance);
    // Indicators of a positively correlated chain decorrelate faster than its values.
    if (phi >= 0) assert(tailEss(chains)! > bulkEss(chains)! * (1 - tolerance));
  });
}

Deno.test("R-hat is close to 1 for chains that agree, and sees place, spread and drift", () => {
  const good = autoregressive(0.3, 4, 2000);
  assert(rHat(good)! < 1.01);
  const shifted = good.map((chain, c) => chain.map((x) => x + (c === 0 ? 1 : 0)));
  assert(rHat(shifted)! > 1.05);
  const wide = good.map((chain, c) => chain.map((x) => x * (c === 0 ? 3 : 1)));
  assert(rHat(wide)! > 1.05);
  const drift = good.map((chain) => chain.map((x, k) => x + k / 1000));
  assert(rHat(drift)! > 1.05);
});

Deno.test("R-hat of two halves apart has its closed form", () => {
  // Eight draws, halves {1, 2, 3, 4} and {5, 6, 7, 8}: normal scores of ranks (r - 3/8) / (8 + 1/4), computed with
  // scipy.stats.norm.ppf; R-hat = sqrt(3/4 + B / W) from their variances.
  const scores = [-1.4342002, -0.8524950, -0.4727891, -0.1525060];
  const mean = scores.reduce((a, b) => a + b) / 4;
  const within = scores.reduce((sum, z) => sum + (z - mean) * (z - mean), 0) / 3;
  assertAlmostEquals(
    rHat([[1, 2, 3, 4, 5, 6, 7, 8]])!,
    Math.sqrt(3 / 4 + 2 * mean * mean / within),
    1e-6,
  );
});

Deno.test("rank-normalised diagnostics do not change under a monotone map, however heavy its tails", () => {
  const chains = autoregressive(0.6, 2, 1000);
  const cubed = chains.map((chain) => chain.map((x) => Math.exp(4 * x)));
  assertEquals(bulkEss(cubed), bulkEss(chains));
  assertEquals(tailEss(cubed), tailEss(chains));
});

/** Chains x_k = 0.9 x_(k-1) + u_k / (2^31 - 1) - 1/2 from x_0 = 0, with u_k = 48271 u_(k-1) mod 2^31 - 1 from u_0 = 1 + c. */
function congruential(chains: number, length: number): number[][] {
  const modulus = 2 ** 31 - 1;
  return Array.from({ length: chains }, (_, c) => {
    let u = 1 + c, x = 0;
    return Array.from({ length }, () => {
      u = (48_271 * u) % modulus;
      return x = 0.9 * x + (u / modulus - 0.5);
    });
  });
}

// arviz.ess(x, method="tail") of ArviZ 0.23.4, with numpy.array(x) of [chains][draws] of the chains above.
for (
  const [chains, length, expected] of [
    [1, 17, 16.516129032258064],
    [1, 100, 21.594274432379073],
    [1, 101, 21.594274432379073],
    [1, 163, 25.833618655898782],
    [2, 244, 65.31678846872794],
    [2, 245, 58.46049211183932],
    [4, 51, 55.05807252415995],
  ]
) {
  Deno.test(`the tails of draws have the size that ArviZ gives them, ${chains} × ${length}`, () => {
    assertAlmostEquals(tailEss(congruential(chains, length))!, expected, 1e-10 * expected);
  });
}

Deno.test("the middle draw of an odd number counts for the quantiles of the tails", () => {
  const chain = congruential(1, 101)[0];
  // Far above all others, it moves the 95 % quantile up to the next draw.
  const beyond = chain.map((x, k) => k === 50 ? 1e6 : x);
  const below = chain.map((x, k) => k === 50 ? -1e6 : x);
  assert(tailEss([beyond]) !== tailEss([below]));
  assertEquals(bulkEss([beyond]), bulkEss([below]));
  // Of 9 draws the largest alone lies above that quantile: here it is in the middle, and no indicator varies.
  assertEquals(tailEss([[1, 2, 3, 4, 9, 5, 6, 7, 8]]), null);
});

Deno.test("chains that stand still or are short have no diagnostics, and a warning", () => {
  const still = [new Float64Array(100).fill(2), new Float64Array(100).fill(2)];
  assertEquals(mixing(still), {
    rHat: null,
    bulkEss: null,
    tailEss: null,
    autocorrelationTime: null,
  });
  assertEquals(mixing([[1, 2, 3]]).rHat, null);
  assertEquals(mixingWarnings("loss", mixing(still), 2), [
    "The mixing of the loss could not be judged.",
  ]);
  assertThrows(() => rHat([[1, 2, 3]]), RangeError, "number of draws of a chain");
  for (const value of [NaN, Infinity, -Infinity]) {
    const broken = [Float64Array.from({ length: 20 }, (_, i) => i === 7 ? value : Math.sin(i))];
    for (const diagnostic of [rHat, bulkEss, tailEss, autocorrelationTime]) {
      assertThrows(
        () => diagnostic(broken),
        RangeError,
        `must be finite: current value is ${value}`,
      );
    }
    assertEquals(mixing(broken), mixing(still));
  }
  assertThrows(
    () => rHat([new Float64Array(9), new Float64Array(8)]),
    TypeError,
    "must have 9 numbers",
  );
});

Deno.test("warnings name what has not mixed", () => {
  const good = autoregressive(0, 4, 1000);
  assertEquals(mixingWarnings("loss", mixing(good), 4), []);
  const slow = autoregressive(0.99, 4, 1000);
  const warnings = mixingWarnings("loss", mixing(slow), 4);
  assertEquals(warnings.length, 2);
  assert(warnings[0].includes("R-hat of the loss") && warnings[1].includes("effective draws"));
});
