import { assert, assertEquals, assertRejects } from "@std/assert";
import { parseHTML } from "linkedom";
import { loadReport } from "../../site/load.ts";
import { prepare } from "../../site/model.ts";
import { buildSite } from "../../site/site.ts";
import { sourceLine } from "../../site/studies/provenance.ts";
import { scratch } from "../studies/runner/_runs.ts";
import { writeReport } from "./_report.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";

Deno.test("a figure names its study's code at its revision, and the command that makes it again", () => {
  using folder = scratch();
  writeReport(folder.path);
  const { ring } = loadReport(folder.path);
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
    });
    const { document } = parseHTML(`<!doctype html><html><body>${line}</body></html>`);
    const links = [...document.querySelectorAll("a")].map((a) => a.getAttribute("href"));
    assertEquals(links, [...(link === undefined ? [] : [link]), "/base/provenance/#ring"]);
    assert(document.body.textContent.includes(words), document.body.textContent);
    assertEquals(
      document.querySelector("code")!.textContent,
      "deno task report --profile standard --study ring --force",
    );
  }
});

Deno.test("every figure of every study says where it comes from", () => {
  using folder = scratch();
  writeReport(folder.path);
  const place = { origin: "http://localhost", base: "/", live: false };
  const { studies, answers, provenance } = prepare(loadReport(folder.path), place).model;
  for (const [name, { charts }] of Object.entries(studies)) {
    for (const [id, chart] of Object.entries(charts)) {
      assert(chart.includes(`--study ${name} --force</code>`), `${name}: ${id}`);
    }
    assert(provenance.includes(`--study ${name} --force</code>`), name);
    const folder = `studies/${name.replaceAll("-", "_")}`;
    assert(Deno.statSync(`${folder}/study.ts`).isFile && provenance.includes(folder), name);
    assert(provenance.includes(`<h2 id="${name}">`), name);
  }
  for (const chart of Object.values(answers)) assert(chart.includes("--force</code>"));
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
