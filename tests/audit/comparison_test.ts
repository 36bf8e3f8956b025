import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { auditPrepared } from "../../audit/results.ts";
import { compareGenerators, differencesOf } from "../../audit/comparison/compare.ts";
import { comparisonFiles, comparisonText, parseComparison } from "../../audit/comparison/output.ts";
import { comparisonPage } from "../../audit/comparison/page.ts";
import { publishedComparisonSchema } from "../../audit/comparison/schema.ts";
import { comparisonSummary } from "../../audit/comparison/texts.ts";
import { drawn, sampled } from "./_contenders.ts";

/** Rows of CSV whose cells have no commas, by their columns. */
function parse(text: string): Record<string, string>[] {
  const [columns, ...rows] = text.trimEnd().split("\r\n").map((line) => line.split(","));
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [columns[i], cell])));
}

const counted = (events: number, bins = 8) => ({
  masses: new Float64Array(bins).fill(1 / bins),
  counting: { events },
});

const draws = compareGenerators([
  drawn("good", { bias: 0.02 }),
  drawn("as good", { bias: 0.02 }),
  drawn("bad", { bias: 0.3 }),
], { title: "Board | 1" });

Deno.test("the worse generator comes after both others, which are not told apart", () => {
  const divergence = draws.measures.find(({ name }) => name === "divergence")!;
  assertEquals(divergence.values.map(({ rank }) => rank), [1, 1, 3]);
  for (const { error } of divergence.values) assert(error! > 0);
  assertEquals(
    draws.findings[0],
    "good and as good do not differ significantly in any of 5 measures.",
  );
  for (const [i, first] of [[1, "good"], [2, "as good"]] as const) {
    assertStringIncludes(draws.findings[i], `${first} comes before bad by `);
    assertStringIncludes(draws.findings[i], "and after it by none.");
  }
  // Of what is claimed none is better.
  const claimed = draws.measures.find(({ name }) => name === "amplification")!;
  assertEquals([claimed.better, ...claimed.values.map(({ rank }) => rank)], [
    "neither",
    null,
    null,
    null,
  ]);
});

Deno.test("values and numbers are those of each generator's own audit", () => {
  const one = drawn("good", { bias: 0.02 });
  const { quantities } = auditPrepared(one.config, one.prepared);
  assertEquals(draws.generators[0].quantities, quantities);
  for (const { name, values: [{ value }] } of draws.measures) {
    const own = quantities.find((quantity) => quantity.name === name);
    if (own === undefined) continue;
    assert(Math.abs(own.value! - value!) < 1e-12 * Math.abs(value!), name);
  }
});

Deno.test("a comparison goes to text and back, and follows its published schema", async () => {
  assertEquals(parseComparison("comparison.json", comparisonText(draws)), draws);
  assertThrows(
    () => parseComparison("c.json", comparisonText(draws).replace("comparison/1", "comparison/0")),
    SyntaxError,
  );
  assertEquals(
    JSON.parse(await Deno.readTextFile("audit/comparison/comparison.schema.json")),
    JSON.parse(JSON.stringify(publishedComparisonSchema())),
  );
});

Deno.test("CSV has a row for each generator, and one for each difference", () => {
  const files = comparisonFiles(draws);
  const rows = parse(files.get("comparison.csv")!);
  assertEquals(rows.map(({ generator }) => generator), ["good", "as good", "bad"]);
  assertEquals(rows[2]["divergence rank"], "3");
  assertEquals(
    Number(rows[2].score),
    draws.measures.find(({ name }) => name === "score")!.values[2].value,
  );
  assertEquals(rows[0]["truth digest"], draws.setup.truth.digest);
  assert(!("amplification rank" in rows[0]));
  const differences = parse(files.get("differences.csv")!);
  assertEquals(differences.length, 6 * 3);
  assertEquals(differences.length, draws.differences.length);
  const one = differences.find(({ measure, first, second }) =>
    measure === "divergence" && first === "good" && second === "bad"
  )!;
  assertEquals(one.order, "before");
  assert(Number(one.difference) < 0 && Number(one.error) > 0 && Number(one["p-value"]) < 0.01);
});

Deno.test("Markdown, page and terminal show the table, the orders and the limits, and no markup of names", () => {
  const markdown = comparisonFiles(draws).get("summary.md")!;
  assertStringIncludes(markdown, "# Board \\| 1\n");
  assertStringIncludes(markdown, "| generator | coverage, less is better |");
  assertStringIncludes(markdown, "* good and as good do not differ significantly");
  assertStringIncludes(markdown, "at most 1 % of comparisons");
  const evil = '<img src=x onerror="alert(1)">';
  const page = comparisonPage(compareGenerators([
    drawn(evil, { bias: 0.02 }),
    drawn("bad", { bias: 0.3 }),
  ]));
  const { text } = page.content;
  assert(!text.includes("<img"), "markup");
  for (const part of ["Which comes first", "The first less the second", "comparison.csv", "<b>"]) {
    assertStringIncludes(text, part);
  }
  const wide = comparisonSummary(draws, { width: 300 }).split("\n");
  assert(wide.some((line) => /^ {2}bad +0\.\d+ ± [\d.]+ \(\d\) /.test(line)), wide.join("\n"));
  const narrow = comparisonSummary(draws, { width: 60 });
  assertStringIncludes(narrow, "  divergence: good ");
});

