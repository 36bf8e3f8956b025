/**
 * What must hold of the texts of charts in a browser: none is clipped, none lies over another. Run as a
 * program, as `_browser.ts` is and for its reason: `_labels.ts FOLDER BROWSER WIDTHS`. Prints the problems as
 * JSON.
 */
import type { Browser, Locator, Page } from "npm:playwright-core@1.65.1";
import { chartsOf, listFiles } from "./_check_site.ts";
import { type Around, runChecks } from "./_checks.ts";
import { serveFolder } from "./_folder_server.ts";

/**
 * Finds the texts of pictures and colour keys that reach outside or lie over each other by more than half
 * a pixel. Runs in the browser, so it uses nothing from outside itself.
 *
 * @param root A figure, or a picture.
 */
function findProblems(root: Element): string[] {
  const tolerance = 0.5;
  type Corner = readonly [number, number];
  interface Text {
    readonly words: string;
    /** The corners of its box on the screen, in order around it, turned as the text is. */
    readonly corners: readonly Corner[];
  }

  const around = ({ left, right, top, bottom }: DOMRect): Corner[] => [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];

  const ofPicture = (text: SVGTextElement): Text => {
    const { x, y, width, height } = text.getBBox();
    const matrix = text.getScreenCTM()!;
    const box = new DOMRect(x, y, width, height);
    return {
      words: text.textContent,
      corners: around(box).map(([x, y]) => {
        const point = new DOMPoint(x, y).matrixTransform(matrix);
        return [point.x, point.y];
      }),
    };
  };

  const ofPage = (element: Element): Text => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return { words: element.textContent, corners: around(range.getBoundingClientRect()) };
  };

  /** By how much two boxes overlap along the direction in which they do so least. */
  const overlap = (a: Text, b: Text): number => {
    let least = Infinity;
    for (const { corners } of [a, b]) {
      for (const i of [0, 1]) {
        const [dx, dy] = [0, 1].map((k) => corners[i + 1][k] - corners[i][k]);
        const length = Math.hypot(dx, dy);
        const [[fromA, toA], [fromB, toB]] = [a, b].map(({ corners }) => {
          const along = corners.map(([x, y]) => (x * dx + y * dy) / length);
          return [Math.min(...along), Math.max(...along)];
        });
        least = Math.min(least, Math.min(toA, toB) - Math.max(fromA, fromB));
      }
    }
    return least;
  };

  const inside = (texts: readonly Text[], { left, right, top, bottom }: DOMRect): string[] => {
    const found: string[] = [];
    for (const { words, corners } of texts) {
      const beyond = Math.max(
        ...corners.flatMap(([x, y]) => [left - x, x - right, top - y, y - bottom]),
      );
      if (beyond > tolerance) found.push(`"${words}" reaches ${beyond.toFixed(1)} px outside`);
    }
    texts.forEach((a, i) =>
      texts.slice(i + 1).forEach((b) => {
        const over = overlap(a, b);
        if (over > tolerance) {
          found.push(`"${a.words}" lies over "${b.words}" by ${over.toFixed(1)} px`);
        }
      })
    );
    return found;
  };

  const shown = (text: Text) => text.words.trim() !== "";
  const pictures = root.matches("svg") ? [root] : [...root.querySelectorAll("svg.plot")];
  const keys = [...root.querySelectorAll(".scale")];
  return [
    ...pictures.flatMap((svg) =>
      inside(
        [...svg.querySelectorAll("text")].map(ofPicture).filter(shown),
        svg.getBoundingClientRect(),
      ).map((problem) => (svg.id ? `${svg.id}: ` : "") + problem)
    ),
    ...keys.flatMap((key) =>
      inside(
        [...key.querySelectorAll("p, span")].map(ofPage).filter(shown),
        key.getBoundingClientRect(),
      ).map((problem) => `colour key: ${problem}`)
    ),
  ];
}

const [folder, browserPath, list] = Deno.args;
const widths = list.split(",").map(Number);
const server = serveFolder(folder);
const origin = `http://127.0.0.1:${server.addr.port}`;

/** Measures a figure as it now is. */
async function measure({ problems }: Around, figure: Locator, where: string): Promise<void> {
  for (const problem of await figure.evaluate(findProblems)) problems.push(`${where}: ${problem}`);
}

/** Measures a picture that stands alone, with the font that it gets as such. */
async function measureAlone(
  { problems }: Around,
  page: Page,
  address: string,
  where: string,
): Promise<void> {
  await page.goto(address);
  await loadFonts(page);
  for (const problem of await page.locator("svg").first().evaluate(findProblems)) {
    problems.push(`${where}: ${problem}`);
  }
}

