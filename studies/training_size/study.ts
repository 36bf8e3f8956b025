/**
 * The study of the training size: one posterior and target, more and more training events.
 *
 * @module
 */
import { breakEven } from "../../core/amplification/mod.ts";
import { meanOverRuns } from "../../core/estimate.ts";
import { Stream } from "../../core/random.ts";
import { measuresKind } from "../shared/measures.ts";
import { measuresCell, profileBins } from "../edges/study.ts";
import { type Grid, setupOf } from "../shared/grid.ts";
import { massesCell } from "../shared/fit_cells.ts";
import { trainingSizeGrids } from "./grid.ts";
import { nextStep } from "../shared/next_step.ts";
import { cellKind } from "../../runner/cell.ts";
import type { Finding } from "../shared/schema.ts";
import { counted, grouped, measurement, plusMinus, range } from "../../render/sentence.ts";
import { calibratedRatio } from "../../core/calibration/mod.ts";
import { sideOf, sidesOf } from "../../core/significance.ts";
import type { Profile } from "../../runner/study.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import { power } from "./power.ts";
import {
  type TrainingSizeResults,
  trainingSizeResults,
  type TrainingSizeSeries,
} from "./schema.ts";

/** Training events at which the achieved amplification of a binning passes 1, if it does in every run. */
function breakEvenSize(series: readonly TrainingSizeSeries[], row: number) {
  const sizes = series.map(({ setup }) => setup.nTrain);
  const perRun: number[] = [];
  for (let run = 0; run < series[0].setup.runs; run++) {
    const worth = series.map(({ rows }) => rows[row].achieved.perRun[run]);
    const last = breakEven(sizes, worth).at(-1);
    if (last === undefined) return null;
    perRun.push(last.x);
  }
  return meanOverRuns(perRun);
}

interface TrainingSizeConfig {
  readonly profile: Profile;
  readonly grids: readonly Grid[];
}

/** Cell kind "training-size": puts together what the page of the study shows. */
export const trainingSizeKind = cellKind<TrainingSizeConfig, Recorded<TrainingSizeResults>>({
  name: "training-size",
  version: 8,
  run(config, { seed, inputs }) {
    const stream = Stream.fromSeed(seed).split("training size");
    const grids = config.grids;
    const series = grids.map((grid): TrainingSizeSeries => ({
      setup: setupOf(grid),
      ...measuresKind.record(inputs[String(grid.nTrain)]),
    }));
    const [{ nBins }] = grids;
    const sizes = series.map(({ setup }) => setup.nTrain);
    const powerOf = (row: number, name: "claimed" | "achieved") =>
      power(sizes, series.map(({ rows }) => rows[row][name].perRun), {
        stream: stream.split(nBins[row], name),
      });
    const powers = nBins.map((n, i) => ({
      nBins: n,
      claimed: powerOf(i, "claimed"),
      achieved: powerOf(i, "achieved"),
      breakEven: breakEvenSize(series, i),
    }));
    const results: Recorded<TrainingSizeResults> = {
      setup: setupOf(grids[0]),
      nBins: [...nBins],
      series,
      powers,
    };
    return { record: results };
  },
});

