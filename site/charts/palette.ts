/**
 * The looks of series: colour, dash and symbol together, so that no two depend on colour alone.
 * Colours are names of custom properties, which the style sheet sets for the light and the dark mode.
 *
 * @module
 */
import type { Look } from "./chart.ts";

/** How one series is drawn. */
export interface Style {
  readonly colour: string;
  /** Pattern of SVG's `stroke-dasharray`, or none. */
  readonly dash: string | null;
  /** Name of one of Plot's symbols. */
  readonly symbol:
    | "circle"
    | "triangle"
    | "square"
    | "diamond"
    | "cross"
    | "star"
    | "wye"
    | "times";
}

const dashes = [
  null,
  "6 3",
  "2 2.5",
  "9 3 2 3",
  "4 2 1 2",
  null,
  "6 3",
  "2 2.5",
];
const symbols = [
  "circle",
  "triangle",
  "square",
  "diamond",
  "cross",
  "star",
  "wye",
  "times",
] as const;

/** Number of different looks. */
export const looks = 8;

/** The style of a look. */
export function style(look: Look): Style {
  if (look === "truth") {
    return { colour: "var(--ink)", dash: null, symbol: "circle" };
  }
  const i = look % looks;
  return {
    colour: `var(--series-${i + 1})`,
    dash: dashes[i],
    symbol: symbols[i],
  };
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