Deno.test("one run has no error, and no order", () => {
  const { differences, measures, limits, findings } = compareGenerators([
    drawn("good", { bias: 0.02, runs: 1 }),
    drawn("bad", { bias: 0.3 }),
  ]);
  assert(differences.length > 0);
  for (const { error, order, pValue } of differences) {
    assertEquals([error, order, pValue], [null, null, 1]);
  }
  assertEquals(measures[0].values[0].error, null);
  assertEquals(findings, ["good and bad are not ordered, as their differences have no error."]);
  assertStringIncludes(limits[0], "good has one run, which cannot show");
});

Deno.test("errors beside a counted truth are those of what generators do not share", () => {
  const truth = counted(2000);
  const { measures, differences, limits } = compareGenerators([
    drawn("a", { bias: 0.1, truth }),
    drawn("b", { bias: 0.1, truth }),
  ]);
  const score = measures.find(({ name }) => name === "score")!;
  const [{ error }] = differences.filter(({ measure }) => measure === "score");
  const [a, b] = score.values;
  assert(error! < 0.5 * Math.hypot(a.error!, b.error!), `${error} ${a.error} ${b.error}`);
  assertStringIncludes(
    limits.join(),
    "Its noise cancels in a difference where both generators err",
  );
});

Deno.test("one generated sample: distances, ranks and the tests of each audit", () => {
  const comparison = compareGenerators([
    sampled("flow", 0),
    sampled("gan", 1),
    sampled("vae", 0, { events: 360 }),
  ]);
  assertEquals([comparison.of, comparison.setup.events], ["sample", 360]);
  assertEquals(comparison.measures.map(({ name }) => name), [
    "energy_distance",
    "wasserstein_distance",
    "frechet_distance",
    "classifier_area",
    "inverse_worth",
  ]);
  assertEquals(comparison.measures[0].values.map(({ rank }) => rank), [1, 3, 1]);
  assertStringIncludes(comparison.limits.join(), "flow and gan have more");
  const p = comparison.generators.map(({ quantities }) =>
    quantities.find(({ name }) => name === "energy_p")!.value!
  );
  assert(p[0] > 0.05 && p[1] === 0.05, p.join());
  assertEquals(parseComparison("comparison.json", comparisonText(comparison)), comparison);
});

Deno.test("a measure that a generator lacks has a reason, and no difference", () => {
  const measures = [{ name: "m", title: "m", meaning: "", better: "lower" as const }];
  const there = (value: number) =>
    new Map([["m", { value, own: [0.01, -0.01, 0.01, -0.01, 0.01], shared: [] }]]);
  const none = new Map([["m", { value: null, reason: "None" }]]);
  const found = differencesOf(["a", "b", "c"], measures, [there(0), none, there(1)], 0.01);
  assertEquals(found.map(({ first, second, order }) => [first, second, order]), [
    ["a", "c", "before"],
  ]);
  const [{ order }] = differencesOf(
    ["a", "b"],
    [{ ...measures[0], better: "higher" }],
    [there(0), there(1)],
    0.01,
  );
  assertEquals(order, "after");
});

Deno.test("what cannot be compared is refused in one sentence that says what differs", () => {
  const refused = (contenders: Parameters<typeof compareGenerators>[0], ...parts: string[]) => {
    const { message } = assertThrows(() => compareGenerators(contenders), RangeError);
    for (const part of parts) assertStringIncludes(message, part);
    assert(/^Cannot .*: current value is .*[^.]$/.test(message), message);
  };
  const good = drawn("good", { bias: 0 });
  refused([good], "there must be 2 of them or more: current value is 1");
  refused(
    [good, drawn("b", { bias: 0, bins: 10 })],
    'Cannot compare "b.yaml" with "good.yaml" as both must have the same bins: current value is 10 from 0 to 10, not 8 from 0 to 8',
  );
  const axes = [{ ...good.prepared.axes[0], edges: Float64Array.of(0, 1, 2, 3, 4.5, 5, 6, 7, 8) }];
  const other = drawn("other", { bias: 0 });
  refused(
    [good, { ...other, prepared: { ...other.prepared, axes } }],
    "8 from 0 to 8 with other edges between, not 8 from 0 to 8",
  );
  refused(
    [drawn("a", { bias: 0, truth: counted(1000) }), drawn("b", { bias: 0, truth: counted(2000) })],
    'must have the same truth: current value is "truth.npy" (digest ',
  );
  refused(
    [sampled("a", 0), sampled("b", 0, { truth: "other" })],
    '"other.npy" (digest ',
    '"truth.npy" (digest ',
  );
  refused(
    [good, sampled("b", 0)],
    "the same kind of generated events: current value is one sample, not draws",
  );
  refused([good, { ...good, name: "again", source: "again.yaml" }], "each must come once");
  const { truth: _, ...blind } = good.prepared;
  refused([good, { ...good, source: "blind.yaml", prepared: blind }], 'none in "blind.yaml"');
  const { samples: __, ...binned } = sampled("b", 0).prepared;
  refused([sampled("a", 0), { ...sampled("b", 0), prepared: binned }], "must come as events");
});
