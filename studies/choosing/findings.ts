/**
 * Findings of the study of choosing: sentences computed from its numbers.
 *
 * @module
 */
import { exp, hypot } from "../../core/elementary.ts";
import { type Estimate, valueAndError } from "../../core/estimate.ts";
import { type Side, sideOf, sidesOf } from "../../core/significance.ts";
import { counted, grouped, inText, measurement, plusMinus, range } from "../../render/sentence.ts";
import { nextStep, nextSteps } from "../shared/next_step.ts";
import type { Finding } from "../shared/schema.ts";
import type { Recorded } from "../shared/study.ts";
import { superlative } from "../shared/superlative.ts";
import { overTargets, withinTargets } from "./losses.ts";
import type { ChoosingResults, Ruled } from "./schema.ts";

/** Values of the same training sets. */
interface PerRun {
  readonly perRun: readonly number[];
}

/** What all rules are measured on: training sets of several targets. */
interface Sample {
  readonly targets: number;
  /** Degrees of freedom of a mean over all training sets, and one: as many runs of one target would have as many. */
  readonly runs: number;
}

function sampleOf([{ byTarget, overall }]: readonly Ruled[]): Sample {
  const targets = byTarget.length;
  return { targets, runs: overall.amplification.perRun.length - targets + 1 };
}

/** A mean difference over training sets, taken one by one. */
function difference(a: PerRun, b: PerRun, { targets }: Sample): Estimate {
  return overTargets(a.perRun.map((value, i) => value - b.perRun[i]), targets);
}

/** Share of the amplification of the truth's choice that is kept, by the mean logarithm that is lost. */
export function keptOf({ value, error }: Estimate): Estimate {
  const kept = exp(-value);
  return { value: kept, error: error === null ? null : kept * error };
}

/** A factor by its mean logarithm. */
function factorOf({ value, error }: Estimate): Estimate {
  return keptOf({ value: -value, error });
}

/** The rules that a user can follow. */
function rulesOf(rules: readonly Ruled[]): Ruled[] {
  return rules.filter(({ needs }) => needs === "data");
}

/** A rule, or what rules are compared with, by its identifier. */
function byId(rules: readonly Ruled[], id: string): Ruled {
  return rules.find((rule) => rule.id === id)!;
}

/** What is lost beside what needs no choice: the sides of 0 on which what a rule gains lies. */
interface Compared {
  readonly rule: Ruled;
  readonly random: Side | undefined;
  readonly paper: Side | undefined;
}

/** All rules against a candidate at random and against the paper's setting, all comparisons together. */
export function comparisons(rules: readonly Ruled[]): Compared[] {
  const ours = rulesOf(rules);
  const references = [byId(rules, "random"), byId(rules, "paper")];
  const sample = sampleOf(rules);
  const gains = ours.flatMap(({ overall }) =>
    references.map((reference) =>
      difference(reference.overall.amplification, overall.amplification, sample)
    )
  );
  const sides = sidesOf(gains, sample.runs);
  return ours.map((rule, i) => ({ rule, random: sides[2 * i], paper: sides[2 * i + 1] }));
}

/** The rule that loses least, and whether that is settled. */
function least(rules: readonly Ruled[], by: "amplification" | "calibration") {
  const ours = rulesOf(rules);
  const { targets, runs } = sampleOf(rules);
  const found = superlative(
    ours.map(({ label, overall }) => ({
      label,
      ...valueAndError(overall[by]),
      perRun: withinTargets(overall[by].perRun, targets) ?? undefined,
    })),
    { runs, leads: "smallest" },
  );
  return { ...found, rule: ours[found.index] };
}

