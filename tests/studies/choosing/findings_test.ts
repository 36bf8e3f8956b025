/** Every branch of the sentences on choosing. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Stream } from "../../../core/random.ts";
import { comparisons, findings, keptOf } from "../../../studies/choosing/findings.ts";
import type { ChoosingResults } from "../../../studies/choosing/schema.ts";
import { choosing } from "../../site/_choosing.ts";
import { sentenceOf } from "../_findings.ts";
import { habits, most, sentencesOf } from "../_language.ts";
import { choices, type ChoosingTruth } from "../_seeded.ts";

function results(truth: ChoosingTruth): ChoosingResults {
  return choices(truth, Stream.fromSeed(4));
}

const best = { amplification: { score: 0 } };

/** Truths, the finding that speaks of them, and what it then says. */
const cases: readonly (readonly [ChoosingTruth, string, string])[] = [
  [best, "rule", "There is a rule to follow without the truth: taking the best held-out score"],
  [
    { amplification: { score: 0, paper: 0 } },
    "rule",
    "That it loses less than always k = 10 at full length is not shown.",
  ],
  [
    { amplification: { score: 0, random: 0 } },
    "rule",
    "That it loses less than a candidate at random is not shown.",
  ],
  [{}, "rule", "No rule is shown to lose less than a candidate at random"],
  [best, "least", "loses less than any other."],
  [{}, "least", "may lose as little."],
  [{ amplification: { forecast: 3 } }, "forecast", "is worse than a candidate at random"],
  [{ amplification: { forecast: 0 } }, "forecast", "is better than a candidate at random"],
  [{}, "forecast", "is not shown to be better or worse"],
  [{ excess: 2 }, "forecast", "claims too much"],
  [{}, "forecast", "which is consistent with 1."],
  [{ excess: -2 }, "forecast", "claims too little"],
  [{ ...best, excess: 2 }, "claim", "claims too much"],
  [best, "claim", "is not shown to have better or worse coverage than a candidate at random."],
  [{ ...best, calibration: { score: 0 } }, "claim", "has better coverage than"],
  [{ ...best, calibration: { score: 2 } }, "claim", "has worse coverage than"],
  [{ amplification: { coverage: 3 } }, "coverage", "coverage alone is worse than a candidate"],
  [{ amplification: { coverage: 0 } }, "coverage", "coverage alone is better than a candidate"],
  [{}, "coverage", "coverage alone is not shown to be better or worse"],
  [{ amplification: { divergence: 0 } }, "noise", "bin masses loses less than one"],
  [{ amplification: { divergence: 3 } }, "noise", "bin masses loses more than one"],
  [{}, "noise", "is not shown to lose less or more"],
  [{ bySize: 2 }, "sizes", "all 6 rules lose more."],
  [{ bySize: -2 }, "sizes", "all 6 rules lose less."],
  [{}, "sizes", "No rule is shown to lose more or less"],
  [{ byTarget: 9 }, "targets", "loses depends on the target."],
  [{}, "targets", "is not shown to depend on the target."],
  [{ calibration: { coverage: 0 } }, "calibration", "loses less than any other rule"],
  [{}, "calibration", "may lose as little."],
];

Deno.test("each finding says what the numbers show", () => {
  for (const [truth, id, words] of cases) {
    assertStringIncludes(sentenceOf(findings(results(truth)), id), words);
  }
});

Deno.test("its sentences are short, whatever they say", () => {
  for (const [truth] of [...cases, [{ excess: null }]] as const) {
    const sentences = findings(results(truth)).flatMap(({ sentence }) => sentencesOf(sentence));
    for (const { text, words, numbers } of sentences) {
      assert(words <= most.words, `${words} words in "${text}"`);
      assert(numbers <= most.numbers, `${numbers} numbers in "${text}"`);
      assert(!habits.test(text), text);
    }
    const average = sentences.reduce((sum, { words }) => sum + words, 0) / sentences.length;
    assert(average <= most.average, `${average} words in a sentence on average`);
  }
});

Deno.test("all comparisons with what needs no choice are claimed together", () => {
  const compared = comparisons(results({ amplification: { score: 0, forecast: 3 } }).rules);
  assertEquals(compared.map(({ rule: { id }, random, paper }) => [id, random, paper]), [
    ["score", "above", "above"],
    ["coverage", undefined, undefined],
    ["forecast", "below", "below"],
    ["score-coverage", undefined, undefined],
    ["coverage-score", undefined, undefined],
    ["coverage-forecast", undefined, undefined],
  ]);
});

Deno.test("one target and one size have nothing to compare", () => {
  const { rules, ...others } = choosing();
  const ids = findings({
    ...others,
    rules: rules.map((rule) => ({
      ...rule,
      bySize: rule.bySize.slice(0, 1),
      byTarget: rule.byTarget.slice(0, 1),
    })),
  }).map(({ id }) => id);
  assertEquals(ids, [
    "rule",
    "least",
    "claim",
    "forecast",
    "coverage",
    "noise",
    "calibration",
    "oracle",
  ]);
});

Deno.test("what the truth takes is named, and that no candidate is best everywhere where it is so", () => {
  const { situations, ...others } = choosing();
  const oracleOf = (first: number) =>
    sentenceOf(
      findings({
        ...others,
        situations: situations.map((situation, i) => ({
          ...situation,
          runs: situation.runs.map((run) => ({ ...run, oracle: i === 0 ? first : 0 })),
        })),
      }),
      "oracle",
    );
  assertEquals(
    oracleOf(0),
    "The truth takes 1 of 3 candidates, most often mean field at k = 10, 2,000 steps, in 18 of 18 choices.",
  );
  assertStringIncludes(oracleOf(1), "No candidate is the best everywhere. The truth takes 2 of 3");
});

Deno.test("what the held-out score misses is hardly noise where its lead is more than two errors", () => {
  const { situations, ...others } = choosing();
  const said = (behind: number, oracle: number) =>
    sentenceOf(
      findings({
        ...others,
        situations: situations.map((situation) => ({
          ...situation,
          runs: situation.runs.map((run) => ({
            ...run,
            oracle,
            rows: run.rows.map((row, i) =>
              i === 0 ? { ...row, behind: { value: behind, error: 0.01 } } : row
            ),
          })),
        })),
      }),
      "noise",
    );
  assertStringIncludes(said(0.03, 0), "Of 18 choices");
  assertStringIncludes(said(0.03, 0), "candidate, 18 put another before it");
  assertStringIncludes(said(0.01, 0), "candidate, none put another before it");
  assert(!said(0.03, 1).includes("miss the best"));
});

Deno.test("a share that is kept follows from the logarithm that is lost", () => {
  assertEquals(keptOf({ value: Math.log(4), error: 0.1 }).value, 0.25);
  assertEquals(keptOf({ value: 0, error: null }), { value: 1, error: null });
});
