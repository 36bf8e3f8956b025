/**
 * Reads the arrays of an audit from the files of a configuration.
 *
 * @module
 */
import type { BinTruth, MeasureInput } from "../../core/measure/mod.ts";
import { effectiveEvents, masses as massesOf, type Sample } from "../../core/binning/mod.ts";
import type { ArrayPlace, AuditConfig } from "../config.ts";
import { grouped } from "../../render/sentence.ts";
import { type Bins, binsOf } from "./bins.ts";
import { countedSample, countsOfSample } from "./counted.ts";
import type { Samples } from "../samples.ts";
import { drawFiles, type Folder } from "./folder.ts";
import type { ArrangedEvents } from "./open_events.ts";
import { pointsOf } from "./points.ts";
import type { Drawn } from "./drawn.ts";
import { drawsOf } from "./draws.ts";
import { quote, sentence, size } from "../formats/source.ts";
import type { View } from "./histogram.ts";
import { cannot, checkMasses, integrate } from "./masses.ts";
import { type Input, type Progress, Reader } from "./reader.ts";

/** An axis of the bins. */
export interface AuditAxis {
  readonly name: string;
  readonly unit: string | null;
  /** Rising; none where the bins came without. The outermost may be infinite. */
  readonly edges: Float64Array | null;
}

/** What is measured beside the bins of the configuration. */
export interface PreparedBeside extends MeasureInput {
  readonly kind: "projection" | "condition";
  readonly axes: readonly AuditAxis[];
  /** Only events whose condition is in this range. */
  readonly within?: { readonly name: string; readonly from: number; readonly to: number };
}

/** All that is audited, and where it came from. */
export interface Prepared extends MeasureInput {
  readonly besides?: readonly PreparedBeside[];
  /** Events themselves, where there is one generated sample and a true one. */
  readonly samples?: Samples;
  readonly axes: readonly AuditAxis[];
  readonly inputs: readonly Input[];
  /** Sentences on unusual properties of the files. */
  readonly notes?: readonly string[];
  readonly beyond: "left out" | "outermost";
}

/** An array of one value a bin. */
async function perBin(
  reader: Reader,
  role: "truth" | "holdout",
  source: ArrayPlace,
  shape: readonly number[],
): Promise<{ readonly values: Float64Array; readonly squares?: Float64Array }> {
  const array = await reader.array(source);
  reader.note(role, source.file, array);
  const same = array.shape.join() === shape.join();
  const flat = array.shape.filter((extent) => extent > 1).join() === String(size(shape));
  if (!same && !flat) {
    throw new TypeError(
      sentence(
        reader.path(source),
        `the ${role} must have as many bins as the draws, [${shape.join(", ")}]`,
        `[${array.shape.join(", ")}]`,
      ),
    );
  }
  if (same) reader.agree(reader.path(source), array.edges);
  return array;
}

/** A sample in all views; only in the first if it comes in bins. */
async function samplesOf(
  reader: Reader,
  role: "truth" | "holdout",
  place: Extract<NonNullable<AuditConfig["holdout"]>, { kind: "events" | "counts" }>,
  bins: Bins,
  views: readonly View[],
  shape: readonly number[],
): Promise<Sample[]> {
  const path = reader.path(place);
  if (place.kind === "events") {
    if (bins.edges === undefined) {
      throw cannot(`events of the ${role} need edges of bins`, "no edges");
    }
    reader.report(0, 1, `reading events of the ${role}`);
    const tallies = await reader.events(role, place, views, bins);
    const samples = tallies.map((tally) =>
      countedSample(`the ${role} of ${quote(path, 300)}`, tally)
    );
    reader.notes.push(...fewEvents(role, samples[0], tallies[0].negative));
    return samples;
  }
  const { values, squares: squaresBeside } = await perBin(reader, role, place, shape);
  const squares = place.squares === undefined
    ? squaresBeside
    : (await perBin(reader, role, place.squares, shape)).values;
  return [countsOfSample(path, `the ${role}`, values, { squares, total: place.events })];
}

/**
 * Reads all that a configuration names.
 *
 * @param folder Where the files are.
 * @throws {RangeError} If arrays do not fit together or hold what cannot be; the sentence names the file.
 * @throws {TypeError} If an array has the wrong shape.
 * @throws {SyntaxError} If a file is damaged.
 */
