import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { parseConfig } from "../../audit/config.ts";
import { arraySource, type FoundArray } from "../../audit/formats/mod.ts";
import { onDisk } from "../../audit/input/files.ts";
import type { Folder } from "../../audit/input/folder.ts";
import { type Choices, look, withPaths } from "../../audit/look/look.ts";
import { piecesOf, roleOfName } from "../../audit/look/pieces.ts";
import { template } from "../../audit/look/template.ts";
import { scratch } from "../runner/_runs.ts";
import { npy } from "./_audits.ts";

/** An array that a file holds. */
function array(
  name: string | null,
  shape: (number | null)[],
  more: Partial<FoundArray> = {},
): FoundArray {
  return { name, shape, ...more };
}

/** What is said of files of these arrays, whose values are all 0. */
function lookedAt(files: Record<string, FoundArray[]>, told: Choices = {}) {
  const folder: Folder = {
    ...onDisk(""),
    inspect: (path) => Promise.resolve({ format: "npz", arrays: files[path] }),
    open: (_, { columns }) => {
      const shape = [1, columns?.length ?? 1];
      return Promise.resolve(arraySource(shape, new Float64Array(shape[1])));
    },
  };
  const named = new Set(Object.values(told.files ?? {}));
  return look(Object.keys(files).filter((file) => !named.has(file)), { kind: "events", ...told }, {
    folder,
  });
}

/** What is said of files that are read. */
async function lookedInto(
  files: Record<string, Uint8Array | string>,
  told: Choices = {},
  ask?: (question: string) => string,
) {
  using place = scratch();
  const paths = Object.entries(files).map(([name, content]) => {
    const path = `${place.path}/${name}`;
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else Deno.writeFileSync(path, content);
    return path;
  });
  return await look(paths, told, { folder: onDisk(""), ask });
}

Deno.test("names of files and arrays tell what they are for", () => {
  for (
    const [name, role] of [
      ["draws", "draws"],
      ["flow_samples_3", "draws"],
      ["truth", "truth"],
      ["Geant4", "truth"],
      ["X_train", "training"],
      ["heldOut", "holdout"],
      ["held-out_test", "holdout"],
      ["validation", "holdout"],
      ["jets", undefined],
      ["trained", undefined],
    ] as const
  ) assertEquals(roleOfName(name), role, name);
});

Deno.test("one array a feature is one sample, with the weights of as many events", () => {
  const events = ["pt", "eta", "weight"].map((name) => array(name, [500]));
  assertEquals(piecesOf("a.npz", events), [{
    file: "a.npz",
    columns: ["pt", "eta"],
    names: ["pt", "eta"],
    weights: "weight",
    shape: [500, 2],
    edges: false,
    role: undefined,
  }]);
  // A list by the alphabet is put in the order in which people count; any other order is the user's.
  const columnsOf = (...names: string[]) =>
    piecesOf("a.h5", names.map((name) => array(name, [500])))[0].columns;
  assertEquals(columnsOf("x1", "x10", "x2", "y"), ["x1", "x2", "x10", "y"]);
  assertEquals(columnsOf("y", "x10", "x2"), ["y", "x10", "x2"]);
  // Groups of a file are samples.
  const groups = ["draws/pt", "draws/eta", "truth/pt", "truth/eta", "truth/w"]
    .map((name) => array(name, name.startsWith("draws") ? [20, 100] : [500]));
  const [draws, truth] = piecesOf("a.h5", groups);
  assertEquals([draws.role, draws.columns, draws.shape], ["draws", [
    "draws/pt",
    "draws/eta",
  ], [20, 100, 2]]);
  assertEquals([truth.role, truth.columns, truth.weights], ["truth", [
    "truth/pt",
    "truth/eta",
  ], "truth/w"]);
  // Arrays whose names tell what they are for are samples, each with its weights.
  const both = piecesOf("b.npz", [
    array("draws", [20, 100, 3]),
    array("truth", [500, 3]),
    array("truth_weights", [500]),
  ]);
  assertEquals(both.map(({ dataset, role, weights }) => [dataset, role, weights]), [
    ["draws", "draws", undefined],
    ["truth", "truth", "truth_weights"],
  ]);
  // A table names its weights and the column of its draws.
  const [table] = piecesOf("t.csv", [
    array(null, [null, 4], { columns: ["draw_id", "mass", "pt", "w"] }),
  ]);
  assertEquals([table.columns, table.weights, table.draw, table.shape], [
    ["mass", "pt"],
    "w",
    "draw_id",
    [null, 2],
  ]);
  // What cannot be read is nothing.
  assertEquals(piecesOf("c.h5", [array("label", [9], { unreadable: "text" })]), []);
});

