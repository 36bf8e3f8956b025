import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { coverageKind, type CoverageRecord } from "../../../studies/calibration/measure.ts";
import { findings, fitsOf } from "../../../studies/calibration/study.ts";
import type { CalibrationSeries } from "../../../studies/calibration/schema.ts";
import { sharedRange, standingOf } from "../../../studies/calibration/standing.ts";
import { paperGrid } from "../../../studies/shared/grid.ts";
import { stepsOf } from "../../../studies/shared/methods.ts";
import { draws, recordOf, runs, synthetic } from "../shared/_synthetic.ts";

/** The series of a method whose draws have an autocorrelation time, calibrated or too sure. */
function series(id: string, shrink: number, time: number): CalibrationSeries {
  const config = {
    target: "gamma-ring",
    nBins: [5, 10],
    method: id,
    protocol: "exact",
    curvesAt: [5],
    radiusAt: 10,
    mapAt: 10,
  };
  const record = recordOf<CoverageRecord>(
    coverageKind,
    config,
    synthetic([5, 10], 2, shrink, undefined, time),
  );
  const posterior = time > 1 ? "adam-mcmc" : "mean-field";
  const parameter = { symbol: "k", value: time };
  return { method: { id, label: id, posterior, parameter }, protocol: "exact", ...record };
}

Deno.test("a chain of few independent draws is not said to cover as often as its intervals say, nor less often", () => {
  const found = new Map(
    findings([series("calibrated", 1, 1), series("short chain", 1, 20)], { runs, draws }, "fits")
      .map((finding) => [finding.id, finding]),
  );
  const few = found.get("few")!;
  assertStringIncludes(few.sentence, "A verdict needs 10 independent ones");
  assertEquals(Object.keys(few.evidence), ["short chain"]);
  for (const id of ["best", "under", "over", "calibrated", "edge"]) {
    assert(!Object.keys(found.get(id)?.evidence ?? {}).includes("short chain"), id);
  }
});

Deno.test("the innermost bin is said to carry most of the squared error where it does", () => {
  const withRatios = (ratios: readonly number[]) => {
    const one = series("one", 1, 1);
    const massRatio = one.radius.massRatio.map((_, i) => ratios[i] ?? 1);
    return findings([{ ...one, radius: { ...one.radius, massRatio } }], { runs, draws }, "fits")
      .find(({ id }) => id === "edge-error");
  };
  // 9 parts of 10.
  assertStringIncludes(withRatios([1.3, 0.9])!.sentence, "Its part of the error is 90 %.");
  assertEquals(withRatios([1.1, 1.1, 1]), undefined);
  assertEquals(withRatios([]), undefined);
});

Deno.test("the lengths of fits are said, as the inner edge depends on them", () => {
  const { methods, draws } = paperGrid("paper");
  const steps = methods.map((method) => stepsOf(method, draws));
  assertEquals(
    fitsOf(methods.map(({ method }) => method), steps),
    "mean fields of 400,000 to 2,500,000 steps and chains of 49,005 steps",
  );
});

Deno.test("a long chain is judged as the independent draws that it is worth", () => {
  // Taken for independent, 40 draws of autocorrelation time 3 would cover too little.
  const found = findings(
    [series("calibrated", 1, 1), series("chain", 1, 3)],
    { runs, draws },
    "fits",
  );
  const [under] = found.filter(({ id }) => id === "under");
  assert(!Object.keys(under?.evidence ?? {}).includes("chain"));
  const sure = findings([series("sure", 0.5, 3)], { runs, draws }, "fits");
  assertEquals(sure.some(({ id }) => id === "under"), true);
});

Deno.test("many methods are judged together, so that one may leave the range of one alone", () => {
  const { lower, upper } = sharedRange({ lower: -0.05, upper: 0.05 }, 7);
  assert(lower < -0.068 && upper > 0.068, `${lower} ${upper}`);
  assertEquals(sharedRange({ lower: -0.05, upper: 0.03 }, 1), { lower: -0.05, upper: 0.03 });
  const at = (value: number) => ({
    signed: { value, error: 0.01, calibrated: { lower: -0.05, upper: 0.05 } },
  });
  assertEquals([1, 7].map((methods) => standingOf(at(0.06), 50, methods)), ["wide", "calibrated"]);
  assertEquals([1, 7].map((methods) => standingOf(at(-0.08), 50, methods)), ["narrow", "narrow"]);
});
