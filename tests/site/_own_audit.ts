/**
 * What must hold of the audit in the page. Run as a program of its own, as `_browser.ts` is:
 * `_own_audit.ts FOLDER BROWSER CASES`, the path of a file of {@linkcode Case}s. Prints the problems as JSON.
 */
import { BlobReader, TextWriter, ZipReader } from "@zip.js/zip.js";
import type { Page } from "npm:playwright-core@1.65.1";
import type { Case } from "./_own_cases.ts";
import { accessProblems } from "./_accessible.ts";
import { type Around, runChecks } from "./_checks.ts";
import { serveFolder } from "./_folder_server.ts";

const [folder, browserPath, casesPath] = Deno.args;
const cases: readonly Case[] = JSON.parse(Deno.readTextFileSync(casesPath));

const server = serveFolder(folder);
const origin = `http://127.0.0.1:${server.addr.port}`;

/** Paths of requests to another host. */
const heard: string[] = [];
const other = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
  heard.push(new URL(request.url).pathname);
  return new Response("", { headers: { "access-control-allow-origin": "*" } });
});
const elsewhere = `http://127.0.0.1:${other.addr.port}`;

/** Opens the page; whatever it asks of another host is a problem. */
async function open({ browser, expect, problems }: Around): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`the page throws ${error.message}`));
  page.on("request", (request) => {
    const own = request.url().startsWith(origin) || /^(?:data|blob):/.test(request.url());
    expect(own || request.url().startsWith(elsewhere), `the page asks for ${request.url()}`);
  });
  await page.goto(`${origin}/audit/`, { waitUntil: "load" });
  return page;
}

/** Waits for one of several parts of the form. */
async function seen(page: Page, ...names: string[]): Promise<void> {
  await page.waitForFunction(
    (names) => names.some((name) => document.querySelector(name)?.checkVisibility()),
    names,
    // By the clock, as a browser that draws nothing has no frames to wait for.
    { timeout: 90_000, polling: 100 },
  );
}

/** The sentence that the page ends in, if it does. */
async function faultOf(page: Page): Promise<string | undefined> {
  const fault = page.locator(".own-fault");
  return await fault.isVisible() ? await fault.textContent() ?? "" : undefined;
}