Deno.test("shapes tell draws from a truth where names do not", async () => {
  const { draft, lines: said } = await lookedAt({
    "a.npy": [array(null, [20, 20_000, 3])],
    "b.npy": [array(null, [200_000, 3])],
  });
  assertEquals(draft.draws, { kind: "events", file: "a.npy" });
  assertEquals(draft.truth, { kind: "events", file: "b.npy" });
  assertEquals(draft.binning, { quantiles: { of: "truth", bins: [6, 6, 6] } });
  assertStringIncludes(said[0], "the draws, 20 draws of 20,000 events of 3 features, no weights");
  assertStringIncludes(said[1], "the truth, 200,000 events of 3 features, no weights");
  // With runs of their own, and of one feature.
  const runs = await lookedAt({
    "a.npy": [array(null, [5, 20, 1000, 2])],
    "truth.npy": [array(null, [9000, 2])],
  });
  assertEquals(runs.draft.draws, { kind: "events", file: "a.npy", runs: true });
  const one = await lookedAt({
    "a.npy": [array(null, [20, 1000])],
    "b.npy": [array(null, [9000])],
  });
  assertEquals([one.draft.draws, one.draft.binning], [
    { kind: "events", file: "a.npy" },
    { quantiles: { of: "truth", bins: [20] } },
  ]);
});

Deno.test("files whose names differ in their numbers are draws, in the order of the numbers", async () => {
  const files = Object.fromEntries(
    [10, 2, 1].map((i) => [`gen${i}.npy`, [array(null, [1000, 2])]]),
  );
  const { draft } = await lookedAt({ ...files, "ref.npy": [array(null, [9000, 2])] }, {
    nTrain: 500,
  });
  assertEquals(draft.draws, { kind: "events", files: ["gen1.npy", "gen2.npy", "gen10.npy"] });
  assertEquals([draft.truth, draft.nTrain], [{ kind: "events", file: "ref.npy" }, 500]);
});

Deno.test("flags say more than names, and names within a file more than its own", async () => {
  const { draft } = await lookedAt(
    { "truth.npy": [array(null, [9, 100, 2])], "draws.npy": [array(null, [900, 2])] },
    { files: { draws: "truth.npy", truth: "draws.npy" }, columns: ["1"], weights: "0" },
  );
  assertEquals(draft.draws, { kind: "events", file: "truth.npy", columns: ["1"], weights: "0" });
  assertEquals(draft.truth, { kind: "events", file: "draws.npy", columns: ["1"], weights: "0" });
  const { draft: inside } = await lookedAt({
    "truth.npz": [array("draws", [9, 100, 2]), array("reference", [900, 2])],
  });
  assertEquals(inside.draws, { kind: "events", file: "truth.npz", dataset: "draws" });
});

Deno.test("weights that are told are those of the samples that have them", async () => {
  const truth = { "truth.npz": [array("events", [900, 2]), array("mc", [900])] };
  const draws = { "draws.npy": [array(null, [9, 400, 2])] };
  const { draft, lines: said } = await lookedAt({ ...draws, ...truth }, { weights: "mc" });
  assertEquals([draft.draws, draft.truth], [
    { kind: "events", file: "draws.npy" },
    { kind: "events", file: "truth.npz", dataset: "events", weights: "mc" },
  ]);
  assert(said.some((line) => line.includes('weights in "mc"')), said.join("\n"));
  // A column by its number, which the draws do not have.
  const last = { "truth.npy": [array(null, [900, 3])] };
  const numbered = await lookedAt({ ...draws, ...last }, { weights: "2" });
  assertEquals([numbered.draft.draws, numbered.draft.truth], [
    { kind: "events", file: "draws.npy" },
    { kind: "events", file: "truth.npy", weights: "2" },
  ]);
  await assertRejects(
    () => lookedAt({ ...draws, ...truth }, { weights: "wgt" }),
    RangeError,
    'a sample must have the weights "wgt": current value is none that has',
  );
});

/** A table of 500 events with named columns. */
const table = (columns: string[]) => [array(null, [900, columns.length], { columns })];

