/**
 * What must hold of a built site in a browser. Run as a program of its own, since Playwright looks into
 * /proc as it is loaded, which Deno allows to programs with every permission only, and no other test
 * shall have those: `_browser.ts FOLDER BROWSER PAGES`, addresses with commas between them, or `all`. Prints the
 * problems as JSON.
 */
import axe from "npm:axe-core@4.14.1";
import type { Browser, Locator, Page } from "npm:playwright-core@1.65.1";
import { story } from "../../site/pages.ts";
import { chartsOf, listFiles } from "./_check_site.ts";
import { type Around, highest, runChecks } from "./_checks.ts";
import { serveFolder } from "./_folder_server.ts";

const [folder, browserPath, option] = Deno.args;
const some = option === "all" ? undefined : option.split(",");

/** Whether the `i`-th of charts or pages is checked: every second. */
const isChecked = (i: number) => i % 2 === 0;

/** The colours in which axe looks at a page, by width. */
const axeAt: Readonly<Record<number, "light" | "dark">> = { 1280: "light", 360: "dark" };

/** A table of what is hard to sort and to set. */
const hardTable =
  `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/assets/tables.js"></script>
<div class="table"><table><thead><tr><th>a_b</th><th class="number">σ²</th></tr></thead><tbody>${
    [
      ["k = 10", "–"],
      ["k = 5", "10 000 ± 20".replace(" ", "\u202f")],
      ["k = 0.05", "−2 ± 1"],
      ["[50 %]", "(4.3 ± 0.2) × 10⁻⁶"],
      ["\\x &lt; $1 ^~|", "≤ 0.001"],
    ].map(([a, b]) => `<tr><th>${a}</th><td>${b}</td></tr>`).join("")
  }</tbody></table></div>`;

const server = serveFolder(folder, { "/hard-table": hardTable });
const origin = `http://127.0.0.1:${server.addr.port}`;

type Options = Parameters<Browser["newContext"]>[0];

/** Goes to a page, and notes every error of the console and every request that fails or goes elsewhere. */
async function go(
  { problems, expect }: Around,
  page: Page,
  url: string,
  options: Options,
): Promise<void> {
  const where = `${url} (${JSON.stringify(options)})`;
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      problems.push(`${where}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => problems.push(`${where}: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A page that is left or closed gives up what it still loads.
    if (request.failure()?.errorText === "net::ERR_ABORTED") return;
    problems.push(`${where}: no ${request.url()}`);
  });
  page.on("request", (request) => {
    const own = request.url().startsWith(origin) || /^(?:data|blob):/.test(request.url());
    expect(own, `${where}: asks for ${request.url()}`);
  });
  await page.goto(origin + url, { waitUntil: "load" });
}

/** Opens a page in a context of its own. */
async function open(around: Around, url: string, options: Options): Promise<Page> {
  const context = await around.browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await go(around, page, url, options);
  return page;
}

/** Pages that go from one address to the next, by their options: a new one takes longer to start than most checks. */
const visiting = new WeakMap<Browser, Map<string, Page>>();

/** Opens a page where one with these options was open before; only for what leaves nothing behind in the browser. */
async function visit(around: Around, url: string, options: Options): Promise<Page> {
  const { browser } = around, name = JSON.stringify(options);
  const pages = visiting.get(browser) ?? new Map<string, Page>();
  visiting.set(browser, pages);
  const page = pages.get(name);
  if (page === undefined) {
    const opened = await open(around, url, options);
    pages.set(name, opened);
    return opened;
  }
  page.removeAllListeners();
  await page.goto("about:blank");
  await go(around, page, url, options);
  return page;
}

