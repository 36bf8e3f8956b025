import { assertEquals } from "@std/assert";
import { buildSite } from "../../../site/site.ts";
import { printedPath } from "../../../site/print.ts";
import { namesIn } from "../../../runner/files.ts";
import { scratch } from "../../runner/_runs.ts";
import { testInBrowser } from "../../site/_in_browser.ts";
import { writeReport } from "../../site/_report.ts";

testInBrowser(
  "the report is printed into a PDF that pages lead to, and nothing is left of it",
  async () => {
    using folder = scratch();
    const [data, out] = [`${folder.path}/data`, `${folder.path}/site`];
    writeReport(data);
    await buildSite({ builder: "vento", search: false, pdf: true, data, out });
    const bytes = Deno.readFileSync(`${out}/${printedPath}`);
    assertEquals(new TextDecoder("latin1").decode(bytes.subarray(0, 5)), "%PDF-");
    assertEquals(bytes.length > 100_000, true, `${bytes.length} bytes`);
    const about = Deno.readTextFileSync(`${out}/about/index.html`);
    assertEquals(about.includes(`href="/${printedPath}"`), true);
    assertEquals(namesIn(out).filter((name) => /printed|browser/.test(name)), []);
  },
);