Deno.test("samples share features by name, whatever their order, groups and other columns", async () => {
  const columnsOf = async (draws: string[], truth: string[], told: Choices = {}) => {
    const { draft } = await lookedAt(
      { "draws.csv": table(["draw_id", ...draws]), "truth.csv": table(truth) },
      told,
    );
    return [
      (draft.draws as { columns?: unknown }).columns,
      (draft.truth as { columns?: unknown }).columns,
      draft.axes?.map(({ name }) => name),
    ];
  };
  assertEquals(await columnsOf(["a", "b"], ["a", "b"]), [["a", "b"], undefined, ["a", "b"]]);
  assertEquals(await columnsOf(["a", "b"], ["b", "a"]), [["a", "b"], ["a", "b"], ["a", "b"]]);
  assertEquals(await columnsOf(["a", "b"], ["c", "b", "a"]), [["a", "b"], ["a", "b"], ["a", "b"]]);
  assertEquals(await columnsOf(["a", "b"], ["b", "a"], { columns: ["b"] }), [["b"], ["b"], ["b"]]);
  await assertRejects(
    () => columnsOf(["a", "b"], ["a", "c"]),
    RangeError,
    'the truth must have the column "b": current value is "a", "c"',
  );
  const condition = { column: "E", quantiles: 3 };
  assertEquals(await columnsOf(["E", "b"], ["b", "E"], { condition }), [["b"], ["b"], ["b"]]);
  // Arrays of groups have the names of their groups before their own.
  const { draft } = await lookedAt({
    "a.h5": ["draws/E", "draws/b", "draws/c", "truth/c", "truth/b", "truth/E"].map((name) =>
      array(name, name.startsWith("d") ? [20, 100] : [500])
    ),
  }, { condition });
  assertEquals(draft.draws, {
    kind: "events",
    file: "a.h5",
    columns: ["draws/b", "draws/c"],
    condition: "draws/E",
  });
  assertEquals(draft.truth, {
    kind: "events",
    file: "a.h5",
    columns: ["truth/b", "truth/c"],
    condition: "truth/E",
  });
  // Without names features go by position, which is said.
  const { lines: said } = await lookedAt({
    "draws.npy": [array(null, [9, 500, 2])],
    "truth.csv": table(["a", "b"]),
  });
  assert(said.includes("Features go by position where a file has no names: a, b"));
});

Deno.test("names of the draws go by position in a truth without names, too", async () => {
  const truth = { "truth.npy": [array(null, [500, 2])] };
  const { draft, lines: said } = await lookedAt({ "draws.csv": table(["a", "b"]), ...truth });
  assertEquals([draft.draws, draft.truth], [
    { kind: "events", file: "draws.csv", order: ["events", "features"] },
    { kind: "events", file: "truth.npy" },
  ]);
  assertEquals(draft.axes, [{ name: "a" }, { name: "b" }]);
  assert(said.includes("Features go by position where a file has no names: a, b"));
  // Without the condition, and told by name.
  const condition = { column: "E", quantiles: 2 };
  const three = { "truth.npy": [array(null, [500, 3])] };
  const conditioned = await lookedAt({ "draws.csv": table(["a", "E", "b"]), ...three }, {
    condition,
  });
  assertEquals(conditioned.draft.truth, {
    kind: "events",
    file: "truth.npy",
    columns: ["0", "2"],
    condition: "1",
  });
  const some = await lookedAt({ "draws.csv": table(["a", "E", "b"]), ...three }, {
    columns: ["b"],
  });
  assertEquals(some.draft.truth, { kind: "events", file: "truth.npy", columns: ["2"] });
  // As many columns without names as are wanted are these, in their order.
  const two = await lookedAt({ "draws.csv": table(["a", "b", "c"]), ...truth }, {
    columns: ["c", "b"],
  });
  assertEquals([two.draft.draws.columns, two.draft.truth], [
    ["c", "b"],
    { kind: "events", file: "truth.npy" },
  ]);
  assert(two.lines.includes("Features go by position where a file has no names: c, b"));
  await assertRejects(
    () => lookedAt({ "draws.csv": table(["a", "b", "c"]), ...truth }, { columns: ["c"] }),
    RangeError,
    'the truth must have the column "c": current value is 2 columns without names',
  );
});

Deno.test("samples with other numbers of features are refused before anything is read", async () => {
  const truth = { "truth.npy": [array(null, [500, 2])] };
  for (
    const [name, draws, found] of [
      ["draws.npy", [array(null, [2000, 8])], '8 in "draws.npy", 2 in "truth.npy"'],
      ["draws.npy", [array(null, [9, 400, 3])], '3 in "draws.npy", 2 in "truth.npy"'],
      ["draws.csv", table(["a", "b", "c"]), '3 in "draws.csv", 2 in "truth.npy"'],
    ] as const
  ) {
    await assertRejects(
      () => lookedAt({ [name]: draws, ...truth }),
      RangeError,
      `must have the same features, or it must be said which columns are meant: current value is ${found}`,
    );
  }
});

