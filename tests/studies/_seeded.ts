/** Results that are constructed from known truths, with noise of the stated errors. */
import { meanOverRuns } from "../../core/estimate.ts";
import type { Stream } from "../../core/random.ts";
import type { AmplificationSeries } from "../../studies/amplification/schema.ts";
import type { CalibrationSeries } from "../../studies/calibration/schema.ts";
import type { ChoosingResults, Loss, Ruled } from "../../studies/choosing/schema.ts";
import type { EdgesSeries } from "../../studies/edges/schema.ts";
import type { LengthSeries } from "../../studies/length/schema.ts";
import type { PosteriorSeries } from "../../studies/posteriors/schema.ts";
import type { Classified, RanksSeries } from "../../studies/ranks/schema.ts";
import type { RingResults } from "../../studies/ring/schema.ts";
import type { Finding, Setup } from "../../studies/shared/schema.ts";
import type { WorthSeries } from "../../studies/worth/schema.ts";
import type { TrainingSizeResults } from "../../studies/training_size/schema.ts";
import { choosing } from "../site/_choosing.ts";
import { edges, trainingSize } from "../site/_measures.ts";
import { length } from "../site/_length.ts";
import { posteriors } from "../site/_posteriors.ts";
import { ranks, worth as someWorth } from "../site/_ranks_and_worth.ts";
import { amplificationRow } from "./_amplification.ts";
import { meanField, setupOf } from "./_methods.ts";

/** Nine methods, five runs, fifty draws. */
export const setup: Setup = setupOf([1, 2, 3, 5, 10, 20, 30, 50, 100].map(meanField));

const { runs } = setup;

/** Half the width of the range that holds 95 % of normal numbers. */
const wide = 1.959964;

/** A number of several runs that scatter about its truth. */
export function around(truth: number, scatter: number, stream: Stream, count = runs) {
  return meanOverRuns(Array.from({ length: count }, () => truth + scatter * stream.normal()));
}

function bare({ value, error }: { value: number; error: number | null }) {
  return { value, error };
}

/** Claims whose logarithm goes with that of the number of bins by an exponent, the same for all methods. */
export function claims(exponent: number, stream: Stream): AmplificationSeries[] {
  return setup.methods.map((method) => ({
    method,
    protocol: "exact",
    rows: [10, 20, 50].map((nBins) =>
      amplificationRow(nBins, { mean: { value: 1, error: 0.1 }, min: 0.9, max: 1.1 })
    ),
    fit: {
      linear: null,
      logarithmic: {
        a: { value: 1, error: 0.1 },
        b: bare(around(exponent, 0.1, stream)),
      },
    },
  }));
}

/** Divergences and probabilities inside the hole. */
export function ring(
  divergences: readonly number[],
  inside: number,
  stream: Stream,
): RingResults["summary"] {
  return setup.methods.map((method, i) => {
    const divergence = bare(around(divergences[i], 0.1, stream));
    return {
      method,
      divergence,
      divergenceOfDraws: divergence,
      closure: divergence,
      inside: bare(around(inside, 0.1, stream)),
      total: { value: 1, error: 0 },
    };
  });
}

/** Truths of the calibration: of each method's mean absolute deviation, and of all in the innermost bin. */
export interface CalibrationTruth {
  readonly mads: readonly number[];
  readonly innermost: number;
}

/** Calibrated coverage but for the truths; the band of the radius ends at 0.3. */
export function calibration(truth: CalibrationTruth, stream: Stream): CalibrationSeries[] {
  const bins = Array.from({ length: 20 }, (_, bin) => bin);
  return setup.methods.map((method, i): CalibrationSeries => {
    const judged = { value: 0, error: 0.1, calibrated: { lower: -wide * 0.1, upper: wide * 0.1 } };
    const mad = { ...judged, ...bare(around(truth.mads[i], 0.1, stream)) };
    const along = bins.map((bin) => bare(around(bin === 0 ? truth.innermost : 0, 0.1, stream)));
    return {
      method,
      protocol: "exact",
      curves: [],
      rankCurves: [],
      deviations: [{
        nBins: 50,
        mad,
        madRadius: mad,
        madAngle: mad,
        signed: { ...judged, value: 0.1 * stream.normal() },
        oneSigma: { value: 0.668, error: 0.01 },
      }],
      radius: {
        nBins: bins.length,
        centres: bins.map((bin) => 4 + 0.1 * bin),
        deviation: along.map(({ value }) => value),
        error: along.map(({ error }) => error),
        lower: bins.map(() => -0.3),
        upper: bins.map(() => 0.3),
        massRatio: bins.map(() => 1),
        spread: bins.map(() => 0.1),
      },
      oneSigmaMap: { nBins: 50, share: [] },
    };
  });
}