/** Whether a user has a rule to follow. */
function ruleFinding(rules: readonly Ruled[]): Finding {
  const compared = comparisons(rules);
  const { rule } = least(rules, "amplification");
  const random = byId(rules, "random"), paper = byId(rules, "paper");
  const { random: overRandom, paper: overPaper } = compared.find((item) => item.rule === rule)!;
  const sample = sampleOf(rules), { runs } = sample;
  const open = [
    ...(overRandom === undefined ? [random] : []),
    ...(overPaper === undefined ? [paper] : []),
  ].map(({ overall }) => difference(overall.amplification, rule.overall.amplification, sample));
  const claim = overRandom === "above" && overPaper === "above"
    ? `There is a rule to follow without the truth: taking ${rule.label} loses less than a candidate at random, and less than always k = 10 at full length.`
    : overRandom === "above"
    ? `Taking ${rule.label} loses less than a candidate at random. That it loses less than always k = 10 at full length is not shown.`
    : overPaper === "above"
    ? `Taking ${rule.label} loses less than always k = 10 at full length. That it loses less than a candidate at random is not shown.`
    : `No rule is shown to lose less than a candidate at random, or than always k = 10 at full length: even ${rule.label} is not.`;
  const kept = keptOf(rule.overall.amplification);
  return {
    id: "rule",
    sentence: `${claim} It keeps ${
      plusMinus(kept)
    } of the amplification of the best candidate, one at random ${
      plusMinus(keptOf(random.overall.amplification))
    } and k = 10 at full length ${plusMinus(keptOf(paper.overall.amplification))}.${
      nextSteps(open, { runs, alarms: 0.05 / (2 * compared.length) })
    }`,
    evidence: Object.fromEntries(
      [rule, random, paper].map(({ label, overall }) => [label, keptOf(overall.amplification)]),
    ),
  };
}

/** Which rule loses least, and how often it takes the truth's choice. */
function leastFinding(rules: readonly Ruled[]): Finding {
  const { rule, settled, names, next } = least(rules, "amplification");
  return {
    id: "least",
    sentence: `Of all rules taking ${rule.label} loses ${
      settled ? "less than any other" : "the least"
    }. It takes the candidate that achieves most in ${rule.right} of ${rule.of} choices.${
      settled ? "" : ` ${capitalTaking(names)} may lose as little.${next}`
    }`,
    evidence: Object.fromEntries(
      rulesOf(rules).map(({ label, overall }) => [label, keptOf(overall.amplification)]),
    ),
  };
}

/** Rules by name, or by their number, as the beginning of a sentence. */
function capitalTaking(names: string): string {
  return /^\d/.test(names) ? names : `Taking ${names}`;
}

/** What is claimed over what is achieved by what a rule takes, by the mean logarithm. */
function claimSentence(excess: Estimate, runs: number): string {
  const factor = plusMinus(factorOf(excess));
  const side = sideOf(excess, 0, runs);
  return side === undefined
    ? `What it takes claims ${factor} times what it achieves, which is consistent with 1.`
    : `What it takes claims too ${
      side === "above" ? "much" : "little"
    }, ${factor} times what it achieves.`;
}

/** Whether what the leading rule takes has the better coverage, and claims what it achieves. */
function claimFinding(rules: readonly Ruled[]): Finding[] {
  const { rule: { label, overall: { calibration }, excess } } = least(rules, "amplification");
  if (excess === null) return [];
  const sample = sampleOf(rules), { runs } = sample;
  const random = byId(rules, "random").overall.calibration;
  const side = sideOf(difference(random, calibration, sample), 0, runs);
  return [{
    id: "claim",
    sentence: `What taking ${label} finds ${
      side === undefined
        ? "is not shown to have better or worse coverage than"
        : `has ${side === "above" ? "better" : "worse"} coverage than`
    } a candidate at random. It deviates by ${
      plusMinus(calibration)
    } more than that of the best candidate, the one at random by ${plusMinus(random)}. ${
      claimSentence(excess, runs)
    }`,
    evidence: {
      "more deviation": valueAndError(calibration),
      "more deviation at random": valueAndError(random),
      "claimed over achieved": factorOf(excess),
    },
  }];
}

