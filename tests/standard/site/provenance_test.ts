import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { parseHTML } from "linkedom";
import type { Chart } from "../../../render/charts/chart.ts";
import { figure } from "../../../render/charts/figure.ts";
import { loadReport, type Report } from "../../../site/load.ts";
import { prepare } from "../../../site/model.ts";
import { firstGame } from "../../../site/play/view.ts";
import { buildSite } from "../../../site/site.ts";
import { profilesView, sourceLine } from "../../../site/provenance.ts";
import { type Provenance, provenancePath, provenanceSchema } from "../../../runner/provenance.ts";
import type { Profile } from "../../../runner/study.ts";
import { scratch } from "../../runner/_runs.ts";
import { writeReport } from "../../site/_report.ts";

type Cell = Provenance["cells"][number];

const commit = "0123456789abcdef0123456789abcdef01234567";

/** Provenance of the study of the ring, made up. */
const made: Provenance = {
  schema: provenanceSchema,
  study: "ring",
  profile: "smoke",
  key: "0".repeat(64),
  commit,
  clean: true,
  lock: null,
  deno: "2.9.5",
  v8: "15",
  numerics: {},
  seeds: [1],
  system: "here",
  processor: "this one",
  jobs: 1,
  start: null,
  seconds: 0,
  cells: [],
};

Deno.test("a figure names its study's code at its revision, and the command that makes it again", () => {
  using folder = scratch();
  writeReport(folder.path);
  const ring = loadReport(folder.path).studies.get("ring")!;
  const from = { ...ring.provenance!, commit, clean: true };
  const repository = "https://github.com/owner/name";
  const cases = [
    [{ ...from }, repository, `${repository}/tree/${commit}/studies/ring`, "ring at 0123456."],
    [{ ...from, clean: false }, undefined, undefined, "ring at 0123456, with changes."],
    [{ ...from, commit: null, clean: null }, repository, undefined, "Code: studies/ring."],
    [undefined, repository, undefined, "Code: studies/ring."],
  ] as const;
  for (const [provenance, repository, link, words] of cases) {
    const line = sourceLine("ring", { ...ring, profile: "standard", provenance }, {
      repository,
      provenance: "/base/provenance/",
      recompute: "/base/recompute/",
    });
    const { document } = parseHTML(`<!doctype html><html><body>${line}</body></html>`);
    const links = [...document.querySelectorAll("a")].map((a) => a.getAttribute("href"));
    assertEquals(links, [
      ...(link === undefined ? [] : [link]),
      // Without provenance there is nothing to compare with.
      ...(provenance === undefined ? [] : ["/base/recompute/?study=ring"]),
      "/base/provenance/#ring",
    ]);
    assert(document.body.textContent.includes(words), document.body.textContent);
    assertEquals(
      document.querySelector("code")!.textContent,
      "deno task report --profile standard --study ring --force",
    );
  }
});

Deno.test("provenance of other results than those beside it is refused", () => {
  using folder = scratch();
  writeReport(folder.path);
  const path = provenancePath(folder.path, "ring");
  const { key } = loadReport(folder.path).studies.get("ring")!;
  const write = (other: Partial<Provenance>) =>
    Deno.writeTextFileSync(path, JSON.stringify({ ...made, key, ...other }));
  write({});
  assertEquals(loadReport(folder.path).studies.get("ring")!.provenance!.key, key);
  const harms = [
    [{ key: "1".repeat(64) }, `key ${key}: current value is ${"1".repeat(64)}`],
    [{ profile: "paper" }, "profile smoke: current value is paper"],
    [{ study: "worth" }, "study ring: current value is worth"],
  ] as const;
  for (const [other, words] of harms) {
    write(other);
    assertThrows(
      () => loadReport(folder.path),
      SyntaxError,
      `${path} must belong to the results beside it, ${words}`,
    );
  }
});

Deno.test("what a folder lacks is taken from another", () => {
  using folder = scratch();
  const all = `${folder.path}/all`, tried = `${folder.path}/tried`;
  writeReport(all);
  Deno.mkdirSync(tried);
  Deno.renameSync(`${all}/ring`, `${tried}/ring`);
  assertThrows(() => loadReport(all), Error, "must hold the results of the study ring");
  const { studies } = loadReport(tried, all);
  assertEquals([...studies.keys()].slice(0, 2), ["ring", "calibration"]);
});

Deno.test("the overview names the profile that is shown, or each with its studies", () => {
  using folder = scratch();
  writeReport(folder.path);
  const report = loadReport(folder.path);
  const texts = (report: Report) => {
    const { names, described } = profilesView(report);
    return [names.text, described.text];
  };
  const first =
    ", which is made for a first look: its trainings are far too short to say anything " +
    "about the method";
  assertEquals(texts(report), [
    "profile <strong>smoke</strong>",
    `the profile <strong>smoke</strong>${first}`,
  ]);
  const profiles: Record<string, Profile> = { ring: "paper", worth: "paper", edges: "standard" };
  const mixed = {
    ...report,
    studies: new Map(
      [...report.studies].map((
        [name, loaded],
      ) => [name, { ...loaded, profile: profiles[name] ?? loaded.profile }]),
    ),
  };
  assertEquals(texts(mixed), [
    "profiles <strong>smoke</strong>, <strong>standard</strong> and <strong>paper</strong>",
    "the profile <strong>smoke</strong> (Calibration, Ranks, Amplification, Posteriors, Training size, " +
    `Reproduction, Exact yardstick, Likelihood yardstick, Length of fits, Choosing and Verdicts)${first}; the profile <strong>standard</strong> (Edges and smoothness), which has ` +
    "the paper&#39;s numbers of events, runs and draws but shorter trainings; the profile " +
    "<strong>paper</strong> (Ring and Worth)",
  ]);
});

