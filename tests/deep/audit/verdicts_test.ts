/** Verdicts on calibrated generators fail as seldom as the report says, and those on others fail. */
import { assert } from "@std/assert";
import { measure } from "../../../core/measure/mod.ts";
import { Stream } from "../../../core/random.ts";
import type { Verdict } from "../../../audit/schema.ts";
import { verdictsOf } from "../../../audit/verdicts.ts";
import { calibrated, type Design, nTrain } from "../_calibrated.ts";

/** Verdicts on one generator of a design. */
function verdicts(design: Design, trial: number, replicates = 999): Verdict[] {
  const input = calibrated(design, Stream.fromSeed(2000 + trial));
  const { runs, draws, binnings: [binning] } = measure(
    { ...input, nTrain },
    { coarser: [], replicates, seed: trial },
  );
  return verdictsOf(binning, {
    runs,
    draws,
    nTrain,
    drawsAs: "masses",
    generated: null,
    truthAs: "masses",
    truthEvents: input.truth.events ?? null,
    holdoutEvents: null,
    axes: [],
    binning: "",
    beyond: "left out",
    seed: trial,
    id: "",
    replicates,
    falseAlarms: 0.01,
  });
}

// Of 40 reports 5 or more have a false "fails" with probability 6e-5 if each has one in a hundred.
const trials = 40, most = 4;

const designs: Design[] = [
  { name: "one run of 20 draws", runs: 1, draws: 20, bins: 12 },
  { name: "two runs of ten draws", runs: 2, draws: 10, bins: 12 },
  { name: "five runs", runs: 5, draws: 19, bins: 12 },
  { name: "chains of autocorrelation time 4", runs: 3, draws: 50, bins: 12, time: 4 },
  { name: "five runs and 2,000 true events", runs: 5, draws: 19, bins: 12, events: 2000 },
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

Deno.test("what runs or simulations cannot settle is open, and says which of them would", () => {
  const design = { name: "", runs: 1, draws: 20, bins: 12, width: 0.3 };
  const claim = (found: Verdict[]) => found.find(({ id }) => id === "claim")!;
  const one = claim(verdicts(design, 3));
  assert(one.standing === "open" && one.sentence.includes("more runs"), one.sentence);
  const few = claim(verdicts({ ...design, runs: 5 }, 3, 99));
  assert(few.standing === "open" && few.sentence.includes("more simulations"), few.sentence);
  assert(claim(verdicts({ ...design, runs: 5 }, 3)).standing === "fails");
});