/** Texts of the archive by path. */
async function archiveOf(page: Page): Promise<Map<string, string>> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(".own-archive").click(),
  ]);
  const bytes = await Deno.readFile(await download.path());
  const archive = new ZipReader(new BlobReader(new Blob([bytes])), { useWebWorkers: false });
  const texts = new Map<string, string>();
  for (const entry of await archive.getEntries()) {
    if (entry.directory) continue;
    const text = await entry.getData(new TextWriter());
    texts.set(entry.filename.replace(/^audit-report\//, ""), text);
  }
  return texts;
}

/** Files of the command that the page gives, too. */
function given(report: string, config: string): Map<string, string> {
  const texts = new Map<string, string>();
  const add = (path: string) => texts.set(path, Deno.readTextFileSync(`${report}/${path}`));
  for (const path of ["results.json", "results.schema.json", "summary.md"]) add(path);
  for (const below of ["tables", "hepdata"]) {
    for (const { name } of Deno.readDirSync(`${report}/${below}`)) add(`${below}/${name}`);
  }
  texts.set(config.slice(config.lastIndexOf("/") + 1), Deno.readTextFileSync(config));
  return texts;
}

/** Files give the report or the sentence that the command gives. */
async function checkCase(around: Around, one: Case) {
  const { name, files, fields, report, config, sentence } = one;
  const { expect } = around;
  const page = await open(around);
  await page.locator(".own-files").setInputFiles(files);
  await seen(page, ".own-seen li", ".own-fault");
  await page.getByText("Change this").click();
  for (const [field, value] of Object.entries(fields)) {
    const place = page.locator(`.own-audit [name="${field}"]`);
    if (await place.evaluate((element) => element.localName) === "select") {
      await place.selectOption(value);
    } else {
      await place.fill(value);
    }
  }
  await page.getByRole("button", { name: "Audit", exact: true }).click();
  await seen(page, ".own-result", ".own-fault");
  const fault = await faultOf(page);
  expect(fault === sentence, `${name} ends in ${fault}, not in ${sentence}`);
  if (report === undefined || fault !== undefined) return await page.context().close();
  const [wanted, found] = [given(report, config!), await archiveOf(page)];
  expect(
    [...wanted.keys()].sort().join() === [...found.keys()].sort().join(),
    `${name} gives ${[...found.keys()]}`,
  );
  for (const [path, text] of wanted) {
    const same = found.get(path) === text;
    expect(same, `${name}: ${path} is not that of the command: ${found.get(path)?.slice(0, 300)}`);
  }
  const [single] = await Promise.all([
    page.waitForEvent("download"),
    page.locator('.own-main a[download="results.json"]').click(),
  ]);
  expect(
    await Deno.readTextFile(await single.path()) === wanted.get("results.json"),
    `${name}: results.json alone is another one`,
  );
  await page.context().close();
}

/** The keyboard alone tries the sample, and is led to the result; what is shown is accessible. */
async function checkKeyboard(around: Around): Promise<void> {
  const { expect, problems } = around;
  const page = await open(around);
  const focused = () => page.evaluate(() => document.activeElement!.className);
  const tabTo = async (name: string) => {
    for (let i = 0; i < 40 && !(await focused()).split(" ").includes(name); i++) {
      await page.keyboard.press("Tab");
    }
    expect((await focused()).split(" ").includes(name), `the keyboard does not reach ${name}`);
  };
  await page.locator(".own-files").focus();
  await tabTo("own-sample");
  await page.keyboard.press("Enter");
  await seen(page, ".own-seen li");
  await page.getByText("Change this").click();
  await page.locator(".own-sample").focus();
  await tabTo("own-start");
  await page.keyboard.press("Enter");
  await seen(page, ".own-result");
  expect(await focused() === "own-heading", "the result does not take the focus");
  const spoken = await page.locator(".own-spoken").textContent() ?? "";
  expect(/^The audit is done: .*\d hold/.test(spoken), `the page says “${spoken}”`);
  problems.push(...await accessProblems(page, "the audit in the page", ".own-audit"));
  await page.context().close();
}

/** An audit under way can be stopped, and begun anew. */
async function checkStop(around: Around): Promise<void> {
  const { expect } = around;
  const page = await open(around);
  await page.getByRole("button", { name: "Try a sample" }).click();
  await seen(page, ".own-seen li");
  // The thread says what it does at once: this is before its first answer.
  await page.evaluate(() => {
    document.querySelector<HTMLButtonElement>(".own-start")!.click();
    document.querySelector<HTMLButtonElement>(".own-stop")!.click();
  });
  await page.waitForTimeout(300);
  expect(page.workers().length === 0, "a thread goes on after Stop");
  expect(!await page.locator(".own-running").isVisible(), "progress stays after Stop");
  expect(!await page.locator(".own-result").isVisible(), "there is a result after Stop");
  const spoken = await page.locator(".own-spoken").textContent();
  expect(spoken === "The audit was stopped.", `after Stop the page says “${spoken}”`);
  await page.getByRole("button", { name: "Audit", exact: true }).click();
  await seen(page, ".own-result");
  await page.context().close();
}

/** A field that tells of its change when it is left for the audit, as in Safari, does not end that audit. */
async function checkLateChange(around: Around): Promise<void> {
  const page = await open(around);
  await page.getByRole("button", { name: "Try a sample" }).click();
  await seen(page, ".own-seen li");
  await page.evaluate(() => {
    const title = document.querySelector<HTMLInputElement>('.own-audit [name="title"]')!;
    title.value = "Late";
    document.querySelector<HTMLButtonElement>(".own-start")!.click();
    title.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await seen(page, ".own-result");
  await page.context().close();
}

/** Files can be dropped; what was said of others is forgotten. */
async function checkDrop(around: Around): Promise<void> {
  const { expect } = around;
  const page = await open(around);
  await page.getByRole("button", { name: "Try a sample" }).click();
  await seen(page, ".own-seen li");
  const title = page.getByLabel("Name of the generator");
  expect(await title.inputValue() === "Sample", "the sample has no name");
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["a,b\n1,2\n"], "mine.csv"));
    document.querySelector(".own-drop")!.dispatchEvent(
      new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }),
    );
  });
  await seen(page, ".own-fault");
  const fault = await faultOf(page);
  expect(
    fault?.startsWith("Cannot audit these files as events need bins: ") === true,
    `a dropped file alone ends in ${fault}`,
  );
  expect(await title.inputValue() === "", "the name of the sample stays for other files");
  await page.context().close();
}

