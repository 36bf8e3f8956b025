/**
 * What the study of verdicts finds.
 *
 * @module
 */
import { fewestDraws } from "../../core/measure/mod.ts";
import { decimal, grouped, listed, range, type Stated } from "../../render/sentence.ts";
import type { Finding } from "../shared/schema.ts";
import { type Comparison, comparisons } from "./designs.ts";
import { earlierFailing, earlierReports } from "./earlier.ts";
import type { Judging } from "./measure.ts";
import type { PowerRow, Share, VerdictsResults, VerdictsRow } from "./schema.ts";
import { largerOf, perCent, perCentAtMost, rateText, shareOf, shareText } from "./shares.ts";

type Counted = Omit<VerdictsResults, "findings">;

/** What verdicts are called. */
export const verdictNames: Readonly<Record<Judging, string>> = {
  coverage: "coverage of the truth",
  joint: "joint coverage",
  holdout: "coverage of the held-out sample",
  claim: "the claim",
  consistency: "the order of the draws",
  runs: "the scatter between runs",
};

/** A share as evidence; its interval stands in the sentence. */
const bare = (value: number) => ({ value, error: null });

/** The row with the largest share. */
function largest<T>(rows: readonly T[], pick: (row: T) => Share): T {
  return rows.reduce((most, row) => pick(row).value > pick(most).value ? row : most);
}

/** Whether any design raises more false alarms than stated, with bounds that hold for all of them together. */
function falseAlarms({ designs, falseAlarms: rate }: Counted): Finding {
  const worst = largest(designs, ({ failing }) => failing);
  const bound = Math.max(...designs.map(({ together }) => together.upper));
  const above = designs.filter(({ together }) => together.lower > rate);
  const alike = designs.filter(({ failing }) => failing.value === worst.failing.value);
  const stated = `the stated ${rateText(rate)}`;
  const count = ({ failing, reports }: VerdictsRow) =>
    `${grouped(failing.count)} of ${grouped(reports)} reports`;
  const confidence = `with 95 % confidence for ${
    designs.length === 1 ? "the design" : `all ${designs.length} designs together`
  }`;
  const most = worst.failing.count === 0
    ? `None of ${
      grouped(worst.reports)
    } reports on each design says “fails” of a calibrated generator`
    : `The largest share of false alarms is ${count(worst)} (${
      alike.length > 1 ? `${alike.length} designs` : worst.design.name
    })`;
  const bounded = `${most}; ${confidence} no share is above ${perCentAtMost(bound)} %`;
  const sentence = above.length > 0
    ? `${above.length} of ${designs.length} designs ${
      above.length === 1 ? "exceeds" : "exceed"
    } ${stated} of false alarms, ${confidence}: ${
      range(above.map((row): Stated => ({
        label: row.design.name,
        value: row.failing.value,
        text: count(row),
      })))
    }.`
    : bound <= rate
    ? `${bounded}: every design keeps ${stated}.`
    : `${bounded}: none is shown to exceed ${stated}, and not all are shown to keep it.`;
  return {
    id: "false-alarms",
    sentence,
    evidence: {
      "largest share": bare(worst.failing.value),
      "bound of all shares": bare(bound),
    },
  };
}

const sumOver = (designs: readonly VerdictsRow[], pick: (row: VerdictsRow) => number) =>
  designs.reduce((sum, row) => sum + pick(row), 0);

/** The share of all reports of all designs. */
function shareOfAll(designs: readonly VerdictsRow[], pick: (row: VerdictsRow) => Share): Share {
  return shareOf(
    sumOver(designs, (row) => pick(row).count),
    sumOver(designs, ({ reports }) => reports),
  );
}

/** The mean over designs, and which verdicts raise the alarms. */
function onAverage({ designs, falseAlarms: rate }: Counted): Finding {
  const failing = shareOfAll(designs, (row) => row.failing);
  const side = failing.upper < rate
    ? "fewer than"
    : failing.lower > rate
    ? "more than"
    : "consistent with";
  const alarms = (Object.keys(verdictNames) as Judging[]).map((id) => ({
    id,
    count: sumOver(designs, (row) => standing(row, id)?.fails ?? 0),
  })).filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  const by = alarms.map(({ id, count }) => `${verdictNames[id]} (${grouped(count)})`);
  const all = grouped(sumOver(designs, ({ reports }) => reports));
  return {
    id: "mean",
    sentence: `Of all ${all} reports on calibrated generators ${
      shareText(failing)
    } say “fails”, ${side} the stated ${rateText(rate)}${
      by.length === 0 ? "" : `; the verdicts that do are those on ${listed(by)}`
    }.`,
    evidence: { "share of reports": bare(failing.value) },
  };
}

