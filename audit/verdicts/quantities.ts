/**
 * The numbers of an audit by the names that gates, tables and the terminal know them by.
 *
 * @module
 */
import { type Absent, absent, isPresent } from "../../core/measure/absent.ts";
import type { BinningMeasures } from "../../core/measure/mod.ts";
import type { NamedQuantity, SampleResults } from "../schema.ts";

/** A number with its error and its range for calibrated generators, where they exist. */
interface Value {
  readonly value: number;
  readonly error?: number | null;
  readonly calibrated?: { readonly lower: number; readonly upper: number };
}

/** A p-value with no error of its own. */
function p(test: { readonly pValue: number } | Absent): Value | Absent {
  return "pValue" in test ? { value: test.pValue } : test;
}

/** All names, their meanings, and how each number is taken from the measures. */
const catalogue: readonly (readonly [
  name: string,
  meaning: string,
  find: (binning: BinningMeasures) => Value | Absent,
])[] = [
  [
    "coverage_deviation",
    "mean absolute deviation of the coverage from its nominal levels (rank intervals)",
    ({ calibration: c }) => isPresent(c) ? c.deviation : c,
  ],
  [
    "signed_deviation",
    "mean deviation of the coverage from its nominal levels; below 0: intervals too narrow",
    ({ calibration: c }) => isPresent(c) ? c.signed : c,
  ],
  [
    "mad",
    "mean absolute deviation by interpolated quantiles, as in arXiv:2408.00838",
    ({ calibration: c }) => isPresent(c) ? c.mad : c,
  ],
  [
    "one_sigma",
    "share of bins whose truth is within one standard deviation",
    ({ calibration: c }) => isPresent(c) ? c.oneSigma : c,
  ],
  [
    "rank_p",
    "p-value of flat ranks of the truth",
    ({ calibration: c }) => isPresent(c) ? p(c.ranks.distance) : c,
  ],
  [
    "joint_p",
    "p-value of joint coverage of all bins",
    ({ calibration: c }) => isPresent(c) ? isPresent(c.joint) ? p(c.joint.distance) : c.joint : c,
  ],
  [
    "truth_distance_p",
    "upper limit of the p-value of the distance of the truth from the draws, for Gaussian posteriors",
    ({ calibration: c }) =>
      isPresent(c) ? p(c.distance ?? absent("Results of earlier versions do not hold it")) : c,
  ],
  [
    "score_ratio",
    "ranked probability score over that of a calibrated posterior as wide",
    ({ calibration: c }) => isPresent(c) ? isPresent(c.scores) ? c.scores.ratio : c.scores : c,
  ],
  [
    "holdout_deviation",
    "mean absolute deviation of the coverage of the held-out sample",
    ({ holdout: h }) => isPresent(h) ? h.deviation : h,
  ],
  [
    "holdout_signed",
    "mean deviation of the coverage of the held-out sample",
    ({ holdout: h }) => isPresent(h) ? h.signed : h,
  ],
  [
    "holdout_p",
    "p-value of flat ranks of the held-out sample",
    ({ holdout: h }) => isPresent(h) ? p(h.ranks.chiSquare) : h,
  ],
  [
    "amplification",
    "events that the spread claims, over training events, without bias from few draws",
    ({ worth }) => worth.amplification,
  ],
  [
    "paper_amplification",
    "the same by the estimator of arXiv:2408.00838, which is D / (D - 3) times as large for D draws",
    ({ worth }) => worth.paperAmplification,
  ],
  [
    "forecast",
    "the same by averaging over bins, without truth",
    ({ worth }) => worth.forecast,
  ],
  [
    "forecast_without_counting",
    "the forecast without the counting noise of the generated events",
    ({ worth }) => worth.forecastWithoutCounting,
  ],
  [
    "counting_share",
    "share of the draws' variance that is counting of generated events",
    ({ worth }) => worth.countingShare,
  ],
  ["claimed", "events claimed by the spread, all bins together, over training events", (
    { worth },
  ) => worth.claimed],
  ["achieved", "events that the distance from the truth is worth, over training events", (
    { worth },
  ) => worth.achieved],
  ["claim_ratio", "claimed over achieved", ({ worth }) => worth.ratio],
  [
    "divergence",
    "Jensen-Shannon divergence of the mean over draws from the truth, nats",
    ({ worth }) => worth.divergence,
  ],
  [
    "relative_spread",
    "mean relative standard deviation of the draws of a bin",
    ({ consistency }) => consistency.relativeSpread,
  ],
  [
    "chain_p",
    "p-value of neighbouring draws being as far apart as others",
    ({ consistency }) => p(consistency.neighbours),
  ],
  [
    "drift_p",
    "p-value of the first half of the draws being like the second",
    ({ consistency }) => p(consistency.halves),
  ],
  [
    "farthest_draw",
    "distance of the farthest draw from the others, over the median",
    ({ consistency: { farthest } }) => isPresent(farthest) ? { value: farthest.ratio } : farthest,
  ],
  [
    "run_ratio",
    "variance between runs over that within them",
    ({ consistency }) => consistency.runs,
  ],
];

