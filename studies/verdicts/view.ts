/**
 * The page of the study of verdicts.
 *
 * @module
 */
import type { Chart, Series } from "../../render/charts/chart.ts";
import { fixed, percent, plain } from "../../render/format.ts";
import { table } from "../../render/table.ts";
import type { Loaded, View } from "../shared/view.ts";
import { groupOf, groups } from "./designs.ts";
import { perCent, perCentAtMost } from "./shares.ts";
import { pairsOf } from "./findings.ts";
import type { Judging } from "./measure.ts";
import type { PowerRow, Share, VerdictsResults, VerdictsRow } from "./schema.ts";

/** A share and its interval, per cent. */
const withRange = ({ value, lower, upper }: Share) =>
  `${perCent(value)} (${perCent(lower)} to ${perCent(upper)})`;

/** Verdicts in a word each. */
const shortNames: Readonly<Record<Judging, string>> = {
  coverage: "coverage",
  joint: "joint",
  holdout: "held-out",
  claim: "claim",
  consistency: "order",
  runs: "runs",
};

/** The verdicts that fail, with the number of reports. */
function failingVerdicts({ verdicts }: VerdictsRow | PowerRow): string {
  const some = verdicts.filter(({ fails }) => fails > 0).sort((a, b) => b.fails - a.fails);
  return some.map(({ id, fails }) => `${shortNames[id]} ${plain(fails)}`).join(", ") || "none";
}

/** A design as a row of a table begins with it; charts know it by its number. */
function rowName(designs: readonly VerdictsRow[], name: string): string {
  const number = 1 + designs.findIndex(({ design }) => design.name === name);
  return `no. ${number}: ${name}`;
}

/** False alarms against the number of the design. */
function alarmsChart({ designs, falseAlarms }: VerdictsResults): Chart {
  const series = groups.flatMap((group, look): Series[] => {
    const rows = designs.flatMap((row, i) =>
      groupOf(row.design) === group ? [{ ...row, x: i + 1 }] : []
    );
    const each = (pick: (share: Share) => number) => rows.map(({ failing }) => 100 * pick(failing));
    return rows.length === 0 ? [] : [{
      label: group,
      look,
      form: "symbols",
      x: rows.map(({ x }) => x),
      y: each(({ value }) => value),
      lower: each(({ lower }) => lower),
      upper: each(({ upper }) => upper),
    }];
  });
  const most = Math.max(2 * falseAlarms, ...designs.map(({ failing }) => failing.upper));
  return {
    id: "verdicts-alarms",
    title: "How often a report says “fails” of a calibrated generator",
    caption:
      `Share of reports with any verdict “fails”, for each design of the table below. Bars: Clopper-Pearson intervals of 95 % confidence, each by itself. Line: the stated rate, ${
        percent(falseAlarms)
      }.`,
    description:
      "A chart of the share of false alarms against the number of the design, with intervals and a line at the stated rate; the colours are the kinds of design.",
    panels: [{
      kind: "lines",
      title: "False alarms",
      x: { label: "number of the design", scale: "linear", domain: [0, designs.length + 1] },
      y: { label: "reports that say “fails” (%)", scale: "linear", domain: [0, 100 * most] },
      references: [{ label: "stated", along: "horizontal", at: 100 * falseAlarms }],
      series,
    }],
  };
}

/** The chart that shows what a finding says. */
const shownIn: View["figures"] = {
  "false-alarms": "verdicts-alarms",
  mean: "verdicts-alarms",
};

/** Charts, tables and words of the page. */
export function view({ data, profile }: Loaded<VerdictsResults>): View {
  const { designs, faults, power, replicates, falseAlarms } = data;
  const [{ reports }] = designs;
  const words = new Map(faults.map(({ id, words }) => [id, words]));
  return {
    figures: shownIn,
    charts: { alarms: alarmsChart(data) },
    tables: {
      designs: table(
        `Reports on ${
          plain(reports)
        } calibrated generators of each design, in per cent with intervals of 95 % confidence: any verdict fails, by the earlier rule and now, with the bound for all designs together; any is over-cautious; none fails and something stays open. Last the verdicts that fail, with the number of reports`,
        [
          "design, runs × draws",
          "failed before",
          "fails",
          "bound",
          "cautious",
          "open",
          "failing verdicts",
        ],
        designs.map((row) => [
          rowName(designs, row.design.name),
          row.before === undefined ? "" : withRange(row.before),
          withRange(row.failing),
          perCentAtMost(row.together.upper),
          withRange(row.cautious),
          withRange(row.open),
          failingVerdicts(row),
        ]),
      ),
      power: table(
        `Reports on ${
          plain(power[0]?.reports ?? 0)
        } generators with a fault, in per cent with intervals of 95 % confidence: found by the earlier rule, and now; not found, but something stays open; missed. Last the verdicts that find it, with the number of reports`,
        [
          "a generator that is",
          "design, runs × draws",
          "found before",
          "found",
          "open",
          "missed",
          "found by",
        ],
        power.map((row) => [
          words.get(row.fault)!,
          rowName(designs, row.design.name),
          row.before === undefined ? "" : withRange(row.before),
          withRange(row.failing),
          withRange(row.open),
          withRange(row.missed),
          failingVerdicts(row),
        ]),
      ),
      setup: table(`Set-up (profile ${profile})`, ["quantity", "value"], [
        ["designs", plain(designs.length)],
        ["calibrated generators of each design", plain(reports)],
        ["generators of each fault and design", plain(power[0]?.reports ?? 0)],
        ["simulations behind each p-value", plain(replicates)],
        ["stated rate of false alarms of a report", percent(falseAlarms)],
      ]),
    },
    facts: {
      designs: plain(designs.length),
      reports: plain(reports),
      rate: percent(falseAlarms),
      short: fixed(faults.find(({ id }) => id === "short")?.width ?? NaN, 2),
      earlier: plain(designs.find(({ before }) => before !== undefined)?.before?.reports ?? 0),
      pairs: plain(pairsOf(data)),
    },
  };
}
