/**
 * From the files of a configuration to the arrays of an audit.
 *
 * @module
 */
import type { BinTruth, MeasureInput } from "../core/measure/mod.ts";
import { masses as massesOf, type Sample } from "../core/binning/mod.ts";
import type { ArrayPlace, AuditConfig } from "./config.ts";
import { countedSample, countsOfSample } from "./counted.ts";
import { drawsOf } from "./draws.ts";
import { quote, sentence, size } from "./formats/source.ts";
import { checkEdges } from "./histogram.ts";
import { cannot, checkMasses, integrate } from "./masses.ts";
import { type Input, type Progress, Reader } from "./reader.ts";

/** An axis of the bins. */
export interface AuditAxis {
  readonly name: string;
  readonly unit: string | null;
  /** Rising; none where the bins came without. The outermost may be infinite. */
  readonly edges: Float64Array | null;
}

/** All that is audited, and where it came from. */
export interface Prepared extends MeasureInput {
  readonly axes: readonly AuditAxis[];
  readonly inputs: readonly Input[];
  readonly beyond: "left out" | "outermost";
}

/** An array of one value a bin. */
async function perBin(
  reader: Reader,
  role: "truth" | "holdout",
  source: ArrayPlace,
  shape: readonly number[],
): Promise<Float64Array> {
  const found = await reader.array(source);
  reader.note(role, source.file, found);
  const same = found.shape.join() === shape.join();
  const flat = found.shape.filter((extent) => extent > 1).join() === String(size(shape));
  if (!same && !flat) {
    throw new TypeError(
      sentence(
        reader.path(source),
        `the ${role} must have as many bins as the draws, [${shape.join(", ")}]`,
        `[${found.shape.join(", ")}]`,
      ),
    );
  }
  if (same) reader.agree(reader.path(source), found.edges);
  return found.values;
}

/** A sample that is compared with the draws. */
async function sampleOf(
  reader: Reader,
  role: "truth" | "holdout",
  place: Extract<NonNullable<AuditConfig["holdout"]>, { kind: "events" | "counts" }>,
  edges: readonly Float64Array[] | undefined,
  shape: readonly number[],
  beyond: "left out" | "outermost",
): Promise<Sample> {
  const path = reader.path(place);
  if (place.kind === "events") {
    if (edges === undefined) throw cannot(`events of the ${role} need edges of bins`, "no edges");
    reader.report(0, 1, `events of the ${role}`);
    return countedSample(
      `the ${role} of ${quote(path, 300)}`,
      await reader.events(role, place, edges, beyond),
    );
  }
  const values = await perBin(reader, role, place, shape);
  const squares = place.squares && await perBin(reader, role, place.squares, shape);
  return countsOfSample(path, `the ${role}`, values, { squares, total: place.events });
}

/** The edges that come with the bins of a truth or of a held-out sample. */
async function edgesOfOthers(reader: Reader): Promise<readonly Float64Array[] | undefined> {
  for (const place of [reader.config.truth, reader.config.holdout]) {
    if (place === undefined || place.kind === "equal" || place.kind === "events") continue;
    reader.agree(reader.path(place), (await reader.open(place)).edges);
  }
  return reader.known;
}

/**
 * Reads all that a configuration names.
 *
 * @param folder Folder of the configuration, from which its paths go.
 * @throws {RangeError} If arrays do not fit together or hold what cannot be; the sentence names the file.
 * @throws {TypeError} If an array has the wrong shape.
 * @throws {SyntaxError} If a file is damaged.
 */
export async function prepare(
  config: AuditConfig,
  folder: string,
  report: Progress = () => {},
): Promise<Prepared> {
  using reader = new Reader(config, folder, report);
  const { binning, truth, holdout, training, draws, axes: named } = config;
  let edges: readonly Float64Array[] | undefined;
  if (binning?.edges !== undefined) edges = await reader.edges(binning.edges);
  else if (binning?.quantiles !== undefined) {
    const { of, bins } = binning.quantiles;
    const source = { truth, holdout, training: training && { ...training, kind: "events" } }[of];
    if (source === undefined || source.kind !== "events" || !("file" in source)) {
      throw cannot(
        `quantiles of the ${of} need its events`,
        source === undefined ? "none" : source.kind,
      );
    }
    edges = await reader.quantiles(of, source, bins);
    checkEdges(edges);
  }
  reader.known = edges;
  // Bins that come with a truth serve events.
  if (draws.kind === "events") edges ??= await edgesOfOthers(reader);
  const beyond = binning?.beyond ?? (binning?.quantiles === undefined ? "left out" : "outermost");
  const drawn = await drawsOf(reader, edges, beyond);
  edges ??= reader.known;
  const { shape, runs, values, generated } = drawn;
  if (edges !== undefined && edges.map((list) => list.length - 1).join() !== shape.join()) {
    throw new TypeError(
      `Cannot audit a generator as its draws must have as many bins as the binning, [${
        edges.map((list) => list.length - 1).join(", ")
      }]: current value is [${shape.join(", ")}]`,
    );
  }
  if (named !== undefined && named.length !== shape.length) {
    throw new TypeError(
      `Cannot audit a generator as there must be a name for each of ${shape.length} axes: current value is ${named.length}`,
    );
  }
  const bins = size(shape);
  if (draws.kind === "densities") integrate(values, edges);
  checkMasses("the draws", values, bins);

  let compared: BinTruth | undefined;
  if (truth?.kind === "equal") compared = { masses: 1 / bins };
  else if (truth?.kind === "masses" || truth?.kind === "densities") {
    const values = await perBin(reader, "truth", truth, shape);
    if (truth.kind === "densities") integrate(values, edges);
    checkMasses("the truth", values, bins);
    compared = { masses: values };
  } else if (truth !== undefined) {
    compared = await sampleOf(reader, "truth", truth, edges, shape, beyond);
  }
  const heldOut = holdout && await sampleOf(reader, "holdout", holdout, edges, shape, beyond);
  let nTrain = config.nTrain;
  if (training !== undefined && nTrain === undefined && edges !== undefined) {
    report(0, 1, "training events");
    const counted = await reader.events("training", training, edges, "outermost");
    const { counting } = countedSample(`the training of ${quote(training.file, 300)}`, counted);
    nTrain = Math.max(1, Math.round(counting.events));
  }
  const factors = config.coarser;
  if (factors !== "auto") {
    const bad = factors.find((factor) => shape.some((bins) => bins % factor !== 0));
    if (bad !== undefined) {
      throw cannot(`coarser must divide the bins of every axis, ${shape.join(" x ")}`, bad);
    }
  }
  return {
    masses: massesOf(runs, drawn.draws, shape, values),
    ...(compared === undefined ? {} : { truth: compared }),
    ...(heldOut === undefined ? {} : { holdout: heldOut }),
    ...(nTrain === undefined ? {} : { nTrain }),
    ...(generated === undefined ? {} : { generated }),
    axes: shape.map((_, axis) => ({
      name: named?.[axis].name ?? columnName(config, axis) ?? `x${axis + 1}`,
      unit: named?.[axis].unit ?? null,
      edges: edges?.[axis] ?? null,
    })),
    inputs: reader.inputs,
    beyond,
  };
}

/** Name of an axis, where columns of events are chosen by name. */
function columnName({ draws, truth }: AuditConfig, axis: number): string | undefined {
  const columns = (draws.kind === "events" ? draws.columns : undefined) ??
    (truth?.kind === "events" ? truth.columns : undefined);
  const column = columns?.[axis];
  return typeof column === "object" ? column.dataset : column?.toString();
}
