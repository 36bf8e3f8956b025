/** What verdicts say of draws that differ by counting alone, of chains and of stray draws. */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import type { Verdict } from "../../audit/schema.ts";
import { verdictsOf } from "../../audit/verdicts/verdicts.ts";
import { type Masses, masses, sampledMasses } from "../../core/binning/mod.ts";
import { testGenerator } from "../../core/measure/mod.ts";
import { Stream } from "../../core/random.ts";

const nTrain = 10_000;

/** Verdicts on draws, against equal bins. */
function verdicts(drawn: Masses, generated?: number): Verdict[] {
  const { runs, draws, shape: [bins] } = drawn, replicates = 199;
  const { binnings: [binning] } = testGenerator({
    masses: drawn,
    truth: { masses: 1 / bins },
    nTrain,
    ...(generated !== undefined && { generated: { events: generated } }),
  }, { coarser: [], replicates });
  return verdictsOf(binning, {
    runs,
    draws,
    nTrain,
    generated: generated ?? null,
    truthAs: "equal",
    replicates,
    falseAlarms: 0.01,
  });
}

const find = (said: readonly Verdict[], id: string) => said.find((verdict) => verdict.id === id);

/** Draws of equal bins, `[runs, draws, bins]`, with normal scatter of so many parts of a bin. */
function scattered(runs: number, draws: number, bins: number, scatter: number, stream: Stream) {
  const values = stream.normals(new Float64Array(runs * draws * bins));
  for (let row = 0; row < runs * draws; row++) {
    const own = values.subarray(row * bins, (row + 1) * bins);
    const mean = own.reduce((sum, x) => sum + x, 0) / bins;
    own.forEach((x, bin) => own[bin] = (1 + scatter * (x - mean)) / bins);
  }
  return masses(runs, draws, [bins], values);
}

Deno.test("samples of one density differ by counting alone, in two runs as in five; false alarm 1e-4", () => {
  for (const runs of [2, 5]) {
    let seen = 0;
    for (let trial = 0; trial < 100; trial++) {
      const stream = Stream.fromSeed(4000 + trial);
      const one = scattered(runs, 10, 12, 0, stream);
      const counted = sampledMasses(one, 2000, stream.split("events"));
      const said = verdicts({ ...one, values: counted.values }, 2000);
      if (find(said, "counting") === undefined) seen++;
      assertEquals(said.filter(({ standing }) => standing === "fails"), []);
    }
    // Two standard deviations: of 100 reports 12 or more see another spread with probability 5e-5 at 3 % each.
    assert(seen < 12, `${runs} runs: ${seen}`);
  }
});

Deno.test("draws that differ by counting alone claim nothing, and no verdict rests on their spread", () => {
  const stream = Stream.fromSeed(1);
  // Runs scatter as training does, and their draws by the counting of a fifth of the events.
  const centres = scattered(5, 1, 20, Math.sqrt(20 / nTrain), stream);
  const repeated = new Float64Array(5 * 50 * 20);
  repeated.forEach((_, i) => repeated[i] = centres.values[20 * Math.floor(i / 1000) + i % 20]);
  const one = masses(5, 50, [20], repeated);
  const said = verdicts(
    { ...one, values: sampledMasses(one, 2000, stream.split("events")).values },
    2000,
  );
  const [counting, claim, runs] = ["counting", "claim", "runs"].map((id) => find(said, id)!);
  for (const verdict of [counting, claim, runs]) {
    assertEquals(verdict.standing, "open", verdict.sentence);
    assertMatch(verdict.next!, /events a draw would show it/);
  }
  assertMatch(claim.sentence, /^The claim of the generator is not judged, as the draws differ by/);
});

Deno.test("a chain has a next step: so many draws so much further apart", () => {
  const stream = Stream.fromSeed(1);
  const { values, ...sizes } = scattered(2, 50, 20, 0.02, stream);
  const chain = values.slice(), correlation = 0.6;
  chain.forEach((_, i) => {
    if (i % 1000 < 20) return;
    chain[i] = (1 - correlation) / 20 + correlation * chain[i - 20] + 0.8 * (values[i] - 0.05);
  });
  const { standing, sentence, next } = find(verdicts({ ...sizes, values: chain }), "consistency")!;
  assertEquals(standing, "open");
  // Of 199 orders none is as low, which is above the level of the report.
  assertMatch(sentence, /^The draws may follow each other: 50 of them are worth/);
  const [, apart] = next!.match(/^50 draws (\d+) times as far apart/)!;
  // Twice the autocorrelation time of 4, which is known to a fifth or so.
  assert(Number(apart) >= 5 && Number(apart) <= 11, next);
});

Deno.test("independent draws are never said to follow each other for certain", () => {
  for (let trial = 0; trial < 40; trial++) {
    const said = verdicts(scattered(2, 20, 12, 0.02, Stream.fromSeed(6000 + trial)));
    assert(!find(said, "consistency")!.sentence.startsWith("The draws follow"), String(trial));
  }
});

Deno.test("draws of a Gaussian posterior are not called stray in its widest direction; false alarm 1e-6", () => {
  // Two bins have one direction: the farthest of 1000 draws is beyond three times the median in 38 % of cases.
  let seen = 0;
  for (let trial = 0; trial < 20; trial++) {
    const said = verdicts(scattered(10, 100, 2, 0.02, Stream.fromSeed(5000 + trial)));
    if (find(said, "stray") !== undefined) seen++;
  }
  // Of 20 reports 5 or more with probability 1e-6 if one in a hundred has one.
  assert(seen < 5, String(seen));
  const drawn = scattered(2, 20, 10, 0.02, Stream.fromSeed(1));
  drawn.values.subarray(30, 40).forEach((x, bin, own) => own[bin] = x + (bin < 5 ? 0.04 : -0.04));
  const stray = find(verdicts(drawn), "stray")!;
  assertMatch(stray.sentence, /^Draw 3 of run 0, .* posterior get: worth a look\.$/);
  assertMatch(stray.next!, /^Leave it out/);
  assertAlmostEquals(stray.evidence["farthest of a Gaussian posterior"].value, 3.1, 0.1);
});
