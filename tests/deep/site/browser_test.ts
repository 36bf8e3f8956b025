import { assertNoProblems, testInBrowser } from "../../site/_in_browser.ts";

testInBrowser(
  "pages are accessible in the other mode at each width, and all other charts answer",
  () => assertNoProblems("_browser.ts", "deep"),
);
