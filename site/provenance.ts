/**
 * Where the numbers come from: code, seeds and versions, which are the same wherever they are computed; and
 * when, on what and for how long they were computed, which is not. Clock and machine are on this one page
 * and in the files beside it, and out of the search, so that all else of the site is a function of the
 * results.
 *
 * @module
 */
import { csv, type Value } from "../render/csv.ts";
import { duration, fixed, plain } from "../render/format.ts";
import { type Markup, markup } from "../render/markup.ts";
import type { Report } from "./load.ts";
import type { Revision } from "../runner/cache.ts";
import type { Provenance } from "../runner/provenance.ts";
import { listed } from "../render/sentence.ts";
import { type Profile, profiles } from "../runner/study.ts";
import { table } from "../render/table.ts";
import { studies } from "../studies/registry.ts";
import { studyFolder } from "../studies/shared/study.ts";
import type { Loaded } from "../studies/shared/view.ts";

/** Folder of the page, and of the files that tell of clock and machine. */
const folder = "provenance/";

type Cell = Provenance["cells"][number];

/** A revision, and whether its files were as committed. */
function revision({ commit, clean }: Revision): string {
  if (commit === null) return "not known";
  return clean === null ? commit : `${commit}, ${clean ? "as committed" : "with changes"}`;
}

/** What the cells have, each with the number of cells that have it. */
function counted(cells: readonly Cell[], name: (cell: Cell) => string): string {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(name(cell), (counts.get(name(cell)) ?? 0) + 1);
  return [...counts].map(([which, count]) => `${which} (${plain(count)})`).join("; ");
}

/** The machine of a cell, if it was recorded. */
function machine({ system, processor }: Cell): string {
  return [system, processor].filter((part) => part !== null).join(", ") || "not recorded";
}

/** The recorded kernels of the cells that the engine computed. */
function kernels(cells: readonly Cell[]): string {
  return counted(cells.filter(({ kernel }) => kernel !== null), ({ kernel }) => kernel!) ||
    "none recorded";
}

/** The command that computes a study's results again from nothing. */
function command(name: string, { profile }: Loaded<unknown>): string {
  return `deno task report --profile ${profile} --study ${name} --force`;
}

/** The code of a study at the revision of its results, linked where the repository's address is known. */
function code(name: string, { provenance }: Loaded<unknown>, repository?: string): Markup {
  const folder = studyFolder(name);
  if (provenance === undefined || provenance.commit === null) return markup`${folder}`;
  const { commit, clean } = provenance;
  const text = `${folder} at ${commit.slice(0, 7)}${clean === false ? ", with changes" : ""}`;
  return repository === undefined
    ? markup`${text}`
    : markup`<a href="${repository}/tree/${commit}/${folder}">${text}</a>`;
}

/**
 * What made the numbers of a chart: the code of its study, the command that computes them again, and where
 * to read more.
 *
 * @param links Address of the repository, where it is known, and of the pages on provenance and for computing again.
 */
export function sourceLine(
  name: string,
  loaded: Loaded<unknown>,
  links: {
    readonly repository?: string;
    readonly provenance: string;
    readonly recompute: string;
  },
): Markup {
  const here = loaded.provenance === undefined
    ? null
    : markup` <a href="${links.recompute}?study=${name}">Compute this again here</a>.`;
  return markup`<p class="downloads" data-pagefind-ignore>Code: ${
    code(name, loaded, links.repository)
  }. Again: <code>${
    command(name, loaded)
  }</code>.${here} <a href="${links.provenance}#${name}">Origin</a></p>`;
}

const columns = [
  "label",
  "kind",
  "version",
  "seed",
  "key",
  "seconds",
  "system",
  "processor",
  "deno",
  "kernel",
  "commit",
  "clean",
] as const;

/** The cells of a study, one a row. */
function cellsCsv({ cells }: Provenance): string {
  return csv({
    columns,
    rows: cells.map((cell) =>
      columns.map((name): Value => {
        const value = cell[name];
        return typeof value === "boolean" ? String(value) : value;
      })
    ),
  });
}

/** The files of the page by path in the built site: the cells of each study with machine and time. */
export function provenanceFiles(report: Report): Map<string, string> {
  const files = new Map<string, string>();
  for (const [name, { provenance }] of report.studies) {
    if (provenance === undefined) continue;
    files.set(`${folder}${name}.json`, JSON.stringify(provenance) + "\n");
    files.set(`${folder}${name}.csv`, cellsCsv(provenance));
  }
  return files;
}