/** What following one number alone costs, and, of the forecast, whether it is met by what it takes. */
function followedFinding(rules: readonly Ruled[], id: "forecast" | "coverage"): Finding {
  const compared = comparisons(rules);
  const { rule, random } = compared.find(({ rule }) => rule.id === id)!;
  const { amplification } = rule.overall;
  const kept = keptOf(amplification);
  const sample = sampleOf(rules), { runs } = sample;
  const gain = difference(byId(rules, "random").overall.amplification, amplification, sample);
  const claim = `Following ${rule.label} alone ${
    random === "below"
      ? "is worse than a candidate at random"
      : random === "above"
      ? "is better than a candidate at random"
      : "is not shown to be better or worse than a candidate at random"
  }: it keeps ${plusMinus(kept)} of the amplification of the best candidate.`;
  const next = random === undefined
    ? nextStep(gain, { runs, alarms: 0.05 / (2 * compared.length) })
    : "";
  if (id === "coverage" || rule.excess === null) {
    return { id, sentence: `${claim}${next}`, evidence: { kept } };
  }
  return {
    id,
    sentence: `${claim} ${claimSentence(rule.excess, runs)}${next}`,
    evidence: { kept, "claimed over achieved": factorOf(rule.excess) },
  };
}

/** Standard errors beyond which a lead in score is hardly noise. */
const hardlyNoise = 2;

/** Whether the score loses by the noise of the held-out events, or by what it sees besides the bin masses. */
function noiseFinding({ rules, situations }: Recorded<ChoosingResults>): Finding {
  const score = byId(rules, "score"), binned = byId(rules, "divergence");
  const sample = sampleOf(rules), { runs } = sample;
  const noise = difference(score.overall.amplification, binned.overall.amplification, sample);
  const side = sideOf(noise, 0, runs);
  const place = rules.indexOf(score);
  const missed = situations.flatMap(({ runs }) =>
    runs.filter(({ oracle, choices }) => choices[place] !== oracle)
  );
  const sure = missed.filter(({ rows, oracle }) => {
    const { value, error } = rows[oracle].behind;
    return value > hardlyNoise * (error ?? Infinity);
  });
  const whole = keptOf(score.overall.amplification), masses = keptOf(binned.overall.amplification);
  return {
    id: "noise",
    sentence: `A choice by the true score of the bin masses ${
      side === "above"
        ? "loses less than"
        : side === "below"
        ? "loses more than"
        : "is not shown to lose less or more than"
    } one by the held-out score. It keeps ${
      plusMinus(masses)
    } of the best amplification, the held-out score ${plusMinus(whole)}.${
      missed.length === 0
        ? ""
        : ` Of ${missed.length} choices by the held-out score that miss the best candidate, ${
          sure.length === 0 ? "none" : sure.length
        } put another before it by more than two standard errors, which is hardly noise.`
    }${side === undefined ? nextStep(noise, { runs }) : ""}`,
    evidence: { "bin masses": masses, "held-out events": whole },
  };
}

/** Whether rules lose more with more training events. */
function sizesFinding(rules: readonly Ruled[]): Finding[] {
  const ours = rulesOf(rules);
  const few = ours.map(({ bySize }) => bySize[0]);
  const many = ours.map(({ bySize }) => bySize[bySize.length - 1]);
  if (few[0].nTrain === many[0].nTrain) return [];
  const sample = sampleOf(rules), { runs } = sample;
  const changes = ours.map((_, i) =>
    difference(many[i].amplification, few[i].amplification, sample)
  );
  const sides = sidesOf(changes, runs);
  const sizes = `${grouped(many[0].nTrain)} training events than with ${grouped(few[0].nTrain)}`;
  const sentences = (["above", "below"] as const).flatMap((side) => {
    const who = ours.filter((_, i) => sides[i] === side);
    if (who.length === 0) return [];
    const members = ours.flatMap(({ label }, i) =>
      sides[i] === side ? [measurement(label, keptOf(many[i].amplification))] : []
    );
    return [
      `With ${sizes} ${counted(who, ours.length, "rules")} lose ${
        side === "above" ? "more" : "less"
      }. With more events they keep ${range(members)}.`,
    ];
  });
  return [{
    id: "sizes",
    sentence: sentences.length > 0
      ? sentences.join(" ")
      : `No rule is shown to lose more or less with ${sizes}.${
        nextSteps(changes, { runs, alarms: 0.05 / ours.length })
      }`,
    evidence: Object.fromEntries(
      ours.flatMap(({ label }, i) =>
        [few[i], many[i]].map(({ nTrain, amplification }) => [
          `${label}, N = ${grouped(nTrain)}`,
          keptOf(amplification),
        ])
      ),
    ),
  }];
}