Deno.test("one generated sample without draws is compared with the truth", async () => {
  const { draft, lines: said } = await lookedAt({
    "generated.npy": [array(null, [9000, 3])],
    "truth.npy": [array(null, [20_000, 3])],
  });
  assertEquals(draft.draws, {
    kind: "events",
    file: "generated.npy",
    order: ["events", "features"],
  });
  assertStringIncludes(said[0], "one sample without draws, 9,000 events of 3 features");
  const { draft: one } = await lookedAt({
    "generated.npy": [array(null, [9000])],
    "truth.npy": [array(null, [20_000])],
  });
  assertEquals((one.draws as { order?: unknown }).order, ["events"]);
  const { draft: table } = await lookedAt({
    "model.csv": [array(null, [null, 2], { columns: ["a", "b"] })],
    "truth.csv": [array(null, [null, 2], { columns: ["a", "b"] })],
  });
  assertEquals((table.draws as { order?: unknown }).order, ["events", "features"]);
});

Deno.test("draws of one feature stand beside a table of one column", async () => {
  const { draft, lines: said } = await lookedAt({
    "draws.npy": [array(null, [8, 500])],
    "truth.csv": [array(null, [null, 1], { columns: ["pt"] })],
  });
  assertEquals(draft.draws, { kind: "events", file: "draws.npy" });
  assertStringIncludes(said[0], "8 draws of 500 events of 1 feature");
});

Deno.test("one generated sample may stand beside held-out or training events alone", async () => {
  for (const role of ["holdout", "training"] as const) {
    const { draft, lines: said } = await lookedAt({
      "generated.npy": [array(null, [600, 2])],
      [`${role}.npy`]: [array(null, [400, 2])],
    });
    assertEquals(draft.draws, {
      kind: "events",
      file: "generated.npy",
      order: ["events", "features"],
    });
    assertStringIncludes(said[0], "one sample without draws, 600 events of 2 features");
    assertEquals(draft.binning?.quantiles?.of, role);
  }
});

Deno.test("whole numbers in the shape of the truth are counts or events, which is asked for or said", async () => {
  const whole = (count: number) => Float64Array.from({ length: count }, (_, i) => 3 + i * 7 % 11);
  const files = { "a.npy": npy([10, 50], whole(500)), "b.npy": npy([50], whole(50)) };
  const kinds = async (told?: Choices, ask?: (question: string) => string) => {
    const { draft, lines } = await lookedInto(files, told, ask);
    const mind = lines.filter((line) => line.startsWith("Mind the kind: "));
    return [draft.draws.kind, draft.truth?.kind, mind.length];
  };
  assertEquals(await kinds(), ["counts", "counts", 1]);
  const { lines } = await lookedInto(files);
  assert(lines.some((line) => line.includes("--draws events")), lines.join("\n"));
  for (
    const [answer, kind] of [["", "counts"], ["events", "events"], ["counts", "counts"]] as const
  ) {
    const ask = (question: string) => question.startsWith("What are the whole") ? answer : "";
    assertEquals(await kinds({}, ask), [kind, kind, 0]);
  }
  const steps = (bins: number) => [{ from: 0, to: 50, bins }];
  for (
    const [told, kind] of [
      [{ kind: "counts" }, "counts"],
      [{ kind: "events" }, "events"],
      [{ truthKind: "counts" }, "counts"],
      [{ truthKind: "events" }, "events"],
      [{ bins: [5] }, "events"],
      [{ edges: steps(50) }, "counts"],
      [{ edges: steps(20) }, "events"],
    ] as const
  ) assertEquals(await kinds(told), [kind, kind, 0], JSON.stringify(told));
  assertEquals(await kinds({ edges: [{ file: "edges.npy" }] }), ["counts", "counts", 1]);
});

Deno.test("columns that are chosen are named, as a file may have others that cannot be read", async () => {
  const text = (first: number) => `,pt,eta\n${first},1,2\n3,3,4\n1,5,6\n`;
  const columns = ["pt", "eta"];
  const files = { "draws.csv": text(7), "truth.csv": text(0.5) };
  const { draft: chosen } = await lookedInto(files, { columns });
  assertEquals([chosen.draws.columns, (chosen.truth as { columns?: unknown }).columns], [
    columns,
    columns,
  ]);
  // Without the index, too.
  const { draft } = await lookedInto(files);
  assertEquals(draft.draws.columns, columns);
});