/** When the cells of a study were computed, on what, and for how long. */
function whereAndWhen(name: string, provenance: Provenance): Markup {
  const { cells, start, seconds, jobs } = provenance;
  const kinds = new Map<string, number[]>();
  for (const { kind, seconds } of cells) {
    if (seconds !== null) kinds.set(kind, [...(kinds.get(kind) ?? []), seconds]);
  }
  return markup`
    <div data-pagefind-ignore>
    ${
    table(`Where and when: ${name}`, ["what", "value"], [
      ["machines, with the number of their cells", counted(cells, machine)],
      ["Deno, with the number of its cells", counted(cells, ({ deno }) => deno ?? "not recorded")],
      ["kernels, with the number of their cells", kernels(cells)],
      [
        "start of the first cell (UTC)",
        start?.replace(/\.\d+Z$/, "").replace("T", " ") ?? "not recorded",
      ],
      [
        "sum of the times of all cells",
        `${duration(seconds)} on ${jobs} ${jobs === 1 ? "worker" : "workers"}`,
      ],
    ])
  }
    ${
    kinds.size === 0 ? null : table(
      `Times of the cells: ${name}`,
      ["kind", "cells timed", "sum (s)", "longest (s)"],
      [...kinds].map(([kind, times]) => [
        kind,
        plain(times.length),
        fixed(times.reduce((sum, time) => sum + time, 0), 1),
        fixed(Math.max(...times), 1),
      ]),
    )
  }
    <p class="downloads">Every cell with its machine, time, key and revision: <a href="${name}.csv" download>CSV</a>, <a href="${name}.json" download>JSON</a></p>
    </div>
  `;
}

function section(
  name: string,
  title: string,
  loaded: Loaded<unknown>,
  repository?: string,
): Markup {
  const { profile, key, provenance } = loaded;
  const seeds = provenance?.seeds ?? [];
  const kinds = new Map<string, { version: number; cells: number }>();
  for (const { kind, version } of provenance?.cells ?? []) {
    kinds.set(kind, { version, cells: (kinds.get(kind)?.cells ?? 0) + 1 });
  }
  return markup`
    <section aria-labelledby="${name}">
    <h2 id="${name}">${title}</h2>
    <p>Code: ${
    code(name, loaded, repository)
  }. To compute it again from nothing, at that revision:</p>
    <pre><code>${command(name, loaded)}</code></pre>
    <details><summary>Keys, versions, seeds, cells, machines and times</summary>
    ${
    table(`Origin of the results: ${name}`, ["what", "value"], [
      ["profile", profile],
      ["key of the last cell", key],
      ...(provenance === undefined ? [] : [
        ["revision that put the results together", revision(provenance)],
        ["revisions that computed the cells", counted(provenance.cells, revision)],
        ["SHA-256 of deno.lock", provenance.lock ?? "none"],
        ["Deno and V8", `${provenance.deno}, ${provenance.v8}`],
        [
          "engine numerics",
          Object.entries(provenance.numerics).map(([kind, v]) => `${kind}: ${v}`).join("; ") ||
          "none",
        ],
        ["seeds", seeds.length === 0 ? "none" : seeds.join(", ")],
      ]),
    ])
  }
    ${
    kinds.size === 0 ? null : table(
      `Cells of the study: ${name}`,
      ["kind", "version", "cells"],
      [...kinds].map((
        [kind, { version, cells }],
      ) => [kind, String(version), String(cells)]),
    )
  }
    ${provenance === undefined ? null : whereAndWhen(name, provenance)}
    </details>
    </section>
  `;
}

/** The purpose of a profile, as the rest of a sentence that begins with its name. */
const purposes: Readonly<Record<Profile, string>> = {
  smoke:
    ", which is made for a first look: its trainings are far too short to say anything about the method",
  standard: ", which has the paper's numbers of events, runs and draws but shorter trainings",
  paper: "",
};

/**
 * The profiles that the studies were computed in, by size.
 *
 * @returns `names`, as in "profile standard"; `described`, the same with what they are made for, and where there are
 * several with the studies of each.
 */
export function profilesView(
  report: Report,
): { readonly names: Markup; readonly described: Markup } {
  const titles = (profile: Profile) =>
    studies.filter(({ name }) => report.studies.get(name)?.profile === profile)
      .map(({ title }) => title);
  const shown = profiles.filter((profile) => titles(profile).length > 0);
  const strong = shown.map((profile, i) =>
    markup`${i === 0 ? "" : i === shown.length - 1 ? " and " : ", "}<strong>${profile}</strong>`
  );
  const descriptions = shown.map((profile, i) => {
    const where = shown.length === 1 ? "" : ` (${listed(titles(profile))})`;
    return markup`${i === 0 ? "" : "; "}the profile <strong>${profile}</strong>${where}${
      purposes[profile]
    }`;
  });
  return {
    names: markup`${shown.length === 1 ? "profile" : "profiles"} ${strong}`,
    described: markup`${descriptions}`,
  };
}

/**
 * The tables of the provenance page.
 *
 * @param repository Address of the repository, where it is known.
 */
export function provenanceView(report: Report, repository?: string): Markup {
  return markup`${
    studies.map(({ name, title }) => {
      const loaded = report.studies.get(name);
      return loaded ? section(name, title, loaded, repository) : null;
    })
  }`;
}
