import {
  assertFits,
  assertNoProblems,
  assertOwnAudits,
  assertPlays,
  someSite,
  testInBrowser,
} from "../../site/_in_browser.ts";
import { scratch } from "../../runner/_runs.ts";

testInBrowser("a site holds what it promises", async (t) => {
  using folder = scratch();
  const site = await someSite(folder.path, { search: true });
  await t.step(
    "pages are accessible, fit the screen, ask nobody else, and charts answer",
    () => assertNoProblems("_browser.ts", site, "all"),
  );
  await t.step(
    "no label is clipped or lies over another, in pages, in files, and taken away",
    () => assertNoProblems("_labels.ts", site, "360,768,1280"),
  );
  await t.step("pages of the committed results fit a small screen", assertFits);
  await t.step(
    "the audit in the page gives what the command gives, and sends nothing",
    () => assertOwnAudits(site),
  );
  await t.step(
    "the idea to play with has the same digits as here, by keyboard, and asks nobody else",
    () =>
      assertPlays(site, [
        "?target=ring-radius&events=500&method=mean-field-k1&bins=10&sets=2&seed=7",
        "?target=camel-back&events=250&method=adam-mcmc-s0.1&bins=20&sets=2&seed=0",
      ]),
  );
});
