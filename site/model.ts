/**
 * Everything that the templates place, computed once and handed to either builder: a value in JSON.
 *
 * @module
 */
import { comparisonFiles, comparisonSchemaText } from "../audit/comparison/output.ts";
import { comparisonPage } from "../audit/comparison/page.ts";
import { schemaText } from "../audit/report/output.ts";
import type { AuditResults } from "../audit/schema.ts";
import { auditCharts } from "../audit/report/charts.ts";
import {
  amplificationTable,
  deviationTable,
  limitList,
  setupTable as auditSetup,
  standingList,
  verdictList,
} from "../audit/report/view.ts";
import { chartFiles, chartPicture } from "../render/charts/files.ts";
import { figure } from "../render/charts/figure.ts";
import { type Bibtex, bibtex } from "../render/citation.ts";
import type { Chart } from "../render/charts/chart.ts";
import { filters, type Place } from "../render/filters.ts";
import { unbroken } from "../render/format.ts";
import { type Markup, markup } from "../render/markup.ts";
import { securityPolicy } from "../render/security.ts";
import type { Report } from "./load.ts";
import { cardPath, groups, pages } from "./pages.ts";
import { changesFeed, changesView } from "./changes.ts";
import { overviewView } from "./overview/view.ts";
import type { Stage } from "./play/play.ts";
import { firstGame, playView } from "./play/view.ts";
import { performanceView } from "./performance.ts";
import { profilesView, provenanceFiles, provenanceView, sourceLine } from "./provenance.ts";
import {
  chartByPosterior,
  chartOf,
  findingList,
  findingSentences,
  type Loaded,
  type View,
} from "../studies/shared/view.ts";
import { givenText } from "./recompute/given.ts";
import { longerOf } from "./longer.ts";
import { mixingOf } from "./mixing.ts";
import { studies } from "../studies/registry.ts";
import type { ReportStudy, StudyResults } from "../studies/shared/study.ts";

/** Links to the neighbours of a page. */
interface Neighbours {
  readonly previous: { readonly url: string; readonly name: string } | null;
  readonly next: { readonly url: string; readonly name: string } | null;
}

/** A study as the templates see it; all texts are markup. */
interface StudyModel {
  readonly profile: string;
  /** The findings with the numbers that they rest on, and notes on the fits behind them. */
  readonly findings: string;
  /** The findings without the notes, for a page that has them already. */
  readonly findingsAlone: string;
  /** The first findings alone. */
  readonly leading: string;
  /** Each finding alone, by its identifier; a study need not have all that it may have. */
  readonly byId: Readonly<Record<string, string>>;
  /** What all of its findings are called, such as "All 6 findings". */
  readonly all: string;
  readonly charts: Readonly<Record<string, string>>;
  readonly tables: Readonly<Record<string, string>>;
  readonly facts: Readonly<Record<string, string>>;
}

/** The worked example of an audit as its template sees it; all texts are markup. */
interface AuditModel {
  readonly verdicts: string;
  readonly limits: string;
  readonly setup: string;
  readonly spectra: string;
  readonly deviations: string;
  readonly amplifications: string;
  readonly charts: Readonly<Record<string, string>>;
}

/** The overview as its template sees it; all texts are markup. */
interface OverviewModel {
  readonly answers: readonly string[];
  readonly sure: Readonly<Record<string, string>>;
  readonly charts: Readonly<Record<string, string>>;
  readonly matrix: string;
  readonly matrixTitle: string;
}

/** The idea to play with as its template sees it; all texts are markup. */
interface PlayModel {
  readonly choices: string;
  readonly charts: readonly string[];
  readonly summary: string;
}

