/**
 * Findings of the exact yardstick: sentences computed from its numbers.
 *
 * @module
 */
import { hypot } from "../../core/elementary.ts";
import { sideOf, sidesOf } from "../../core/significance.ts";
import {
  capital,
  inText,
  listed,
  measurement,
  named,
  plusMinus,
  range,
} from "../../render/sentence.ts";
import { nextSteps } from "../shared/next_step.ts";
import type { Estimate, Finding } from "../shared/schema.ts";
import { isChain, isUnmixed, mixedBelow } from "./mixing.ts";
import type { YardstickResults, YardstickSeries } from "./schema.ts";

type Data = Omit<YardstickResults, "findings">;

/** The posterior that the sentences compare with. */
const exactly = "the exact posterior of the last layer";

function isExact({ method }: YardstickSeries): boolean {
  return method.posterior === "exact";
}

/** Most methods that the answer names. */
const mostNamed = 4;

/** A ratio as a difference from 1. */
function beyondOne({ value, error }: Estimate): Estimate {
  return { value: value - 1, error };
}

/** Difference of two estimates; its error takes them as independent. */
function difference(a: Estimate, b: Estimate): Estimate {
  return {
    value: a.value - b.value,
    error: a.error === null || b.error === null ? null : hypot(a.error, b.error),
  };
}

const ofMember = (pick: (member: YardstickSeries) => Estimate) => (member: YardstickSeries) =>
  measurement(member.method.label, pick(member));

