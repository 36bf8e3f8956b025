/**
 * `deno task readme`: brings the picture and the findings of the README up to date with the committed results.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { chartPicture } from "../render/charts/files.ts";
import { wrap } from "../render/format.ts";
import { loadReport } from "./load.ts";
import { heroChart } from "./overview/charts.ts";
import { longerOf } from "./longer.ts";
import { mixingOf } from "./mixing.ts";
import { overviewOf } from "./overview/joined.ts";
import { answersOf } from "./overview/sentences.ts";

/** Where the picture is. */
export const picturePath = ".github/overview.svg";

const start = "<!-- findings -->", end = "<!-- end of findings -->";

/** The README and its picture as the committed results have them. */
export function readme(text: string): { readonly text: string; readonly picture: string } {
  const report = loadReport("_data"), overview = overviewOf(report);
  const chart = heroChart(overview);
  const sentences = answersOf(overview).map(({ sentence }) => sentence);
  const notes = [longerOf, mixingOf].map((note) => note(report, overview.worth))
    .filter((note) => note !== undefined);
  const lines = [...sentences, ...notes]
    .map((sentence) => `- ${wrap(sentence, 98).join("\n  ")}`);
  const block = [
    start,
    `![${chart.title}: density, ratio to the truth, and how often error bars hold it, against the radius](${picturePath})`,
    lines.join("\n"),
    end,
  ].join("\n\n");
  const [before, after] = [text.indexOf(start), text.indexOf(end)];
  if (before < 0 || after < before) {
    throw new Error(
      `Cannot bring README.md up to date as it must hold ${start} and ${end}: current value is neither`,
    );
  }
  return {
    text: text.slice(0, before) + block + text.slice(after + end.length),
    picture: chartPicture(chart),
  };
}

if (import.meta.main) {
  const { text, picture } = readme(Deno.readTextFileSync("README.md"));
  Deno.writeTextFileSync("README.md", text);
  Deno.writeTextFileSync(picturePath, picture);
}
