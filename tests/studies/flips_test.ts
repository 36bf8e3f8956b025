/** A number that moves across its band changes the sentence that rests on it, in the built text, and no other. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { capital, inText } from "../../render/sentence.ts";
import { findings as calibrationFindings } from "../../studies/calibration/study.ts";
import type { CalibrationSeries } from "../../studies/calibration/schema.ts";
import { findings as edgesFindings } from "../../studies/edges/findings.ts";
import { findings as ringFindings } from "../../studies/ring/study.ts";
import { findings as trainingSizeFindings } from "../../studies/training_size/study.ts";
import { edges, trainingSize } from "../site/_measures.ts";
import { changedLines, sentenceOf } from "./_findings.ts";
import { meanField, setupOf } from "./_methods.ts";

const methods = [10, 50].map(meanField);
const setup = setupOf(methods);

Deno.test("edges: an achievement that passes 1 beyond its error moves its target to another sentence", () => {
  const { series } = edges(setup);
  const withAchieved = (value: number, error: number) => {
    const all = structuredClone(series) as typeof series;
    const row = all.find(({ setup }) => setup.target.title === "Uniform disc")!.rows.at(-1)!;
    Object.assign(row.achieved, { value, error });
    return edgesFindings(all);
  };
  // Three runs: 8.9 standard errors for a quarter of 5 %, where others are not significant.
  const below = withAchieved(0.5, 0.02),
    near = withAchieved(0.9, 0.02),
    above = withAchieved(1.5, 0.02);
  assertStringIncludes(sentenceOf(below, "not-amplified"), "Uniform disc");
  assert(!sentenceOf(near, "not-amplified").includes("Uniform disc"));
  assert(!sentenceOf(near, "amplified").includes("Uniform disc"));
  assertStringIncludes(sentenceOf(above, "amplified"), "1.500 ± 0.020 for the Uniform disc");
  const [gone, come] = changedLines(near, above);
  assert(gone.length <= 2 && come.length <= 2, `${gone} ${come}`);
  assertEquals(changedLines(above, withAchieved(1.5, 0.02)), [[], []]);
});

Deno.test("edges: what counting is and what it hides is said where masses are counted", () => {
  const { series } = edges(setup);
  const found = edgesFindings(series).filter(({ id }) => id.startsWith("counting-"));
  assertEquals(found.map(({ id }) => id), ["counting-Shell"]);
  assertStringIncludes(found[0].sentence, "on 5,000 points per draw");
  assertStringIncludes(found[0].sentence, "a share of 0.0600 ± 0.0060 of the spread");
  const all = structuredClone(series) as typeof series;
  const reason = "the spread of the draws cannot be told";
  all.at(-1)!.hidden!.push({ nBins: 4, bins: 1024, reason });
  const [, [line]] = changedLines(edgesFindings(series), edgesFindings(all));
  assertStringIncludes(line, `at 1024 bins ${reason}`);
});

Deno.test("edges: the mass is most wrong where it is, of all bins, and only beyond its errors", () => {
  const { series } = edges(setup);
  const sentence = (error: number, second: number) => {
    const all = structuredClone(series) as typeof series;
    const { profile } = all.find(({ setup }) => setup.target.title === "Uniform disc")!;
    // The coverage leaves its band in the first bins alone.
    profile.massRatio = profile.massRatio.map((_, i) => i === 10 ? 3 : i === 15 ? second : 1);
    profile.massRatioError = profile.massRatio.map(() => error);
    return sentenceOf(edgesFindings(all), "profile-jump-Uniform disc");
  };
  const radius = "r = 5.00";
  assertStringIncludes(sentence(0.01, 1), `most wrong at ${radius}`);
  assertStringIncludes(sentence(0.01, 2.99), "1 other bin may be as wrong");
  assertStringIncludes(sentence(1, 1), "is not significant among 20 bins");
  assertStringIncludes(sentence(1, 1), "Settling a difference of this size takes about");
});

Deno.test("training size: a power that is consistent with 1 is said to be, in one line", () => {
  const { series, powers } = trainingSize(setup);
  const withPower = (value: number, error: number) =>
    trainingSizeFindings(
      series,
      powers.map((one, i) =>
        i === powers.length - 1 ? { ...one, achieved: { value, error } } : one
      ),
    );
  const shrinks = withPower(0.5, 0.1), open = withPower(0.6, 0.1), grows = withPower(1.5, 0.1);
  assertStringIncludes(sentenceOf(shrinks, "power"), "amplification shrinks");
  assertStringIncludes(sentenceOf(open, "power"), "is consistent with the power 1");
  assertStringIncludes(sentenceOf(grows, "power"), "amplification grows");
  assertEquals(changedLines(shrinks, open).map((lines) => lines.length), [1, 1]);
});

/** Calibrated everywhere, but for what is given. */
function calibration(signed: number, mad: number, first: number): CalibrationSeries[] {
  return methods.map((method, i): CalibrationSeries => {
    const own = i === 0;
    const judged = (value: number, lower: number, upper: number) => ({
      value,
      error: 0.01,
      calibrated: { lower, upper },
    });
    const bins = Array.from({ length: 50 }, (_, bin) => bin);
    return {
      method,
      protocol: "exact",
      curves: [],
      rankCurves: [],
      deviations: [{
        nBins: 50,
        mad: judged(own ? mad : 0.1, 0.01, 0.05),
        madRadius: judged(0.05, 0.01, 0.05),
        madAngle: judged(0.05, 0.01, 0.05),
        signed: judged(own ? signed : 0, -0.05, 0.05),
        oneSigma: { value: 0.68, error: 0.01 },
      }],
      radius: {
        nBins: 50,
        centres: bins.map((bin) => 4 + 0.1 * bin),
        deviation: bins.map((bin) => own && bin === 0 ? first : 0),
        error: bins.map(() => 0.02),
        lower: bins.map(() => -0.1),
        upper: bins.map(() => 0.1),
        massRatio: bins.map(() => 1),
        spread: bins.map(() => 0.1),
      },
      oneSigmaMap: { nBins: 50, share: [] },
    };
  });
}

