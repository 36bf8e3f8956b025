import { assertEquals } from "@std/assert";
import { buildSite } from "../../../site/site.ts";
import { scratch } from "../../runner/_runs.ts";
import { problemsOf, testInBrowser } from "../../site/_in_browser.ts";
import { ownCases } from "../../site/_own_cases.ts";
import { writeReport } from "../../site/_report.ts";

testInBrowser(
  "the audit in the page gives what the command gives, and sends nothing",
  async () => {
    using folder = scratch();
    const [data, out] = [`${folder.path}/data`, `${folder.path}/site`];
    writeReport(data);
    await buildSite({ builder: "vento", search: false, data, out });
    const cases = `${folder.path}/cases.json`;
    Deno.writeTextFileSync(cases, JSON.stringify(await ownCases(`${folder.path}/cases`)));
    assertEquals(await problemsOf("_own_audit.ts", out, cases), []);
  },
);
