import { assertNoProblems, testInBrowser } from "../../site/_in_browser.ts";

testInBrowser(
  "no label is clipped or lies over another on a large screen, in files, and taken away",
  () => assertNoProblems("_labels.ts", "768,1280"),
);
