/**
 * Lists and tables of an audit.
 *
 * @module
 */
import { isPresent } from "../../core/measure/mod.ts";
import type { AuditResults, NamedQuantity } from "../schema.ts";
import { measured, plain, pValue, significant, unbroken } from "../../render/format.ts";
import { type Markup, markup } from "../../render/markup.ts";
import { table } from "../../render/table.ts";
import { capital } from "../../render/sentence.ts";
import { binningTitle } from "./charts.ts";
import { eventsInWords } from "../events_in_words.ts";
import { standingCounts, standingMarkup, standings } from "../verdicts/standing.ts";

/** How many verdicts have each standing. */
export function standingList({ verdicts }: AuditResults): Markup {
  const counts = standingCounts(verdicts).map(({ standing, text }) =>
    markup`<li>${standingMarkup(standing, text)}</li>`
  );
  return markup`<ul class="standings" aria-label="Verdicts by standing">${counts}</ul>`;
}

/** The verdicts with the numbers that they rest on; above them how many have each standing. */
export function verdictList({ verdicts }: AuditResults): Markup {
  return markup`<ul class="findings">${
    verdicts.map(({ standing, sentence, next, evidence }) =>
      markup`<li class="${standing}"><p>${
        standingMarkup(
          standing,
          `${standings[standing].sign} ${capital(standings[standing].word)}.`,
        )
      } ${unbroken(sentence)}${
        next === undefined ? "" : markup` <strong>Next step:</strong> ${unbroken(next)}`
      }</p><dl>${
        Object.entries(evidence).map(([name, value]) =>
          markup`
            <div>
              <dt>${name}</dt>
              <dd>${measured(value)}</dd>
            </div>
          `
        )
      }</dl></li>\n`
    )
  }</ul>`;
}

/** What the data cannot say. */
export function limitList({ limits }: AuditResults): Markup {
  return markup`<ul>${limits.map((sentence) => markup`<li>${unbroken(sentence)}</li>\n`)}</ul>`;
}

/** A number with its error, or a dash; the reason is in a table of its own. */
function cell(estimate: { value: number | null; error?: number | null }): string {
  return estimate.value === null
    ? "–"
    : measured({ value: estimate.value, error: estimate.error ?? null });
}

/** Where 95 % of calibrated generators lie, or a dash. */
function rangeText({ calibrated }: Pick<NamedQuantity, "calibrated">): string {
  return calibrated === null
    ? "–"
    : `${significant(calibrated.lower, 2)} to ${significant(calibrated.upper, 2)}`;
}

/** What was audited, as a table. */
export function setupTable({ setup, binnings }: AuditResults): Markup {
  const { truthAs, truthEvents, generated, holdoutEvents, nTrain } = setup;
  return table("Set-up", ["quantity", "value"], [
    ["runs, each with its own training set", plain(setup.runs)],
    ["draws per run", plain(setup.draws)],
    ["draws given as", setup.drawsAs],
    ...(generated === null
      ? []
      : [["generated, per draw", unbroken(eventsInWords(setup, "draws", generated))]]),
    ["training events per run", nTrain === null ? "not given" : plain(nTrain)],
    [
      "truth",
      truthAs === null
        ? "none"
        : truthEvents === null
        ? truthAs === "equal" ? "the same mass in every bin" : truthAs
        : `${truthAs}, ${eventsInWords(setup, "truth", truthEvents)}`,
    ],
    [
      "held-out sample",
      holdoutEvents === null ? "none" : eventsInWords(setup, "holdout", holdoutEvents),
    ],
    ["finest binning", `${binningTitle(binnings[binnings.length - 1])}, ${setup.binning}`],
    [
      "axes",
      setup.axes.map(({ name, unit }) => unit === null ? name : `${name} [${unit}]`).join(", "),
    ],
    [
      "events beyond the bins",
      setup.beyond === "outermost" ? "belong to the outermost bins" : "are left out",
    ],
    ["seed of the simulations", String(setup.seed)],
    ["simulations", plain(setup.replicates)],
    ["false alarms in a whole report", `${plain(100 * setup.falseAlarms)} %`],
  ]);
}

/** Files that are listed, at most. */
const listed = 12;

/** The files that were read. */
export function inputTable({ inputs }: AuditResults): Markup {
  const rows = inputs.slice(0, listed).map(({ role, file, format, shape, events, outside }) => [
    role,
    file,
    format,
    `[${shape.map((extent) => extent ?? "n").join(", ")}]`,
    events === undefined ? "–" : plain(events),
    outside === undefined ? "–" : plain(outside),
  ]);
  const more = inputs.length - rows.length;
  return markup`${
    table("Files", ["what", "file", "format", "shape", "events", "beyond the bins"], rows)
  }${more > 0 ? markup`<p>And ${more} more, all in results.json.</p>` : null}`;
}