Deno.test("calibration: signed deviation, edge and ties follow their bands", () => {
  const of = (signed: number, mad: number, first: number) =>
    calibrationFindings(calibration(signed, mad, first), setup, "fits of 100 steps");
  const [label, other] = methods.map(({ label }) => inText(label));
  const base = of(0, 0.1, 0);
  assert(!sentenceOf(base, "under") && !sentenceOf(base, "over") && !sentenceOf(base, "edge"));
  assertStringIncludes(sentenceOf(of(-0.06, 0.1, 0), "under"), label);
  assertStringIncludes(sentenceOf(of(0.06, 0.1, 0), "over"), label);
  // Beyond the band by 2.78 errors of 0.02, as the other method is inside it.
  assertStringIncludes(
    sentenceOf(of(0, 0.1, -0.16), "edge"),
    "is too low. In the innermost of 50 radial bins its signed deviation is −0.160 ± 0.020",
  );
  assertEquals(sentenceOf(of(0, 0.1, -0.15), "edge"), "");
  assertEquals(changedLines(base, of(0, 0.1, -0.09)), [[], []]);
  assertStringIncludes(sentenceOf(base, "best"), "may be as close");
  // Five runs and two methods: 2.78 of sqrt(2) x 0.01.
  assertStringIncludes(sentenceOf(of(0, 0.061, 0), "best"), `${capital(other)} may be as close`);
  assertStringIncludes(sentenceOf(of(0, 0.06, 0), "best"), "than that of any other method");
});

Deno.test("ring: the closest density is not claimed to be so where another may be as close", () => {
  const summary = (second: number, inside: number) =>
    ringFindings(
      methods.map((method, i) => {
        const overRuns = (value: number, error: number) => ({ value, error, perRun: [value] });
        return {
          method,
          divergence: overRuns(i === 0 ? 0.01 : second, 0.001),
          divergenceOfDraws: overRuns(0.02, 0.001),
          closure: overRuns(0.01, 0.001),
          inside: overRuns(inside, 0.001),
          total: overRuns(1, 0.001),
        };
      }),
      setup.runs,
    );
  const clear = summary(0.02, 0.002), tied = summary(0.013, 0.002), leaking = summary(0.02, 0.004);
  assertStringIncludes(sentenceOf(clear, "closest"), "than that of any other method");
  assertStringIncludes(sentenceOf(tied, "closest"), "Mean field at k = 50 may be as close");
  assertStringIncludes(
    sentenceOf(tied, "closest"),
    "Settling a difference of this size takes about",
  );
  assertEquals(changedLines(clear, tied).map((lines) => lines.length), [1, 1]);
  assertEquals(sentenceOf(clear, "edge"), "");
  assertStringIncludes(sentenceOf(leaking, "edge"), "into the hole of the ring");
});
