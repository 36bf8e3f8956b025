/**
 * Draws that are samples of events, counted in bins.
 *
 * @module
 */
import { countedSample, meanCounting } from "./counted.ts";
import type { AuditConfig } from "../config.ts";
import type { Bins } from "./bins.ts";
import { checkDraws, type Drawn } from "./drawn.ts";
import { checkEvents, eventBlocks, hasEvents } from "./events.ts";
import { drawFiles } from "./folder.ts";
import { quote, sentence, size } from "../formats/source.ts";
import { counter, shapeOf, type Tally, tallyOf, type View } from "./histogram.ts";
import { cannot } from "./masses.ts";
import type { OpenEvents } from "./open_events.ts";
import type { Reader } from "./reader.ts";

/** Draws that are events, as a configuration names them. */
export type EventDraws = Extract<AuditConfig["draws"], { kind: "events" }>;

/** What counts draws. */
interface Counting {
  readonly reader: Reader;
  readonly place: EventDraws;
  readonly views: readonly View[];
  readonly bins: Bins;
}

/** Draws as they are counted. */
interface Counted {
  readonly path: string;
  readonly runs: number;
  readonly draws: number;
  /** `[views][runs * draws]` */
  readonly tallies: readonly (readonly Tally[])[];
}

/** How many events draws have together. */
function together(tallies: readonly Tally[]): Pick<Tally, "events" | "outside" | "missing"> {
  const sum = (name: "events" | "outside" | "missing") =>
    tallies.reduce((sum, tally) => sum + tally[name], 0);
  return { events: sum("events"), outside: sum("outside"), missing: sum("missing") };
}

/** Bins of all views together. */
function binsOfAll(views: readonly View[]): number {
  return views.reduce((sum, view) => sum + size(shapeOf(view)), 0);
}

/**
 * Counts the events of a source in all views.
 *
 * @param leading Axes before the numbers of an event.
 * @param tallyOf The tally of a view for an event, from its index and its numbers.
 */
async function countEvents(
  { reader, views, bins: { features, beyond } }: Counting,
  { source, ...layout }: OpenEvents,
  leading: number,
  tallyOf: (view: number, index: number, numbers: () => Float64Array) => Tally,
): Promise<void> {
  const { missing } = reader.config;
  const counts = views.map((view) => counter(view, { ...layout, features, beyond }));
  const options = { leading, beside: layout.beside, missing };
  for await (const block of eventBlocks(source, features, options)) {
    const { values, width, start } = block;
    counts.forEach((count, view) =>
      count(
        block,
        (row) => tallyOf(view, start + row, () => values.subarray(row * width, (row + 1) * width)),
      )
    );
  }
}

/** Turns the counts of draws into masses. */
function massesOfCounted(
  { path, runs, draws }: Counted,
  tallies: readonly Tally[],
  view: View,
  { beyond }: Bins,
): Drawn {
  const shape = shapeOf(view);
  const bins = size(shape);
  const values = new Float64Array(runs * draws * bins);
  const where = view.within === undefined
    ? ""
    : ` from ${view.within.from} to ${view.within.to} of the condition`;
  const counted = tallies.map((tally, i) => {
    const { events, outside } = tally;
    if (events === 0) {
      throw new RangeError(sentence(path, `draw ${i} must have events${where}`, "none"));
    }
    if (events === outside && beyond === "left out") {
      throw new RangeError(
        sentence(path, `draw ${i} must have events within the bins${where}`, `none of ${events}`),
      );
    }
    const { masses, counting } = countedSample(`draw ${i} of ${quote(path, 300)}`, tally);
    values.set(masses, i * bins);
    return counting;
  });
  return { runs, draws, shape, values, generated: meanCounting(counted, values) };
}