/** Gives the page another script to read Parquet by, and a file of that format. */
async function chooseParquet(page: Page, script: string | undefined): Promise<void> {
  await page.context().route(
    "**/assets/audit/parquet.js",
    (route) =>
      script === undefined
        ? route.abort()
        : route.fulfill({ contentType: "text/javascript", body: script }),
  );
  await page.locator(".own-files").setInputFiles("tests/audit/fixtures/zstd.parquet");
}

/** Waits until so many threads work for the page. */
async function threadsOf(page: Page, count: number, where: string): Promise<void> {
  for (let tries = 0; tries < 100 && page.workers().length !== count; tries++) {
    await page.waitForTimeout(50);
  }
  const { length } = page.workers();
  if (length !== count) throw new Error(`${length} threads where ${count} are meant: ${where}`);
}

/** What reads a file apart ends with the audit, and when it says nothing; a script that does not load is told. */
async function checkApart(around: Around): Promise<void> {
  const { expect } = around;
  const page = await open(around);
  await chooseParquet(page, "export function inspect() { for (;;); }");
  await threadsOf(page, 2, "a reader that hangs");
  await page.getByRole("button", { name: "Audit", exact: true }).click();
  await page.locator(".own-stop").click();
  await threadsOf(page, 0, "after Stop");
  await page.getByRole("button", { name: "Audit", exact: true }).click();
  await seen(page, ".own-fault");
  expect(
    await faultOf(page) ===
      'Cannot read "zstd.parquet" as the reader of Parquet must answer within 8 s: current value is no answer',
    `a reader that hangs ends in ${await faultOf(page)}`,
  );
  await threadsOf(page, 1, "after 8 s without an answer");
  await page.context().close();
  const other = await open(around);
  await chooseParquet(other, undefined);
  await seen(other, ".own-fault");
  expect(
    await faultOf(other) ===
      'Cannot read "zstd.parquet" as the library for Parquet must load, which may need the network the first time: current value is a reader that ended with code 1',
    `a script that does not load ends in ${await faultOf(other)}`,
  );
  await other.context().close();
}

/** Neither the page nor its threads can send anything to another host. */
async function checkPolicy(around: Around): Promise<void> {
  const { expect } = around;
  const page = await open(around);
  // A reader that waits for ever.
  await chooseParquet(page, "export function inspect() { return new Promise(() => {}); }");
  await threadsOf(page, 2, "a reader that waits");
  // What is asked of the host without a policy is heard.
  await (await fetch(`${elsewhere}/heard`)).text();
  const threads = page.workers();
  const own = await threads[0].evaluate(
    (url) => fetch(url).then(({ status }) => status, String),
    `${origin}/assets/icon.svg`,
  );
  expect(own === 200, `the thread cannot load from its own site: ${own}`);
  const ways = async (where: string) => {
    // deno-lint-ignore no-explicit-any
    const { XMLHttpRequest, Image, document } = globalThis as any;
    const body = "secret";
    const tried: Promise<unknown>[] = [
      fetch(`${where}/fetch`, { method: "POST", body, mode: "no-cors" }).catch(() => {}),
    ];
    if (XMLHttpRequest !== undefined) {
      tried.push(
        new Promise((done) => {
          const request = new XMLHttpRequest();
          request.onloadend = done;
          request.open("POST", `${where}/request`);
          request.send(body);
        }),
      );
    }
    const socket = new WebSocket(`${where.replace("http", "ws")}/socket`);
    tried.push(
      new Promise((done) => {
        socket.onerror = socket.onopen = done;
      }),
    );
    tried.push(import(`${where}/script.js`).catch(() => {}));
    if (document !== undefined) {
      navigator.sendBeacon(`${where}/beacon`, body);
      const image = new Image();
      tried.push(
        new Promise((done) => {
          image.onload = image.onerror = done;
        }),
      );
      image.src = `${where}/image`;
    }
    await Promise.all(tried);
  };
  for (const thread of threads) await thread.evaluate(ways, elsewhere);
  await page.evaluate(ways, elsewhere);
  await page.waitForTimeout(300);
  expect(heard.join() === "/heard", `the other host hears of ${heard}`);
  await page.context().close();
}

const problems = await runChecks(browserPath, [
  checkPolicy,
  checkApart,
  checkKeyboard,
  checkStop,
  checkLateChange,
  checkDrop,
  ...cases.map((one) => (around: Around) => checkCase(around, one)),
]).finally(() => Promise.all([server.shutdown(), other.shutdown()]));
console.log(JSON.stringify(problems));
