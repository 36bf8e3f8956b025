/**
 * What the template of the overview is given.
 *
 * @module
 */
import { panelSvg } from "../../render/charts/figure.ts";
import type { Chart } from "../../render/charts/chart.ts";
import { unbroken } from "../../render/format.ts";
import { type Markup, markup, raw } from "../../render/markup.ts";
import { capital, counted, inText, listed } from "../../render/sentence.ts";
import type { Finding } from "../../studies/shared/schema.ts";
import type { Report } from "../load.ts";
import { claimChart, eventsPanel, growthChart, heroChart } from "./charts.ts";
import { overviewOf } from "./joined.ts";
import { allRound, matrix } from "./matrix.ts";
import { answersOf, sureness } from "./sentences.ts";

/** A figure of the overview: the address of its place, and its number. */
interface Figure {
  readonly id: string;
  readonly number: number;
}

/** The figures in their order. */
const figures = ["overview-density", "matrix", "overview-claim", "overview-growth"];

function figureOf(id: string): Figure {
  return { id, number: 1 + figures.indexOf(id) };
}

/** A chart of the overview, its number, and the study whose results it shows. */
interface OverviewChart {
  readonly chart: Chart;
  readonly number: number;
  readonly study: string;
}

/** The overview; texts are markup. */
export interface OverviewView {
  /** The charts, with the study whose results each of them shows. */
  readonly charts: Readonly<Record<string, OverviewChart>>;
  /** The picture of the data. */
  readonly events: Markup;
  /** What was found, each with the figure that shows it. */
  readonly answers: readonly { readonly text: Markup; readonly figure: Figure }[];
  readonly sure: Readonly<Record<string, Markup>>;
  readonly matrix: Markup;
  readonly matrixTitle: Markup;
}

function charted(chart: Chart, study: string): OverviewChart {
  return { chart, number: figureOf(chart.id).number, study };
}

/** The sentences of a finding, where there is one. */
function sentenceOf(findings: readonly Finding[], id: string): string {
  return findings.find((finding) => finding.id === id)?.sentence ?? "";
}

/** Computes the overview. */
export function overviewView(report: Report): OverviewView {
  const overview = overviewOf(report);
  const { methods } = overview;
  const text = (sentence: string) => markup`${unbroken(sentence)}`;
  const best = allRound(overview);
  return {
    charts: {
      density: charted(heroChart(overview), "ring"),
      claim: charted(claimChart(overview), "worth"),
      growth: charted(growthChart(overview), "training-size"),
    },
    events: raw(panelSvg(
      eventsPanel(overview),
      "overview-events",
      "Training events in the plane: a ring with a sharp inner edge that thins out outwards.",
      { width: 260 },
    )),
    answers: answersOf(overview).map(({ sentence, figure }) => ({
      text: text(sentence),
      figure: figureOf(figure),
    })),
    sure: {
      runs: text(sureness(overview).runs),
      fits: text(sureness(overview).fits),
      paper: text(sentenceOf(overview.reproduction.data.findings, "curves")),
      mixing: text(
        sentenceOf(report.studies.get("posteriors")!.data.findings, "verdict"),
      ),
    },
    matrix: matrix(overview),
    matrixTitle: text(
      best.length === 0 ? "No method is good by every measure" : `${
        capital(
          best.length > 2
            ? counted(best, methods.length)
            : listed(best.map(({ method }) => inText(method.label))),
        )
      } may be the best or pass${best.length === 1 ? "es" : ""} by every measure`,
    ),
  };
}