Deno.test("arrays that are no part of a sample are named, and why", async () => {
  const { lines: said } = await lookedAt({
    "draws.npy": [array(null, [9, 50, 2])],
    "truth.npz": [
      array("pt", [900]),
      array("eta", [900]),
      array("event_type", [900], { unreadable: "text" }),
      array("seed", []),
    ],
  });
  assert(
    said.includes('"truth.npz": left out: "event_type" (text), "seed" (a single number)'),
    said.join("\n"),
  );
  const { draft: beside, lines: more } = await lookedAt({
    "draws.npy": [array(null, [9, 50, 2])],
    "truth.npz": [
      array("pt", [900]),
      array("eta", [900]),
      array("w", [900]),
      array("pt_bins", [11]),
    ],
  });
  assertEquals(
    beside.truth,
    { kind: "events", file: "truth.npz", columns: ["pt", "eta"], weights: "w" },
  );
  assert(
    more.includes('"truth.npz": left out: "pt_bins" (a list of another length)'),
    more.join("\n"),
  );
  // One that remains is still named.
  const { draft } = await lookedAt({
    "draws.npy": [array(null, [9, 50, 2])],
    "truth.h5": [array("x", [900, 2]), array("hits", [], { unreadable: "jagged" })],
  });
  assertEquals(draft.truth, { kind: "events", file: "truth.h5", dataset: "x" });
  await assertRejects(
    () => lookedAt({ "draws.npy": [array(null, [9, 50, 2])], "truth.npy": [array(null, [])] }),
    RangeError,
    '"truth.npy" must have an array of numbers: current value is "a single number"',
  );
});

Deno.test("columns that number the rows are left out, and named", async () => {
  for (const index of ["__index_level_0__", "index", "Unnamed: 0"]) {
    const { draft, lines: said } = await lookedAt({
      "draws.npy": [array(null, [9, 50, 2])],
      "truth.parquet": [array(null, [900, 3], { columns: ["pt", "eta", index] })],
    });
    assertEquals(draft.truth, { kind: "events", file: "truth.parquet", columns: ["pt", "eta"] });
    assert(said[1].endsWith(`no weights; left out: "${index}" (an index)`), said[1]);
  }
});

Deno.test("tables with decimal commas or a row of units are said to have them", async () => {
  const table = "pt;eta\n[GeV];\n1,5;2\n-0,25;3\n";
  const { draft, lines: said } = await lookedInto({
    "draws_1.csv": table,
    "draws_2.csv": table,
    "truth.csv": "pt,eta\n1,2\n2,3\n0,1.5\n",
  });
  const text = ["decimal commas", "row of units"];
  assertEquals([draft.draws.text, (draft.truth as { text?: unknown }).text], [text, undefined]);
  assert(said[0].endsWith("no weights; read with text: [decimal commas, row of units]"), said[0]);
  assertStringIncludes(template(draft), "text: [decimal commas, row of units]");
});

Deno.test("ranges of the features are said, with edges over them to edit", async () => {
  const truth = "pt,jets,w\n20.0312,1,1\n341.27,4,1\n25,2,1\n";
  const draws = "pt,jets,id\n20,1,0\n30,2,1\n";
  const { draft, lines: said, ranges } = await lookedInto({
    "draws.csv": draws.replace("id", "draw_id"),
    "truth.csv": truth,
  });
  assert(
    said.includes("Ranges of the truth: pt 20.03 to 341.3, jets 1 to 4 in whole numbers"),
    said.join("\n"),
  );
  assertStringIncludes(
    template(draft, ranges),
    `#  edges:
#    - { from: 20, to: 342, bins: 12 }   # pt
#    - { from: 0.5, to: 4.5, bins: 4 }   # jets
`,
  );
  // Only the first of many events are read.
  const many = npy([70_000], Float64Array.from({ length: 70_000 }, (_, i) => i / 2));
  const { lines: first } = await lookedInto({
    "draws.npy": npy([2, 5], new Float64Array(10)),
    "truth.npy": many,
  });
  assert(
    first.includes("Ranges of the first 65,536 events of the truth: x1 0 to 32770"),
    first.join("\n"),
  );
});

