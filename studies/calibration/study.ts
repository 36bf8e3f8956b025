/**
 * The study of calibration: does the truth lie in the posterior's intervals as often as their level says?
 *
 * @module
 */
import { expectedOneSigma, levelsOf, madFloor } from "../../core/calibration/mod.ts";
import { sidesOf } from "../../core/significance.ts";
import { fewestDraws } from "../../core/measure/mod.ts";
import { innermostShare } from "./edge.ts";
import { coverageKind } from "./measure.ts";
import { everyRun, type Grid, type GridConfig, paperGrid, setupOf } from "../shared/grid.ts";
import { type GridMethod, stepsOf } from "../shared/methods.ts";
import { massesCell } from "../shared/fit_cells.ts";
import { type Cell, cellKind } from "../../runner/cell.ts";
import type { Finding, Method, Protocol } from "../shared/schema.ts";
import {
  capital,
  counted,
  decimal,
  enclosed,
  grouped,
  inText,
  listed,
  measurement,
  named,
  plusMinus,
  range,
  spelled,
} from "../../render/sentence.ts";
import { seriesCells, seriesOf } from "../shared/series.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import { superlative } from "../shared/superlative.ts";
import { type CalibrationResults, calibrationResults, type CalibrationSeries } from "./schema.ts";
import { independentDraws, isJudged, type Standing, standingOf } from "./standing.ts";
import { longEnough, stretches } from "./stretches.ts";

const curvesAt = [5, 10, 50];

/** Coverage of a method over all runs. */
export function coverageCell(grid: Grid, method: GridMethod, protocol: Protocol): Cell {
  return coverageKind.cell({
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
  });
}

