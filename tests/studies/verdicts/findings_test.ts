/** No sentence on the verdicts claims what its numbers do not bear. */
import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { binomial } from "../../../core/multinomial.ts";
import { Stream } from "../../../core/random.ts";
import { type Design, designs, faults, powerNames } from "../../../studies/verdicts/designs.ts";
import { earlierCount } from "../../../studies/verdicts/earlier.ts";
import { verdictsResults } from "../../../studies/verdicts/schema.ts";
import { counts, resultsOf, verdicts } from "../../site/_verdicts.ts";
import { sentenceOf } from "../_findings.ts";

const reports = 1000;

/** The sentences on calibrated generators, with so many failing reports of each design. */
function alarms(failing: (design: Design, i: number) => number) {
  const { findings } = resultsOf((design, fault) =>
    fault === undefined ? counts(reports, failing(design, designs.indexOf(design))) : undefined
  );
  return { all: findings, sentence: sentenceOf(findings, "false-alarms") };
}

Deno.test("made-up results follow the schema", () => {
  const results = verdicts();
  assertEquals(verdictsResults.parse(results), results);
});

Deno.test("the stated rate is kept, exceeded, or neither, as the bounds of all designs say", () => {
  const kept = alarms(() => 0).sentence;
  assertStringIncludes(kept, "every design keeps the stated 1 %");
  // 1 - (0.05 / 36)^(1 / 1000) = 0.656 %, rounded upwards.
  assertStringIncludes(kept, "no share is above 0.7 %");
  const exceeded = alarms((_, i) => i === 5 ? 30 : 0).sentence;
  assertStringIncludes(exceeded, "1 of 36 designs exceeds the stated 1 %");
  assertStringIncludes(exceeded, `30 of 1,000 reports say “fails” on ${designs[5].name}`);
  const neither = alarms((_, i) => i === 5 ? 8 : 0).sentence;
  assertStringIncludes(neither, "No design is shown to exceed the stated 1 %");
  assert(!neither.includes("every design keeps"));
});

Deno.test("no design is said to keep or to exceed the rate where it does not, but for 5 % of studies; false alarm 1e-7", () => {
  const studies = 200;
  let keeps = 0, exceeds = 0;
  for (let study = 0; study < studies; study++) {
    const stream = Stream.fromSeed(11).split(study);
    const at = (rate: number) => alarms(() => binomial(reports, rate, stream)).sentence;
    if (at(0.0101).includes("every design keeps")) keeps++;
    if (/designs exceeds? /.test(at(0.01))) exceeds++;
  }
  // Of 200 events of probability 5 % more than 30 happen once in 1e7.
  assertLess(keeps, 31);
  assertLess(exceeds, 31);
});

Deno.test("the mean over designs is set against the rate by its interval", () => {
  const mean = (failing: number) => sentenceOf(alarms(() => failing).all, "mean");
  assertStringIncludes(mean(2), "fewer than the stated 1 %");
  assertStringIncludes(mean(10), "consistent with the stated 1 %");
  assertStringIncludes(mean(20), "more than the stated 1 %");
  assertStringIncludes(mean(20), "The verdicts that do are on coverage of the truth.");
});

Deno.test("a claim is said to stay open where every report leaves it so, and settled where none does", () => {
  const sentence = (open: (design: Design) => number, id = "open-runs") =>
    sentenceOf(
      resultsOf((design, fault) =>
        fault === undefined ? counts(reports, 0, open(design)) : undefined
      ).findings,
      id,
    );
  assertEquals(sentence(() => reports / 2), "");
  const single = sentence(({ runs }) => runs === 1 ? reports : 0);
  assertStringIncludes(single, "in most reports on 5 of 18 designs");
  assertStringIncludes(
    single,
    "2 × 10 draws in 12 bins, 2 × 20 draws in 100 bins and 2 × 50 draws in 100 bins settle it, in all reports.",
  );
  const two = sentence(({ runs, draws }) => runs === 1 || draws === 10 ? reports : 0);
  assertStringIncludes(two, " 2 × 20 draws in 100 bins and 2 × 50 draws in 100 bins settle it");
  assertStringIncludes(two, "No design here with 10 draws per run settles it");
  // Designs against a counted truth say nothing of those against an exact one, nor these of them.
  const counting = ({ truth }: Design) => typeof truth === "number" && truth < 1e5 ? reports : 0;
  assertEquals(sentence(counting), "");
  const noisy = sentence(counting, "open-counted");
  assertStringIncludes(noisy, "in most reports on 7 of 10 designs");
  assertStringIncludes(noisy, "Most reports settle it on 3 of 10 designs");
  assertEquals(sentence(({ truth }) => truth === "exact" ? reports : 0, "open-counted"), "");
});

Deno.test("chains whose draws are worth too few are named with the length that would do", () => {
  const { findings } = resultsOf((design, fault) => {
    if (fault !== undefined) return undefined;
    const record = counts(reports, 0);
    return design.time < 17 ? record : {
      ...record,
      open: reports,
      verdicts: record.verdicts.map((verdict) =>
        verdict.id === "coverage" ? { ...verdict, holds: 0, open: reports } : verdict
      ),
    };
  });
  const sentence = sentenceOf(findings, "open-chains");
  // 50 / 17 = 2.94 of the 10 that are needed: 3.4 times as many.
  assertStringIncludes(sentence, "worth 2.9 independent ones. Chains 3.4 times as long");
  assert(!sentence.includes("autocorrelation time 4"));
});

Deno.test("designs are told apart where intervals of all comparisons do not meet, and only there", () => {
  const compared = (fewer: number, more: number) =>
    sentenceOf(
      resultsOf((design, fault) =>
        fault === undefined
          ? counts(reports, 0)
          : counts(400, design.name === powerNames.twoRuns ? fewer : more)
      ).findings,
      "compared-five-runs",
    );
  const told = compared(20, 300);
  assertStringIncludes(told, "find more than");
  assertStringIncludes(told, faults[0].words);
  assertStringIncludes(told, "They find 75.0 % against 5.0 %, ");
  assertStringIncludes(compared(300, 20), "find fewer than");
  for (const [fewer, more] of [[100, 100], [100, 110], [110, 100]]) {
    const sentence = compared(fewer, more);
    assertStringIncludes(sentence, "find not clearly more or fewer than");
    assert(!/find (?:more|fewer)/.test(sentence), sentence);
  }
});

Deno.test("the earlier rule is said to find more or fewer where intervals do not meet, and only there", () => {
  const against = (found: (before: number) => number) => {
    const { findings, power } = resultsOf((design, fault) =>
      counts(100, fault === undefined ? 0 : found(earlierCount(design, { id: fault })!.failing))
    );
    return { sentence: sentenceOf(findings, `earlier-${faults[0].id}`), power };
  };
  const same = against((before) => before).sentence;
  assertStringIncludes(same, "No clear difference to what the earlier rule found is shown");
  const none = against(() => 0);
  const found = none.power.filter(({ fault, before }) =>
    fault === faults[0].id && before!.count > 30
  );
  assert(found.length > 0);
  assertStringIncludes(none.sentence, "The earlier rule found more generators");
  assert(
    found.some(({ design }) => none.sentence.includes(`is on ${design.name}, `)),
    none.sentence,
  );
  assert(!none.sentence.includes("fewer"), none.sentence);
});
