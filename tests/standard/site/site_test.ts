import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { resolve } from "node:path";
import { namesIn } from "../../../runner/files.ts";
import { launch } from "../../../runner/launch.ts";
import { lumeUnreachable } from "../../../site/builders/lume.ts";
import { buildSite, type SiteOptions } from "../../../site/site.ts";
import { sealed } from "../../../runner/json.ts";
import { checkSite, listFiles } from "../../site/_check_site.ts";
import { writeReport } from "../../site/_report.ts";
import { shell, smallDisk, withDisk } from "../../cli/_surroundings.ts";
import { ended, link, scratch } from "../../runner/_runs.ts";

/** Gives a test a folder of its own. */
async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  using folder = scratch();
  await test(folder.path);
}

/** Builds a site from made-up results. */
function build(folder: string, out: string, options: Partial<SiteOptions> = {}) {
  return buildSite({
    builder: "vento",
    search: false,
    data: `${folder}/data`,
    out: `${folder}/${out}`,
    ...options,
  });
}

/** Every file of a folder as text, by path. */
async function contents(folder: string): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const path of await listFiles(folder)) {
    // Latin-1 keeps every byte.
    texts[path] = new TextDecoder("latin1").decode(await Deno.readFile(`${folder}/${path}`));
  }
  return texts;
}

Deno.test("a site has whole links, charts, numbers and pages", () =>
  inFolder(async (folder) => {
    writeReport(`${folder}/data`);
    const { pages } = await build(folder, "site", { search: true });
    assertEquals(await checkSite(`${folder}/site`), []);
    const built = (await listFiles(`${folder}/site`)).filter((path) => path.endsWith(".html"));
    assertEquals(built.length, pages);
    assert(built.includes("404.html"));
  }));

Deno.test("a study that was not computed has a page that says how to", () =>
  inFolder(async (folder) => {
    writeReport(`${folder}/data`);
    await Deno.remove(`${folder}/data/length`, { recursive: true });
    await build(folder, "site");
    assertEquals(await checkSite(`${folder}/site`), []);
    assertStringIncludes(
      await Deno.readTextFile(`${folder}/site/length/index.html`),
      "These results have not been computed yet.",
    );
  }));

Deno.test("the check of a site sees what is wrong", () =>
  inFolder(async (folder) => {
    writeReport(`${folder}/data`);
    await build(folder, "site");
    const page = `${folder}/site/ring/index.html`;
    const text = await Deno.readTextFile(page);
    const cases: [(text: string) => string, string][] = [
      [(t) => t.replace('href="/method/"', 'href="/methods/"'), "points to nothing"],
      [(t) => t.replace('href="#density"', 'href="#densities"'), "a place that is not there"],
      [(t) => t.replace("radius r</text>", "</text>"), "axis labels"],
      [(t) => t.replace(/<figcaption>[\s\S]*?<\/figcaption>/, ""), "has no caption"],
      [
        (t) => t.replace(/class="chart-title">[\s\S]*?<\/h3>/, 'class="chart-title"></h3>'),
        "title",
      ],
      [(t) => t.replace("</main>", "NaN</main>"), 'holds "'],
      [(t) => t.replace("</main>", "<script>1</script></main>"), "a script in the page"],
      [
        (t) => t.replace("</main>", '<img src="https://example.org/a.png" alt=""></main>'),
        "from elsewhere",
      ],
    ];
    assertEquals(await checkSite(`${folder}/site`), []);
    let broken = text;
    for (const [change, problem] of cases) {
      const before = broken;
      broken = change(before);
      assert(broken !== before, problem);
    }
    await Deno.writeTextFile(page, broken);
    const problems = (await checkSite(`${folder}/site`)).join("\n");
    for (const [, problem] of cases) assertStringIncludes(problems, problem);
  }));

Deno.test("a link to the folder of the site stays, and leads to the new site", () =>
  inFolder(async (folder) => {
    writeReport(`${folder}/data`);
    await Deno.mkdir(`${folder}/elsewhere`);
    link("elsewhere", `${folder}/site`);
    await build(folder, "alone");
    for (let i = 0; i < 2; i++) {
      await build(folder, "site");
      assert((await Deno.lstat(`${folder}/site`)).isSymlink);
      assertEquals(await contents(`${folder}/elsewhere`), await contents(`${folder}/alone`));
    }
  }));

Deno.test("two builds at once into one folder both end, with a whole site", () =>
  inFolder(async (folder) => {
    writeReport(`${folder}/data`);
    await build(folder, "alone");
    await Promise.all([build(folder, "site"), build(folder, "site")]);
    assertEquals(await contents(`${folder}/site`), await contents(`${folder}/alone`));
  }));

