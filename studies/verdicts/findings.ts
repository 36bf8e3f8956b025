/**
 * What the study of verdicts finds.
 *
 * @module
 */
import { fewestDraws } from "../../core/measure/mod.ts";
import { capital, counted, decimal, grouped, listed, named } from "../../render/sentence.ts";
import type { Finding } from "../shared/schema.ts";
import { type Comparison, comparisons } from "./designs.ts";
import type { Judging } from "./measure.ts";
import type { CountedShare, PowerRow, Share, VerdictsResults, VerdictsRow } from "./schema.ts";
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
    : `The largest share of false alarms is ${count(worst)}, on ${
      alike.length > 1 ? `${alike.length} designs` : worst.design.name
    }`;
  const bounded = `${most}. ${capital(confidence)} no share is above ${perCentAtMost(bound)} %`;
  const sentence = above.length > 0
    ? `${capital(confidence)} ${above.length} of ${designs.length} designs ${
      above.length === 1 ? "exceeds" : "exceed"
    } ${stated} of false alarms. ${
      capital(count(largest(above, ({ failing }) => failing)))
    } say “fails” on ${largest(above, ({ failing }) => failing).design.name}.`
    : bound <= rate
    ? `${bounded}: every design keeps ${stated}.`
    : `${bounded}. No design is shown to exceed ${stated}, and not all are shown to keep it.`;
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
  const all = grouped(sumOver(designs, ({ reports }) => reports));
  return {
    id: "mean",
    sentence: `Of all ${all} reports on calibrated generators ${
      shareText(failing)
    } say “fails”, ${side} the stated ${rateText(rate)}.${
      alarms.length === 0
        ? ""
        : ` The verdicts that do are on ${listed(alarms.map(({ id }) => verdictNames[id]))}${
          alarms.length === 1 ? "" : ", the most frequent first"
        }.`
    }`,
    evidence: {
      "share of reports": bare(failing.value),
      ...Object.fromEntries(alarms.map(({ id, count }) => [verdictNames[id], bare(count)])),
    },
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
        : `, and of ${shareText(worst.cautious)} on ${worst.design.name}, the most of all designs`
    }.`,
    evidence: { "share of reports": bare(all.value) },
  };
}

/** Rows that the earlier rule was tried on, too. */
function withBefore<Row extends { readonly before?: CountedShare }>(rows: readonly Row[]) {
  return rows.flatMap((row) => row.before === undefined ? [] : [{ ...row, before: row.before }]);
}

/** How often the earlier rule said "fails" of calibrated generators. */
function earlierAlarms({ designs }: Counted): Finding[] {
  const rows = withBefore(designs);
  if (rows.length === 0) return [];
  const sum = (pick: (row: typeof rows[number]) => number) =>
    rows.reduce((total, row) => total + pick(row), 0);
  const then = shareOf(sum(({ before }) => before.count), sum(({ before }) => before.reports));
  const now = shareOfAll(rows, ({ failing }) => failing);
  const worst = largest(rows, ({ before }) => before);
  return [{
    id: "earlier",
    sentence: `An earlier rule said “fails” of ${shareText(then)} of ${
      grouped(sum(({ before }) => before.reports))
    } calibrated generators of ${
      rows.length === designs.length ? "the same" : `${rows.length} of the`
    } designs, where ${shareText(now)} of reports do now. The most were ${
      shareText(worst.before)
    } on ${worst.design.name}.`,
    evidence: { "earlier rule": bare(then.value), now: bare(now.value) },
  }];
}

/** Where the earlier rule found more generators with a fault than the present one, and where fewer. */
function earlierPower(
  { designs, power }: Counted,
  { id, words }: Counted["faults"][number],
): Finding[] {
  const all = withBefore(power);
  const rows = all.filter(({ fault }) => fault === id).map((row) => ({
    ...row,
    larger: largerOf(row.before, { ...row.failing, reports: row.reports }, all.length),
  }));
  if (rows.length === 0) return [];
  const difference = ({ before, failing }: typeof rows[number]) => failing.value - before.value;
  const on = (which: "from" | "to") => {
    const some = rows.filter(({ larger }) => larger === which);
    if (some.length === 0) return [];
    const most = some.reduce((a, b) => Math.abs(difference(b)) > Math.abs(difference(a)) ? b : a);
    const { design: { name }, before, failing } = most;
    const alarms = designs.find((row) => row.design.name === name)?.before;
    return [
      `The earlier rule found ${
        which === "from" ? "more" : "fewer"
      } generators that are ${words} on ${
        counted(some, rows.length, "designs")
      }. The largest difference is on ${name}, ${perCent(before.value)} % then and ${
        perCent(failing.value)
      } % now.${
        alarms === undefined || alarms.count === 0
          ? ""
          : ` The earlier rule also said “fails” of ${
            perCent(alarms.value)
          } % of calibrated ones there.`
      }`,
    ];
  };
  const clauses = [...on("from"), ...on("to")];
  return [{
    id: `earlier-${id}`,
    sentence: clauses.length === 0
      ? `No clear difference to what the earlier rule found is shown for generators that are ${words}.`
      : clauses.join(" "),
    evidence: Object.fromEntries(
      rows.map(({ design, before }) => [`${design.name}, earlier rule`, bare(before.value)]),
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

/** Whether something is so in most reports, as its interval shows. */
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
      listed(stuck.map(({ design }) => design.name))
    }, as the draws of a run are worth ${
      listed([...new Set(stuck.map((row) => decimal(worth(row), 1)))])
    } independent ones. Chains ${
      listed([...new Set(stuck.map(longer))])
    } times as long would have the ${fewestDraws} that a verdict needs.`,
    evidence: Object.fromEntries(
      stuck.map(({ design }, i) => [design.name, bare(shares[i].value)]),
    ),
  }];
}