/** How often calibrated generators are called over-cautious. */
function overCautious({ designs }: Counted): Finding {
  const all = shareOfAll(designs, ({ cautious }) => cautious);
  const worst = largest(designs, ({ cautious }) => cautious);
  return {
    id: "cautious",
    sentence: `“Over-cautious”, which the stated rate does not cover, is said of ${
      shareText(all)
    } of calibrated generators${
      all.count === 0 || designs.length === 1
        ? ""
        : `, the most on ${worst.design.name}: ${shareText(worst.cautious)}`
    }.`,
    evidence: { "share of reports": bare(all.value) },
  };
}

/** What an earlier rule was measured to do on the same designs. */
function before({ designs }: Counted): Finding[] {
  const rows = designs.filter(({ design }) => design.name in earlierFailing);
  if (rows.length === 0) return [];
  const now = rows.map(({ design, failing }) =>
    `${
      earlierFailing[design.name]
    } of ${earlierReports} calibrated generators on ${design.name}, where ${
      shareText(failing)
    } fail now`
  );
  return [{
    id: "earlier",
    sentence: `An earlier rule said “fails” of ${listed(now)}.`,
    evidence: Object.fromEntries(
      rows.map(({ design, failing }) => [design.name, bare(failing.value)]),
    ),
  }];
}

const standing = ({ verdicts }: VerdictsRow, id: Judging) =>
  verdicts.find((verdict) => verdict.id === id);

/** The share of reports that leave a verdict open, and of those that give and do not leave it so. */
function openAndDecided(row: VerdictsRow, id: Judging): { open: Share; decided: Share } {
  const { holds, fails, cautious, open } = standing(row, id)!;
  return {
    open: shareOf(open, row.reports),
    decided: shareOf(holds + fails + cautious, row.reports),
  };
}

/** Whether something is so in most reports, as its interval bears out. */
const isMost = ({ lower }: Share) => lower > 0.5;
const mostlyOpen = (row: VerdictsRow, id: Judging) => isMost(openAndDecided(row, id).open);
const mostlyDecided = (row: VerdictsRow, id: Judging) => isMost(openAndDecided(row, id).decided);

/** Chains whose draws are worth too few, and how much longer they should be. */
function shortChains({ designs }: Counted): Finding[] {
  const worth = ({ design: { draws, time } }: VerdictsRow) => draws / time;
  const stuck = designs.filter((row) =>
    row.design.time > 1 && worth(row) < fewestDraws && mostlyOpen(row, "coverage")
  );
  if (stuck.length === 0) return [];
  const longer = (row: VerdictsRow) => decimal(Math.ceil(10 * fewestDraws / worth(row)) / 10, 1);
  const shares = stuck.map((row) => openAndDecided(row, "coverage").open);
  return [{
    id: "open-chains",
    sentence: `Coverage stays open in most reports on ${
      listed(stuck.map(({ design }, i) => `${design.name}, ${shareText(shares[i])},`))
    } as the draws of a run are worth ${
      listed([...new Set(stuck.map((row) => decimal(worth(row), 1)))])
    } independent ones; chains ${
      listed([...new Set(stuck.map(longer))])
    } times as long would have the ${fewestDraws} that a verdict needs.`,
    evidence: Object.fromEntries(
      stuck.map(({ design }, i) => [design.name, bare(shares[i].value)]),
    ),
  }];
}

const runsOf = ({ design: { runs, draws } }: VerdictsRow) => `${runs} × ${draws} draws`;

/** Of designs with so many draws a run, more than some runs, that with the fewest that mostly decides the claim. */
function settling(designs: readonly VerdictsRow[], draws: number, most: number) {
  return designs
    .filter((row) =>
      row.design.draws === draws && row.design.runs > most && mostlyDecided(row, "claim")
    )
    .sort((a, b) => a.design.runs - b.design.runs).at(0);
}

