/**
 * What must hold of the page that computes cells again. Run as a program of its own, as `_browser.ts` is:
 * `_recompute.ts FOLDER BROWSER FIT`, with a fit of the site in JSON that its list does not have yet: the state before
 * another stretch of the study of calibration. Prints the problems as JSON.
 */
import type { Page, Route } from "npm:playwright-core@1.65.1";
import type { Provenance } from "../../runner/provenance.ts";
import type { GivenFit } from "../../site/recompute/cells.ts";
import type { FitsAndPace } from "../../site/recompute/messages.ts";
import { accessProblems } from "./_accessible.ts";
import { type Around, runChecks } from "./_checks.ts";
import { serveFolder } from "./_folder_server.ts";

const [folder, browserPath, option] = Deno.args;
const fit: GivenFit = JSON.parse(option);
const server = serveFolder(folder);
const origin = `http://127.0.0.1:${server.addr.port}`;

/** The studies with provenance, as Deno computed them. */
const published = new Map(
  [...Deno.readDirSync(`${folder}/provenance`)].filter(({ name }) =>
    name.endsWith(".json") && name !== "fits.json"
  )
    .map(({ name }): [string, Provenance] => {
      const provenance = JSON.parse(Deno.readTextFileSync(`${folder}/provenance/${name}`));
      return [provenance.study, provenance];
    }),
);

type Options = {
  /** Part of the address after the page's. */
  readonly query: string;
  /** Changes the provenance of the study of calibration that the page is given. */
  readonly alter?: (provenance: Provenance) => void;
  /** Fits that the list of the site lacks. */
  readonly fits?: readonly GivenFit[];
};

/** Opens the page and waits until it can compute; whatever it asks of another host is a problem. */
async function open({ browser, expect, problems }: Around, options: Options): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`the page throws ${error.message}`));
  page.on("request", (request) => {
    const own = request.url().startsWith(origin) || /^(?:data|blob):/.test(request.url());
    expect(own, `the page asks for ${request.url()}`);
  });
  page.on("requestfailed", (request) => problems.push(`no ${request.url()}`));
  const { alter, fits } = options;
  if (alter !== undefined) {
    await context.route("**/provenance/calibration.json", async (route: Route) => {
      const provenance = await (await route.fetch()).json() as Provenance;
      alter(provenance);
      await route.fulfill({ json: provenance });
    });
  }
  if (fits !== undefined) {
    await context.route("**/provenance/fits.json", async (route: Route) => {
      const given = await (await route.fetch()).json() as FitsAndPace;
      await route.fulfill({ json: { ...given, fits: [...given.fits, ...fits] } });
    });
  }
  await page.goto(`${origin}/recompute/${options.query}`, { waitUntil: "load" });
  await waitFor(page, ".again-start:enabled", ".again-fault");
  return page;
}

/** Waits until one of several elements is seen. */
async function waitFor(page: Page, ...names: string[]): Promise<void> {
  await page.waitForFunction(
    (names) => names.some((name) => document.querySelector(name)?.checkVisibility()),
    names,
    // By the clock, as a browser that draws nothing has no frames to wait for.
    { timeout: 240_000, polling: 100 },
  );
}

/** Computes what is chosen; returns the heading of the result. */
async function compute(page: Page): Promise<string> {
  await page.locator(".again-start").click();
  await waitFor(page, ".again-start:enabled", ".again-fault");
  const fault = page.locator(".again-fault");
  if (await fault.isVisible()) return await fault.textContent() ?? "";
  return await page.locator(".again-heading").textContent() ?? "";
}

/** Labels, verdicts and digests of the cells that were computed. */
function cellsOf(page: Page): Promise<{ label: string; verdict: string; digest: string }[]> {
  return page.locator(".again-cells li").evaluateAll((items) =>
    items.map((item) => ({
      label: item.querySelector("span")!.textContent!.replace(/ \(.* s\): $/, ""),
      verdict: item.querySelector("strong")!.textContent!,
      digest: item.querySelector("code")!.textContent!,
    }))
  );
}

/** The heading where all cells of a study are those that are published. */
function wholeHeading(name: string): string {
  const { cells } = published.get(name)!;
  return `All ${cells.length} cells have the published bytes, and all numbers those of results.json`;
}

