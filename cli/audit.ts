/**
 * `deno task audit CONFIG`: the measures of the studies for any generator. This process only
 * reads the configuration and starts the work, with permission to read what the configuration names and to
 * write the report.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  auditCommand,
  type CompareOptions,
  type FileOptions,
  type ReportOptions,
} from "../audit/command.ts";
import { answersOf, draftOf, drawKinds, truthKinds } from "../audit/look/answers.ts";
import { type Draft, isConfig, parseConfig } from "../audit/config.ts";
import { onDisk, pathOf } from "../audit/input/files.ts";
import { endReaders } from "../audit/formats/mod.ts";
import { parseGate } from "../audit/verdicts/gate.ts";
import { hold, leftovers, stageOf } from "../audit/report/leftovers.ts";
import { filesOf, needsReader, readConfig } from "../audit/input/locate.ts";
import { type Choices, look, type Looked, withPaths } from "../audit/look/look.ts";
import { template } from "../audit/look/template.ts";
import { isAsWritten, marked } from "../audit/look/written.ts";
import { allow, realPath } from "../runner/allow.ts";
import { exists, readWhole } from "../runner/files.ts";
import { fromHere, place } from "../runner/arguments.ts";
import { main } from "./_command.ts";
import { start } from "./_process.ts";

/** The folder itself, or the first on the way to it that must be made. */
function firstMissing(path: string): string {
  const above = dirname(path);
  return exists(above) || above === path ? path : firstMissing(above);
}

