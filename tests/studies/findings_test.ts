import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { findings as amplificationFindings } from "../../studies/amplification/study.ts";
import type { AmplificationSeries } from "../../studies/amplification/schema.ts";
import { findings as ranksFindings } from "../../studies/ranks/study.ts";
import { inText } from "../../render/sentence.ts";
import { movesOf } from "../../runner/comparison.ts";
import type { Json } from "../../runner/cell.ts";
import type { Finding } from "../../studies/shared/schema.ts";
import { findings as worthFindings } from "../../studies/worth/study.ts";
import { ranks, worth } from "../site/_ranks_and_worth.ts";
import { amplificationRow } from "./_amplification.ts";
import { membersOf } from "./_seeded.ts";
import { changedLines, sentenceOf } from "./_findings.ts";
import { adamMcmc, meanField, setupOf } from "./_methods.ts";

const methods = [meanField(10), adamMcmc(0.1)];
const setup = setupOf(methods);
const grid = { runs: 5, draws: 50, nTrain: 10_000, target: "gamma-ring" };
const nBins = [5, 10, 50];

/** Names of sentences that a comparison of results lists. */
function changedSentences(before: readonly Finding[], after: readonly Finding[]): string[] {
  const results = (of: readonly Finding[]) => ({
    schema: "ampliflow/results/1" as const,
    study: "worth",
    profile: "standard" as const,
    data: { findings: of } as unknown as Json,
  });
  return movesOf(results(before) as never, results(after) as never).sentences
    .filter(({ before, after }) => before !== undefined || after !== undefined)
    .map(({ name }) => name);
}

Deno.test("a ratio that clears its band no longer moves a method to another sentence, in one line of the text", () => {
  const { series } = worth(setup, nBins);
  const withRatio = (value: number) => {
    const [first, ...others] = structuredClone(series) as typeof series;
    const row = first.rows[first.rows.length - 1];
    Object.assign(row, { ratio: { ...row.ratio, value, error: 0.1 } });
    return worthFindings([first, ...others], grid);
  };
  const [before, after] = [withRatio(2), withRatio(1.2)];
  const [first, second] = methods.map(({ id }) => id);
  assertEquals(membersOf(before, "over-claimed"), [first, second]);
  assertEquals(membersOf(after, "over-claimed"), [second]);
  assertEquals(membersOf(after, "borne-out"), [first]);
  const [, lines] = changedLines(before, after);
  assert(lines.some((line) => line.includes("are consistent with what their samples achieve")));
  assert(changedSentences(before, after).length >= 1);
  assertEquals(changedLines(before, withRatio(2)), [[], []]);
  assertEquals(changedSentences(before, withRatio(2)), []);
});

Deno.test("every method has its place in the sentence of break-even, also where it never passes 1", () => {
  const { series } = worth(setup, nBins);
  const [first, second] = structuredClone(series) as typeof series;
  for (const row of first.rows) row.achieved.perRun.fill(2);
  for (const row of second.rows) row.achieved.perRun.fill(0.5);
  const { sentence } = worthFindings([first, second], grid).find(({ id }) => id === "break-even")!;
  const [most, least] = methods.map(({ label }) => inText(label));
  assertStringIncludes(sentence, `Measured against the truth, the sample of ${most} beats`);
  assertStringIncludes(sentence, "its training sample at any number of bins in every run.");
  assertStringIncludes(
    sentence,
    `That of ${least} does so at no number of bins in any run.`,
  );
});

Deno.test("a claim above 1 from the coarsest binning on is said to be so", () => {
  const series = (scale: number): AmplificationSeries => ({
    method: methods[0],
    protocol: "exact",
    rows: nBins.map((n) => {
      const value = scale * n * n;
      return amplificationRow(n, {
        mean: { value, error: 0 },
        min: 0.9 * value,
        max: 1.1 * value,
      });
    }),
    fit: { linear: null, logarithmic: null },
  });
  const sentence = (scale: number) => amplificationFindings([series(scale)], grid)[0].sentence;
  assertStringIncludes(
    sentence(1),
    "beats its training sample at any number of bins.",
  );
  assertStringIncludes(sentence(1e-5), "no sample beats its training sample at any");
  // G = n^2 / 100 passes 1 at ten bins an axis, and at 10 / sqrt(1.1) and 10 / sqrt(0.9) in the runs at the ends.
  assertStringIncludes(sentence(0.01), "beyond 10 bins along each axis (10 to 11 between runs)");
});

Deno.test("a posterior with too few independent draws has no claim, and the sentence says so", () => {
  const series = (i: number): AmplificationSeries => ({
    method: methods[i],
    protocol: "exact",
    rows: nBins.map((n) => ({
      ...amplificationRow(n, { mean: { value: 10, error: 1 }, min: 9, max: 11 }),
      ...(i === 1 && { unbiased: null, autocorrelationTime: 17 }),
    })),
    fit: { linear: null, logarithmic: null },
  });
  const said = amplificationFindings([series(0), series(1)], grid);
  const label = inText(methods[1].label);
  assert(!sentenceOf(said, "break-even").includes(label));
  assertStringIncludes(
    sentenceOf(said, "too-few-draws"),
    `${label}: at some number of bins the 50 draws`,
  );
  assertEquals(said.map(({ id }) => id), ["break-even", "too-few-draws"]);
  assertEquals(
    amplificationFindings([series(1)], grid).map(({ id }) => id),
    ["too-few-draws"],
  );
});

Deno.test("a p-value that falls below its share of the false alarms moves its method, and no other", () => {
  const data = ranks(setup, nBins);
  const withP = (pValue: number) => {
    const series = structuredClone(data.series) as typeof data.series;
    series[1].rows[series[1].rows.length - 1].distance.pValue = 0.2;
    series[0].rows[series[0].rows.length - 1].distance.pValue = pValue;
    return ranksFindings(
      series,
      data.classifier.methods,
      data.classifier.centres,
      data.setup.draws,
    );
  };
  // Two methods share 5 %; 999 simulations know 0.025 to 0.013.
  const [before, after] = [withP(0.05), withP(0.01)];
  const [first, second] = methods.map(({ id }) => id);
  assertEquals(membersOf(before, "ranks-passed"), [first, second]);
  assertEquals(membersOf(after, "ranks-passed"), [second]);
  assertEquals(membersOf(after, "ranks"), [first]);
  assertEquals(changedLines(before, after)[1].length, 2);
  const near = withP(0.03);
  assertEquals(membersOf(near, "ranks-open"), [first]);
  assertStringIncludes(sentenceOf(near, "ranks-open"), "do not settle");
  assertStringIncludes(sentenceOf(near, "ranks-open"), "The p-value, 0.030, is too near");
});

Deno.test("of many methods a sentence names the extremes and their number, its evidence every one", () => {
  const many = [1, 2, 5, 10, 50].map(meanField);
  const { series } = worth(setupOf(many), nBins);
  const ratios = [7, 3, 4, 1, 5];
  series.forEach(({ rows }, i) => {
    const row = rows[rows.length - 1];
    Object.assign(row, { ratio: { ...row.ratio, value: ratios[i], error: 0.1 } });
  });
  const { sentence, evidence } = worthFindings(series, grid)
    .find(({ id }) => id === "over-claimed")!;
  assertStringIncludes(sentence, "the samples of 4 of 5 methods claim too much");
  assertStringIncludes(
    sentence,
    "from 3.00 ± 0.10 for mean field at k = 2 to 7.00 ± 0.10 for mean field at k = 1",
  );
  assertEquals(Object.keys(evidence), many.filter((_, i) => i !== 3).map(({ id }) => id));
});