/** The last cell of a study, and all that it needs, have Deno's digests. */
async function checkStudy(around: Around, name: string): Promise<void> {
  const { expect } = around;
  const { key, cells } = published.get(name)!;
  const page = await open(around, { query: `?study=${name}&cell=${key.slice(0, 12)}` });
  const heading = await compute(page);
  expect(heading === wholeHeading(name), `${name} ends in “${heading}”`);
  const expected = cells.map(({ label, digest }) => `${label} ${digest}`).sort();
  const found = (await cellsOf(page)).map(({ label, digest }) => `${label} ${digest}`).sort();
  const other = expected.filter((one, i) => one !== found[i]);
  expect(other.length === 0 && found.length === expected.length, `${name} lacks ${other[0]}`);
  await page.context().close();
}

/** Stretches between two kept states are offered. */
async function checkLongFits(around: Around): Promise<void> {
  const { expect } = around;
  const page = await open(around, { query: "?study=fits" });
  const labels = await page.locator(".again-cell option").allTextContents();
  expect(
    labels.length === 1 && labels[0].startsWith("stretch 2 of 2 of mean field, k = 100, "),
    `of long fits the page offers ${labels}`,
  );
  const plan = await page.locator(".again-plan").textContent() ?? "";
  expect(plan.includes(startsKept) && / about \d+ (?:s|min) /.test(plan), `a long fit: ${plan}`);
  await page.context().close();
}

const startsKept = "It starts from a state that is kept with the results.";

/** A stretch of a fit goes on from a kept state. */
async function checkKept(around: Around): Promise<void> {
  const { expect } = around;
  const { cells } = published.get("calibration")!;
  const first = cells.findIndex(({ key }) => key === fit.key);
  const query = `?study=calibration&cell=${cells[first + 1].key.slice(0, 12)}`;
  const page = await open(around, { query, fits: [fit] });
  const plan = await page.locator(".again-plan").textContent() ?? "";
  expect(
    plan.includes(`” needs no other cell. ${startsKept}`),
    `the plan of a stretch: ${plan}`,
  );
  const heading = await compute(page);
  expect(heading === "The cell has the published bytes", `the stretch ends in “${heading}”`);
  await page.context().close();
}

/** A published digest that is another one, and a number of another value, are seen. */
async function checkDifference(around: Around): Promise<void> {
  const { expect } = around;
  let label = "", place = "";
  const alter = (provenance: Provenance) => {
    const cell = provenance.cells.find(({ kind }) => kind === "masses")!;
    label = cell.label;
    [place] = Object.keys(cell.witness);
    cell.digest = "0".repeat(64);
    cell.witness[place] += 1;
  };
  const { cells } = published.get("calibration")!;
  const { key } = cells.find(({ kind }) => kind === "masses")!;
  const query = `?study=calibration&cell=${key.slice(0, 12)}`;
  const page = await open(around, { query, alter });
  const heading = await compute(page);
  expect(
    /^1 of \d cells differ from the published ones$/.test(heading),
    `a difference ends in “${heading}”`,
  );
  const items = await cellsOf(page);
  const [other, ...more] = items.filter(({ verdict }) => verdict !== "the same bytes");
  expect(more.length === 0 && other?.label === label, `not ${label} alone differs`);
  expect(
    other?.verdict.startsWith(`${place} is `) && other.verdict.endsWith(" as published"),
    `a difference is told as “${other?.verdict}”`,
  );
  await page.context().close();
}

/** Results of other code are told as such, and cells that have not changed are offered. */
async function checkOtherCode(around: Around): Promise<void> {
  const { expect } = around;
  const alter = (provenance: Provenance) => {
    const last = provenance.cells.find(({ key }) => key === provenance.key)!;
    provenance.key = last.key = "f".repeat(64);
  };
  const page = await open(around, { query: "?study=calibration", alter });
  const sentence = await page.locator(".again-unlike").textContent() ?? "";
  expect(sentence.includes("f".repeat(12)), `results of other code are told as “${sentence}”`);
  const groups = await page.locator(".again-cell optgroup").evaluateAll((all) =>
    all.map((group) => (group as HTMLOptGroupElement).label)
  );
  expect(groups[0] === "Coverage", `of results of other code the page offers ${groups}`);
  await page.context().close();
}

