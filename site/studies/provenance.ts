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

function section(
  name: string,
  title: string,
  { profile, key, provenance }: Loaded<unknown>,
): Markup {
  const seeds = provenance?.seeds ?? [];
  const kinds = new Map<string, { version: number; cells: number }>();
  for (const { kind, version } of provenance?.cells ?? []) {
    kinds.set(kind, { version, cells: (kinds.get(kind)?.cells ?? 0) + 1 });
  }
  return markup`
    <section aria-labelledby="${name}">
    <h2 id="${name}">${title}</h2>
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

/** The tables of the provenance page. */
export function provenanceView(
  { ring, calibration, ranks, amplification, worth, posteriors }: Report,
): Markup {
  return markup`${section("ring", "Ring", ring)}${
    section("calibration", "Calibration", calibration)
  }${section("ranks", "Ranks", ranks)}${section("amplification", "Amplification", amplification)}${
    section("worth", "Worth", worth)
  }${section("posteriors", "Posteriors", posteriors)}`;
}
