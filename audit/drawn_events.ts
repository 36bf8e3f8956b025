/**
 * Draws that are samples of events, counted in bins.
 *
 * @module
 */
import { basename, resolve } from "node:path";
import { countedSample, meanCounting } from "./counted.ts";
import type { AuditConfig } from "./config.ts";
import { checkDraws, type Drawn, MAX_DRAWS } from "./drawn.ts";
import { checkEvents, eventBlocks } from "./events.ts";
import { drawFiles } from "./files.ts";
import { sentence, size } from "./formats/source.ts";
import { type Count, counter, Tally } from "./histogram.ts";
import { cannot } from "./masses.ts";
import type { Reader } from "./reader.ts";

/** Draws that are events, as a configuration names them. */
export type EventDraws = Extract<AuditConfig["draws"], { kind: "events" }>;

/** What counts draws. */
interface Counting {
  readonly reader: Reader;
  readonly place: EventDraws;
  readonly edges: readonly Float64Array[];
  count(weighted: boolean): Count;
}

/** Draws as they are counted. */
interface Counted {
  readonly path: string;
  readonly runs: number;
  readonly draws: number;
  /** `[runs * draws]` */
  readonly tallies: readonly Tally[];
}

/** How many events draws have together. */
function together(tallies: readonly Tally[]): Pick<Tally, "events" | "outside" | "missing"> {
  const sum = (name: "events" | "outside" | "missing") =>
    tallies.reduce((sum, tally) => sum + tally[name], 0);
  return { events: sum("events"), outside: sum("outside"), missing: sum("missing") };
}

/** Room for the counts of draws. */
class Tallies {
  readonly #bins: number;

  constructor(edges: readonly Float64Array[], readonly weighted: boolean) {
    this.#bins = size(edges.map((list) => list.length - 1));
  }

