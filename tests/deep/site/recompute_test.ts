import { assertRecomputes, testInBrowser } from "../../site/_in_browser.ts";

testInBrowser(
  "every published cell is computed again to the same bytes, differences are told, and nothing is left",
  assertRecomputes,
);
