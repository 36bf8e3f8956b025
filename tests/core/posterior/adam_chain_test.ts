import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Adam } from "../../../core/posterior/adam.ts";
import {
  AdamChain,
  type AdamChainOptions,
  adamMcmcModes,
} from "../../../core/posterior/adam_chain.ts";
import { proposalScales } from "../../../core/posterior/adam_proposal.ts";
import { adamMcmc } from "../../../core/posterior/mod.ts";
import type { FitState } from "../../../core/posterior/mod.ts";
import type { Potential } from "../../../core/posterior/potential.ts";
import { Stream } from "../../../core/random.ts";
import { linearProblem } from "./_linear_engine.ts";

const size = 3, betas = [0.8, 0.9] as const;

/** Normals of widths 1, 1/2 and 1/3 about (1, 1, 1). */
const potential: Potential = (x, gradient) => {
  let value = 0;
  x.forEach((at, i) => {
    const width = 1 / (i + 1), away = (at - 1) / width;
    value += 0.5 * away * away;
    if (gradient) gradient[i] = away / width;
  });
  return value;
};

function newChain(
  mode: AdamChainOptions["mode"],
  momentsOnRejection: AdamChainOptions["momentsOnRejection"],
): AdamChain {
  const adam = () => new Adam(size, { learningRate: 0.1, betas });
  const own = adam();
  own.firstMoment.set([0.3, -0.2, 0.1]);
  own.secondMoment.set([2, 3, 4]);
  own.count = 10;
  return new AdamChain(new Float64Array(size), own, [adam(), adam()], {
    mode,
    scales: proposalScales(size, 0.7, 3),
    inverseTemperature: 1,
    momentsOnRejection,
  });
}

interface Moments {
  readonly first: number[];
  readonly second: number[];
  readonly count: number;
}

const momentsOf = ({ adam }: AdamChain): Moments => ({
  first: [...adam.firstMoment],
  second: [...adam.secondMoment],
  count: adam.count,
});

/** Moments after one step of Adam that sees the gradient at a place. */
function stepped({ first, second, count }: Moments, place: Float64Array): Moments {
  const gradient = new Float64Array(size);
  potential(place, gradient);
  return {
    first: first.map((m, i) => betas[0] * m + (1 - betas[0]) * gradient[i]),
    second: second.map((v, i) => betas[1] * v + (1 - betas[1]) * gradient[i] * gradient[i]),
    count: count + 1,
  };
}

function assertMoments(found: Moments, expected: Moments, what: string): void {
  assertEquals(found.count, expected.count, what);
  for (const name of ["first", "second"] as const) {
    found[name].forEach((m, i) => assertAlmostEquals(m, expected[name][i], 1e-12, what));
  }
}

const cases = adamMcmcModes.flatMap((mode) =>
  (["restored", "kept"] as const).map((onRejection) => ({ mode, onRejection }))
);

for (const { mode, onRejection } of cases) {
  Deno.test(`${mode}, ${onRejection}: moments follow the accepted start, or what a rejection says`, () => {
    const chain = newChain(mode, onRejection);
    const stream = Stream.fromSeed(1), seen = { accepted: 0, rejected: 0 };
    for (let k = 0; k < 200; k++) {
      const before = momentsOf(chain), start = chain.position.slice();
      const { accepted } = chain.transition({ loss: potential, frozen: false }, stream.split(k));
      seen[accepted ? "accepted" : "rejected"]++;
      // A shared step has no gradient where it ends.
      const rejectedAt = mode === "shared-step" ? start : chain.end;
      const expected = accepted
        ? stepped(before, start)
        : onRejection === "kept"
        ? stepped(before, rejectedAt)
        : before;
      assertMoments(momentsOf(chain), expected, `step ${k}`);
      assertEquals(chain.position, accepted ? chain.end : start);
    }
    assert(seen.accepted > 20 && seen.rejected > 20, JSON.stringify(seen));
  });

  Deno.test(`${mode}, ${onRejection}: frozen moments stay as they are, accepted or rejected`, () => {
    const chain = newChain(mode, onRejection);
    const stream = Stream.fromSeed(2), seen = { accepted: 0, rejected: 0 };
    const before = momentsOf(chain);
    for (let k = 0; k < 200; k++) {
      const { accepted } = chain.transition({ loss: potential, frozen: true }, stream.split(k));
      seen[accepted ? "accepted" : "rejected"]++;
      assertEquals(momentsOf(chain), before);
    }
    assert(seen.accepted > 20 && seen.rejected > 20, JSON.stringify(seen));
  });
}

Deno.test("a chain goes by the loss of its test, whatever loss Adam follows", () => {
  const flat: Potential = (_, gradient) => {
    gradient?.fill(0);
    return 0;
  };
  const chain = newChain("exact", "restored");
  const stream = Stream.fromSeed(3);
  // Where Adam sees no gradient its step is the same both ways, and the proposal is symmetric but for its centre.
  chain.adam.firstMoment.fill(0);
  let atPosition = potential(chain.position);
  for (let k = 0; k < 100; k++) {
    const { accepted, acceptance } = chain.transition({
      loss: flat,
      test: { loss: potential, atPosition },
      frozen: true,
    }, stream.split(k));
    const atEnd = potential(chain.end);
    assertAlmostEquals(acceptance, Math.min(1, Math.exp(atPosition - atEnd)), 1e-12);
    assertEquals(chain.testAtEnd, atEnd);
    if (accepted) atPosition = atEnd;
  }
});

/** Adam's first moment and the position after 100, 200, 300 and 400 steps of a chain with a burn-in of 150. */
function states(moments?: "running" | "frozen"): FitState[] {
  const found: FitState[] = [];
  adamMcmc({
    acceptance: "full",
    batchSize: 20,
    burnIn: 150,
    spacing: 300,
    recordEvery: 0,
    adam: { learningRate: 1e-2 },
    warmUp: { steps: 0 },
    ...(moments && { moments }),
  }).fit(linearProblem(60, 2, 7), { checkpoint: (state) => found.push(state) });
  assertEquals(found.map(({ step }) => step), [100, 200, 300, 400]);
  return found;
}

Deno.test("a chain tested on all data freezes its moments at the end of the burn-in", () => {
  const moments = (state: FitState) => [state.arrays["adam first"], state.arrays["adam second"]];
  const [burningIn, ...later] = states();
  for (const state of later) {
    assertEquals(moments(state), moments(later[0]));
    assertEquals(state.numbers.adamCount, later[0].numbers.adamCount);
  }
  assert(moments(burningIn)[0].some((m, i) => m !== moments(later[0])[0][i]));
  assert(later[0].arrays.position.some((w, i) => w !== later[2].arrays.position[i]));
  const running = states("running").slice(1);
  assert(moments(running[0])[0].some((m, i) => m !== moments(running[1])[0][i]));
});
