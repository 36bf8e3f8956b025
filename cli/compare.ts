/**
 * `deno task compare REF`: what moved in the committed results since a git revision.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { relative, resolve } from "node:path";
import { place } from "../runner/arguments.ts";
import { compareStudies, type StudyFiles } from "../runner/comparison.ts";
import { type Change, readChanges, studyChangeOf, writeChanges } from "../runner/changes.ts";
import { commandNamed } from "../runner/command.ts";
import { parseNamedCells, provenancePath } from "../runner/provenance.ts";
import { parseResults, resultsPath, resultsSchema } from "../runner/results.ts";
import { checkFolder, namesIn, readWhole, reason } from "../runner/files.ts";
import { launch } from "../runner/launch.ts";
import { main } from "./_command.ts";

interface Options {
  readonly data: string;
  readonly log: boolean;
}

/** What git prints, or `undefined` where it fails. */
async function git(...args: string[]): Promise<string | undefined> {
  let output: Deno.CommandOutput;
  try {
    output = await launch("git", {
      args,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).output();
  } catch (error) {
    throw new Error(
      `Cannot compare results as the program git must be on the path: current value is "${
        reason(error)
      }"`,
    );
  }
  return output.success ? new TextDecoder().decode(output.stdout) : undefined;
}

type Read = (path: string) => Promise<string | undefined>;

/** Whether a text is JSON of ours of another form than a given one, by the schema that it names. */
function hasOtherSchema(text: string, schema: string): boolean {
  const named = /^\s*\{\s*"schema":\s*"(ampliflow\/[^"]*)"/.exec(text)?.[1];
  return named !== undefined && named !== schema;
}

async function filesOf(where: string, data: string, names: readonly string[], read: Read) {
  const files = new Map<string, StudyFiles>();
  for (const name of names) {
    const results = await read(resultsPath(data, name));
    // The times of the bench are not results of a study.
    if (results !== undefined && hasOtherSchema(results, resultsSchema)) continue;
    const provenance = await read(provenancePath(data, name));
    files.set(name, {
      results: results === undefined
        ? undefined
        : parseResults(where + resultsPath(data, name), name, results),
      provenance: provenance === undefined
        ? undefined
        : parseNamedCells(where + provenancePath(data, name), provenance),
    });
  }
  return files;
}

/** Names of the folders of results at a revision. */
async function namesAt(revision: string, data: string): Promise<string[]> {
  const tree = await git("ls-tree", "-d", "--name-only", revision, `${data}/`) ?? "";
  return tree.split("\n").filter(Boolean).map((path) => path.slice(path.lastIndexOf("/") + 1));
}

async function filesAt(revision: string, data: string): Promise<Map<string, StudyFiles>> {
  const names = await namesAt(revision, data);
  return filesOf(`${revision}:`, data, names, (path) => git("show", `${revision}:./${path}`));
}

/** Adds to the log what every commit that it does not have yet changed in the results. */
async function extendLog(data: string): Promise<void> {
  if ((await git("rev-parse", "--is-shallow-repository"))?.trim() === "true") {
    throw new Error(
      "Cannot log changes as the git history must be whole: current value is a shallow clone; git fetch --unshallow completes it",
    );
  }
  const changes: Change[] = readChanges(data);
  const known = new Set(changes.map(({ revision }) => revision));
  const history = await git(
    "log",
    "--reverse",
    "--first-parent",
    "--format=%H %as %s",
    "--",
    `${data}/*/results.json`,
  );
  if (history === undefined) {
    throw new Error("Cannot log changes as there must be a git history: current value is none");
  }
  for (const line of history.split("\n").filter(Boolean)) {
    const [, revision, date, subject] = /^(\S+) (\S+) (.*)$/.exec(line)!;
    if (known.has(revision)) continue;
    const [before, after] = [await filesAt(`${revision}^`, data), await filesAt(revision, data)];
    const names = [...new Set([...before.keys(), ...after.keys()])].sort();
    const studies = names.map((name) =>
      studyChangeOf(name, before.get(name)?.results, after.get(name)?.results)
    ).filter((change) => change !== undefined);
    if (studies.length > 0) changes.push({ revision, date, subject, studies });
  }
  // A stable sort: commits of one day stay in the order in which they were found.
  changes.sort((a, b) => a.date < b.date ? -1 : a.date > b.date ? 1 : 0);
  console.log(
    `${changes.length} changes of the results, ${changes.length - known.size} of them new`,
  );
  console.log(`  ${writeChanges(data, changes)}`);
}

const command = commandNamed("compare")
  .description(
    "Prints a Markdown table of what moved in the results since a git revision: quantities with " +
      "their difference in units of their uncertainty, sentences, cells added and removed.",
  )
  .argument("[revision]", "git revision, such as main or HEAD~1", "HEAD")
  .option("--data <folder>", "folder of the results", place, "_data")
  .option("--log", "adds what each commit changed to the log in the data folder instead", false)
  .action(async (revision: string, { data: folder, log }: Options) => {
    // Git knows places by their way from here.
    const data = relative(Deno.cwd(), resolve(folder));
    checkFolder(data);
    if (log) return await extendLog(data);
    if (await git("rev-parse", "--verify", "--quiet", `${revision}^{commit}`) === undefined) {
      throw new RangeError(
        `Cannot compare results as there must be such a git revision: current value is ${revision}`,
      );
    }
    const before = await filesAt(revision, data);
    const after = await filesOf("", data, namesIn(data), (path) => {
      const bytes = readWhole(path);
      return Promise.resolve(bytes && new TextDecoder().decode(bytes));
    });
    console.log(compareStudies(revision, before, after).trimEnd());
  });

await main(command);
