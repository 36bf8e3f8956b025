/**
 * The study of what is learned: data, learned density, loss.
 *
 * @module
 */
import { jensenShannonOfMean } from "../../core/amplification/mod.ts";
import { meanOverRuns, valueAndError } from "../../core/estimate.ts";
import { sidesOf } from "../../core/significance.ts";
import { exp } from "../../core/elementary.ts";
import { target } from "../../core/target/mod.ts";
import { cellCentres, densityKind, profileRadii } from "./density.ts";
import { fitKind, trainingData } from "../shared/fit.ts";
import { massesKind, massesOfRuns } from "../shared/masses.ts";
import { fitCell, massesCell } from "../shared/fit_cells.ts";
import { type Grid, paperGrid, setupOf } from "../shared/grid.ts";
import type { GridMethod } from "../shared/methods.ts";
import { type Artefact, type Cell, cellKind } from "../../runner/cell.ts";
import type { Estimate, Finding, Method } from "../shared/schema.ts";
import {
  capital,
  enclosed,
  inText,
  measurement,
  named,
  plusMinus,
  range,
} from "../../render/sentence.ts";
import type { Profile } from "../../runner/study.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import { superlative } from "../shared/superlative.ts";
import { type ClosureElsewhere, closureElsewhere, closureFinding } from "./closure.ts";
import { type RingResults, ringResults } from "./schema.ts";

/** What is drawn, in the size of a profile. */
interface Picture {
  readonly gridCells: number;
  readonly halfWidth: number;
  readonly radii: number;
  readonly angles: number;
  readonly testPoints: number;
  /** Training points that the page shows. */
  readonly shown: number;
}

const small: Picture = {
  gridCells: 24,
  halfWidth: 9,
  radii: 60,
  angles: 8,
  testPoints: 500,
  shown: 600,
};
const full: Picture = {
  gridCells: 60,
  halfWidth: 9,
  radii: 180,
  angles: 16,
  testPoints: 4000,
  shown: 1500,
};
const pictures: Readonly<Record<Profile, Picture>> = { smoke: small, standard: full, paper: full };

/** Only the first run is drawn; the divergence is estimated for all. */
function densityCell(grid: Grid, method: GridMethod, run: number, picture: Picture): Cell {
  const { gridCells, halfWidth, radii, angles, testPoints } = picture;
  const drawn = run === 0 ? { gridCells, radii } : { gridCells: 0, radii: 0 };
  return densityKind.cell({
    config: { target: grid.target, ...drawn, halfWidth, angles, testPoints },
    seed: grid.seed,
    inputs: { fit: fitCell(grid, method, run) },
    label: `density ${method.method.label}, run ${run + 1}`,
    cost: grid.draws * 0.2,
  });
}

interface RingConfig {
  readonly profile: Profile;
  readonly grid: Grid;
  readonly picture: Picture;
  readonly elsewhere: readonly ClosureElsewhere[];
}

/** Bins along each axis of the closure, or as many as there are. */
const mostClosureBins = 50;

/** Name under which the summary reads an artefact. */
function inputName(what: string, method: Method, run: number): string {
  return `${what} ${method.id} ${run}`;
}

function overRuns(values: readonly number[]): Estimate {
  return valueAndError(meanOverRuns(values));
}

