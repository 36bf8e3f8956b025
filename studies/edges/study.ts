/**
 * The study of edges: one posterior, the same effort, on targets that are smooth, kinked or hard.
 *
 * @module
 */
import { log } from "../../core/elementary.ts";
import { target } from "../../core/target/mod.ts";
import { measuresKind } from "../shared/measures.ts";
import { sampledMassesKind } from "../shared/sampled_masses.ts";
import { edgeGrids } from "./grid.ts";
import { everyRun, type Grid, setupOf } from "../shared/grid.ts";
import { fitCell, massesCell } from "../shared/fit_cells.ts";
import { type Cell, cellKind } from "../../runner/cell.ts";
import type { Finding } from "../shared/schema.ts";
import { decimal, grouped, listed, plusMinus } from "../../render/sentence.ts";
import { calibratedRatio } from "../../core/calibration/mod.ts";
import { sideOf } from "../../core/significance.ts";
import type { Profile } from "../../runner/study.ts";
import type { ReportStudy } from "../shared/study.ts";
import { type EdgesResults, edgesResults, type EdgesSeries } from "./schema.ts";

/** What the density of each target does where it begins or ends. */
const edges: Readonly<Record<string, EdgesSeries["edge"]>> = {
  "gamma-ring": "kink",
  "gaussian-ring": "smooth",
  "camel-back": "smooth",
  "wedge-ramp": "jump",
  "uniform-disc": "jump",
  "gamma-shell-5d": "kink",
};

/** Points generated with each draw where masses are counted. */
const pointsOf: Readonly<Record<Profile, number>> = {
  smoke: 5000,
  standard: 200_000,
  paper: 2_000_000,
};

/** Whether the masses of a target are counted: a cubature takes two axes at most. */
function isCounted(grid: Grid): boolean {
  return target(grid.target).axes.length > 2;
}

function massesOf(grid: Grid, run: number, profile: Profile): Cell {
  const [method] = grid.methods;
  if (!isCounted(grid)) return massesCell(grid, method, run);
  const fit = fitCell(grid, method, run);
  const points = pointsOf[profile];
  return sampledMassesKind.cell({
    config: { target: grid.target, nBins: [...grid.nBins], points },
    seed: grid.seed,
    inputs: { fit },
    label: fit.label.replace("fit", "counted masses"),
    cost: grid.draws * points * 1e-5,
  });
}

/**
 * The measures of a grid of one method.
 *
 * @param points Points generated with each draw, where masses are counted on them.
 */
export function measuresCell(
  grid: Grid,
  masses: (run: number) => Cell,
  profileAt: number,
  points?: number,
): Cell {
  const [{ method }] = grid.methods;
  const { target: name, nTrain } = grid;
  return measuresKind.cell({
    config: {
      target: name,
      nBins: [...grid.nBins],
      method: method.id,
      protocol: "exact",
      nTrain,
      profileAt,
      ...(points !== undefined && { points }),
    },
    seed: grid.seed,
    inputs: everyRun(grid, masses),
    label: `measures of ${method.label}, ${target(name).title}, ${nTrain} points`,
    cost: grid.runs * grid.draws * 0.1,
  });
}

/** Number of bins of the profile: 50 where there are as many, else the finest. */
export function profileBins({ nBins }: Grid): number {
  return nBins.includes(50) ? 50 : Math.max(...nBins);
}

interface EdgesConfig {
  readonly grids: readonly Grid[];
  readonly profile: Profile;
}

/** Cell kind "edges": puts together what the page of the study shows. */
export const edgesKind = cellKind<EdgesConfig, EdgesResults>({
  name: "edges",
  version: 4,
  run({ grids, profile }, { inputs }) {
    const series = grids.map((grid): EdgesSeries => {
      const toy = target(grid.target);
      const [{ name, symbol }] = toy.axes;
      return {
        setup: setupOf(grid),
        edge: edges[grid.target],
        dimension: toy.dimension,
        axis: `${name} ${symbol}`,
        points: isCounted(grid) ? pointsOf[profile] : null,
        ...measuresKind.record(inputs[grid.target]),
      };
    });
    const results: EdgesResults = {
      setup: setupOf(grids[0]),
      findings: findings(series),
      series,
    };
    return { record: results };
  },
});

/** Number of bins that all targets come closest to: about ten events of training data in each. */
const commonBins = 1000;

