/**
 * The thread that looks into files and audits them for a page. Damaged or hostile files end only this thread, not the
 * page.
 *
 * @module
 */
/// <reference lib="webworker" />
import { auditConfiguration } from "../audit.ts";
import { configText, isConfig, parseConfig } from "../config.ts";
import { quote } from "../formats/source.ts";
import type { Folder } from "../input/folder.ts";
import { readBins, readTitle } from "../look/answers.ts";
import { type Choices, look } from "../look/look.ts";
import { template } from "../look/template.ts";
import { marked } from "../look/written.ts";
import { auditCharts } from "../report/charts.ts";
import { auditFiles, parseAudit } from "../report/output.ts";
import { plainText } from "../report/plain_text.ts";
import { limitList, setupTable, standingList, verdictList } from "../report/view.ts";
import { standingCounts } from "../verdicts/standing.ts";
import { threads } from "./apart.ts";
import { chosen } from "./chosen.ts";
import type { Fields, Reply, Report, Request } from "./messages.ts";
import { sample } from "./sample.ts";

const say = (reply: Reply) => self.postMessage(reply);

/** Reads a field as an answer; undefined if it is empty. */
function read<T>(
  text: string,
  what: string,
  reading: (answer: string) => { value: T } | { rule: string },
): T | undefined {
  if (text.trim() === "") return undefined;
  const result = reading(text.trim());
  if ("value" in result) return result.value;
  throw new RangeError(
    `Cannot audit these files as the ${what} must be ${result.rule}: current value is ${
      JSON.stringify(text.slice(0, 80))
    }`,
  );
}

function count(answer: string) {
  const value = Number(answer.replaceAll(/[\s\u202f,']/g, ""));
  return Number.isSafeInteger(value) && value > 0
    ? { value }
    : { rule: "a whole number of at least 1" };
}

function names(answer: string) {
  const value = answer.split(",").map((name) => name.trim());
  return value.includes("") ? { rule: "names with commas between" } : { value };
}

/** The choices that the fields make. */
function choicesOf({ files, title, nTrain, bins, columns, weights }: Fields): Choices {
  return {
    files,
    title: read(title, "name of the generator", readTitle),
    nTrain: read(nTrain, "number of training events", count),
    bins: read(bins, "bins along each feature", readBins),
    columns: read(columns, "features", names),
    weights: read(weights, "weights", readTitle),
  };
}

/** A configuration, and notes on it. */
interface Configured {
  /** Its name in the report. */
  readonly name: string;
  readonly text: string;
  readonly lines: readonly string[];
}

/** Looks into the files that have no role, and writes a configuration as the command does. */
async function looked(
  folder: Folder,
  files: readonly File[],
  fields: Fields,
): Promise<Configured> {
  const choices = choicesOf(fields);
  const named = new Set(
    Object.values(choices.files ?? {}).flatMap((name) => folder.files(name)),
  );
  const others = files.map(({ name }) => name).filter((name) => !named.has(name));
  const { draft, lines, ranges } = await look(others, choices, {
    folder,
    hints: {
      kind: "a configuration with kind: events says otherwise",
      bins: "others by the field for bins",
      edges: "held-out or training events",
      nTrain: "the field for them says how many",
      roles: "the fields for files",
      which: "the fields for files",
    },
  });
  return { name: "audit-report.yaml", text: marked(template(draft, ranges)), lines };
}

/** The most bytes of JSON that are looked at for being a configuration. */
const LONGEST = 1 << 24;

/** The bytes of a file. */
function bytesOf(file: File): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new FileReaderSync().readAsArrayBuffer(file));
}

/** The configuration among the files, or else one that follows from looking into them. */
async function configured(
  folder: Folder,
  files: readonly File[],
  fields: Fields,
): Promise<Configured> {
  const [config, ...more] = files.filter((file) =>
    isConfig(file.name, () => file.size > LONGEST ? new Uint8Array() : bytesOf(file))
  );
  if (config === undefined) return await looked(folder, files, fields);
  if (more.length > 0) {
    throw new RangeError(
      `Cannot audit these files as there must be one configuration: current value is ${
        more.length + 1
      }`,
    );
  }
  const { name } = config;
  const text = configText(name, bytesOf(config));
  // Its faults are reported at once.
  parseConfig(name, text);
  return { name, text, lines: [`${quote(name, 300)}: the configuration, which says all`] };
}

/** Audits what a configuration names. */
async function report(folder: Folder, { name, text }: Configured): Promise<Report> {
  const results = await auditConfiguration(
    parseConfig(name, text),
    folder,
    (done, total, what) => say({ say: "progress", done, total, what }),
  );
  const files = auditFiles(results, await plainText(results));
  // The page shows what the file says.
  const shown = await plainText(parseAudit("results.json", files.get("results.json")!));
  files.set(name, text);
  const charts = Object.entries(auditCharts(shown));
  const isFirst = (name: string) =>
    /^(?:spectrum-[1-4]|coverage|amplification|sample-worth)$/.test(name);
  const { archiveOf } = await import("./archive.ts");
  return {
    verdicts: standingList(shown).text + verdictList(shown).text,
    limits: limitList(shown).text,
    setup: setupTable(shown).text,
    charts: charts.filter(([name]) => isFirst(name)).map(([, chart]) => chart),
    others: charts.filter(([name]) => !isFirst(name)).map(([, chart]) => chart),
    counts: standingCounts(shown.verdicts).map(({ text }) => text).join(", "),
    files,
    archive: await archiveOf(files),
  };
}

self.onmessage = async ({ data }: MessageEvent<Request>) => {
  if (data.ask === "sample") return say({ say: "sample", ...sample() });
  const readers = threads(data.files);
  try {
    const folder = chosen(data.files, readers);
    const configuration = await configured(folder, data.files, data.fields);
    say({ say: "looked", lines: configuration.lines });
    if (data.ask === "audit") say({ say: "report", report: await report(folder, configuration) });
  } catch (error) {
    say({ say: "failed", sentence: error instanceof Error ? error.message : String(error) });
  } finally {
    await readers.end();
  }
};
