import { assertNoProblems, testInBrowser } from "../../site/_in_browser.ts";

testInBrowser(
  "pages are accessible, fit the screen, ask nobody else, and charts answer",
  () => assertNoProblems("_browser.ts", "standard"),
);
