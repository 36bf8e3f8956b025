/** Runs checks of a site in a browser. */
import { type Browser, chromium, errors } from "playwright-core";

/** Starts a browser that asks nobody for anything. */
function launch(path: string): Promise<Browser> {
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
  ];
  return chromium.launch({ executablePath: path, args });
}

/**
 * Runs checks one after the other in one browser. A Chromium without a screen now and then stops drawing
 * a page for good, whatever the page; so a check that runs out of time is made once more, whole and in a
 * new browser, and only twice is a failure.
 *
 * @param path The program of the browser.
 * @param problems Where the checks note what they find.
 */
export async function runChecks(
  path: string,
  problems: string[],
  checks: readonly ((browser: Browser) => Promise<void>)[],
): Promise<void> {
  let browser = await launch(path);
  try {
    for (const check of checks) {
      const before = problems.length;
      try {
        await check(browser);
      } catch (error) {
        if (!(error instanceof errors.TimeoutError)) throw error;
        await browser.close();
        browser = await launch(path);
        problems.length = before;
        await check(browser);
      }
    }
  } finally {
    await browser.close();
  }
}