Deno.test("the same results give the same bytes, at any time and in any place", () =>
  inFolder(async (folder) => {
    writeReport(`${folder}/data`);
    await build(folder, "one", { search: true });
    await build(folder, "two", { search: true });
    assertEquals(await contents(`${folder}/one`), await contents(`${folder}/two`));
  }));

Deno.test("a site under a base path has whole links", () =>
  inFolder(async (folder) => {
    writeReport(`${folder}/data`);
    await build(folder, "site", { base: "/report/" });
    assertEquals(await checkSite(`${folder}/site`, "/report/"), []);
    await assertRejects(
      () => build(folder, "site", { base: "report" }),
      RangeError,
      "must start and end in a slash: current value is report",
    );
  }));

Deno.test("others find every page under its origin: sitemap, canonical address, picture", () =>
  inFolder(async (folder) => {
    writeReport(`${folder}/data`);
    const { pages } = await build(folder, "site", {
      origin: "https://example.org",
      base: "/report/",
    });
    const listed = [
      ...(await Deno.readTextFile(`${folder}/site/sitemap.xml`)).matchAll(/<loc>([^<]*)<\/loc>/g),
    ].map(([, address]) => address);
    // All but the page for addresses that do not exist.
    assertEquals(listed.length, pages - 1);
    for (const address of listed) {
      assert(address.startsWith("https://example.org/report/"), address);
      const path = address.replace("https://example.org/report/", "");
      const page = await Deno.readTextFile(`${folder}/site/${path}index.html`);
      assertStringIncludes(page, `<link rel="canonical" href="${address}">`);
      const [, picture] = /og:image" content="https:\/\/example.org\/report\/([^"]*)"/.exec(page)!;
      assert((await Deno.stat(`${folder}/site/${picture}`)).isFile, picture);
    }
    await assertRejects(
      () => build(folder, "site", { origin: "https://example.org/report" }),
      RangeError,
      "must be a scheme and a host: current value is https://example.org/report",
    );
  }));

Deno.test("markup and formulas in results show as text", () =>
  inFolder(async (folder) => {
    const title = '<script>alert("x")</script> & \\(x\\) {{ 1 }}';
    writeReport(`${folder}/data`, title);
    await build(folder, "site");
    assertEquals(await checkSite(`${folder}/site`), []);
    const page = await Deno.readTextFile(`${folder}/site/ring/index.html`);
    assertStringIncludes(page, "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp;");
    assert(!page.includes("<script>alert"));
    assertStringIncludes(page, "&#92;(x&#92;) {{ 1 }}");
  }));

Deno.test("changes of the results are on a page and in a feed, and the reports of releases are kept", () =>
  inFolder(async (folder) => {
    writeReport(`${folder}/data`, "<b>& ring");
    const release = `${folder}/versions/v0.2`;
    await Deno.mkdir(`${release}/assets`, { recursive: true });
    await Deno.writeTextFile(`${release}/assets/katex.css`, "");
    await Deno.writeTextFile(`${release}/index.html`, "the report of a release");
    const versions = `${folder}/versions`;
    await build(folder, "site", { origin: "https://example.org", versions });
    assertEquals(
      await Deno.readTextFile(`${folder}/site/v0.2/index.html`),
      "the report of a release",
    );
    assertStringIncludes(
      await Deno.readTextFile(`${folder}/site/about/index.html`),
      '<li><a href="/v0.2/">v0.2</a></li>',
    );
    const page = await Deno.readTextFile(`${folder}/site/changes/index.html`);
    const feed = await Deno.readTextFile(`${folder}/site/changes.xml`);
    const links = [...feed.matchAll(/<link href="https:\/\/example.org\/changes\/#([^"]*)"\/>/g)];
    assertEquals(links.length, 2);
    for (const [, id] of links) assertStringIncludes(page, `id="${id}"`);
    assertStringIncludes(page, "<del>It is round.</del> <ins>It is a ring.</ins>");
    assertStringIncludes(feed, "<title>data: &lt;b&gt;&amp; ring</title>");
    assertStringIncludes(feed, "ring: 2 quantities moved, 1 finding changed");
    assert(page.indexOf("2026-02-03") < page.indexOf("2026-01-02"), "the latest comes first");
  }));

Deno.test("damaged results leave the old site and give one sentence", () =>
  inFolder(async (folder) => {
    writeReport(`${folder}/data`);
    await build(folder, "site");
    const before = await contents(`${folder}/site`);
    const file = `${folder}/data/ring/results.json`;
    const text = await Deno.readTextFile(file);
    const cases: [string | null, RegExp][] = [
      [null, /must hold the results of the study ring: current value is no file$/],
      ["{", /must be JSON: current value is/],
      [text.replace("0.008", "0.009"), /its checksum must be [0-9a-f]{12}\.\.\.: current value is/],
      [
        JSON.stringify(sealed({ ...JSON.parse(text), study: "wheel" })),
        /its study must be ring: current value is wheel$/,
      ],
    ];
    for (const [content, sentence] of cases) {
      if (content === null) await Deno.remove(file);
      else await Deno.writeTextFile(file, content);
      const error = await assertRejects(() => build(folder, "site"), Error, "Cannot ");
      assert(sentence.test(error.message), error.message);
      assert(!error.message.includes("\n"));
      assertStringIncludes(error.message, file);
      assertEquals(await contents(`${folder}/site`), before);
    }
  }));

Deno.test({
  ...withDisk("a site for which its disk has no room leaves the old one there, and says so"),
  fn: () =>
    inFolder(async (folder) => {
      writeReport(`${folder}/data`);
      for (const linked of [false, true]) {
        const disk = resolve(folder, `disk-${linked}`);
        await Deno.mkdir(`${disk}/real/assets`, { recursive: true });
        await Deno.writeTextFile(`${disk}/real/assets/katex.css`, "an old site");
        await Deno.writeTextFile(`${disk}/fill`, "x".repeat(11e6));
        if (linked) link("real", `${disk}/site`);
        const before = [namesIn(disk).sort(), await contents(`${disk}/real`)];
        const [program, ...args] = [
          ...smallDisk(disk),
          ...["deno", "task", "--quiet", "site", "--builder=vento", `--data=${folder}/data`],
          `--out=${disk}/${linked ? "site" : "real"}`,
        ];
        const { code, error } = await ended(
          launch(program, { args, stdin: "null", stdout: "piped", stderr: "piped" }),
        );
        assertEquals(code, 1);
        assertMatch(error, /^Cannot build the site into [^\n]*disk-[^\n]*No space left[^\n]*\n$/);
        assertEquals([namesIn(disk).sort(), await contents(`${disk}/real`)], before);
      }
    }),
});

Deno.test("a site that only its owner may read says so", () =>
  inFolder(async (folder) => {
    writeReport(`${folder}/data`);
    for (const [umask, hint] of [["077", true], ["022", false]] as const) {
      const [program, ...args] = [
        ...shell(`umask ${umask}; exec "$@"`),
        ...["deno", "task", "--quiet", "site", "--builder=vento"],
        ...[`--data=${folder}/data`, `--out=${folder}/site-${umask}`],
      ];
      const { code, out, error } = await ended(
        launch(program, { args, stdin: "null", stdout: "piped", stderr: "piped" }),
      );
      assertEquals([code, error], [0, ""]);
      assertEquals(out.includes("\nOnly your account may read it, as the umask says; "), hint, out);
    }
  }));

Deno.test("results are looked for in a folder, and nowhere else", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/data`, "");
    await assertRejects(
      () => build(folder, "site"),
      TypeError,
      `Cannot use ${folder}/data as it must be a folder: current value is a file`,
    );
  }));

Deno.test("a folder that holds something else is not replaced", () =>
  inFolder(async (folder) => {
    writeReport(`${folder}/data`);
    await Deno.mkdir(`${folder}/mine`);
    await Deno.writeTextFile(`${folder}/mine/thesis.tex`, "years of work");
    await assertRejects(
      () => build(folder, "mine"),
      RangeError,
      "must be empty, or an earlier site: current value is a folder with thesis.tex",
    );
    await assertRejects(
      () => build(folder, "mine/thesis.tex"),
      TypeError,
      "must be a folder: current value is a file",
    );
    assertEquals(await Deno.readTextFile(`${folder}/mine/thesis.tex`), "years of work");
    for (
      const [before, found] of [["mine", "something else"], ["none", "a folder that does not"]]
    ) {
      await assertRejects(
        () => build(folder, "site", { before: `${folder}/${before}` }),
        RangeError,
        `must be a built site: current value is ${found}`,
      );
    }
  }));

const unreachable = await lumeUnreachable(".cache");

Deno.test({
  name: "Lume and Vento give the same bytes (only where Lume's modules can be reached)",
  ignore: unreachable !== undefined,
  fn: () =>
    inFolder(async (folder) => {
      writeReport(`${folder}/data`);
      for (const base of ["/", "/report/"]) {
        await build(folder, "lume", { builder: "lume", base });
        await build(folder, "vento", { base });
        assertEquals(await contents(`${folder}/lume`), await contents(`${folder}/vento`));
      }
    }),
});

Deno.test({
  name: "asking for Lume says why it cannot be had (only where its modules cannot be reached)",
  ignore: unreachable === undefined,
  fn: () =>
    inFolder(async (folder) => {
      writeReport(`${folder}/data`);
      await assertRejects(
        () => build(folder, "site", { builder: "lume" }),
        Error,
        "Cannot build with Lume as its modules must be reachable: current value is",
      );
      const { builder, reason } = await build(folder, "site", { builder: undefined });
      assertEquals(builder, "vento");
      assertEquals(reason, unreachable);
    }),
});
