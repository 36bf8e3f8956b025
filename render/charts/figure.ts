/**
 * A chart as it stands in a page: title, legend, pictures, caption, and links to its numbers.
 *
 * @module
 */
import { parseHTML } from "linkedom";
import { unbroken } from "../format.ts";
import { figureNumber } from "../figure_numbers.ts";
import { type Markup, markup, raw } from "../markup.ts";
import type { Chart, Panel } from "./chart.ts";
import { legendMarkup, legends } from "./legend.ts";
import type { Canvas } from "./draw.ts";
import { panelDescription, panelSize, picture } from "./picture.ts";
import { shorten } from "./shorten.ts";

/**
 * The SVG of a panel as text.
 *
 * @param name Identifier of the picture, unique in its page.
 * @param description What a reader who cannot see it must know.
 * @param size Width and least margin at the left, in CSS pixels.
 */
export function panelSvg(
  panel: Panel,
  name: string,
  description: string,
  size: Pick<Canvas, "width" | "left">,
): string {
  const { document } = parseHTML("<!doctype html><body></body>");
  const svg = picture(panel, name, description, { document, ...size });
  // A page would take attributes as they are; a picture in a file of its own must be XML.
  const xml = svg.outerHTML.replaceAll(
    /="[^"]*"/g,
    (value) => value.replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
  );
  return shorten(xml).replaceAll("\\", "&#92;");
}

/** What surrounds a chart in a page. */
export interface FigureOptions {
  /** Width of a panel where the page has less room than usual, in CSS pixels. */
  readonly width?: number;
  /** What made the numbers, as a line under the links to them. */
  readonly source?: Markup | null;
  /** Address of the chart as PDF, where there is one. */
  readonly pdf?: string;
  /** What stands beside the panels. */
  readonly beside?: Markup;
}

/**
 * The figure of a chart.
 *
 * @param folder Address of the folder that holds the numbers, with the base path, ending in a slash.
 * @param options Its surroundings.
 */
export function figure(
  chart: Chart,
  folder: string,
  { width, source = null, pdf, beside }: FigureOptions = {},
): Markup {
  const several = chart.panels.length > 1;
  const { shared, perPanel } = legends(chart.panels);
  const size = panelSize(chart, width);
  const panels = chart.panels.map((panel, i) => {
    const svg = panelSvg(
      panel,
      `${chart.id}-${i + 1}`,
      panelDescription(chart, panel),
      size,
    );
    return markup`<div class="panel">${
      several ? markup`<p class="panel-title">${panel.title}</p>` : null
    }${perPanel === null ? null : legendMarkup(perPanel[i])}${raw(svg)}</div>`;
  });
  return markup`
    <figure class="chart" id="${chart.id}" data-chart="${folder}${chart.id}.json"
      data-panels="${chart.panels.length}"${chart.stacked ? raw(" data-stacked") : null}${
    width === undefined ? null : markup` data-width="${width}"`
  }>
    <h3 class="chart-title"><a href="#${chart.id}">${figureNumber(chart.id)} ${
    unbroken(chart.title)
  }</a></h3>
    ${beside === undefined ? null : markup`<div class="beside">${beside}</div>`}
    <div class="key">${shared && legendMarkup(shared)}</div>
    <div class="panels" data-pagefind-ignore${
    several && !chart.stacked
      ? markup` tabindex="0" role="group" aria-label="${chart.title}"`
      : null
  }>${panels}</div>
    <figcaption>${
    unbroken(chart.caption)
  } <span class="sr-only">${chart.description}</span></figcaption>
    <p class="downloads" data-pagefind-ignore>Data: <a href="${folder}${chart.id}.csv" download>CSV</a>, <a href="${folder}${chart.id}.json" download>JSON</a>. Picture: <a href="${folder}${chart.id}.svg" download>SVG</a>${
    pdf === undefined ? null : markup`, <a href="${pdf}" download>PDF</a>`
  }</p>
    ${source}
    </figure>
  `;
}
