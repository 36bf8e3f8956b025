/** Serves a built site to a browser. */
import { extname } from "node:path";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".csv": "text/csv",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".pagefind": "application/wasm",
};

/**
 * A server of the files of a folder, on a free port of this machine.
 *
 * @param more Further pages by path.
 */
export function serveFolder(
  folder: string,
  more: Readonly<Record<string, string>> = {},
): Deno.HttpServer<Deno.NetAddr> {
  const options = { port: 0, hostname: "127.0.0.1", onListen() {} };
  return Deno.serve(options, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname in more) {
      return new Response(more[pathname], { headers: { "content-type": types[".html"] } });
    }
    const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    try {
      return new Response(await Deno.readFile(folder + path), {
        headers: { "content-type": types[extname(path)] ?? "application/octet-stream" },
      });
    } catch {
      return new Response("", { status: 404 });
    }
  });
}
