/**
 * The files that hold the numbers of a chart.
 *
 * @module
 */
import { csv } from "../csv.ts";
import type { Chart } from "./chart.ts";
import { chartTable } from "./table.ts";

/**
 * JSON and CSV of a chart by name, and of each further option of its control with the number of the
 * option in the name. The JSON of the chart has of its control the labels alone, so that a reader who
 * never turns to it loads none of its numbers.
 */
export function chartFiles(chart: Chart): Map<string, string> {
  const { control, ...plain } = chart;
  const files = new Map<string, string>();
  const add = (name: string, value: Chart, more: Record<string, unknown>) => {
    files.set(`${name}.json`, JSON.stringify({ ...value, ...more }) + "\n");
    files.set(`${name}.csv`, csv(chartTable(value)));
  };
  if (control === undefined) {
    add(chart.id, plain, {});
    return files;
  }
  const { label, options, initial } = control;
  options.forEach((option, i) => {
    const labels = { label, options: options.map(({ label }) => label), initial: i };
    const name = i === initial ? chart.id : `${chart.id}.${i + 1}`;
    add(name, { ...plain, panels: option.panels }, { control: labels });
  });
  return files;
}
