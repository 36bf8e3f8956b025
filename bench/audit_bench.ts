/**
 * Times an audit and reports its memory: the histogram of 10^8 events in two dimensions from a `.npy`
 * file of 1.6 GB, and audits of masses in up to a million bins. The files are removed at the end.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { Stream } from "../core/random.ts";
import { auditConfiguration } from "../audit/audit.ts";
import { parseConfig } from "../audit/config.ts";
import { type ArraySource, openArray } from "../audit/formats/mod.ts";
import { size } from "../audit/formats/source.ts";
import { histogram } from "../audit/input/histogram.ts";
import { onDisk } from "../audit/input/files.ts";
import { auditFiles } from "../audit/report/output.ts";

const events = 1e8, block = 1e6;

/** Audits of masses, with their limits in seconds and megabytes. */
const audits = [
  { draws: 50, shape: [200, 200], seconds: 5, memory: 500 },
  { draws: 10, shape: [100_000], seconds: 30, memory: 500 },
  { draws: 10, shape: [1_000_000], seconds: 300, memory: 2000 },
];

/** Header of a `.npy` file of doubles. */
function header(shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${
    shape.map((n) => `${n},`).join(" ")
  }), }`;
  return Uint8Array.from([
    ...[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0],
    ...new TextEncoder().encode(`${text.padEnd(117)}\n`),
  ]);
}

/** Writes an array that repeats the values of a block. */
function write(path: string, shape: readonly number[], values: Float64Array<ArrayBuffer>): void {
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  const writeAll = (bytes: Uint8Array) => {
    for (let i = 0; i < bytes.length;) i += file.writeSync(bytes.subarray(i));
  };
  writeAll(header(shape));
  for (let done = 0; done < size(shape); done += values.length) {
    writeAll(new Uint8Array(values.buffer));
  }
}

let peak = 0;
/** Updates the peak of the memory. */
function sampleMemory(): void {
  peak = Math.max(peak, Deno.memoryUsage().rss);
}

/** The source, which samples the memory after each chunk. */
function watched(source: ArraySource): ArraySource {
  return {
    ...source,
    async *chunks() {
      for await (const values of source.chunks()) {
        yield values;
        sampleMemory();
      }
    },
  };
}

/** Times some work, and prints its time and memory beside their limits. */
async function time(
  name: string,
  limit: number,
  memory: number,
  work: () => Promise<void>,
): Promise<void> {
  peak = 0;
  sampleMemory();
  const start = performance.now();
  await work();
  sampleMemory();
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${name}: ${seconds.toFixed(1)} s (limit ${limit} s), ${
      Math.round(peak / 1e6)
    } MB of memory (limit ${memory} MB)`,
  );
}

const folder = `.cache/bench-${crypto.randomUUID()}`;
Deno.mkdirSync(folder, { recursive: true });
try {
  const stream = Stream.fromSeed(20240838);
  write(`${folder}/events.npy`, [events, 2], stream.normals(new Float64Array(2 * block)));
  const edges = Float64Array.from({ length: 51 }, (_, i) => (i - 25) / 10);
  await time(`${events.toExponential(0)} events in 50 x 50 bins`, 30, 500, async () => {
    const source = await openArray(`${folder}/events.npy`);
    const counted = await histogram(watched(source), [edges, edges]);
    source.close();
    if (counted.events !== events) throw new Error(`Counted ${counted.events} events`);
  });
  const config = parseConfig(
    "bench",
    `draws: { kind: masses, file: draws.npy }
truth: { kind: equal }
nTrain: 10000`,
  );
  for (const { draws, shape, seconds, memory } of audits) {
    const bins = size(shape);
    const masses = stream.normals(new Float64Array(draws * bins))
      .map((z) => (1 + 0.1 * Math.max(-5, Math.min(5, z))) / bins / 1.01);
    write(`${folder}/draws.npy`, [draws, ...shape], masses);
    await time(`${draws} draws in ${shape.join(" x ")} bins`, seconds, memory, async () => {
      auditFiles(await auditConfiguration(config, onDisk(folder), sampleMemory));
    });
  }
} finally {
  Deno.removeSync(folder, { recursive: true });
}