/** A p-value of a calibrated case from 999 simulations. */
function simulated(stream: Stream): number {
  return (1 + Math.floor(1000 * stream.uniform())) / 1000;
}

/** Ranks and scores of calibrated posteriors, and classifiers that see nothing. */
export function calibratedRanks(
  scores: readonly number[],
  stream: Stream,
): { readonly series: RanksSeries[]; readonly classified: Classified[] } {
  const { series, classifier } = ranks(setup, [50]);
  return {
    series: series.map((item, i): RanksSeries => {
      const common = around(0, 1, stream).perRun;
      const score = meanOverRuns(common.map((x) => x + scores[i] + 0.1 * stream.normal()));
      const tested = () => ({ value: 0, pValue: simulated(stream) });
      const [row] = item.rows;
      return {
        ...item,
        histograms: [],
        rows: [{
          ...row,
          distance: tested(),
          joint: tested(),
          score: bare(score),
          scorePerRun: score.perRun,
          ratio: bare(around(1, 0.1, stream)),
        }],
      };
    }),
    classified: classifier.methods.map((method) => ({
      ...method,
      pValues: Array.from({ length: runs }, () => stream.uniform()),
      logRatio: [],
      significance: [],
    })),
  };
}

/** What is true of each target: its amplification, its claim over its achievement, and its mass along the axis. */
export interface EdgesTruth {
  readonly achieved: number;
  readonly ratio: number;
  /** Mass over the true mass of each of 20 bins. */
  readonly mass: readonly number[];
}

/** Targets of five training sets; the coverage leaves its band everywhere. */
export function targets(truth: EdgesTruth, scatter: number, stream: Stream): EdgesSeries[] {
  const { series } = edges(setup);
  return series.filter(({ profile }) => profile.nBins === 20).map((item): EdgesSeries => {
    const mass = truth.mass.map((value) => bare(around(value, scatter, stream)));
    return {
      ...item,
      setup: { ...item.setup, runs },
      rows: item.rows.map((row) => ({
        ...row,
        achieved: around(truth.achieved, scatter, stream),
        ratio: around(truth.ratio, scatter, stream),
        signed: { value: stream.normal(), error: 1, calibrated: { lower: -wide, upper: wide } },
      })),
      profile: {
        ...item.profile,
        deviation: mass.map(() => -1),
        lower: mass.map(() => -0.1),
        upper: mass.map(() => 0.1),
        massRatio: mass.map(({ value }) => value),
        massRatioError: mass.map(({ error }) => error!),
      },
    };
  });
}

/** Sizes of the training sample at which nothing is claimed too much, with a power and sizes at break-even. */
export function sizes(
  power: number,
  ratio: number,
  stream: Stream,
): Pick<TrainingSizeResults, "series" | "powers"> {
  const { series, powers } = trainingSize(setup);
  return {
    series: series.map((item) => ({
      ...item,
      setup: { ...item.setup, runs },
      rows: item.rows.map((row) => ({ ...row, ratio: around(ratio, 0.1, stream) })),
    })),
    powers: powers.map((item) => ({
      ...item,
      achieved: bare(around(power, 0.1, stream)),
      breakEven: around(1000, 100, stream),
    })),
  };
}

/** Posteriors of independent draws that are as wide as the reference times a factor. */
export function widths(ratio: number, stream: Stream): PosteriorSeries[] {
  const { series } = posteriors(setup);
  return series.map((item, i) =>
    i === 0 ? item : {
      ...item,
      mixing: null,
      spreadRatio: { value: ratio * (1 + 0.05 * stream.normal()), error: 0.05 * ratio },
    }
  );
}

/** Identifiers of posteriors that are compared in pairs. */
const pairs = [
  "adam-mcmc-s0.1",
  "adam-mcmc-exact-kept",
  "adam-mcmc-exact-restored",
  "adam-mcmc-authors-restored",
  "ensemble",
  "repulsive-ensemble",
  "mean-field-elbo",
  "laplace-all",
];

/** The reference, and posteriors of independent draws whose spreads are as stated, or 0.1. */
export function paired(
  spreads: Readonly<Record<string, number>>,
  stream: Stream,
): PosteriorSeries[] {
  const [reference, example] = posteriors(setup).series;
  return [
    reference,
    ...pairs.map((id) => ({
      ...example,
      method: { ...example.method, id, label: id },
      spread: { value: (spreads[id] ?? 0.1) * (1 + 0.05 * stream.normal()), error: 0.005 },
    })),
  ];
}

/** Chains of six noise scales whose spread goes as a power of it, with a scatter. */
export function scales(power: number, scatter: number, stream: Stream): PosteriorSeries[] {
  const [example] = posteriors(setup).series.slice(-1);
  return [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].map((sigma) => ({
    ...example,
    method: {
      ...example.method,
      id: `s${sigma}`,
      parameter: { symbol: "σ", value: sigma },
    },
    // The stated errors are too small, as those of chains that have not mixed.
    spread: { value: sigma ** power * Math.exp(scatter * stream.normal()), error: 1e-9 },
  }));
}

