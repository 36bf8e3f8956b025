/**
 * Findings of the posterior of the likelihood: sentences computed from its numbers.
 *
 * @module
 */
import { sidesOf } from "../../core/significance.ts";
import {
  decimal,
  grouped,
  inText,
  listed,
  measurement,
  named,
  range,
} from "../../render/sentence.ts";
import type { Finding } from "../shared/schema.ts";
import { mixedBelow } from "../yardstick/mixing.ts";
import { asked, effectiveOf, hasMixed, worst } from "./mixing.ts";
import type { LikelihoodResults, LikelihoodSeries } from "./schema.ts";

type Data = Omit<LikelihoodResults, "findings">;

/** The posterior that the sentences compare with. */
const reference = "the posterior of the likelihood of the last layer";

/** Whether a method has a chain that has not mixed. */
export function isUnmixed({ chain, rHat }: LikelihoodSeries): boolean {
  return chain && (rHat === null || rHat > mixedBelow);
}

/** The sentences, the answer first. */
export function findings(data: Data): Finding[] {
  const { sets, series, setup: { runs } } = data;
  const out: Finding[] = [];
  const say = (id: string, sentence: string, evidence: Finding["evidence"]) =>
    out.push({ id, sentence, evidence });
  const known = (value: number) => ({ value, error: null });
  const where = runs === 1 ? "on one training set" : `on all ${runs} training sets`;
  const all = worst(sets.flatMap(({ logLikelihood, bins }) => [logLikelihood, ...bins]));
  const effective = effectiveOf(all);
  const mixed = sets.every(hasMixed);
  const evidenceOfMixing = (rHat: number | null, draws: number | null) => ({
    ...(rHat !== null && { "largest R-hat": known(rHat) }),
    ...(draws !== null && { "fewest effective draws": known(draws) }),
  });
  const numbers = all.rHat === null || effective === null
    ? "It cannot be judged in every bin."
    : `The largest R-hat of the log-likelihood and of all ${
      grouped(data.nBins * data.nBins)
    } bin masses is ${decimal(all.rHat, 3)}. The fewest effective draws are ${grouped(effective)}.`;
  say(
    "verdict",
    mixed
      ? `The chains of Hamiltonian Monte Carlo have mixed ${where}, so ${reference} is known there. ${numbers}`
      : `The chains of Hamiltonian Monte Carlo have not mixed ${
        runs === 1 ? where : `on each of ${runs} training sets`
      }, so that nothing is compared with them. ${numbers} Chains pass with an R-hat of at most ${asked.rHat} and at least ${asked.effective} effective draws.`,
    evidenceOfMixing(all.rHat, effective),
  );
  if (data.attempt !== null) {
    const { rHat, effective, gradients } = data.attempt.course.at(-1)!;
    const done = hasMixed(data.attempt);
    say(
      "all-weights",
      `With all ${grouped(data.allWeights)} weights free the same chains have ${
        done ? "mixed" : "not mixed"
      } after ${grouped(gradients)} gradients each.${
        rHat === null || effective === null
          ? ""
          : ` The largest R-hat is ${decimal(rHat, 2)}, and the fewest effective draws are ${
            grouped(effective)
          }.`
      }${done ? "" : " So nothing is said of that posterior."}`,
      evidenceOfMixing(rHat, effective),
    );
  }

  const chains = series.filter(({ chain }) => chain), unmixed = series.filter(isUnmixed);
  if (mixed) {
    const tried = series.filter((member) => !isUnmixed(member));
    // Width and covariance of every method are tested together; the errors of one training set are those of few draws.
    const sides = sidesOf(
      tried.map(({ widthRatio }) => ({ value: widthRatio!.value - 1, error: widthRatio!.error })),
      runs === 1 ? 10 : runs,
    );
    const ofWidth = (members: readonly LikelihoodSeries[]) =>
      range(members.map(({ method, widthRatio }) => measurement(method.label, widthRatio!)));
    const evidenceOf = (members: readonly LikelihoodSeries[]) =>
      Object.fromEntries(members.map(({ method, widthRatio }) => [method.id, widthRatio!]));
    for (const [side, word] of [["above", "wider"], ["below", "narrower"]] as const) {
      const members = tried.filter((_, i) => sides[i] === side);
      if (members.length === 0) continue;
      say(
        word,
        `Bin masses of ${
          named(members.map(({ method }) => method), tried.length, "methods that may be compared")
        } are ${word} than those of ${reference}, ${where}. The ratio of widths is ${
          ofWidth(members)
        }.`,
        evidenceOf(members),
      );
    }
    const alike = tried.filter((_, i) => sides[i] === undefined);
    if (alike.length > 0) {
      say(
        "width",
        `No deviation of the width of bin masses from that of ${reference} is seen for ${
          listed(alike.map(({ method }) => inText(method.label)))
        }. The ratio is ${ofWidth(alike)}.`,
        evidenceOf(alike),
      );
    }
  }
  if (unmixed.length > 0) {
    say(
      "methods",
      `The chains of ${
        named(unmixed.map(({ method }) => method), chains.length, "other chain methods")
      } have not mixed on these weights: R-hat of the log-likelihood is above ${mixedBelow}, or they did not move. So they say nothing of a posterior.`,
      Object.fromEntries(
        unmixed.flatMap(({ method, rHat }) => rHat === null ? [] : [[method.id, known(rHat)]]),
      ),
    );
  }

  const gradients = sets.flatMap((set) => set.chains.map((chain) => chain.gradients));
  const deviations = sets.flatMap(({ error }) => error === null ? [] : [error.deviation]);
  const largest = Math.max(...deviations);
  if (deviations.length > 0) {
    say(
      "error",
      `Over the draws of the last layer the error of the solve in the log-likelihood varies by a standard deviation of ${
        decimal(largest, 2)
      } nats${sets.length > 1 ? " or less" : ""}. ${
        largest < 1
          ? "So the chains did not exploit it."
          : "That is more than the 1 nat that is allowed for."
      }`,
      { "standard deviation, nats": known(largest) },
    );
  }
  say(
    "cost",
    `A chain of ${grouped(data.trajectories)} trajectories took ${
      grouped(Math.max(...gradients))
    } gradients or fewer. It moves about a Gaussian, in whose potential each step is exact.`,
    { "gradients of a chain": known(Math.max(...gradients)) },
  );
  return out;
}
