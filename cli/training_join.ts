/**
 * Joins the audits of all posteriors of a training file to one report. It reads and writes the folder of the report.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { parseAudit } from "../audit/report/output.ts";
import { plainText } from "../audit/report/plain_text.ts";
import { wrapped } from "../audit/report/summary.ts";
import { readSample, resultsText, textOf } from "../own_data/files.ts";
import { joined } from "../own_data/findings.ts";
import { ownSite } from "../own_data/page.ts";
import { ownFits } from "../own_data/schema.ts";
import { ownStudy } from "../own_data/study.ts";
import { commandNamed } from "../runner/command.ts";
import { writeAll } from "../runner/files.ts";
import { readResults } from "../runner/results.ts";
import { main } from "./_command.ts";

interface Options {
  readonly out: string;
}

const command = commandNamed("training_join")
  .requiredOption("--out <folder>")
  .action(async ({ out }: Options) => {
    const sample = readSample(out);
    const { profile, data } = readResults(out, ownStudy(sample).name)!;
    const fits = ownFits.parse(data);
    const audits = fits.fits.map(({ id }) => {
      const path = `${out}/${id}/results.json`;
      return parseAudit(path, textOf(path));
    });
    const results = joined({ profile, sample, fits, audits });
    const shown = await plainText(results);
    writeAll(
      out,
      new Map([
        ["results.json", resultsText(results)],
        ...ownSite(shown, await Promise.all(audits.map(plainText))),
      ]),
    );
    console.log(results.title);
    for (const { sentence } of shown.findings) console.log(wrapped(sentence, "  -  ", 100));
    console.log(`  ${out}`);
  });

await main(command);
