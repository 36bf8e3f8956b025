/** Training files: what is read, refused and split. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { inMemory } from "../../audit/input/by_name.ts";
import { partNames, splitFile, type SplitOptions } from "../../own_data/training_file.ts";
import { ownSample } from "../../own_data/schema.ts";
import { decodeTensors, encodeTensors } from "../../runner/safetensors.ts";
import { Stream } from "../../core/random.ts";
import { npy } from "../audit/_audits.ts";

const defaults: SplitOptions = { heldOut: 0.25, seed: 1 };

function split(file: string, bytes: Uint8Array, options: Partial<SplitOptions> = {}) {
  return splitFile(file, { ...defaults, ...options }, inMemory(new Map([[file, bytes]])));
}

/** Normal events, of which one column can be another number. */
function events(rows: number, columns: number, put?: (row: number) => number): Float64Array {
  const stream = Stream.fromSeed(rows);
  return Float64Array.from({ length: rows * columns }, (_, i) => {
    const value = stream.normal();
    return put !== undefined && i % columns === 1 ? put(Math.floor(i / columns)) : value;
  });
}

/** A table of text. */
function csv(names: readonly string[], rows: number): Uint8Array {
  const values = events(rows, names.length);
  const lines = Array.from(
    { length: rows },
    (_, row) => values.subarray(row * names.length, (row + 1) * names.length).join(),
  );
  return new TextEncoder().encode([names.join(), ...lines].join("\n") + "\n");
}

/** Columns of a part, in the order of the features. */
function columnsOf(
  { sample, parts }: Awaited<ReturnType<typeof split>>,
  part: keyof typeof partNames,
) {
  const { arrays } = decodeTensors(part, parts.get(partNames[part])!);
  return sample.features.map(({ name }) => [...arrays[name].values]);
}

Deno.test("a file is split once and for all, and both parts hold its events in their order", async () => {
  const values = events(1000, 3);
  const found = await split("events.npy", npy([1000, 3], values));
  ownSample.parse(found.sample);
  assertEquals(
    [found.sample.training, found.sample.heldOut, found.sample.features.map(({ name }) => name)],
    [750, 250, ["column 0", "column 1", "column 2"]],
  );
  const place = new Map(Array.from({ length: 1000 }, (_, row) => [values[3 * row], row]));
  const rows = (["training", "heldOut"] as const).map((part) => {
    const [first, second, third] = columnsOf(found, part);
    const rows = first.map((x) => place.get(x)!);
    assertEquals(rows, rows.toSorted((a, b) => a - b));
    assertEquals(second, rows.map((row) => values[3 * row + 1]));
    assertEquals(third, rows.map((row) => values[3 * row + 2]));
    return rows;
  });
  assertEquals(new Set(rows.flat()).size, 1000);
  const again = await split("events.npy", npy([1000, 3], values));
  assertEquals(again, found);
  const other = await split("events.npy", npy([1000, 3], values), { seed: 2 });
  assert(other.sample.digest !== found.sample.digest);
});

Deno.test("columns are chosen by name and by number, in the order in which they are named", async () => {
  const table = csv(["mass", "pt", "eta", "weight_of_jet"], 800);
  const found = await split("jets.csv", table, { columns: ["eta", "mass"] });
  assertEquals(found.sample.features.map(({ name }) => name), ["eta", "mass"]);
  const numbered = await split("events.npy", npy([800, 6], events(800, 6)), {
    columns: ["5", "0"],
  });
  assertEquals(numbered.sample.features.map(({ name }) => name), ["column 5", "column 0"]);
  const [last] = columnsOf(numbered, "training");
  const values = events(800, 6);
  assert(last.every((x) => values.includes(x)));
  const arrays = Object.fromEntries(
    ["pt", "eta"].map((
      name,
      i,
    ) => [name, { shape: [900], values: events(900, 1).map((x) => x + i) }]),
  );
  const apart = await split("jets.safetensors", encodeTensors({ metadata: {}, arrays }));
  assertEquals(apart.sample.features.map(({ name }) => name), ["eta", "pt"]);
});

const act = 'Cannot fit posteriors to "events.npy" as ';

