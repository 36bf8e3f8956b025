/** Made-up results of the verdicts with the form of real ones, for the tests of findings and of the site. */
import {
  auditFalseAlarms,
  auditReplicates,
  type Design,
  designs,
  faults,
  powerNames,
} from "../../studies/verdicts/designs.ts";
import { findings } from "../../studies/verdicts/findings.ts";
import { judging, type VerdictCounts } from "../../studies/verdicts/measure.ts";
import type { VerdictsResults } from "../../studies/verdicts/schema.ts";
import { powerRowOf, rowOf } from "../../studies/verdicts/shares.ts";

/** Reports in which coverage fails, or the claim stays open, of so many. */
export function counts(reports: number, failing: number, open = 0): VerdictCounts {
  const verdicts = judging.map((id) => {
    const fails = id === "coverage" ? failing : 0;
    const left = id === "claim" ? open : 0;
    return { id, holds: reports - fails - left, fails, cautious: 0, open: left };
  });
  return { reports, failing, open, cautious: 0, verdicts };
}

/** What is made up of the reports on a design with a fault; undefined where there are none. */
export type Making = (design: Design, fault: string | undefined) => VerdictCounts | undefined;

/** Results with these reports. */
export function resultsOf(make: Making): VerdictsResults {
  const rows = designs.flatMap((design) => {
    const record = make(design, undefined);
    return record === undefined ? [] : [{ design, record }];
  });
  const powerDesigns = Object.values(powerNames)
    .map((name) => designs.find((design) => design.name === name)!);
  const results = {
    falseAlarms: auditFalseAlarms,
    replicates: auditReplicates,
    designs: rows.map(({ design, record }) => rowOf(design, record, rows.length)),
    faults: faults.map((fault) => ({ ...fault })),
    power: faults.flatMap((fault) =>
      powerDesigns.flatMap((design) => {
        const record = make(design, fault.id);
        return record === undefined ? [] : [powerRowOf(design, fault, record)];
      })
    ),
  };
  return { ...results, findings: findings(results) };
}

/** Results of the verdicts. */
export function verdicts(): VerdictsResults {
  return resultsOf((design, fault) => {
    const i = designs.indexOf(design);
    const open = (reports: number) => design.runs === 1 ? reports : 0;
    return fault === undefined
      ? counts(1000, i % 9, open(1000 - i % 9))
      : counts(400, design.runs === 1 ? 20 : 400 - 3 * i, design.runs === 1 ? 380 : 0);
  });
}
