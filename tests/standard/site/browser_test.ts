import { assertEquals } from "@std/assert";
import { auditSite } from "../../../site/audit/build.ts";
import { buildSite } from "../../../site/site.ts";
import { auditFiles, writeAll } from "../../../studies/audit/output.ts";
import { someAudit } from "../../studies/audit/_audits.ts";
import { writeReport } from "../../site/_report.ts";

/** The first browser of the Chromium family on the path, or `undefined`. */
function findBrowser(): string | undefined {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
      try {
        if (Deno.statSync(`${folder}/${name}`).isFile) return `${folder}/${name}`;
      } catch { /* Not here. */ }
    }
  }
}

const browser = findBrowser();

/** The problems that a program of these tests finds in a site. */
async function problemsOf(program: string, folder: string): Promise<string[]> {
  const { stdout, stderr, success } = await new Deno.Command("deno", {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-all",
      `${import.meta.dirname}/../../site/${program}`,
      folder,
      browser!,
    ],
  }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  assertEquals(success, true);
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test({
  name:
    "in a browser pages are accessible, fit the screen, ask nobody else, charts answer, and no label is clipped or lies over another (only where a Chromium is found)",
  ignore: browser === undefined,
  fn: async () => {
    const folder = ".cache/test-site-browser";
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    writeReport(`${folder}/data`);
    await buildSite({ builder: "eleventy", data: `${folder}/data`, out: `${folder}/site` });
    // The report of an audit, whose addresses are relative, with names as long as they may be.
    const results = someAudit("generator".repeat(22));
    for (const files of [auditFiles(results), auditSite(results)]) {
      writeAll(`${folder}/site/audit-report`, files);
    }
    assertEquals(await problemsOf("_browser.ts", `${folder}/site`), []);
    assertEquals(await problemsOf("_labels.ts", `${folder}/site`), []);
    await Deno.remove(folder, { recursive: true });
  },
});

/** A picture of 100 by 100 pixels with what is given. */
const picture = (id: string, content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" class="plot" id="${id}" width="100" height="100" viewBox="0 0 100 100" font-family="monospace" font-size="10">${content}</svg>`;

Deno.test({
  name:
    "in a browser labels that are clipped or lie over each other are found (only where a Chromium is found)",
  ignore: browser === undefined,
  fn: async () => {
    const folder = ".cache/test-site-labels";
    const clipped = picture("clipped", '<text x="90" y="50">outside</text>');
    const over = picture("over", '<text x="10" y="50">one</text><text x="20" y="50">two</text>');
    const turned = picture(
      "turned",
      '<text transform="translate(20,80) rotate(-90)">axis</text><text x="12" y="70">1</text>',
    );
    // Their boxes along the axes of the screen overlap, they do not.
    const well = picture(
      "well",
      '<text transform="translate(10,90) rotate(-45)">slanted</text><text x="60" y="90">beside</text><text x="12" y="50">above</text>',
    );
    const key =
      '<div class="scale" style="width: 45px; font: 10px monospace; white-space: nowrap"><span>0.001</span><span style="margin-left: -10px">0.002</span></div>';
    writeAll(
      folder,
      new Map([
        [
          "index.html",
          `<!doctype html><title>t</title><figure class="chart" id="bad" style="margin: 0">${clipped}${over}${turned}${well}${key}<img class="plot" src="alone.svg" alt=""></figure>`,
        ],
        ["alone.svg", picture("alone", '<text x="-20" y="50">left</text>')],
      ]),
    );
    const found = (await problemsOf("_labels.ts", folder))
      .map((problem) => problem.replaceAll(/ \d+\.\d px/g, ""));
    const expected = [
      'clipped: "outside" reaches outside',
      'over: "one" lies over "two" by',
      'turned: "axis" lies over "1" by',
      'colour key: "0.002" reaches outside',
      'colour key: "0.001" lies over "0.002" by',
    ];
    assertEquals(found, [
      ...[360, 768, 1280].flatMap((width) =>
        expected.map((problem) => `/ chart bad at ${width} px: ${problem}`)
      ),
      '/ picture /alone.svg: alone: "left" reaches outside',
    ]);
    await Deno.remove(folder, { recursive: true });
  },
});
