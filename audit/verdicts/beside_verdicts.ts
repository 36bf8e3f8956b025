/**
 * Verdicts on projections and on the bins of a condition.
 *
 * @module
 */
import { type Case, tooFewDraws } from "./case.ts";
import { ranksTell } from "./next_step.ts";
import type { BesideResults, Verdict } from "../schema.ts";
import { pText } from "./p_text.ts";

/** A test of one of them. */
interface Tested {
  readonly title: string;
  readonly within: BesideResults["within"];
  readonly pValue: number;
  readonly value: number;
  readonly error: number | null;
  /** Whether intervals are too wide rather than too narrow. */
  readonly wide: boolean;
}

function testedOf({ title, within, pValue, quantities }: BesideResults): Tested[] {
  const deviation = quantities.find(({ name, value }) =>
    value !== null && (name === "signed_deviation" || name === "holdout_signed")
  );
  if (pValue === null || deviation === undefined) return [];
  const { value, error, calibrated } = deviation;
  const middle = calibrated === null ? 0 : (calibrated.lower + calibrated.upper) / 2;
  return [{ title, within, pValue, value: value!, error, wide: value! >= middle }];
}

/** The verdict on all of a kind. */
function verdictOf(
  id: string,
  what: (count: number) => string,
  all: readonly Tested[],
  level: number,
): Verdict {
  const count = all.length;
  const worst = all.reduce((a, b) => b.pValue < a.pValue ? b : a);
  const adjusted = Math.min(1, worst.pValue * count);
  const evidence = {
    "mean signed deviation where it is least likely": { value: worst.value, error: worst.error },
    "lowest p-value, times their number": { value: adjusted, error: null },
  };
  const most = `${worst.title} (${pText(adjusted)} with their number allowed for)`;
  const low = all.filter(({ pValue }) => pValue < level);
  if (low.length === 0) {
    return {
      id,
      standing: "holds",
      sentence: `In none of ${
        what(count)
      } is the coverage unlike that of a calibrated generator. The least likely is that of ${most}.`,
      evidence,
    };
  }
  const narrow = low.filter(({ wide }) => !wide);
  const [failing, often] = narrow.length > 0 ? [narrow, "less"] : [low, "more"];
  const first = failing.reduce((a, b) => b.pValue < a.pValue ? b : a);
  return {
    id,
    standing: narrow.length > 0 ? "fails" : "cautious",
    sentence: `In ${failing.length} of ${
      what(count)
    } the intervals hold the truth ${often} often than they say, most clearly in ${first.title} (${
      pText(Math.min(1, first.pValue * count))
    } with their number allowed for).`,
    next: `Audit ${first.within === null ? "these features" : "these events"} alone. ${ranksTell}`,
    evidence,
  };
}

/**
 * Verdicts on projections and on the bins of a condition. Each is one more test of the report.
 *
 * @param context What all verdicts of the report share.
 */
export function besideVerdicts(besides: readonly BesideResults[], context: Case): Verdict[] {
  if (tooFewDraws(context) !== undefined || context.onlyCounting) return [];
  const ofKind = (kind: BesideResults["kind"]) => besides.filter((beside) => beside.kind === kind);
  const projections = ofKind("projection"), conditions = ofKind("condition");
  const features = projections.filter(({ axes }) => axes.length === 1).length;
  const verdicts: Verdict[] = [];
  const add = (id: string, what: (count: number) => string, all: readonly BesideResults[]) => {
    const tested = all.flatMap(testedOf);
    if (tested.length > 0) verdicts.push(verdictOf(id, what, tested, context.level));
  };
  add(
    "projections",
    (count) => `${count} projections on one or two of ${features} features`,
    projections,
  );
  add("condition", (count) => `${count} bins of ${conditions[0]?.within?.name}`, conditions);
  return verdicts;
}
