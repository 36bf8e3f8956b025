/**
 * The charts of an audit in a page, drawn and answered by the scripts of all its charts.
 *
 * @module
 */
import type { Chart } from "../../render/charts/chart.ts";
import { chartScripts } from "../../render/charts/scripts.ts";

/** An element of a class with a text. */
function element(kind: string, name: string, text = ""): HTMLElement {
  const made = document.createElement(kind);
  made.className = name;
  made.textContent = text;
  return made;
}

/** Draws charts into a box. */
export async function draw(box: HTMLElement, charts: readonly Chart[]): Promise<void> {
  const { redraw, wire } = await chartScripts();
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
