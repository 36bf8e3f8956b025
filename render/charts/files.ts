/**
 * The files that hold the numbers and the pictures of a chart.
 *
 * @module
 */
import { csv } from "../csv.ts";
import { standAlone } from "../pictures.ts";
import type { Chart } from "./chart.ts";
import { sheet } from "./sheet.ts";
import { chartTable } from "./table.ts";

/** The picture of a chart, or of one setting of it, as a file that needs no other. */
export function chartPicture(chart: Chart, setting?: string): string {
  return standAlone(sheet(chart, setting));
}

/**
 * JSON, CSV and SVG of a chart by name, and of each further option of its control with the number of the
 * option in the name. The JSON of the chart has of its control the labels alone, so that a reader who
 * never turns to it loads none of its numbers.
 *
 * @param picture What draws the pictures.
 */
export function chartFiles(chart: Chart, picture = chartPicture): Map<string, string> {
  const { control, ...plain } = chart;
  const files = new Map<string, string>();
  const add = (name: string, value: Chart, more: Record<string, unknown>, setting?: string) => {
    files.set(`${name}.json`, JSON.stringify({ ...value, ...more }) + "\n");
    files.set(`${name}.csv`, csv(chartTable(value)));
    files.set(`${name}.svg`, picture(value, setting));
  };
  if (control === undefined) {
    add(chart.id, plain, {});
    return files;
  }
  const { label, options, initial } = control;
  options.forEach((option, i) => {
    const labels = { label, options: options.map(({ label }) => label), initial: i };
    const name = i === initial ? chart.id : `${chart.id}.${i + 1}`;
    const setting = i === initial ? undefined : option.label;
    add(name, { ...plain, panels: option.panels }, { control: labels }, setting);
  });
  return files;
}
