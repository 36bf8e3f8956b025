import { assertPlays, testInBrowser } from "../../site/_in_browser.ts";

testInBrowser(
  "the idea to play with has the same digits as here, by keyboard, and asks nobody else",
  () =>
    assertPlays([
      "?target=ring-radius&events=500&method=mean-field-k1&bins=10&sets=2&seed=7",
      "?target=camel-back&events=250&method=adam-mcmc-s0.1&bins=20&sets=2&seed=0",
    ]),
);
