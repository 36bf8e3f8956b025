import { assertOwnAudits, testInBrowser } from "../../site/_in_browser.ts";

testInBrowser(
  "the audit in the page gives what the command gives, and sends nothing",
  () => assertOwnAudits("deep"),
);
