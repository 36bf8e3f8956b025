import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type Absent, isPresent } from "../../core/measure/mod.ts";
import { multinomial } from "../../core/multinomial.ts";
import { Stream } from "../../core/random.ts";
import { auditConfiguration } from "../../audit/audit.ts";
import { auditSite } from "../../audit/report/build.ts";
import { parseConfig } from "../../audit/config.ts";
import { auditFiles, parseAudit, resultsText } from "../../audit/report/output.ts";
import { onDisk } from "../../audit/input/files.ts";
import { coverageKind } from "../../studies/calibration/measure.ts";
import { ranksKind } from "../../studies/ranks/measure.ts";
import type { Artefact, CellKind, Json } from "../../runner/cell.ts";
import { scratch } from "../runner/_runs.ts";
import { massesConfig, npy, someAudit, someMasses } from "./_audits.ts";

/** Audits files of a folder. */
async function audited(files: Record<string, Uint8Array>, config: Record<string, unknown>) {
  using place = scratch();
  for (const [name, bytes] of Object.entries(files)) {
    Deno.writeFileSync(`${place.path}/${name}`, bytes);
  }
  const parsed = parseConfig("audit.json", JSON.stringify({ replicates: 19, ...config }));
  return await auditConfiguration(parsed, onDisk(place.path));
}

function there<T extends object>(found: T | Absent): Exclude<T, Absent> {
  assert(isPresent(found), (found as Absent).reason);
  return found;
}

Deno.test("masses exported from cells of the studies give the studies' numbers, bands included", async () => {
  const [n, runs, draws, seed] = [10, 3, 10, 5];
  const values = someMasses(runs, draws, [n, n]);
  const size = draws * n * n;
  const inputs: Record<string, Artefact> = Object.fromEntries(
    Array.from({ length: runs }, (_, run) => [`run${run}`, {
      json: {},
      arrays: {
        [`${n} bins`]: {
          shape: [draws, n, n],
          values: values.slice(run * size, (run + 1) * size),
        },
      },
    }]),
  );
  const cell = async (kind: CellKind, config: Record<string, Json>) =>
    await kind.run(
      {
        config: { target: "gamma-ring", nBins: [n], method: "a-fit", protocol: "exact", ...config },
        seed,
        inputs,
        progress() {},
      } as unknown as Parameters<CellKind["run"]>[0],
    );
  const covered = coverageKind.record(
    await cell(coverageKind, { curvesAt: [n], radiusAt: n, mapAt: n }),
  );
  const ranked = ranksKind.record(
    await cell(ranksKind, { curvesAt: [n], groups: 11, replicates: 19 }),
  );
  const results = await audited({ "draws.npy": npy([runs, draws, n, n], values) }, {
    draws: { kind: "masses", file: "draws.npy", runs: true },
    truth: { kind: "equal" },
    coarser: [],
    seed,
    id: "a-fit",
  });
  const calibration = there(results.binnings[0].calibration);
  assertEquals(calibration.signed, ranked.rows[0].signed);
  assertEquals(there(calibration.mad), covered.deviations[0].mad);
  assertEquals(calibration.curve.upper, covered.rankCurves[0].upper);
  assertEquals(calibration.deviation, ranked.rows[0].absolute);
  assertEquals(calibration.ranks.distance, ranked.rows[0].distance);
  assertEquals(there(calibration.joint).distance, ranked.rows[0].joint);
});

/** Events at the middles of bins of the unit square, with counts of a multinomial. */
function events(stream: Stream, bins: readonly [number, number], count: number): Float64Array {
  const p = new Float64Array(bins[0] * bins[1]).fill(1 / (bins[0] * bins[1]));
  const out: number[] = [];
  multinomial(p, count, stream).forEach((n, bin) => {
    const [i, j] = [Math.floor(bin / bins[1]), bin % bins[1]];
    for (let k = 0; k < n; k++) out.push((i + 0.5) / bins[0], (j + 0.5) / bins[1]);
  });
  return Float64Array.from(out);
}