/** The numbers of one generated sample, by name. */
const sampleCatalogue: readonly (readonly [
  name: string,
  meaning: string,
  find: (samples: SampleResults) => Value | Absent,
])[] = [
  ...([
    ["energy_p", "energy distance", "energy distance of the generated sample from the truth"],
    ["kernel_p", "kernel distance", "kernel distance (MMD) of the generated sample from the truth"],
    ["wasserstein_p", "sliced Wasserstein distance", "sliced Wasserstein distance from the truth"],
    ["frechet_p", "Fréchet distance", "Fréchet distance from the truth"],
    ["classifier_p", "classifier", "classifier that tells the sample from the truth"],
  ] as const).map(([name, test, what]) =>
    [
      name,
      `p-value of the ${what}`,
      ({ tests }: SampleResults): Value | Absent => p(tests.find(({ name }) => name === test)!),
    ] as const
  ),
  [
    "sample_worth",
    "true events that the generated sample is worth, in the finest cells",
    ({ worth }) => worth[worth.length - 1].sample,
  ],
  [
    "generator_worth",
    "true events that the generator is worth, in the finest cells",
    ({ worth }) => worth[worth.length - 1].generator,
  ],
  [
    "copies_share",
    "share of generated events nearer to the training than to a held-out sample",
    ({ copies }) => isPresent(copies) ? { value: copies.share, error: copies.error } : copies,
  ],
  ["copies_p", "p-value of this share being one half", ({ copies }) => p(copies)],
];

/** The names that a gate may use. */
export const quantityNames: readonly string[] = [...catalogue, ...sampleCatalogue].map((
  [name],
) => name);

/** What a name means. */
export const quantityMeanings: ReadonlyMap<string, string> = new Map(
  [...catalogue, ...sampleCatalogue].map(([name, meaning]) => [name, meaning]),
);

/** A number, or why it cannot be had, by its name. */
function namedQuantity(name: string, meaning: string, number: Value | Absent): NamedQuantity {
  return isPresent(number)
    ? {
      name,
      meaning,
      value: number.value,
      error: number.error ?? null,
      calibrated: number.calibrated ?? null,
      reason: null,
    }
    : { name, meaning, value: null, error: null, calibrated: null, reason: number.reason };
}

/** The numbers of a binning. */
export function quantitiesOf(binning: BinningMeasures): NamedQuantity[] {
  return catalogue.map(([name, meaning, find]) => namedQuantity(name, meaning, find(binning)));
}

/** The numbers of one generated sample; none where there are draws. */
export function sampleQuantities(samples: SampleResults | undefined): NamedQuantity[] {
  if (samples === undefined) return [];
  return sampleCatalogue.map(([name, meaning, find]) =>
    namedQuantity(name, meaning, find(samples))
  );
}