/** The draws of a table in which a column tells them apart; each file is a run. */
async function drawsOfTable(work: Counting, files: readonly string[]): Promise<Counted> {
  const { reader, place, views } = work;
  /** `[runs][draws][views]` */
  const runs: Tally[][][] = [];
  for (const [run, path] of files.entries()) {
    reader.report(run, files.length, "draws");
    await reader.apart(async (fileReader) => {
      const events = await fileReader.openEvents({ ...place, file: path });
      const byDraw = new Map<number, Tally[]>();
      await countEvents(work, events, 1, (view, _, numbers) => {
        const draw = numbers().at(-1)!;
        let tallies = byDraw.get(draw);
        if (tallies === undefined) {
          checkDraws(files.length, byDraw.size + 1, binsOfAll(views));
          tallies = views.map((view) => tallyOf(view, events.weighted));
          byDraw.set(draw, tallies);
        }
        return tallies[view];
      });
      runs.push([...byDraw].sort(([a], [b]) => a - b).map(([, tallies]) => tallies));
      reader.note("draws", path, events.source, together(runs[run].map(([main]) => main)));
    });
  }
  const draws = runs[0].length;
  const uneven = runs.find((run) => run.length !== draws);
  if (uneven !== undefined) throw cannot(`every run must have ${draws} draws`, uneven.length);
  checkDraws(runs.length, draws, binsOfAll(views));
  const all = runs.flat();
  return {
    path: files[0],
    runs: runs.length,
    draws,
    tallies: views.map((_, view) => all.map((tallies) => tallies[view])),
  };
}

/** Empty tallies, `[views][count]`. */
function talliesOf(views: readonly View[], count: number, weighted: boolean): Tally[][] {
  return views.map((view) => Array.from({ length: count }, () => tallyOf(view, weighted)));
}

/** The draws of files, one in each. */
async function drawsOfFiles(
  work: Counting,
  lists: readonly (readonly string[])[],
): Promise<Counted> {
  const { reader, place, views } = work;
  const [runs, draws] = [lists.length, lists[0].length];
  checkDraws(runs, draws, binsOfAll(views));
  const files = lists.flat();
  const tallies = talliesOf(views, files.length, place.weights !== undefined);
  for (const [i, path] of files.entries()) {
    reader.report(i, files.length, "draws");
    await reader.apart(async (fileReader) => {
      const events = await fileReader.openEvents({ ...place, file: path });
      await countEvents(work, events, 1, (view) => tallies[view][i]);
      reader.note("draws", path, events.source, tallies[0][i]);
    });
  }
  return { path: files[0], runs, draws, tallies };
}

/** The draws of one array. */
async function drawsOfArray(work: Counting, file: string): Promise<Counted> {
  const { reader, place, views, bins: { features } } = work;
  // A single sample has no axis of draws.
  const single = place.order !== undefined && !place.order.includes("draws");
  const leading = single ? 1 : place.runs || place.order?.includes("runs") ? 3 : 2;
  const opened = await reader.openEvents({ ...place, file }, leading);
  const { source, beside, weighted } = opened;
  const { path, shape } = source;
  // What has the shape of one sample may be one.
  const asOne = place.order === undefined && !place.runs && hasEvents(source, 1, features + beside)
    ? `, or order: [events${shape.length === 1 ? "" : ", features"}] must say that it is one sample`
    : "";
  checkEvents(source, leading, features + beside, asOne);
  if (!single && shape.includes(null)) {
    throw new TypeError(
      sentence(
        path,
        `a table must have a draw in each file, or a column that tells draws apart${asOne}`,
        "neither",
      ),
    );
  }
  const extents = shape as readonly number[];
  const [runs, draws, events] = single
    ? [1, 1, Infinity]
    : leading === 3
    ? extents
    : [1, ...extents];
  checkDraws(runs, draws, binsOfAll(views));
  const tallies = talliesOf(views, runs * draws, weighted);
  let reported = -1;
  await countEvents(work, opened, leading, (view, index) => {
    const draw = Math.floor(index / events);
    if (draw !== reported) reader.report(reported = draw, runs * draws, "draws");
    return tallies[view][draw];
  });
  reader.note("draws", file, source);
  return { path, runs, draws, tallies };
}

/**
 * The draws of a configuration that are events.
 *
 * @param views What they are counted in.
 * @returns Draws in each view.
 */
export async function drawnEvents(
  reader: Reader,
  place: EventDraws,
  views: readonly View[],
  bins: Bins,
): Promise<Drawn[]> {
  const { file, files, draw } = place;
  const work = { reader, place, views, bins };
  const lists = files === undefined
    ? [[reader.path({ file: file! })]]
    : drawFiles(reader.folder, files);
  const counted = draw !== undefined
    ? await drawsOfTable(work, lists.flat())
    : files !== undefined
    ? await drawsOfFiles(work, lists)
    : await drawsOfArray(work, file!);
  return views.map((view, i) => massesOfCounted(counted, counted.tallies[i], view, bins));
}