/** Fits that do not change between a beginning and the end, all calibrated but for chance. */
export function lengths(stream: Stream): LengthSeries[] {
  return length(setup).series.map(({ method, points }) => ({
    method,
    points: points.map((point, i) => {
      const moved = (truth: number) => {
        const here = around(truth, 0.1, stream);
        const whole = i === points.length - 1 ? here : around(truth, 0.1, stream);
        const change = whole.perRun.map((value, run) => value - here.perRun[run]);
        return { ...bare(here), toWhole: bare(meanOverRuns(change)) };
      };
      return {
        ...point,
        rows: point.rows.map((row) => ({
          ...row,
          signed: moved(0),
          oneSigma: moved(0.67),
          width: moved(1),
          amplification: moved(1),
          divergence: moved(1),
        })),
        edge: moved(0),
      };
    }),
  }));
}

/** What is true of choices: what each rule loses, by its identifier, and what all of them have in common. */
export interface ChoosingTruth {
  /** Logarithm of the amplification that is lost, default 1; and the same for calibration. */
  readonly amplification?: Readonly<Record<string, number>>;
  readonly calibration?: Readonly<Record<string, number>>;
  /** What all lose more with the larger number of training events, and on the last target. */
  readonly bySize?: number;
  readonly byTarget?: number;
  /** Logarithm of forecast over achieved amplification; null where a forecast is. */
  readonly excess?: number | null;
}

/** Losses of nine training sets about their truths. */
export function choices(truth: ChoosingTruth, stream: Stream): ChoosingResults {
  const results = choosing();
  const { amplification = {}, calibration = {}, bySize = 0, byTarget = 0, excess = 0 } = truth;
  const rules = results.rules.map((rule): Ruled => {
    const loss = (more: number, count: number): Loss => ({
      amplification: around((amplification[rule.id] ?? 1) + more, 0.1, stream, count),
      calibration: around(calibration[rule.id] ?? 1, 0.1, stream, count),
    });
    return {
      ...rule,
      overall: loss(0, 9),
      bySize: rule.bySize.map((size, i) => ({ ...size, ...loss(i * bySize, 9) })),
      byTarget: rule.byTarget.map((target, i, all) => ({
        ...target,
        ...loss(i === all.length - 1 ? byTarget : 0, 3),
      })),
      excess: excess === null || rule.excess === null ? null : around(excess, 0.1, stream, 9),
    };
  });
  return { ...results, rules };
}

/** Methods of the evidence of a finding; none where it is not said. */
export function membersOf(all: readonly Finding[], id: string): string[] {
  return Object.keys(all.find((finding) => finding.id === id)?.evidence ?? {});
}

/** Truths of the worth: of each method's claimed over achieved events, and of what it achieves. */
export interface WorthTruth {
  readonly ratios: readonly number[];
  readonly achieved: readonly number[];
  /** Forecast over achieved, in every ring. */
  readonly rings: number;
  /** Share of the squared error that runs have in common; default that of some made-up runs. */
  readonly common?: number;
}

/** Achieved amplification of runs and the share of the squared error in common, of errors in 60 independent bins. */
function inCommon(share: number, stream: Stream) {
  const bins = 60, common = stream.normals(new Float64Array(bins));
  const errors = Array.from(
    { length: runs },
    () => common.map((x) => Math.sqrt(share) * x + Math.sqrt(1 - share) * stream.normal()),
  );
  const squareOf = (values: Float64Array) => values.reduce((sum, x) => sum + x * x / bins, 0);
  const squares = errors.map(squareOf), square = squares.reduce((sum, x) => sum + x / runs, 0);
  const mean = common.map((_, bin) => errors.reduce((sum, one) => sum + one[bin] / runs, 0));
  return {
    achieved: meanOverRuns(squares.map((x) => 1 / x)),
    systematicShare: (squareOf(mean) - square / runs) / (1 - 1 / runs) / square,
  };
}

/** Claims and achievements about their truths. */
export function worth(truth: WorthTruth, stream: Stream): WorthSeries[] {
  const { series } = someWorth(setup, [50]);
  return series.map((item, i) => ({
    ...item,
    rows: item.rows.map((row) => ({
      ...row,
      ratio: around(truth.ratios[i], 0.1, stream),
      achieved: around(truth.achieved[i], 0.1, stream),
      ...(truth.common !== undefined && inCommon(truth.common, stream)),
    })),
    volumes: {
      ...item.volumes,
      ratio: item.volumes.ratio.map(() => bare(around(truth.rings, 0.1, stream))),
    },
  }));
}