/** A page on screens of all widths, and its charts. */
async function checkPage(around: Around, { url, charts }: Built): Promise<void> {
  const { problems, expect } = around;
  const page = await visit(around, url, {});
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 900 });
  if (charts.some((_, i) => isChecked(i))) await checkCharts(around, page);
  // The policy of the page forbids scripts in it, but not those of the browser's driver.
  await page.evaluate(axe.source);
  for (const width of [1280, 768, 360]) {
    const where = `${url} at ${width} pixels`;
    await page.setViewportSize({ width, height: 800 });
    const overhang = await page.evaluate(() =>
      document.documentElement.scrollWidth - document.documentElement.clientWidth
    );
    expect(overhang <= 0, `${where} scrolls sideways by ${overhang} pixels`);
    const colorScheme = axeAt[width];
    if (colorScheme === undefined) continue;
    await page.emulateMedia({ colorScheme });
    const violations = await page.evaluate(async () => {
      // deno-lint-ignore no-explicit-any
      const { violations } = await (globalThis as any).axe.run({
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      });
      return (violations as { id: string; nodes: { html: string }[] }[])
        .map(({ id, nodes }) =>
          `${id}: ${nodes.slice(0, 2).map(({ html }) => html.slice(0, 160))}`
        );
    });
    for (const violation of violations) {
      problems.push(`${where} in ${colorScheme} breaks ${violation}`);
    }
  }
  await checkSmall(around, page, url);
}

/**
 * On a small screen formulas go on in the next line, tables scroll with their numbers whole, and what is touched is at
 * least 24 pixels high.
 */
async function checkSmall({ problems }: Around, page: Page, url: string): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (height > highest) problems.push(`${url} at 360 pixels is ${height} pixels high`);
  const found = await page.evaluate(() => {
    document.querySelectorAll<HTMLDetailsElement>("main details").forEach((d) => d.open = true);
    const wide = [...document.querySelectorAll(".formula")].filter((box) =>
      box.scrollWidth > box.clientWidth
    ).map((box) => `a formula of ${box.scrollWidth} pixels`);
    // Parts of a formula that share a line stand beside each other.
    const over = [...document.querySelectorAll(".formula .katex-html")].filter((formula) => {
      const parts = [...formula.children].map((part) => {
        const range = document.createRange();
        range.selectNodeContents(part);
        return range.getBoundingClientRect();
      });
      return parts.slice(1).some((part, i) => {
        const before = parts[i];
        const middle = (part.top + part.bottom) / 2;
        return middle > before.top && middle < before.bottom && part.left < before.right - 1;
      });
    }).map((formula) => `parts of a formula over each other: ${formula.textContent}`);
    const broken: string[] = [];
    const loose: string[] = [];
    for (const box of document.querySelectorAll(".table-scroll")) {
      const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        for (const { 0: number, index } of node.nodeValue!.matchAll(/\d[\d.,\u202f]*\d/g)) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + number.length);
          const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
          // Keys and revisions are long, and no numbers.
          const [before, after] = [
            node.nodeValue![index - 1],
            node.nodeValue![index + number.length],
          ];
          const alone = !/[\p{L}\d-]/u.test(`${before ?? " "}${after ?? " "}`);
          if (lines.size > 1 && alone) broken.push(`the number ${number} in two lines`);
        }
      }
      box.scrollLeft = box.scrollWidth;
      const first = box.querySelector("tbody th")!.getBoundingClientRect();
      if (Math.abs(first.left - box.getBoundingClientRect().left) > 1) {
        loose.push("a table that leaves its first column behind");
      }
    }
    const touched = "button, summary, select, input, .downloads a, .answers a, .contents a";
    const small = [...document.querySelectorAll(touched)].filter((element) => {
      const { height } = element.getBoundingClientRect();
      return element.checkVisibility() && height > 0 && height < 24;
    }).map((element) => `something low to touch: ${element.textContent!.trim().slice(0, 40)}`);
    const cut = [...document.querySelectorAll<HTMLDetailsElement>(".pages details")].filter(
      (details) => {
        details.open = true;
        const { left, right } = details.querySelector(".menu")!.getBoundingClientRect();
        return left < 0 || right > innerWidth;
      },
    ).map(() => "a menu that is cut");
    return [...wide, ...over, ...broken, ...loose, ...small, ...cut];
  });
  for (const problem of found) problems.push(`${url} at 360 pixels has ${problem}`);
}