/** What the templates are given, as `report`. */
export interface Model extends Place {
  /** What the pages may load. */
  readonly securityPolicy: string;
  /** Whether pages reload themselves; on for the live preview only. */
  readonly live: boolean;
  readonly navigation: readonly {
    readonly name: string;
    readonly pages: readonly { readonly url: string; readonly name: string }[];
  }[];
  readonly neighbours: Readonly<Record<string, Neighbours>>;
  /** Addresses of the pictures that announce the pages. */
  readonly cards: Readonly<Record<string, string>>;
  /** Every study by its name; null where it was not computed. */
  /** Whether the site has the report as a PDF. */
  readonly pdf: boolean;
  readonly studies: Readonly<Record<string, StudyModel | null>>;
  readonly overview: OverviewModel;
  readonly play: PlayModel;
  /** The worked example of an audit, as markup; null if there is no such example. */
  readonly audit: AuditModel | null;
  /** The worked example of a comparison, as markup; null if there is no such example. */
  readonly comparison: string | null;
  /** The profiles of the studies, as markup: their names, and what they are made for. */
  readonly profiles: { readonly names: string; readonly described: string };
  readonly performance: string;
  readonly provenance: string;
  /** What can be computed again in the page for that: studies with provenance, kept fits, or any of these. */
  readonly recompute: {
    readonly any: boolean;
    readonly studies: readonly { readonly name: string; readonly title: string }[];
    readonly fits: boolean;
  };
  readonly changes: string;
  readonly bibtex: Bibtex;
}

/** The model with the files of numbers that its charts link to, by path in the built site. */
export interface Prepared {
  readonly model: Model;
  readonly files: ReadonlyMap<string, string>;
}

/** Widths of the pictures of the idea to play with, which stand in a row, the one of a training set first; CSS pixels. */
const playWidths = [480, 320, 320];

/** Findings of a study that the overview shows. */
const leading = 3;

/** What findings are called together, as a sentence begins with it. */
function allOf(count: number): string {
  return ["No finding", "The finding", "Both findings"][count] ?? `All ${count} findings`;
}

function texts(
  markup: Readonly<Record<string, Markup>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(markup).map(([name, { text }]) => [name, text]),
  );
}

/** What draws charts: as figures of pages, and as pictures to take away. */
export interface Drawing {
  readonly figure: typeof figure;
  readonly picture: typeof chartPicture;
}

/**
 * Computes what the pages show.
 *
 * @param report The checked results.
 * @param options Where the site is served, whether pages reload themselves, where the repository can be
 * read, what draws the charts, and the first game of the overview, which is played if it is not given.
 */
