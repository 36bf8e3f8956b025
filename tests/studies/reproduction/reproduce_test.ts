import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { chanceOfPull } from "../../../studies/reproduction/compare.ts";
import { findings } from "../../../studies/reproduction/findings.ts";
import { paperCurves, paperFits } from "../../../studies/reproduction/paper.ts";
import { type Measured, reproduce } from "../../../studies/reproduction/reproduce.ts";
import { reproductionResults } from "../../../studies/reproduction/schema.ts";
import { amplificationRow } from "../_amplification.ts";
import { meanField, setupOf } from "../_methods.ts";

const method = meanField(10);
const setup = setupOf([method]);

const curve = (quantity: string) =>
  paperCurves.find((one) => one.quantity === quantity && one.posterior === "mean-field")!;

/** The paper's own numbers, off by some of their errors. */
function measuredAs(offset: number): Measured {
  const judged = (value: number) => ({
    value: value + offset * 0.01 * Math.SQRT2,
    error: 0.01,
    calibrated: { lower: 0, upper: 1 },
  });
  const { x, y } = curve("amplification");
  const [{ a, b }] = paperFits;
  return {
    method,
    protocol: "scaled",
    coverage: {
      curves: [],
      deviations: x.map((bins, i) => ({
        nBins: Math.sqrt(bins),
        mad: judged(curve("mad").y[i]),
        madRadius: judged(curve("madRadius").y[i]),
        madAngle: judged(curve("madAngle").y[i]),
        signed: judged(0),
        oneSigma: { value: 0.68, error: 0.01 },
      })),
    },
    amplification: {
      rows: x.map((bins, i) => {
        const value = y[i];
        return amplificationRow(Math.sqrt(bins), {
          mean: { value, error: 0.05 * value },
          min: 0.9 * value,
          max: 1.1 * value,
        });
      }),
      fit: { linear: { a, b }, logarithmic: null },
    },
    radius: {
      nBins: 200,
      edges: Array.from({ length: 201 }, (_, i) => 4 + 0.015 * i),
      centres: Array.from({ length: 200 }, (_, i) => 4.0075 + 0.015 * i),
      deviation: Array.from({ length: 200 }, () => 0.02),
      error: Array.from({ length: 200 }, () => 0.02),
      perRun: [0, 0.01, 0.02, 0.03, 0.04].map((d) => Array.from({ length: 200 }, () => d)),
    },
  };
}

/** The results with their findings. */
function reproduced(...parts: Parameters<typeof reproduce>) {
  const record = reproduce(...parts);
  return { ...record, findings: findings(record) };
}

Deno.test("the paper's own numbers agree with it", () => {
  const results = reproductionResults.parse(reproduced(setup, [measuredAs(0)]));
  assert(results.comparable);
  const ours = results.curves.flatMap(({ quantity, ours }) =>
    quantity === "radius" ? [] : ours.map(({ summary }) => summary!)
  );
  assertEquals(ours.length, 4);
  for (const { mean, squaredPull } of ours) {
    assertEquals([mean.difference.value, mean.verdict, squaredPull], [0, "agrees", 0]);
  }
  const said = (id: string) => results.findings.find((finding) => finding.id === id)?.sentence;
  assertEquals(said("differ"), undefined);
  const printed = results.numbers.filter(({ id, comparison: { pull } }) =>
    pull !== null && !id.startsWith("mad-")
  );
  const agreeing = printed.filter(({ comparison: { verdict } }) => verdict === "agrees");
  assertStringIncludes(
    said("numbers")!,
    `Of ${printed.length} numbers that the paper prints beside its figures, ${agreeing.length} agree`,
  );
  for (const { id, comparison: { verdict } } of printed) {
    assertEquals(said(id) === undefined, verdict === "agrees", id);
  }
  assertEquals(results.notComputed.length, 4);
});