Deno.test("values that may stand for none are said, and are in no range", async () => {
  const { lines: said } = await lookedInto({
    "draws.csv": "pt,eta,draw_id\n1,1.5,0\n2,2,1\n",
    "truth.csv": "pt,eta\n-999,1.5\n-999,-9\n3,nan\n4,1\n",
  });
  assertEquals(said.slice(-2), [
    "Ranges of the truth: pt 3 to 4 in whole numbers, eta -9 to 1.5",
    'Mind the values: some of "pt", "eta" may stand for none; missing: [nan, infinity, -999] in the configuration leaves out such events',
  ]);
});

Deno.test("a sample that cannot be read as it is written is drafted, with the sentence that says why", async () => {
  const { draft, lines, unreadable } = await lookedInto({
    "draws.npy": npy([2, 5, 2], new Float64Array(20)),
    "truth.csv": "pt;eta\n1,500;2\n",
  });
  assertEquals(draft.draws.kind, "events");
  assertStringIncludes(unreadable!, "unless text: [decimal commas] says");
  assert(!lines.includes(unreadable!));
});

Deno.test("columns that cannot be used are said, the first of many, and not read", async () => {
  const leftOut = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ name: `t${i}`, unreadable: "jagged" }));
  const last = async (count: number) => {
    const columns = ["pt", "eta"];
    const { draft, lines } = await lookedAt({
      "draws.npy": [array(null, [9, 50, 2])],
      "truth.parquet": [array(null, [900, 2], { columns, leftOut: leftOut(count) })],
    });
    // Without their names, all columns would be read.
    assertEquals(draft.truth, { kind: "events", file: "truth.parquet", columns });
    return lines[1].slice(lines[1].indexOf("no weights"));
  };
  assertEquals(await last(2), 'no weights; left out: "t0" (jagged), "t1" (jagged)');
  assert((await last(11)).endsWith('"t7" (jagged) and 3 more'));
});

Deno.test("what is unusual is said: many draws of few events, features beyond those of the bins, no truth", async () => {
  const said = async (files: Record<string, FoundArray[]>, told?: Choices) =>
    (await lookedAt(files, told)).lines.join("\n");
  assertStringIncludes(
    await said({ "draws.npy": [array(null, [900, 50])], "truth.npy": [array(null, [9000])] }),
    "900 draws of 50 events are many draws of few events",
  );
  assertStringIncludes(
    await said({ "draws.npy": [array(null, [9, 50, 7])], "truth.npy": [array(null, [9000, 7])] }),
    "Projections: all 7 features, and each pair of them, as bins are along the first 1",
  );
  assertStringIncludes(
    await said({ "draws.npy": [array(null, [9, 50, 2])], "train.npy": [array(null, [900, 2])] }),
    "Truth: none",
  );
});

Deno.test("what cannot be told is asked for in one sentence", async () => {
  for (
    const [files, told, sentence] of [
      [
        { "a.npy": [array(null, [900, 2])], "b.npy": [array(null, [800, 2])] },
        {},
        "flags: --draws, --truth, --holdout, --training",
      ],
      [
        { "truth.npy": [array(null, [900, 2])] },
        {},
        "a file for each draw, or a column that tells",
      ],
      [
        { "truth.npy": [array(null, [900, 2])] },
        {},
        "or one generated sample beside a truth",
      ],
      [{ "draws.npy": [array(null, [9, 50, 2])] }, {}, "events need bins"],
      [
        { "generated.npy": [array(null, [600, 2])] },
        {},
        'a truth, held-out or training events, or --edges, beside which "generated.npy" may be one sample',
      ],
      [{ "a.h5": [array("x", [9], { unreadable: "text" })] }, {}, "must have an array of numbers"],
      [
        { "truth.npy": [array(null, [900, 2])], "ref.npy": [array(null, [9, 2])] },
        {},
        "flags such as --draws say which is which",
      ],
    ] as const
  ) {
    const error = await assertRejects(() => lookedAt(files as never, told), RangeError, sentence);
    assert(!error.message.includes("\n"));
  }
});

Deno.test("what was looked at is a configuration, whatever the names of files are", async () => {
  const { draft } = await lookedAt({
    'a "b": #1.npz': [array("draws", [9, 50, 2]), array("truth - 1", [900, 2])],
  });
  const moved = withPaths(draft, (path) => `../${path}`);
  const config = parseConfig("audit.yaml", template(moved));
  assertEquals(config.draws.file, '../a "b": #1.npz');
  assertEquals(config.truth, {
    kind: "events",
    file: '../a "b": #1.npz',
    dataset: "truth - 1",
  });
});