/** What prints of a page: light, whole, and without what only a screen can use; the pictures loaded. */
async function checkPrint(around: Around, { url }: Built): Promise<number> {
  const { problems, expect } = around;
  // As wide as A4 is between the margins of the style sheet.
  const page = await visit(around, url, {
    viewport: { width: 680, height: 400 },
    colorScheme: "dark",
  });
  // The one before was looked at as paper.
  await page.emulateMedia({ media: null });
  const below = await page.locator("img.plot").evaluateAll((all) =>
    all.filter((image) => image.getBoundingClientRect().top > innerHeight).length
  );
  // Prints without having scrolled.
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll("img.plot")].every((image) =>
        (image as HTMLImageElement).naturalWidth > 0
      ),
    undefined,
    { timeout: 10_000 },
  ).catch(() => {});
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.length > 1000, `${url} does not print`);
  const missing = await page.locator("img.plot").evaluateAll((all) =>
    all.filter((image) => (image as HTMLImageElement).naturalWidth === 0).length
  );
  expect(missing === 0, `${url} prints ${missing} pictures that it has not loaded`);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const found = await page.evaluate(async () => {
    // What is folded counts as hidden until the next frame.
    for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
    const seen = (name: string) =>
      [...document.querySelectorAll(name)].filter((element) => element.checkVisibility()).length;
    const screenOnly = [".pages", ".site-map", ".contents", ".neighbours", ".downloads", ".tip"];
    const folded = [...document.querySelectorAll("main details:not(.change) .table")]
      .filter((table) => !table.checkVisibility({ contentVisibilityAuto: true })).length;
    const right = document.querySelector("main")!.getBoundingClientRect().right;
    const wide = [...document.querySelectorAll("main :is(p, table, pre, .formula, .panel, ul)")]
      .filter((element) => element.getBoundingClientRect().right > right + 1)
      .map((element) => `something cut at the right: ${element.textContent!.slice(0, 60)}`);
    const running = document.documentElement.style.getPropertyValue("--running-title");
    return [
      ...[...screenOnly, ".search-open", ".theme-switch", ".search"]
        .filter((name) => seen(name) > 0),
      ...(folded > 0 ? [`${folded} tables folded`] : []),
      ...(getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)"
        ? []
        : ["dark paper"]),
      ...(running.includes(document.title) ? [] : ["no title on its sheets"]),
      ...wide,
    ];
  });
  for (const problem of found) problems.push(`${url} in print has ${problem}`);
  return below;
}

/** Whether something is seen before long. */
function appears(what: Locator): Promise<boolean> {
  return what.waitFor({ state: "visible", timeout: 20_000 }).then(() => true, () => false);
}

/** A control draws the chart anew, and back to just what the server drew. */
async function checkControl({ expect }: Around, figure: Locator, where: string): Promise<void> {
  const drawn = () =>
    figure.locator(".panels svg.plot").evaluateAll((all) =>
      all.map((svg) => {
        const { x, y } = (svg as SVGElement).dataset;
        const texts = [...svg.querySelectorAll("text")].map(({ textContent }) => textContent);
        return [x, y, svg.querySelectorAll("path").length, svg.id, texts].join();
      }).join()
    );
  const address = () =>
    figure.locator(".downloads a").first().evaluate((link) => (link as HTMLAnchorElement).href);
  const [first, link] = [await drawn(), await address()];
  const select = figure.locator(".control select");
  const initial = await select.inputValue();
  const options = await select.locator("option").count();
  expect(options > 1, `${where} has a control without options`);
  for (const option of [initial === "0" ? "1" : "0", initial]) {
    const pictures = await figure.locator(".panels svg.plot").elementHandles();
    await select.selectOption(option);
    await pictures[0].waitForElementState("hidden");
    expect(
      (await address() === link) === (option === initial),
      `${where} points to other numbers than it shows`,
    );
    const panel = figure.locator(".panel").first();
    await panel.focus();
    await figure.page().keyboard.press("ArrowRight");
    expect(
      await appears(figure.page().locator(".tip")),
      `${where} does not answer when drawn anew`,
    );
    await figure.page().keyboard.press("Escape");
  }
  expect(await drawn() === first, `${where} is not drawn as the server draws it`);
}

