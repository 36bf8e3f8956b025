/**
 * The study of verdicts: how often the reports of audits are wrong.
 *
 * @module
 */
import { type Cell, cellKind } from "../../runner/cell.ts";
import { seed } from "../shared/grid.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import {
  auditFalseAlarms,
  type Design,
  type Fault,
  faults,
  none,
  type Size,
  sizeOf,
} from "./designs.ts";
import { findings } from "./findings.ts";
import { verdictsCell, verdictsKind } from "./measure.ts";
import { type VerdictsResults, verdictsResults } from "./schema.ts";
import { powerRowOf, rowOf } from "./shares.ts";

/** Configuration of the summary. */
interface SummaryConfig {
  readonly designs: readonly Design[];
  readonly powerDesigns: readonly Design[];
  readonly faults: readonly Fault[];
  readonly falseAlarms: number;
  readonly replicates: number;
}

/** Name of the cell of a design and a fault, as an input. */
function inputName({ name }: Design, { id }: Fault): string {
  return `${id}: ${name}`;
}

/** Cell kind "verdicts-summary": puts together what the page of the study shows. */
export const verdictsSummaryKind = cellKind<SummaryConfig, Recorded<VerdictsResults>>({
  name: "verdicts-summary",
  version: 3,
  run({ designs, powerDesigns, faults, falseAlarms, replicates }, { inputs }) {
    const record = (design: Design, fault: Fault) =>
      verdictsKind.record(inputs[inputName(design, fault)]);
    const results: Recorded<VerdictsResults> = {
      falseAlarms,
      replicates,
      designs: designs.map((design) => rowOf(design, record(design, none), designs.length)),
      faults: faults.map((fault) => ({ ...fault })),
      power: faults.flatMap((fault) =>
        powerDesigns.map((design) => powerRowOf(design, fault, record(design, fault)))
      ),
    };
    return { record: results };
  },
});

/** The cells of a plan by the names under which the summary reads them. */
function cellsOf({ designs, generators, powerDesigns, faulty, replicates }: Size) {
  const common = { replicates, falseAlarms: auditFalseAlarms };
  const cells: Record<string, Cell> = {};
  const add = (design: Design, fault: Fault, generators: number) => {
    cells[inputName(design, fault)] = verdictsCell({ ...common, design, fault, generators }, seed);
  };
  for (const design of designs) add(design, none, generators);
  for (const fault of faults) for (const design of powerDesigns) add(design, fault, faulty);
  return cells;
}

/** Are the verdicts of audits as seldom wrong as they say? */
export const study: ReportStudy<VerdictsResults> = {
  name: "verdicts",
  title: "Verdicts",
  kinds: [verdictsKind, verdictsSummaryKind],
  results: verdictsResults,
  findings,
  page: {
    name: "How often the verdicts are wrong",
    optional: true,
    view: () => import("./view.ts"),
  },
  summary(profile) {
    const size = sizeOf(profile);
    const { designs, powerDesigns, replicates } = size;
    return verdictsSummaryKind.cell({
      config: { designs, powerDesigns, faults, falseAlarms: auditFalseAlarms, replicates },
      seed,
      inputs: cellsOf(size),
      label: "summary of the verdicts",
      cost: 1,
    });
  },
};
