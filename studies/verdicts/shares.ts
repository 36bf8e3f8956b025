/**
 * Shares of reports, and what their intervals support.
 *
 * @module
 */
import { clopperPearson } from "../../core/calibration/mod.ts";
import { decimal } from "../../render/sentence.ts";
import type { CountedShare, PowerRow, Share, VerdictsRow } from "./schema.ts";
import type { VerdictCounts } from "./measure.ts";
import { type Design, type Fault, none } from "./designs.ts";
import { earlierCount } from "./earlier.ts";

/** Chance that a stated interval, or all that are stated together, miss what they bound. */
const risk = 0.05;

/** A share with its interval of 95 % confidence. */
export function shareOf(count: number, reports: number): Share {
  const [lower, upper] = clopperPearson(count, reports, 1 - risk);
  return { count, value: count / reports, lower, upper };
}

/**
 * Bounds of one of several shares. The upper ones of all hold together with 95 % confidence, and so do the lower
 * ones: each errs with 5 % over their number at most (Bonferroni).
 */
export function boundsTogether(count: number, reports: number, shares: number) {
  const [lower, upper] = clopperPearson(count, reports, 1 - 2 * risk / shares);
  return { lower, upper };
}

/** The share of reports of the earlier rule that say "fails", where that was counted. */
function before(design: Design, fault: Fault): { before?: CountedShare } {
  const counted = earlierCount(design, fault);
  if (counted === undefined) return {};
  const { failing, reports } = counted;
  return { before: { reports, ...shareOf(failing, reports) } };
}

/** Reports on calibrated generators, as one of so many designs. */
export function rowOf(design: Design, record: VerdictCounts, rows: number): VerdictsRow {
  const { reports, failing, cautious, open, verdicts } = record;
  return {
    design,
    reports,
    failing: shareOf(failing, reports),
    together: boundsTogether(failing, reports, rows),
    cautious: shareOf(cautious, reports),
    open: shareOf(open, reports),
    verdicts: [...verdicts],
    ...before(design, none),
  };
}

/** Reports on generators with a fault. */
export function powerRowOf(design: Design, fault: Fault, record: VerdictCounts): PowerRow {
  const { reports, failing, open, verdicts } = record;
  return {
    design,
    fault: fault.id,
    reports,
    failing: shareOf(failing, reports),
    open: shareOf(open, reports),
    missed: shareOf(reports - failing - open, reports),
    verdicts: [...verdicts],
    ...before(design, fault),
  };
}

/** Which of two shares is larger, where their intervals do not meet; such intervals hold for so many pairs together. */
export function largerOf(
  from: { readonly count: number; readonly reports: number },
  to: { readonly count: number; readonly reports: number },
  pairs: number,
): "from" | "to" | undefined {
  const [a, b] = [from, to].map(({ count, reports }) =>
    clopperPearson(count, reports, 1 - risk / (2 * pairs))
  );
  return a[0] > b[1] ? "from" : b[0] > a[1] ? "to" : undefined;
}

/** A probability in per cent: whole where it is 0 or 1, with two decimals next to them, else with one. */
export function perCent(x: number): string {
  const fromEnd = Math.min(x, 1 - x);
  return decimal(100 * x, fromEnd === 0 ? 0 : fromEnd < 1e-3 ? 2 : 1);
}

/** The same for what bounds from above: rounded upwards. */
export function perCentAtMost(x: number): string {
  return perCent(Math.min(1, Math.ceil(1000 * x) / 1000));
}

/** A share with the ends of its interval, in per cent. */
export function shareText({ value, lower, upper }: Share): string {
  return `${perCent(value)} % (${perCent(lower)} to ${perCent(upper)} %)`;
}

/** A stated rate in per cent, with as many decimals as it has, up to two. */
export function rateText(rate: number): string {
  const decimals = [0, 1].find((n) => Math.abs(Number(decimal(100 * rate, n)) - 100 * rate) < 1e-9);
  return `${decimal(100 * rate, decimals ?? 2)} %`;
}