Deno.test("events, their counts, their masses and their densities give the same audit", async () => {
  const bins = [4, 3] as const, size = 12, draws = 6, count = 600;
  const stream = Stream.fromSeed(1);
  const samples = Array.from({ length: draws }, (_, d) => events(stream.split(d), bins, count));
  const truth = events(stream.split("truth"), bins, 5000);
  const countsOf = (sample: Float64Array) => {
    const out = new Float64Array(size);
    for (let i = 0; i < sample.length; i += 2) {
      out[Math.floor(sample[i] * bins[0]) * bins[1] + Math.floor(sample[i + 1] * bins[1])]++;
    }
    return out;
  };
  const counts = samples.flatMap((sample) => [...countsOf(sample)]);
  const masses = counts.map((n) => n / count);
  const densities = masses.map((p) => p * size);
  const binning = {
    edges: bins.map((n) => ({ from: 0, to: 1, bins: n })),
  };
  const files: Record<string, Uint8Array> = {
    "truth.npy": npy([5000, 2], truth),
    "truth_counts.npy": npy([4, 3], countsOf(truth)),
    "all.npy": npy([draws, count, 2], samples.flatMap((sample) => [...sample])),
    "counts.npy": npy([draws, 4, 3], counts),
    "flat.npy": npy([draws, size], counts),
    "masses.npy": npy([draws, 4, 3], masses),
    "densities.npy": npy([draws, 4, 3], densities),
  };
  samples.forEach((sample, d) => files[`draw${d}.npy`] = npy([count, 2], sample));
  const truths = [{ kind: "events", file: "truth.npy" }, {
    kind: "counts",
    file: "truth_counts.npy",
  }];
  const of = async (draws: Record<string, unknown>, truth = truths[0]) => {
    const { binnings, quantities } = await audited(files, {
      draws,
      truth,
      binning,
      nTrain: 500,
      coarser: [],
    });
    // Without what hangs on the number of generated events, which masses do not tell.
    return {
      calibration: binnings[0].calibration,
      quantities: quantities.filter(({ name }) => !/counting/.test(name)),
    };
  };
  const wanted = await of({ kind: "events", file: "all.npy" });
  assert(isPresent(wanted.calibration));
  assertEquals(await of({ kind: "events", files: "draw*.npy" }), wanted);
  assertEquals(
    await of({ kind: "events", files: Array.from({ length: draws }, (_, d) => `draw${d}.npy`) }),
    wanted,
  );
  assertEquals(await of({ kind: "counts", file: "counts.npy" }), wanted);
  assertEquals(await of({ kind: "counts", file: "flat.npy", bins: [4, 3] }, truths[1]), wanted);
  assertEquals(await of({ kind: "masses", file: "masses.npy" }), wanted);
  const { calibration, quantities } = await of({ kind: "densities", file: "densities.npy" });
  // Products with volumes round, which moves the last digits of moments alone.
  const { along: _, oneSigma: __, scores: _s, intervals: _i, ...rest } = there(calibration);
  const { along: _a, oneSigma: _o, scores: _t, intervals: _j, ...same } = there(
    wanted.calibration,
  );
  assertEquals(rest.curve, same.curve);
  for (const [i, { value }] of quantities.entries()) {
    const other = wanted.quantities[i].value;
    assert(
      value === other || Math.abs(value! - other!) < 1e-9 * Math.abs(other!),
      quantities[i].name,
    );
  }
});

Deno.test("files of several runs are lists of lists, in the order that people count in", async () => {
  const stream = Stream.fromSeed(2);
  const files: Record<string, Uint8Array> = {
    "truth.npy": npy([900], stream.normals(new Float64Array(900))),
  };
  for (const run of ["a", "b"]) {
    for (let d = 0; d < 11; d++) {
      files[`${run}${d}.npy`] = npy([100 + d], stream.normals(new Float64Array(100 + d)));
    }
  }
  const { setup, inputs } = await audited(files, {
    draws: { kind: "events", files: [["a*.npy"], ["b*.npy"]] },
    truth: { kind: "events", file: "truth.npy" },
    binning: { quantiles: { of: "truth", bins: [5] } },
  });
  assertEquals([setup.runs, setup.draws, setup.axes.length], [2, 11, 1]);
  const draws = inputs.filter(({ role }) => role === "draws");
  assertEquals(
    draws.map(({ events }) => events),
    [0, 1].flatMap(() => Array.from({ length: 11 }, (_, d) => 100 + d)),
  );
});