  /** Tallies of as many draws, whose counts follow each other. */
  of(runs: number, draws: number): Tally[] {
    checkDraws(runs, draws, this.#bins);
    const bins = this.#bins, count = runs * draws;
    const room = () => new Float64Array(count * bins);
    const [counts, squares] = [room(), this.weighted ? room() : undefined];
    return Array.from({ length: count }, (_, i) => {
      const part = (values: Float64Array) => values.subarray(i * bins, (i + 1) * bins);
      return new Tally(part(counts), squares && part(squares));
    });
  }
}

/** Turns the counts of draws into masses. */
function massesOfCounted(
  { path, runs, draws, tallies }: Counted,
  shape: number[],
  beyond: "left out" | "outermost",
): Drawn {
  const bins = size(shape);
  const values = new Float64Array(runs * draws * bins);
  const counted = tallies.map((tally, i) => {
    const what = `draw ${i}`;
    const { events, outside } = tally;
    if (events === 0) throw new RangeError(sentence(path, `${what} must have events`, "none"));
    if (events === outside && beyond === "left out") {
      throw new RangeError(
        sentence(path, `${what} must have events within the bins`, `none of ${events}`),
      );
    }
    const { masses, counting } = countedSample(`${what} of ${JSON.stringify(path)}`, tally);
    values.set(masses, i * bins);
    return counting;
  });
  return { runs, draws, shape, values, generated: meanCounting(counted, values) };
}

/** The draws of a table in which a column tells them apart; each file is a run. */
async function drawsOfTable(
  { reader, place, edges, count }: Counting,
  files: readonly string[],
): Promise<Counted> {
  const { missing } = reader.config;
  const runs: Tally[][] = [];
  for (const [run, path] of files.entries()) {
    reader.report(run, files.length, "draws");
    using one = reader.apart();
    const { source, beside, weighted } = await one.openEvents({ ...place, file: resolve(path) });
    const room = new Tallies(edges, weighted);
    const found = new Map<number, Tally>();
    for await (const block of eventBlocks(source, edges.length, { beside, missing })) {
      const { values, width } = block;
      count(weighted)(block, (row) => {
        const draw = values[(row + 1) * width - 1];
        let tally = found.get(draw);
        if (tally === undefined) {
          if (found.size === MAX_DRAWS) {
            throw cannot(`a run must have at most ${MAX_DRAWS} draws`, "more in its column");
          }
          [tally] = room.of(1, 1);
          found.set(draw, tally);
        }
        return tally;
      });
    }
    runs.push([...found].sort(([a], [b]) => a - b).map(([, tally]) => tally));
    reader.note("draws", basename(path), source, together(runs[run]));
  }
  const uneven = runs.find((run) => run.length !== runs[0].length);
  if (uneven !== undefined) {
    throw cannot(`every run must have ${runs[0].length} draws`, uneven.length);
  }
  checkDraws(runs.length, runs[0].length, runs[0][0].counts.length);
  return { path: files[0], runs: runs.length, draws: runs[0].length, tallies: runs.flat() };
}

/** The draws of files, one in each. */
async function drawsOfFiles(
  { reader, place, edges, count }: Counting,
  lists: readonly (readonly string[])[],
): Promise<Counted> {
  const { missing } = reader.config;
  const [runs, draws] = [lists.length, lists[0].length];
  const files = lists.flat();
  const tallies = new Tallies(edges, place.weights !== undefined).of(runs, draws);
  for (const [i, path] of files.entries()) {
    reader.report(i, files.length, "draws");
    using one = reader.apart();
    const { source, beside, weighted } = await one.openEvents({ ...place, file: resolve(path) });
    for await (const block of eventBlocks(source, edges.length, { beside, missing })) {
      count(weighted)(block, () => tallies[i]);
    }
    reader.note("draws", basename(path), source, tallies[i]);
  }
  return { path: files[0], runs, draws, tallies };
}

/** The draws of one array. */
async function drawsOfArray(
  { reader, place, edges, count }: Counting,
  file: string,
): Promise<Counted> {
  const { missing } = reader.config;
  const leading = place.runs || place.order?.includes("runs") ? 3 : 2;
  const { source, beside, weighted } = await reader.openEvents({ ...place, file }, leading);
  const { path, shape } = source;
  checkEvents(source, leading, edges.length + beside);
  if (shape.includes(null)) {
    throw new TypeError(
      sentence(
        path,
        "a table must have a draw in each file, or a column that tells draws apart",
        "neither",
      ),
    );
  }
  const extents = shape as readonly number[];
  const [runs, draws, events] = leading === 3 ? extents : [1, ...extents];
  const tallies = new Tallies(edges, weighted).of(runs, draws);
  let reported = -1;
  for await (const block of eventBlocks(source, edges.length, { leading, beside, missing })) {
    const { start } = block;
    const first = Math.floor(start / events);
    if (first !== reported) reader.report(reported = first, runs * draws, "draws");
    count(weighted)(block, (row) => tallies[Math.floor((start + row) / events)]);
  }
  reader.note("draws", file, source);
  return { path, runs, draws, tallies };
}

/**
 * The draws of a configuration that are events.
 *
 * @param beyond What becomes of events beyond the outermost edges.
 */
export async function drawnEvents(
  reader: Reader,
  place: EventDraws,
  edges: readonly Float64Array[],
  beyond: "left out" | "outermost",
): Promise<Drawn> {
  const { file, files, draw } = place;
  const counters = [false, true].map((weighted) => counter(edges, { beyond, weighted }));
  const work = { reader, place, edges, count: (weighted: boolean) => counters[weighted ? 1 : 0] };
  const lists = files === undefined
    ? [[reader.path({ file: file! })]]
    : drawFiles(reader.folder, files);
  const counted = draw !== undefined
    ? await drawsOfTable(work, lists.flat())
    : files !== undefined
    ? await drawsOfFiles(work, lists)
    : await drawsOfArray(work, file!);
  return massesOfCounted(counted, edges.map((list) => list.length - 1), beyond);
}
