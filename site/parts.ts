/**
 * The parts of a site, for either builder of its templates: the value that they read, the files beside the pages,
 * and what is done to each page.
 *
 * @module
 */
import citation from "../CITATION.cff" with { type: "text" };
import { publishedConfigSchema } from "../audit/config.ts";
import { assets } from "../render/assets.ts";
import search from "../render/assets/search.js" with { type: "text" };
import { figure } from "../render/charts/figure.ts";
import { chartPicture } from "../render/charts/files.ts";
import { filters, type Place } from "../render/filters.ts";
import { finishPage } from "../render/finish.ts";
import { formulaAssets, typesetFormulas } from "../render/formulas.ts";
import { raw } from "../render/markup.ts";
import type { Json } from "../runner/cell.ts";
import { formatJson } from "../runner/json.ts";
import { card } from "./card.ts";
import { drawing, Kept, sourcesOf } from "./kept.ts";
import { loadReport } from "./load.ts";
import { lighter } from "./minify.ts";
import { type Drawing, type Model, prepare } from "./model.ts";
import { cardPath, notFound, type Page } from "./pages.ts";
import type { Stage } from "./play/play.ts";
import { firstGame } from "./play/view.ts";
import { type ReferenceModel, referenceView } from "./reference.ts";
import { sitemap } from "./sitemap.ts";

/** Files by path in the built site. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

/** The parts of a site. */
export interface SiteParts {
  /** What the templates are given, as `report`. */
  readonly model: Model & { readonly reference: ReferenceModel };
  /** All files but the pages and what these bring along. */
  readonly files: Files;
  /**
   * A page as readers get it, with the files that it brings along.
   *
   * @param filled What its template and layout gave.
   * @throws {Error} If that is not a whole page.
   */
  finish(page: Page, filled: string): Promise<{ readonly text: string; readonly files: Files }>;
}

/** Where the results are and where the site will be. */
export interface PartsOptions extends Place {
  /** Folder of the results. */
  readonly data: string;
  /** Folder that what the first one lacks is taken from, default none. */
  readonly rest?: string;
  /** Folder of the reports of earlier releases, default none. */
  readonly versions?: string;
  /** Folder of the cache. */
  readonly cache: string;
  /** Address of the repository, where it is known. */
  readonly repository?: string;
  /** Whether pages reload themselves, for the live preview. */
  readonly live?: boolean;
  /** Whether the site has the report as a PDF. */
  readonly pdf?: boolean;
}

/** Draws figures and pictures; those whose chart and drawing code are unchanged are kept. */
function keptDrawing(kept: Kept): Drawing {
  const version = drawing();
  return {
    figure: (chart, folder, options = {}) =>
      raw(kept.text(
        "figures",
        [
          version,
          JSON.stringify([chart, folder, options.width ?? null]),
          `${options.source}`,
          `${options.beside}`,
        ],
        () => figure(chart, folder, options).text,
      )),
    picture: (chart, setting) =>
      kept.text(
        "sheets",
        [version, JSON.stringify([chart, setting ?? null])],
        () => chartPicture(chart, setting),
      ),
  };
}

/** The first game of the overview, played where what plays it is another than before. */
async function keptGame(kept: Kept): Promise<readonly Stage[]> {
  const game = await kept.bytes(
    "games",
    [sourcesOf(["core", "site/play", "studies/calibration", "studies/shared"])],
    async () => new TextEncoder().encode(JSON.stringify(await firstGame())),
  );
  return JSON.parse(new TextDecoder().decode(game));
}

/**
 * Makes the parts of a site.
 *
 * @throws {Error} If results are missing or damaged; one sentence says which.
 */
export async function makeParts(options: PartsOptions): Promise<SiteParts> {
  const { data, rest, versions, cache, origin, base, repository, live = false, pdf = false } =
    options;
  const kept = new Kept(cache);
  /** A script made lighter, kept until it or how that is done changes. */
  const light = (script: string) =>
    kept.text("scripts", [script, lighter.toString()], () => lighter(script));
  const report = loadReport(data, rest);
  const { model, files } = await prepare(report, {
    origin,
    base,
    live,
    pdf,
    repository,
    drawing: keptDrawing(kept),
    game: await keptGame(kept),
  });
  const reference = await referenceView(kept, filters({ origin, base }).url, versions);
  return {
    model: { ...model, reference },
    files: new Map<string, string | Uint8Array>([
      ...files,
      ...report.fits.files,
      ["data/audit/config.schema.json", formatJson(publishedConfigSchema() as Json)],
      ["sitemap.xml", sitemap({ origin, base })],
      ["CITATION.cff", citation],
      ["assets/search.js", light(search)],
      ...assets(light),
      ...formulaAssets(),
    ]),
    async finish({ url, template }, filled) {
      if (!filled.trimEnd().endsWith("</html>")) {
        throw new Error(
          `Cannot build the page ${url} as its template ${template} must give a whole page: current value is ${
            filled === "" ? "no page" : "a page cut short"
          }`,
        );
      }
      const { page, files: pictures } = finishPage(typesetFormulas(template, filled), base);
      const brought = new Map<string, string | Uint8Array>(pictures);
      if (url !== notFound.url) brought.set(cardPath(url), await card(kept, filled));
      return { text: page, files: brought };
    },
  };
}