Deno.test("what is off by many errors is said not to be reproduced, and by how many", () => {
  const results = reproduced(setup, [measuredAs(10)]);
  const { sentence } = results.findings.find(({ id }) => id === "differ")!;
  assertStringIncludes(
    sentence,
    "mean absolute deviation by radius of mean field at k = 10 lies above the paper's",
  );
  assertStringIncludes(sentence, "9.9 standard errors");
  const differing = results.numbers.filter(({ id, comparison }) =>
    comparison.verdict === "differs" && !id.startsWith("mad-")
  );
  for (const { id } of differing) {
    const number = results.findings.find((finding) => finding.id === id)!;
    assertStringIncludes(number.sentence, "They differ");
  }
});

Deno.test("a difference is told how probable it is as the largest of all curves", () => {
  const results = reproduced(setup, [measuredAs(10)]);
  const { sentence, evidence } = results.findings.find(({ id }) => id === "elsewhere")!;
  const means = results.curves.flatMap(({ ours }) => ours.map(({ summary }) => summary!.mean));
  const judged = means.filter(({ verdict }) => verdict !== "not judged");
  const apart = judged.filter(({ verdict }) => verdict !== "agrees");
  assert(apart.length > 0);
  const chances = apart.map(({ pull, freedom }) => chanceOfPull(pull!, freedom));
  const most = chances.map((p) => 1 - (1 - p) ** judged.length);
  Object.values(evidence).forEach(({ value }, i) => assertAlmostEquals(value, most[i], 1e-12));
  assertEquals(Object.keys(evidence).length, apart.length);
  assertStringIncludes(sentence, `After correcting for ${judged.length} curves`);
  // One method: its curves may move as one, and then a curve is by itself what it is among all.
  const digits = (p: number) => Number((100 * p).toPrecision(2));
  const p = Math.min(...chances);
  assertStringIncludes(
    sentence,
    `${digits(p)} % for that curve alone, and of ${digits(p)} to ${
      digits(Math.min(...most))
    } % as the largest of all`,
  );
  assertEquals(sentence.includes("all discrepancies remain"), most.every((p) => p < 0.05));
  const agreeing = reproduced(setup, [measuredAs(0)]).findings;
  assertEquals(agreeing.find(({ id }) => id === "elsewhere"), undefined);
});

Deno.test("each radial bin meets the columns of pixels inside it, and those alone", () => {
  const { curves } = reproduce(setup, [measuredAs(0)]);
  const { paper, ours: [{ x, paper: at, points }] } = curves.find(({ quantity, series }) =>
    quantity === "radius" && series === method.label
  )!;
  // The first bins are hidden in the figure.
  assertEquals([at[0], points[0]], [null, null]);
  const bin = 100;
  const inside = paper.y.filter((_, i) => Math.abs(paper.x[i] - x[bin]) < 0.0075);
  assertEquals(at[bin], inside.reduce((sum, v) => sum + v, 0) / inside.length);
});

Deno.test("no difference is judged where training or draws are not the paper's", () => {
  for (const change of [{ nTrain: 2000 }, { draws: 10 }]) {
    const results = reproduced({ ...setup, ...change }, [measuredAs(10)]);
    assertEquals(results.comparable, false);
    assertEquals(results.findings.map(({ id }) => id), ["set-up", "scope", "not-computed"]);
    for (const { ours } of results.curves) {
      for (const { points, summary } of ours) {
        assertEquals(summary!.mean.verdict, "not judged");
        assert(points.every((point) => point === null || point.pull === null));
      }
    }
  }
});

Deno.test("without methods of the paper everything is said not to be computed", () => {
  const results = reproductionResults.parse(reproduced(setup, []));
  assertEquals(results.curves.flatMap(({ ours }) => ours), []);
  const other = reproduce({ ...setup, methods: [{ ...method, posterior: "hmc" }] }, []);
  assertEquals(other.notComputed.length, 5);
  assertEquals(other.notPublished, [method.label]);
});
