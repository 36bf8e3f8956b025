import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { writeReport } from "../../site/_report.ts";
import { lock, scratch } from "../../runner/_runs.ts";
import { launch } from "../../../runner/launch.ts";

/** Starts a program of the preview on results of its own, and waits until it serves. */
async function serving(program: string) {
  const folder = scratch();
  const data = `${folder.path}/data`;
  writeReport(data);
  const child = launch("deno", {
    args: ["run", "-q", lock, "-P=serve", program, "--port", "0", "--data", data],
    stdout: "piped",
    stderr: "inherit",
  });
  const output = child.stdout.pipeThrough(new TextDecoderStream());
  let said = "", origin = "";
  for await (const text of output.values({ preventCancel: true })) {
    said += text;
    origin = /Serving on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1] ?? "";
    if (origin !== "") break;
  }
  const end = async () => {
    child.kill("SIGTERM");
    await child.status;
    await output.cancel();
    folder[Symbol.dispose]();
  };
  if (origin === "") await end();
  assertMatch(origin, /^http/, said);
  return { origin, end };
}

/** What a server answers to whoever takes it for another host, which a browser's own functions do not allow. */
async function askAs(host: string, origin: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const lines = ["GET /calibration/ HTTP/1.1", `Host: ${host}`, "Connection: close", "", ""];
  await connection.write(new TextEncoder().encode(lines.join("\r\n")));
  let answer = "";
  const text = new TextDecoder(), part = new Uint8Array(65536);
  for (let count: number | null = 0; (count = await connection.read(part)) !== null;) {
    answer += text.decode(part.subarray(0, count), { stream: true });
  }
  return answer;
}

Deno.test("the preview serves the site and nothing beside it, under the permissions of its task", async () => {
  const { origin, end } = await serving("site/preview.ts");
  try {
    const get = async (path: string): Promise<[number, string]> => {
      const response = await fetch(`${origin}${path}`);
      return [response.status, await response.text()];
    };
    const [status, page] = await get("/calibration/");
    assertEquals(status, 200);
    assertStringIncludes(page, "</html>");
    assertEquals((await get("/nowhere/"))[0], 404);
    assertEquals((await get("/%2e%2e/%2e%2e/deno.json"))[0], 404);
    assertEquals((await get("/%zz"))[0], 404);
    // A page elsewhere whose name leads to this machine.
    assertMatch(await askAs("example.org", origin), /^HTTP\/1\.1 421 [^]*for its own machine\.$/);
    assertMatch(await askAs("127.0.0.1", origin), /^HTTP\/1\.1 200 /);
    const same = await fetch(`${origin.replace("127.0.0.1", "localhost")}/calibration/`);
    assertEquals(same.status, 200);
    await same.body?.cancel();
  } finally {
    await end();
  }
});

/** Runs the task's command until it ends. */
async function serve(...args: string[]): Promise<[number, string]> {
  const { code, stdout, stderr } = await launch("deno", {
    args: ["run", "-q", lock, "-P=serve", "site/serve.ts", ...args],
    stdout: "piped",
    stderr: "piped",
  }, (command) => command.output());
  return [code, new TextDecoder().decode(code === 0 ? stdout : stderr)];
}

Deno.test("what cannot be served is refused at once", async () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    const [code, said] = await serve("--port", `${taken.addr.port}`);
    assertEquals([code, said], [
      1,
      `Cannot serve the site as its port must be free: current value is ${taken.addr.port}\n`,
    ]);
  } finally {
    taken.close();
  }
  assertEquals(await serve("--port", "0", "--data", ".cache/no/such"), [
    1,
    "Cannot serve the site as the results must be in a folder: current value is .cache/no/such\n",
  ]);
  const [wrong, port] = await serve("--port", "abc");
  assertEquals(wrong, 1);
  assertStringIncludes(port, "whole number from 0 to 65535");
  const [helped, help] = await serve("--help");
  assertEquals(helped, 0);
  assertStringIncludes(help, "--data <folder>");
});

Deno.test("the task ends with its preview when it is told to end", async () => {
  const { origin, end } = await serving("site/serve.ts");
  await end();
  await assertRejects(() => fetch(`${origin}/`), TypeError);
});
