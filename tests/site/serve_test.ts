import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { writeReport } from "./_report.ts";

Deno.test("the preview serves the site and nothing beside it, under the permissions of its task", async () => {
  const folder = ".cache/tests/serve";
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  writeReport(`${folder}/data`);
  const child = new Deno.Command("deno", {
    args: ["run", "-q", "-P=serve", "site/serve.ts", "--port", "0", "--data", `${folder}/data`],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  try {
    let said = "", origin = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      said += text;
      origin = /Serving on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1] ?? "";
      if (origin !== "") break;
    }
    assertMatch(origin, /^http/, said);
    const get = async (path: string): Promise<[number, string]> => {
      const response = await fetch(`${origin}${path}`);
      return [response.status, await response.text()];
    };
    const [status, page] = await get("/calibration/");
    assertEquals(status, 200);
    assertStringIncludes(page, "</html>");
    assertEquals((await get("/nowhere/"))[0], 404);
    assertEquals((await get("/%2e%2e/%2e%2e/deno.json"))[0], 404);
  } finally {
    child.kill();
    await child.status;
    await Deno.remove(folder, { recursive: true });
  }
});