/** Keeps the text of the file that a page hands out, instead of handing it out. */
function keepFile(): void {
  const page = globalThis as unknown as { file?: Promise<string> };
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    page.file = (blob as Blob).text();
    return make(blob);
  };
  HTMLAnchorElement.prototype.click = () => {};
}

/** Measures the picture that a reader takes away. */
async function takeAway(
  around: Around,
  figure: Locator,
  alone: Page,
  where: string,
): Promise<void> {
  const page = figure.page();
  await figure.locator(".downloads").getByText("SVG", { exact: true }).dispatchEvent("click");
  await page.waitForFunction(() => "file" in globalThis, undefined, { polling: 20 });
  const text = await page.evaluate(() => {
    const page = globalThis as unknown as { file?: Promise<string> };
    const { file } = page;
    delete page.file;
    return file!;
  });
  const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await measureAlone(around, alone, address, `${where}, taken away`);
}

/** A page that goes through the site, and one for pictures that stand alone. */
interface Pages {
  readonly page: Page;
  readonly alone: Page;
}

const opened = new WeakMap<Browser, Pages>();

/** The width at which every setting and every file is measured, with the fonts of the site. */
const full = 1280;

/** Waits until each font of a page is loaded or has failed. */
async function loadFonts(page: Page): Promise<void> {
  await page.evaluate(() => Promise.allSettled([...document.fonts].map((face) => face.load())));
}

/** The pages of a browser, opened once: a new one takes longer to start than to measure. */
async function pagesOf(browser: Browser): Promise<Pages> {
  const before = opened.get(browser);
  if (before !== undefined) return before;
  const context = await browser.newContext({ reducedMotion: "reduce" });
  await context.addInitScript(keepFile);
  const page = await context.newPage();
  // Readers whose connection is slow see the wider fonts of their system.
  await page.route(
    "**/*.woff2",
    (route) => page.viewportSize()!.width === full ? route.continue() : route.abort(),
  );
  const pages = { page, alone: await (await browser.newContext()).newPage() };
  opened.set(browser, pages);
  return pages;
}

/** Every chart of a page at one width: as it came, in files, live, at its settings, and taken away. */
async function checkPage(around: Around, url: string, width: number): Promise<void> {
  const { page, alone } = await pagesOf(around.browser);
  await page.setViewportSize({ width, height: 900 });
  await page.goto(origin + url, { waitUntil: "load" });
  // What stands alone is the same whatever the width of the page.
  const once = width === full;
  const pictures = await page.locator("img.plot").evaluateAll((images) =>
    images.map((image) => (image as HTMLImageElement).src)
  );
  const live = await page.locator('script[src$="charts.js"]').count() > 0;
  await loadFonts(page);
  for (const figure of await page.locator("figure.chart").all()) {
    const id = await figure.getAttribute("id");
    const where = `${url} chart ${id}`;
    const at = `at ${width} px`;
    if (!live) {
      await measure(around, figure, `${where} ${at}`);
      continue;
    }
    // Its inline pictures stay the elements that the server drew; those in files take their places.
    await figure.scrollIntoViewIfNeeded();
    await page.waitForFunction(
      (id) => document.getElementById(id!)?.dataset.live !== undefined,
      id,
      { polling: 20 },
    );
    await measure(around, figure, `${where} ${at}`);
    if (once) await takeAway(around, figure, alone, where);
    const select = figure.locator(".control select");
    const chosen = await select.count() === 0 ? "" : await select.inputValue();
    const options = await select.locator("option").allTextContents();
    for (const [i, option] of options.entries()) {
      // At one width all settings, at others every fourth.
      if (String(i) === chosen || (!once && i % 4 !== 0)) continue;
      const before = await figure.locator(".panels svg.plot").first().elementHandle();
      await select.selectOption(String(i));
      await before!.waitForElementState("hidden");
      await measure(around, figure, `${where} set to ${option} ${at}`);
      if (once && i === options.length - 1) {
        await takeAway(around, figure, alone, `${where} set to ${option}`);
      }
    }
  }
  if (once) {
    for (const address of pictures) {
      await measureAlone(around, alone, address, `${url} picture ${address.slice(origin.length)}`);
    }
  }
}

const urls = (await listFiles(folder)).filter((path) =>
  path.endsWith(".html") && chartsOf(Deno.readTextFileSync(`${folder}/${path}`)).length > 0
).map((path) => "/" + path.replace(/index\.html$/, ""));
const problems = await runChecks(
  browserPath,
  urls.flatMap((url) => widths.map((width) => (around: Around) => checkPage(around, url, width))),
).finally(() => server.shutdown());
console.log(JSON.stringify(problems, null, 1));