export async function prepare(
  config: AuditConfig,
  folder: Folder,
  report: Progress = () => {},
): Promise<Prepared> {
  return await Reader.open(config, folder, report, prepared);
}

/** Everything that a reader gets from its configuration. */
async function prepared(reader: Reader): Promise<Prepared> {
  const { config } = reader;
  const { truth, holdout, training, draws, axes: named } = config;
  const binning = await binsOf(reader);
  const { besides } = binning;
  const view = binning.edges && mainView(binning.edges);
  const [drawn, ...others] = await drawsOf(reader, binning, view && [view, ...besides]);
  const edges = binning.edges ?? reader.known;
  const { shape, runs, values, generated } = drawn;
  if (edges !== undefined && edges.map((list) => list.length - 1).join() !== shape.join()) {
    throw new TypeError(
      `Cannot audit a generator as its draws must have as many bins as the binning, [${
        edges.map((list) => list.length - 1).join(", ")
      }]: current value is [${shape.join(", ")}]`,
    );
  }
  const features = Math.max(
    shape.length,
    ...besides.flatMap(({ features }) => features.map((feature) => feature + 1)),
  );
  if (named !== undefined && named.length !== features) {
    throw new TypeError(
      `Cannot audit a generator as there must be a name for each of ${features} axes: current value is ${named.length}`,
    );
  }
  const bins = size(shape);
  if (draws.kind === "densities") integrate(values, edges);
  checkMasses("the draws", values, bins);

  const views = edges === undefined ? [] : [mainView(edges), ...besides];
  let truths: BinTruth[] = [];
  if (truth?.kind === "equal") truths = [{ masses: 1 / bins }];
  else if (truth?.kind === "masses" || truth?.kind === "densities") {
    const { values } = await perBin(reader, "truth", truth, shape);
    if (truth.kind === "densities") integrate(values, edges);
    checkMasses("the truth", values, bins);
    truths = [{ masses: values }];
  } else if (truth !== undefined) {
    truths = await samplesOf(reader, "truth", truth, { ...binning, edges }, views, shape);
  }
  const heldOut = holdout === undefined
    ? []
    : await samplesOf(reader, "holdout", holdout, { ...binning, edges }, views, shape);
  let nTrain = config.nTrain;
  /** Training events of each view, where they are counted. */
  let trained: number[] = [];
  if (training !== undefined && nTrain === undefined && edges !== undefined) {
    reader.report(0, 1, "reading training events");
    const tallies = await reader.events("training", training, views, {
      ...binning,
      beyond: "outermost",
    });
    trained = tallies.map((tally) => {
      const { counting } = countedSample(`the training of ${quote(training.file, 300)}`, tally);
      return Math.max(1, Math.round(counting.events));
    });
    nTrain = trained[0];
  }
  const factors = config.coarser;
  if (factors !== "auto") {
    const bad = factors.find((factor) => shape.some((bins) => bins % factor !== 0));
    if (bad !== undefined) {
      throw cannot(`coarser must divide the bins of every axis, ${shape.join(" x ")}`, bad);
    }
  }
  /** What is measured in the bins of a view. */
  const inputOf = (drawn: Drawn, view: number): MeasureInput => ({
    masses: massesOf(runs, drawn.draws, drawn.shape, drawn.values),
    ...(truths[view] && { truth: truths[view] }),
    ...(heldOut[view] && { holdout: heldOut[view] }),
    ...(drawn.generated && { generated: drawn.generated }),
  });
  const trainedIn = (count: number | undefined) => count === undefined ? {} : { nTrain: count };
  const axes = Array.from({ length: features }, (_, axis) => ({
    name: named?.[axis].name ?? columnName(config, axis) ?? `x${axis + 1}`,
    unit: named?.[axis].unit ?? null,
  }));
  return {
    ...inputOf({ ...drawn, generated }, 0),
    ...trainedIn(nTrain),
    axes: shape.map((_, axis) => ({ ...axes[axis], edges: edges?.[axis] ?? null })),
    besides: besides.map((beside, i) => ({
      ...inputOf(others[i], i + 1),
      ...trainedIn(beside.kind === "condition" ? trained[i + 1] : nTrain),
      kind: beside.kind,
      axes: beside.features.map((feature, i) => ({ ...axes[feature], edges: beside.edges[i] })),
      ...(beside.within && {
        within: {
          name: conditionName(config),
          from: beside.within.from,
          to: beside.within.to,
        },
      }),
    })),
    ...(runs * drawn.draws === 1 && { samples: await samplesIn(reader, binning) }),
    inputs: reader.inputs,
    notes: [
      ...reader.notes,
      ...reader.inputs.flatMap(leftOut),
      ...(draws.kind === "events" && draws.files === undefined ? unlikelyAxes(drawn) : []),
      ...untold(nTrain, trained, besides),
    ],
    beyond: binning.beyond,
  };
}

