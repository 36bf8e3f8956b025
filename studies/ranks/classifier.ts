/**
 * A classifier between the points that a posterior generates and true ones.
 *
 * @module
 */
import {
  type DifferentialAmplification,
  differentialAmplification,
} from "../../core/amplification/mod.ts";
import { classifySamples, type Separation, separation } from "../../core/calibration/mod.ts";
import { generate } from "../../core/flow/mod.ts";
import { Stream } from "../../core/random.ts";
import { target } from "../../core/target/mod.ts";
import { numerics } from "../../runner/engine.ts";
import { type Artefact, type Cell, cellKind } from "../../runner/cell.ts";
import { fitCell, massesCell } from "../shared/fit_cells.ts";
import { everyRun, type Grid } from "../shared/grid.ts";
import type { GridMethod } from "../shared/methods.ts";
import type { Profile } from "../../runner/study.ts";
import { cellCentres } from "../ring/density.ts";
import { fitKind } from "../shared/fit.ts";
import type { Method } from "../shared/schema.ts";

/** Configuration of a classifier of one fit. */
export interface ClassifierConfig {
  /** Points of each kind that the classifier is fitted to. */
  readonly fitted: number;
  /** Points of each kind that it is tried on. */
  readonly heldOut: number;
  /** Support points along each natural coordinate of the target. */
  readonly knots: readonly number[];
  /** Cells along each side of the map of the plane. */
  readonly gridCells: number;
  /** The map reaches from minus to plus this on both axes. */
  readonly halfWidth: number;
}

const small: ClassifierConfig = {
  fitted: 4000,
  heldOut: 5000,
  knots: [12, 8],
  gridCells: 30,
  halfWidth: 9,
};
const full: ClassifierConfig = {
  fitted: 40_000,
  heldOut: 50_000,
  knots: [24, 12],
  gridCells: 60,
  halfWidth: 9,
};
/** Size of the test in a profile. */
export const pictures: Readonly<Record<Profile, ClassifierConfig>> = {
  smoke: small,
  standard: full,
  paper: full,
};

/** The classifier of one fit, shared by the studies that use it. */
function classifierCell(
  grid: Grid,
  method: GridMethod,
  run: number,
  profile: Profile,
): Cell {
  const size = pictures[profile];
  return classifierKind.cell({
    config: { ...size, knots: [...size.knots] },
    seed: grid.seed,
    inputs: { fit: fitCell(grid, method, run) },
    label: `classifier ${method.method.label}, run ${run + 1}`,
    cost: (size.fitted + size.heldOut) * 5e-5,
  });
}

/** Name under which a summary reads the classifier of a run. */
function classifierName({ id }: Method, run: number): string {
  return `classifier ${id} ${run}`;
}

/** Inputs of a summary: of every method a cell of the masses of all runs, and the classifiers of all runs. */
export function classifiedCells(
  grid: Grid,
  profile: Profile,
  name: string,
  cellOf: (grid: Grid, method: GridMethod, masses: Record<string, Cell>) => Cell,
): Record<string, Cell> {
  const inputs: Record<string, Cell> = {};
  for (const method of grid.methods) {
    const masses = everyRun(grid, (run) => massesCell(grid, method, run));
    inputs[`${name} ${method.method.id}`] = cellOf(grid, method, masses);
    for (let run = 0; run < grid.runs; run++) {
      inputs[classifierName(method.method, run)] = classifierCell(grid, method, run, profile);
    }
  }
  return inputs;
}

/** Reads the results of the classifier of a run. */
export function classifierOf(
  inputs: Readonly<Record<string, Artefact>>,
  method: Method,
  run: number,
): ClassifierRecord {
  return classifierKind.record(inputs[classifierName(method, run)]);
}

/** The record of a classifier. */
export interface ClassifierRecord {
  /** On the held-out points. */
  readonly separation: Separation;
  readonly differential: DifferentialAmplification;
  /** ln of generated over true density and its standard error, `[row x2][column x1]`; null beyond all points. */
  readonly logRatio: (number | null)[][];
  readonly error: (number | null)[][];
}

/** Cell kind "classifier": separates points of all draws from true points. */
export const classifierKind = cellKind<ClassifierConfig, ClassifierRecord>({
  name: "classifier",
  version: 2,
  numerics,
  async run(
    { fitted, heldOut, knots, gridCells, halfWidth },
    { seed, inputs: { fit }, engine: engineOf, progress },
  ) {
    const { config: { target: name, run, nTrain, architecture, posterior } } = fitKind.record(fit);
    const toy = target(name);
    const engine = await engineOf(architecture);
    const [draws, size] = fit.arrays.draws.shape;
    const stream = Stream.fromSeed(seed).split("run", run, "classifier");

    /** As many points of each draw, whatever is left over from the first draws. */
    const generated = (purpose: string, count: number): Float64Array => {
      const noise = stream.split("generated", purpose, posterior.name);
      const all: Float32Array[] = [];
      for (let draw = 0; draw < draws; draw++) {
        const share = Math.floor(count / draws) + (draw < count % draws ? 1 : 0);
        if (share === 0) continue;
        const weights = fit.arrays.draws.values.slice(draw * size, (draw + 1) * size);
        all.push(
          generate(engine, weights as Float32Array, toy.condition, share, noise.split(draw)),
        );
        progress(draw + 1, draws, `${count} points`);
      }
      return toy.coordinates(all.flatMap((points) => [...points]));
    };
    const truth = (purpose: string, count: number) =>
      toy.coordinates(toy.sample(count, stream.split("truth", purpose)));

    const first = generated("fitted", fitted), second = truth("fitted", fitted);
    const classifier = classifySamples(first, second, {
      axes: toy.axes.map(({ periodic, range }, axis) => ({
        knots: knots[axis],
        ...(periodic ? { period: range } : {}),
      })),
    });
    const scores = [generated("held out", heldOut), truth("held out", heldOut)].map((points) =>
      classifier.logRatio(points)
    );

    const centres = cellCentres(gridCells, halfWidth);
    const cells = toy.coordinates(centres.flatMap((x2) => centres.flatMap((x1) => [x1, x2])));
    const [axes, ends] = [toy.axes.length, [Infinity, -Infinity]];
    for (const points of [first, second]) {
      for (let i = 0; i < points.length; i += axes) {
        ends[0] = Math.min(ends[0], points[i]);
        ends[1] = Math.max(ends[1], points[i]);
      }
    }
    const grid = (values: Float64Array) =>
      centres.map((_, row) =>
        centres.map((_, column) => {
          const cell = row * gridCells + column;
          const place = cells[cell * axes];
          return place < ends[0] || place > ends[1] ? null : values[cell];
        })
      );
    const record: ClassifierRecord = {
      separation: separation(scores[0], scores[1]),
      differential: differentialAmplification(scores[0], scores[1], nTrain),
      logRatio: grid(classifier.logRatio(cells)),
      error: grid(classifier.error(cells)),
    };
    return { record: record };
  },
});
