import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  chainDefaults,
  type ChainSettings,
  stageChains,
  type TransitionKernel,
} from "../../../core/posterior/chains.ts";
import { stagedPosterior } from "../../../core/posterior/stretches.ts";
import { continuousSolve } from "../../../core/flow/mod.ts";
import {
  autocorrelationTime,
  bulkEss,
  type Fit,
  type Problem,
  rHat,
  tailEss,
} from "../../../core/posterior/mod.ts";
import { scalarNames } from "../../../core/posterior/recorded.ts";
import type { Stream } from "../../../core/random.ts";
import { LinearEngine, linearProblem, size } from "./_linear_engine.ts";

const settings = {
  ...chainDefaults,
  chains: 1,
  burnIn: 1,
  spacing: 1,
  recordEvery: 1,
  warmUp: { steps: 0 },
};

function fitChains(
  options: ChainSettings,
  problem: Problem,
  kernel: (position: Float64Array) => TransitionKernel,
): Fit {
  const act = "try chains";
  return stagedPosterior(
    act,
    0,
    (problem) => stageChains(act, options, continuousSolve, problem, kernel),
  ).fit(problem);
}

/** Chains whose first weight counts the steps, and whose log-likelihood is an autoregression with `phi` a step. */
function fit(
  options: Partial<typeof settings>,
  draws: number,
  phi = 0,
  accepted?: (k: number) => number,
): Fit {
  const problem = linearProblem(20, draws, 1, new LinearEngine());
  const noise = Math.sqrt(1 - phi * phi);
  const build = (position: Float64Array): TransitionKernel => {
    let stream: Stream, value = 0, latest = NaN;
    return {
      state: { arrays: {}, numbers: {} },
      cost: 1,
      reportEvery: 1000,
      open: (own) => stream = own.stream.split("values"),
      round() {},
      start() {
        position.fill(0);
        value = stream.normal();
      },
      transition(k) {
        position[0]++;
        latest = accepted?.(k) ?? NaN;
        value = phi * value + noise * stream.normal();
      },
      logLikelihood: () => value,
      ...(accepted && { acceptance: () => latest }),
      status: () => "",
      summary: () => ({ traces: [], scalars: {}, warnings: [] }),
    };
  };
  return fitChains({ ...settings, ...options }, problem, build);
}

const name = "autocorrelation time of the log-likelihood";

for (const recordEvery of [1, 4]) {
  Deno.test(`the autocorrelation time is in steps, with a trace every ${recordEvery}`, () => {
    const phi = 0.8, steps = 40_000;
    const { diagnostics } = fit({ recordEvery, burnIn: steps }, 1, phi);
    // The burn-in is as long as the chain, so that one value is left to judge.
    assertEquals(diagnostics.scalars[name], null);

    const judged = fit({ recordEvery, spacing: steps }, 2, phi).diagnostics;
    // Every m-th value of the chain is an autoregression with phi^m: (1 + phi^m) / (1 - phi^m) values, m steps each.
    const ofRecords = Math.pow(phi, recordEvery);
    const expected = recordEvery * (1 + ofRecords) / (1 - ofRecords);
    // Five times the relative error sqrt((4 M + 2) / S) of Sokal, with a window M of five times.
    const window = 5 * expected / recordEvery;
    const tolerance = 5 * Math.sqrt((4 * window + 2) / (steps / recordEvery));
    assertAlmostEquals(judged.scalars[name]! / expected, 1, tolerance);
    const [{ values }] = judged.traces;
    assertEquals(judged.scalars[name], recordEvery * autocorrelationTime([values])!);
  });
}

Deno.test("draws come after the burn-in and every spacing, chain by chain", () => {
  const { draws, diagnostics } = fit({ chains: 2, burnIn: 7, spacing: 3, recordEvery: 4 }, 8);
  const counts = Array.from({ length: 8 }, (_, d) => draws[d * size]);
  assertEquals(counts, [7, 10, 13, 16, 7, 10, 13, 16]);
  assertEquals(diagnostics.traces.map(({ steps }) => steps), [[4, 8, 12, 16], [4, 8, 12, 16]]);
  assertEquals(diagnostics.traces.map(({ name }) => name), [
    "log-likelihood, chain 1",
    "log-likelihood, chain 2",
  ]);
  assertEquals(diagnostics.scalars.chains, 2);
});

Deno.test("what is judged of the log-likelihood begins with the burn-in's end", () => {
  const recordEvery = 2, burnIn = 100, spacing = 300;
  const { diagnostics } = fit({ recordEvery, burnIn, spacing }, 2, 0.5);
  const [{ steps, values }] = diagnostics.traces;
  const after = values.filter((_, i) => steps[i] >= burnIn);
  assertEquals(after.length, 151);
  assertEquals(diagnostics.scalars[name], recordEvery * autocorrelationTime([after])!);
});

for (const [chains, records] of [[1, 21], [1, 101], [2, 101]]) {
  Deno.test(`the middle of ${records} records counts for nothing, chains: ${chains}`, () => {
    // The first record is at the burn-in's end. Quantiles of so many values move by one with the middle left out.
    const options = { chains, burnIn: 1, spacing: records - 1 };
    const { diagnostics: { traces, scalars } } = fit(options, 2 * chains, 0.5);
    const all = traces.slice(0, chains).map(({ values }) => values);
    assertEquals(all.map(({ length }) => length), Array(chains).fill(records));
    const middle = (records - 1) / 2;
    const even = all.map((values) => [...values.slice(0, middle), ...values.slice(middle + 1)]);
    assertEquals(scalars[scalarNames.tailEss], tailEss(even));
    assert(tailEss(all) !== tailEss(even));
    for (
      const [name, diagnostic] of [
        [scalarNames.rHat, rHat],
        [scalarNames.bulkEss, bulkEss],
        [scalarNames.autocorrelationTime, autocorrelationTime],
      ] as const
    ) {
      assertEquals(scalars[name], diagnostic(even), name);
      assertEquals(scalars[name], diagnostic(all), name);
    }
  });
}

Deno.test("the acceptance is traced step by step, and not where nothing is tested", () => {
  const { traces } =
    fit({ recordEvery: 0, burnIn: 5, spacing: 5 }, 2, 0, (k) => k / 10).diagnostics;
  assertEquals(traces.map(({ name }) => name), ["acceptance"]);
  assertEquals(traces[0].values, Array.from({ length: 10 }, (_, k) => k / 10));
  assertEquals(fit({ recordEvery: 0, burnIn: 5 }, 2).diagnostics.traces, []);
});

Deno.test("draws that repeat are counted within chains", () => {
  const still = fitChains(
    { ...settings, chains: 2, recordEvery: 0 },
    linearProblem(20, 6, 1),
    (position) => ({
      state: { arrays: {}, numbers: {} },
      cost: 1,
      reportEvery: 1000,
      open() {},
      start() {},
      round() {},
      // Stands still after its second step.
      transition: (k) => position[0] = Math.min(k, 1),
      logLikelihood: () => 0,
      status: () => "",
      summary: () => ({ traces: [], scalars: {}, warnings: [] }),
    }),
  );
  assert(
    still.diagnostics.warnings.includes(
      "The chain stood still: 2 of 6 draws repeat the one before.",
    ),
    still.diagnostics.warnings.join(),
  );
});