/** Numbers of the finest binning. */
export function quantityTable({ quantities, binnings }: AuditResults): Markup {
  const there = quantities.filter(({ value }) => value !== null);
  return table(
    `Numbers at ${binningTitle(binnings[binnings.length - 1])}`,
    ["what", "value", "if calibrated", "name for --fail-if"],
    there.map(({ name, meaning, value, error, calibrated }) => [
      meaning,
      measured({ value: value!, error }),
      rangeText({ calibrated }),
      name,
    ]),
  );
}

/** Numbers that cannot be had, and why. */
export function absentTable({ quantities }: AuditResults): Markup | null {
  const missing = quantities.filter(({ reason }) => reason !== null);
  return missing.length === 0 ? null : table(
    "What cannot be had",
    ["what", "why"],
    missing.map(({ meaning, reason }) => [meaning, reason!]),
  );
}

/** Coverage of every binning. */
export function deviationTable({ binnings, setup }: AuditResults): Markup | null {
  const least = 1 / (setup.replicates + 1);
  const rows = binnings.flatMap((binning) => {
    const { calibration: c } = binning;
    if (!isPresent(c)) return [];
    return [[
      binningTitle(binning),
      cell(c.deviation),
      cell(c.signed),
      cell(c.mad),
      cell(c.oneSigma),
      pValue(c.ranks.distance.pValue, least),
      isPresent(c.joint) ? pValue(c.joint.distance.pValue, least) : "–",
    ]];
  });
  return rows.length === 0 ? null : table(
    "Deviations of the coverage",
    ["bins", "absolute", "signed", "MAD, interpolated", "one sigma", "p, ranks", "p, joint"],
    rows,
  );
}

/** Coverage in projections, and in the bins of the condition; of the held-out sample without a truth. */
export function besideTable({ besides, setup }: AuditResults): Markup | null {
  const least = 1 / (setup.replicates + 1);
  const rows = besides.flatMap(({ title, shape, pValue: p, quantities }) => {
    const signed = quantities.find(({ name, value }) =>
      value !== null && (name === "signed_deviation" || name === "holdout_signed")
    );
    return signed === undefined || p === null ? [] : [[
      title,
      shape.join(" × "),
      cell(signed),
      rangeText(signed),
      pValue(p, least),
    ]];
  });
  return rows.length === 0 ? null : table(
    "Coverage in projections and in bins of the condition",
    ["where", "bins", "mean signed deviation", "if calibrated", "p"],
    rows,
  );
}

/** Amplification of every binning; what none of them has is left out. */
export function amplificationTable({ binnings }: AuditResults): Markup {
  const columns = ([
    ["claimed", "amplification"],
    ["by the paper's estimator", "paperAmplification"],
    ["forecast", "forecast"],
    ["without counting", "forecastWithoutCounting"],
    ["achieved", "achieved"],
    ["claimed over achieved", "ratio"],
    ["by the divergence", "fromDivergence"],
  ] as const).filter(([, name]) => binnings.some(({ worth }) => worth[name].value !== null));
  return table(
    "Amplification",
    ["bins", ...columns.map(([title]) => title)],
    binnings.map((binning) => [
      binningTitle(binning),
      ...columns.map(([, name]) => cell(binning.worth[name])),
    ]),
  );
}

/** How the draws belong together, for every binning. */
export function consistencyTable({ binnings }: AuditResults): Markup {
  return table(
    "The draws among themselves",
    [
      "bins",
      "relative spread",
      "p, neighbours",
      "p, halves",
      "farthest over median",
      "between over within runs",
    ],
    binnings.map((binning) => {
      const { relativeSpread, neighbours, halves, farthest, runs } = binning.consistency;
      return [
        binningTitle(binning),
        cell(relativeSpread),
        isPresent(neighbours) ? significant(neighbours.pValue, 2) : "–",
        isPresent(halves) ? significant(halves.pValue, 2) : "–",
        isPresent(farthest) ? significant(farthest.ratio, 3) : "–",
        cell(runs),
      ];
    }),
  );
}

/** Scores of every binning. */
export function scoreTable({ binnings }: AuditResults): Markup | null {
  const rows = binnings.flatMap((binning) => {
    const { calibration: c } = binning;
    if (!isPresent(c) || !isPresent(c.scores)) return [];
    return [[
      binningTitle(binning),
      cell(c.scores.score),
      cell(c.scores.spread),
      cell(c.scores.ratio),
    ]];
  });
  return rows.length === 0 ? null : table(
    "Ranked probability score, over the true mass",
    ["bins", "score", "if calibrated and as wide", "ratio"],
    rows,
  );
}