/** Independent draws of too few runs, and how many runs settle the same verdict in another design. */
function fewRuns({ designs }: Counted): Finding[] {
  const independent = designs.filter(({ design }) => design.time === 1);
  const stuck = independent.filter((row) => mostlyOpen(row, "claim"));
  if (stuck.length === 0) return [];
  const numbers = [...new Set(stuck.map(({ design }) => design.draws))].sort((a, b) => a - b);
  const enough = numbers.map((draws) => {
    const same = stuck.filter(({ design }) => design.draws === draws);
    const most = Math.max(...same.map(({ design }) => design.runs));
    return { draws, row: settling(independent, draws, most) };
  });
  const settled = enough.flatMap(({ row }) => row === undefined ? [] : [row]);
  const unsettled = enough.flatMap(({ draws, row }) => row === undefined ? [draws] : []);
  const clauses = [
    ...(settled.length === 0 ? [] : [
      `${
        listed(settled.map((row) =>
          `${row.design.name} (${perCent(openAndDecided(row, "claim").decided.value)} % of reports)`
        ))
      } ${settled.length === 1 ? "settles" : "settle"} it`,
    ]),
    ...(unsettled.length === 0
      ? []
      : [`no design here with ${unsettled.join(" or ")} draws a run settles it`]),
  ];
  return [{
    id: "open-runs",
    sentence: `Whether the claim is borne out stays open in most reports on ${
      stuck.length > 3
        ? `${stuck.length} designs of ${listed([...new Set(stuck.map(runsOf))])}`
        : listed(stuck.map(({ design }) => design.name))
    }; ${clauses.join(", and ")}.`,
    evidence: Object.fromEntries(
      stuck.map((row) => [row.design.name, bare(openAndDecided(row, "claim").open.value)]),
    ),
  }];
}

/** How often a fault is found, and where most is left open. */
function powerOf({ power }: Counted, { id, words }: Counted["faults"][number]): Finding[] {
  const rows = power.filter(({ fault }) => fault === id);
  if (rows.length === 0) return [];
  const sorted = [...rows].sort((a, b) => a.failing.value - b.failing.value);
  const ends = rows.length === 1 ? sorted : [sorted[0], sorted[sorted.length - 1]];
  const said = ends.map(({ design, failing }) =>
    `${shareText(failing)} of reports on ${design.name}`
  );
  const open = largest(rows, ({ open }) => open);
  return [{
    id: `power-${id}`,
    sentence: `A generator that is ${words} is found by ${listed(said)}${
      rows.length > 2 ? `, the least and the most of ${rows.length} designs` : ""
    }${
      open.open.count === 0
        ? ""
        : `; most is left open on ${open.design.name}, where ${
          shareText(open.open)
        } do not find it and leave something open`
    }.`,
    evidence: Object.fromEntries(
      rows.map(({ design, failing }) => [design.name, bare(failing.value)]),
    ),
  }];
}

/** What one design finds more often than another, or less often. */
function compared(
  { power, faults }: Counted,
  { id, from, to }: Comparison,
  pairs: number,
): Finding[] {
  const known = faults.flatMap(({ id, words }) => {
    const [a, b] = [from, to].map((name) =>
      power.find((row) => row.fault === id && row.design.name === name)
    );
    if (a === undefined || b === undefined) return [];
    const trials = ({ failing, reports }: PowerRow) => ({ count: failing.count, reports });
    const text = `${words} (${perCent(b.failing.value)} % against ${perCent(a.failing.value)} %)`;
    return [{ words, text, a, b, larger: largerOf(trials(a), trials(b), pairs) }];
  });
  if (known.length === 0) return [];
  const told = (which: "from" | "to" | undefined, first: string, later: string) => {
    const some = known.filter(({ larger }) => larger === which);
    return some.length === 0 ? [] : [{ first, later, what: listed(some.map(({ text }) => text)) }];
  };
  const clauses = [
    ...told("to", "find more generators", ""),
    ...told("from", "find fewer generators", "fewer"),
    ...told(
      undefined,
      "show no clear difference for generators",
      "no clear difference is shown for those",
    ),
  ].map(({ first, later, what }, i) => `${i === 0 ? first : later} that are ${what}`);
  return [{
    id: `compared-${id}`,
    sentence: `Compared with ${from}, ${to} ${clauses.join("; ")}.`,
    evidence: Object.fromEntries(
      known.map((
        { words, a, b },
      ) => [`${words}, difference`, bare(b.failing.value - a.failing.value)]),
    ),
  }];
}

/** Comparisons of two frequencies that are stated together. */
export function pairsOf({ power, faults }: Pick<Counted, "power" | "faults">): number {
  const has = (name: string, fault: string) =>
    power.some((row) => row.fault === fault && row.design.name === name);
  return comparisons.reduce(
    (sum, { from, to }) => sum + faults.filter(({ id }) => has(from, id) && has(to, id)).length,
    0,
  );
}

/** The findings of the study. */
export function findings(counted: Counted): Finding[] {
  return [
    falseAlarms(counted),
    onAverage(counted),
    ...before(counted),
    overCautious(counted),
    ...fewRuns(counted),
    ...shortChains(counted),
    ...counted.faults.flatMap((fault) => powerOf(counted, fault)),
    ...comparisons.flatMap((pair) => compared(counted, pair, pairsOf(counted))),
  ];
}
