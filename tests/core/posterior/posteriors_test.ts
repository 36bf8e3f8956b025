/** One suite of properties for every posterior of the registry. */
import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import {
  type FitContext,
  type FitState,
  posterior,
  posteriorNames,
} from "../../../core/posterior/mod.ts";
import { Stream } from "../../../core/random.ts";
import { weightCount } from "../../../core/flow/mod.ts";
import { smallLastLayer } from "./_last_layer.ts";
import { LinearEngine, linearProblem, size, VelocityEngine } from "./_linear_engine.ts";

const adam = { learningRate: 1e-2 };
const warmUp = { steps: 200, batchSize: 20, adam };

/** A posterior with settings, on an engine whose evaluation number `failAt` overflows. */
interface Tried {
  readonly name: string;
  readonly options: object;
  /** Default a `LinearEngine`; methods that read velocities need one that has them. */
  readonly engine?: new (failAt?: number) => LinearEngine;
  /** Evaluations of a step; default 1. */
  readonly evaluations?: number;
}

/** Small settings of each posterior, long enough for a checkpoint or more. */
const small: Record<string, Tried> = {
  "mean field": {
    name: "mean-field",
    options: { steps: 11_000, batchSize: 20, klWeight: 0.5 },
  },
  "mean field, authors' divergence": {
    name: "mean-field",
    options: { steps: 5500, batchSize: 20, klConvention: "authors" },
  },
  "AdamMCMC, exact": {
    name: "adam-mcmc",
    options: { batchSize: 20, burnIn: 120, spacing: 30, chains: 2, recordEvery: 7, warmUp, adam },
  },
  "AdamMCMC, exact, tested on all data": {
    name: "adam-mcmc",
    options: { batchSize: 20, burnIn: 120, spacing: 30, acceptance: "full", warmUp, adam },
  },
  "AdamMCMC, exact, all data as batch": {
    name: "adam-mcmc",
    options: { batchSize: 60, burnIn: 120, spacing: 30, acceptance: "full", warmUp, adam },
  },
  "AdamMCMC, authors": {
    name: "adam-mcmc",
    options: {
      mode: "authors",
      batchSize: 20,
      burnIn: 5,
      spacing: 40,
      probeEvery: 3,
      warmUp,
      adam,
    },
  },
  "AdamMCMC, shared step": {
    name: "adam-mcmc",
    options: { mode: "shared-step", batchSize: 20, burnIn: 120, spacing: 30, warmUp, adam },
  },
  "HMC": { name: "hmc", options: { chains: 2, burnIn: 30, spacing: 3, leapfrogSteps: 5, warmUp } },
  "SGHMC": {
    name: "sghmc",
    options: { burnIn: 250, spacing: 50, learningRate: 1e-4, batchSize: 20, warmUp },
  },
  "ensemble": { name: "ensemble", options: { training: { ...warmUp, steps: 5500 } } },
  "bootstrapped ensemble": {
    name: "ensemble",
    options: { data: "bootstrapped", training: { ...warmUp, steps: 5500 } },
  },
  "SWAG": {
    name: "swag",
    options: { training: { ...warmUp, steps: 3000 }, snapshots: 30, collectEvery: 100, rank: 5 },
  },
  "repulsive ensemble": {
    name: "repulsive-ensemble",
    options: { points: 12, training: { ...warmUp, steps: 1100 } },
    engine: VelocityEngine,
    // A loss and a repulsion of each member.
    evaluations: 8,
  },
  "Laplace, last layer": {
    name: "laplace",
    options: { nodes: 2, training: { ...warmUp, steps: 5500 } },
  },
  "Laplace, all weights": {
    name: "laplace",
    options: { weights: "all", nodes: 2, training: { ...warmUp, steps: 5500 } },
    engine: VelocityEngine,
  },
};

const draws = 4;
const problem = ({ engine = LinearEngine }: Partial<Tried>, points = 60, failAt?: number) =>
  linearProblem(points, draws, 3, new engine(failAt));

Deno.test("the suite tries every posterior of the registry", () => {
  assertEquals(
    [...new Set([...Object.values(small), atOnce].map(({ name }) => name))].sort(),
    [...posteriorNames].sort(),
  );
});

/** The exact posterior takes no steps: there is nothing to resume, nor a loss that could overflow. */
const atOnce: Tried = { name: "exact", options: { priorScale: 2 } };
const steppers = Object.entries(small);