/** Of designs with so many draws a run, more than some runs, that with the fewest that mostly decides the claim. */
function settling(designs: readonly VerdictsRow[], draws: number, most: number) {
  return designs
    .filter((row) =>
      row.design.draws === draws && row.design.runs > most && mostlyDecided(row, "claim")
    )
    .sort((a, b) => a.design.runs - b.design.runs).at(0);
}

/** Independent draws of too few runs against an exact truth, and how many settle the claim in another design. */
function fewRuns({ designs }: Counted): Finding[] {
  const independent = designs.filter(({ design }) => design.time === 1 && design.truth === "exact");
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
  const fewest = Math.min(...settled.map((row) => openAndDecided(row, "claim").decided.value));
  const clauses = [
    ...(settled.length === 0 ? [] : [
      ` ${capital(listed(settled.map(({ design }) => design.name)))} ${
        settled.length === 1 ? "settles" : "settle"
      } it, in ${
        fewest === 1 ? "all" : `${settled.length === 1 ? "" : "at least "}${perCent(fewest)} % of`
      } reports.`,
    ]),
    ...(unsettled.length === 0
      ? []
      : [` No design here with ${unsettled.join(" or ")} draws per run settles it.`]),
  ];
  return [{
    id: "open-runs",
    sentence:
      `Against an exact truth the claim of independent draws stays open in most reports on ${
        namesOf(stuck, independent.length)
      }.${clauses.join("")}`,
    evidence: claimsOpen(stuck),
  }];
}

/** Counted truths against which the claim stays open, and those that settle it. */
function countedTruths({ designs }: Counted): Finding[] {
  const sampled = designs.filter(({ design }) => typeof design.truth === "number");
  const stuck = sampled.filter((row) => mostlyOpen(row, "claim"));
  if (stuck.length === 0) return [];
  const settled = sampled.filter((row) => mostlyDecided(row, "claim"));
  return [{
    id: "open-counted",
    sentence: `Against a counted truth the claim stays open in most reports on ${
      namesOf(stuck, sampled.length)
    }: runs are too few, or counting hides how far the draws are from the truth.${
      settled.length === 0 ? "" : ` Most reports settle it on ${namesOf(settled, sampled.length)}.`
    }`,
    evidence: claimsOpen(stuck),
  }];
}

const namesOf = (rows: readonly VerdictsRow[], total: number) =>
  named(rows.map(({ design }) => ({ label: design.name })), total, "designs");

const claimsOpen = (rows: readonly VerdictsRow[]) =>
  Object.fromEntries(
    rows.map((row) => [row.design.name, bare(openAndDecided(row, "claim").open.value)]),
  );

/** How often a fault is found, and where most is left open. */
function powerOf({ power }: Counted, { id, words }: Counted["faults"][number]): Finding[] {
  const rows = power.filter(({ fault }) => fault === id);
  if (rows.length === 0) return [];
  const sorted = [...rows].sort((a, b) => a.failing.value - b.failing.value);
  const ends = rows.length === 1 ? sorted : [sorted[0], sorted[sorted.length - 1]];
  const [least] = ends.map(({ design, failing }) =>
    `${shareText(failing)} of reports on ${design.name}`
  );
  const most = ends.slice(1).map(({ design, failing }) => `${design.name}: ${shareText(failing)}`)
    .at(0);
  const open = largest(rows, ({ open }) => open);
  return [{
    id: `power-${id}`,
    sentence: `A generator that is ${words} is found by ${least}${
      most === undefined ? "" : `, the least of ${rows.length} designs. The most find it on ${most}`
    }.${
      open.open.count === 0
        ? ""
        : ` Most is left open on ${open.design.name}: there ${
          shareText(open.open)
        } of reports neither find it nor rule it out.`
    }`,
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
    const shares = `${perCent(b.failing.value)} % against ${perCent(a.failing.value)} %`;
    return [{ words, shares, a, b, larger: largerOf(trials(a), trials(b), pairs) }];
  });
  if (known.length === 0) return [];
  const sentencesFor = (which: "from" | "to" | undefined, what: string) => {
    const some = known.filter(({ larger }) => larger === which);
    if (some.length === 0) return [];
    const that = `Of generators that are ${listed(some.map(({ words }) => words))}, ${what}.`;
    return which === undefined
      ? [that]
      : [that, `They find ${listed(some.map(({ shares }) => shares))}.`];
  };
  const sentences = [
    ...sentencesFor("to", `${to} find more than ${from}`),
    ...sentencesFor("from", `${to} find fewer than ${from}`),
    ...sentencesFor(undefined, `${to} find not clearly more or fewer than ${from}`),
  ];
  return [{
    id: `compared-${id}`,
    sentence: sentences.join(" "),
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
    ...earlierAlarms(counted),
    overCautious(counted),
    ...fewRuns(counted),
    ...countedTruths(counted),
    ...shortChains(counted),
    ...counted.faults.flatMap((
      fault,
    ) => [...powerOf(counted, fault), ...earlierPower(counted, fault)]),
    ...comparisons.flatMap((pair) => compared(counted, pair, pairsOf(counted))),
  ];
}