/** Charts answer to pointer and keyboard, and hand out what they say. */
async function checkCharts(around: Around, page: Page): Promise<void> {
  const { problems, expect } = around;
  for (const [i, figure] of (await page.locator("figure.chart").all()).entries()) {
    if (!isChecked(i)) continue;
    const id = await figure.getAttribute("id");
    const where = `chart ${id}`;
    await figure.scrollIntoViewIfNeeded();
    await page.waitForFunction(
      (id) => document.getElementById(id!)?.dataset.live !== undefined,
      id,
    );
    const tip = page.locator(".tip");
    const panel = figure.locator(".panel").first();
    await panel.focus();
    await page.keyboard.press("ArrowRight");
    expect(await appears(tip), `${where} does not answer to the keyboard`);
    const first = await tip.textContent();
    expect(/\d/.test(first ?? ""), `${where} tells no value`);
    await page.keyboard.press("ArrowRight");
    expect(await tip.textContent() !== first, `${where} does not go on with the keyboard`);
    if (i === 0) {
      // A page that moves below a pointer at rest takes nothing away.
      const box = await panel.locator("svg.plot").boundingBox();
      await page.mouse.move(box!.x + box!.width / 2, box!.y + box!.height / 2);
      await page.keyboard.press("ArrowRight");
      const told = await tip.textContent();
      const before = await page.evaluate(() => scrollY);
      await page.mouse.wheel(0, 60);
      await page.waitForFunction((before) => scrollY !== before, before);
      await page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
      expect(
        await tip.isVisible() && await tip.textContent() === told,
        `${where} forgets the keyboard when the page moves below the pointer`,
      );
    }
    const ring = await panel.locator(".here").boundingBox();
    await page.keyboard.press("Escape");
    expect(!await tip.isVisible(), `${where} keeps its tip after Escape`);
    await page.mouse.move(ring!.x + ring!.width / 2, ring!.y + ring!.height / 2);
    expect(await appears(tip), `${where} does not answer to the pointer`);
    await page.mouse.move(2, 2);
    const button = figure.locator(".legend button").first();
    if (await button.count() > 0) {
      await button.click();
      expect(await button.getAttribute("aria-pressed") === "true", `${where} singles out nothing`);
      await button.click();
      await page.mouse.move(2, 2);
      expect(await figure.locator(".dim").count() === 0, `${where} stays dim`);
      if (await figure.locator(".legend button").count() > 1) {
        await button.hover();
        expect(
          await figure.locator(".dim").count() > 0,
          `${where} singles out nothing at the pointer`,
        );
        await page.mouse.move(2, 2);
      }
    }
    if (await figure.locator(".control").count() > 0) await checkControl(around, figure, where);
    // The files of numbers are checked as files, so one chart a page is enough for their links.
    const numbers = i === 0 ? [["CSV", ""], ["JSON", "{"]] : [];
    for (const [name, start] of [["SVG", "<svg"], ["PNG", "\u2030PNG"], ...numbers]) {
      const waiting = page.waitForEvent("download").catch(() => undefined);
      await figure.locator(".downloads").getByText(name, { exact: true }).click();
      const download = await waiting;
      if (download === undefined) {
        problems.push(`${where} hands out no ${name}`);
        continue;
      }
      const bytes = await Deno.readFile((await download.path())!);
      // Windows-1252, in which the first byte of a PNG is a per mille sign.
      const text = new TextDecoder("latin1").decode(bytes);
      expect(text.startsWith(start) && text.length > 50, `${where} hands out no ${name}`);
      expect(!text.includes("var(--"), `${where} hands out a ${name} without colours`);
      expect(
        download.suggestedFilename() === `${id}.${name.toLowerCase()}`,
        `${where} calls its ${name} ${download.suggestedFilename()}`,
      );
    }
  }
}

