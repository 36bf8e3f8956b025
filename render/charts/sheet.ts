/**
 * A whole chart as one picture that a reader can take away: title, panels, legend.
 *
 * @module
 */
import { wrap } from "../format.ts";
import { type Markup, markup, raw } from "../markup.ts";
import type { Chart } from "./chart.ts";
import { panelSvg } from "./figure.ts";
import { type Entry, entryWords, type Legend, legends, sampleSvg, type Scale } from "./legend.ts";
import { panelDescription, panelSize } from "./picture.ts";

/** Height of a line of text, room between panels, and from the left of a panel to its frame, pixels. */
const lineHeight = 15, gap = 8, indent = 56;

/** Width of a letter of such text, pixels: more than that of most, so that lines never grow too long. */
const letterWidth = 6.4;

/** Where something may stand, pixels. */
interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/** Something drawn, and where it ends. */
interface Drawn {
  readonly parts: readonly Markup[];
  readonly bottom: number;
}

/** Words in lines of a width; words that are wider are cut. */
function linesOf(words: string, width: number): string[] {
  const letters = Math.max(1, Math.floor(width / letterWidth));
  const pieces = words.split(" ").flatMap((word) =>
    Array.from(
      { length: Math.max(1, Math.ceil(word.length / letters)) },
      (_, i) => word.slice(i * letters, (i + 1) * letters),
    )
  );
  return wrap(pieces.join(" "), letters);
}

/** Lines of text; the first stands at the height that is given. */
function text(lines: readonly string[], x: number, y: number, attributes = ""): Markup {
  return markup`<text${raw(attributes)}>${
    lines.map((line, i) => markup`<tspan x="${x}" y="${y + lineHeight * i}">${line}</tspan>`)
  }</text>`;
}

/** The parts one below the other. */
function below<T>(items: readonly T[], top: number, draw: (item: T, top: number) => Drawn): Drawn {
  return items.reduce<Drawn>(({ parts, bottom }, item) => {
    const drawn = draw(item, bottom);
    return { parts: [...parts, ...drawn.parts], bottom: drawn.bottom };
  }, { parts: [], bottom: top });
}

/** Items in rows of so many. */
function inRows<T>(items: readonly T[], most: number): T[][] {
  return Array.from(
    { length: Math.ceil(items.length / most) },
    (_, row) => items.slice(row * most, (row + 1) * most),
  );
}

/** Names with their samples in columns, as many as there is room for. */
function names(entries: readonly Entry[], { left, top, width }: Place, most: number): Drawn {
  const room = 38;
  const widest = room + 16 +
    letterWidth * Math.max(...entries.map(({ label }) => label.length));
  const columns = Math.max(1, Math.min(most, Math.floor(width / widest)));
  const column = width / columns;
  return below(inRows(entries, columns), top, (row, top) => {
    const lines = row.map(({ label }) => linesOf(entryWords(label), column - room - 8));
    return {
      parts: row.flatMap(({ sample }, i) => {
        const x = left + i * column;
        return [
          raw(sampleSvg(sample, `x="${x}" y="${top - 10}"`)),
          text(lines[i], x + room, top),
        ];
      }),
      bottom: top + lineHeight * Math.max(...lines.map(({ length }) => length)) + 3,
    };
  });
}

/** A scale of colours with its limits. */
function colours({ quantity, shades }: Scale, { left, top, width }: Place, id: string): Drawn {
  const lines = linesOf(quantity, width);
  const y = top + lineHeight * (lines.length - 1) + 6;
  const size = Math.min(44, width / shades.length);
  const letters = Math.max(1, ...shades.map(({ limit }) => limit.length));
  const fontSize = Math.min(12, 12 * (size - 5) / (letterWidth * letters));
  const box = (x: number, fill: string) =>
    markup`<rect x="${x}" y="${y}" width="${size}" height="12" fill="${fill}"/>`;
  return {
    parts: [
      text(lines, left, top),
      ...shades.flatMap(({ fill, dot, limit }, i) => {
        const x = left + size * i, pattern = `${id}-dots-${i}`;
        return [
          box(x, fill),
          ...(dot === null ? [] : [
            markup`<pattern id="${pattern}" width="7" height="7" patternUnits="userSpaceOnUse"><circle cx="3.5" cy="3.5" r="1" fill="${dot}"/></pattern>`,
            box(x, `url(#${pattern})`),
          ]),
          ...(limit === ""
            ? []
            : [text([limit], x, y + 26, ` text-anchor="middle" font-size="${fontSize}"`)]),
        ];
      }),
    ],
    bottom: y + 44,
  };
}

