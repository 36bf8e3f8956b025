import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { auditConfiguration } from "../../audit/audit.ts";
import { parseConfig } from "../../audit/config.ts";
import { resultsText } from "../../audit/report/output.ts";
import { prepare, type Prepared } from "../../audit/input/read.ts";
import { onDisk } from "../../audit/input/files.ts";
import { Stream } from "../../core/random.ts";
import { scratch } from "../runner/_runs.ts";
import { npy } from "./_audits.ts";

/** Files by name: arrays for `.npy`, texts, anything for `.json`. */
type Files = Record<
  string,
  string | { shape: number[]; values: number[] } | Record<string, unknown>
>;

function write(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === "string"
      ? new TextEncoder().encode(content)
      : "shape" in content
      ? npy(content.shape as number[], content.values as number[])
      : new TextEncoder().encode(JSON.stringify(content));
    Deno.writeFileSync(`${folder}/${name}`, bytes);
  }
}

/** What is read of files by a configuration. */
async function prepared(files: Files, config: Record<string, unknown>): Promise<Prepared> {
  using place = scratch();
  write(place.path, files);
  return await prepare(parseConfig("audit.json", JSON.stringify(config)), onDisk(place.path));
}

const edges = { edges: [{ from: 0, to: 2, bins: 2 }] };
/** Two draws of three events of two features. */
const drawn = { shape: [2, 3, 2], values: [0.5, 9, 0.5, 9, 1.5, 9, 1.5, 9, 1.5, 9, 0.5, 9] };
const masses = [2 / 3, 1 / 3, 1 / 3, 2 / 3];

Deno.test("weights are a column, an array of the file, or one of another", async () => {
  // In the bins: weights 1 and 2, 4; beyond them: 1.
  const x = [0.2, 0.7, 1.2, 7], w = [1, 2, 4, 1];
  const draws = { kind: "events", file: "draws.npy", columns: [0] };
  const files = {
    "draws.npy": drawn,
    "table.npy": { shape: [4, 2], values: x.flatMap((x, i) => [w[i], x]) },
    "x.npy": { shape: [4], values: x },
    "w.npy": { shape: [4], values: w },
    "both.json": { x, w },
  };
  for (
    const truth of [
      { file: "table.npy", weights: 0 },
      { file: "table.npy", columns: [1], weights: "0" },
      { file: "x.npy", weights: { file: "w.npy" } },
      { file: "both.json", weights: "w" },
      { file: "both.json", dataset: "x", weights: "w" },
      { file: "both.json", columns: ["x"], weights: "w" },
      { file: "x.npy", weights: { file: "both.json", dataset: "w" } },
      { file: "table.npy", columns: [{ file: "x.npy" }], weights: { file: "w.npy" } },
    ]
  ) {
    const found = await prepared(files, {
      draws,
      truth: { kind: "events", ...truth },
      binning: edges,
    });
    const { masses, counting } = found.truth!;
    assertEquals([...masses as Float64Array], [3 / 8, 4 / 8], JSON.stringify(truth));
    assertAlmostEquals(counting!.events, 64 / 22, 1e-12);
    // Sums of squares over sums: 5 / 3, 4, and 1 beyond; over the sum of all.
    [5 / 3, 4, 1].forEach((mass, bin) =>
      assertAlmostEquals(counting!.eventMasses![bin], mass / 8, 1e-12)
    );
  }
});

Deno.test("weights that are all the same are none, to the bit", async () => {
  using place = scratch();
  const stream = Stream.fromSeed(21);
  const uniforms = (count: number) => [...stream.uniforms(new Float64Array(count))];
  const [events, truth] = [uniforms(5 * 400), uniforms(3000)];
  const inter = (values: number[], weight: number) => values.flatMap((x) => [x, weight]);
  write(place.path, {
    "draws.npy": { shape: [5, 400], values: events },
    "draws_w.npy": { shape: [5, 400, 2], values: inter(events, 0.3) },
    "truth.npy": { shape: [3000], values: truth },
    "truth_w.npy": { shape: [3000, 2], values: inter(truth, 1) },
  });
  const audited = async (suffix: string, more: Record<string, unknown>) => {
    const results = await auditConfiguration(
      parseConfig(
        "audit.json",
        JSON.stringify({
          draws: { kind: "events", file: `draws${suffix}.npy`, ...more },
          truth: { kind: "events", file: `truth${suffix}.npy`, ...more },
          holdout: { kind: "events", file: `truth${suffix}.npy`, ...more },
          binning: { quantiles: { of: "truth", bins: [8] } },
          nTrain: 300,
          replicates: 19,
        }),
      ),
      onDisk(place.path),
    );
    return resultsText({ ...results, inputs: [] });
  };
  assertEquals(await audited("_w", { weights: 1 }), await audited("", {}));
});

