/**
 * Findings of the comparison of posteriors: sentences computed from its numbers.
 *
 * @module
 */
import { hypot } from "../../core/elementary.ts";
import type { Estimate, Finding } from "../shared/schema.ts";
import {
  counted,
  decimal,
  enclosed,
  inText,
  listed,
  measurement,
  named,
  plusMinus,
  range,
} from "../../render/sentence.ts";
import { reasonsOf, trusted, whyUnmixed } from "./mixing.ts";
import type { PosteriorSeries, WidthSlope } from "./schema.ts";
import { followsScale, widthFinding } from "./width.ts";

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
  const label = ({ method }: PosteriorSeries) => inText(method.label);
  const plain = (value: number | null): Estimate => ({ value: value ?? 0, error: null });

  const standard = seriesOf(reference)!;
  const judged = standard.mixing!;
  const chains = `${standard.chains} chains of ${label(standard)}`;
  say(
    "reference",
    judged.mixed
      ? `The ${chains}, which serve as the reference, pass for independent draws. Among ${judged.functions} bin masses the largest R-hat is ${
        decimal(judged.rHat!, 2)
      }, where independent draws stay below ${decimal(judged.rHatIndependent, 2)}.`
      : `The ${chains}, which serve as the reference, have not mixed, because of ${
        whyUnmixed(judged)
      }.${
        judged.rHat === null
          ? ""
          : ` Among ${judged.functions} masses the largest R-hat is ${
            decimal(judged.rHat, 2)
          }, where independent draws stay below ${decimal(judged.rHatIndependent, 2)}.`
      } Their spread need not be that of the posterior.`,
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
      `Along weights that the data leave to the prior, a trajectory turns back after π s / ε = ${steps} leapfrog steps of the size that was reached, ε = ${size}. A sampler that follows trajectories until they turn, such as NUTS, can spend ${
        plusMinus({ value: turn * standard.draws / gradients, error: null })
      } times the gradients of ${label(standard)}. ${
        expensive
          ? "The bottleneck is gradient evaluations, so NUTS would not help."
          : "That is no more than was spent, so NUTS might help."
      }`,
      { "steps to the turn": plain(turn), "gradients": plain(gradients) },
    );
  }

  const others = series.filter((item) => item !== standard);
  const unmixed = others.filter((item) => !trusted(item));
  if (unmixed.length > 0) {
    say(
      "unmixed",
      `The chains of ${
        counted(
          unmixed,
          others.filter(({ mixing }) => mixing !== null).length,
          "other methods",
        )
      } have not mixed${
        judged.mixed ? "" : " either"
      }, so that their spreads say nothing of a posterior. The reason is ${reasonsOf(unmixed)}.`,
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
      `${beginning} that of the reference${
        judged.mixed ? "" : ", whose chains have not mixed,"
      } for ${
        named(
          members.map(({ method }) => method),
          others.filter(trusted).length,
          "methods that pass for mixed",
        )
      }. The factor is ${
        range(members.map((item) => measurement(label(item), item.spreadRatio)))
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
      `${beginning} for ${
        named(members.map(({ method }) => method), series.length)
      }. The factor is ${
        range(members.map((item) => measurement(label(item), item.errorOverSpread!)))
      }; calibrated draws have 1.`,
      Object.fromEntries(members.map((item) => [item.method.id, item.errorOverSpread!])),
    );
  };
  calibrated(
    "too-sure",
    "On this training set the error of the posterior mean against the truth is more than twice the spread",
    ({ value, error }) => value - clearance * error! > 2,
  );

  const membersOf = ({ methods }: WidthSlope) => methods.map((id) => seriesOf(id)!);
  for (const slope of slopes) {
    const members = membersOf(slope);
    out.push(widthFinding(slope, members, members.filter(trusted).length));
  }

  /** The sentence on the spread of two chains, one of which has not mixed. */
  const reservation = (...both: readonly PosteriorSeries[]) =>
    both.every(trusted)
      ? ""
      : ". At least one of the two chains has not mixed, so the error is too small";
  const compare = (id: string, change: string, after: string, before: string) => {
    const [changed, base] = [seriesOf(after), seriesOf(before)];
    if (changed === undefined || base === undefined) return;
    const still = [changed, base].filter(({ errorOverSpread }) => errorOverSpread === null);
    if (still.length > 0) {
      say(
        id,
        `${change} has an unknown effect on the spread, since ${
          enclosed(listed(still.map(label)))
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
          ? `changes the spread by a factor of ${plusMinus(ratio)}, ${
            decimal(distance, 1)
          } standard errors from 1`
          : `changes the spread by a factor of ${plusMinus(ratio)}, consistent with no change`
      }${reservation(changed, base)}.`,
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
      `With ${
        (long.work.gradients / short.work.gradients).toFixed(0)
      } times as many gradients the authors' chain at σ = 0.1 has ${
        plusMinus(after)
      } times the true mass in the innermost ring, where the shorter one has ${
        plusMinus(before)
      } times${
        differs(change, 0) ? ": its edge still moves" : ", no change beyond the errors"
      }. Its spread is ${plusMinus(ratio)} times that of the shorter one${
        reservation(short, long)
      }.`,
      { "longer chain": after, "shorter chain": before, "ratio of spreads": ratio },
    );
  }
  compare(
    "formula",
    "Using the authors' proposal and ratio instead of the formula's, with Adam's moments kept on rejection,",
    "adam-mcmc-s0.1",
    "adam-mcmc-exact-kept",
  );
  compare(
    "rejection",
    "Keeping Adam's moments on a rejection instead of restoring them, by the formula,",
    "adam-mcmc-exact-kept",
    "adam-mcmc-exact-restored",
  );
  compare(
    "rejection-authors",
    "Restoring Adam's moments on a rejection instead of keeping them, in the authors' chain,",
    "adam-mcmc-authors-restored",
    "adam-mcmc-s0.1",
  );

  compare(
    "repulsion",
    "Letting the members of the ensemble repel each other",
    "repulsive-ensemble",
    "ensemble",
  );
  compare(
    "independent",
    "Taking Laplace's widths of independent weights instead of those of the mean field, for the same loss and prior,",
    "laplace-all",
    "mean-field-elbo",
  );

  const probed = series.filter(({ test, family }) =>
    test !== null && family !== "AdamMCMC tested on all data"
  );
  if (probed.length > 0) {
    const loud = probed.filter(({ test }) => test!.noise.value - 2 * test!.noise.error! > 1);
    say(
      "noise",
      `An acceptance test on a batch stands for one on all data, but adds noise to the log-ratio. The standard deviation of the noise is ${
        range(probed.map((item) => measurement(label(item), item.test!.noise, " nats")))
      }. One nat is a factor of e in the ratio that is tested${
        loud.length === probed.length
          ? ": in all of them the batch decides, and not the posterior"
          : loud.length === 0
          ? "; none of them is clearly above it"
          : `; ${loud.length} of ${probed.length} are clearly above it`
      }.`,
      Object.fromEntries(probed.map((item) => [item.method.id, item.test!.noise])),
    );
  }

  const authors = slopes.find(({ family }) => family === "AdamMCMC of the authors");
  if (authors !== undefined) {
    const members = membersOf(authors), follows = followsScale(authors);
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
        }. What it gives is an ensemble along a noisy optimisation${
          follows ? ", whose width is a setting" : ""
        }.`
        : "Does AdamMCMC, as its authors run it, sample the posterior? Nothing here speaks against it.",
      follows ? { "power of σ": authors.slope } : {},
    );
  }
  return out;
}
