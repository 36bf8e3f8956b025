/** What the findings of the posterior of the likelihood say of results whose truth is known. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { findings } from "../../../studies/likelihood/findings.ts";
import { likelihoodResults } from "../../../studies/likelihood/schema.ts";
import { bad, good, likelihood } from "../../site/_likelihood.ts";
import { sentenceOf } from "../_findings.ts";

const ids = ({ findings }: ReturnType<typeof likelihood>) => findings.map(({ id }) => id);

Deno.test("made-up results follow the schema", () => {
  likelihoodResults.parse(likelihood());
  likelihoodResults.parse(likelihood({ bin: bad, attempt: null }));
});

Deno.test("chains that have mixed are said to, with what is asked of them", () => {
  const { findings } = likelihood();
  assertEquals(findings[0].id, "verdict");
  assertStringIncludes(findings[0].sentence, "have mixed on one training set");
  assertStringIncludes(findings[0].sentence, "is 1.004. The fewest effective draws are 580.");
  assertStringIncludes(sentenceOf(findings, "width"), "No deviation of the width");
  assert(!ids(likelihood()).some((id) => ["wider", "narrower", "methods"].includes(id)));
});

Deno.test("one bin that has not mixed is enough to compare nothing", () => {
  const some = [
    { ...good, rHat: 1.011 },
    { ...good, bulkEss: 399 },
    { ...good, tailEss: 399 },
    { ...good, rHat: null },
    bad,
  ];
  for (const bin of some) {
    const results = likelihood({ bin, series: () => ({ widthRatio: null }) });
    assertStringIncludes(results.findings[0].sentence, "have not mixed");
    assert(!ids(results).some((id) => ["wider", "narrower", "width"].includes(id)));
  }
});

Deno.test("methods that are too wide or too narrow are named, but not chains that have not mixed", () => {
  const results = likelihood({
    series: ({ method: { id } }) =>
      id === "gaussian"
        ? { widthRatio: { value: 1.4, error: 0.05 } }
        : id === "adam-mcmc-s0.1"
        ? { widthRatio: { value: 0.3, error: 0.02 } }
        : id === "adam-mcmc-s0.5"
        ? { widthRatio: { value: 9, error: 0.1 }, rHat: 1.3 }
        : {},
  });
  assertStringIncludes(
    sentenceOf(results.findings, "wider"),
    "Bin masses of Gaussian of earlier draws are wider",
  );
  const narrower = sentenceOf(results.findings, "narrower");
  assertStringIncludes(narrower, "AdamMCMC at σ = 0.1 are narrower");
  assertStringIncludes(narrower, "on one training set. The ratio of widths is 0.300 ± 0.020.");
  assertStringIncludes(
    sentenceOf(results.findings, "methods"),
    "The chains of AdamMCMC at σ = 0.5 have not mixed on these weights",
  );
  assert(results.findings.every(({ sentence }) => !sentence.includes("9.0")));
});

Deno.test("the attempt on all weights says whether it has mixed, and nothing else of a posterior", () => {
  const said = (attempt: typeof bad) => sentenceOf(likelihood({ attempt }).findings, "all-weights");
  assertStringIncludes(
    said(bad),
    "have not mixed after 3,700 gradients each. The largest R-hat is 1.20",
  );
  assertStringIncludes(said(bad), "So nothing is said of that posterior.");
  assertStringIncludes(said(good), "have mixed after");
  assert(!ids(likelihood({ attempt: null })).includes("all-weights"));
});

Deno.test("where no draw was solved more finely, the error of the solve is not reported", () => {
  const { findings: _, ...data } = likelihood();
  const sets = data.sets.map((set) => ({ ...set, error: null }));
  const results = likelihoodResults.parse({ ...data, sets, findings: findings({ ...data, sets }) });
  assert(ids(likelihood()).includes("error") && !ids(results).includes("error"));
});
