/**
 * Sentences on which curves and numbers were reproduced.
 *
 * @module
 */
import { expm1, log1p } from "../../core/elementary.ts";
import type { Finding } from "../shared/schema.ts";
import {
  capital,
  decimal,
  enclosed,
  inText,
  listed,
  plusMinus,
  spelled,
} from "../../render/sentence.ts";
import { chanceOfPull } from "./compare.ts";
import { lengthFindings } from "./lengths.ts";
import { reasonFindings } from "./reasons.ts";
import type {
  Comparison,
  ReproducedCurve,
  ReproducedNumber,
  ReproductionResults,
  Verdict,
} from "./schema.ts";

/** Names of the quantities of the curves. */
export const quantityNames: Readonly<Record<ReproducedCurve["quantity"], string>> = {
  coverage: "coverage",
  mad: "mean absolute deviation",
  madRadius: "mean absolute deviation by radius",
  madAngle: "mean absolute deviation by angle",
  radius: "coverage against the radius",
  amplification: "amplification",
};

/** Name of a curve. */
export function curveName(
  { quantity, nBins }: Pick<ReproducedCurve, "quantity" | "nBins">,
): string {
  return quantityNames[quantity] +
    (nBins === null || quantity === "radius" ? "" : ` at ${nBins} × ${nBins} bins`);
}

interface Judged {
  readonly method: string;
  readonly name: string;
  readonly evidence: string;
  readonly comparison: Comparison;
  readonly logarithmic: boolean;
}

function judgedCurves(curves: readonly ReproducedCurve[]): Judged[] {
  return curves.flatMap((curve) =>
    curve.ours.flatMap(({ method, summary }) =>
      summary === null || summary.mean.verdict === "not judged" ? [] : [{
        method: method.id,
        name: `${curveName(curve)} of ${inText(method.label)}`,
        evidence: `${method.label}: ${curveName(curve)}`,
        comparison: summary.mean,
        logarithmic: curve.differences === "logarithmic",
      }]
    )
  );
}

function standardErrors(pull: number): string {
  return `${decimal(Math.abs(pull), 1)} standard errors`;
}

/** The distance of our curve above or below the paper's. */
function offset({ comparison: { difference, pull }, name, logarithmic }: Judged): string {
  const side = difference.value > 0 ? "above" : "below";
  const size = plusMinus({ ...difference, value: Math.abs(difference.value) });
  return `the ${name} lies ${side} the paper's by ${size}${
    logarithmic ? " in its logarithm" : ""
  } on average, or ${standardErrors(pull!)}`;
}

/** How many curves these are, and how far the furthest of them lies from the paper's. */
function furthest(items: readonly Judged[], what: string): string {
  const size = ({ comparison: { pull } }: Judged) => Math.abs(pull!);
  const [most] = items.toSorted((a, b) => size(b) - size(a));
  return items.length === 1
    ? `One curve is ${what}: ${offset(most)}.`
    : `${capital(spelled(items.length))} curves are ${what}. Of these ${
      offset(most)
    }, the furthest.`;
}

function evidenceOf(items: readonly Judged[]): Finding["evidence"] {
  return Object.fromEntries(
    items.map(({ evidence, comparison }) => [evidence, comparison.difference]),
  );
}

function curveFindings(curves: readonly ReproducedCurve[]): Finding[] {
  const judged = judgedCurves(curves);
  if (judged.length === 0) return [];
  const withVerdict = (verdict: Verdict) =>
    judged.filter(({ comparison }) => comparison.verdict === verdict);
  const [agree, opposite, tense, differ] =
    (["agrees", "opposite sign", "in tension", "differs"] as const).map(withVerdict);
  const out: Finding[] = [{
    id: "curves",
    sentence:
      `Of ${judged.length} curves of the paper that are computed here, ${agree.length} agree with it within errors. Of the others ${
        listed(
          ([
            [opposite, "consistent with it, though on the other side of nominal"],
            [tense, "in tension with it"],
            [differ, "different from it"],
          ] as const).filter(([curves]) => curves.length > 0)
            .map(([{ length }, what]) =>
              `${spelled(length)} ${length === 1 ? "is" : "are"} ${what}`
            ),
        ) || "there are none"
      }.`,
    evidence: {},
  }];
  const limited = agree.filter(({ comparison: { detectable } }) => detectable !== null)
    .sort((a, b) => b.comparison.detectable! - a.comparison.detectable!);
  if (limited.length > 0) {
    const difference = ({ comparison, logarithmic }: Judged) =>
      decimal(comparison.detectable!, 3) + (logarithmic ? " in the logarithm" : "");
    const [most, ...others] = limited.toReversed();
    const least = others.at(-1);
    out.push({
      id: "power",
      sentence:
        `Agreement says no more than what could have been found. In 4 of 5 repetitions the comparison would show a mean difference of ${
          difference(most)
        } for the ${most.name}${
          least === undefined
            ? ""
            : `, where it is the most sensitive. It is the least sensitive for the ${least.name}, with ${
              difference(least)
            }`
        }. Half of that takes four times as many training sets, here and in the paper.`,
      evidence: {},
    });
  }
  if (opposite.length > 0) {
    out.push({
      id: "opposite",
      sentence: furthest(
        opposite,
        "consistent with the paper, though on the other side of nominal",
      ),
      evidence: evidenceOf(opposite),
    });
  }
  if (differ.length > 0) {
    out.push({
      id: "differ",
      sentence: furthest(differ, "different from the paper's"),
      evidence: evidenceOf(differ),
    });
  }
  if (tense.length > 0) {
    out.push({
      id: "tension",
      sentence: furthest(tense, "in tension with the paper"),
      evidence: evidenceOf(tense),
    });
  }
  if (differ.length + tense.length > 0) out.push(elsewhere(judged, [...differ, ...tense]));
  return out;
}