/** The path of a file of ours. */
function ours(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** The code of the thread that measures. */
const code = ["./audit_worker.ts", "../audit", "../core", "../render", "../runner", "../types"]
  .map(ours);

/** Writes a configuration, by a process that may write nothing else. */
async function write(path: string, text: string): Promise<void> {
  const beside = `${path}.${crypto.randomUUID().slice(0, 8)}`;
  const folder = dirname(resolve(path));
  const written = [path, beside, ...(exists(folder) ? [] : [firstMissing(folder)])];
  await start([
    "--no-remote",
    allow("write", written),
    allow("read", [...written, folder]),
    ours("./audit_write.ts"),
    path,
    beside,
    text,
  ]);
}

/** A configuration that was read. */
function configAt(path: string) {
  const { text, folder } = readConfig(path);
  return { path: join(folder, basename(path)), folder, config: parseConfig(path, text) };
}

/**
 * Starts the work, which may read what configurations name and write a report.
 *
 * @param folder Folder of the report.
 * @param args Arguments beside those of files and folders.
 */
async function report(
  what: string,
  configs: readonly ReturnType<typeof configAt>[],
  folder: string,
  args: readonly string[],
): Promise<void> {
  const named = resolve(folder);
  const out = exists(named) ? Deno.realPathSync(named) : named;
  // Held until the end, by which others know that this audit is under way.
  using held = hold(dirname(out));
  const left = held?.alone ? leftovers(out) : [];
  const { stage, old } = stageOf(out, crypto.randomUUID().slice(0, 8));
  const written = [stage, old, firstMissing(out), ...left];
  console.log(`${what}; the report goes to ${out}`);
  await start([
    "--no-remote",
    allow("read", [
      ...configs.flatMap(({ path, config, folder }) => [path, ...filesOf(config, folder)]),
      ...code,
      out,
      ...written,
    ]),
    allow("write", written),
    ...(configs.some(({ config, folder }) => needsReader(config, folder))
      ? ["--allow-run=deno"]
      : []),
    ours("./audit_run.ts"),
    "--attached",
    ...configs.map(({ path }) => `--config=${path}`),
    `--stage=${stage}`,
    `--out=${out}`,
    `--old=${old}`,
    ...left.map((folder) => `--left=${folder}`),
    ...args,
    `--width=${Deno.stdout.isTerminal() ? Math.min(120, Deno.consoleSize().columns) : 100}`,
  ]);
}

/** Audits what a configuration names. */
async function audit(path: string, { out, failIf }: ReportOptions): Promise<void> {
  // Faults of a condition are reported first.
  for (const condition of failIf) parseGate(condition);
  const read = configAt(path);
  await report(
    `Audits ${path}`,
    [read],
    out ?? pathOf(read.folder, read.config.output),
    failIf.map((condition) => `--fail-if=${condition}`),
  );
}

/** One of some words, or a path. */
function kindOrPath<T extends string>(kinds: readonly T[], text: string | undefined) {
  const kind = kinds.find((kind) => kind === text);
  return { kind, path: kind === undefined && text !== undefined ? place(text) : undefined };
}

/** The choices that flags make. */
function choicesOf(options: FileOptions): Choices {
  const draws = kindOrPath(drawKinds, options.draws);
  const truth = kindOrPath(truthKinds, options.truth);
  const files = {
    draws: options.file ?? draws.path,
    truth: options.truthFile ?? truth.path,
    holdout: options.holdout,
    training: options.training,
  };
  return {
    ...options,
    kind: draws.kind,
    truthKind: truth.kind,
    files: Object.fromEntries(Object.entries(files).filter(([, path]) => path !== undefined)),
    nTrain: options.trainingEvents,
  };
}

/** Asks a question at the terminal, if there is one. */
const ask = Deno.stdin.isTerminal() && Deno.stdout.isTerminal() ? prompt : undefined;

/** Paths from here as those from the folder of a configuration. */
function fromFolderOf(config: string): (file: string) => string {
  const folder = dirname(resolve(config));
  return (file) => isAbsolute(file) ? file : relative(folder, resolve(file));
}

/** The text of a configuration at a path. */
function textAt(path: string, { draft, ranges }: Pick<Looked, "draft" | "ranges">): string {
  const text = template(draft, ranges);
  // What was written must be readable; a name with a line break is refused here.
  parseConfig(path, text);
  return text;
}

/** Files by the paths by which they are named. */
const here = onDisk("");

/** Looks into files. */
async function looked(files: readonly string[], choices: Choices): Promise<Looked> {
  try {
    const looked = await look(files, choices, { folder: here, ask });
    for (const line of looked.lines) console.log(line);
    return looked;
  } finally {
    await endReaders();
  }
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/**
 * Looks into files and writes the configuration that they are taken for, unless the existing one has been edited.
 *
 * @param output Folder of its report.
 */
async function configured(
  path: string,
  files: readonly string[],
  choices: Choices,
  output: string,
): Promise<void> {
  const before = readWhole(path);
  if (before !== undefined && !isAsWritten(new TextDecoder().decode(before))) {
    throw new RangeError(
      `Cannot write ${path} as it must be as the command wrote it: current value is an edited file. Audit it with: ${called()} ${
        quoted(path)
      }, or choose another folder by --out`,
    );
  }
  const { draft, ranges } = await looked(files, choices);
  const moved = withPaths({ ...draft, output: basename(output) }, fromFolderOf(path));
  await write(path, marked(textAt(path, { draft: moved, ranges })));
  console.log(
    `Wrote ${path}, which says so; to change it: edit it, then ${called()} ${quoted(path)}`,
  );
}

/** Audits files, with a configuration beside the report. */
async function auditFilesAlone(
  files: readonly string[],
  options: ReportOptions & FileOptions,
): Promise<void> {
  const out = options.out ?? "audit-report";
  const path = `${out}.yaml`;
  await configured(path, files, choicesOf(options), out);
  await audit(path, options);
}

/** Whether a file is a configuration rather than data. */
function isConfigFile(path: string): boolean {
  return isConfig(path, () => readWhole(path));
}

async function run(files: readonly string[], options: ReportOptions & FileOptions): Promise<void> {
  const choices = choicesOf(options);
  const configs = files.filter(isConfigFile);
  if (files.length === 0 && Object.keys(choices.files!).length === 0) {
    return await audit("audit.yaml", options);
  }
  if (configs.length === 0) return await auditFilesAlone(files, options);
  const others = files.length + Object.keys(choices.files!).length - 1;
  if (others > 0) {
    throw new RangeError(
      `Cannot audit ${configs[0]} as a configuration must come alone: current value is ${others} ${
        others === 1 ? "file" : "files"
      } beside it`,
    );
  }
  await audit(configs[0], options);
}

/** Whether a name stands for a file that is there. */
function isThere(name: string): boolean {
  try {
    return here.files(name).every(exists);
  } catch {
    return false;
  }
}

/**
 * A configuration from flags, and from answers at a terminal. Files that are not named get the usual names
 * beside it.
 *
 * @param moved Turns a path from here into one from its folder.
 */
function answered(options: FileOptions, choices: Choices, moved: (path: string) => string): Draft {
  const named = ask === undefined
    ? Object.fromEntries(
      Object.entries(choices.files!).map(([role, path]) => [role, moved(path)]),
    ) as Choices["files"]
    : choices.files;
  const edges = ask === undefined
    ? options.edges?.map((axis) => "file" in axis ? { file: moved(axis.file) } : axis)
    : options.edges;
  const draft = draftOf(answersOf(
    {
      ...options,
      edges,
      draws: choices.kind,
      truth: choices.truthKind,
      file: named!.draws,
      truthFile: named!.truth,
      holdoutFile: named!.holdout,
      trainingFile: named!.training,
      nTrain: choices.nTrain,
    },
    ask,
    console.log,
  ));
  return ask === undefined ? draft : withPaths(draft, moved);
}

/** Writes a configuration that is not there yet, from files, flags and answers. */
async function init(args: readonly string[], options: FileOptions): Promise<void> {
  // What is not there yet is where to write, if its name says so or has no ending.
  const isTarget = (path: string) =>
    /\.(?:ya?ml|json)$/i.test(path)
      ? isConfigFile(path) || !exists(path)
      : /^[^.*?]+$/.test(basename(path)) && !exists(path);
  const targets = args.filter(isTarget);
  const files = args.filter((path) => !isTarget(path));
  const [path = "audit.yaml", ...more] = targets;
  if (more.length > 0) {
    throw new RangeError(
      `Cannot write a configuration as it must have one path: current value is ${targets.length}`,
    );
  }
  if (exists(path)) {
    throw new RangeError(
      `Cannot write ${path} as it must not be there yet: current value is a file`,
    );
  }
  const choices = choicesOf(options);
  const flagged = Object.values(choices.files!);
  const missing = flagged.filter((name) => !isThere(name));
  const edges = options.edges?.flatMap((axis) => "file" in axis ? [axis.file] : []) ?? [];
  for (const name of [...missing, ...edges.filter((name) => !isThere(name))]) {
    console.log(`There is no ${name} yet`);
  }
  const named = [...files, ...flagged];
  const moved = fromFolderOf(path);
  const looks = named.length > 0 && (files.length > 0 || missing.length === 0);
  const found = looks ? await looked(files, choices) : undefined;
  if (found?.unreadable !== undefined) console.log(found.unreadable);
  const draft = found ? withPaths(found.draft, moved) : answered(options, choices, moved);
  await write(path, textAt(path, { draft, ranges: found?.ranges }));
  console.log(`Wrote ${path}; edit it, then: ${called()} ${quoted(path)}`);
  if (dirname(path) !== ".") console.log("Its paths go from its own folder.");
}

/** Compares generators: configurations, or files of what each generated. */
async function compare(
  named: readonly string[],
  { out = "audit-compare", title, failIfBehind = false, ...options }: CompareOptions,
): Promise<void> {
  const refuse = (rule: string, current: string) =>
    new RangeError(`Cannot compare generators as ${rule}: current value is ${current}`);
  if (named.length < 2) {
    throw refuse("there must be 2 of them or more", String(named.length));
  }
  const places = named.map((path) => realPath(resolve(path)));
  const twice = named.find((_, i) => places.indexOf(places[i]) < i);
  if (twice !== undefined) throw refuse("each must come once", `${twice} twice`);
  const choices = choicesOf(options);
  if (named.every(isConfigFile) && Object.values(options).some((value) => value !== undefined)) {
    throw refuse(
      "configurations say themselves what their files are",
      `flags for files beside ${named[0]}`,
    );
  }
  if (choices.files!.draws !== undefined) {
    throw refuse("what each generated must be named alone", `${choices.files!.draws} by a flag`);
  }
  const paths: string[] = [];
  for (const [i, path] of named.entries()) {
    if (isConfigFile(path)) {
      paths.push(path);
      continue;
    }
    const configPath = `${out}-${i + 1}.yaml`;
    const files = { ...choices.files, draws: path };
    await configured(configPath, [], { ...choices, files }, `${out}-${i + 1}`);
    paths.push(configPath);
  }
  await report(
    `Compares ${named.length} generators`,
    paths.map(configAt),
    out,
    [
      ...named.map((source) => `--source=${source}`),
      ...(title === undefined ? [] : [`--title=${title}`]),
      ...(failIfBehind ? ["--fail-if-behind"] : []),
    ],
  );
}

const command = auditCommand({ audit: run, init, compare });

/** The name of this command in sentences. */
const called = (): string => command.getOptionValue("as");

// Paths go from where the command was called.
Deno.chdir(fromHere("."));
await main(command);
