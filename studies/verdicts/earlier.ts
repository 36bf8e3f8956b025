/**
 * What an earlier rule of the verdicts was measured to do, on designs that the study has too.
 *
 * That rule judged each run against the one sample of truth events, and the one held-out sample, as if the runs
 * were independent, and shared no rate of false alarms among the verdicts. Source: 100 audits of calibrated
 * generators of each design, 10,000 training events, simulated before the rule was changed.
 *
 * @module
 */

/** Audits of each design. */
export const earlierReports = 100;

/** Reports with any verdict that fails, by the name of the design. */
export const earlierFailing: Readonly<Record<string, number>> = {
  "5 × 19 draws in 12 bins against 2,000 true and 2,000 held-out events": 56,
  "10 × 19 draws in 12 bins against 10,000 true and 10,000 held-out events": 36,
  "5 × 19 draws in 12 bins against 100,000 true and 100,000 held-out events": 12,
};
