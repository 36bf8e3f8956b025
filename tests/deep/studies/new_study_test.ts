/** A study is added by its folder and a line of the registry, in a copy of the sources. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readResults } from "../../../runner/results.ts";
import { ended, filesIn, scratch, startProgram } from "../../runner/_runs.ts";
import { checkSite } from "../../site/_check_site.ts";
import { writeReport } from "../../site/_report.ts";
import { launch } from "../../../runner/launch.ts";

/** The folder of a study that throws dice. */
const dice: Readonly<Record<string, string>> = {
  "study.ts": `
import { Stream } from "../../core/random.ts";
import { cellKind } from "../../runner/cell.ts";
import type { Recorded, ReportStudy } from "../shared/study.ts";
import { type DiceResults, diceResults } from "./schema.ts";

const diceKind = cellKind<{ throws: number }, Recorded<DiceResults>>({
  name: "dice",
  version: 1,
  run({ throws }, { seed }) {
    const stream = Stream.fromSeed(seed);
    const eyes = Array.from({ length: throws }, () => 1 + stream.integer(6));
    const method = {
      id: "die",
      label: "one die",
      posterior: "die",
      parameter: { symbol: "n", value: throws },
    };
    return {
      record: {
        setup: {
          target: { name: "die", title: "Die" },
          nTrain: throws,
          runs: 1,
          draws: 1,
          methods: [method],
        },
        eyes,
      },
    };
  },
});

export const study: ReportStudy<DiceResults> = {
  name: "loaded-dice",
  title: "Dice",
  kinds: [diceKind],
  results: diceResults,
  findings: ({ eyes }) => [{
    id: "mean",
    sentence: "The die shows its mean.",
    evidence: {
      mean: { value: eyes.reduce((sum, value) => sum + value, 0) / eyes.length, error: null },
    },
  }],
  page: { name: "Loaded dice", view: () => import("./view.ts") },
  summary: (profile) =>
    diceKind.cell({
      config: { throws: { smoke: 10, standard: 100, paper: 1000 }[profile] },
      seed: 7,
      inputs: {},
      label: "summary of the dice",
      cost: 1,
    }),
};
`,
  "schema.ts": `
import { z } from "zod";
import { finding, setup } from "../shared/schema.ts";

export const diceResults = z.strictObject({
  setup,
  findings: z.array(finding),
  eyes: z.array(z.int().min(1).max(6)),
});
export type DiceResults = z.infer<typeof diceResults>;
`,
  "view.ts": `
import type { Loaded, View } from "../shared/view.ts";
import type { DiceResults } from "./schema.ts";

export function view({ data: { eyes } }: Loaded<DiceResults>): View {
  return {
    charts: {
      eyes: {
        id: "loaded-dice-eyes",
        title: "Every throw shows a number from 1 to 6",
        caption: "Eyes against the number of the throw.",
        description: "A line between 1 and 6.",
        panels: [{
          kind: "lines",
          title: "eyes",
          x: { label: "throw", scale: "linear" },
          y: { label: "eyes", scale: "linear" },
          series: [{ label: "die", look: 0, form: "both", x: eyes.map((_, i) => i + 1), y: eyes }],
        }],
      },
    },
    tables: {},
    facts: { throws: String(eyes.length) },
  };
}
`,
  "page.vto": `---
url: /loaded-dice/
layout: layouts/page.vto
charts: true
title: Loaded dice
description: What a die shows in so many throws.
---
{{ set s = report.studies["loaded-dice"] }}
<p>A die was thrown {{ s.facts.throws }} times.</p>
<h2 id="findings">Findings</h2>
{{ s.findings |> safe }}
{{ s.charts.eyes |> safe }}
`,
};

/** Folders and files that no command needs. */
const left = /^(\.|_|tests$|node_modules$)/;

/** Copies the sources, and makes up results of the other studies. */
function copySources(to: string): void {
  for (const { name, isDirectory } of Deno.readDirSync(".")) {
    if (left.test(name)) continue;
    for (const path of isDirectory ? filesIn(name) : [name]) {
      const target = `${to}/${path}`;
      Deno.mkdirSync(target.slice(0, target.lastIndexOf("/")), { recursive: true });
      Deno.copyFileSync(path, target);
    }
  }
  writeReport(`${to}/_data`);
}

Deno.test("a study is added by its folder and one line, computed, and has its page", async () => {
  using folder = scratch();
  const cwd = folder.path;
  copySources(cwd);
  Deno.mkdirSync(`${cwd}/studies/loaded_dice`);
  for (const [name, text] of Object.entries(dice)) {
    Deno.writeTextFileSync(`${cwd}/studies/loaded_dice/${name}`, text);
  }
  const registry = Deno.readTextFileSync(`${cwd}/studies/registry.ts`);
  const last = `  import("./length/study.ts"),\n`;
  assertStringIncludes(registry, last);
  Deno.writeTextFileSync(
    `${cwd}/studies/registry.ts`,
    registry.replace(last, `${last}  import("./loaded_dice/study.ts"),\n`),
  );

  const check = { args: ["check", "--quiet", "studies/registry.ts"], cwd };
  const { success, stderr } = await launch("deno", check, (command) => command.output());
  assert(success, new TextDecoder().decode(stderr));
  const { code, error } = await ended(startProgram([
    "-P=report",
    "cli/report.ts",
    "--profile=smoke",
    "--study=loaded-dice",
    "--builder=vento",
  ], { cwd }));
  assertEquals([error, code], ["", 0]);

  const { data, profile } = readResults(`${cwd}/_data`, "loaded-dice")!;
  assertEquals(profile, "smoke");
  const page = Deno.readTextFileSync(`${cwd}/_site/loaded-dice/index.html`);
  assertStringIncludes(page, "A die was thrown 10 times.");
  assertStringIncludes(page, "The die shows its mean.");
  for (const path of ["index.html", "about/index.html"]) {
    assertStringIncludes(
      Deno.readTextFileSync(`${cwd}/_site/${path}`),
      '<li><a href="/loaded-dice/">Loaded dice</a></li>',
    );
  }
  assertEquals(
    JSON.parse(Deno.readTextFileSync(`${cwd}/_site/data/loaded-dice/results.json`)),
    data,
  );
  assertStringIncludes(
    Deno.readTextFileSync(`${cwd}/_site/provenance/index.html`),
    '<h2 id="loaded-dice">Dice</h2>',
  );
  assertEquals(await checkSite(`${cwd}/_site`), []);
});
