/**
 * What the template of the overview is given.
 *
 * @module
 */
import { panelSvg } from "../../render/charts/figure.ts";
import { figureNumber, figureReference } from "../../render/figure_numbers.ts";
import type { Chart } from "../../render/charts/chart.ts";
import { unbroken } from "../../render/format.ts";
import { type Markup, markup, raw } from "../../render/markup.ts";
import { capital, counted, inText, listed } from "../../render/sentence.ts";
import type { Finding } from "../../studies/shared/schema.ts";
import type { Report } from "../load.ts";
import { longerOf } from "../longer.ts";
import { mixingOf } from "../mixing.ts";
import { claimChart, eventsPanel, growthChart, heroChart } from "./charts.ts";
import { overviewOf } from "./joined.ts";
import { allRound, matrix } from "./matrix.ts";
import { answersOf, sureness } from "./sentences.ts";

/** A chart of the overview, and the study whose results it shows. */
interface OverviewChart {
  readonly chart: Chart;
  readonly study: string;
}

/** The overview; texts are markup. */
export interface OverviewView {
  /** The charts, with the study whose results each of them shows. */
  readonly charts: Readonly<Record<string, OverviewChart>>;
  /** The picture of the data. */
  readonly events: Markup;
  /** What was found, each with the figure that shows it. */
  readonly answers: readonly Markup[];
  readonly sure: Readonly<Record<string, Markup>>;
  readonly matrix: Markup;
  readonly matrixTitle: Markup;
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
      density: { chart: heroChart(overview), study: "ring" },
      claim: { chart: claimChart(overview), study: "worth" },
      growth: { chart: growthChart(overview), study: "training-size" },
    },
    events: raw(panelSvg(
      eventsPanel(overview),
      "overview-events",
      "Training events in the plane: a ring with a sharp inner edge that thins out outwards.",
      { width: 260 },
    )),
    answers: answersOf(overview).map(({ sentence, figure }) =>
      markup`${text(sentence)} ${figureReference(figure)}`
    ),
    sure: {
      runs: text(sureness(overview).runs),
      fits: text(
        [sureness(overview).fits, longerOf(report, overview.worth) ?? ""].join(" ").trim(),
      ),
      paper: text(sentenceOf(overview.reproduction.data.findings, "curves")),
      mixing: text(
        [
          sentenceOf(report.studies.get("posteriors")!.data.findings, "verdict"),
          mixingOf(report, overview.worth) ?? "",
        ].join(" ").trim(),
      ),
    },
    matrix: matrix(overview),
    matrixTitle: markup`${figureNumber("matrix")} ${
      text(
        best.length === 0 ? "No method is good by every measure" : `${
          capital(
            best.length > 2
              ? counted(best, methods.length)
              : listed(best.map(({ method }) => inText(method.label))),
          )
        } may be the best or pass${best.length === 1 ? "es" : ""} by every measure`,
      )
    }`,
  };
}
