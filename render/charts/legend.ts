/**
 * The legend of a chart.
 *
 * @module
 */
import { type Markup, markup, raw } from "../markup.ts";
import type { CellsPanel, LinesPanel, Look, Panel } from "./chart.ts";
import { dots, faintDash, lineWidth, regionFill, shade, style } from "./palette.ts";

/** A piece of line with a symbol, as in the chart. */
function sample(
  look: Look,
  form: "line" | "symbols" | "both",
  faint: boolean,
): Markup {
  const { colour, dash, symbol } = style(look);
  const pattern = faint ? faintDash(look) : dash;
  return markup`
    <svg class="sample" viewBox="-16 -6 32 12" width="32" height="12"
      aria-hidden="true">${
    form === "symbols" ? null : raw(
      `<path d="M-15,0H15" stroke="${colour}" stroke-width="${lineWidth(look, faint)}"${
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
    [...entries].map(([label, mark]) =>
      markup`<li>${mark}<span>${label.replaceAll(" = ", "\u00a0=\u00a0")}</span></li>`
    )
  }</ul>`;
}

/** The background of a class in the legend. */
function swatch(colours: CellsPanel["colours"], i: number, n: number): string {
  const dot = dots(colours, i, n);
  return dot === null
    ? shade(colours, i, n)
    : `radial-gradient(${dot} 1px, transparent 1.5px) 0 0 / 7px 7px ${shade(colours, i, n)}`;
}

function cellsLegend(panel: CellsPanel): Markup {
  const n = panel.thresholds.length + 1;
  const limits = panel.thresholds.map((v) => String(v).replace("-", "−"));
  const letters = Math.max(1, ...limits.map(({ length }) => length));
  return markup`
    <div class="scale">
      <p>${panel.quantity}</p>
      <ol style="--classes: ${n}; --letters: ${letters}">${
    Array.from(
      { length: n },
      (_, i) =>
        markup`<li><i style="background: ${swatch(panel.colours, i, n)}"></i><span>${
          i === 0 ? "" : limits[i - 1]
        }</span></li>`,
    )
  }</ol>
    </div>
  `;
}

/**
 * Whether series of different names look alike in different panels, so that one legend for all would not
 * tell them apart.
 */
function ambiguous(panels: readonly LinesPanel[]): boolean {
  const names = new Map<string, string>();
  return panels.flatMap(({ series }) => series).some(({ label, look, faint }) => {
    const looks = `${look} ${faint === true}`;
    const before = names.get(looks);
    names.set(looks, label);
    return before !== undefined && before !== label;
  });
}

/** The legend of a chart: one for all of its panels, or one for each of them. */
export interface Legends {
  readonly shared: Markup | null;
  /** For each panel, where they are not shared. */
  readonly own: readonly Markup[] | null;
}

/** The legends of the panels of a chart. */
export function legends(panels: readonly Panel[]): Legends {
  const lines = panels.filter((panel) => panel.kind === "lines");
  return lines.length > 1 && ambiguous(lines)
    ? { shared: null, own: panels.map((panel) => legend([panel])) }
    : { shared: legend(panels), own: null };
}

/** What the marks and colours of the panels mean. */
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