/** The findings of the study. */
export function findings(series: readonly EdgesSeries[]): Finding[] {
  const out: Finding[] = [];
  const say = (id: string, sentence: string, evidence: Finding["evidence"]) =>
    out.push({ id, sentence, evidence });
  const titled = series.map((one) => {
    const row = one.rows.reduce((best, row) =>
      Math.abs(log(row.bins / commonBins)) < Math.abs(log(best.bins / commonBins)) ? row : best
    );
    return { ...one, title: one.setup.target.title, name: one.setup.target.name, row };
  });
  const group = (
    id: string,
    sentence: (who: string) => string,
    keep: (one: typeof titled[number]) => boolean,
    number: (one: typeof titled[number]) => { value: number; error: number | null },
  ) => {
    const who = titled.filter(keep);
    if (who.length === 0) return;
    const words = who.map((one) =>
      `${plusMinus(number(one))} (${one.title}, ${one.edge}, ${one.row.bins} bins)`
    );
    say(
      id,
      sentence(listed(words)),
      Object.fromEntries(
        who.map((one) => [one.title, { value: number(one).value, error: number(one).error }]),
      ),
    );
  };
  group(
    "amplified",
    (who) =>
      `Measured against the truth, generated events are worth more than the training events: ${who} times.`,
    ({ row, setup: { runs } }) => sideOf(row.achieved, 1, runs) === "above",
    ({ row }) => row.achieved,
  );
  group(
    "not-amplified",
    (who) => `They are worth less than the training events: ${who} times.`,
    ({ row, setup: { runs } }) => sideOf(row.achieved, 1, runs) === "below",
    ({ row }) => row.achieved,
  );
  group(
    "over-claimed",
    (who) =>
      `More is claimed than the distance from the truth bears out; claimed over achieved: ${who}.`,
    ({ row, setup: { draws, runs } }) =>
      sideOf(row.ratio, calibratedRatio(draws, row.autocorrelationTime), runs) === "above",
    ({ row }) => row.ratio,
  );
  group(
    "under-covers",
    (who) =>
      `The coverage lies on average below that of calibrated posteriors, so that intervals are too narrow; mean signed deviation: ${who}.`,
    ({ row: { signed: { value, calibrated } } }) => value < calibrated.lower,
    ({ row }) => row.signed,
  );
  group(
    "calibrated",
    (who) =>
      `The mean signed deviation of the coverage cannot be told from that of a calibrated posterior: ${who}.`,
    ({ row: { signed: { value, calibrated } } }) =>
      value >= calibrated.lower && value <= calibrated.upper,
    ({ row }) => row.signed,
  );
  for (const { title, points, rows, hidden } of titled) {
    const shares = rows.flatMap(({ bins, counting }) => counting ? [{ bins, ...counting }] : []);
    if (points === null || shares.length === 0) continue;
    const most = shares.reduce((a, b) => b.spread.value > a.spread.value ? b : a);
    const lost = hidden?.length
      ? `; ${listed(hidden.map(({ bins, reason }) => `at ${bins} bins ${reason}`))}`
      : "";
    say(
      `counting-${title}`,
      `${title}: masses are counted on ${
        grouped(points)
      } points a draw, and counting is taken out: at ${most.bins} bins it is a share of ${
        plusMinus(most.spread)
      } of the spread and of ${plusMinus(most.distance)} of the squared error${lost}.`,
      { "share of the spread": most.spread, "share of the squared error": most.distance },
    );
  }
  for (const { title, profile, edge, axis } of titled) {
    const { deviation, lower, upper, massRatio, centres } = profile;
    const outside = deviation.flatMap((value, i) =>
      value < lower[i] || value > upper[i] ? [i] : []
    );
    if (outside.length === 0) continue;
    const worst = outside.reduce((a, b) =>
      Math.abs(massRatio[b] - 1) > Math.abs(massRatio[a] - 1) ? b : a
    );
    say(
      `profile-${edge}-${title}`,
      `${title}: the coverage leaves the band of calibrated posteriors in ${outside.length} of ${profile.nBins} bins of its ${axis}; the mass is most wrong at ${
        decimal(centres[worst], 2)
      }, where the flows have ${decimal(massRatio[worst], 3)} of the true one.`,
      {
        "mass over true mass": {
          value: massRatio[worst],
          error: profile.massRatioError?.[worst] ?? null,
        },
      },
    );
  }
  return out;
}

/** Where does amplification hold: on smooth densities, or at edges too? */
export const study: ReportStudy<EdgesResults> = {
  name: "edges",
  title: "Edges and smoothness",
  kinds: [edgesKind],
  results: edgesResults,
  page: {
    group: "Amplification",
    name: "Edges and smoothness",
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grids = edgeGrids(profile);
    return edgesKind.cell({
      config: { profile, grids },
      seed: grids[0].seed,
      inputs: Object.fromEntries(
        grids.map((grid) => [
          grid.target,
          measuresCell(
            grid,
            (run) => massesOf(grid, run, profile),
            profileBins(grid),
            isCounted(grid) ? pointsOf[profile] : undefined,
          ),
        ]),
      ),
      label: "summary of edges and smoothness",
      cost: 1,
    });
  },
};