/** Cell kind "ring": puts together what the page of the study shows. */
export const ringKind = cellKind<RingConfig, Recorded<RingResults>>({
  name: "ring",
  version: 8,
  run({ grid, picture, elsewhere }, { inputs }) {
    const runs = Array.from({ length: grid.runs }, (_, run) => run);
    const methods = grid.methods.map(({ method }) => method);
    const read = (what: string, method: Method, run: number): Artefact =>
      inputs[inputName(what, method, run)];
    const toy = target(grid.target);
    const closureBins = Math.max(...grid.nBins.filter((n) => n <= mostClosureBins));

    const centres = cellCentres(picture.gridCells, picture.halfWidth);
    const truth = centres.map((x2) => [
      ...toy.logDensity(centres.flatMap((x1) => [x1, x2])).map(exp),
    ]);
    const radius = profileRadii(picture.radii, picture.halfWidth);
    const onRay = radius.flatMap((r) => [r, 0]);
    const radialTruth = toy.logDensity(onRay).map((log, i) => 2 * Math.PI * radius[i] * exp(log));
    const points = trainingData(grid.seed, { target: grid.target, nTrain: grid.nTrain, run: 0 });
    const sample = Array.from(
      { length: Math.min(picture.shown, grid.nTrain) },
      (_, i): [number, number] => [points[2 * i], points[2 * i + 1]],
    );

    const summary = methods.map((method) => {
      const densities = runs.map((run) => densityKind.record(read("density", method, run)));
      const masses = runs.map((run) => massesKind.record(read("masses", method, run)));
      const mean = (values: readonly number[]) =>
        values.reduce((sum, x) => sum + x, 0) / values.length;
      return {
        method,
        divergence: overRuns(densities.map(({ divergence }) => divergence.value)),
        divergenceOfDraws: overRuns(densities.map(({ divergenceOfDraws }) => divergenceOfDraws)),
        closure: overRuns(jensenShannonOfMean(
          massesOfRuns(
            Object.fromEntries(runs.map((run) => [`run${run}`, read("masses", method, run)])),
            { method: method.id, protocol: "exact" },
            closureBins,
            grid.seed,
          ),
          1 / (closureBins * closureBins),
        )),
        inside: overRuns(masses.map(({ inside }) => mean(inside))),
        total: overRuns(masses.map(({ total }) => mean(total))),
      };
    });
    const records = methods.flatMap((method) =>
      runs.map((run) => ({ method, run, ...fitKind.record(read("fit", method, run)).diagnostics }))
    );
    const results: Recorded<RingResults> = {
      setup: setupOf(grid),
      sample,
      grid: {
        centres,
        truth,
        methods: methods.map((method) => {
          const { mean, spread } = densityKind.record(read("density", method, 0));
          return { method, mean, spread };
        }),
      },
      radial: {
        radius,
        truth: [...radialTruth],
        methods: methods.map((method) => ({
          method,
          ...densityKind.record(read("density", method, 0)).radial,
        })),
      },
      traces: records.flatMap(({ method, run, traces }) =>
        traces.map(({ name, unit, steps, values }) => ({
          method,
          run,
          name,
          unit,
          steps: [...steps],
          values: [...values],
        }))
      ),
      summary,
      closureBins,
      closureElsewhere: elsewhere.map((closure) => ({ ...closure })),
      warnings: records.flatMap(({ method, run, warnings }) =>
        warnings.map((warning) => ({ method, run, warning }))
      ),
    };
    return { record: results };
  },
});

/** Which learned density is the closest to the truth. */
function closestFinding(summary: RingResults["summary"], runs: number): Finding {
  const contenders = summary.map(({ method: { label }, divergence: { value, error } }) => ({
    label,
    value,
    error,
  }));
  const { index, settled, names, next } = superlative(contenders, { runs, leads: "smallest" });
  const { method, divergence } = summary[index];
  return {
    id: "closest",
    sentence: `The density of ${inText(method.label)}, averaged over its draws, ${
      settled
        ? `is closer to the truth than that of any other method: its Kullback-Leibler divergence is ${
          plusMinus(divergence)
        } nats.`
        : `has the smallest Kullback-Leibler divergence from the truth, ${
          plusMinus(divergence)
        } nats. ${capital(enclosed(names))} may be as close.${next}`
    }`,
    evidence: Object.fromEntries(
      [...summary].sort((a, b) => a.divergence.value - b.divergence.value)
        .map((row) => [row.method.id, row.divergence]),
    ),
  };
}

/** What the flows learn, in sentences computed from the numbers. */
export function findings(summary: RingResults["summary"], runs: number): Finding[] {
  const out: Finding[] = summary.length > 1 ? [closestFinding(summary, runs)] : [];
  const sides = sidesOf(summary.map(({ inside }) => inside), runs);
  const leaking = summary.filter((_, i) => sides[i] === "above");
  if (leaking.length > 0) {
    out.push({
      id: "edge",
      sentence: `A smooth map cannot follow the sharp inner edge. The probability that ${
        enclosed(named(leaking.map(({ method }) => method), summary.length))
      } put into the hole of the ring, where the truth has none, is ${
        range(
          leaking.map(({ method: { label }, inside: { value, error } }) =>
            measurement(label, { value: 100 * value, error: error && 100 * error }, " %")
          ),
        )
      }.`,
      evidence: Object.fromEntries(leaking.map(({ method, inside }) => [method.id, inside])),
    });
  }
  return out;
}

/** What is learned: data, learned density, loss. */
export const study: ReportStudy<RingResults> = {
  name: "ring",
  title: "Ring",
  kinds: [densityKind, ringKind],
  results: ringResults,
  findings: ({ summary, setup, closureElsewhere }) => [
    ...findings(summary, setup.runs),
    closureFinding(closureElsewhere),
  ],
  page: {
    name: "What the flows learn",
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grid = paperGrid(profile);
    const picture = pictures[profile];
    const inputs: Record<string, Cell> = {};
    for (const method of grid.methods) {
      for (let run = 0; run < grid.runs; run++) {
        inputs[inputName("fit", method.method, run)] = fitCell(grid, method, run);
        inputs[inputName("density", method.method, run)] = densityCell(grid, method, run, picture);
        inputs[inputName("masses", method.method, run)] = massesCell(grid, method, run);
      }
    }
    return ringKind.cell({
      config: {
        profile,
        grid,
        picture: { ...picture },
        elsewhere: closureElsewhere(),
      },
      seed: grid.seed,
      inputs,
      label: "summary of what is learned",
      cost: 1,
    });
  },
};
