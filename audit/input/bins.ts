/**
 * The bins of an audit: those of the configuration, and beside them projections on features beyond them and the bins of a
 * condition.
 *
 * @module
 */
import type { AuditConfig, EventsPlace } from "../config.ts";
import { counted } from "../../render/sentence.ts";
import { checkEvents } from "./events.ts";
import { checkEdges, type View } from "./histogram.ts";
import { cannot } from "./masses.ts";
import { quantileEdgesOf } from "./quantiles.ts";
import type { Reader } from "./reader.ts";

/** Bins that are measured beside those of the configuration. */
export interface Beside extends View {
  readonly kind: "projection" | "condition";
}

/** What events are counted in. */
export interface Bins {
  /** Features of an event, with the condition last if there is one. */
  readonly features: number;
  /** Edges along the first features; absent where bins come without, or where nothing says them. */
  readonly edges: readonly Float64Array[] | undefined;
  readonly besides: readonly Beside[];
  /** Edges of the condition. */
  readonly condition?: Float64Array;
  readonly beyond: "left out" | "outermost";
}

/** Quantile bins along one feature alone, and along each of two. */
const ALONE = 20, PAIRED = 8;

/** The most features whose pairs are examined. */
const MOST = 40;

/** The sample whose quantiles the bins are. */
function sampleOf(
  { truth, holdout, training }: AuditConfig,
  role: "truth" | "holdout" | "training",
): EventsPlace {
  const place = { truth, holdout, training: training && { ...training, kind: "events" } }[role];
  if (place !== undefined && place.kind === "events" && "file" in place) return place;
  throw cannot(
    `quantiles of the ${role} need its events`,
    place === undefined ? "none" : place.kind,
  );
}

/**
 * Quantiles of features, each in as many bins.
 *
 * @param fewer Whether a sample of fewer events has fewer bins; default it is refused.
 */
async function quantilesOf(
  reader: Reader,
  role: "truth" | "holdout" | "training",
  features: readonly number[],
  bins: readonly number[],
  fewer = false,
): Promise<Float64Array[]> {
  reader.report(0, 1, `reading quantiles of the ${role}`);
  const { missing } = reader.config;
  const { source, features: count, beside } = await reader.openEvents(
    sampleOf(reader.config, role),
  );
  return await quantileEdgesOf(source, bins, { features, count, beside, missing, fewer });
}

/** The same, with a note where a feature has fewer bins. */
async function quantiles(
  reader: Reader,
  role: "truth" | "holdout" | "training",
  features: readonly number[],
  bins: readonly number[],
): Promise<Float64Array[]> {
  const edges = await quantilesOf(reader, role, features, bins);
  edges.forEach((list, i) => {
    const remaining = list.length - 1;
    if (remaining === bins[i]) return;
    reader.notes.push(
      `Values of feature ${features[i] + 1} repeat, so that its ${
        bins[i]
      } quantile bins are ${remaining}.`,
    );
  });
  return edges;
}

/** Projections on each feature and on each pair. */
async function projections(
  reader: Reader,
  role: "truth" | "holdout" | "training",
  features: number,
): Promise<Beside[]> {
  const all = Array.from({ length: features }, (_, i) => i);
  const alone = await quantilesOf(reader, role, all, all.map(() => ALONE), true);
  const inPairs = all.slice(0, MOST);
  const paired = await quantilesOf(reader, role, inPairs, inPairs.map(() => PAIRED), true);
  if (features > MOST) {
    reader.notes.push(
      `Of ${features} features each is examined alone, and the first ${MOST} in pairs.`,
    );
  }
  const few = all.filter((i) => alone[i].length <= ALONE);
  if (few.length > 0) {
    reader.notes.push(
      `Projections have fewer than ${ALONE} bins along ${
        counted(few, features, "features")
      }, whose values repeat or are few.`,
    );
  }
  return [
    ...all.map((i): Beside => ({ kind: "projection", features: [i], edges: [alone[i]] })),
    ...inPairs.flatMap((i) =>
      inPairs.slice(i + 1).map((j): Beside => ({
        kind: "projection",
        features: [i, j],
        edges: [paired[i], paired[j]],
      }))
    ),
  ];
}

/** Edges of the condition, whose index among the features is given. */
async function conditionEdges(reader: Reader, index: number): Promise<Float64Array> {
  const { condition, binning } = reader.config;
  const { edges, quantiles: bins } = condition!;
  if (edges !== undefined) {
    const list = Float64Array.from(edges);
    checkEdges([list]);
    return list;
  }
  const role = binning?.quantiles?.of ?? "truth";
  return (await quantiles(reader, role, [index], [bins!]))[0];
}

/**
 * Which bins events are counted in.
 *
 * @throws {RangeError} If a sample that they are quantiles of is not there, or has too few events.
 */
export async function binsOf(reader: Reader): Promise<Bins> {
  const { binning, condition, draws } = reader.config;
  const beyond = binning?.beyond ?? (binning?.quantiles === undefined ? "left out" : "outermost");
  if (condition !== undefined && draws.kind !== "events") {
    throw cannot("a condition needs draws that are events", draws.kind);
  }
  const conditionCount = condition === undefined ? 0 : 1;
  let edges: readonly Float64Array[] | undefined, features = 0;
  const besides: Beside[] = [];
  if (binning?.edges !== undefined) edges = await reader.edges(binning.edges);
  else if (binning?.quantiles !== undefined) {
    const { of: role, bins } = binning.quantiles;
    const sample = await reader.openEvents(sampleOf(reader.config, role));
    features = Math.max(sample.features - conditionCount, bins.length);
    checkEvents(sample.source, 1, features + conditionCount + sample.beside);
    edges = await quantiles(reader, role, bins.map((_, axis) => axis), bins);
    checkEdges(edges);
    if (features > bins.length) besides.push(...await projections(reader, role, features));
  }
  reader.known = edges;
  // Bins that come with a truth serve events.
  if (draws.kind === "events") edges ??= await reader.edgesOfOthers();
  features ||= edges?.length ?? 0;
  if (condition === undefined) return { features, edges, besides, beyond };
  if (edges === undefined) throw cannot("a condition needs a binning", "none");
  const list = await conditionEdges(reader, features);
  const axes = edges.map((_, axis) => axis);
  for (let bin = 0; bin + 1 < list.length; bin++) {
    besides.push({
      kind: "condition",
      features: axes,
      edges,
      within: {
        index: features,
        from: list[bin],
        to: list[bin + 1],
        last: bin + 2 === list.length,
      },
    });
  }
  return { features: features + conditionCount, edges, besides, condition: list, beyond };
}
