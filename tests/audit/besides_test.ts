import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { auditConfiguration } from "../../audit/audit.ts";
import { besideVerdicts } from "../../audit/verdicts/beside_verdicts.ts";
import { caseOf } from "../../audit/verdicts/case.ts";
import { parseConfig } from "../../audit/config.ts";
import { prepare, type Prepared } from "../../audit/input/read.ts";
import type { AuditResults } from "../../audit/schema.ts";
import { onDisk } from "../../audit/input/files.ts";
import { Stream } from "../../core/random.ts";
import { scratch } from "../runner/_runs.ts";
import { npy, someAudit } from "./_audits.ts";

const stream = Stream.fromSeed(77);
/** Events of three features, of which the last is a whole number from 0 to 3. */
function events(count: number, name: string): number[] {
  const random = stream.split(name);
  return Array.from({ length: count }, () => [
    random.normal(),
    random.uniform(),
    random.integer(4),
  ]).flat();
}
const [runs, draws, each, truths] = [2, 5, 400, 3000];
const drawn = events(runs * draws * each, "draws"), truth = events(truths, "truth");

/** What is read of these events, or of some of them and of their features. */
async function prepared(
  config: Record<string, unknown>,
  columns: readonly number[] = [0, 1, 2],
  keep: (event: readonly number[]) => boolean = () => true,
  trueEvents = truths,
): Promise<Prepared> {
  using place = scratch();
  const chosen = (values: readonly number[]) => {
    const rows = Array.from(
      { length: values.length / 3 },
      (_, i) => values.slice(3 * i, 3 * i + 3),
    );
    return rows.filter(keep).map((row) => columns.map((column) => row[column]));
  };
  const write = (name: string, rows: number[][]) =>
    Deno.writeFileSync(
      `${place.path}/${name}`,
      npy([rows.length, columns.length], rows.flat()),
    );
  const size = 3 * each;
  for (let i = 0; i < runs * draws; i++) {
    write(`${i}.npy`, chosen(drawn.slice(i * size, (i + 1) * size)));
  }
  write("truth.npy", chosen(truth.slice(0, 3 * trueEvents)));
  const files = Array.from(
    { length: runs },
    (_, run) => Array.from({ length: draws }, (_, draw) => `${run * draws + draw}.npy`),
  );
  return await prepare(
    parseConfig(
      "audit.json",
      JSON.stringify({
        draws: { kind: "events", files },
        truth: { kind: "events", file: "truth.npy" },
        nTrain: 100,
        ...config,
      }),
    ),
    onDisk(place.path),
  );
}

Deno.test("features beyond the bins are looked at alone and in pairs, as audits of these features would", async () => {
  const quantiles = (bins: number[]) => ({ binning: { quantiles: { of: "truth", bins } } });
  const { besides, axes } = await prepared({
    ...quantiles([4]),
    axes: [{ name: "a" }, { name: "b", unit: "GeV" }, { name: "c" }],
  });
  assertEquals(axes.map(({ name }) => name), ["a"]);
  assertEquals(besides!.map(({ kind, axes }) => [kind, axes.map(({ name }) => name)]), [
    ["projection", ["a"]],
    ["projection", ["b"]],
    ["projection", ["c"]],
    ["projection", ["a", "b"]],
    ["projection", ["a", "c"]],
    ["projection", ["b", "c"]],
  ]);
  for (const [i, columns] of [[0], [1], [2], [0, 1], [0, 2], [1, 2]].entries()) {
    const bins = columns.length === 1 ? [20] : [8, 8];
    const alone = await prepared(quantiles(bins), columns);
    const { masses, truth, generated, nTrain } = besides![i];
    assertEquals(masses, alone.masses);
    assertEquals([truth, generated, nTrain], [alone.truth, alone.generated, 100]);
  }
  // Whole numbers have few bins.
  assertEquals(besides![2].masses.shape, [4]);
});

Deno.test("projections of a truth of few events have a bin for each", async () => {
  const { besides, notes } = await prepared(
    { binning: { quantiles: { of: "truth", bins: [4] } } },
    [0, 1],
    undefined,
    15,
  );
  assertEquals(besides!.map(({ masses }) => masses.shape), [[15], [15], [8, 8]]);
  assertEquals(
    notes,
    ["Projections have fewer than 20 bins along both features, whose values repeat or are few."],
  );
});

Deno.test("of more than 40 features each is examined, and the first 40 in pairs", async () => {
  using place = scratch();
  const count = 42, random = stream.split("many");
  const write = (name: string, shape: number[]) =>
    Deno.writeFileSync(
      `${place.path}/${name}`,
      npy(shape, Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal())),
    );
  write("draws.npy", [3, 50, count]);
  write("truth.npy", [60, count]);
  const { besides, notes } = await prepare(
    parseConfig(
      "audit.json",
      JSON.stringify({
        draws: { kind: "events", file: "draws.npy" },
        truth: { kind: "events", file: "truth.npy" },
        binning: { quantiles: { of: "truth", bins: [4] } },
        axes: Array.from({ length: count }, (_, i) => ({ name: `f${i}` })),
      }),
    ),
    onDisk(place.path),
  );
  assertEquals(besides!.length, count + 40 * 39 / 2);
  assertEquals(besides!.at(-1)!.axes.map(({ name }) => name), ["f38", "f39"]);
  assertEquals(notes, [
    "Of 42 features each is examined alone, and the first 40 in pairs.",
  ]);
});

