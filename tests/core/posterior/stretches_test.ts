import { assert, assertEquals, assertThrows } from "@std/assert";
import { type FitState, posterior } from "../../../core/posterior/mod.ts";
import { linearProblem, size } from "./_linear_engine.ts";

const warmUp = { steps: 30, batchSize: 20 };
const chain = { burnIn: 4, spacing: 8, recordEvery: 2, warmUp };
const cut = { milestones: [5, 8, 20], early: [4, 8, 16] };

/** Each posterior that can be fitted in stretches; `short` are the options of a fit as long as a beginning. */
const cases: Record<string, {
  name: string;
  options: object;
  cuts: { milestones: number[]; early: number[] };
  short: (steps: number) => object;
}> = {
  "mean field": {
    name: "mean-field",
    options: { batchSize: 20, steps: 40 },
    cuts: cut,
    short: (steps) => ({ steps }),
  },
  "AdamMCMC, tested on batches": {
    name: "adam-mcmc",
    options: { ...chain, batchSize: 20, probeEvery: 3 },
    cuts: cut,
    short: (steps) => ({ burnIn: steps / 4, spacing: steps / 4 }),
  },
  "AdamMCMC of the authors": {
    name: "adam-mcmc",
    options: { ...chain, batchSize: 20, mode: "authors", noiseScale: 0.5 },
    cuts: cut,
    short: (steps) => ({ burnIn: steps / 4, spacing: steps / 4 }),
  },
  "AdamMCMC, tested on all data": {
    name: "adam-mcmc",
    options: { ...chain, batchSize: 20, acceptance: "full", moments: "running" },
    cuts: cut,
    short: (steps) => ({ burnIn: steps / 4, spacing: steps / 4 }),
  },
  "AdamMCMC on all data": {
    name: "adam-mcmc",
    options: { ...chain, batchSize: 60, moments: "running" },
    cuts: cut,
    short: (steps) => ({ burnIn: steps / 4, spacing: steps / 4 }),
  },
  "Hamiltonian Monte Carlo, two chains": {
    name: "hmc",
    options: { ...chain, chains: 2, burnIn: 16, leapfrogSteps: 2 },
    cuts: { milestones: [5, 16, 20], early: [16, 20] },
    // Its step size depends on the burn-in.
    short: (steps) => ({ burnIn: 16, spacing: steps }),
  },
  "stochastic-gradient HMC": {
    name: "sghmc",
    options: { ...chain, batchSize: 20 },
    cuts: cut,
    short: (steps) => ({ burnIn: steps / 4, spacing: steps / 4 }),
  },
};

const problem = () => linearProblem(60, 4, 3);

for (const [title, { name, options, cuts, short }] of Object.entries(cases)) {
  const build = () => posterior(name, { ...options, ...cuts });
  const states = (stop = Infinity): FitState[] => {
    const found: FitState[] = [];
    for (let i = 0; i < Math.min(stop, build().stretches!.count); i++) {
      const resume = i === 0 ? undefined : structuredClone(found[i - 1]);
      found.push(build().stretches!.state(problem(), i, { resume }));
    }
    return found;
  };

  Deno.test(`${title}: stretch by stretch, the fit of one go`, () => {
    const whole = build().fit(problem());
    const found = states();
    assertEquals(build().fit(problem(), { resume: found.at(-1) }), whole);
    const { withoutEarly } = build().stretches!;
    assertEquals(build().fit(problem(), { resume: withoutEarly(problem(), found[1]) }), whole);
    for (const { arrays } of found) {
      assert(Object.values(arrays).every((a) => a.every((x) => Math.fround(x) === x)));
    }
    // A stretch that goes on from far before, over milestones, ends at the same state.
    assertEquals(build().stretches!.state(problem(), 2, { resume: found[0] }), found[2]);
  });

  Deno.test(`${title}: a stretch can be stopped and resumed within`, () => {
    const [first] = states(1);
    const found: FitState[] = [];
    const end = build().stretches!.state(problem(), build().stretches!.count - 1, {
      resume: first,
      checkpoint: (state) => found.push(state),
    });
    for (const state of found) {
      const again = build().stretches!.state(problem(), build().stretches!.count - 1, {
        resume: state,
      });
      assertEquals(again, end);
    }
  });

  Deno.test(`${title}: a short fit is the beginning of a long one`, () => {
    const last = states().at(-1)!;
    for (const steps of cuts.early) {
      // Up to its first milestone the fit is that of no milestones.
      if (steps > cuts.milestones[0] && name !== "mean-field" || name === "hmc") continue;
      const own = name === "mean-field"
        ? { milestones: cuts.milestones.filter((step) => step < steps) }
        : {};
      const fit = posterior(name, { ...options, ...short(steps), ...own }).fit(problem());
      assertEquals(build().stretches!.early(problem(), last, steps), fit.draws);
    }
  });
}

Deno.test("the draws of a beginning are equally spaced, the last at its end, chain by chain", () => {
  const options = { ...chain, chains: 2, batchSize: 20 };
  const spaced = (burnIn: number, early: number[]) => {
    const built = posterior("sghmc", { ...options, burnIn, spacing: 5, early });
    const last = built.stretches!.state(problem(), 0);
    return { built, last, fit: built.fit(problem(), { resume: last }) };
  };
  const { built, last, fit } = spaced(5, [7, 10]);
  assertEquals(built.stretches!.early(problem(), last, 10), fit.draws);
  const seven = built.stretches!.early(problem(), last, 7);
  const { fit: other } = spaced(3, [7]);
  assertEquals(seven.subarray(0, size), other.draws.subarray(0, size));
  assertEquals(seven.subarray(2 * size, 3 * size), other.draws.subarray(2 * size, 3 * size));
});

Deno.test("milestones, beginnings and stretches that cannot be are refused", () => {
  const refused = (name: string, options: object, sentence: string) =>
    assertThrows(() => posterior(name, options).fit(problem()), RangeError, sentence);
  const short = { ...chain, batchSize: 20 };
  refused("adam-mcmc", { ...short, milestones: [0] }, "at least 1: current value is 0");
  refused("adam-mcmc", { ...short, milestones: [4, 4] }, "at least 5: current value is 4");
  refused("adam-mcmc", { ...short, milestones: [28] }, "from 1 to 27: current value is 28");
  refused("sghmc", { ...short, early: [3] }, "from 4 to 28: current value is 3");
  refused("sghmc", { ...short, early: [29] }, "from 4 to 28: current value is 29");
  refused("mean-field", { steps: 9, milestones: [9] }, "at least 10: current value is 9");
  refused("mean-field", { steps: 9, early: [2.5] }, "current value is 2.5");

  const { stretches } = posterior("mean-field", {
    batchSize: 20,
    steps: 9,
    milestones: [4],
    early: [6],
  });
  assertEquals(stretches!.count, 2);
  assertThrows(() => stretches!.state(problem(), 2), RangeError, "at most 1: current value is 2");
  assertThrows(() => stretches!.state(problem(), -1), RangeError, "current value is -1");
  const state = stretches!.state(problem(), 0);
  assertThrows(
    () => stretches!.early(problem(), state, 6),
    RangeError,
    "step 6 or later: current value is 4",
  );
  assertThrows(
    () => stretches!.early(problem(), state, 5),
    RangeError,
    '"early", 6: current value is 5',
  );
});

Deno.test("ensembles and SWAG are fitted in one go", () => {
  assertEquals(posterior("ensemble").stretches, undefined);
  assertEquals(posterior("swag").stretches, undefined);
});
