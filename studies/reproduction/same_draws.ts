/**
 * Changes of the measurement and of the selection of draws: possible causes of discrepancies with
 * published curves that need no other chain.
 *
 * @module
 */
import { amplification, type AmplificationEstimator } from "../../core/amplification/mod.ts";
import { binCount, type Masses } from "../../core/binning/mod.ts";
import { bootstrapRuns, coverage, deviations } from "../../core/calibration/mod.ts";
import { log, log2 } from "../../core/elementary.ts";
import { Stream } from "../../core/random.ts";
import { type CountingConfig, massesOfRuns, pointsPerDraw } from "../shared/masses.ts";
import { everyRun, type Grid } from "../shared/grid.ts";
import type { GridMethod } from "../shared/methods.ts";
import { massesCell } from "../shared/fit_cells.ts";
import { type Cell, cellKind } from "../../runner/cell.ts";
import type { Estimate, Protocol } from "../shared/schema.ts";

/** A change, and its effect on a quantity, averaged over the points of its curve. */
export interface Change {
  readonly quantity: "amplification" | "coverage";
  /** Bins along each axis of a coverage; null for the amplification at all binnings. */
  readonly nBins: number | null;
  readonly reason: string;
  /** Change of the logarithm of the amplification, or of the coverage; error from the bootstrap over runs. */
  readonly change: Estimate;
}

interface SameDrawsConfig extends Pick<CountingConfig, "method"> {
  readonly nTrain: number;
  /** Bins along each axis of the published coverage curves and of the amplification. */
  readonly coverageAt: readonly number[];
  readonly amplificationAt: readonly number[];
  /** Binary logarithm of the length of the paper's chain over ours; null for independent draws. */
  readonly doublings: number | null;
  /** Method with the same warm-up whose first draw is nearer to it; null if there is none. */
  readonly start: string | null;
}

/** Masses of some of the draws of every run. */
export function drawsOf(masses: Masses, keep: (draw: number) => boolean): Masses {
  const { runs, draws, values } = masses;
  const bins = binCount(masses);
  const kept = Array.from({ length: draws }, (_, draw) => draw).filter(keep);
  const out = new Float64Array(runs * kept.length * bins);
  for (let run = 0; run < runs; run++) {
    for (const [i, draw] of kept.entries()) {
      const from = (run * draws + draw) * bins;
      out.set(values.subarray(from, from + bins), (run * kept.length + i) * bins);
    }
  }
  return { ...masses, draws: kept.length, values: out };
}

/** Masses with the first draw of every run from other masses. */
export function withFirstDraw(masses: Masses, others: Masses): Masses {
  const bins = binCount(masses);
  const values = masses.values.slice();
  for (let run = 0; run < masses.runs; run++) {
    const from = run * others.draws * bins;
    values.set(others.values.subarray(from, from + bins), run * masses.draws * bins);
  }
  return { ...masses, values };
}

/**
 * Masses in bins whose edges along the first axis are quantiles of `events` true events, as those of
 * the authors: the true mass between two edges is a gamma number over the sum of all.
 */
export function withEstimatedEdges(masses: Masses, events: number, stream: Stream): Masses {
  const [rows] = masses.shape;
  const inRow = binCount(masses) / rows;
  const spacings = Float64Array.from({ length: rows }, () => stream.gamma(events / rows));
  const mean = spacings.reduce((sum, x) => sum + x, 0) / rows;
  const values = masses.values.map((mass, i) =>
    mass * spacings[Math.floor(i / inRow) % rows] / mean
  );
  return { ...masses, values };
}

/** True events from which the authors estimate their edges. */
const edgeEvents = 1e7;

/** Mean over numbers of the logarithm of their means over runs; values are `[numbers][runs]`. */
function meanLog(values: readonly (readonly number[])[], weights: Float64Array): number {
  return values.reduce(
    (sum, perRun) => sum + log(perRun.reduce((s, x, run) => s + weights[run] * x, 0)),
    0,
  ) / values.length;
}

/** Mean over levels of coverage - nominal, of every run. */
function signedOf(masses: Masses, stream: Stream): number[] {
  const covered = coverage(masses, 1 / binCount(masses), { method: "interpolated" });
  return deviations(covered, { stream }).signed.perRun;
}

/** A quantity: its values for every run from masses, and the difference of two sets of values. */
interface Measurement {
  readonly protocol: Protocol;
  readonly valuesOf: (masses: Masses) => number[];
  readonly difference: (
    after: readonly (readonly number[])[],
    before: readonly (readonly number[])[],
    weights: Float64Array,
  ) => number;
}

