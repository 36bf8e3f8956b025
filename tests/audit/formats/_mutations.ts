import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { Stream } from "../../../core/random.ts";
import { readArray, type Selection } from "../../../audit/formats/mod.ts";
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

/** Reads mutations of files in turn; how many were refused, each in a sentence that names the file. */
export async function damage(
  files: readonly (readonly [Uint8Array, Selection])[],
  count: number,
  stream: Stream,
): Promise<number> {
  using place = scratch();
  const path = `${place.path}/file`;
  let refused = 0;
  for (let i = 0; i < count; i++) {
    const [bytes, read] = files[i % files.length];
    const mutate = mutations[Math.floor(i / files.length) % mutations.length];
    Deno.writeFileSync(path, mutate(bytes, stream.split(i)));
    try {
      const { shape, values } = await readArray(path, read, 1 << 20);
      assertEquals(values.length, shape.reduce((a, b) => a * b, 1), `mutation ${i}`);
      assert(values.every(Number.isFinite), `mutation ${i}`);
    } catch (error) {
      assert(
        error instanceof Error && error.message.startsWith(`Cannot read "${path}" as `) &&
          !error.message.includes("\n"),
        `mutation ${i}: ${error}`,
      );
      refused++;
    }
  }
  return refused;
}

/** Reads mutations of fixtures, each of which ends in a sentence or in numbers; a share must be refused. */
async function damageFixtures(
  name: string,
  fixtures: readonly (readonly [string, Selection])[],
  count: number,
  share: number,
): Promise<void> {
  const folder = fileURLToPath(new URL("../fixtures/", import.meta.url));
  const files = fixtures.map(([file, read]) => [Deno.readFileSync(folder + file), read] as const);
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