const two = npy([2, 2], [0.5, 0.5, 0.4, 0.6]);
const masses = { kind: "masses", file: "d.npy" };
const refused: [
  name: string,
  files: Record<string, Uint8Array>,
  config: Record<string, unknown>,
  sentence: string,
][] = [
  ["no file", {}, { draws: masses }, "d.npy"],
  ["no draws", { "d.npy": npy([0, 2], []) }, { draws: masses }, "there must be a draw"],
  ["no bins", { "d.npy": npy([2, 0], []) }, { draws: masses }, "a draw must have bins"],
  [
    "one axis only",
    { "d.npy": npy([2], [0.5, 0.5]) },
    { draws: masses },
    "the shape [draws, ...bins]",
  ],
  [
    "a negative mass",
    { "d.npy": npy([1, 2], [-0.5, 1.5]) },
    { draws: masses },
    "no mass of the draws may be negative",
  ],
  [
    "counts called masses",
    { "d.npy": npy([1, 2], [5, 6]) },
    { draws: masses },
    "be called counts or densities",
  ],
  ["no mass", { "d.npy": npy([1, 2], [0, 0]) }, { draws: masses }, "the draws must have mass"],
  ["NaN", { "d.npy": npy([1, 2], [NaN, 0]) }, { draws: masses }, "every value must be finite"],
  [
    "weighted counts",
    { "d.npy": npy([1, 2], [1.5, 2]) },
    { draws: { ...masses, kind: "counts" } },
    "whole numbers of events",
  ],
  ["a draw without events", { "d.npy": npy([2, 2], [1, 2, 0, 0]) }, {
    draws: { ...masses, kind: "counts" },
  }, "draw 1 must have events"],
  ["more in bins than generated", { "d.npy": npy([1, 2], [5, 6]) }, {
    draws: { ...masses, kind: "counts", generated: 10 },
  }, "at most 10 events"],
  ["truth of other bins", { "d.npy": two, "t.npy": npy([3], [0.2, 0.4, 0.4]) }, {
    draws: masses,
    truth: { kind: "masses", file: "t.npy" },
  }, "as many bins as the draws"],
  ["negative truth", { "d.npy": two, "t.npy": npy([2], [-1, 2]) }, {
    draws: masses,
    truth: { kind: "masses", file: "t.npy" },
  }, "no mass of the truth may be negative"],
  ["truth without events", { "d.npy": two, "t.npy": npy([2], [0, 0]) }, {
    draws: masses,
    truth: { kind: "counts", file: "t.npy" },
  }, "must have events"],
  [
    "other edges",
    { "d.npy": two },
    { draws: masses, binning: { edges: [[0, 1]] } },
    "as many bins as the binning",
  ],
  [
    "edges that fall",
    { "d.npy": two },
    { draws: masses, binning: { edges: [[0, 2, 1]] } },
    "must rise",
  ],
  ["edges from above", { "d.npy": two }, {
    draws: masses,
    binning: { edges: [{ from: 1, to: 0, bins: 2 }] },
  }, "must rise"],
  [
    "densities without edges",
    { "d.npy": two },
    { draws: { ...masses, kind: "densities" } },
    "need the edges of their bins",
  ],
  [
    "events without bins",
    { "d.npy": two },
    { draws: { ...masses, kind: "events" } },
    "need a binning",
  ],
  ["events of another number", { "d.npy": npy([1, 2, 3], [1, 2, 3, 4, 5, 6]) }, {
    draws: { ...masses, kind: "events" },
    binning: { edges: [[0, 9], [0, 9]] },
  }, "the shape [draws, events, 2]"],
  [
    "one sample without its order",
    { "d.npy": npy([3, 2], [1, 2, 3, 4, 5, 6]) },
    {
      draws: { ...masses, kind: "events" },
      binning: { edges: [[0, 9], [0, 9]] },
    },
    "[draws, events, 2], or order: [events, features] must say that it is one sample: current value is [3, 2]",
  ],
  ["one sample of one feature without its order", { "d.npy": npy([3], [1, 2, 3]) }, {
    draws: { ...masses, kind: "events" },
    binning: { edges: [[0, 9]] },
  }, "or order: [events] must say"],
  ["quantiles of nothing", { "d.npy": two }, {
    draws: masses,
    binning: { quantiles: { of: "training", bins: [2] } },
  }, "quantiles of the training need its events"],
  ["names for other axes", { "d.npy": two }, {
    draws: masses,
    axes: [{ name: "a" }, { name: "b" }],
  }, "a name for each of 1 axes"],
  ["a factor that does not divide", { "d.npy": npy([2, 3], [0.1, 0.2, 0.3, 0.1, 0.2, 0.3]) }, {
    draws: masses,
    coarser: [2],
  }, "coarser must divide"],
  ["too many bins in steps", { "d.npy": two }, {
    draws: masses,
    binning: { edges: [{ from: 0, to: 1, bins: 1e12 }] },
  }, "at most"],
  [
    "a pattern that meets nothing",
    { "d.npy": two },
    { draws: { kind: "masses", files: "x*.npy" } },
    "there must be a file of such a name",
  ],
  ["runs of unequal length", { "d.npy": two }, {
    draws: { kind: "masses", files: [["d.npy"], ["d.npy", "d.npy"]] },
  }, "every run must have 1 draws"],
];
for (const [name, files, config, sentence] of refused) {
  Deno.test(`${name}: refused in one sentence`, async () => {
    const error = await assertRejects(() => audited(files, config), Error, "Cannot ");
    assertStringIncludes(error.message, sentence);
    assertEquals(error.message.split("\n").length, 1);
  });
}

