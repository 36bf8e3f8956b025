/** Verdicts on calibrated generators fail as seldom as the report says, and those on others fail. */
import { assert } from "@std/assert";
import { testGenerator } from "../../../core/measure/mod.ts";
import { Stream } from "../../../core/random.ts";
import type { Verdict } from "../../../audit/schema.ts";
import { verdictsOf } from "../../../audit/verdicts/verdicts.ts";
import { masses, type Sample, sampledMasses } from "../../../core/binning/mod.ts";
import { calibrated, type Design, nTrain } from "../_calibrated.ts";

/** A design, and whether its events are held out instead of the truth. */
type Compared = Design & { readonly heldOut?: boolean };

/** Verdicts on one generator of a design. */
function verdicts(design: Compared, trial: number, replicates = 999): Verdict[] {
  const { masses, truth } = calibrated(design, Stream.fromSeed(2000 + trial));
  const { runs, draws, binnings: [binning] } = testGenerator(
    { masses, nTrain, ...(design.heldOut ? { holdout: truth as Sample } : { truth }) },
    { coarser: [], replicates, seed: trial },
  );
  return verdictsOf(binning, {
    runs,
    draws,
    nTrain,
    generated: null,
    truthAs: design.heldOut ? null : "masses",
    replicates,
    falseAlarms: 0.01,
  });
}

// Of 40 reports 5 or more have a false "fails" with probability 6e-5 if each has one in a hundred.
const trials = 40, most = 4;

const designs: Compared[] = [
  { name: "one run of 20 draws", runs: 1, draws: 20, bins: 12 },
  { name: "two runs of ten draws", runs: 2, draws: 10, bins: 12 },
  { name: "five runs", runs: 5, draws: 19, bins: 12 },
  { name: "chains of autocorrelation time 4", runs: 3, draws: 50, bins: 12, time: 4 },
  { name: "five runs and 2,000 true events", runs: 5, draws: 19, bins: 12, events: 2000 },
  { name: "one run and a million true events", runs: 1, draws: 20, bins: 36, events: 1e6 },
  {
    name: "five runs and 2,000 held-out events",
    runs: 5,
    draws: 19,
    bins: 12,
    events: 2000,
    heldOut: true,
  },
];
for (const design of designs) {
  Deno.test(`a calibrated generator, ${design.name}: at most ${most} of ${trials} reports say "fails"; false alarm 1e-4`, () => {
    const failed: string[] = [];
    for (let trial = 0; trial < trials; trial++) {
      const fails = verdicts(design, trial).filter(({ standing }) => standing === "fails");
      if (fails.length > 0) failed.push(`${trial}: ${fails.map(({ id }) => id)}`);
    }
    assert(failed.length <= most, failed.join("; "));
  });
}

Deno.test("a generator that is too sure by a factor of 1.6 fails in five runs of 50 draws, and one too unsure is cautious", () => {
  const design = { name: "", runs: 5, draws: 50, bins: 100 };
  const standing = (width: number, id: string) =>
    verdicts({ ...design, width }, 1).find((verdict) => verdict.id === id)!.standing;
  for (const id of ["coverage", "claim"]) {
    assert(standing(1 / 1.6, id) === "fails", id);
    assert(standing(1.6, id) === "cautious", id);
  }
});

Deno.test("a chain of few independent draws is not judged, however well it looks", () => {
  const found = verdicts({ name: "", runs: 3, draws: 50, bins: 100, time: 17 }, 1);
  for (const id of ["coverage", "claim", "consistency"]) {
    const verdict = found.find((verdict) => verdict.id === id)!;
    assert(verdict.standing === "open", `${id}: ${verdict.sentence}`);
  }
});

/** The number before a word in the next step, without its commas. */
function asked({ standing, sentence, next }: Verdict, what: string): number {
  assert(standing === "open" && next !== undefined, sentence);
  const [, number] = next.match(new RegExp(`(\\d[\\d,.]*) ${what}`)) ?? [];
  assert(number !== undefined, next);
  return Number(number.replaceAll(",", ""));
}

const claim = (said: Verdict[]) => said.find(({ id }) => id === "claim")!;

