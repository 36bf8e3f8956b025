/**
 * What must hold of the idea to play with. Run as a program of its own, as `_browser.ts` is:
 * `_play.ts FOLDER BROWSER CASES`. Prints the problems as JSON.
 */
import axe from "npm:axe-core@4.14.1";
import type { Page } from "npm:playwright-core@1.65.1";
import { type Around, runChecks } from "./_checks.ts";
import { serveFolder } from "./_folder_server.ts";

const [folder, browserPath, casesPath] = Deno.args;
/** Addresses, and all numbers that follow from each. */
const cases: { query: string; numbers: string }[] = JSON.parse(Deno.readTextFileSync(casesPath));

const server = serveFolder(folder);
const origin = `http://127.0.0.1:${server.addr.port}`;

/** Opens the overview; what it asks of another host is a problem. */
async function open(
  { browser, expect, problems }: Around,
  query: string,
  options: { reducedMotion?: "reduce"; width?: number; without?: string } = {},
): Promise<Page> {
  const { reducedMotion, width = 1280, without } = options;
  const context = await browser.newContext({ reducedMotion, viewport: { width, height: 900 } });
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`the page throws ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && without === undefined) {
      problems.push(`the console says ${message.text()}`);
    }
  });
  page.on("request", (request) => {
    const own = request.url().startsWith(origin) || /^(?:data|blob):/.test(request.url());
    expect(own, `the page asks for ${request.url()}`);
  });
  if (without !== undefined) await page.route(without, (route) => route.abort());
  await page.goto(`${origin}/${query}`, { waitUntil: "load" });
  return page;
}

/** Waits until a game has come to its end. */
async function ended(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector<HTMLButtonElement>(".play-stop")!.disabled &&
      /is worth/.test(document.querySelector(".play-line")!.textContent!) &&
      document.querySelector(".play-numbers:not(.gone)") !== null,
    undefined,
    // By the clock, as a browser that draws nothing has no frames to wait for.
    { timeout: 90_000, polling: 100 },
  );
}

/** An address with a game plays it, to the last digit. */
async function checkCase(around: Around, { query, numbers }: typeof cases[number]): Promise<void> {
  const { expect } = around;
  const page = await open(around, query);
  await ended(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(".play-numbers").click(),
  ]);
  const found = await Deno.readTextFile(await download.path());
  const at = [...numbers].findIndex((letter, i) => letter !== found[i]);
  expect(
    found === numbers,
    `${query} gives other numbers: ${found.slice(at - 40, at + 40)}, not ${
      numbers.slice(at - 40, at + 40)
    }`,
  );
  const wanted = new URLSearchParams(query), address = new URL(page.url());
  for (const [name, value] of wanted) {
    expect(address.searchParams.get(name) === value, `${query} leads to ${address.search}`);
    const shown = await page.locator(`.play [name="${name}"]`).inputValue();
    expect(shown === value, `${query} shows ${name} ${shown}`);
  }
  const title = await page.locator("#play-density .chart-title").textContent();
  expect(title!.includes(` Training set ${wanted.get("sets")}: `), `${query} shows “${title}”`);
  await page.context().close();
}

/** What cannot be had is said, and the rest is played. */
async function checkFault(around: Around): Promise<void> {
  const { expect } = around;
  const page = await open(around, "?events=250&bins=5&sets=1&seed=-1", { reducedMotion: "reduce" });
  await ended(page);
  const fault = await page.locator(".play-fault").textContent();
  expect(
    fault === "In the address seed must be a whole number from 0 to 999999, not “-1”; 1 is taken.",
    `a wrong seed ends in “${fault}”`,
  );
  await page.context().close();
}

/** A script that does not load is named, and what the site drew stays. */
async function checkMissing(around: Around, script: string): Promise<void> {
  const { expect } = around;
  const page = await open(around, "?sets=1&events=250", { without: `**/${script}.js` });
  const line = page.locator(".play-line", { hasText: "Cannot " });
  await line.waitFor();
  const text = await line.textContent();
  expect(
    /^Cannot (?:play|draw) in this page as its scripts must load: current value is "/.test(text!),
    `without ${script} the page says “${text}”`,
  );
  // A browser takes a while to end a thread that computes.
  for (let i = 0; i < 50 && page.workers().length > 0; i++) await page.waitForTimeout(100);
  expect(await page.locator(".play-charts svg").count() > 0, `without ${script} nothing is shown`);
  expect(page.workers().length === 0, `without ${script} a thread goes on`);
  await page.context().close();
}

/** What is chosen in charts and for the game stand in one address, and neither takes the other away. */
async function checkAddress(around: Around): Promise<void> {
  const { expect } = around;
  const page = await open(around, "?show=claimed&events=250&sets=1");
  await ended(page);
  const button = page.locator("#play-worth .legend button", { hasText: "achieved" });
  await button.scrollIntoViewIfNeeded();
  await button.click();
  const said = (name: string) => new URL(page.url()).searchParams.get(name);
  expect(said("show") === "achieved", `a series is not in ${page.url()}`);
  expect(said("events") === "250", `the game is not in ${page.url()}`);
  await page.getByRole("button", { name: "Another training set" }).click();
  await ended(page);
  expect(said("show") === "achieved", `the series is not in ${page.url()} any more`);
  const pressed = await page.locator("#play-worth .legend button[aria-pressed=true]").textContent();
  expect(pressed === "achieved", `the chart drawn anew singles out ${pressed}`);
  await page.context().close();
}

/** Tops of what stands after the game, and of its pictures, from the top of the page. */
function places(page: Page): Promise<string> {
  return page.evaluate(() =>
    ["#play-density .panels", "#play-coverage .panels", "#play-worth .panels", "#sure"]
      .map((name) =>
        Math.round(document.querySelector(name)!.getBoundingClientRect().top + scrollY)
      ).join()
  );
}

/** The keyboard alone plays, goes on and stops; nothing moves; what is shown is accessible. */
async function checkKeyboard(around: Around, width: number): Promise<void> {
  const { expect, problems } = around;
  const page = await open(around, "", { width });
  // A page that has not drawn its fonts moves by itself.
  await page.evaluate(() => document.fonts.ready);
  for (const name of ["density", "coverage", "worth"]) {
    await page.locator(`#play-${name} .panels`).scrollIntoViewIfNeeded();
    await page.locator(`#play-${name}[data-live]`).waitFor();
  }
  const before = await places(page);
  const unmoved = async (when: string) => {
    const now = await places(page);
    expect(
      now === before,
      `at ${width} pixels ${when} the pictures stand at ${now}, not ${before}`,
    );
  };
  const focused = () => page.evaluate(() => document.activeElement!.className);
  const tabTo = async (name: string) => {
    for (let i = 0; i < 20 && await focused() !== name; i++) await page.keyboard.press("Tab");
    expect(await focused() === name, `the keyboard does not reach ${name}`);
  };
  await page.locator("#play-events").focus();
  await page.locator("#play-events").selectOption("250");
  await page.locator("#play-sets").fill("1");
  await tabTo("play-start");
  await page.keyboard.press("Enter");
  await page.waitForFunction(
    () => document.querySelector("#play-density .chart-title")!.textContent!.includes("comes from"),
    undefined,
    { polling: 20 },
  );
  await unmoved("at the start");
  await ended(page);
  await unmoved("at the end");
  const spoken = await page.locator("output.play-line").textContent();
  expect(/^One training set: .* after training on 250\.$/.test(spoken!), `it says “${spoken}”`);
  await tabTo("play-more");
  await page.keyboard.press("Enter");
  await page.waitForURL(/sets=2/);
  await ended(page);
  await unmoved("after another training set");
  expect(await focused() === "play-more", "another training set takes the focus away");
  expect(
    /^Two training sets: /.test((await page.locator(".play-line").textContent())!),
    "another training set does not count",
  );
  await page.evaluate(axe.source);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate(async () => {
      const element = document.documentElement;
      // deno-lint-ignore no-explicit-any
      const { violations } = await (globalThis as any).axe.run(
        { include: [[".play"], [".play-charts"]] },
      );
      return [
        ...(violations as { id: string; nodes: { html: string }[] }[])
          .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`),
        ...(element.scrollWidth > element.clientWidth ? ["sideways scrolling"] : []),
      ];
    });
    for (const problem of found) problems.push(`${colorScheme} at ${width} pixels: ${problem}`);
  }
  await page.context().close();
}

/** A game under way can be stopped, and what the site drew is back. */
async function checkStop(around: Around): Promise<void> {
  const { expect } = around;
  const page = await open(around, "");
  const title = () => page.locator("#play-density .chart-title").textContent();
  const before = await title();
  await page.evaluate(() => {
    const stop = document.querySelector<HTMLButtonElement>(".play-stop")!;
    // At the first moment that it can be stopped, when nothing is learned.
    new MutationObserver((_, observer) => {
      observer.disconnect();
      stop.click();
    }).observe(stop, { attributeFilter: ["disabled"] });
    document.querySelector<HTMLButtonElement>(".play-start")!.click();
  });
  await page.locator(".play-line", { hasText: "stopped" }).waitFor();
  await page.waitForTimeout(300);
  expect(page.workers().length === 0, "a thread goes on after Stop");
  expect(await title() === before, "the first pictures are not back after Stop");
  const line = await page.locator(".play-line").textContent();
  expect(line === "The training was stopped.", `after Stop the page says “${line}”`);
  expect(await page.locator(".play-more").isDisabled(), "a game that was stopped goes on");
  await page.locator("#play-sets").fill("1");
  await page.getByRole("button", { name: "Try it" }).click();
  await ended(page);
  await page.context().close();
}

const problems = await runChecks(browserPath, [
  ...cases.map((one) => (around: Around) => checkCase(around, one)),
  checkFault,
  checkAddress,
  ...["live", "thread", "player-*"].map((name) => (around: Around) => checkMissing(around, name)),
  checkStop,
  ...[375, 1280].map((width) => (around: Around) => checkKeyboard(around, width)),
], 1).finally(() => server.shutdown());
console.log(JSON.stringify(problems));