for (const [title, tried] of steppers) {
  const { name, options, evaluations = 1 } = tried;
  Deno.test(`${title}: same seed, same draws; stopped and resumed at every checkpoint, the same bytes`, () => {
    const states: FitState[] = [];
    const work: [number, number][] = [];
    const whole = posterior(name, options).fit(problem(tried), {
      checkpoint: (state) => states.push(state),
      progress: (done, total) => work.push([done, total]),
    });
    assertEquals(whole, posterior(name, options).fit(problem(tried)));
    assert(states.length > 0);
    for (const state of states) {
      assertEquals(posterior(name, options).fit(problem(tried), { resume: state }), whole);
    }
    const total = work[0][1];
    assert(work.every(([done, all], i) => all === total && done > (work[i - 1]?.[0] ?? 0)));
    assert(work.at(-1)![0] <= total * (1 + 1e-12));
  });

  Deno.test(`${title}: a fit split in two, each half with an engine of its own, equals one run`, () => {
    const fit = (context: FitContext) => posterior(name, options).fit(problem(tried), context);
    const states: FitState[] = [];
    const whole = fit({ checkpoint: (state) => states.push(state) });
    const { step } = states[Math.floor(states.length / 2)];
    let half: FitState | undefined;
    assertThrows(
      () =>
        fit({
          checkpoint(state) {
            if (state.step < step) return;
            half = state;
            throw new Error("stopped halfway");
          },
        }),
      Error,
      "stopped halfway",
    );
    assertEquals(half!.step, step);
    const later: number[] = [];
    assertEquals(
      fit({ resume: structuredClone(half!), checkpoint: (state) => later.push(state.step) }),
      whole,
    );
    // The second half does only what the first has not.
    assertEquals(later, states.map((state) => state.step).filter((at) => at > step));
  });

  Deno.test(`${title}: a line of progress tells the loss, and the acceptance where there is a test`, () => {
    const lines: string[] = [];
    posterior(name, options).fit(problem(tried), {
      progress: (_done, _total, line) => lines.push(line),
    });
    // The last stage is the posterior's own; a warm-up by flow matching comes before it.
    const last = lines.at(-1)!;
    assert(/(loss|potential) -?\d+\.\d/.test(last), last);
    const tested = name === "adam-mcmc" || name === "hmc";
    assertEquals(/accepted [01]\.\d\d/.test(last), tested, last);
  });

  Deno.test(`${title}: draws a flow's last layer, and resumes there to the same bytes`, async () => {
    const { problem } = await smallLastLayer(60, 2, draws);
    const states: FitState[] = [];
    const whole = posterior(name, options).fit(problem, {
      checkpoint: (state) => states.push(state),
    });
    const last = weightCount(problem.engine.architecture);
    assertEquals(whole.draws.length, draws * last);
    assertNotEquals(whole.draws.slice(0, last), whole.draws.slice(-last));
    assert(whole.draws.every(Number.isFinite));
    // Another engine of the same problem.
    const { problem: again } = await smallLastLayer(60, 2, draws);
    assertEquals(posterior(name, options).fit(again, { resume: states.at(-1) }), whole);
  });

  Deno.test(`${title}: refuses what it cannot use, and names a step that overflows`, () => {
    assertThrows(() => posterior(name, { ...options, stepz: 3 }), TypeError, '"stepz"');
    const fit = posterior(name, options);
    assertThrows(
      () => fit.fit(problem(tried, 10)),
      RangeError,
      " points: current value is 10",
    );
    assertThrows(
      () => fit.fit(problem(tried, 60, 150)),
      RangeError,
      `current value is NaN at step ${Math.floor(150 / evaluations)}`,
    );
    assertThrows(
      () => fit.fit(problem(tried), { resume: { step: 1, arrays: {}, records: {}, numbers: {} } }),
      TypeError,
      "Cannot resume a fit",
    );
    assertThrows(() => fit.fit({ ...problem(tried), draws: 0 }), RangeError, "number of draws");
  });
}

for (const [title, tried] of [...steppers, ["exact", atOnce] as const]) {
  const { name, options } = tried;
  Deno.test(`${title}: draws are flows that differ, and another seed gives others`, () => {
    const fit = posterior(name, options).fit(problem(tried));
    assertEquals(fit.draws.length, draws * size);
    assert(fit.draws.every(Number.isFinite));
    const rows = Array.from({ length: draws }, (_, d) => fit.draws.slice(d * size, (d + 1) * size));
    for (const row of rows.slice(1)) assertNotEquals(row, rows[0]);
    for (const value of Object.values(fit.diagnostics.scalars)) {
      assert(value === null || Number.isFinite(value));
    }
    for (const trace of fit.diagnostics.traces) {
      assertEquals(trace.steps.length, trace.values.length);
      assert(trace.values.every(Number.isFinite), trace.name);
    }
    const other = posterior(name, options)
      .fit({ ...problem(tried), stream: Stream.fromSeed(99) });
    assertNotEquals(other.draws, fit.draws);
  });
}

Deno.test("exact: same seed, same draws, and it refuses what it cannot use", () => {
  const fit = () => posterior(atOnce.name, atOnce.options).fit(problem(atOnce));
  assertEquals(fit(), fit());
  assertThrows(() => posterior(atOnce.name, { stepz: 3 }), TypeError, '"stepz"');
  assertThrows(
    () => posterior(atOnce.name).fit({ ...problem(atOnce), draws: 0 }),
    RangeError,
    "number of draws",
  );
});

Deno.test("an unknown posterior, an unknown choice and a wrong kind are refused", () => {
  assertThrows(() => posterior("dropout"), RangeError, '"mean-field"');
  assertThrows(() => posterior("toString"), RangeError, "toString");
  assertThrows(() => posterior("adam-mcmc", { mode: "paper" }), RangeError, '"paper"');
  assertThrows(() => posterior("mean-field", { steps: "many" }), TypeError, "steps");
  assertThrows(() => posterior("hmc", { warmUp: 3 }), TypeError, "warmUp");
  assertThrows(
    () => posterior("hmc", { solve: { scheme: "euler", steps: 8, volumeChange: "trace" } }),
    RangeError,
    '"euler"',
  );
});