/** A computation can be stopped, leaves no thread, and can be begun anew. */
async function checkStop(around: Around): Promise<void> {
  const { expect } = around;
  const { key } = published.get("edges")!;
  const page = await open(around, { query: `?study=edges&cell=${key.slice(0, 12)}` });
  const before = page.workers().length;
  await page.locator(".again-start").click();
  await waitFor(page, ".again-cells li");
  expect(page.workers().length > before, "no thread computes");
  await page.locator(".again-stop").click();
  // Playwright hears of the end of a thread a little later.
  for (let i = 0; i < 50 && page.workers().length > before; i++) await page.waitForTimeout(100);
  expect(page.workers().length === before, "a thread goes on after Stop");
  expect(!await page.locator(".again-running").isVisible(), "progress stays after Stop");
  expect(!await page.locator(".again-result").isVisible(), "results stay after Stop");
  const spoken = await page.locator(".again-spoken").textContent() ?? "";
  expect(spoken.startsWith("The computation was stopped."), `after Stop the page says “${spoken}”`);
  expect(
    await page.evaluate(() => document.activeElement?.classList.contains("again-start")) === true,
    "the focus is lost after Stop",
  );
  const stored = await page.evaluate(async () => [
    Object.keys(localStorage).filter((key) => key !== "theme").length + sessionStorage.length,
    (await indexedDB.databases()).length,
    (await caches.keys()).length,
  ]);
  expect(stored.every((count) => count === 0), `something is stored: ${stored}`);
  const heading = await compute(page);
  expect(heading === wholeHeading("edges"), `after Stop and start it ends in “${heading}”`);
  await page.context().close();
}

/** The keyboard alone computes the quickest cell, and is led to the result; what is shown is accessible. */
async function checkKeyboard(around: Around): Promise<void> {
  const { expect, problems } = around;
  const page = await open(around, { query: "?study=edges" });
  const focused = () => page.evaluate(() => document.activeElement!.className);
  await page.locator(".again-study").focus();
  for (const name of ["again-cell", "again-start"]) {
    await page.keyboard.press("Tab");
    expect((await focused()) === name, `after a tab the focus is on ${await focused()}`);
  }
  await page.keyboard.press("Enter");
  await waitFor(page, ".again-start:enabled");
  expect(await focused() === "again-heading", "the result does not take the focus");
  const spoken = await page.locator(".again-spoken").textContent() ?? "";
  expect(/ the published bytes.*\.$/.test(spoken), `the page says “${spoken}”`);
  await page.locator(".again-cells summary").first().click();
  problems.push(...await accessProblems(page, "the page that computes again", ".again"));
  await page.context().close();
}

/** The thread can load from the site, and from nowhere else. */
async function checkPolicy(around: Around): Promise<void> {
  const { expect } = around;
  const page = await open(around, { query: "" });
  const heard: string[] = [];
  const other = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    heard.push(new URL(request.url).pathname);
    return new Response("", { headers: { "access-control-allow-origin": "*" } });
  });
  const elsewhere = `http://127.0.0.1:${other.addr.port}`;
  await (await fetch(`${elsewhere}/heard`)).text();
  const [thread] = page.workers();
  page.removeAllListeners("request").removeAllListeners("requestfailed");
  const tried = await thread.evaluate(async ([own, elsewhere]) => [
    await fetch(own).then(({ status }) => status, String),
    await fetch(elsewhere).then(({ status }) => status, () => "refused"),
    await import(`${elsewhere}/script.js`).then(() => "loaded", () => "refused"),
    ((text: string) => {
      try {
        return new Function(text)();
      } catch {
        return "refused";
      }
    })("return 1"),
  ], [`${origin}/assets/icon.svg`, `${elsewhere}/fetch`]);
  expect(
    JSON.stringify(tried) === '[200,"refused","refused","refused"]',
    `the thread is let do ${JSON.stringify(tried)}`,
  );
  expect(heard.join() === "/heard", `the other host hears of ${heard}`);
  await other.shutdown();
  await page.context().close();
}

const problems = await runChecks(browserPath, [
  checkLongFits,
  checkKept,
  // The cells of edges are computed after a stop.
  (around) => checkStudy(around, "calibration"),
  checkPolicy,
  checkKeyboard,
  checkStop,
  checkDifference,
  checkOtherCode,
], 1).finally(() => server.shutdown());
console.log(JSON.stringify(problems));