/** Cell kind "reproduction-same-draws": the effects of all changes on the masses of all runs. */
export const sameDrawsKind = cellKind<SameDrawsConfig, { readonly changes: Change[] }>({
  name: "reproduction-same-draws",
  version: 3,
  run(config, { seed, inputs, progress }) {
    const { method, nTrain, coverageAt, amplificationAt, doublings, start } = config;
    const named = (prefix: string) =>
      Object.fromEntries(
        Object.entries(inputs).filter(([name]) => name.startsWith(prefix)).map((
          [name, artefact],
        ) => [name.replace(prefix, "run"), artefact]),
      );
    const ours = named("run"), others = named("start");
    const stream = Stream.fromSeed(seed).split("same draws", method);
    const whole = coverageAt.length + amplificationAt.length;
    let done = 0;
    const changes: Change[] = [];
    const measure = (
      quantity: Change["quantity"],
      nBins: number | null,
      at: readonly number[],
      { protocol, valuesOf, difference }: Measurement,
      estimators: readonly [string, AmplificationEstimator][] = [],
    ) => {
      const values: Record<string, number[][]> = {};
      const put = (name: string, perRun: number[]) => (values[name] ??= []).push(perRun);
      for (const n of at) {
        const masses = (protocol: Protocol, from = ours, name = method) =>
          massesOfRuns(from, { method: name, protocol }, n, seed);
        const base = masses(protocol);
        const half = base.draws >> 1;
        put("base", valuesOf(base));
        put("exact", valuesOf(masses("exact")));
        put("other", valuesOf(masses(protocol === "fixed" ? "scaled" : "fixed")));
        if (quantity === "coverage") {
          // The amplification, mu^2 / sigma^2, does not depend on the edges.
          put("edges", valuesOf(withEstimatedEdges(base, edgeEvents, stream.split("edges", n))));
        }
        for (const [name, estimator] of estimators) {
          const points = pointsPerDraw(protocol, n * n);
          put(name, amplification(base, nTrain, { estimator, pointsPerDraw: points }).perRun);
        }
        if (doublings !== null) {
          // Equally many draws of the first half of the chain, of the whole chain, and of its second half.
          put("first half", valuesOf(drawsOf(base, (draw) => draw < half)));
          put("all", valuesOf(drawsOf(base, (draw) => draw % 2 === 0 && draw < 2 * half)));
          put("second half", valuesOf(drawsOf(base, (draw) => draw >= base.draws - half)));
        }
        if (start !== null) {
          put("start", valuesOf(withFirstDraw(base, masses(protocol, others, start))));
        }
        done++;
        progress(done, whole, `${n} x ${n} bins`);
      }
      const change = (reason: string, after: string, before = "base", factor = 1) => {
        if (values[after] === undefined) return;
        const [{ value, error }] = bootstrapRuns(
          values.base[0].length,
          (weights) => [factor * difference(values[after], values[before], weights)],
          { stream: stream.split("bootstrap", quantity, nBins ?? "all", reason) },
        );
        changes.push({ quantity, nBins, reason, change: { value, error: error } });
      };
      change(
        protocol === "fixed"
          ? "1000 generated points per bin instead of 10⁷ in all"
          : "10⁷ generated points in all instead of 1000 per bin",
        "other",
      );
      change("no counting of generated points", "exact");
      change("edges at quantiles of 10⁷ true events", "edges");
      for (const [name] of estimators) change(name, name);
      change("the second half of the chain instead of the first", "second half", "first half");
      // A chain of the paper's length has no trend to follow.
      if (doublings !== 0) {
        change(
          "a chain as long as the paper's, by the trend from half of ours to all",
          "all",
          "first half",
          doublings ?? 1,
        );
      }
      change("a first draw nearer to the warm-up", "start");
    };
    for (const n of coverageAt) {
      measure("coverage", n, [n], {
        protocol: "fixed",
        valuesOf: (masses) => signedOf(masses, stream.split("deviations", n)),
        difference: ([after], [before], weights) =>
          weights.reduce((sum, w, run) => sum + w * (after[run] - before[run]), 0),
      });
    }
    if (amplificationAt.length > 0) {
      measure(
        "amplification",
        null,
        amplificationAt,
        {
          protocol: "scaled",
          valuesOf: (masses) => amplification(masses, nTrain).perRun,
          difference: (after, before, weights) =>
            meanLog(after, weights) - meanLog(before, weights),
        },
        [["the estimate by standard deviations of counts", "naive"]],
      );
    }
    return { record: { changes } };
  },
});

/** Steps from draw to draw; undefined for a method without chains. */
function spacingOf(method: GridMethod | undefined): number | undefined {
  const spacing = method?.options.spacing;
  return typeof spacing === "number" ? spacing : undefined;
}

/**
 * The changes of a method.
 *
 * @param paper The method with the paper's setting.
 * @param start A method with the same warm-up whose draws stay nearer to it.
 */
export function sameDrawsCell(
  grid: Grid,
  method: GridMethod,
  at: Pick<SameDrawsConfig, "coverageAt" | "amplificationAt">,
  paper: GridMethod | undefined,
  start: GridMethod | undefined,
): Cell {
  const ours = spacingOf(method), published = spacingOf(paper);
  const cells = (from: GridMethod) => everyRun(grid, (run) => massesCell(grid, from, run));
  const first = start === undefined ? [] : Object.entries(cells(start));
  return sameDrawsKind.cell({
    config: {
      method: method.method.id,
      nTrain: grid.nTrain,
      coverageAt: [...at.coverageAt],
      amplificationAt: [...at.amplificationAt],
      doublings: ours === undefined || published === undefined ? null : log2(published / ours),
      start: start?.method.id ?? null,
    },
    seed: grid.seed,
    inputs: {
      ...cells(method),
      ...Object.fromEntries(first.map(([name, cell]) => [name.replace("run", "start"), cell])),
    },
    label: `changes on the same draws, ${method.method.label}`,
    cost: grid.runs * grid.draws * 6e-6 *
      [...at.coverageAt, ...at.amplificationAt].reduce((sum, n) => sum + n * n, 0),
  });
}
