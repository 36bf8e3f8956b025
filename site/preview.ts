/**
 * The preview that `deno task serve` starts: the site on this machine, built again and reloaded when a
 * source or a result changes. Where a template or a result changes, this process builds anew; where a
 * module does, Deno starts the process anew. Pages notice by the number of the build.
 *
 * @module
 */
import { extname, resolve } from "node:path";
import { refuse } from "../runner/refusal.ts";
import { printBuild } from "./build.ts";
import { indexPages } from "./search.ts";
import { serveOptions } from "./serve_options.ts";
import { buildSite } from "./site.ts";

/** Folders of the templates; their modules are followed by Deno. */
const templates = ["pages", "_includes", "../studies"].map((path) =>
  resolve(import.meta.dirname!, path)
);

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".csv": "text/csv; charset=utf-8",
  ".svg": "image/svg+xml",
  ".xml": "application/xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

/** The script of the live preview: polls the number of the build and reloads when it changes. */
const liveScript = `let build;
setInterval(async () => {
  try {
    const now = await (await fetch("/live")).text();
    if (build !== undefined && build !== now) location.reload();
    build = now;
  } catch { /* The server starts anew. */ }
}, 500);
`;

function respond(body: BodyInit, type: string, status = 200): Response {
  return new Response(body, {
    status,
    headers: { "content-type": type, "cache-control": "no-store" },
  });
}

/** Names of this machine in requests. Any other may come from a foreign page whose name resolves to this machine. */
const hosts: readonly string[] = ["127.0.0.1", "localhost"];

/** The file of an address, from a folder and nowhere else. */
async function serveFile(folder: string, pathname: string): Promise<Response> {
  try {
    const path = resolve(folder, `.${decodeURIComponent(pathname)}`);
    if (path !== folder && !path.startsWith(`${folder}/`)) return respond("", types[".html"], 404);
    const file = pathname.endsWith("/") ? `${path}/index.html` : path;
    return respond(
      await Deno.readFile(file),
      types[extname(file)] ?? "application/octet-stream",
    );
  } catch {
    return respond(await Deno.readFile(`${folder}/404.html`), types[".html"], 404);
  }
}

/** Calls after changes of files that are not modules, once for those that come together and one call at a time. */
async function follow(folders: string[], call: () => Promise<void>): Promise<void> {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let last = Promise.resolve();
  for await (const { kind, paths } of Deno.watchFs(folders)) {
    if (kind === "access" || paths.every((path) => path.endsWith(".ts"))) continue;
    clearTimeout(waiting);
    waiting = setTimeout(() => last = last.then(call), 50);
  }
}

if (import.meta.main) {
  const options = serveOptions(Deno.args);
  const out = resolve(".cache/preview");
  let number = "";
  let indexing: Promise<void> = Promise.resolve();
  const rebuild = async (start = performance.now()) => {
    const build = await buildSite({
      builder: "vento",
      data: options.data,
      out,
      live: true,
      // Pages can be read before they can be searched.
      search: false,
    });
    number = crypto.randomUUID();
    printBuild(build, (performance.now() - start) / 1000);
    indexing = indexing.then(() => indexPages(out)).then((reason) => {
      if (reason !== undefined) console.log(`The search is left out: ${reason}`);
    });
  };
  try {
    await rebuild(0);
    Deno.serve(
      {
        port: options.port,
        hostname: "127.0.0.1",
        onListen: ({ port }) => console.log(`Serving on http://127.0.0.1:${port}/`),
      },
      (request) => {
        const { hostname, pathname } = new URL(request.url);
        if (!hosts.includes(hostname)) {
          return respond("This preview is for its own machine.", "text/plain", 421);
        }
        if (pathname === "/live") return respond(number, "text/plain");
        if (pathname === "/live.js") return respond(liveScript, types[".js"]);
        return serveFile(out, pathname);
      },
    );
    await follow(
      [...templates, options.data],
      () => rebuild().catch((error) => console.error((error as Error).message)),
    );
  } catch (error) {
    refuse(error);
  }
}
