/** Browsers in which a page works on files, and answers. */
import { securityPolicy } from "../../../render/security.ts";
import { launch } from "../../../runner/launch.ts";
import { chromium, endGroup, firefox } from "../../_programs.ts";
import { scratch } from "../../runner/_runs.ts";

/** A browser with what it needs to start. */
interface Browser {
  readonly name: string;
  readonly program: string | undefined;
  args(folder: string): readonly string[];
}

const browsers: readonly Browser[] = [
  {
    name: "Chromium",
    program: chromium,
    args: (folder) => [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      `--user-data-dir=${folder}`,
    ],
  },
  {
    name: "Firefox",
    program: firefox,
    args: (folder) => ["--headless", "--no-remote", "--profile", folder],
  },
];

/** Those that are found. */
export const present = browsers.filter(({ program }) => program !== undefined);

/** All of them, by name. */
export const named = browsers.map(({ name }) => name).join(" and ");

/** What a page is given. */
interface Page {
  /** Text of a module that ends by a call of `answer`. */
  readonly script: string;
  /** Scripts of the site, by path. */
  readonly scripts: ReadonlyMap<string, Uint8Array>;
  /** Files, `/files/0` and so on. */
  readonly files: readonly Uint8Array<ArrayBuffer>[];
  /** What it fetches as JSON, by path. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** Longest time between two requests of a browser, in seconds. */
const patience = 90;

/** A browser has stopped making requests. */
class Silent extends Error {}

/**
 * What a page answers in a browser, under the policy of the site. On a busy machine a browser can hang, whatever its
 * page. One that stops making requests is therefore restarted once.
 *
 * @throws {Error} If the browser ends, or stops making requests twice.
 */
export async function answerIn<Answer>(browser: Browser, page: Page): Promise<Answer> {
  try {
    return await answerOnce<Answer>(browser, page);
  } catch (error) {
    if (!(error instanceof Silent)) throw error;
    return await answerOnce<Answer>(browser, page);
  }
}

async function answerOnce<Answer>(
  { name, program, args }: Browser,
  { script, scripts, files, json }: Page,
): Promise<Answer> {
  using folder = scratch();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const policy = `${securityPolicy}; worker-src 'self' blob:`;
  const answer =
    `const answer = (value) => fetch("/answer", { method: "POST", body: JSON.stringify(value) });`;
  const texts: Readonly<Record<string, readonly [string, string]>> = {
    "/": [
      "text/html",
      `<!doctype html><meta charset="utf-8"><script type="module" src="/script.js"></script>`,
    ],
    "/script.js": ["text/javascript", `${answer}\n${script}`],
    ...Object.fromEntries(
      Object.entries(json).map((
        [path, value],
      ) => [path, ["application/json", JSON.stringify(value)]]),
    ),
  };
  let last = "nothing";
  let late: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    clearTimeout(late);
    const message = `${name} has made no request for ${patience} s; the last was for ${last}`;
    late = setTimeout(() => reject(new Silent(message)), 1000 * patience);
  };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    last = pathname;
    wait();
    if (pathname === "/answer") {
      resolve(await request.json());
      return new Response();
    }
    const file = /^\/files\/(\d+)$/.exec(pathname);
    const [type, body] = file !== null
      ? ["application/octet-stream", files[Number(file[1])]] as const
      : texts[pathname] ?? ["text/javascript", scripts.get(pathname.slice(1))?.slice()];
    return new Response(body ?? "", {
      status: body === undefined ? 404 : 200,
      headers: { "content-type": type, "content-security-policy": policy },
    });
  });
  const home = Deno.realPathSync(folder.path);
  const browser = launch(program!, {
    args: [...args(home), `http://127.0.0.1:${server.addr.port}/`],
    env: { HOME: home },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    // The program may be a script that starts the browser.
    detached: true,
  });
  wait();
  const output = browser.output().then(({ stderr }) =>
    reject(new Error(`${name} ended: ${new TextDecoder().decode(stderr).slice(-2000)}`))
  );
  try {
    return await promise;
  } finally {
    clearTimeout(late);
    await endGroup(browser);
    await output;
    await server.shutdown();
  }
}
