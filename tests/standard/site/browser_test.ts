import { assertNoProblems, someSite, testInBrowser } from "../../site/_in_browser.ts";
import { scratch } from "../../runner/_runs.ts";

testInBrowser(
  "some pages of a site are accessible, fit the screen, ask nobody else, and charts answer",
  async () => {
    using folder = scratch();
    const site = await someSite(folder.path, { search: false });
    await assertNoProblems("_browser.ts", site, "/,/calibration/,/audit-report/");
  },
);