for (
  const [what, bytes, options, sentence] of [
    [
      "one feature",
      npy([1000, 1], events(1000, 1)),
      {},
      `${act}there must be 2 to 5 features, which --columns chooses: current value is 1`,
    ],
    [
      "six features",
      npy([1000, 6], events(1000, 6)),
      {},
      `${act}there must be 2 to 5 features, which --columns chooses: current value is 6`,
    ],
    [
      "draws of events",
      npy([2, 500, 3], events(1000, 3)),
      {},
      `${act}its events must have the shape [events, features]: current value is [2, 500, 3]`,
    ],
    [
      "too few events",
      npy([500, 2], events(500, 2)),
      {},
      `${act}there must be 400 training events and 200 held-out ones: current value is 375 and 125`,
    ],
    [
      "a constant feature",
      npy([1000, 2], events(1000, 2, () => 7)),
      {},
      `${act}the feature "column 1" must vary: current value is 7 in all events`,
    ],
    [
      "a feature twice",
      npy([1000, 3], events(1000, 3)),
      { columns: ["0", "1", "0"] },
      `${act}each feature must come once: current value is "0" twice`,
    ],
    [
      "a column beyond the last",
      npy([1000, 3], events(1000, 3)),
      { columns: ["0", "3"] },
      'Cannot read "events.npy" as',
    ],
    [
      "a value that is no number",
      npy([1000, 2], events(1000, 2, (row) => row === 20 ? NaN : row)),
      {},
      'Cannot read "events.npy" as',
    ],
  ] as const
) {
  Deno.test(`a training file is refused for ${what}`, async () => {
    const error = await assertRejects(() => split("events.npy", bytes, options), Error);
    assert(error.message.startsWith(sentence), error.message);
  });
}

Deno.test("a training file is refused for weights, another column, several samples and no numbers", async () => {
  const text = (text: string) => new TextEncoder().encode(text);
  const two = encodeTensors({
    metadata: {},
    arrays: {
      a: { shape: [700, 2], values: events(700, 2) },
      b: { shape: [600, 2], values: events(600, 2) },
    },
  });
  for (
    const [file, bytes, options, sentence] of [
      [
        "jets.csv",
        csv(["mass", "pt", "weight"], 800),
        {},
        'Cannot fit posteriors to "jets.csv" as its events must have no weights: current value is weights in "weight"',
      ],
      [
        "jets.csv",
        csv(["mass", "pt"], 800),
        { columns: ["mass", "eta"] },
        'Cannot fit posteriors to "jets.csv" as it must have the column "eta": current value is "mass", "pt"',
      ],
      [
        "two.safetensors",
        two,
        {},
        'Cannot fit posteriors to "two.safetensors" as it must hold one sample, or one whose name says train, or --columns must name features that only one has: current value is "a", "b"',
      ],
      [
        "note.txt",
        text("some, words\nno, numbers\n"),
        {},
        'Cannot fit posteriors to "note.txt" as it must have an array of numbers: current value is "text"',
      ],
    ] as const
  ) {
    const error = await assertRejects(() => split(file, bytes, options), Error);
    assert(error.message.startsWith(sentence), error.message);
  }
});

Deno.test("arrays that are named are the sample, whatever else the file holds", async () => {
  const list = (n: number, step: number) => ({
    shape: [n],
    values: Float64Array.from({ length: n }, (_, i) => Math.sin(step * i)),
  });
  const arrays = {
    "jets/mass": list(800, 1),
    "jets/pt": list(800, 2),
    "jets/image": { shape: [800, 2], values: events(800, 2) },
    "jets/edges": list(5, 1),
    "tracks/pt": list(300, 3),
  };
  const file = (more: Record<string, ReturnType<typeof list>> = {}) =>
    encodeTensors({ metadata: {}, arrays: { ...arrays, ...more } });
  const found = await split("all.safetensors", file(), { columns: ["jets/pt", "jets/mass"] });
  assertEquals(found.sample.features.map(({ name }) => name), ["jets/pt", "jets/mass"]);
  const [pt, mass] = columnsOf(found, "training");
  const place = new Map(Array.from(arrays["jets/pt"].values, (value, i) => [value, i]));
  assertEquals(mass, pt.map((value) => arrays["jets/mass"].values[place.get(value)!]));
  await assertRejects(
    () => split("all.safetensors", file(), { columns: ["mass", "pt"] }),
    RangeError,
    "or --columns must name features that only one has",
  );
  await assertRejects(
    () =>
      split("all.safetensors", file({ "jets/weight": list(800, 5) }), {
        columns: ["jets/mass", "jets/pt"],
      }),
    RangeError,
    'weights in "jets/weight"',
  );
});

Deno.test("what is frequent is said, as a flow spreads it out", async () => {
  const bytes = npy([1000, 2], events(1000, 2, (row) => row % 10 === 0 ? 0 : row));
  const { sample, notes: said } = await split("events.npy", bytes);
  assertEquals(sample.notes, [
    'Of the events, 10.0 % have the same value 0 of "column 1". A flow is continuous and spreads them out.',
  ]);
  assert(said.includes(sample.notes[0]));
});