/** The note on events that were left out. */
function leftOut({ role, file, events, missing = 0 }: Input): string[] {
  if (missing === 0) return [];
  return [
    `Of the ${grouped(events! + missing)} events of ${quote(file, 300)} (${role}), ${
      grouped(missing)
    } were left out, as a value of theirs stands for none.`,
  ];
}

/** The note on draws that may be events. */
function unlikelyAxes({ draws, generated }: Drawn): string[] {
  if (generated === undefined || draws <= generated.events) return [];
  return [
    `There are ${grouped(draws)} draws of ${
      grouped(Math.round(generated.events))
    } events each: if these are ${
      grouped(Math.round(generated.events))
    } draws, order says which axis is theirs.`,
  ];
}

/** The note on bins of the condition whose training events are not counted. */
function untold(
  nTrain: number | undefined,
  trained: readonly number[],
  besides: Bins["besides"],
): string[] {
  if (nTrain === undefined || trained.length > 0) return [];
  if (!besides.some(({ kind }) => kind === "condition")) return [];
  return [
    "How many training events each bin of the condition has is not known, as training is a number without events; what needs it is missing there.",
  ];
}

/** Effective events of a bin below which weights of both signs are not like counts. */
const FEWEST = 100;

/** The note on a sample whose weights have both signs. */
function fewEvents(role: "truth" | "holdout", sample: Sample, negative: number): string[] {
  if (negative === 0) return [];
  const fewest = effectiveEvents(sample).reduce((a, b) => Math.min(a, b));
  if (fewest >= FEWEST) return [];
  return [
    `Weights of the ${role} have both signs, and a bin of it has ${
      grouped(Math.round(fewest))
    } effective events. Below ${FEWEST} its noise is not quite that of counts, so that its ranks are not quite even; wider bins help.`,
  ];
}

/**
 * One generated sample, a true one and others as points; absent unless both are given as events. Held-out events are a true
 * sample, too.
 */
async function samplesIn(
  reader: Reader,
  { features, condition }: Bins,
): Promise<Samples | undefined> {
  const { draws, truth, holdout, training, missing } = reader.config;
  const heldOut = holdout?.kind === "events" ? holdout : undefined;
  const trueSample = truth?.kind === "events" ? truth : heldOut;
  if (draws.kind !== "events" || trueSample === undefined || draws.draw !== undefined) {
    return undefined;
  }
  const points = async (role: string, place: ArrangedEvents) => {
    reader.report(0, 1, `reading events of the ${role}`);
    const { points, step } = await pointsOf(await reader.openEvents(place), features, missing);
    if (step > 1) {
      reader.notes.push(
        `The ${role} has too many events to hold: one in ${step} is compared, and the worth is that of these.`,
      );
    }
    return points;
  };
  const [[file]] = draws.files === undefined
    ? [[reader.path({ file: draws.file! })]]
    : drawFiles(reader.folder, draws.files);
  return {
    generated: await points("generated sample", { ...draws, file }),
    truth: await points(truth === trueSample ? "truth" : "holdout", trueSample),
    ...(training && { training: await points("training", training) }),
    ...(heldOut && { holdout: await points("holdout", heldOut) }),
    ...(condition && { condition: { name: conditionName(reader.config), edges: condition } }),
  };
}

/** The bins of the configuration, along the first features. */
function mainView(edges: readonly Float64Array[]): View {
  return { features: edges.map((_, axis) => axis), edges };
}

/** Name of the condition. */
function conditionName({ condition }: AuditConfig): string {
  const { column } = condition!;
  return typeof column === "string" && !/^\d+$/.test(column) ? column : "the condition";
}

/** Name of an axis, where columns of events are chosen by name. */
function columnName({ draws, truth }: AuditConfig, axis: number): string | undefined {
  const columns = (draws.kind === "events" ? draws.columns : undefined) ??
    (truth?.kind === "events" ? truth.columns : undefined);
  const column = columns?.[axis];
  return typeof column === "object" ? column.dataset : column?.toString();
}
