/**
 * The page of a report on a training file: the posteriors beside each other, and the best of them.
 *
 * @module
 */
import { auditCharts, figureFolder } from "../audit/report/charts.ts";
import { layout } from "../audit/report/layout.ts";
import type { AuditPage } from "../audit/report/page.ts";
import { standingList, verdictList } from "../audit/report/view.ts";
import type { AuditResults } from "../audit/schema.ts";
import { assets } from "../render/assets.ts";
import { figure } from "../render/charts/figure.ts";
import { type DotColumn, dotTable } from "../render/dot_table.ts";
import { finishPage } from "../render/finish.ts";
import { measured, plain, significant, unbroken } from "../render/format.ts";
import { type Markup, markup } from "../render/markup.ts";
import { capital, inText } from "../render/sentence.ts";
import { table } from "../render/table.ts";
import { bestAudit, quantityOf } from "./findings.ts";
import type { OwnResults } from "./schema.ts";
import { curveInWords, leastGain } from "./transform.ts";

/** Pixels of the picture of a number, and of a spectrum. */
const width = 60, spectrumWidth = 420;

/** The posteriors by their scores, their coverage and their worth. */
function comparisonTable(
  { best, rivals, fits }: OwnResults,
  audits: readonly AuditResults[],
): Markup {
  const may = [best, ...rivals];
  const numbers = (name: string, about: Omit<DotColumn, "cells">): DotColumn => ({
    width,
    ...about,
    cells: audits.map((audit) => {
      const { value, error, calibrated } = quantityOf(audit, name);
      return value === null ? "–" : {
        value,
        error,
        text: measured({ value, error }),
        look: 0,
        ...(calibrated && {
          region: [calibrated.lower, calibrated.upper] as const,
          fails: value < calibrated.lower || value > calibrated.upper,
        }),
      };
    }),
  });
  const columns: readonly DotColumn[] = [
    {
      title: "log score",
      what: "mean log density of held-out events, nats",
      good: "larger is better; bold: may be the best",
      width,
      cells: fits.map(({ id, score }) => ({
        ...score,
        text: measured(score),
        look: 0,
        best: may.includes(id),
      })),
    },
    {
      title: "behind the best",
      what: "nats, event by event",
      width,
      reference: 0,
      cells: fits.map(({ behind }) =>
        behind === null ? "–" : { ...behind, text: measured(behind), look: 0 }
      ),
    },
    numbers("signed_deviation", {
      title: "coverage",
      what: "mean signed deviation; shaded: if calibrated",
      reference: 0,
    }),
    numbers("forecast_without_counting", {
      title: "forecast",
      what: "amplification by the spread of draws",
      scale: "log",
    }),
    numbers("achieved", {
      title: "achieved",
      what: "amplification by the distance from held-out events",
      scale: "log",
    }),
  ];
  return markup`<p class="table-title" id="posteriors-title">Values with standard errors</p>
${
    dotTable("posteriors-title", columns, [
      { name: "posterior", rows: fits.map(({ label }) => label) },
    ])
  }`;
}

/** The audit of each posterior, with how its verdicts stand. */
function auditList({ fits }: OwnResults, audits: readonly AuditResults[]): Markup {
  return markup`${
    fits.map(({ id, label }, i) =>
      markup`<p><a href="${id}/index.html">${capital(label)}</a>:</p>${standingList(audits[i])}\n`
    )
  }`;
}

/** How features were fitted. */
function featureTable({ sample: { features } }: OwnResults): Markup {
  return table(
    "Features",
    ["feature", "fitted as", "mean of it", "standard deviation of it"],
    features.map(({ name, transform }) => [
      name,
      curveInWords(transform, plain),
      significant(transform.mean, 4),
      significant(transform.deviation, 4),
    ]),
  );
}

