/**
 * Where the numbers come from, as far as it is the same wherever they are computed. Clock, machine and
 * duration stay in `_data/<study>/provenance.json`, so that equal results give equal pages.
 *
 * @module
 */
import { type Markup, markup } from "../markup.ts";
import type { Loaded, Report } from "../load.ts";
import type { Revision } from "../../studies/runner/cache.ts";
import { table } from "./view.ts";

/** A revision, and whether its files were as committed. */
function revision({ commit, clean }: Revision): string {
  if (commit === null) return "not known";
  return clean === null ? commit : `${commit}, ${clean ? "as committed" : "with changes"}`;
}

/** The revisions of cells, with the number of cells of each. */
function revisions(cells: readonly Revision[]): string {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(revision(cell), (counts.get(revision(cell)) ?? 0) + 1);
  return [...counts].map(([which, count]) => `${which} (${count})`).join("; ");
}

/** The command that computes a study's results again from nothing. */
function command(name: string, { profile }: Loaded<unknown>): string {
  return `deno task report --profile ${profile} --study ${name} --force`;
}

/** The code of a study at the revision of its results, linked where the repository's address is known. */
function code(name: string, { provenance }: Loaded<unknown>, repository?: string): Markup {
  const folder = `studies/${name.replaceAll("-", "_")}`;
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
 * @param links Address of the repository, where it is known, and of the provenance page.
 */
export function sourceLine(
  name: string,
  loaded: Loaded<unknown>,
  links: { readonly repository?: string; readonly provenance: string },
): Markup {
  return markup`<p class="downloads" data-pagefind-ignore>Code: ${
    code(name, loaded, links.repository)
  }. Again: <code>${
    command(name, loaded)
  }</code>. <a href="${links.provenance}#${name}">Origin</a></p>`;
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
  }. To compute it again from nothing, at that revision: <code>${command(name, loaded)}</code></p>
    ${
    table(`Origin of the results: ${name}`, ["what", "value"], [
      ["profile", profile],
      ["key of the last cell", key],
      ...(provenance === undefined ? [] : [
        ["revision that put the results together", revision(provenance)],
        ["revisions that computed the cells", revisions(provenance.cells)],
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
    </section>
  `;
}

/** Studies in the order of the page. */
const titles = {
  ring: "Ring",
  calibration: "Calibration",
  ranks: "Ranks",
  amplification: "Amplification",
  worth: "Worth",
  posteriors: "Posteriors",
  edges: "Edges and smoothness",
  "training-size": "Training size",
  reproduction: "Reproduction",
} as const;

/**
 * The tables of the provenance page.
 *
 * @param repository Address of the repository, where it is known.
 */
export function provenanceView(report: Report, repository?: string): Markup {
  const names = Object.keys(titles) as (keyof typeof titles)[];
  return markup`${names.map((name) => section(name, titles[name], report[name], repository))}`;
}