Deno.test("draws come in an array in any order of axes, in a table, or in arrays of features", async () => {
  const { shape: [draws, events], values } = drawn;
  const at = (draw: number, event: number, feature: number) =>
    values[(draw * events + event) * 2 + feature];
  const range = (count: number) => Array.from({ length: count }, (_, i) => i);
  const arranged = (order: ("draws" | "events" | "features")[]) => {
    const extents = { draws, events, features: 2 };
    const [a, b, c] = order;
    const place = (i: number, j: number, k: number) => {
      const index = { [a]: i, [b]: j, [c]: k };
      return at(index.draws, index.events, index.features);
    };
    return {
      shape: order.map((axis) => extents[axis]),
      values: range(extents[a]).flatMap((i) =>
        range(extents[b]).flatMap((j) => range(extents[c]).map((k) => place(i, j, k)))
      ),
    };
  };
  const files: Files = {
    "ids.npy": {
      shape: [6, 3],
      // The draws mixed, the later first.
      values: range(6).flatMap((
        i,
      ) => [
        i % 2 === 0 ? 7 : -1,
        ...[0, 1].map((f) => at(i % 2 === 0 ? 1 : 0, Math.floor(i / 2), f)),
      ]),
    },
    "features.json": {
      x: range(2).map((d) => range(3).map((e) => at(d, e, 0))),
      y: range(2).map((d) => range(3).map((e) => at(d, e, 1))),
    },
  };
  const orders = [
    ["draws", "events", "features"],
    ["events", "draws", "features"],
    ["features", "draws", "events"],
    ["features", "events", "draws"],
    ["draws", "features", "events"],
    ["events", "features", "draws"],
  ] as const;
  for (const order of orders) files[`${order.join("-")}.npy`] = arranged([...order]);
  for (
    const place of [
      ...orders.map((order) => ({ file: `${order.join("-")}.npy`, order, columns: undefined })),
      { file: "ids.npy", draw: 0 },
      { file: "features.json", columns: ["x", "y"] },
    ]
  ) {
    const found = await prepared(files, {
      draws: { kind: "events", ...place },
      truth: { kind: "equal" },
      binning: { edges: [{ from: 0, to: 2, bins: 2 }, [0, 10]] },
    });
    assertEquals([...found.masses.values], masses, JSON.stringify(place));
    assertEquals([found.masses.runs, found.masses.draws, found.generated], [1, 2, { events: 3 }]);
  }
});

Deno.test("tables of text may have what is said of each, wherever they stand", async () => {
  const text = ["decimal commas", "row of units"];
  const files = {
    "1.csv": "x;w\nm;\n0,5;1\n0,5;1\n1,5;1\n",
    "2.csv": "x;w\nm;\n1,5;1\n1,5;1\n0,5;1\n",
    "draws.csv": "x;id\nm;\n0,5;0\n0,5;0\n1,5;0\n1,5;1\n1,5;1\n0,5;1\n",
    "truth.csv": "x,w\n0.5,1\n1.5,2\n",
    "edges.csv": "0,0\n1,0\n2,0\n",
    "masses.csv": "a;b\n%;%\n0,25;0,75\n0,5;0,5\n",
  };
  const truth = { kind: "events", file: "truth.csv", columns: ["x"] };
  const steps = { edges: [{ file: "edges.csv", text: ["decimal commas"] }] };
  for (
    const draws of [
      { files: ["1.csv", "2.csv"], columns: ["x"], text },
      { files: ["1.csv", "2.csv"], columns: ["x"], weights: "w", text },
      { file: "draws.csv", draw: "id", text },
    ]
  ) {
    const found = await prepared(files, {
      draws: { kind: "events", ...draws },
      truth,
      binning: steps,
    });
    assertEquals([...found.masses.values], masses, JSON.stringify(draws));
  }
  const weighted = await prepared(files, {
    draws: { kind: "events", files: ["1.csv", "2.csv"], columns: ["x"], text },
    truth: { ...truth, weights: { file: "1.csv", columns: ["w"], text: ["decimal commas"] } },
    binning: edges,
  }).catch(({ message }) => message);
  // The units of that file are not said.
  assert(weighted.includes("unless text: [row of units] passes it over"), weighted);
  const found = await prepared(files, { draws: { kind: "masses", file: "masses.csv", text } });
  assertEquals([...found.masses.values], [0.25, 0.75, 0.5, 0.5]);
});

Deno.test("an event without a value is left out and counted where that is asked for", async () => {
  const files = {
    "draws.npy": { shape: [2, 4], values: [0.5, NaN, 1.5, 0.5, 1.5, 1.5, -999, 0.5] },
    "truth.npy": { shape: [5], values: [0.5, 1.5, Infinity, 0.5, 1.5] },
  };
  const config = {
    draws: { kind: "events", file: "draws.npy" },
    truth: { kind: "events", file: "truth.npy" },
    binning: edges,
  };
  await assertRejects(() => prepared(files, config), SyntaxError, "every value must be finite");
  const found = await prepared(files, { ...config, missing: ["nan", "infinity", -999] });
  assertEquals([...found.masses.values], masses);
  assertEquals(found.truth, {
    masses: Float64Array.of(0.5, 0.5),
    counting: { events: 4 },
  });
  assertEquals(found.inputs.find(({ role }) => role === "truth")?.missing, 1);
  assertEquals(found.notes, [
    'Of the 5 events of "truth.npy" (truth), 1 were left out, as a value of theirs stands for none.',
  ]);
});