function setupTable({ sample, profile, fits }: OwnResults): Markup {
  return markup`${
    table("Set-up", ["quantity", "value"], [
      ["file", `${sample.file}, ${sample.format}`],
      ["training events", plain(sample.training)],
      ["held-out events", plain(sample.heldOut)],
      ["seed of the split and the fits", String(sample.seed)],
      ["profile", profile],
    ])
  }${
    table(
      "Fits",
      ["posterior", "draws", "events a draw", "options"],
      fits.map(({ label, draws, generated, options }) => [
        label,
        plain(draws),
        plain(generated),
        JSON.stringify(options).replaceAll(/[{}"]/g, "").replaceAll(/[,:]/g, "$& "),
      ]),
    )
  }`;
}

/** The page. */
function ownPage(results: OwnResults, audits: readonly AuditResults[]): AuditPage {
  const { title, findings, limits, best, fits } = results;
  const items = (sentences: readonly string[]) =>
    markup`<ul>${sentences.map((sentence) => markup`<li>${unbroken(sentence)}</li>\n`)}</ul>`;
  const chosen = bestAudit({ fits: results, audits });
  const charts = auditCharts(chosen);
  const draw = (name: string, width?: number) =>
    charts[name] === undefined ? null : figure(charts[name], `${best}/data/`, {
      pdf: `${best}/${figureFolder}${name}.pdf`,
      ...(width !== undefined && { width }),
    });
  const { label } = fits.find(({ id }) => id === best)!;
  const drawn = chosen.spectra.map((_, i) =>
    markup`<section>${draw(`spectrum-${i + 1}`, spectrumWidth)}</section>\n`
  );
  const spectra = Array.from(
    { length: Math.ceil(drawn.length / 2) },
    (_, row) => markup`<div class="pair">${drawn.slice(2 * row, 2 * row + 2)}</div>\n`,
  );
  return {
    file: "index.html",
    name: "Posteriors",
    title,
    description:
      "Which posterior do held-out events favour, do its error bars hold, and how many true events would a sample of it be worth?",
    content: markup`
${items(findings.map(({ sentence }) => sentence))}
<h2 id="posteriors">The posteriors</h2>
${comparisonTable(results, audits)}
<h2 id="best">The best: ${inText(label)}</h2>
${verdictList(chosen)}
${spectra}
${draw("coverage")}
${draw("amplification")}
<h2 id="audits">The audit of each</h2>
${auditList(results, audits)}
<h2 id="limits">What these data cannot say</h2>
${items(limits)}
<h2 id="setup">What was fitted</h2>
${setupTable(results)}
${featureTable(results)}
<p>A flow is fitted to a curve of each feature, scaled to mean 0 and standard deviation 1. The curve is the one by which a normal distribution fits the training events best; an end, or a pair of tails, must gain ${
      plain(leastGain)
    } nats an event. Ends lie just beyond those of all events of the file.</p>
<h2 id="files">Files</h2>
<p>All numbers: <a href="results.json" download>results.json</a>. What was read: <a href="sample.json" download>sample.json</a>. Where the fits come from: <a href="posteriors/provenance.json" download>provenance.json</a>. Events, as safetensors: <a href="samples/training.safetensors" download>training</a>, <a href="samples/held-out.safetensors" download>held out</a>, and generated by each posterior:</p>
<ul>${
      fits.map(({ id, label }) =>
        markup`<li><a href="samples/${id}.safetensors" download>${label}</a>, audited by <a href="${id}.yaml" download>${id}.yaml</a></li>\n`
      )
    }</ul>`,
  };
}

/** The page with all that it loads, by path. */
export function ownSite(
  results: OwnResults,
  audits: readonly AuditResults[],
): Map<string, string | Uint8Array> {
  const page = ownPage(results, audits);
  const others = results.fits.map(({ id, label }): AuditPage => ({
    ...page,
    file: `${id}/index.html`,
    name: capital(label),
  }));
  const { page: text, files } = finishPage(layout(page, [page, ...others]), "");
  return new Map<string, string | Uint8Array>([[page.file, text], ...files, ...assets()]);
}