/** Whoever follows a link to a chart sees it, though charts above it grow as they come to life. */
async function checkPlaces(around: Around, { url, charts }: Built): Promise<void> {
  const { expect } = around;
  const id = charts.at(-1)!;
  const page = await visit(around, `${url}#${id}`, { reducedMotion: "no-preference" });
  const figure = page.locator(`[id="${id}"]`);
  await page.waitForFunction((id) => document.getElementById(id)?.dataset.live !== undefined, id);
  await page.waitForLoadState("networkidle");
  const { top, end } = await figure.evaluate((figure) => ({
    top: figure.getBoundingClientRect().top,
    end: document.documentElement.scrollHeight - scrollY <= innerHeight + 1,
  }));
  expect(
    top >= 0 && (end || top < 100),
    `a link to the chart ${id} leads ${top} pixels beside it`,
  );
}

/** A method that is chosen in one chart is chosen in all of the page, and by whoever gets its address. */
async function checkChoices(around: Around): Promise<void> {
  const { expect } = around;
  const page = await open(around, "/calibration/", { viewport: { width: 1280, height: 900 } });
  const select = (id: string) => page.locator(`#${id} .control select`);
  const shown = async (id: string) => {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await page.waitForFunction((id) => document.getElementById(id)?.dataset.live === "", id);
    return await select(id).locator("option:checked").textContent();
  };
  const [first, second] = ["calibration-mass", "calibration-map"];
  const initial = await shown(first);
  const method = (await select(first).locator("option").nth(2).textContent())!;
  await select(first).selectOption(method);
  const address = () => [...new URL(page.url()).searchParams.getAll("show")].join();
  expect(await address() === method, `the address holds ${page.url()} where ${method} is chosen`);
  expect(await shown(second) === method, `one chart shows ${method}, another does not`);
  await page.goto(`${page.url()}&show=nothing+of+this+name`);
  expect(await shown(first) === method, `an address with ${method} shows another method`);
  const button = page.locator(".legend button", { hasText: method }).first();
  await button.scrollIntoViewIfNeeded();
  expect(await button.getAttribute("aria-pressed") === "true", `no legend singles out ${method}`);
  expect(await page.locator(".dim").count() > 0, `${method} is chosen, and nothing is dim`);
  await button.click();
  expect(!(await address()).includes(method), `${method} stays in the address`);
  expect(await shown(first) === initial, `${method} stays chosen in other charts`);
  await page.context().close();
}

/** A finger asks for a value, which stays until it asks for something else. */
async function checkTouch(around: Around): Promise<void> {
  const { expect } = around;
  const page = await open(around, "/ring/", {
    viewport: { width: 390, height: 800 },
    hasTouch: true,
    isMobile: true,
  });
  const figure = page.locator("#ring-radial");
  await figure.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => document.getElementById("ring-radial")?.dataset.live === "");
  const panel = figure.locator(".panel").first();
  await panel.focus();
  await page.keyboard.press("ArrowRight");
  const ring = (await panel.locator(".here").boundingBox())!;
  await page.keyboard.press("Escape");
  const tip = page.locator(".tip");
  await page.touchscreen.tap(ring.x + ring.width / 2, ring.y + ring.height / 2);
  expect(await appears(tip), "a chart does not answer to a finger");
  await figure.locator("figcaption").tap();
  expect(!await tip.isVisible(), "what a finger asked for stays for good");
  await page.context().close();
}

/** The switch of colours works, is remembered, and follows the system until it is used. */
async function checkSwitch(around: Around): Promise<void> {
  const { expect } = around;
  const page = await open(around, "/", { colorScheme: "light" });
  const button = page.locator(".theme-switch");
  for (const [colorScheme, offered] of [["dark", "Light"], ["light", "Dark"]] as const) {
    await page.emulateMedia({ colorScheme });
    expect(
      await appears(button.getByText(offered)),
      `the switch offers no ${offered} when the system is ${colorScheme}`,
    );
  }
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await button.click();
  const dark = await paper();
  expect(dark !== light, "the switch changes no colour");
  await page.goto(`${origin}/ring/`);
  expect(await paper() === dark, "the switch is forgotten on the next page");
  await page.context().close();
}

