/**
 * A panel as a picture that is ready for a page: the same on the server and in a browser.
 *
 * @module
 */
import type { Chart, Panel } from "./chart.ts";
import { type Canvas, commonLeft, drawPanel } from "./draw.ts";

/**
 * Width at which the panels of a chart are drawn, in CSS pixels: about what a wide screen has for
 * them, so that the style sheet has little to stretch.
 */
function panelWidth({ panels: { length }, stacked }: Chart): number {
  if (stacked) return 480;
  return length === 1 ? 400 : length === 2 || length === 4 ? 360 : 300;
}

/** How wide the panels of a chart are drawn, and how far from the left their frames at least begin. */
export function panelSize(
  chart: Chart,
  width = panelWidth(chart),
): Required<Pick<Canvas, "width" | "left">> {
  return { width, left: chart.stacked ? commonLeft(chart.panels, width) : 0 };
}

/** What a reader who cannot see a panel must know. */
export function panelDescription(chart: Chart, panel: Panel): string {
  return chart.panels.length > 1
    ? `${panel.title}. ${panel.y.label} against ${panel.x.label}.`
    : `${chart.title}. ${chart.description}`;
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
 * The SVG of a panel.
 *
 * @param panel What is shown.
 * @param name Identifier of the picture, unique in its page.
 * @param description What a reader who cannot see it must know.
 * @param canvas Document and width.
 */
export function picture(
  panel: Panel,
  name: string,
  description: string,
  canvas: Canvas,
): Element {
  const svg = drawPanel(panel, canvas);
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
  return svg;
}
