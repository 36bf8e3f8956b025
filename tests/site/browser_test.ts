import { assertEquals } from "@std/assert";
import { auditSite } from "../../site/audit/build.ts";
import { buildSite } from "../../site/site.ts";
import { auditFiles, writeAll } from "../../studies/audit/output.ts";
import { someAudit } from "../studies/audit/_audits.ts";
import { writeReport } from "./_report.ts";

/** The first browser of the Chromium family on the path, or `undefined`. */
function findBrowser(): string | undefined {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
      try {
        if (Deno.statSync(`${folder}/${name}`).isFile) return `${folder}/${name}`;
      } catch { /* Not here. */ }
    }
  }
}

const browser = findBrowser();

Deno.test({
  name:
    "in a browser pages are accessible, fit the screen, ask nobody else, and charts answer (only where a Chromium is found)",
  ignore: browser === undefined,
  fn: async () => {
    const folder = ".cache/test-site-browser";
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    writeReport(`${folder}/data`);
    await buildSite({ builder: "eleventy", data: `${folder}/data`, out: `${folder}/site` });
    // The report of an audit, whose addresses are relative, with names as long as they may be.
    const results = someAudit("generator".repeat(22));
    for (const files of [auditFiles(results), auditSite(results)]) {
      writeAll(`${folder}/site/audit-report`, files);
    }
    const program = `${import.meta.dirname}/_browser.ts`;
    const { stdout, stderr, success } = await new Deno.Command("deno", {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        "--allow-all",
        program,
        `${folder}/site`,
        browser!,
      ],
    }).output();
    assertEquals(new TextDecoder().decode(stderr), "");
    assertEquals(success, true);
    assertEquals(JSON.parse(new TextDecoder().decode(stdout)), []);
    await Deno.remove(folder, { recursive: true });
  },
});
