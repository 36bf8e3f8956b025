/** The committed findings: short sentences, and those that the code states. */
import { assert, assertEquals } from "@std/assert";
import { planRun } from "../../runner/run.ts";
import { readResults } from "../../runner/results.ts";
import { kinds, studies } from "../../studies/registry.ts";
import type { StudyResults } from "../../studies/shared/study.ts";
import { type Counted, habits, most, sentencesOf } from "./_language.ts";

function committed(): Map<string, Counted[]> {
  return new Map(studies.map(({ name }) => {
    const { findings } = readResults("_data", name)!.data as unknown as StudyResults;
    return [name, findings.flatMap(({ sentence }) => sentencesOf(sentence))];
  }));
}

Deno.test("a value with its error, a range, a share and n × n count as one number", () => {
  const numbersOf = (text: string) => sentencesOf(text).map(({ numbers }) => numbers);
  assertEquals(numbersOf("At 50 × 50 bins 4 of 9 methods at k = 10 have 0.1 ± 0.02."), [3]);
  assertEquals(numbersOf("It is from 1.2 for mean field at k = 1 to 3.4 for SWAG, or 5 %."), [2]);
  assertEquals(numbersOf("On 5 × 50 draws in 100 bins 1 % (0 to 2 %) fail. Of 1,000 none do."), [
    1,
    1,
  ]);
  assertEquals(sentencesOf("Mean field at σ = 0.1 wins.").map(({ words }) => words), [5]);
});

Deno.test("no sentence of a finding is long, or holds many numbers", () => {
  for (const [name, sentences] of committed()) {
    for (const { text, words, numbers } of sentences) {
      assert(words <= most.words, `${name}: ${words} words in "${text}"`);
      assert(numbers <= most.numbers, `${name}: ${numbers} numbers in "${text}"`);
      assert(!habits.test(text), `${name}: ${text}`);
    }
    const average = sentences.reduce((sum, { words }) => sum + words, 0) / sentences.length;
    assert(average <= most.average, `${name}: ${average} words in a sentence on average`);
  }
});

Deno.test("the committed findings are those that the code states", () => {
  const plan = planRun({ studies, kinds, data: "_data", cache: "no cache", force: false });
  const stated = plan.studies.filter(({ record }) => record !== undefined);
  assertEquals(stated.map(({ study }) => study.name), []);
});
