/**
 * The folder of a report on a training file.
 *
 * ```
 * index.html, results.json      the report
 * sample.json                   what was read, and how it was split
 * samples/                      both parts of the file, and what each posterior generates
 * posteriors/                   scores and provenance of the fits
 * <id>.yaml, <id>/              the audit of each posterior
 * ```
 *
 * @module
 */
import { type Draft, parseConfig } from "../audit/config.ts";
import { binsFor } from "../audit/look/look.ts";
import { template } from "../audit/look/template.ts";
import { isAsWritten, marked } from "../audit/look/written.ts";
import type { ReportKind } from "../audit/report/replace.ts";
import type { Artefact, Json } from "../runner/cell.ts";
import { readWhole, writeWhole } from "../runner/files.ts";
import { formatJson, parseWith } from "../runner/json.ts";
import { checkJson, sha256 } from "../runner/key.ts";
import { decodeTensors, encodeTensors } from "../runner/safetensors.ts";
import type { OwnMethod } from "./methods.ts";
import { type OwnResults, ownResults, type OwnSample, ownSampleFile, ownSchema } from "./schema.ts";
import { partNames } from "./training_file.ts";

/** The report on a training file. */
export const ownReport: ReportKind = {
  file: "sample.json",
  schema: "ampliflow/own-data/",
  words: "report on a training file",
};

const samples = "samples/";

function write(path: string, content: string | Uint8Array): void {
  writeWhole(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
}

/** The text of a file of the report. */
export function textOf(path: string): string {
  const bytes = readWhole(path);
  if (bytes !== undefined) return new TextDecoder().decode(bytes);
  throw new Error(`Cannot read ${path} as it must be a file of the report: current value is none`);
}

/**
 * Writes both parts of a training file, and last what was read.
 *
 * @throws {Error} If a file cannot be written.
 */
export function writeSample(
  out: string,
  sample: OwnSample,
  parts: ReadonlyMap<string, Uint8Array>,
): void {
  const text = formatJson({ schema: ownSchema, ...sample } as unknown as Json);
  // Tells from now on whose folder this is.
  write(`${out}/${ownReport.file}`, text);
  for (const [name, bytes] of parts) write(`${out}/${samples}${name}`, bytes);
}

/**
 * Reads what was read.
 *
 * @throws {SyntaxError} If it is damaged, or in another form.
 */
export function readSample(out: string): OwnSample {
  const path = `${out}/${ownReport.file}`;
  const { schema: _, ...sample } = parseWith(ownSampleFile, ownSchema, path, textOf(path));
  return sample;
}

/**
 * The events of both parts, as the artefact of a cell.
 *
 * @throws {SyntaxError} If a part is not as it was written.
 */
export function readEvents(out: string, sample: OwnSample): Artefact {
  const { digest, features } = sample;
  const files = Object.entries(partNames).map(([part, name]) => {
    const path = `${out}/${samples}${name}`;
    return { part, path, bytes: readWhole(path) ?? new Uint8Array() };
  });
  const currentDigest = sha256(files.map(({ bytes }) => sha256(bytes)).join());
  if (currentDigest !== digest) {
    throw new SyntaxError(
      `Cannot use ${out}/${samples} as the parts of the training file must be as they were written: current value is others`,
    );
  }
  const arrays = files.map(({ part, path, bytes }) => {
    const { arrays } = decodeTensors(path, bytes);
    const columns = features.map(({ name }) => arrays[name].values);
    const rows = columns[0].length;
    const values = Float64Array.from(
      { length: rows * columns.length },
      (_, i) => columns[i % columns.length][Math.floor(i / columns.length)],
    );
    return [part, { shape: [rows, columns.length], values }] as const;
  });
  return { json: { digest, features } as unknown as Json, arrays: Object.fromEntries(arrays) };
}

/** Writes what a posterior generates: a column `[draws, events]` for each feature. */
export function writeDrawn(
  out: string,
  id: string,
  { features }: OwnSample,
  { shape: [draws, events], values }: Artefact["arrays"][string],
): string {
  const path = `${out}/${samples}${id}.safetensors`;
  const arrays = Object.fromEntries(features.map(({ name }, feature) => [name, {
    shape: [draws, events],
    values: Float32Array.from(
      { length: draws * events },
      (_, i) => values[i * features.length + feature],
    ),
  }]));
  write(path, encodeTensors({ metadata: {}, arrays }));
  return path;
}

/** The audit of what a posterior generates: held-out events are the truth, bins are quantiles of training events. */
function auditOf(
  { method: { id, label } }: OwnMethod,
  generated: number,
  sample: OwnSample,
): Draft {
  const names = sample.features.map(({ name }) => name);
  const events = (file: string) => ({ file: samples + file, columns: [...names] });
  const bins = binsFor(names.length, Math.min(sample.heldOut, generated));
  return {
    title: `${label}, fitted to ${sample.file}`.slice(0, 200),
    generator: label,
    draws: { kind: "events", ...events(`${id}.safetensors`) },
    truth: { kind: "events", ...events(partNames.heldOut) },
    nTrain: sample.training,
    training: events(partNames.training),
    binning: { quantiles: { of: "training", bins } },
    axes: names.map((name) => ({ name })),
    output: id,
  };
}

/** Writes the configuration of an audit, unless the existing one has been edited. */
export function writeAudit(
  out: string,
  ownMethod: OwnMethod,
  generated: number,
  sample: OwnSample,
): string {
  const path = `${out}/${ownMethod.method.id}.yaml`;
  const before = readWhole(path);
  if (before !== undefined && !isAsWritten(new TextDecoder().decode(before))) return path;
  const text = template(auditOf(ownMethod, generated, sample));
  parseConfig(path, text);
  write(path, marked(text));
  return path;
}

/** The text of `results.json`. */
export function resultsText(results: OwnResults): string {
  const checked: unknown = ownResults.parse(results);
  checkJson("write results.json", "results", checked);
  return formatJson(checked);
}
