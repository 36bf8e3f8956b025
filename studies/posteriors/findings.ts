/**
 * Findings of the comparison of posteriors: sentences computed from its numbers.
 *
 * @module
 */
import { hypot } from "../../core/elementary.ts";
import type { Estimate, Finding } from "../shared/schema.ts";
import { counted, decimal, listed, measurement, plusMinus, range } from "../../render/sentence.ts";
import type { PosteriorSeries, WidthSlope } from "./schema.ts";
import { widthFinding, widthOf } from "./width.ts";

/** Standard errors by which a number must differ from another to be called different. */
const clearance = 3;

/** Quotient of two independent estimates. */
function quotient(a: Estimate, b: Estimate): Estimate {
  const value = a.value / b.value;
  return { value, error: Math.abs(value) * hypot(a.error! / a.value, b.error! / b.value) };
}

function differs({ value, error }: Estimate, standard: number): boolean {
  return Math.abs(value - standard) > clearance * error!;
}

/** Whether the numbers of a posterior can be trusted: its chains are compatible with independent draws. */
function trusted({ mixing }: PosteriorSeries): boolean {
  return mixing === null || mixing.mixed;
}

/**
 * The sentences.
 *
 * @param reference Identifier of the method with which the others are compared.
 */
export function findings(
  series: readonly PosteriorSeries[],
  slopes: readonly WidthSlope[],
  reference: string,
): Finding[] {
  const out: Finding[] = [];
  const say = (id: string, sentence: string, evidence: Finding["evidence"]) =>
    out.push({ id, sentence, evidence });
  const seriesOf = (id: string) => series.find(({ method }) => method.id === id);
  const label = ({ method }: PosteriorSeries) => method.label;
  const plain = (value: number | null): Estimate => ({ value: value ?? 0, error: null });

  const standard = seriesOf(reference)!;
  const judged = standard.mixing!;
  const chains = `${standard.chains} chains of ${label(standard)}`;
  say(
    "reference",
    judged.mixed
      ? `The ${chains} pass for independent draws: the largest R-hat of ${judged.functions} bin masses is ${
        decimal(judged.rHat!, 2)
      }, below the ${
        decimal(judged.rHatIndependent, 2)
      } under which it stays with 95 % probability for independent draws. They serve as the reference.`
      : `The ${chains} have not mixed: ${
        judged.rHat === null
          ? "a bin mass did not move"
          : `the largest R-hat of ${judged.functions} bin masses is ${
            decimal(judged.rHat, 2)
          }, where independent draws stay below ${decimal(judged.rHatIndependent, 2)}`
      }. They serve as the reference with that reservation: their spread need not be that of the posterior.`,
    {
      "largest R-hat": plain(judged.rHat),
      "for independent draws": plain(judged.rHatIndependent),
      "effective draws, median": plain(judged.bulkEss),
    },
  );

  if (standard.stepSize !== undefined) {
    // Along w ~ N(0, s^2) the mean square distance from the start, 2 s^2 (1 - cos(t / s)), grows until t = pi s.
    const turn = Math.PI * standard.method.parameter.value / standard.stepSize;
    const { gradients } = standard.work;
    const expensive = turn * standard.draws > gradients;
    const steps = decimal(turn, 0), size = standard.stepSize.toPrecision(2);
    say(
      "nuts",
      `Along weights that the data leave to the prior, a trajectory turns back after π s / ε = ${steps} leapfrog steps at the step size that was reached, ε = ${size}. A sampler that lets trajectories run until they turn, as NUTS does, can spend as many gradients on one draw, ${
        plusMinus({ value: turn * standard.draws / gradients, error: null })
      } times what ${
        label(standard)
      } spent here on ${standard.draws} draws if it does so on each; ${
        expensive
          ? "gradients are what is short, not the choice of the length, and NUTS would not pay"
          : "that is no more than was spent, and NUTS might pay"
      }.`,
      { "steps to the turn": plain(turn), "gradients": plain(gradients) },
    );
  }

  const others = series.filter((item) => item !== standard);
  const unmixed = others.filter((item) => !trusted(item));
  if (unmixed.length > 0) {
    say(
      "unmixed",
      `Not mixed by the same measure, so that their spreads are no statement about any posterior: ${
        counted(
          unmixed,
          others.filter(({ mixing }) => mixing !== null).length,
          "other chain methods",
        )
      }, with an R-hat of ${
        range(
          unmixed.map((item) => ({
            label: label(item),
            value: item.mixing!.rHat ?? Infinity,
            text: item.mixing!.rHat === null
              ? "none, as a mass did not move,"
              : decimal(item.mixing!.rHat, 2),
          })),
        )
      }.`,
      Object.fromEntries(
        unmixed.filter(({ mixing }) => mixing!.rHat !== null)
          .map((item) => [item.method.id, plain(item.mixing!.rHat)]),
      ),
    );
  }

  const widths = (id: string, beginning: string, keep: (ratio: Estimate) => boolean) => {
    const members = others.filter((item) => trusted(item) && keep(item.spreadRatio));
    if (members.length === 0) return;
    say(
      id,
      `${beginning} the reference's for ${
        counted(members, others.filter(trusted).length, "methods that pass for mixed")
      }: ${range(members.map((item) => measurement(label(item), item.spreadRatio, " times")))}${
        judged.mixed ? "" : "; of the reference's chains, that is, which have not mixed"
      }.`,
      Object.fromEntries(members.map((item) => [item.method.id, item.spreadRatio])),
    );
  };
  widths(
    "narrower",
    "The spread of bin masses is smaller than",
    (ratio) => ratio.value < 1 && differs(ratio, 1),
  );
  widths(
    "wider",
    "The spread of bin masses is larger than",
    (ratio) => ratio.value > 1 && differs(ratio, 1),
  );
  widths(
    "as-wide",
    `The spread of bin masses agrees, within ${clearance} standard errors, with`,
    (ratio) => !differs(ratio, 1),
  );

  const calibrated = (id: string, beginning: string, keep: (value: Estimate) => boolean) => {
    const members = series.filter((item) => trusted(item) && keep(item.errorOverSpread!));
    if (members.length === 0) return;
    say(
      id,
      `${beginning}: ${
        range(members.map((item) => measurement(label(item), item.errorOverSpread!)))
      }; 1 would be calibrated.`,
      Object.fromEntries(members.map((item) => [item.method.id, item.errorOverSpread!])),
    );
  };
  calibrated(
    "too-sure",
    "On this training set the error of the posterior mean against the truth is more than twice the spread",
    ({ value, error }) => value - clearance * error! > 2,
  );

  const widthsOf = (slope: WidthSlope) => widthOf(slope, slope.methods.map((id) => seriesOf(id)!));
  for (const slope of slopes) {
    const width = widthsOf(slope);
    out.push(widthFinding(slope, width, width.members.filter(trusted).length));
  }

  const compare = (id: string, change: string, after: string, before: string) => {
    const [changed, base] = [seriesOf(after), seriesOf(before)];
    if (changed === undefined || base === undefined) return;
    const still = [changed, base].filter(({ errorOverSpread }) => errorOverSpread === null);
    if (still.length > 0) {
      say(
        id,
        `${change}: its effect on the spread is unknown, since ${
          listed(still.map(label))
        } stood still.`,
        {},
      );
      return;
    }
    const ratio = quotient(changed.spread, base.spread);
    const distance = Math.abs(ratio.value - 1) / ratio.error!;
    say(
      id,
      `${change} ${
        differs(ratio, 1)
          ? `multiplies the spread by ${plusMinus(ratio)}, ${
            decimal(distance, 1)
          } standard errors from no change`
          : `does not change the spread beyond its errors: a factor of ${plusMinus(ratio)}`
      }${
        trusted(changed) && trusted(base)
          ? ""
          : ". At least one of the two chains has not mixed, so that the error is too small"
      }.`,
      { "ratio of spreads": ratio },
    );
  };
  const [short, long] = [seriesOf("adam-mcmc-s0.1"), seriesOf("adam-mcmc-long")];
  if (short !== undefined && long !== undefined) {
    const inner = ({ radius: { bias } }: PosteriorSeries) => ({
      value: 1 + bias.value[0],
      error: bias.error[0],
    });
    const [before, after] = [inner(short), inner(long)];
    const change = {
      value: after.value - before.value,
      error: hypot(before.error, after.error),
    };
    const ratio = quotient(long.spread, short.spread);
    say(
      "length",
      `What the paper's chain of 50,000 steps sees that ours are too short for: with ${
        (long.work.gradients / short.work.gradients).toFixed(0)
      } times as many gradients the authors' chain at σ = 0.1 has ${
        plusMinus(after)
      } of the true mass in the innermost of the rings, where the shorter has ${
        plusMinus(before)
      }, ${
        differs(change, 0)
          ? `a change of ${plusMinus(change)}, so that its edge still moves`
          : "no change beyond the errors"
      }; its spread is ${plusMinus(ratio)} times that of the shorter.`,
      { "longer chain": after, "shorter chain": before, "ratio of spreads": ratio },
    );
  }
  compare(
    "formula",
    "With Adam's moments kept on rejection, the authors' proposal and ratio instead of the formula's",
    "adam-mcmc-s0.1",
    "adam-mcmc-exact-kept",
  );
  compare(
    "rejection",
    "By the formula, keeping Adam's moments on a rejection instead of restoring them",
    "adam-mcmc-exact-kept",
    "adam-mcmc-exact-restored",
  );
  compare(
    "rejection-authors",
    "In the authors' chain, restoring Adam's moments on a rejection instead of keeping them",
    "adam-mcmc-authors-restored",
    "adam-mcmc-s0.1",
  );

  const probed = series.filter(({ test, family }) =>
    test !== null && family !== "AdamMCMC tested on all data"
  );
  if (probed.length > 0) {
    const loud = probed.filter(({ test }) => test!.noise.value - 2 * test!.noise.error! > 1);
    say(
      "noise",
      `The acceptance test on a batch adds noise to the change of the loss of all data, which it stands for: a standard deviation of ${
        range(probed.map((item) => measurement(label(item), item.test!.noise, " nats")))
      }; one nat is a factor of e in the ratio that is tested${
        loud.length === probed.length
          ? ", so that in all of them the batch decides, and not the posterior"
          : loud.length === 0
          ? ", and none of them is clearly above it"
          : `, and ${loud.length} of ${probed.length} are clearly above it`
      }.`,
      Object.fromEntries(probed.map((item) => [item.method.id, item.test!.noise])),
    );
  }

  const authors = slopes.find(({ family }) => family === "AdamMCMC of the authors");
  if (authors !== undefined) {
    const { members, follows } = widthsOf(authors);
    const reasons = [
      ...(follows ? ["its width follows the noise scale of its proposals"] : []),
      ...(members.every(({ test }) => test !== null && test.noise.value - 2 * test.noise.error! > 1)
        ? ["the noise of its test exceeds what the test is to tell apart"]
        : []),
      ...(members.every((item) => !trusted(item)) ? ["none of its chains has mixed"] : []),
    ];
    say(
      "verdict",
      reasons.length > 0
        ? `Does AdamMCMC, as its authors run it, sample the posterior? Not here: ${
          listed(reasons)
        }. What it gives is an ensemble along a noisy optimisation, whose width is a setting.`
        : "Does AdamMCMC, as its authors run it, sample the posterior? Nothing here speaks against it.",
      follows ? { "power of σ": authors.slope } : {},
    );
  }
  return out;
}