/** Tables sort by the value of a column, and go along as text. */
async function checkTables(around: Around): Promise<void> {
  const { expect } = around;
  const page = await open(around, "/ring/", {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const box = page.locator(".table").filter({ hasText: "divergence of a draw" });
  const column = async () =>
    (await box.locator("tbody tr td:nth-child(2)").allTextContents()).map(parseFloat);
  for (const [times, sign] of [[1, 1], [2, -1]]) {
    await box.locator("th button").nth(1).click();
    const values = await column();
    const sorted = values.every((v, i) => i === 0 || sign * (v - values[i - 1]) >= 0);
    expect(values.length > 1 && sorted, `a table does not sort at click ${times}`);
  }
  for (
    const [name, start] of [["Markdown", "| posterior |"], ["LaTeX", "\\begin{tabular}{lrrrrr}"]]
  ) {
    await box.getByText(name, { exact: true }).click();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text.startsWith(start), `a table copies as ${name}: ${text.slice(0, 40)}`);
  }
  await page.goto(`${origin}/hard-table`);
  const cells = (column: number) =>
    page.locator(`tbody tr > :nth-child(${column})`).allTextContents();
  const click = (column: number) => page.locator("th button").nth(column - 1).click();
  for (
    const [column, sorted] of [
      [1, ["[50 %]", "\\x < $1 ^~|", "k = 0.05", "k = 5", "k = 10"]],
      [2, ["−2 ± 1", "(4.3 ± 0.2) × 10⁻⁶", "≤ 0.001", "10\u202f000 ± 20", "–"]],
      [2, ["10\u202f000 ± 20", "≤ 0.001", "(4.3 ± 0.2) × 10⁻⁶", "−2 ± 1", "–"]],
    ] as const
  ) {
    await click(column);
    expect(
      (await cells(column)).join() === sorted.join(),
      `a column sorts as ${(await cells(column)).join()}`,
    );
  }
  await page.getByText("LaTeX", { exact: true }).click();
  const set = await page.evaluate(() => navigator.clipboard.readText());
  const expected = String.raw`\begin{tabular}{lr}
\hline
a\_b & $\sigma^{2}$ \\
\hline
k = 5 & 10\,000 $\pm$ 20 \\
\textbackslash{}x $<$ \$1 \textasciicircum{}\textasciitilde{}$|$ & $\le$ 0.001 \\
{[}50 \%] & (4.3 $\pm$ 0.2) $\times$ 10$^{-6}$ \\
k = 0.05 & $-$2 $\pm$ 1 \\
k = 10 & -- \\
\hline
\end{tabular}
`;
  expect(set === expected, `a hard table copies as ${set}`);
  await page.goto(`${origin}/about/`);
  await page.getByRole("button", { name: "BibTeX" }).first().click();
  const entry = await page.evaluate(() => navigator.clipboard.readText());
  const paper = `@misc{Bieringer2024,
  title = {Calibrating Bayesian Generative Machine Learning for Bayesiamplification},
  author = {Bieringer, Sebastian and Diefenbacher, Sascha and Kasieczka, Gregor and Trabs, Mathias},
  year = {2024},
  eprint = {2408.00838},
  archivePrefix = {arXiv}
}
`;
  expect(entry === paper, `the citation of the paper copies as ${entry}`);
  await page.getByRole("button", { name: "BibTeX" }).nth(1).click();
  const own = await page.evaluate(() => navigator.clipboard.readText());
  expect(
    own.includes("author = {{The Ampliflow authors}}"),
    `the citation of the project copies as ${own}`,
  );
  await page.context().close();
}

/** The search finds a term, its definition first, and leads to its place; of a word that no page has it finds nothing. */
async function checkSearch(around: Around): Promise<void> {
  const { problems, expect } = around;
  const page = await open(around, "/", {});
  await page.keyboard.press("/");
  await page.keyboard.type("clo");
  await page.keyboard.press("Escape");
  expect(!await page.locator(".search").isVisible(), "the search stays open after Escape");
  await page.keyboard.press("/");
  await page.keyboard.type("closure");
  const link = page.locator(".search li a").first();
  await link.waitFor({ timeout: 20_000 }).catch(async () =>
    problems.push(`the search says “${await page.locator(".search [role=status]").textContent()}”`)
  );
  if (await link.count() > 0) {
    expect(await link.textContent() === "Glossary: Closure", "the definition is not found first");
    await page.locator(".search input").fill("closureless");
    expect(
      await appears(page.getByText("Nothing found")),
      "the search answers a word by its beginning",
    );
    await page.locator(".search input").fill("closure");
    await link.waitFor();
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () =>
      // deno-lint-ignore no-explicit-any
      ((await (globalThis as any).axe.run()).violations as { id: string }[]).map(({ id }) => id)
    );
    expect(violations.length === 0, `the search breaks ${violations}`);
    await link.click();
    await page.waitForLoadState("load");
    const text = (await page.locator("main").textContent() ?? "").toLowerCase();
    expect(text.includes("closure"), `the search leads to ${page.url()}`);
  }
  await page.context().close();
}