export async function prepare(
  report: Report,
  {
    origin,
    base,
    live,
    pdf = false,
    repository,
    drawing = { figure, picture: chartPicture },
    game,
  }:
    & Place
    & {
      readonly pdf?: boolean;
      readonly live: boolean;
      readonly repository?: string;
      readonly drawing?: Drawing;
      readonly game?: readonly Stage[];
    },
): Promise<Prepared> {
  const { url } = filters({ origin, base });
  const source = (name: string, loaded: Loaded<unknown>) =>
    sourceLine(name, loaded, {
      repository,
      provenance: url("provenance/"),
      recompute: url("recompute/"),
    });
  const { figure: figureOf, picture } = drawing;
  const files = new Map<string, string>();
  for (const [path, text] of provenanceFiles(report)) files.set(path, text);
  files.set("provenance/fits.json", givenText(report.fits.fits, report.performance));
  files.set("changes.xml", changesFeed(report.changes, { origin, base }));
  const study = (
    { name, page }: ReportStudy,
    loaded: Loaded<StudyResults>,
    view: View,
  ): StudyModel => {
    const { profile, data } = loaded;
    const made = source(name, loaded);
    const folder = `data/${name}/`;
    const draw = (whole: Chart) => {
      const chart = data.setup === undefined ? whole : chartByPosterior(data.setup, whole);
      for (const [name, value] of chartFiles(chart, picture)) files.set(folder + name, value);
      return figureOf(chart, url(folder), { source: made }).text;
    };
    files.set(`${folder}results.json`, JSON.stringify(data) + "\n");
    const note = (sentence: string | undefined, link: string, words: string) =>
      sentence === undefined
        ? ""
        : markup`<p class="mixing">${unbroken(sentence)} <a href="${url(link)}">${words}</a></p>`
          .text;
    const mixing = page.judgesMixing ? undefined : mixingOf(report, loaded);
    const list = findingList(data.findings, data.setup, (id) => chartOf(view, id)).text;
    return {
      profile,
      findings: list +
        note(longerOf(report, loaded), "length/", "What length does") +
        note(mixing, "posteriors/#mixing", "Whether chains have mixed"),
      findingsAlone: list,
      leading: findingSentences(data.findings.slice(0, leading)).text,
      byId: Object.fromEntries(
        data.findings.map((finding) => [finding.id, findingSentences([finding]).text]),
      ),
      all: allOf(data.findings.length),
      charts: Object.fromEntries(
        Object.entries(view.charts).map(([id, chart]) => [id, draw(chart)]),
      ),
      tables: texts(view.tables),
      facts: view.facts,
    };
  };
  const example = ({ data }: Loaded<AuditResults>): AuditModel => {
    const folder = "data/audit/";
    const draw = (chart: Chart) => {
      for (const [name, value] of chartFiles(chart, picture)) files.set(folder + name, value);
      return figureOf(chart, filters({ origin, base }).url(folder)).text;
    };
    files.set(`${folder}results.json`, JSON.stringify(data) + "\n");
    const charts = auditCharts(data);
    return {
      verdicts: standingList(data).text + verdictList(data).text,
      limits: limitList(data).text,
      setup: auditSetup(data).text,
      spectra: data.spectra.map((_, axis) => draw(charts[`spectrum-${axis + 1}`])).join(""),
      deviations: deviationTable(data)?.text ?? "",
      amplifications: amplificationTable(data).text,
      charts: Object.fromEntries(
        ["coverage", "along", "holdout", "amplification"].map((name) => [
          name,
          charts[name] === undefined ? "" : draw(charts[name]),
        ]),
      ),
    };
  };
  files.set("data/audit/results.schema.json", schemaText());
  files.set("data/audit/comparison.schema.json", comparisonSchemaText());
  const { comparison } = report;
  // Its page names its files beside it.
  for (const [name, text] of comparison === undefined ? [] : comparisonFiles(comparison.data)) {
    files.set(`audit/comparison/${name}`, text);
  }
  const models: Record<string, StudyModel | null> = {};
  for (const one of studies) {
    const loaded = report.studies.get(one.name);
    const view = loaded && (await one.page.view()).view(loaded);
    models[one.name] = loaded && view ? study(one, loaded, view) : null;
  }
  const overview = (): OverviewModel => {
    const { charts, events, answers, sure, matrix, matrixTitle } = overviewView(report);
    const folder = "data/overview/";
    return {
      answers: answers.map(({ text }) => text),
      sure: texts(sure),
      charts: Object.fromEntries(
        Object.entries(charts).map(([id, { chart, study }]) => {
          for (const [name, value] of chartFiles(chart, picture)) files.set(folder + name, value);
          const beside = id === "density" ? events : undefined;
          const origin = source(study, report.studies.get(study)!);
          return [id, figureOf(chart, url(folder), { beside, source: origin }).text];
        }),
      ),
      matrix: matrix.text,
      matrixTitle: matrixTitle.text,
    };
  };
  const play = (stages: readonly Stage[]): PlayModel => {
    const { choices, charts, summary } = playView(stages);
    const folder = "data/overview/";
    return {
      choices: choices.text,
      charts: charts.map((chart, i) => {
        for (const [name, value] of chartFiles(chart, picture)) files.set(folder + name, value);
        return figureOf(chart, url(folder), { width: playWidths[i] }).text;
      }),
      summary: summary.text,
    };
  };
  const profiles = profilesView(report);
  const recorded = studies.filter(({ name }) => report.studies.get(name)?.provenance !== undefined);
  const fits = report.fits.fits.length > 0;
  const link = (i: number) => pages[i] ? { url: pages[i].url, name: pages[i].name } : null;
  return {
    model: {
      origin,
      base,
      securityPolicy,
      live,
      pdf,
      navigation: groups.map(({ name, pages }) => ({
        name,
        pages: pages.map(({ url, name }) => ({ url, name })),
      })),
      neighbours: Object.fromEntries(
        pages.map((
          { url },
          i,
        ) => [url, { previous: link(i - 1), next: link(i + 1) }]),
      ),
      cards: Object.fromEntries(pages.map(({ url }) => [url, `/${cardPath(url)}`])),
      studies: models,
      overview: overview(),
      play: play(game ?? await firstGame()),
      audit: report.audit === undefined ? null : example(report.audit),
      comparison: comparison === undefined ? null : comparisonPage(comparison.data).content.text,
      profiles: { names: profiles.names.text, described: profiles.described.text },
      performance: performanceView(report.performance).text,
      provenance: provenanceView(report, repository).text,
      recompute: {
        any: recorded.length > 0 || fits,
        studies: recorded.map(({ name, title }) => ({ name, title })),
        fits,
      },
      changes: changesView(report.changes).text,
      bibtex: bibtex(repository),
    },
    files,
  };
}
