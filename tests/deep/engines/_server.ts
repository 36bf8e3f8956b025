/** Serves cells to another engine, and takes from it what it computed. */
import { securityPolicy } from "../../../render/security.ts";
import type { ArtefactFile, CellWithFiles } from "../../../runner/recompute.ts";
import { endGroup } from "../../_programs.ts";

/** A cell to compute; the files of its inputs are asked for by key. */
export interface Task extends Omit<CellWithFiles, "inputs"> {
  readonly inputs: Readonly<Record<string, Omit<ArtefactFile, "bytes">>>;
}

/** What an engine says at the end. */
export interface Ended {
  /** Its name and version, and the processor where it says which. */
  readonly engine: string;
  /** A sentence for each cell that failed. */
  readonly failures: readonly string[];
  /** What the policy of the page forbade. */
  readonly forbidden: readonly string[];
  /** Whether it makes programs of texts. */
  readonly evaluates: boolean;
}

/** What an engine computed. */
export interface Outcome extends Ended {
  /** Files by key. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const page = `<!doctype html>
<meta charset="utf-8">
<title>Cells</title>
<link rel="icon" href="data:,">
<script type="module" src="/page.js"></script>
`;

const pageScript = `const worker = new Worker("/cells.js", { type: "module" });
worker.onerror = ({ message, filename, lineno }) => fetch("/ended", {
  method: "POST",
  body: JSON.stringify({
    engine: navigator.userAgent,
    failures: [\`the worker: \${message ?? "no script"} at \${filename}:\${lineno}\`],
    forbidden: [],
    evaluates: true,
  }),
});
`;

/**
 * Lets an engine compute cells.
 *
 * @param script The bundle of `_cells.ts`.
 * @param files Files of the cells' inputs, by key.
 * @param start Starts the engine, in a process group of its own, with the address of the page and that of the script.
 * @param seconds How long it may take.
 * @throws {Error} If the engine ends or the time is over before all is computed.
 */
export async function computeIn(
  script: Uint8Array<ArrayBuffer>,
  tasks: readonly Task[],
  files: ReadonlyMap<string, Uint8Array>,
  start: (page: string, script: string) => Deno.ChildProcess,
  seconds: number,
): Promise<Outcome> {
  const computed = new Map<string, Uint8Array>();
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const texts: Record<string, readonly [string, BodyInit]> = {
    "/": ["text/html", page],
    "/page.js": ["text/javascript", pageScript],
    "/cells.js": ["text/javascript", script],
    "/cells.json": ["application/json", JSON.stringify(tasks)],
  };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const key = pathname.replace("/artefact/", "");
    if (request.method === "POST") {
      if (pathname === "/ended") resolve(await request.json());
      else computed.set(key, await request.bytes());
      return new Response();
    }
    const [type, body] = texts[pathname] ?? ["application/octet-stream", files.get(key)?.slice()];
    return new Response(body ?? "", {
      status: body === undefined ? 404 : 200,
      // Browsers take a worker's own policy from the answer that brings its script.
      headers: { "content-type": type, "content-security-policy": securityPolicy },
    });
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const engine = start(`${origin}/`, `${origin}/cells.js`);
  const late = setTimeout(
    () => reject(new Error(`no end within ${seconds} s, ${computed.size} cells computed`)),
    1000 * seconds,
  );
  const output = engine.output().then(({ code, stderr }) => {
    reject(new Error(`it ended with ${code}: ${new TextDecoder().decode(stderr).slice(-2000)}`));
  });
  try {
    return { ...await promise, files: computed };
  } finally {
    clearTimeout(late);
    await endGroup(engine);
    await output;
    await server.shutdown();
  }
}
