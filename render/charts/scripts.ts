/**
 * The scripts of all charts, for scripts that draw charts of their own in a page.
 *
 * @module
 */
import type { Chart, Panel } from "./chart.ts";

/** What the scripts of all charts offer. */
export interface ChartScripts {
  /** Replaces the pictures and the legend of a figure by those of a chart. */
  redraw(figure: HTMLElement, chart: Chart): void;
  /** Lets the pictures of a figure answer to pointer and keys. */
  wire(figure: HTMLElement, panels: readonly Panel[]): void;
}

/** Loads what draws and what answers, from the folder above that of the asking script. */
export async function chartScripts(): Promise<ChartScripts> {
  const script = (name: string) => import(new URL(`../${name}.js`, import.meta.url).href);
  const [{ redraw }, { wire }] = await Promise.all([script("live"), script("charts")]);
  return { redraw, wire };
}
