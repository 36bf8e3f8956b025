import { assertEquals } from "@std/assert";
import { documentation } from "../../../site/api/documentation.ts";
import { Kept } from "../../../site/kept.ts";
import { ended, scratch, startProgram } from "../../runner/_runs.ts";
import { writeReport } from "../../site/_report.ts";

/** What the parts are for some arguments of Lume, in a process that was started with them. */
async function partsFor(folder: string, args: readonly string[]) {
  const script = `${folder}/parts.ts`;
  Deno.writeTextFileSync(
    script,
    `import { parts, served } from "${import.meta.resolve("../../../site/lume_parts.ts")}";
import { report } from "${import.meta.resolve("../../../site/_data.ts")}";
const { origin, base, securityPolicy } = report;
const inline = securityPolicy.includes("script-src 'unsafe-inline' 'self'");
const files = ["data/ring/results.json", "assets/style.css"].filter((path) => parts.files.has(path));
const linked = JSON.stringify(report.bibtex).includes("https://github.com/owner/name");
console.log(JSON.stringify({ origin, base, inline, served, files, linked }));
`,
  );
  const { code, out, error } = await ended(
    startProgram(["--allow-read=.", "--allow-write=.cache", script, ...args]),
  );
  return code === 0 ? JSON.parse(out) : error;
}

Deno.test("the arguments of Lume say where the site will be, and ours after them where results are", async () => {
  using folder = scratch();
  // As the task of Lume does before, which may start a program.
  await documentation(new Kept(".cache"));
  const files = ["data/ring/results.json", "assets/style.css"];
  assertEquals(await partsFor(folder.path, []), {
    origin: "http://localhost",
    base: "/",
    inline: false,
    served: false,
    files,
    linked: false,
  });
  writeReport(`${folder.path}/data`);
  assertEquals(
    await partsFor(folder.path, [
      "--location=https://example.org/report/",
      "--dest=../_site",
      "-s",
      "--port=3001",
      "--",
      `--data=${folder.path}/data`,
      "--repository=https://github.com/owner/name",
    ]),
    {
      origin: "https://example.org",
      base: "/report/",
      inline: true,
      served: true,
      files,
      linked: true,
    },
  );
});