Deno.test("counts may be sums of weights, with the sums of their squares", async () => {
  const files = {
    "draws.npy": { shape: [2, 2], values: [3, 1, 2.5, 1.5] },
    "squares.npy": { shape: [2, 2], values: [5, 1, 4, 2] },
    "truth.npy": { shape: [2], values: [30, 10] },
    "truth_squares.npy": { shape: [2], values: [60, 10] },
  };
  const config = {
    draws: { kind: "counts", file: "draws.npy", squares: { file: "squares.npy" } },
    truth: { kind: "counts", file: "truth.npy", squares: { file: "truth_squares.npy" } },
  };
  const found = await prepared(files, config);
  assertEquals([...found.masses.values], [0.75, 0.25, 0.625, 0.375]);
  assertAlmostEquals(found.truth!.counting!.events, 1600 / 70, 1e-12);
  assertAlmostEquals(found.generated!.events, 16 / 6, 1e-12);
  await assertRejects(
    () => prepared(files, { ...config, draws: { kind: "counts", file: "draws.npy" } }),
    RangeError,
    "counts must be whole numbers",
  );
});

Deno.test("what does not fit together is refused in one sentence", async () => {
  const files = {
    "draws.npy": drawn,
    "x.npy": { shape: [3], values: [0.5, 0.5, 1.5] },
    "short.npy": { shape: [2], values: [1, 1] },
    "negative.npy": { shape: [3], values: [1, -2, 1] },
    "long.json": { x: [0.5, 1.5], w: [1, 1, 1] },
  };
  const draws = { kind: "events", file: "draws.npy", columns: [0] };
  for (
    const [truth, sentence] of [
      [{ file: "x.npy", weights: { file: "short.npy" } }, "must have as many events as"],
      [{ file: "x.npy", weights: { file: "negative.npy" } }, "must add up to more than 0"],
      [{ file: "long.json", columns: ["x"], weights: "w" }, "one shape"],
      [{ file: "x.npy", weights: "w" }, '"w"'],
    ] as const
  ) {
    const error = await assertRejects(
      () => prepared(files, { draws, truth: { kind: "events", ...truth }, binning: edges }),
      Error,
      sentence,
    );
    assert(/^Cannot [^\n]+ as [^\n]+: current value is [^\n]+$/.test(error.message), error.message);
  }
  await assertRejects(
    () =>
      prepared(files, {
        draws,
        truth: { kind: "events", file: "x.npy" },
        binning: { quantiles: { of: "truth", bins: [2, 2] } },
      }),
    TypeError,
    "events of 2 numbers must have the shape [n, 2]: current value is [3]",
  );
  await assertRejects(
    () =>
      prepared(files, {
        draws: { kind: "events", file: "draws.npy", order: ["draws", "events"] },
        truth: { kind: "equal" },
        binning: edges,
      }),
    TypeError,
    "must have the axes [draws, events]",
  );
});

Deno.test("what is unusual in what was read is said in the report", async () => {
  const whole = Array.from({ length: 60 }, (_, i) => i % 3);
  const files = {
    "draws.npy": { shape: [2, 60], values: [...whole, ...whole] },
    "whole.npy": { shape: [60, 2], values: whole.flatMap((x, i) => [x, i < 10 ? -1 : 2]) },
  };
  const { notes, masses } = await prepared(files, {
    draws: { kind: "events", file: "draws.npy" },
    truth: { kind: "events", file: "whole.npy", weights: 1 },
    binning: { quantiles: { of: "truth", bins: [8] } },
  });
  assertEquals(masses.shape, [3]);
  assertEquals(notes![0], "Values of feature 1 repeat, so that its 8 quantile bins are 3.");
  assert(notes![1].startsWith("Weights of the truth have both signs, and a bin of it has "));
  const { notes: swapped } = await prepared({
    "draws.npy": { shape: [60, 2], values: [...whole, ...whole] },
  }, {
    draws: { kind: "events", file: "draws.npy" },
    binning: { edges: [[0, 1, 3]] },
  });
  assertEquals(swapped, [
    "There are 60 draws of 2 events each: if these are 2 draws, order says which axis is theirs.",
  ]);
});

Deno.test("a sample may stand in an array of one draw", async () => {
  const values = drawn.values.slice(0, 6), events = { kind: "events", columns: [0] };
  const read = (shape: number[], where: { file: string } | { files: string }) =>
    prepared({ "generated.npy": { shape, values }, "truth.npy": { shape, values } }, {
      draws: { ...events, ...where },
      truth: { ...events, file: "truth.npy" },
      binning: edges,
    });
  const plain = await read([3, 2], { files: "generated.npy" });
  const single = await read([1, 3, 2], { file: "generated.npy" });
  assert(plain.samples !== undefined);
  assertEquals(single.samples, plain.samples);
  assertEquals(single.truth, plain.truth);
});
