/**
 * Times an audit: $10^8$ events in two dimensions into bins from a `.npy` file of 1.6 GB, and the measures
 * of 50 draws in 40,000 bins; and says how much memory they take. The file is removed at the end.
 *
 * @module
 */
import { Stream } from "../core/random.ts";
import { auditConfiguration } from "../audit/audit.ts";
import { parseConfig } from "../audit/config.ts";
import { type ArraySource, openArray } from "../audit/formats/mod.ts";
import { histogram } from "../audit/histogram.ts";

const events = 1e8, block = 1e6, draws = 50, bins = 200;

/** The start of a `.npy` file of doubles. */
function header(shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
  return Uint8Array.from([
    ...[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0],
    ...new TextEncoder().encode(`${text.padEnd(117)}\n`),
  ]);
}

/** Writes an array whose values are those of a block, again and again. */
function write(path: string, shape: readonly number[], values: Float64Array<ArrayBuffer>): void {
  using file = Deno.openSync(path, { write: true, create: true });
  const all = (bytes: Uint8Array) => {
    for (let i = 0; i < bytes.length;) i += file.writeSync(bytes.subarray(i));
  };
  all(header(shape));
  const size = shape.reduce((product, extent) => product * extent, 1);
  for (let done = 0; done < size; done += values.length) all(new Uint8Array(values.buffer));
}

let peak = 0;
function look(): void {
  peak = Math.max(peak, Deno.memoryUsage().rss);
}

/** The source, with a look at the memory after each of its stretches. */
function watched(source: ArraySource): ArraySource {
  return {
    ...source,
    async *chunks() {
      for await (const values of source.chunks()) {
        yield values;
        look();
      }
    },
  };
}

/** Times some work, and says what it took. */
async function time(what: string, asked: number, work: () => Promise<void>): Promise<void> {
  peak = 0;
  look();
  const start = performance.now();
  await work();
  look();
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${what}: ${seconds.toFixed(1)} s, at most ${asked} s asked; ${
      Math.round(peak / 1e6)
    } MB of memory, at most 500 MB asked`,
  );
}

const folder = `.cache/bench-${crypto.randomUUID()}`;
Deno.mkdirSync(folder, { recursive: true });
try {
  const stream = Stream.fromSeed(20240838);
  write(`${folder}/events.npy`, [events, 2], stream.normals(new Float64Array(2 * block)));
  const size = bins * bins;
  const masses = stream.normals(new Float64Array(draws * size))
    .map((z) => (1 + 0.1 * Math.max(-5, Math.min(5, z))) / size / 1.01);
  write(`${folder}/draws.npy`, [draws, bins, bins], masses);

  const edges = Float64Array.from({ length: 51 }, (_, i) => (i - 25) / 10);
  await time(`${events.toExponential(0)} events in 50 x 50 bins`, 30, async () => {
    const source = await openArray(`${folder}/events.npy`);
    const found = await histogram(watched(source), [edges, edges]);
    source.close();
    if (found.events !== events) throw new Error(`Counted ${found.events} events`);
  });
  const config = parseConfig(
    "bench",
    `draws: { kind: masses, file: draws.npy }
truth: { kind: equal }
nTrain: 10000`,
  );
  await time(`${draws} draws in ${size} bins`, 5, async () => {
    await auditConfiguration(config, folder, look);
  });
} finally {
  Deno.removeSync(folder, { recursive: true });
}
