/**
 * The looks of series: colour, dash and symbol together, so that no two depend on colour alone.
 * Colours are names of custom properties, which the style sheet sets for the light and the dark mode.
 *
 * @module
 */
import type { Hue, Look, Region } from "./chart.ts";

/** How one series is drawn. */
export interface Style {
  readonly colour: string;
  /** Pattern of SVG's `stroke-dasharray`, or none. */
  readonly dash: string | null;
  /** Outline of the symbol: the data of an SVG path that starts from the symbol's centre. */
  readonly symbol: string;
}

/** No two alike, so that lines without symbols differ without colours too. */
const dashes = [
  null,
  "6 3",
  "2 2.5",
  "9 3 2 3",
  "4 2 1 2",
  "16 2",
  "3 1.5 3 5",
  "10 4",
  "9 2 2 2 2 2",
  "1 2",
  "12 3 1.5 3",
  "6 2 1 6",
  "20 4 4 4",
  "5 5",
  "3 3 1 3 1 3",
];

/**
 * Circle, triangle, square, diamond, triangle on its tip, plus, star, bow tie, hourglass, cross, triangles to the right and
 * to the left, pentagon, bars that stand and lie.
 */
const symbols = [
  "m-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0z",
  "m0-4l3.7 6.4h-7.4z",
  "m-2.9-2.9h5.8v5.8h-5.8z",
  "m0-4.4l3.4 4.4-3.4 4.4-3.4-4.4z",
  "m0 4l3.7-6.4h-7.4z",
  "m-1.1-3.8h2.2v2.7h2.7v2.2h-2.7v2.7h-2.2v-2.7h-2.7v-2.2h2.7z",
  "m0-4.6l1.1 3.1 3.3.1-2.6 2 .9 3.2-2.7-1.9-2.7 1.9.9-3.2-2.6-2 3.3-.1z",
  "m-3.6-3.2l7.2 6.4v-6.4l-7.2 6.4z",
  "m-3.2-3.6l6.4 7.2h-6.4l6.4-7.2z",
  "m-2-3.6l2 2 2-2 1.6 1.6-2 2 2 2-1.6 1.6-2-2-2 2-1.6-1.6 2-2-2-2z",
  "m4 0l-6.4 3.7v-7.4z",
  "m-4 0l6.4-3.7v7.4z",
  "m0-4l3.8 2.8-1.5 4.4h-4.6l-1.5-4.4z",
  "m-1.8-4h3.6v8h-3.6z",
  "m-4-1.8h8v3.6h-8z",
];

/** Number of different looks that have a number. */
export const looks = 9;

/** Shades of each hue. */
const ramp = 5;

/** Hues in the order in which they take dashes and symbols. */
const hues: readonly Hue[] = ["blue", "orange", "green"];

/** The place of a look among dashes and symbols. */
function placeOf(look: Exclude<Look, "truth">): number {
  if (typeof look === "number") return look % looks;
  const [hue, shade] = look.split("-");
  return ramp * hues.indexOf(hue as Hue) + Number(shade) - 1;
}

/** The style of a look. */
export function style(look: Look): Style {
  if (look === "truth") {
    return { colour: "var(--ink)", dash: null, symbol: symbols[0] };
  }
  const i = placeOf(look);
  return {
    colour: typeof look === "number" ? `var(--series-${i + 1})` : `var(--${look})`,
    dash: dashes[i],
    symbol: symbols[i],
  };
}

/** Width of a line: the truth stands out by it where there are no colours. */
export function lineWidth(look: Look, faint: boolean): number {
  return faint ? 1 : look === "truth" ? 2.5 : 1.75;
}

/** Pattern of a faint line: dots, as far apart as its look says. */
export function faintDash(look: Look): string {
  return look === "truth" ? "2 3" : `2 ${2 + 1.5 * ((placeOf(look) + 3) % 4)}`;
}

/**
 * The colour of the dots on a class below the middle of a diverging scale, which without colours looks like
 * its opposite; none on others.
 */
export function dots(colours: "sequential" | "diverging", i: number, n: number): string | null {
  if (colours === "sequential" || 2 * i >= n - 1) return null;
  return 4 * i < n - 1 ? "var(--paper)" : "var(--ink)";
}

/** Colour and opacity of a region. */
export function regionFill({ look }: Region): { fill: string; fillOpacity: number } {
  return look === undefined
    ? { fill: "var(--region)", fillOpacity: 1 }
    : { fill: style(look).colour, fillOpacity: 0.15 };
}

/** Number of colours of a scale of classes. */
export const shades = 9;

/** The colour of class i of n. */
export function shade(
  colours: "sequential" | "diverging",
  i: number,
  n: number,
): string {
  const position = n === 1 ? 0 : Math.round(i * (shades - 1) / (n - 1));
  return `var(--${colours}-${position + 1})`;
}