Deno.test("bins of the condition are audits of their events alone", async () => {
  const binning = { edges: [[-1, 0, 1], [0, 0.5, 1]] };
  const edges = [0, 1, 3];
  const { besides, masses } = await prepared({ binning, condition: { column: 2, edges } });
  assertEquals(masses.shape, [2, 2]);
  const within = [(x: number) => x < 1, (x: number) => x >= 1];
  for (const [i, keep] of within.entries()) {
    const alone = await prepared({ binning }, [0, 1], (event) => keep(event[2]));
    const { kind, masses, truth, generated, nTrain, within } = besides![i];
    assertEquals([kind, masses], ["condition", alone.masses]);
    assertEquals([truth, generated], [alone.truth, alone.generated]);
    // How many training events have this condition is not known, as they are not given.
    assertEquals(nTrain, undefined);
    assertEquals(within, { name: "the condition", from: edges[i], to: edges[i + 1] });
  }
  // Those of a file are counted bin by bin.
  const trained = await prepared({
    binning,
    condition: { column: 2, edges },
    training: { file: "truth.npy" },
    nTrain: undefined,
  });
  assertEquals(
    trained.besides!.map(({ nTrain }) => nTrain),
    within.map((keep) => truth.filter((x, i) => i % 3 === 2 && keep(x)).length),
  );
  assertEquals([trained.nTrain, trained.notes], [truths, []]);
  const number = await prepared({ binning, condition: { column: 2, edges } });
  assert(number.notes![0].startsWith("How many training events each bin of the condition has"));
  // As quantiles, and together with all events of the main bins.
  const found = await prepared({
    binning: { quantiles: { of: "truth", bins: [3, 3] } },
    condition: { column: 2, quantiles: 4 },
  });
  // A whole number that is more frequent than others leaves fewer bins.
  assertEquals([3, 4].includes(found.besides!.length), true);
  const events = found.besides!.map(({ truth }) => truth!.counting!.events);
  assertEquals(events.reduce((a, b) => a + b), truths);
});

Deno.test("each projection and each bin of the condition is one more test of the report", async () => {
  using place = scratch();
  Deno.writeFileSync(
    `${place.path}/draws.npy`,
    npy([draws, each, 3], drawn.slice(0, 3 * draws * each)),
  );
  Deno.writeFileSync(`${place.path}/truth.npy`, npy([truths, 3], truth));
  const results = await auditConfiguration(
    parseConfig(
      "audit.json",
      JSON.stringify({
        draws: { kind: "events", file: "draws.npy" },
        truth: { kind: "events", file: "truth.npy" },
        binning: { quantiles: { of: "truth", bins: [4] } },
        condition: { column: 2, edges: [0, 2, 3] },
        replicates: 19,
      }),
    ),
    onDisk(place.path),
  );
  assertEquals(results.besides.map(({ title }) => title), [
    "x1",
    "x2",
    "x1 × x2",
    "the condition from 0 to 2",
    "the condition from 2 to 3",
  ]);
  const { quantities, pValue, shape } = results.besides[2];
  assertEquals(shape, [8, 8]);
  assert(pValue! > 0 && pValue! <= 1);
  assert(quantities.find(({ name }) => name === "coverage_deviation")!.value !== null);
  // Training events are not given.
  assertEquals(quantities.find(({ name }) => name === "amplification")!.value, null);
});

Deno.test("what is said of projections knows how many there are", () => {
  const results = someAudit("A");
  const { setup, binnings } = results;
  const binning = binnings[binnings.length - 1] as unknown as Parameters<typeof caseOf>[0];
  const beside = (title: string, pValue: number, value: number): AuditResults["besides"][0] => ({
    kind: "projection",
    title,
    axes: title.split(" × "),
    within: null,
    shape: [8],
    pValue,
    quantities: [{
      name: "signed_deviation",
      meaning: "",
      value,
      error: 0.01,
      calibrated: { lower: -0.05, upper: 0.05 },
      reason: null,
    }],
  });
  const said = (besides: AuditResults["besides"]) => {
    const context = caseOf(binning, { ...setup, besides: besides.length });
    return { level: context.level, verdicts: besideVerdicts(besides, context) };
  };
  const fine = [beside("a", 0.4, -0.01), beside("b", 0.02, 0.02), beside("a × b", 0.9, 0)];
  const { level, verdicts: [holds] } = said(fine);
  // A probability of 1 % is shared by all tests of the report.
  assert(level < caseOf(binning, setup).level);
  assertEquals(holds.standing, "holds");
  assertEquals(
    holds.sentence,
    "In none of 3 projections on one or two of 2 features is the coverage unlike that of a calibrated generator. The least likely is that of b (p = 0.060 with their number allowed for).",
  );
  assertAlmostEquals(holds.evidence["lowest p-value, times their number"].value, 0.06, 1e-12);
  const [fails] = said([...fine.slice(0, 2), beside("a × b", level / 2, -0.3)]).verdicts;
  assertEquals(fails.standing, "fails");
  assert(fails.sentence.includes("In 1 of 3 projections"), fails.sentence);
  assert(fails.sentence.includes("less often than they say, most clearly in a × b (p"));
  const [cautious] = said([...fine.slice(0, 2), beside("a × b", level / 2, 0.3)]).verdicts;
  assertEquals(cautious.standing, "cautious");
  assertEquals(said([]).verdicts, []);
});

Deno.test("a condition needs events and bins", async () => {
  await assertRejects(
    () => prepared({ condition: { column: 2, quantiles: 4 } }),
    RangeError,
    "a condition needs a binning",
  );
  await assertRejects(
    () =>
      prepared({
        binning: { edges: [[-1, 1], [0, 1]] },
        condition: { column: 2, edges: [10, 20] },
      }),
    RangeError,
    "draw 0 must have events from 10 to 20 of the condition",
  );
});
