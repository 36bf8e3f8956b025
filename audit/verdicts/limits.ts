/**
 * What the data of an audit cannot say.
 *
 * @module
 */
import { type BinningMeasures, isPresent } from "../../core/measure/mod.ts";
import { decimal } from "../../render/sentence.ts";
import { eventsInWords } from "../events_in_words.ts";
import type { AuditResults } from "../schema.ts";

/**
 * What these data cannot say.
 *
 * @param single Whether there is one generated sample, whose only known error is its counting.
 * @param features Of how many features there are projections.
 */
export function limitsOf(
  binning: BinningMeasures,
  setup: AuditResults["setup"],
  { single = false, features = 0 } = {},
): string[] {
  const out: string[] = [];
  const { calibration, holdout, worth } = binning;
  if (single) {
    out.push(
      "One generated sample has no draws, so that nothing is said of its uncertainty. Calibration and forecasts need several draws: members of an ensemble, weights from a posterior, or bootstraps.",
    );
  }
  if (!single && features > 2) {
    out.push(
      `Of ${features} features each is examined alone and in pairs. What three or more have to do with each other beyond the bins is not tested; one draw as a single sample has tests for that.`,
    );
  }
  if (setup.truthAs === null) {
    out.push(
      "Without a truth nothing tells whether the draws are right: neither coverage nor the achieved amplification can be had, and a bias that all draws share goes unseen.",
    );
  }
  if (!single && !isPresent(calibration) && setup.truthAs !== null) {
    out.push(`Coverage of the truth: ${calibration.reason}.`);
  }
  if (!single && setup.runs === 1) {
    out.push(
      "One run has no error between runs, and coverage from one run is over its bins alone; what it may scatter by is the range of calibrated generators. Independent training sets would tell more.",
    );
  }
  if (setup.truthEvents !== null) {
    out.push(
      `The truth is a sample of ${
        eventsInWords(setup, "truth", setup.truthEvents)
      }. Its counting noise is ${
        single ? "" : "added to every draw before coverage is measured and "
      }subtracted from distances; deviations much smaller than this noise cannot be seen.`,
    );
  }
  if (isPresent(holdout)) {
    out.push(
      `Of the variance that is predicted for the held-out sample, ${
        decimal(100 * holdout.countingShare, 0)
      } % is its own counting noise: the nearer to 100 %, the less its coverage says of the draws.`,
    );
  }
  if (!single && setup.generated !== null) {
    out.push(
      `Masses were counted from ${
        eventsInWords(setup, "draws", setup.generated, "generated")
      } a draw, whose noise is part of the draws' spread.`,
    );
  }
  for (
    const [name, measure] of [["Achieved amplification", worth.achieved], [
      "Divergence from the truth",
      worth.divergence,
    ], ["Amplification", worth.amplification]] as const
  ) {
    if (!single && !isPresent(measure) && setup.truthAs !== null) {
      out.push(`${name}: ${measure.reason}.`);
    }
  }
  if (binning.consistency.total.lower < 0.999) {
    out.push(
      `Draws put ${decimal(100 * (1 - binning.consistency.total.upper), 2)} to ${
        decimal(100 * (1 - binning.consistency.total.lower), 2)
      } % of their mass beyond the bins, where nothing is measured.`,
    );
  }
  return out;
}
