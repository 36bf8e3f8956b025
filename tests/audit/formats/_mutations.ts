import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { Stream } from "../../../core/random.ts";
import { inspect, readArray, type Selection } from "../../../audit/formats/mod.ts";
import { npy } from "../_audits.ts";
import { scratch } from "../../runner/_runs.ts";

/** What is done to a file: it ends early, bits flip, bytes are others, a stretch is doubled or gone. */
const mutations: readonly ((bytes: Uint8Array, stream: Stream) => Uint8Array)[] = [
  (bytes, stream) => bytes.slice(0, Math.floor(stream.uniform() * bytes.length)),
  (bytes, stream) => {
    const out = bytes.slice();
    for (let i = 0; i < 4; i++) {
      out[Math.floor(stream.uniform() * out.length)] ^= 1 << Math.floor(stream.uniform() * 8);
    }
    return out;
  },
  (bytes, stream) => {
    const out = bytes.slice();
    const at = Math.floor(stream.uniform() * out.length);
    out.fill(stream.uniform() < 0.5 ? 255 : 0, at, at + 8);
    return out;
  },
  (bytes, stream) => {
    const at = Math.floor(stream.uniform() * bytes.length);
    const length = 1 + Math.floor(stream.uniform() * 40);
    return Uint8Array.of(...bytes.slice(0, at + length), ...bytes.slice(at));
  },
  (bytes, stream) => {
    const at = Math.floor(stream.uniform() * bytes.length);
    const length = 1 + Math.floor(stream.uniform() * 40);
    return Uint8Array.of(...bytes.slice(0, at), ...bytes.slice(at + length));
  },
];

/** A file that a mutation has damaged. */
export function damagedBy(bytes: Uint8Array, mutation: number, stream: Stream): Uint8Array {
  return mutations[mutation % mutations.length](bytes, stream);
}

/** Reads mutations of files in turn; how many were refused, each in a sentence that names the file. */
async function damage(
  files: readonly (readonly [Uint8Array, Selection])[],
  count: number,
  stream: Stream,
): Promise<number> {
  using place = scratch();
  const path = `${place.path}/file`;
  let refused = 0;
  for (let i = 0; i < count; i++) {
    const [bytes, read] = files[i % files.length];
    Deno.writeFileSync(path, damagedBy(bytes, Math.floor(i / files.length), stream.split(i)));
    try {
      const { shape, values } = await readArray(path, read, 1 << 20);
      assertEquals(values.length, shape.reduce((a, b) => a * b, 1), `mutation ${i}`);
      assert(values.every(Number.isFinite), `mutation ${i}`);
    } catch (error) {
      checkSentence(path, error, i);
      refused++;
    }
    try {
      const { arrays } = await inspect(path);
      assert(arrays.every(({ shape }) => shape.every((extent) => extent === null || extent >= 0)));
    } catch (error) {
      checkSentence(path, error, i);
    }
  }
  return refused;
}

/** What is thrown is a sentence that names the file. */
function checkSentence(path: string, error: unknown, mutation: number): void {
  assert(
    error instanceof Error && error.message.startsWith(`Cannot read "${path}" as `) &&
      !error.message.includes("\n"),
    `mutation ${mutation}: ${error}`,
  );
}

/**
 * Reads mutations of fixtures, by name or their bytes, each of which ends in a sentence or in numbers; a share must
 * be refused.
 */
async function damageFixtures(
  name: string,
  fixtures: readonly (readonly [string | Uint8Array, Selection])[],
  count: number,
  share: number,
): Promise<void> {
  const folder = fileURLToPath(new URL("../fixtures/", import.meta.url));
  const files = fixtures.map(([file, read]) =>
    [typeof file === "string" ? Deno.readFileSync(folder + file) : file, read] as const
  );
  const refused = await damage(files, count, Stream.fromSeed(8).split(name));
  assert(refused > share * count, `${refused} of ${count} refused`);
}

/** Damages HDF5 files. Most changes of a large file are elsewhere than in the dataset that is read. */
export const damageHdf5 = (count: number) =>
  damageFixtures(
    "hdf5",
    [
      ["one.h5", {}],
      ["several.h5", { dataset: "x" }],
      ["several.h5", { dataset: "table", columns: ["a", "n"] }],
      ["several.h5", { dataset: "draws" }],
      ["records.h5", { columns: ["pt", "jet.hits[1][0]"] }],
      ["features.h5", { columns: ["a", "b"] }],
      ["pandas.h5", { dataset: "fixed/block0_values", columns: ["eta"] }],
    ],
    count,
    0.2,
  );

/** Damages ROOT files. */
export const damageRoot = (count: number) =>
  damageFixtures(
    "root",
    [
      ["none.root", {}],
      ["zlib.root", {}],
      ["lz4.root", {}],
      ["lzma.root", {}],
      ["zstd.root", {}],
      ["several.root", { dataset: "folder/plane" }],
      ["several.root", { dataset: "arrays" }],
      ["branches.root", { columns: ["n"] }],
      ["tuple.root", { dataset: "tuple", columns: ["a", "n", "even", "hits[1]"] }],
    ],
    count,
    0.5,
  );

/** Damages files of all other formats. */
export function damageOthers(count: number): Promise<void> {
  const x = Array.from({ length: 40 }, (_, i) => [i / 8 - 7, i * i, -i / 4]);
  const array = npy([40, 3], x.flat());
  const table = new TextEncoder().encode(`a,b,c\n${x.map((row) => row.join(",")).join("\n")}\n`);
  return damageFixtures(
    "others",
    [
      [array, {}],
      [Uint8Array.from(gzipSync(array)), {}],
      [table, {}],
      [Uint8Array.from(gzipSync(table)), {}],
      [new TextEncoder().encode(JSON.stringify({ x })), { dataset: "x" }],
      [new TextEncoder().encode(x.map((row) => JSON.stringify(row)).join("\n")), {
        columns: ["2"],
      }],
      ["index.csv", {}],
      ["commented.txt", { columns: ["phi", "pt"] }],
      ["aligned.txt", {}],
      ["objects.jsonl", {}],
      ["stored.npz", { dataset: "x" }],
      ["deflated.npz", { dataset: "x" }],
      ["features.npz", { columns: ["a", "b"] }],
      ["records.npy", { columns: ["pt", "jet.hits[1][0]"] }],
      ["several.safetensors", { dataset: "half" }],
      ["snappy.parquet", {}],
      ["none.parquet", {}],
      ["nested1.parquet", { columns: ["hits[2]", "jet.pt"] }],
      ["nested2.parquet", { columns: ["hits[2]", "jet.pt"] }],
      ["none.arrow", {}],
      ["lz4.arrow", {}],
      ["zstd.arrow", {}],
      ["stream.arrow", { columns: ["n"] }],
      ["nested_lz4.arrow", { columns: ["last", "grid[1][0]"] }],
    ],
    count,
    // Some changes leave a file that says other numbers, or is read as before.
    0.5,
  );
}
