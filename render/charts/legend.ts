/**
 * The legend of a chart: what its marks and colours mean, for a page and for a picture alike.
 *
 * @module
 */
import { type Markup, markup, raw } from "../markup.ts";
import type { CellsPanel, LinesPanel, Look, Panel, Series } from "./chart.ts";
import { dots, faintDash, lineWidth, regionFill, shade, style } from "./palette.ts";

/** Size of a sample, pixels. */
const sampleWidth = 32, sampleHeight = 12;

/** A name, and how what bears it is drawn. */
export interface Entry {
  readonly label: string;
  /** Parts of an SVG of {@linkcode sampleWidth} by {@linkcode sampleHeight} about its middle. */
  readonly sample: string;
}

/** A class of colour. */
export interface Shade {
  readonly fill: string;
  /** Colour of its dots; null without. */
  readonly dot: string | null;
  /** Its lower limit; empty for the lowest class. */
  readonly limit: string;
}

/** What the colours of cells mean. */
export interface Scale {
  readonly quantity: string;
  readonly shades: readonly Shade[];
}

/** What the marks and colours of one or more panels mean. */
export interface Legend {
  readonly entries: readonly Entry[];
  readonly scales: readonly Scale[];
}

/** A piece of line with a symbol, as in the chart. */
function line(look: Look, form: Series["form"], faint: boolean): string {
  const { colour, dash, symbol } = style(look);
  const pattern = faint ? faintDash(look) : dash;
  const stroke = `<path d="M-15,0H15" stroke="${colour}" stroke-width="${lineWidth(look, faint)}"${
    pattern ? ` stroke-dasharray="${pattern}"` : ""
  } fill="none"/>`;
  const mark =
    `<path d="M0 0${symbol}" stroke="${colour}" stroke-width="1.5" fill="var(--paper)"/>`;
  return (form === "symbols" ? "" : stroke) + (form === "symbols" || form === "both" ? mark : "");
}

function entriesOf(panels: readonly LinesPanel[]): Entry[] {
  const samples = new Map<string, string>();
  for (const { series, references, regions } of panels) {
    for (const { label, look, form, faint, tag } of series) {
      // What is named in the picture needs no name here.
      if (tag !== undefined && label.endsWith(tag)) continue;
      if (!samples.has(label)) samples.set(label, line(look, form, faint === true));
    }
    for (const { label } of references ?? []) {
      if (samples.has(label)) continue;
      samples.set(
        label,
        '<path d="M-15,0H15" stroke="var(--ink)" stroke-dasharray="1 3" fill="none"/>',
      );
    }
    for (const region of regions ?? []) {
      const { fill, fillOpacity } = regionFill(region);
      samples.set(
        region.label,
        `<rect x="-15" y="-5" width="30" height="10" fill="${fill}" fill-opacity="${fillOpacity}"/>`,
      );
    }
  }
  return [...samples].map(([label, sample]) => ({ label, sample }));
}

function scaleOf({ quantity, thresholds, colours }: CellsPanel): Scale {
  const n = thresholds.length + 1;
  const limits = ["", ...thresholds.map((v) => String(v).replace("-", "−"))];
  return {
    quantity,
    shades: limits.map((limit, i) => ({
      fill: shade(colours, i, n),
      dot: dots(colours, i, n),
      limit,
    })),
  };
}

/**
 * Whether series of different names look alike in different panels, so that one legend for all would not
 * tell them apart.
 */
function ambiguous(panels: readonly LinesPanel[]): boolean {
  const names = new Map<string, string>();
  return panels.flatMap(({ series }) => series).some(({ label, look, form, faint }) => {
    const looks = `${look} ${form} ${faint === true}`;
    const before = names.get(looks);
    names.set(looks, label);
    return before !== undefined && before !== label;
  });
}

function legendOf(panels: readonly Panel[]): Legend {
  const cells = panels.filter((panel) => panel.kind === "cells");
  return {
    entries: entriesOf(panels.filter((panel) => panel.kind === "lines")),
    scales: [...new Map(cells.map((panel) => [panel.quantity, scaleOf(panel)])).values()],
  };
}

/** The legend of a chart: one for all of its panels, or one for each of them. */
export interface Legends {
  readonly shared: Legend | null;
  /** For each panel, where they are not shared. */
  readonly perPanel: readonly Legend[] | null;
}

/** The legends of the panels of a chart. */
export function legends(panels: readonly Panel[]): Legends {
  const lines = panels.filter((panel) => panel.kind === "lines");
  return lines.length > 1 && ambiguous(lines)
    ? { shared: null, perPanel: panels.map((panel) => legendOf([panel])) }
    : { shared: legendOf(panels), perPanel: null };
}

/** A sample as an SVG, with attributes of its place. */
export function sampleSvg(sample: string, attributes: string): string {
  return `<svg ${attributes} viewBox="${-sampleWidth / 2} ${
    -sampleHeight / 2
  } ${sampleWidth} ${sampleHeight}" width="${sampleWidth}" height="${sampleHeight}">${sample}</svg>`;
}

/** A name whose numbers stay with their signs. */
export function entryWords(label: string): string {
  return label.replaceAll(" = ", "\u00a0=\u00a0");
}

/** The background of a class in the legend. */
function background({ fill, dot }: Shade): string {
  return dot === null
    ? fill
    : `radial-gradient(${dot} 1px, transparent 1.5px) 0 0 / 7px 7px ${fill}`;
}

/** A legend as it stands in a page. */
export function legendMarkup({ entries, scales }: Legend): Markup {
  const list = markup`<ul class="legend" data-pagefind-ignore>${
    entries.map(({ label, sample }) =>
      markup`<li>${raw(sampleSvg(sample, 'class="sample" aria-hidden="true"'))}<span>${
        entryWords(label)
      }</span></li>`
    )
  }</ul>`;
  const keys = scales.map(({ quantity, shades }) =>
    markup`
    <div class="scale">
      <p>${quantity}</p>
      <ol style="--classes: ${shades.length}; --letters: ${
      Math.max(1, ...shades.map(({ limit }) => limit.length))
    }">${
      shades.map((shade) =>
        markup`<li><i style="background: ${background(shade)}"></i><span>${shade.limit}</span></li>`
      )
    }</ol>
    </div>
  `
  );
  return markup`${entries.length === 0 ? null : list}${keys}`;
}
