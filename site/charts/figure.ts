/**
 * A chart as it stands in a page: title, legend, pictures, caption, and links to its numbers.
 *
 * @module
 */
import { parseHTML } from "linkedom";
import { type Markup, markup, raw } from "../markup.ts";
import type { CellsPanel, Chart, LinesPanel, Look, Panel } from "./chart.ts";
import { drawPanel } from "./draw.ts";
import { regionFill, shade, style } from "./palette.ts";
import { shorten } from "./shorten.ts";

/**
 * Width at which the panels of a chart are drawn, in CSS pixels: about what a wide screen has for
 * them, so that the style sheet has little to stretch.
 */
export function panelWidth(panels: number): number {
  return panels === 1 ? 460 : panels === 2 ? 380 : 300;
}

/** Joins the lines of each grid and the marks of each axis to one path. */
function joinLines(svg: Element): void {
  const at = (element: Element, name: string) => Number(element.getAttribute(name)).toFixed(1);
  for (const group of svg.querySelectorAll('[aria-label$="-grid"]')) {
    const d = [...group.children].map((line) =>
      `M${at(line, "x1")} ${at(line, "y1")}L${at(line, "x2")} ${at(line, "y2")}`
    );
    const path = svg.ownerDocument.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d.join(""));
    group.replaceChildren(path);
  }
  for (const group of svg.querySelectorAll('[aria-label$="-axis tick"]')) {
    const across = group.getAttribute("aria-label") === "x-axis tick" ? "v6" : "h-6";
    const d = [...group.children].map((tick) => {
      const [, x, y] = /translate\(([^,]+),([^)]+)\)/.exec(tick.getAttribute("transform")!)!;
      return `M${Number(x).toFixed(1)} ${Number(y).toFixed(1)}${across}`;
    });
    const path = svg.ownerDocument.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d.join(""));
    group.replaceChildren(path);
  }
}

/**
 * Lets all marks share the one frame that clips them, and names it after its panel: Plot makes one for
 * each mark and numbers them through all charts that a process has drawn.
 */
function shareClip(svg: Element, name: string): void {
  const [first, ...others] = svg.querySelectorAll("clipPath");
  if (first === undefined) return;
  first.id = `${name}-clip`;
  others.forEach((clip) => clip.remove());
  svg.querySelectorAll("[clip-path]").forEach((element) =>
    element.setAttribute("clip-path", `url(#${name}-clip)`)
  );
}

/**
 * The SVG of a panel as text.
 *
 * @param name Identifier of the panel, unique in its page.
 * @param description What a reader who cannot see it must know.
 * @param width Width in CSS pixels.
 */
export function panelSvg(
  panel: Panel,
  name: string,
  description: string,
  width: number,
): string {
  const { document } = parseHTML("<!doctype html><body></body>");
  const svg = drawPanel(panel, { document, width });
  svg.querySelectorAll("style").forEach((element) => element.remove());
  joinLines(svg);
  shareClip(svg, name);
  svg.querySelectorAll('[aria-label$="-axis label"]')
    .forEach((element) => element.setAttribute("class", "axis-label"));
  for (const attribute of ["aria-label", "aria-hidden"]) {
    svg.querySelectorAll(`[${attribute}]`).forEach((element) => element.removeAttribute(attribute));
  }
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", description);
  svg.removeAttribute("style");
  svg.removeAttribute("class");
  svg.id = name;
  // What is set last comes first in the text, where it is looked for.
  svg.setAttribute("class", "plot");
  return shorten(svg.outerHTML).replaceAll("\\", "&#92;");
}

/** A piece of line with a symbol, as in the chart. */
function sample(
  look: Look,
  form: "line" | "symbols" | "both",
  faint: boolean,
): Markup {
  const { colour, dash, symbol } = style(look);
  const pattern = faint ? "2 3" : dash;
  return markup`
    <svg class="sample" viewBox="-16 -6 32 12" width="32" height="12"
      aria-hidden="true">${
    form === "symbols" ? null : raw(
      `<path d="M-15,0H15" stroke="${colour}" stroke-width="${faint ? 1 : 1.75}"${
        pattern ? ` stroke-dasharray="${pattern}"` : ""
      } fill="none"/>`,
    )
  }${
    form === "line" ? null : raw(
      `<path d="M0 0${symbol}" stroke="${colour}" stroke-width="1.5" fill="var(--paper)"/>`,
    )
  }</svg>
  `;
}

