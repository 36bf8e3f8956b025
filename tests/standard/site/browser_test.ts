import {
  assertNoProblems,
  assertOwnAudits,
  someSite,
  testInBrowser,
} from "../../site/_in_browser.ts";
import { scratch } from "../../runner/_runs.ts";

testInBrowser("some pages of a site hold what they promise", async (t) => {
  using folder = scratch();
  const site = await someSite(folder.path, { search: false });
  await t.step(
    "they are accessible, fit the screen, ask nobody else, and charts answer",
    () => assertNoProblems("_browser.ts", site, "/,/calibration/,/audit-report/"),
  );
  await t.step(
    "the audit in the page gives what the command gives, and sends nothing",
    () => assertOwnAudits(site, { all: false }),
  );
});
