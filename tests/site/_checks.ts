/** Runs checks of a site in a browser. */
import { type Browser, chromium, errors } from "npm:playwright-core@1.65.1";

/** What a check gets: a browser, and where it notes what it finds. */
export interface Around {
  readonly browser: Browser;
  readonly problems: string[];
  /** Notes a problem unless something holds. */
  readonly expect: (holds: boolean, problem: string) => void;
}

/** Height that no page exceeds on a screen 360 pixels wide, in pixels. */
export const highest = 12_000;

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
 * Runs checks in some browsers at once, each of which takes the next check when it is done with one. A
 * Chromium without a screen now and then stops drawing a page for good, whatever the page; so a check
 * that runs out of time is made once more, whole and in a new browser, and only twice is a failure.
 *
 * @param path The program of the browser.
 * @param checks What is checked, each with problems of its own.
 * @param browsers How many run at once.
 * @returns The problems, in the order of the checks.
 */
export async function runChecks(
  path: string,
  checks: readonly ((around: Around) => Promise<void>)[],
  browsers = 2,
): Promise<string[]> {
  const found: string[][] = checks.map(() => []);
  const waiting = checks.entries();
  const work = async () => {
    let browser = await launch(path);
    const attempt = async (i: number) => {
      const problems: string[] = found[i] = [];
      const expect = (holds: boolean, problem: string) => void (holds || problems.push(problem));
      await checks[i]({ browser, problems, expect });
    };
    try {
      for (const [i] of waiting) {
        try {
          await attempt(i);
        } catch (error) {
          if (!(error instanceof errors.TimeoutError)) throw error;
          await browser.close();
          browser = await launch(path);
          try {
            await attempt(i);
          } catch (error) {
            if (!(error instanceof errors.TimeoutError)) throw error;
            // With what was found until then, which may say why.
            found[i].push(`a check waits in vain: ${error.message.split("\n")[0]}`);
          }
        }
      }
    } finally {
      await browser.close();
    }
  };
  for (const ended of await Promise.allSettled(Array.from({ length: browsers }, work))) {
    if (ended.status === "rejected") throw ended.reason;
  }
  return found.flat();
}