/** The findings of the study. */
export function findings(
  series: readonly TrainingSizeSeries[],
  powers: TrainingSizeResults["powers"],
): Finding[] {
  const out: Finding[] = [];
  const say = (id: string, sentence: string, evidence: Finding["evidence"]) =>
    out.push({ id, sentence, evidence });
  const size = ({ setup }: TrainingSizeSeries) => grouped(setup.nTrain);
  const finest = powers[powers.length - 1];
  const bins = `${finest.nBins} × ${finest.nBins} bins`;
  const [{ setup: { runs } }] = series;
  const side = sideOf(finest.achieved, 1, runs);
  say(
    "power",
    `At ${bins} a generated sample is worth a number of true events that goes as N to the power of ${
      plusMinus(finest.achieved)
    }, where N counts its training events. Its claim goes as N to the power of ${
      plusMinus(finest.claimed)
    }. ${
      side === "above"
        ? "What is achieved grows faster than N, so amplification grows with the training sample"
        : side === "below"
        ? "What is achieved grows more slowly than N, so amplification shrinks as the training sample grows"
        : "What is achieved is consistent with the power 1, an amplification that does not depend on N"
    }.${
      side === undefined
        ? nextStep({ value: finest.achieved.value - 1, error: finest.achieved.error }, { runs })
        : ""
    }`,
    { achieved: finest.achieved, claimed: finest.claimed },
  );
  const rows = series.map((member) => ({ member, row: member.rows.at(-1)! }));
  say(
    "achieved",
    `Measured against the truth at ${bins}, ${
      [...new Set([rows[0], rows[rows.length - 1]])].map(({ member, row }, i) =>
        i === 0
          ? `the amplification is ${plusMinus(row.achieved)} with ${size(member)} training events.`
          : `With ${size(member)} it is ${plusMinus(row.achieved)}.`
      ).join(" ")
    }`,
    Object.fromEntries(
      rows.map(({ member, row: { achieved: { value, error } } }) => [
        `N = ${size(member)}`,
        { value, error },
      ]),
    ),
  );
  const even = powers.flatMap(({ nBins, breakEven }) =>
    breakEven === null ? [] : [{ nBins, breakEven }]
  );
  if (even.length > 0) {
    const evidence = even.map(({ nBins, breakEven: { value, error } }) =>
      [`${nBins} × ${nBins} bins`, { value, error }] as const
    );
    const first = even[0].breakEven.perRun, last = even[even.length - 1].breakEven.perRun;
    const growth = meanOverRuns(last.map((size, run) => size - first[run]));
    const finer = even.length > 1 && sideOf(growth, 0, runs) === "above";
    say(
      "break-even",
      `Measured against the truth, generated events are worth as much as training events ${
        [...new Set([evidence[0], evidence[evidence.length - 1]])].map(([bins, size], i) =>
          i === 0
            ? `with ${plusMinus(size)} of them for ${bins}.`
            : `For ${bins} it takes ${plusMinus(size)}.`
        ).join(" ")
      }${finer ? " With more training events one must look finer to gain." : ""}`,
      Object.fromEntries(evidence),
    );
  }
  const claims = sidesOf(
    rows.map(({ member: { setup }, row: { ratio, autocorrelationTime } }) => ({
      value: ratio.value - calibratedRatio(setup.draws, autocorrelationTime),
      error: ratio.error,
    })),
    runs,
  );
  const over = rows.filter((_, i) => claims[i] === "above");
  if (over.length > 0) {
    say(
      "over-claimed",
      `The sample claims more than it achieves at ${
        counted(over, rows.length, "sizes of the training sample")
      }. Claimed over achieved events are ${
        range(over.map(({ member, row }) =>
          measurement(`${size(member)} training events`, row.ratio)
        ))
      }.`,
      Object.fromEntries(
        over.map(({ member, row: { ratio: { value, error } } }) => [
          `N = ${size(member)}`,
          { value, error },
        ]),
      ),
    );
  }
  const outside = rows.filter(({ row: { signed: { value, calibrated } } }) =>
    value < calibrated.lower || value > calibrated.upper
  );
  say(
    "calibration",
    outside.length === 0
      ? `At ${bins} the coverage is consistent with that of calibrated posteriors at every size of the training sample.`
      : `At ${bins} the mean signed deviation of the coverage lies outside the range of calibrated posteriors at ${
        counted(outside, rows.length, "sizes of the training sample")
      }. It is ${
        range(
          outside.map(({ member, row }) =>
            measurement(`${size(member)} training events`, row.signed)
          ),
        )
      }.`,
    Object.fromEntries(
      rows.map(({ member, row: { signed: { value, error } } }) => [
        `N = ${size(member)}`,
        { value, error },
      ]),
    ),
  );
  return out;
}

/** How do calibration and amplification scale with the number of training events? */
export const study: ReportStudy<TrainingSizeResults> = {
  name: "training-size",
  title: "Training size",
  kinds: [trainingSizeKind],
  results: trainingSizeResults,
  findings: ({ series, powers }) => findings(series, powers),
  page: {
    name: "Training size",
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const grids = trainingSizeGrids(profile);
    return trainingSizeKind.cell({
      config: { profile, grids },
      seed: grids[0].seed,
      inputs: Object.fromEntries(
        grids.map((grid) => [
          String(grid.nTrain),
          measuresCell(grid, (run) => massesCell(grid, grid.methods[0], run), profileBins(grid)),
        ]),
      ),
      label: "summary of the training size",
      cost: 1,
    });
  },
};
