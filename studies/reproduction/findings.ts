/**
 * Sentences on which curves and numbers were reproduced.
 *
 * @module
 */
import { expm1, log1p } from "../../core/elementary.ts";
import type { Finding } from "../shared/schema.ts";
import { decimal, listed, plusMinus } from "../../render/sentence.ts";
import { chanceOfPull } from "./compare.ts";
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
        name: `${curveName(curve)} (${method.label})`,
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
  return `${name}, ${side} the paper's by ${size}${
    logarithmic ? " in its logarithm" : ""
  } on average, ${standardErrors(pull!)}`;
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
      `Of ${judged.length} curves of the paper with a counterpart here, ${agree.length} agree with it on average over their points, allowing for the spread between runs. ${opposite.length} are consistent with it but lie on the other side of nominal, ${tense.length} are in tension and ${differ.length} differ.`,
    evidence: {},
  }];
  const limited = agree.filter(({ comparison: { detectable } }) => detectable !== null)
    .sort((a, b) => b.comparison.detectable! - a.comparison.detectable!);
  if (limited.length > 0) {
    const detectable = ({ name, comparison, logarithmic }: Judged) =>
      `${decimal(comparison.detectable!, 3)}${logarithmic ? " in its logarithm" : ""} (${name})`;
    out.push({
      id: "power",
      sentence:
        `Agreement says no more than what could have been found: a mean difference that would not have been called agreement in 4 of 5 repetitions is ${
          detectable(limited[limited.length - 1])
        }${
          limited.length === 1 ? "" : ` to ${detectable(limited[0])}`
        }. Half of that takes four times as many training sets, here and in the paper.`,
      evidence: {},
    });
  }
  if (opposite.length > 0) {
    out.push({
      id: "opposite",
      sentence: `Of the opposite sign to the paper's, though consistent with it within errors: ${
        opposite.map(offset).join("; ")
      }.`,
      evidence: evidenceOf(opposite),
    });
  }
  if (differ.length > 0) {
    out.push({
      id: "differ",
      sentence: `Not reproduced: ${differ.map(offset).join("; ")}.`,
      evidence: evidenceOf(differ),
    });
  }
  if (tense.length > 0) {
    out.push({
      id: "tension",
      sentence: `In tension: ${tense.map(offset).join("; ")}.`,
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
  const said = chances.map(({ name, single, least, most }) =>
    `${name} ${digits(single)} %, among all ${digits(least)} to ${digits(most)} %`
  );
  const remain = chances.filter(({ most }) => most < 0.05);
  return {
    id: "elsewhere",
    sentence:
      `How probable so large a difference is by chance, by Student's distribution, for that curve alone and for the largest among all (from ${methods} methods whose curves move together to ${judged.length} independent curves): ${
        said.join("; ")
      }. ${
        remain.length === 0
          ? "As the largest among all none is rare"
          : remain.length === chances.length
          ? "As the largest among all each remains below 5 %"
          : `As the largest among all only ${
            listed(remain.map(({ name }) => name))
          } remains below 5 %`
      }.`,
    evidence: Object.fromEntries(
      chances.map(({ evidence, most }) => [evidence, { value: most, error: null }]),
    ),
  };
}

const outcomes: Readonly<Record<Verdict, string>> = {
  "agrees": "agrees with",
  "opposite sign": "is consistent with, though on the other side of nominal than,",
  "in tension": "is in tension with",
  "differs": "differs from",
  "not judged": "is not judged against",
};

function numberFinding(
  { id, name, method, paper, ours, comparison }: ReproducedNumber,
): Finding[] {
  const { verdict, pull } = comparison;
  // Deviations of diagonals repeat the findings of their curves.
  if (verdict === "not judged" || pull === null || id.startsWith("mad-")) return [];
  return [{
    id,
    sentence: `For ${method.label} the ${name} is ${plusMinus(ours)} here, which ${
      outcomes[verdict]
    } the paper's ${plusMinus(paper)} (${standardErrors(pull)} apart).`,
    evidence: { paper, here: ours },
  }];
}

/** What of the paper is compared, and what is not. */
const scope: Finding = {
  id: "scope",
  sentence:
    "Compared are the paper's curves of the coverage, of its mean absolute deviation, of the coverage against the radius and of the amplification, and the numbers printed with them. Its figures of the one-sigma coverage, of mean and spread against the radius and of the closure were not digitised, and are not compared.",
  evidence: {},
};

/** The findings of results. */
export function findings(results: Omit<ReproductionResults, "findings">): Finding[] {
  const { comparable, settings, curves, numbers, reasons, sameDraws, notComputed } = results;
  const out: Finding[] = [scope];
  if (!comparable) {
    const other = settings.filter(({ paper, ours }) => paper !== ours);
    out.push({
      id: "set-up",
      sentence: `Set up unlike the paper, with ${
        listed(other.map(({ name, paper, ours }) => `${ours} instead of ${paper} ${name}`))
      }, these results show the paper's curves for orientation and judge no difference.`,
      evidence: {},
    });
  }
  out.push(
    ...curveFindings(curves),
    ...reasonFindings(reasons),
    ...reasonFindings(sameDraws, "draws"),
    ...numbers.flatMap(numberFinding),
  );
  if (notComputed.length > 0) {
    out.push({
      id: "not-computed",
      sentence: `Not computed: the paper's ${listed(notComputed)}.`,
      evidence: {},
    });
  }
  return out;
}
