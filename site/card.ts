/**
 * The picture by which other sites and messengers announce a page: its title and its first chart, 1200
 * by 630 pixels, in the light colours.
 *
 * @module
 */
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import renderer from "@resvg/resvg-wasm/index_bg.wasm" with { type: "bytes" };
import sans from "@fontsource/source-sans-3/files/source-sans-3-latin-400-normal.woff2" with {
  type: "bytes",
};
import sansGreek from "@fontsource/source-sans-3/files/source-sans-3-greek-400-normal.woff2" with {
  type: "bytes",
};
import serif from "@fontsource/source-serif-4/files/source-serif-4-latin-600-normal.woff2" with {
  type: "bytes",
};
import { wrap } from "../render/format.ts";
import type { Kept } from "./kept.ts";
import { lightColour } from "../render/pictures.ts";

function lines(words: string, letters: number, x: number, y: number, step: number): string {
  return wrap(words, letters).map((line, i) =>
    `<tspan x="${x}" y="${y + i * step}">${line}</tspan>`
  ).join("");
}

/** A chart's picture where there is room for it beside the title. */
function place(svg: string): string {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
  const scale = Math.min(540 / width, 530 / height);
  const [x, y] = [1170 - scale * width, (630 - scale * height) / 2];
  const inner = svg.replace(/^<svg(?: [\w-]+="[^"]*")*>/, "").replace(/<\/svg>$/, "");
  return `<g transform="translate(${x.toFixed(1)},${y.toFixed(1)}) scale(${
    scale.toFixed(4)
  })" font-size="11.5" text-anchor="middle" fill="currentColor" color="${
    lightColour("--ink")
  }">${inner}</g>`;
}

/**
 * The picture as SVG.
 *
 * @param title Title of the page, escaped.
 * @param description What the page says of itself, escaped.
 * @param chart SVG of the chart beside it, if there is one.
 */
export function cardSvg(title: string, description: string, chart: string | undefined): string {
  const letters = chart === undefined ? 34 : 18;
  const under = 190 + 70 * wrap(title, letters).length;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" font-family="'Source Sans 3'">
<rect width="1200" height="630" fill="${lightColour("--paper")}"/>
<rect width="1200" height="12" fill="${lightColour("--link")}"/>
<text x="60" y="92" font-size="34" fill="${lightColour("--link")}">Ampliflow</text>
<text font-family="'Source Serif 4'" font-size="60" font-weight="600" fill="${
    lightColour("--ink")
  }">${lines(title, letters, 60, 190, 70)}</text>
<text font-size="30" fill="${lightColour("--soft")}">${
    lines(description, chart === undefined ? 76 : 38, 60, under, 40)
  }</text>
${chart === undefined ? "" : place(chart)}
</svg>
`.replaceAll(/var\((--[\w-]+)\)/g, (_, name) => lightColour(name));
}

let ready: Promise<unknown> | undefined;

/** Renders a picture to a PNG, with the fonts above and no others. */
async function png(svg: string): Promise<Uint8Array> {
  ready ??= initWasm(renderer);
  await ready;
  const image = new Resvg(svg, {
    font: {
      fontBuffers: [sans, sansGreek, serif],
      defaultFontFamily: "Source Sans 3",
      sansSerifFamily: "Source Sans 3",
    },
  });
  return image.render().asPng();
}

/**
 * The picture of a page as PNG.
 *
 * @param kept Where it is kept until it changes.
 * @param page The whole page.
 */
export function card(kept: Kept, page: string): Promise<Uint8Array> {
  const title = /<h1>([\s\S]*?)<\/h1>/.exec(page)?.[1] ?? "";
  const description = /<meta name="description" content="([^"]*)"/.exec(page)?.[1] ?? "";
  const chart = /<svg class="plot"[\s\S]*?<\/svg>/.exec(page)?.[0];
  const svg = cardSvg(title, description, chart);
  return kept.bytes("cards", [svg], () => png(svg));
}
