/**
 * What must hold of every page of a built site on a small screen. Run as a program, as `_browser.ts` is and for its
 * reason: `_small.ts FOLDER BROWSER`. Prints the problems as JSON.
 */
import { listFiles } from "./_check_site.ts";
import { highest, runChecks } from "./_checks.ts";
import { serveFolder } from "./_folder_server.ts";

const [folder, browserPath] = Deno.args;
const server = serveFolder(folder);
const pages = (await listFiles(folder)).filter((path) => path.endsWith(".html"));
const problems = await runChecks(
  browserPath,
  pages.map((path) => async ({ browser, expect }) => {
    const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
    await page.goto(`http://127.0.0.1:${server.addr.port}/${path}`, { waitUntil: "load" });
    const { width, height } = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      height: document.documentElement.scrollHeight,
    }));
    expect(height <= highest, `${path} at 360 pixels is ${height} pixels high`);
    expect(width <= 360, `${path} at 360 pixels is ${width} pixels wide`);
    await page.close();
  }),
).finally(() => server.shutdown());
console.log(JSON.stringify(problems));
