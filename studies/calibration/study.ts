/**
 * The study of calibration: does the truth lie in the posterior's intervals as often as their level says?
 *
 * @module
 */
import {
  type Excursion,
  excursions,
  expectedOneSigma,
  levelsOf,
  madFloor,
} from "../../core/calibration/mod.ts";
import { coverageKind, coverageRecord } from "../cells/coverage.ts";
import { everyRun, type Grid, type GridMethod, massesCell, paperGrid, setupOf } from "../grid.ts";
import type { Cell, CellKind, Json } from "../runner/cell.ts";
import type { Finding, Protocol } from "../schema.ts";
import { decimal, listed, plusMinus } from "../sentence.ts";
import type { Study } from "../study.ts";
import type { CalibrationResults, CalibrationSeries } from "./schema.ts";

const protocols: readonly Protocol[] = ["exact", "scaled"];
const curvesAt = [5, 10, 50];

/** Coverage of a method over all runs. */
export function coverageCell(grid: Grid, method: GridMethod, protocol: Protocol): Cell {
  return {
    kind: coverageKind.name,
    config: {
      target: grid.target,
      nBins: [...grid.nBins],
      method: method.method.id,
      protocol,
      curvesAt,
      radiusAt: Math.max(...grid.nBins),
      mapAt: 50,
    },
    seed: grid.seed,
    inputs: everyRun(grid, (run) => massesCell(grid, method, run)),
    label: `coverage ${method.method.label}, ${protocol} masses`,
    cost: grid.runs * grid.draws * 0.2,
  };
}

/** Name under which the summary reads a series. */
function inputName(method: GridMethod, protocol: Protocol): string {
  return `${method.method.id} ${protocol}`;
}

/** Cell kind "calibration": puts together what the page of the study shows. */
export const calibrationKind: CellKind = {
  name: "calibration",
  version: 1,
  run({ config, inputs }) {
    const grid = config.grid as unknown as Grid;
    const series = grid.methods.flatMap((method) =>
      protocols.map((protocol): CalibrationSeries => ({
        method: method.method,
        protocol,
        ...coverageRecord(inputs[inputName(method, protocol)]),
      }))
    );
    const { runs, draws } = grid;
    const results: CalibrationResults = {
      setup: setupOf(grid),
      findings: findings(series.filter(({ protocol }) => protocol === "exact")),
      nBins: [...grid.nBins],
      nominal: [...levelsOf(draws, { method: "interpolated" }).nominal],
      rankNominal: [...levelsOf(draws, { method: "rank" }).nominal],
      series,
      oneSigmaExpected: expectedOneSigma(draws),
      floors: grid.nBins.map((nBins) => {
        const sizes = { runs, draws, shape: [nBins, nBins] };
        const { mad, madByAxis } = madFloor(sizes, { method: "interpolated" });
        return { nBins, mad, madRadius: madByAxis[0], madAngle: madByAxis[1] };
      }),
    };
    return { json: results as unknown as Json, arrays: {} };
  },
};

/** A stretch of radii on which the deviation leaves the band of a calibrated posterior. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly below: boolean;
}

/** The longest stretch of at least three neighbouring radial bins on one side of the band. */
function longestStretch({ radius }: CalibrationSeries): Stretch | undefined {
  const { centres, deviation, lower, upper } = radius;
  const stretches = excursions(deviation, { simultaneousLower: lower, simultaneousUpper: upper });
  const length = ({ from, to }: Excursion) => to - from + 1;
  const best = stretches.reduce<Excursion | undefined>(
    (longest, one) => longest === undefined || length(one) > length(longest) ? one : longest,
    undefined,
  );
  if (best === undefined || length(best) < 3) return undefined;
  return { from: centres[best.from], to: centres[best.to], below: !best.above };
}

function findings(series: readonly CalibrationSeries[]): Finding[] {
  const out: Finding[] = [];
  const finest = series.map(({ method, deviations }) => ({ method, row: deviations.at(-1)! }));
  const [best] = [...finest].sort((a, b) => a.row.mad.value - b.row.mad.value);
  const bins = `${best.row.nBins} × ${best.row.nBins}`;
  const evidence = Object.fromEntries(
    finest.map(({ method, row: { mad: { value, error } } }) => [method.id, { value, error }]),
  );
  out.push({
    id: "best",
    sentence:
      `At ${bins} bins the coverage of ${best.method.label} is the closest to its nominal levels: its mean absolute deviation is ${
        plusMinus(best.row.mad)
      }, where a calibrated posterior stays below ${decimal(best.row.mad.calibrated.upper, 3)}.`,
    evidence,
  });
  const judge = (keep: (deviation: CalibrationSeries["deviations"][number]["signed"]) => boolean) =>
    finest.filter(({ row }) => keep(row.signed)).map(({ method, row }) =>
      `${method.label} (${plusMinus(row.signed)})`
    );
  const signs = Object.fromEntries(
    finest.map(({ method, row: { signed: { value, error } } }) => [method.id, { value, error }]),
  );
  const below = judge(({ value, calibrated }) => value < calibrated.lower);
  const above = judge(({ value, calibrated }) => value > calibrated.upper);
  const neither = judge(({ value, calibrated }) =>
    value >= calibrated.lower && value <= calibrated.upper
  );
  const say = (id: string, who: string[], what: string) => {
    if (who.length > 0) {
      out.push({
        id,
        sentence: `At ${bins} bins the mean signed deviation of the coverage ${what}: ${
          listed(who)
        }.`,
        evidence: signs,
      });
    }
  };
  say(
    "under",
    below,
    "lies below the range of calibrated posteriors, so that the truth is covered less often than the intervals say",
  );
  say(
    "over",
    above,
    "lies above the range of calibrated posteriors, so that the truth is covered more often than the intervals say",
  );
  say(
    "calibrated",
    neither,
    "cannot be told from that of a calibrated posterior",
  );
  for (const one of series) {
    const stretch = longestStretch(one);
    if (stretch === undefined) continue;
    const { from, to, below } = stretch;
    out.push({
      id: `radius-${one.method.id}`,
      sentence: `Against the radius, ${one.method.label} covers too ${
        below ? "little" : "much"
      } from r = ${decimal(from, 2)} to ${
        decimal(to, 2)
      }, the longest stretch outside the band that holds 95 % of calibrated posteriors.`,
      evidence: { from: { value: from, error: null }, to: { value: to, error: null } },
    });
  }
  return out;
}

/** Does the truth lie in the posterior's intervals as often as their level says? */
export const calibrationStudy: Study = {
  name: "calibration",
  title: "Calibration",
  summary(profile) {
    const grid = paperGrid(profile);
    return {
      kind: calibrationKind.name,
      config: { profile, grid: grid as unknown as Json },
      seed: grid.seed,
      inputs: Object.fromEntries(
        grid.methods.flatMap((method) =>
          protocols.map((protocol) => [
            inputName(method, protocol),
            coverageCell(grid, method, protocol),
          ])
        ),
      ),
      label: "summary of calibration",
      cost: 1,
    };
  },
};
