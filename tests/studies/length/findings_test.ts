import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { findings, overturnedBy, rowAt, takenBack } from "../../../studies/length/findings.ts";
import { lengthResults, type LengthSeries, type Moved } from "../../../studies/length/schema.ts";
import type { Setup } from "../../../studies/shared/schema.ts";
import { length } from "../../site/_length.ts";

const setup: Setup = {
  target: { name: "gamma-ring", title: "Gamma ring" },
  nTrain: 10_000,
  runs: 5,
  draws: 50,
  methods: [0.1, 0.5].map((value) => ({
    id: `adam-mcmc-s${value}`,
    label: `AdamMCMC, σ = ${value}`,
    posterior: "adam-mcmc",
    parameter: { symbol: "σ", value },
  })),
};

const sentence = (all: ReturnType<typeof findings>, id: string) =>
  all.find((finding) => finding.id === id)!.sentence;

/** Series with the one-sigma share of the first method's beginning set. */
function withShare(share: Moved): LengthSeries[] {
  const { series } = length(setup);
  const row = rowAt(series[0].points[0], 50);
  row.oneSigma = share;
  return series;
}

const found = (share: Moved) =>
  overturnedBy(withShare(share), 5, 0.67).filter((one) =>
    one.quantity === "oneSigma" && one.nBins === 50 && one.steps === 700 &&
    one.method.id === "adam-mcmc-s0.1"
  );

Deno.test("made-up results follow the schema", () => {
  assertEquals(lengthResults.safeParse(length(setup)).error, undefined);
});

Deno.test("what a beginning says is taken back only where both it and the change are claimed", () => {
  const change = { value: 0.18, error: 0.02 };
  const [taken] = found({ value: 0.5, error: 0.02, toWhole: change });
  assertEquals([taken.saidBefore, taken.said], ["below", null]);
  // Not far enough from calibrated to say anything.
  assertEquals(found({ value: 0.62, error: 0.03, toWhole: change }), []);
  // Said, but the difference to the whole fit may be chance.
  assertEquals(found({ value: 0.5, error: 0.02, toWhole: { value: 0.18, error: 0.1 } }), []);
  // Significant alone, and not among the two quantities of four beginnings.
  assertEquals(found({ value: 0.5, error: 0.02, toWhole: { value: 0.18, error: 0.05 } }), []);
});

Deno.test("a deviation whose sign is reversed is said to be", () => {
  const { series } = length(setup);
  const reversed = overturnedBy(series, 5, 0.67)
    .filter((one) => one.quantity === "signed" && one.steps === 700);
  assert(reversed.length > 0);
  for (const { saidBefore, said } of reversed) assertEquals([saidBefore, said], ["below", "above"]);
  const text = sentence(length(setup).findings, "overturned");
  assertStringIncludes(
    text,
    "At 50 × 50 bins full fits lead to other conclusions than their beginnings. The error bars of AdamMCMC at σ = 0.1 are too small after 700 to 5,000 steps and too large after 50,000. The error bars of AdamMCMC at σ = 0.5 are",
  );
});

Deno.test("a quantity that does not move is not said to", () => {
  const results = length(setup);
  for (const { points } of results.series) {
    for (const point of points) {
      rowAt(point, 50).width.toWhole = { value: 0.01, error: 0.01 };
      point.edge.toWhole = { value: 0, error: 0 };
    }
  }
  const all = findings(results);
  assertStringIncludes(sentence(all, "width"), "does not change significantly");
  assertStringIncludes(sentence(all, "edge"), "does not change significantly");
  assertStringIncludes(
    sentence(all, "amplification"),
    "at 50 × 50 bins falls between the shortest beginning and the end for both methods. The change is 16.00 ± 0.40 for each.",
  );
});

Deno.test("nothing is taken back where nothing changes sides", () => {
  const results = { ...length(setup), overturned: [] };
  assertStringIncludes(
    sentence(findings(results), "overturned"),
    "no beginning of a fit is shown to",
  );
});

Deno.test("pages of shorter fits say how the whole ones are judged, where that is otherwise", () => {
  const results = length(setup);
  assertEquals(
    takenBack(results, setup.methods.slice(0, 1)),
    "These fits are short. At 50 × 50 bins longer ones lead to other conclusions. The error bars of AdamMCMC at σ = 0.1 are too small after 700 to 5,000 steps and too large after 50,000.",
  );
  assertEquals(takenBack(results, []), undefined);
  assertEquals(takenBack({ ...results, overturned: [] }, setup.methods), undefined);
});