/** A legend, with up to so many names beside each other. */
function legend(
  { entries, scales }: Legend,
  { left, top, width }: Place,
  most: number,
  id: string,
): Drawn {
  const under = top + 16;
  const named = entries.length === 0
    ? { parts: [], bottom: top }
    : names(entries, { left, top: under, width }, most);
  const keys = below(
    scales,
    named.bottom,
    (scale, top) => colours(scale, { left, top: top + 16, width: width - 16 }, id),
  );
  return { parts: [...named.parts, ...keys.parts], bottom: keys.bottom };
}

/** The number of an attribute of an SVG. */
function sizeOf(svg: string, name: "width" | "height"): number {
  return Number(new RegExp(`^<svg[^>]* ${name}="([^"]*)"`).exec(svg)![1]);
}

/**
 * The SVG of a chart. Its panels stand in rows that fit a slide or a page: up to three a row, four in two
 * rows of two.
 *
 * @param setting What of the chart's control is shown; none without a control.
 */
export function sheet(chart: Chart, setting?: string): string {
  const { id, title, panels } = chart;
  const { shared, perPanel } = legends(panels);
  const size = panelSize(chart);
  const pictures = panels.map((panel, i) =>
    panelSvg(panel, `${id}-${i + 1}`, panelDescription(chart, panel), size)
  );
  const rows = inRows([...panels.keys()], chart.stacked ? 1 : panels.length === 4 ? 2 : 3);
  const width = Math.max(
    ...rows.map((row) => row.reduce((sum, i) => sum + sizeOf(pictures[i], "width") + gap, 0)),
  );
  const whole = setting === undefined ? title : `${title} (${setting})`;
  const heading = linesOf(whole, (width - 16) * 12 / 13);
  const drawn = below(rows, 6 + lineHeight * heading.length, (row, above) => {
    const titles = row.map((i) =>
      panels.length > 1 ? linesOf(panels[i].title, sizeOf(pictures[i], "width") - indent) : []
    );
    const top = above + 5 + lineHeight * Math.max(...titles.map(({ length }) => length));
    const under = top + Math.max(...row.map((i) => sizeOf(pictures[i], "height")));
    let left = 0, bottom = under;
    const parts = row.flatMap((i, column) => {
      const size = sizeOf(pictures[i], "width");
      const place = { left: left + 16, top: under, width: size - 16 };
      const mine = perPanel === null
        ? { parts: [], bottom: under }
        : legend(perPanel[i], place, 1, id);
      bottom = Math.max(bottom, mine.bottom);
      const placed = pictures[i].replace(/^<svg/, `<svg x="${left}" y="${top}"`);
      const words = text(titles[column], left + indent, above + lineHeight, ' font-weight="600"');
      left += size + gap;
      return [...(titles[column].length === 0 ? [] : [words]), raw(placed), ...mine.parts];
    });
    return { parts, bottom };
  });
  const key = shared === null
    ? { parts: [], bottom: drawn.bottom }
    : legend(shared, { left: 16, top: drawn.bottom, width: width - 16 }, 3, id);
  return markup`<svg viewBox="0 0 ${width} ${key.bottom}" width="${width}" height="${key.bottom}" fill="var(--ink)" color="var(--ink)"><rect width="100%" height="100%" fill="var(--paper)"/>${
    text(heading, 8, 18, ' font-size="13" font-weight="600"')
  }${drawn.parts}${key.parts}</svg>`.text;
}
