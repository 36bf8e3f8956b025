/**
 * `deno task compare REF`: what moved in the committed results since a git revision.
 *
 * @module
 */
import { Command } from "commander";
import { compareStudies, type StudyFiles } from "../runner/comparison.ts";
import { parseProvenance, provenancePath } from "../runner/provenance.ts";
import { parseResults, resultsPath } from "../runner/results.ts";
import { readWhole } from "../runner/files.ts";
import { main } from "./_command.ts";

interface Options {
  readonly data: string;
}

async function git(...args: string[]): Promise<string | undefined> {
  const command = new Deno.Command("git", { args, stdout: "piped", stderr: "null" });
  const { success, stdout } = await command.output();
  return success ? new TextDecoder().decode(stdout) : undefined;
}

type Read = (path: string) => Promise<string | undefined>;

async function filesOf(where: string, data: string, names: readonly string[], read: Read) {
  const files = new Map<string, StudyFiles>();
  for (const name of names) {
    const results = await read(resultsPath(data, name));
    const provenance = await read(provenancePath(data, name));
    files.set(name, {
      results: results === undefined
        ? undefined
        : parseResults(where + resultsPath(data, name), name, results),
      provenance: provenance === undefined
        ? undefined
        : parseProvenance(where + provenancePath(data, name), provenance),
    });
  }
  return files;
}

const command = new Command("compare")
  .description(
    "Prints a Markdown table of what moved in the results since a git revision: quantities with " +
      "their difference in units of their uncertainty, sentences, cells added and removed.",
  )
  .argument("<revision>", "git revision, such as main or HEAD~1")
  .option("--data <folder>", "folder of the results", "_data")
  .action(async (revision: string, { data }: Options) => {
    if (await git("rev-parse", "--verify", "--quiet", `${revision}^{commit}`) === undefined) {
      throw new RangeError(
        `Cannot compare results as there must be such a git revision: current value is ${revision}`,
      );
    }
    const tree = await git("ls-tree", "-d", "--name-only", revision, `${data}/`) ?? "";
    const then = tree.split("\n").filter(Boolean).map((path) =>
      path.slice(path.lastIndexOf("/") + 1)
    );
    let now: string[] = [];
    try {
      now = [...Deno.readDirSync(data)].filter((entry) => entry.isDirectory).map(({ name }) =>
        name
      );
    } catch { /* There are no results. */ }
    const before = await filesOf(
      `${revision}:`,
      data,
      then,
      (path) => git("show", `${revision}:./${path}`),
    );
    const after = await filesOf("", data, now, (path) => {
      const bytes = readWhole(path);
      return Promise.resolve(bytes && new TextDecoder().decode(bytes));
    });
    console.log(compareStudies(revision, before, after).trimEnd());
  });

await main(command);
