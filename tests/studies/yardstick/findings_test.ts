/** What the findings of the exact yardstick say of results whose truth is known. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Stream } from "../../../core/random.ts";
import { meanOverRuns, valueAndError } from "../../../core/estimate.ts";
import { yardstickResults } from "../../../studies/yardstick/schema.ts";
import { yardstick } from "../../site/_yardstick.ts";
import { sentenceOf } from "../_findings.ts";

const ids = (results: ReturnType<typeof yardstick>) => results.findings.map(({ id }) => id);

Deno.test("made-up results follow the schema", () => {
  yardstickResults.parse(yardstick());
});

Deno.test("where every method is right the answer is that no deviation is seen", () => {
  const { findings } = yardstick();
  assertEquals(findings[0].id, "verdict");
  assertStringIncludes(findings[0].sentence, "No deviation is seen where it is known");
  for (const id of ["narrower", "wider", "mean", "covariance", "still"]) {
    assert(!ids(yardstick()).includes(id), id);
  }
  assertStringIncludes(sentenceOf(findings, "noise-scale"), "Nor does that of");
  assertStringIncludes(sentenceOf(findings, "weight"), "the same within errors");
});

Deno.test("a method that is too narrow, one too wide and one off are named, each in its sentence", () => {
  const results = yardstick(({ method: { id } }) =>
    id === "swag"
      ? { widthRatio: { value: 0.3, error: 0.02 }, alike: { value: 0.2, error: 0.02 } }
      : id === "sghmc"
      ? { widthRatio: { value: 2, error: 0.05 } }
      : id === "mean-field-k1"
      ? { excess: { value: 1, error: 0.05 }, distance: { value: 1.1, error: 0.05 } }
      : {}
  );
  const said = (id: string) => sentenceOf(results.findings, id);
  assertStringIncludes(said("verdict"), "3 of 13 methods do not have the width, the mean");
  assertStringIncludes(said("narrower"), "Bin masses of SWAG are narrower");
  assertStringIncludes(said("wider"), "stochastic-gradient HMC are wider");
  assertStringIncludes(said("mean"), "mean field at k = 1 is further");
  assertStringIncludes(said("covariance"), "for SWAG. The cosine between the matrices is 0.200");
});

Deno.test("a width that follows a setting is said to, with its power", () => {
  const { findings } = yardstick(undefined, { "mean-field-k": 0.1, "adam-mcmc-batch-s": 0.9 });
  assertStringIncludes(sentenceOf(findings, "weight"), "which is slower");
  assertStringIncludes(
    sentenceOf(findings, "noise-scale"),
    "That of AdamMCMC tested on batches follows it: the power of σ is 0.900 ± 0.050",
  );
});

Deno.test("chains that have not mixed are counted, and none where all have", () => {
  const withRHat = (worst: number) =>
    yardstick(({ method: { id }, rHat }) =>
      id === "sghmc" ? { rHat: worst } : { rHat: rHat === null ? null : 1.01 }
    ).findings;
  assertStringIncludes(
    sentenceOf(withRHat(1.3), "mixing"),
    "the chains of stochastic-gradient HMC have not mixed",
  );
  assert(!withRHat(1.05).some(({ id }) => id === "mixing"));
});

Deno.test("a chain that has not mixed is no evidence for or against a posterior", () => {
  const { findings } = yardstick(({ method: { id, posterior } }) =>
    posterior === "adam-mcmc"
      ? { rHat: id.includes("batch") ? null : 1.3, widthRatio: { value: 0.2, error: 0.01 } }
      : {}
  );
  const said = (id: string) => sentenceOf(findings, id);
  assertStringIncludes(
    said("verdict"),
    "all 7 methods whose draws are independent or have mixed have the width",
  );
  assertStringIncludes(
    said("verdict"),
    "Of 6 others that cannot be said, since their chains have not mixed.",
  );
  assert(!findings.some(({ id }) => ["narrower", "mean", "covariance"].includes(id)));
  assertStringIncludes(said("mixing"), "the chains of 6 of 8 chain methods have not mixed");
  assertStringIncludes(
    said("mixing"),
    "So they say nothing of a posterior. That the width of their bin masses",
  );
  assertStringIncludes(said("noise-scale"), "this is no property of a posterior");
});

Deno.test("what did not move has no worth, and is named", () => {
  const { findings } = yardstick(({ method: { id } }) => id === "hmc" ? { worth: null } : {});
  assertStringIncludes(sentenceOf(findings, "still"), "Hamiltonian Monte Carlo did not move");
});

Deno.test("among right methods one is called wrong in no more than 5 % of cases", () => {
  const trials = 200, stream = Stream.fromSeed(4);
  let wrong = 0;
  for (let trial = 0; trial < trials; trial++) {
    const own = stream.split(trial);
    const around = (truth: number) =>
      valueAndError(meanOverRuns(Array.from({ length: 5 }, () => truth + 0.1 * own.normal())));
    const results = yardstick(() => ({
      widthRatio: around(1),
      excess: around(0),
      alike: around(0.9),
    }));
    if (
      !sentenceOf(results.findings, "verdict").includes("No deviation is seen where it is known")
    ) wrong++;
  }
  // A binomial of 200 and 5 % exceeds 27 with a probability of 1e-6.
  assert(wrong <= 27, `${wrong} of ${trials}`);
});
