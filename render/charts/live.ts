/**
 * Draws charts anew in a browser, by the functions that drew them on the server. This file and what it
 * needs are put together to one script.
 *
 * @module
 */
import type { Chart } from "./chart.ts";
import { legendMarkup, legends } from "./legend.ts";
import { panelDescription, panelSize, picture } from "./picture.ts";

/** Replaces the pictures and the legend of a figure by those of a chart. */
export function redraw(figure: HTMLElement, chart: Chart): void {
  const { panels } = chart;
  const { shared, perPanel } = legends(panels);
  const { width } = figure.dataset;
  const size = panelSize(chart, width === undefined ? undefined : Number(width));
  const boxes = panels.map((panel, i) => {
    const box = document.createElement("div");
    box.className = "panel";
    if (panels.length > 1) {
      const title = document.createElement("p");
      title.className = "panel-title";
      title.textContent = panel.title;
      box.append(title);
    }
    if (perPanel !== null) box.insertAdjacentHTML("beforeend", legendMarkup(perPanel[i]).text);
    box.append(picture(panel, `${chart.id}-${i + 1}`, panelDescription(chart, panel), {
      document,
      ...size,
    }));
    return box;
  });
  figure.querySelector(".panels")!.replaceChildren(...boxes);
  figure.querySelector(".key")!.innerHTML = shared === null ? "" : legendMarkup(shared).text;
}