Deno.test("a folder or a pattern named as one file is refused with the name for several", async () => {
  using place = scratch();
  Deno.mkdirSync(`${place.path}/dd`);
  for (const i of [0, 1]) Deno.writeFileSync(`${place.path}/dd/${i}.npy`, npy([2], [0.5, 0.4]));
  for (const file of ["dd", "dd/*.npy"]) {
    const config = {
      draws: { kind: "events", file },
      binning: { edges: [[0, 0.5, 1]] },
      replicates: 19,
    };
    const parsed = parseConfig("audit.json", JSON.stringify(config));
    await assertRejects(
      () => auditConfiguration(parsed, onDisk(place.path)),
      RangeError,
      "draws in a folder, or of a pattern, must be named by files, not by file: current value is 2 by file",
    );
  }
});

Deno.test("results name files, and do not depend on where they lie", async () => {
  using place = scratch();
  Deno.mkdirSync(`${place.path}/far`);
  const draws = npy([10, 4], Float64Array.from({ length: 40 }, () => 0.25));
  for (const folder of ["", "far/"]) Deno.writeFileSync(`${place.path}/${folder}draws.npy`, draws);
  const texts = await Promise.all(["draws.npy", "far/draws.npy"].map(async (file) => {
    const config = { draws: { kind: "masses", file }, truth: { kind: "equal" }, replicates: 19 };
    const parsed = parseConfig("audit.json", JSON.stringify(config));
    return resultsText(await auditConfiguration(parsed, onDisk(place.path)));
  }));
  assertStringIncludes(texts[0], '"file": "draws.npy"');
  assertEquals(texts[1], texts[0]);
});

Deno.test("results go to text and back, and nothing in them is NaN or infinite", () => {
  const results = someAudit("A generator");
  const text = resultsText(results);
  assertEquals(JSON.parse(resultsText(parseAudit("results.json", text))), JSON.parse(text));
  assert(!/NaN|Infinity/.test(text));
});

Deno.test("the published schema is that of the results", async () => {
  const published = JSON.parse(
    await Deno.readTextFile("audit/results.schema.json"),
  );
  const { publishedSchema } = await import("../../audit/schema.ts");
  assertEquals(published, JSON.parse(JSON.stringify(publishedSchema())));
});

Deno.test("a spreadsheet takes no text of a table for a formula", () => {
  const files = auditFiles(someAudit("=HYPERLINK(1)"));
  for (const [path, text] of files) {
    if (path.endsWith(".csv")) assert(!/(^|[,\n])=/.test(text), path);
  }
});

Deno.test("a report on 100,000 bins of an axis is small, in a thousand places with their own edges", async () => {
  const bins = 100_000;
  const results = await audited({ "d.npy": npy([3, bins], someMasses(1, 3, [bins])) }, {
    draws: masses,
    truth: { kind: "equal" },
    binning: { edges: [{ from: 0, to: bins, bins }] },
    coarser: [],
  });
  const files = auditFiles(results);
  for (const [path, content] of [...files, ...auditSite(results)]) {
    assert(content.length < 500_000, `${path} has ${content.length} bytes`);
  }
  assertEquals(results.setup.axes[0].edges, Array.from({ length: 1001 }, (_, i) => 100 * i));
  const [, first, second] = files.get("tables/along-axis-1.csv")!.split("\r\n");
  const { deviation } = there(results.binnings[0].calibration).along[0];
  assert(first.startsWith(`0,100,${deviation.mean[0]},`), first);
  assert(second.startsWith(`100,200,${deviation.mean[1]},`), second);
});

Deno.test("one draw ends in results that say what cannot be had", async () => {
  const { quantities, limits, verdicts } = await audited({ "d.npy": npy([1, 2], [0.4, 0.6]) }, {
    draws: masses,
    truth: { kind: "equal" },
    nTrain: 10,
  });
  assertEquals(quantities.find(({ name }) => name === "coverage_deviation")?.value, null);
  assert(limits.some((text) => text.startsWith("One generated sample has no draws")));
  assertEquals(verdicts.map(({ id, standing }) => [id, standing]), [["truth", "open"]]);
  assertStringIncludes(verdicts[0].next!, "several draws");
  assertEquals(massesConfig().draws.kind, "masses");
});