function linesLegend(panels: readonly LinesPanel[]): Markup {
  const entries = new Map<string, Markup>();
  for (const panel of panels) {
    for (const s of panel.series) {
      if (!entries.has(s.label)) {
        entries.set(s.label, sample(s.look, s.form, s.faint === true));
      }
    }
    for (const r of panel.references ?? []) {
      entries.set(
        r.label,
        raw(
          '<svg class="sample" viewBox="-16 -6 32 12" width="32" height="12" aria-hidden="true"><path d="M-15,0H15" stroke="var(--ink)" stroke-dasharray="1 3" fill="none"/></svg>',
        ),
      );
    }
    for (const region of panel.regions ?? []) {
      const { fill, fillOpacity } = regionFill(region);
      entries.set(
        region.label,
        raw(
          `<svg class="sample" viewBox="-16 -6 32 12" width="32" height="12" aria-hidden="true"><rect x="-15" y="-5" width="30" height="10" fill="${fill}" fill-opacity="${fillOpacity}"/></svg>`,
        ),
      );
    }
  }
  return markup`<ul class="legend" data-pagefind-ignore>${
    [...entries].map(([label, mark]) => markup`<li>${mark}<span>${label}</span></li>`)
  }</ul>`;
}

function cellsLegend(panel: CellsPanel): Markup {
  const n = panel.thresholds.length + 1;
  return markup`
    <div class="scale">
      <p>${panel.quantity}</p>
      <ol>${
    Array.from(
      { length: n },
      (_, i) =>
        markup`<li><i style="background: ${shade(panel.colours, i, n)}"></i><span>${
          i === 0 ? "" : String(panel.thresholds[i - 1]).replace("-", "−")
        }</span></li>`,
    )
  }</ol>
    </div>
  `;
}

function legend(panels: readonly Panel[]): Markup {
  const withLines = panels.filter((p) => p.kind === "lines");
  const scales = new Map<string, Markup>();
  for (const panel of panels) {
    if (panel.kind === "cells") scales.set(panel.quantity, cellsLegend(panel));
  }
  return markup`${withLines.length === 0 ? null : linesLegend(withLines)}${[
    ...scales.values(),
  ]}`;
}

/**
 * The figure of a chart.
 *
 * @param folder Address of the folder that holds the numbers, with the base path, ending in a slash.
 */
export function figure(chart: Chart, folder: string): Markup {
  const several = chart.panels.length > 1;
  const panels = chart.panels.map((panel, i) => {
    const description = several
      ? `${panel.title}. ${panel.y.label} against ${panel.x.label}.`
      : `${chart.title}. ${chart.description}`;
    const svg = panelSvg(
      panel,
      `${chart.id}-${i + 1}`,
      description,
      panelWidth(chart.panels.length),
    );
    return markup`<div class="panel">${
      several ? markup`<p class="panel-title">${panel.title}</p>` : null
    }${raw(svg)}</div>`;
  });
  return markup`
    <figure class="chart" id="${chart.id}" data-chart="${folder}${chart.id}.json"
      data-panels="${chart.panels.length}">
    <h3 class="chart-title"><a href="#${chart.id}">${chart.title}</a></h3>
    ${legend(chart.panels)}
    <div class="panels" data-pagefind-ignore>${panels}</div>
    <figcaption>${chart.caption} <span class="sr-only">${chart.description}</span></figcaption>
    <p class="downloads" data-pagefind-ignore>Data: <a href="${folder}${chart.id}.csv" download>CSV</a>, <a href="${folder}${chart.id}.json" download>JSON</a></p>
    </figure>
  `;
}