/** Without scripts every chart and table is there, and pictures in files are seen when one scrolls. */
async function checkWithoutScripts(around: Around, { url }: Built): Promise<void> {
  const { expect } = around;
  const page = await visit(around, url, { javaScriptEnabled: false });
  for (const [i, figure] of (await page.locator("figure.chart").all()).entries()) {
    if (!isChecked(i)) continue;
    const id = await figure.getAttribute("id");
    const pictures = await figure.locator(".panels .plot").all();
    expect(
      pictures.length === Number(await figure.getAttribute("data-panels")),
      `without scripts the chart ${id} has ${pictures.length} pictures`,
    );
    for (const picture of pictures) {
      await picture.scrollIntoViewIfNeeded();
      await page.waitForLoadState("networkidle");
      const box = await picture.boundingBox();
      expect((box?.width ?? 0) > 100, `without scripts the chart ${id} shows nothing`);
      // Not `evaluate`, which is a script too.
      if (await picture.getAttribute("src") === null) continue;
      const address = origin + await picture.getAttribute("src");
      const answer = await page.request.get(address);
      expect(answer.ok(), `without scripts the chart ${id} lacks ${address}`);
    }
  }
}

/** A page of the site. */
interface Built {
  readonly url: string;
  /** Identifiers of its charts. */
  readonly charts: readonly string[];
}

const pages = (await listFiles(folder)).filter((path) => path.endsWith(".html"))
  .map((path): Built => ({
    url: "/" + path.replace(/index\.html$/, ""),
    charts: chartsOf(Deno.readTextFileSync(`${folder}/${path}`)),
  }))
  .filter(({ url }) => some?.includes(url) ?? true);
const charted = pages.filter(({ charts }) => charts.length > 0);
/** Pages that are printed: the report, and one of each other kind. */
const printed = pages.filter(({ url }) =>
  story.some((page) => page.url === url) || /\/(?:ring|glossary|audit-report)\//.test(url)
);
/** How many pictures of each page were below the first screen as it was printed. */
const below = new Map<string, number>();
const problems = await runChecks(browserPath, [
  ...pages.map((built) => (around: Around) => checkPage(around, built)),
  ...charted.map((built) => (around: Around) => checkWithoutScripts(around, built)),
  ...charted.filter((_, i) => isChecked(i))
    .map((built) => (around: Around) => checkPlaces(around, built)),
  ...printed.map((built) => async (around: Around) =>
    void below.set(built.url, await checkPrint(around, built))
  ),
  ...(some === undefined ? [checkChoices, checkTouch, checkSwitch, checkSearch, checkTables] : []),
]).finally(() => server.shutdown());
if (some === undefined && ![...below.values()].some((n) => n > 0)) {
  problems.push("no picture was below the first screen as its page was printed");
}
for (const url of some ?? []) {
  if (!pages.some((page) => page.url === url)) problems.push(`there is no page ${url}`);
}
console.log(JSON.stringify(problems));