/** The sentences, the answer first. */
export function findings(data: Data): Finding[] {
  const { series, slopes, control, setup: { runs } } = data;
  const out: Finding[] = [];
  const say = (id: string, sentence: string, evidence: Finding["evidence"]) =>
    out.push({ id, sentence, evidence });
  const evidence = (
    members: readonly YardstickSeries[],
    pick: (member: YardstickSeries) => Estimate | null,
  ) =>
    Object.fromEntries(members.flatMap((member) => {
      const value = pick(member);
      return value === null ? [] : [[member.method.id, value]];
    }));
  const all = series.filter((member) => !isExact(member));
  const unmixed = all.filter(isUnmixed);
  // Only draws that are independent, or whose chains have mixed, may speak for a posterior.
  const tried = all.filter((member) => !isUnmixed(member));
  const kind = unmixed.length === 0
    ? "methods"
    : "methods whose draws are independent or have mixed";
  const others = unmixed.length === 0
    ? ""
    : ` Of ${
      unmixed.length === 1 ? "one other" : `${unmixed.length} others`
    } that cannot be said, since their chains have not mixed.`;

  const other = series.find(({ method }) => method.id === control)!;
  // Width, mean and covariance of every method are tested together. Other exact draws show what as few draws leave of
  // the likeness of covariances.
  const sides = sidesOf(
    tried.flatMap(({ widthRatio, excess, alike }) => [
      beyondOne(widthRatio),
      excess,
      difference(alike, other.alike),
    ]),
    runs,
  );
  const widthSide = tried.map((_, i) => sides[3 * i]);
  const far = tried.map((_, i) => sides[3 * i + 1] === "above");
  const unlike = tried.map((_, i) => sides[3 * i + 2] === "below");
  const right = tried.filter((_, i) => widthSide[i] === undefined && !far[i] && !unlike[i]);
  const wrong = tried.filter((member) => !right.includes(member));
  say(
    "verdict",
    wrong.length === 0
      ? `Is it the posterior? No deviation is seen where it is known: ${
        named(tried.map(({ method }) => method), tried.length, kind)
      } have the width, mean and covariance of ${exactly} within errors.${
        nextSteps(tried.map(({ widthRatio }) => beyondOne(widthRatio)), {
          runs,
          alarms: 0.05 / sides.length,
        })
      }${others}`
      : `Is it the posterior? Where it is known, ${
        named(wrong.map(({ method }) => method), tried.length, kind)
      } do not have the width, the mean or the covariance of ${exactly}. ${
        right.length === 0
          ? "None of these has all three."
          : `No deviation is seen for ${
            right.length > mostNamed
              ? named(right.map(({ method }) => method), tried.length)
              : listed(right.map(({ method }) =>
                inText(method.label)
              ))
          }.${
            nextSteps(right.map(({ widthRatio }) => beyondOne(widthRatio)), {
              runs,
              alarms: 0.05 / sides.length,
            })
          }`
      }${others}`,
    evidence(tried, ({ widthRatio }) => widthRatio),
  );

  say(
    "control",
    `As a control, other draws of ${exactly} have ${plusMinus(other.widthRatio)} times its width${
      sideOf(other.widthRatio, 1, runs) === undefined
        ? ", as they should within errors"
        : ", which limits all ratios of widths"
    }.`,
    { [other.method.id]: other.widthRatio },
  );

  if (unmixed.length > 0) {
    say(
      "mixing",
      `On at least one training set the chains of ${
        named(unmixed.map(({ method }) => method), all.filter(isChain).length, "chain methods")
      } have not mixed: R-hat of the log-likelihood is above ${mixedBelow}, or they did not move. So they say nothing of a posterior. That the width of their bin masses over that of ${exactly} is ${
        range(unmixed.map(ofMember(({ widthRatio }) => widthRatio)))
      } may come from chains that are too short.`,
      evidence(unmixed, ({ rHat }) => rHat === null ? null : { value: rHat, error: null }),
    );
  }
  const widths = (id: string, side: "above" | "below", word: string) => {
    const members = tried.filter((_, i) => widthSide[i] === side);
    if (members.length === 0) return;
    say(
      id,
      `Bin masses of ${
        named(members.map(({ method }) => method), tried.length, kind)
      } are ${word} than those of ${exactly}. The ratio of widths is ${
        range(members.map(ofMember(({ widthRatio }) => widthRatio)))
      }.`,
      evidence(members, ({ widthRatio }) => widthRatio),
    );
  };
  widths("narrower", "below", "narrower");
  widths("wider", "above", "wider");

  const off = tried.filter((_, i) => far[i]);
  if (off.length > 0) {
    say(
      "mean",
      `The mean of ${
        named(off.map(({ method }) => method), tried.length, kind)
      } is further from that of ${exactly} than independent draws would be. The distance is ${
        range(off.map(ofMember(({ distance }) => distance)))
      }, in units of the exact width.`,
      evidence(off, ({ distance }) => distance),
    );
  }

  const turned = tried.filter((_, i) => unlike[i]);
  if (turned.length > 0) {
    say(
      "covariance",
      `The covariance of bin masses has another shape than that of ${exactly} for ${
        named(turned.map(({ method }) => method), tried.length, kind)
      }. The cosine between the matrices is ${
        range(turned.map(ofMember(({ alike }) => alike)))
      }, and ${plusMinus(other.alike)} for other exact draws.`,
      evidence([other, ...turned], ({ alike }) => alike),
    );
  }

  const slopeOf = (id: string) => slopes.find((member) => member.id === id);
  const exactSlope = slopeOf("exact-k"), meanFieldSlope = slopeOf("mean-field-k");
  if (exactSlope !== undefined && meanFieldSlope !== undefined) {
    const side = sideOf(difference(meanFieldSlope.slope, exactSlope.slope), 0, runs);
    say(
      "weight",
      `With the weight k of the divergence the exact width grows as k to the power of ${
        plusMinus(exactSlope.slope)
      }; that of the mean field as k to the power of ${plusMinus(meanFieldSlope.slope)}, ${
        side === undefined
          ? "the same within errors"
          : side === "above"
          ? "which is faster"
          : "which is slower"
      }.`,
      { "exact posterior": exactSlope.slope, "mean field": meanFieldSlope.slope },
    );
  }

  const chains = slopes.filter(({ id }) => id.startsWith("adam-mcmc"));
  if (chains.length > 0) {
    const powers = sidesOf(chains.map(({ slope }) => slope), runs);
    const following = chains.filter((_, i) => powers[i] !== undefined);
    say(
      "noise-scale",
      `The width of ${exactly} does not depend on the noise scale σ of the proposal. ${
        following.length === 0
          ? `Nor does that of ${
            listed(chains.map(({ label }) => label))
          }, within errors: the power of σ is`
          : `That of ${listed(following.map(({ label }) => label))} follows it: the power of σ is`
      } ${
        range(
          (following.length === 0 ? chains : following).map(({ label, slope }) =>
            measurement(label, slope)
          ),
        )
      }.${
        unmixed.some(({ method }) => method.posterior === "adam-mcmc")
          ? " Not all of these chains have mixed, so that this is no property of a posterior."
          : ""
      }`,
      Object.fromEntries(chains.map(({ label, slope }) => [label, slope])),
    );
  }

  const probed = series.filter(({ method: { id }, noise }) =>
    id.startsWith("adam-mcmc-batch") && noise !== null
  );
  if (probed.length > 0) {
    say(
      "batch",
      `The acceptance test on a batch adds noise to the log-ratio that a test on all data has. Its standard deviation is ${
        range(probed.map(({ method: { label }, noise }) => measurement(label, noise!, " nats")))
      }.`,
      evidence(probed, ({ noise }) => noise),
    );
  }
  const still = series.filter(({ worth }) => worth === null);
  if (still.length > 0) {
    say(
      "still",
      `${
        capital(named(still.map(({ method }) => method), series.length))
      } did not move on at least one training set: all draws are the same.`,
      evidence(still, ({ acceptance }) => acceptance),
    );
  }

  const exact = series.find(({ method: { id }, reference, klWeight }) =>
    id === reference && klWeight === data.klWeight
  )!;
  const side = sideOf(exact.signed, 0, runs);
  say(
    "calibration",
    `${capital(exactly)} at ${inText(`k = ${exact.klWeight}`)} ${
      side === undefined
        ? "covers the truth as often as it says, within errors"
        : side === "above"
        ? "covers the truth more often than it says"
        : "covers the truth less often than it says"
    }: coverage less nominal is ${
      plusMinus(exact.signed)
    } on average. A posterior need not be calibrated.`,
    evidence([exact], ({ signed }) => signed),
  );
  say(
    "quadrature",
    `The exact mean is known to ${
      plusMinus(data.quadrature.mean)
    } of its standard deviations, and the exact width to a relative ${
      plusMinus(data.quadrature.width)
    }: this is the error of the quadrature over times and noise.`,
    { mean: data.quadrature.mean, width: data.quadrature.width },
  );
  return out;
}