Deno.test("every figure of every study says where it comes from", async () => {
  using folder = scratch();
  writeReport(folder.path);
  const place = { origin: "http://localhost", base: "/", live: false };
  const { studies, overview, provenance } = (await prepare(loadReport(folder.path), place)).model;
  for (const [name, study] of Object.entries(studies)) {
    for (const [id, chart] of Object.entries(study!.charts)) {
      assert(chart.includes(`--study ${name} --force</code>`), `${name}: ${id}`);
    }
    assert(provenance.includes(`--study ${name} --force</code>`), name);
    const folder = `studies/${name.replaceAll("-", "_")}`;
    assert(Deno.statSync(`${folder}/study.ts`).isFile && provenance.includes(folder), name);
    assert(provenance.includes(`<h2 id="${name}">`), name);
  }
  for (const chart of Object.values(overview.charts)) assert(chart.includes("--force</code>"));
});

Deno.test("the address of a repository must be one", async () => {
  using folder = scratch();
  for (const repository of ["javascript:alert(1)//a/b", "https://host/owner", "owner/name"]) {
    await assertRejects(
      () => buildSite({ data: folder.path, out: `${folder.path}/site`, repository }),
      RangeError,
      `Cannot build the site as its repository must be https://host/owner/name: current value is ${repository}`,
    );
  }
});

Deno.test("machines and times are on the page of the provenance and in its files, and nowhere else", async () => {
  using folder = scratch();
  writeReport(folder.path);
  const place = {
    origin: "http://localhost",
    base: "/",
    live: false,
    // Pictures as their charts, in which nothing is lost.
    drawing: { figure, picture: (chart: Chart) => JSON.stringify(chart) },
    game: await firstGame(),
  };
  const report = loadReport(folder.path);
  const ring = report.studies.get("ring")!;
  const computed = (
    cells: Pick<Cell, "kind" | "seconds" | "system" | "processor" | "kernel">[],
  ): Report => ({
    ...report,
    studies: new Map(report.studies).set("ring", {
      ...ring,
      provenance: {
        ...made,
        start: cells[0].seconds === null ? null : "2026-01-02T03:04:05.678Z",
        seconds: cells.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0),
        cells: cells.map((cell, i) => ({
          label: `cell ${i}, first`,
          version: 1,
          seed: 1,
          key: String(i).repeat(64),
          digest: null,
          witness: {},
          commit,
          clean: true,
          deno: null,
          ...cell,
        })),
      },
    }),
  });
  const machine = { system: "linux 6", processor: "a <fast> one", kernel: "wide" };
  const unknown = { seconds: null, system: null, processor: null, kernel: null };
  const report1 = computed(["fit", "fit", "masses"].map((kind) => ({ kind, ...unknown })));
  const report2 = computed([
    { kind: "fit", seconds: 61.25, ...machine },
    { kind: "fit", ...unknown, seconds: 0.5 },
    { kind: "masses", seconds: null, ...machine, kernel: "narrow, as it must be" },
  ]);
  const [before, after] = [
    await prepare(report1, place),
    await prepare(report2, place),
  ];
  const { document } = parseHTML(`<!doctype html><body>${after.model.provenance}</body>`);
  const told = document.querySelector('section[aria-labelledby="ring"] [data-pagefind-ignore]')!;
  const rows = [...told.querySelectorAll("tr")].map((row) =>
    [...row.children].map(({ textContent }) => textContent!.trim())
  );
  const value = (what: string) => rows.find(([name]) => name.startsWith(what))?.[1];
  assertEquals(value("machines"), "linux 6, a <fast> one (2); not recorded (1)");
  assertEquals(value("kernels"), "wide (1); narrow, as it must be (1)");
  assertEquals(value("start"), "2026-01-02 03:04:05");
  assertEquals(value("sum"), "1 min 2 s on 1 worker");
  assertEquals(rows.filter(([kind]) => ["fit", "masses"].includes(kind)), [
    ["fit", "2", "61.8", "61.3"],
  ]);
  const lines = after.files.get("provenance/ring.csv")!.split("\r\n");
  assertEquals(lines.length, 5);
  assertEquals(
    lines[1],
    `"cell 0, first",fit,1,1,${"0".repeat(64)},61.25,linux 6,a <fast> one,,wide,${commit},true`,
  );
  const others = (all: ReadonlyMap<string, string>) =>
    [...all].filter(([path]) => !path.startsWith("provenance/"));
  assertEquals(others(after.files), others(before.files));
  assertEquals(
    JSON.stringify({ ...after.model, provenance: "" }),
    JSON.stringify({ ...before.model, provenance: "" }),
  );
});