/** Cell kind "calibration": puts together what the page of the study shows. */
export const calibrationKind = cellKind<GridConfig, Recorded<CalibrationResults>>({
  name: "calibration",
  version: 8,
  run(config, { inputs }) {
    const grid = config.grid;
    const series = seriesOf(grid, coverageKind, inputs);
    const { runs, draws } = grid;
    const results: Recorded<CalibrationResults> = {
      setup: setupOf(grid),
      steps: grid.methods.map((method) => stepsOf(method, draws)),
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
    return { record: results };
  },
});

type Finest = { readonly method: Method; readonly row: CalibrationSeries["deviations"][number] };

/** Whose coverage is the closest to its nominal levels. */
function closestFinding(finest: readonly Finest[], runs: number): Finding {
  const contenders = finest.map(({ method: { label }, row: { mad: { value, error } } }) => ({
    label,
    value,
    error,
  }));
  const { index, settled, names, next } = superlative(contenders, { runs, leads: "smallest" });
  const { method, row: { nBins, mad } } = finest[index];
  const numbers = `a mean absolute deviation of ${
    plusMinus(mad)
  }, where a calibrated posterior stays below ${decimal(mad.calibrated.upper, 3)}`;
  return {
    id: "best",
    sentence: `At ${nBins} × ${nBins} bins the coverage of ${inText(method.label)} ${
      settled
        ? `is closer to its nominal levels than that of any other method, with ${numbers}.`
        : `comes closest to its nominal levels, with ${numbers}. ${
          capital(enclosed(names))
        } may be as close.${next}`
    }`,
    evidence: Object.fromEntries(
      finest.map(({ method, row: { mad: { value, error } } }) => [method.id, { value, error }]),
    ),
  };
}

/**
 * Which methods cover too little in the innermost bin: below the band that holds all bins of 95 % of calibrated
 * posteriors, and significantly so by their errors, all methods together.
 */
function edgeFinding(
  series: readonly CalibrationSeries[],
  { runs, fits, kind }: {
    readonly runs: number;
    readonly fits: string;
    readonly kind: string;
  },
): Finding[] {
  const at = ({ radius: { deviation, error } }: CalibrationSeries) => ({
    value: deviation[0],
    error: error[0],
  });
  const sides = sidesOf(
    series.map((item) => ({ ...at(item), value: at(item).value - item.radius.lower[0] })),
    runs,
  );
  const low = series.filter((_, i) => sides[i] === "below");
  if (low.length === 0) return [];
  return [{
    id: "edge",
    sentence: `At the inner edge the coverage of ${
      enclosed(named(low.map(({ method }) => method), series.length, kind))
    } is too low. In the innermost of ${
      low[0].radius.centres.length
    } radial bins its signed deviation is ${
      range(low.map((item) => measurement(item.method.label, at(item))))
    }, where the band of calibrated posteriors ends at ${
      decimal(Math.max(...low.map(({ radius }) => radius.lower[0])), 2)
    }. The fits are ${fits}. Longer ones need not cover as little.`,
    evidence: Object.fromEntries(low.map((item) => [item.method.id, at(item)])),
  }];
}

/** How much of the squared error of the mean along the radius lies in the innermost bin, where it is most of it. */
function edgeErrorFinding(series: readonly CalibrationSeries[]): Finding[] {
  const heavy = series.flatMap((member) => {
    const share = innermostShare(member);
    return share !== null && share > 0.5 ? [{ method: member.method, share }] : [];
  });
  if (heavy.length === 0) return [];
  const bins = series[0].radius.centres.length;
  return [{
    id: "edge-error",
    sentence:
      `The innermost of ${bins} radial bins carries most of the squared error of the mean along the radius for ${
        named(heavy.map(({ method }) => method), series.length)
      }, but counts in the coverage like any other. Its part of the error is ${
        range(
          heavy.map(({ method: { label }, share }) => ({
            label: inText(label),
            value: share,
            text: `${decimal(100 * share, 0)} %`,
          })),
        )
      }. So a posterior can cover well on average and still claim more than it achieves.`,
    evidence: Object.fromEntries(
      heavy.map(({ method, share }) => [method.id, { value: share, error: null }]),
    ),
  }];
}

/** Lengths of the fits of methods in words, as the inner edge depends on them. */
export function fitsOf(methods: readonly Method[], steps: readonly number[]): string {
  const kinds = [["mean-field", "mean fields"], ["adam-mcmc", "chains"]] as const;
  return listed(kinds.flatMap(([posterior, name]) => {
    const its = steps.filter((_, i) => methods[i].posterior === posterior);
    if (its.length === 0) return [];
    const [least, most] = [Math.min(...its), Math.max(...its)].map(grouped);
    return [`${name} of ${least === most ? least : `${least} to ${most}`} steps`];
  }));
}

/**
 * What the coverage says, in sentences computed from the numbers.
 *
 * @param fits Lengths of the fits in words.
 */
export function findings(
  series: readonly CalibrationSeries[],
  { runs, draws }: { readonly runs: number; readonly draws: number },
  fits: string,
): Finding[] {
  const finest = series.map(({ method, deviations }) => ({ method, row: deviations.at(-1)! }));
  const [{ row: { nBins } }] = finest;
  const bins = `${nBins} × ${nBins}`;
  const enough = finest.filter(({ row }) => isJudged(row, draws));
  const few = finest.filter((member) => !enough.includes(member));
  const standing = ({ row }: Finest) => standingOf(row, draws, enough.length);
  const judged = series.filter((_, i) => enough.includes(finest[i]));
  const kind = few.length === 0 ? "methods" : "methods with enough independent draws";
  const out: Finding[] = enough.length > 1 ? [closestFinding(enough, runs)] : [];
  const say = (id: string, which: Standing, what: string, place: string) => {
    const who = finest.filter((member) => standing(member) === which)
      .map(({ method: { id, label }, row: { signed: { value, error } } }) => ({
        id,
        label,
        value,
        error,
      }));
    if (who.length > 0) {
      out.push({
        id,
        sentence: `At ${bins} bins the intervals of ${
          enclosed(named(who, enough.length))
        } ${what}. The mean signed deviation of their coverage, ${
          range(who.map((member) => measurement(member.label, member)))
        }, lies ${place} the range ${
          enough.length === 1
            ? "of 95 % of calibrated posteriors"
            : `that holds all ${spelled(enough.length)}, if they are calibrated, in 95 % of cases`
        }.`,
        evidence: Object.fromEntries(who.map(({ id, value, error }) => [id, { value, error }])),
      });
    }
  };
  say("under", "narrow", "hold the truth less often than they say", "below");
  say("over", "wide", "hold the truth more often than they say", "above");
  say("calibrated", "calibrated", "are consistent with calibrated ones", "in");
  if (few.length > 0) {
    const worth = ({ row }: Finest) => ({ value: independentDraws(row, draws), error: null });
    out.push({
      id: "few",
      sentence: `The ${draws} draws of ${
        enclosed(named(few.map(({ method }) => method), finest.length))
      } are too few to judge their coverage. A verdict needs ${fewestDraws} independent ones, and these are worth ${
        range(few.map((member) => measurement(member.method.label, worth(member))))
      }.`,
      evidence: Object.fromEntries(few.map((member) => [member.method.id, worth(member)])),
    });
  }
  out.push(...edgeFinding(judged, { runs, fits, kind }), ...edgeErrorFinding(series));
  const leaving = judged.flatMap((member) => stretches(member) ?? []);
  if (leaving.length > 0) {
    const counts = ([
      ["below", leaving.filter(({ below }) => below)],
      ["above", leaving.filter(({ above }) => above)],
    ] as const).filter(([, who]) => who.length > 0);
    const [[side, first], ...more] = counts;
    out.push({
      id: "radius",
      sentence: `Along the radius, in ${longEnough} or more neighbouring bins, the coverage of ${
        counted(first, judged.length, kind)
      } lies ${side} the band of calibrated posteriors${
        more.map(([side, who]) => `, and that of ${counted(who, judged.length)} ${side} it`).join(
          "",
        )
      }.`,
      evidence: Object.fromEntries(
        counts.map((
          [what, who],
        ) => [`methods ${what} the band`, { value: who.length, error: null }]),
      ),
    });
  }
  return out;
}

/** Does the truth lie in the posterior's intervals as often as their level says? */
export const study: ReportStudy<CalibrationResults> = {
  name: "calibration",
  title: "Calibration",
  kinds: [coverageKind, calibrationKind],
  results: calibrationResults,
  findings: ({ series, setup, steps }) =>
    findings(
      series.filter(({ protocol }) => protocol === "exact"),
      setup,
      fitsOf(setup.methods, steps),
    ),
  page: {
    name: "Is the uncertainty right?",
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grid = paperGrid(profile);
    return calibrationKind.cell({
      config: { profile, grid },
      seed: grid.seed,
      inputs: seriesCells(grid, coverageCell),
      label: "summary of calibration",
      cost: 1,
    });
  },
};