/**
 * p-values corrected for the number of curves, a range: the curves of a method share their draws, so
 * the correction lies between those for as many independent curves as methods and for all curves
 * independent (Šidák, JASA 62, 1967).
 */
function elsewhere(judged: readonly Judged[], discrepant: readonly Judged[]): Finding {
  const methods = new Set(judged.map(({ method }) => method)).size;
  const among = (probability: number, curves: number) => -expm1(curves * log1p(-probability));
  const chances = discrepant.map((item) => {
    const single = chanceOfPull(item.comparison.pull!, item.comparison.freedom);
    return {
      ...item,
      single,
      least: among(single, methods),
      most: among(single, judged.length),
    };
  });
  const digits = (probability: number) => Number((100 * probability).toPrecision(2));
  const remain = chances.filter(({ most }) => most < 0.05);
  const [rarest] = chances.toSorted((a, b) => a.single - b.single);
  return {
    id: "elsewhere",
    sentence: `After correcting for ${judged.length} curves ${
      remain.length === 0
        ? "no discrepancy is significant at 5 %"
        : remain.length === chances.length
        ? `${
          remain.length === 1 ? "the discrepancy remains" : "all discrepancies remain"
        } significant at 5 %`
        : `the discrepancy of ${
          enclosed(listed(remain.map(({ name }) => `the ${name}`)))
        } remains significant at 5 %`
    }. A difference as large as that of the ${rarest.name} has a chance of ${
      digits(rarest.single)
    } % for that curve alone, and of ${
      methods === judged.length ? "" : `${digits(rarest.least)} to `
    }${digits(rarest.most)} % as the largest of all.`,
    evidence: Object.fromEntries(
      chances.map(({ evidence, most }) => [evidence, { value: most, error: null }]),
    ),
  };
}

const outcomes: Readonly<Partial<Record<Verdict, string>>> = {
  "opposite sign": "They are consistent, but on opposite sides of nominal",
  "in tension": "They are in tension",
  "differs": "They differ",
};

/** A name of a number that a sentence can hold. */
function shortName(id: string, name: string): string {
  const [, n] = /^protocol-(\d+)-/.exec(id) ?? [];
  return n === undefined
    ? name
    : `change of the mean absolute deviation at ${n} × ${n} bins with the number of generated points`;
}

/** How many printed numbers agree, and each that does not. */
function numberFindings(numbers: readonly ReproducedNumber[]): Finding[] {
  const judged = numbers.flatMap((number) => {
    const { id, comparison: { verdict, pull } } = number;
    // Deviations of diagonals repeat the findings of their curves.
    return verdict === "not judged" || pull === null || id.startsWith("mad-")
      ? []
      : [{ ...number, verdict, pull }];
  });
  if (judged.length === 0) return [];
  const others = judged.filter(({ verdict }) => verdict !== "agrees");
  const agree = judged.length - others.length;
  return [
    {
      id: "numbers",
      sentence: `Of ${judged.length} numbers that the paper prints beside its figures, ${
        agree === judged.length ? "all agree" : agree === 1 ? "one agrees" : `${agree} agree`
      } with ours within errors.`,
      evidence: {},
    },
    ...others.map(({ id, name, method, paper, ours, verdict, pull }) => ({
      id,
      sentence: `For ${inText(method.label)} the ${shortName(id, name)} is ${
        plusMinus(ours)
      } here and ${plusMinus(paper)} in the paper. ${outcomes[verdict]}, ${
        standardErrors(pull)
      } apart.`,
      evidence: { paper, here: ours },
    })),
  ];
}

/** Which results of the paper are compared, and which are not. */
const scope: Finding = {
  id: "scope",
  sentence:
    "The comparison covers the paper's curves of the coverage, of its mean absolute deviation, of the coverage against the radius and of the amplification, and the numbers printed with them. Its figures of the one-sigma coverage, of mean and spread against the radius and of the closure are not digitised, so they are not compared.",
  evidence: {},
};

/** The findings of results. */
export function findings(results: Omit<ReproductionResults, "findings">): Finding[] {
  const { comparable, settings, curves, numbers, reasons, sameDraws, lengths, notComputed } =
    results;
  const out: Finding[] = [];
  if (!comparable) {
    const other = settings.filter(({ paper, ours }) => paper !== ours);
    out.push({
      id: "set-up",
      sentence: `These results are set up unlike the paper, with ${
        listed(other.map(({ name, paper, ours }) => `${ours} instead of ${paper} ${name}`))
      }. They show the paper's curves for orientation and judge no difference.`,
      evidence: {},
    });
  }
  out.push(
    ...curveFindings(curves),
    ...numberFindings(numbers),
    ...reasonFindings(reasons),
    ...reasonFindings(sameDraws, "draws"),
    ...lengthFindings(lengths),
    scope,
  );
  if (notComputed.length > 0) {
    out.push({
      id: "not-computed",
      sentence: `The paper's ${listed(notComputed.map(inText))} ${
        notComputed.length === 1 ? "is" : "are"
      } not computed here.`,
      evidence: {},
    });
  }
  return out;
}