for (const [truth, events] of [["an exact", undefined], ["a counted", 1e6]] as const) {
  Deno.test(`what runs or simulations cannot settle against ${truth} truth is open, and as many as the next step asks for settle it`, () => {
    const design = { name: "", runs: 1, draws: 50, bins: 100, width: 0.5, events };
    const few = claim(verdicts(design, 1));
    const runs = asked(few, "runs"), replicates = asked(few, "simulations");
    const coarse = claim(verdicts({ ...design, runs }, 1, 99));
    const finer = asked(coarse, "simulations");
    for (const simulations of [replicates, finer]) {
      const fails = [1, 2, 3, 4, 5].filter((trial) =>
        claim(verdicts({ ...design, runs }, trial, simulations)).standing === "fails"
      );
      assert(fails.length >= 3, String(fails));
    }
  });
}

Deno.test("a true sample whose noise hides the distance is open, and one as large as the next step asks for shows it", () => {
  const design = { name: "", runs: 3, draws: 50, bins: 100, events: 500 };
  const hidden = claim(verdicts(design, 1));
  assert(hidden.next!.includes("true events"), hidden.next);
  const judged = [1, 2, 3, 4, 5].filter((trial) => {
    const { next } = claim(verdicts({ ...design, events: asked(hidden, "true events") }, trial));
    return !next?.includes("true events");
  });
  assert(judged.length >= 4, String(judged));
});

Deno.test("a chain of few independent draws is judged once it is as long as the next step asks for", () => {
  const design = { name: "", runs: 3, draws: 50, bins: 100, time: 12 };
  const short = claim(verdicts(design, 1));
  const { next } = short;
  assert(short.standing === "open" && next !== undefined, short.sentence);
  const longer = Number(next.match(/which ([\d,]+) draws/)![1].replaceAll(",", ""));
  const judged = [1, 2, 3].filter((trial) =>
    verdicts({ ...design, draws: Math.ceil(1.3 * longer) }, trial, 4999)
      .filter(({ id }) => id === "claim" || id === "coverage")
      .every(({ standing }) => standing === "holds")
  );
  assert(judged.length >= 2, `${longer}: ${judged}`);
});

Deno.test("draws of a chain pass for independent once they are as far apart as the next step asks for", () => {
  const design = { name: "", runs: 3, draws: 50, bins: 20, time: 5 };
  const order = (said: Verdict[]) => said.find(({ id }) => id === "consistency")!;
  const [, apart] = order(verdicts(design, 1)).next!.match(/(\d+) times as far apart/)!;
  const correlation = ((design.time - 1) / (design.time + 1)) ** Number(apart);
  const time = (1 + correlation) / (1 - correlation);
  const open = [1, 2, 3, 4, 5].filter((trial) =>
    order(verdicts({ ...design, time }, trial)).standing !== "holds"
  );
  assert(open.length <= 1, `${apart}: ${open}`);
});

Deno.test("draws that differ by counting alone show their spread with as many events as the next step asks for", () => {
  const counted = (generated: number, trial: number) => {
    const stream = Stream.fromSeed(3000 + trial);
    const exact = calibrated({ name: "", runs: 3, draws: 20, bins: 20 }, stream);
    const { runs, draws, shape, values } = exact.masses;
    const sampled = sampledMasses(exact.masses, generated, stream.split("generated"));
    assert(values.length === sampled.values.length);
    const { binnings: [binning] } = testGenerator(
      {
        ...exact,
        masses: masses(runs, draws, [...shape], sampled.values),
        nTrain,
        generated: { events: generated },
      },
      { coarser: [], seed: trial },
    );
    return verdictsOf(binning, {
      runs,
      draws,
      nTrain,
      generated,
      truthAs: "masses",
      replicates: 999,
      falseAlarms: 0.01,
    }).find(({ id }) => id === "counting");
  };
  const few = counted(200, 1);
  assert(few !== undefined);
  const still = [1, 2, 3, 4, 5].filter((trial) =>
    counted(asked(few, "events a draw"), trial) !== undefined
  );
  assert(still.length <= 1, `${few.next}: ${still}`);
});
