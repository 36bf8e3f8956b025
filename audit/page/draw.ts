/**
 * The charts of an audit in a page, drawn and answered by the scripts of all its charts.
 *
 * @module
 */
import type { Chart, Panel } from "../../render/charts/chart.ts";

/** What the scripts of all charts offer. */
interface Scripts {
  redraw(figure: HTMLElement, chart: Chart): void;
  wire(figure: HTMLElement, panels: readonly Panel[]): void;
}

/** Loads what draws and what answers; the page has both anyway, where it has charts. */
async function load(): Promise<Scripts> {
  const script = (name: string) => import(new URL(`../${name}.js`, import.meta.url).href);
  const [live, charts] = await Promise.all([script("live"), script("charts")]);
  return { redraw: live.redraw, wire: charts.wire };
}

/** An element of a class with a text. */
function element(kind: string, name: string, text = ""): HTMLElement {
  const made = document.createElement(kind);
  made.className = name;
  made.textContent = text;
  return made;
}

/** Draws charts into a box. */
export async function draw(box: HTMLElement, charts: readonly Chart[]): Promise<void> {
  const { redraw, wire } = await load();
  box.replaceChildren(...charts.map((chart) => {
    const figure = element("figure", "chart");
    // Charts of the example in the page have the same identifiers.
    figure.id = `own-${chart.id}`;
    if (chart.stacked) figure.dataset.stacked = "";
    figure.append(
      element("h4", "chart-title", chart.title),
      element("div", "key"),
      element("div", "panels"),
      element("figcaption", "", chart.caption),
    );
    redraw(figure, { ...chart, id: figure.id });
    wire(figure, chart.panels);
    return figure;
  }));
}