/** Whether what the leading rule loses depends on the target. */
function targetsFinding({ rules, situations }: Recorded<ChoosingResults>): Finding[] {
  const { rule } = least(rules, "amplification");
  const titles = new Map(situations.map(({ setup: { target } }) => [target.name, target.title]));
  const targets = rule.byTarget.map(({ target, amplification }) => ({
    label: `the ${titles.get(target)}`,
    amplification,
  }));
  if (targets.length < 2) return [];
  const pairs = targets.flatMap((a, i) =>
    targets.slice(i + 1).map((b): Estimate => ({
      value: a.amplification.value - b.amplification.value,
      error: a.amplification.error === null || b.amplification.error === null
        ? null
        : hypot(a.amplification.error, b.amplification.error),
    }))
  );
  const runs = targets[0].amplification.perRun.length;
  const differs = sidesOf(pairs, runs).some((side) => side !== undefined);
  const members = targets.map(({ label, amplification }) =>
    measurement(label, keptOf(amplification))
  );
  return [{
    id: "targets",
    sentence: `What taking ${rule.label} loses ${
      differs ? "depends on the target" : "is not shown to depend on the target"
    }. It keeps ${range(members)}.${
      differs ? "" : nextSteps(pairs, { runs, alarms: 0.05 / pairs.length })
    }`,
    evidence: Object.fromEntries(
      targets.map(({ label, amplification }) => [label, keptOf(amplification)]),
    ),
  }];
}

/** Which rule comes nearest to the best coverage. */
function calibrationFinding(rules: readonly Ruled[]): Finding {
  const { rule, settled, names, next } = least(rules, "calibration");
  const { calibration } = rule.overall;
  return {
    id: "calibration",
    sentence: `By calibration taking ${rule.label} loses ${
      settled ? "less than any other rule" : "the least"
    }: its coverage deviates by ${plusMinus(calibration)} more than the best.${
      settled ? "" : ` ${capitalTaking(names)} may lose as little.${next}`
    }`,
    evidence: Object.fromEntries(
      rulesOf(rules).map(({ label, overall }) => [label, valueAndError(overall.calibration)]),
    ),
  };
}

/** What the truth takes. */
function oracleFinding({ situations, candidates }: Recorded<ChoosingResults>): Finding {
  const runs = situations.flatMap(({ runs }) => runs);
  const times = candidates.map((_, i) => runs.filter(({ oracle }) => oracle === i).length);
  const most = times.indexOf(Math.max(...times));
  const some = times.filter((count) => count > 0);
  return {
    id: "oracle",
    sentence: `${some.length === 1 ? "" : "No candidate is the best everywhere. "}The truth takes ${
      counted(some, candidates.length, "candidates")
    }, most often ${inText(candidates[most].method.label)}, in ${
      times[most]
    } of ${runs.length} choices.`,
    evidence: {},
  };
}

/** The findings of the study. */
export function findings(record: Recorded<ChoosingResults>): Finding[] {
  const { rules } = record;
  return [
    ruleFinding(rules),
    leastFinding(rules),
    ...claimFinding(rules),
    followedFinding(rules, "forecast"),
    followedFinding(rules, "coverage"),
    noiseFinding(record),
    ...sizesFinding(rules),
    ...targetsFinding(record),
    calibrationFinding(rules),
    oracleFinding(record),
  ];
}
