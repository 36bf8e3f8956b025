import { assertEquals, assertStringIncludes } from "@std/assert";
import { outputPath, story } from "../../site/pages.ts";
import { printDocument } from "../../site/print.ts";

const place = { origin: "https://example.org", base: "/report/" };

/** The story's pages, with something in the first and the second. */
function printed(first = "", second = ""): string {
  const contents = new Map([[outputPath(story[0].url), first], [outputPath(story[1].url), second]]);
  return printDocument(
    (path) =>
      `<!doctype html><html><body><nav>Pages</nav><div class="frame full"><main><h1>A title</h1><p class="lead">The question?</p>${
        contents.get(path) ?? ""
      }</main></div></body></html>`,
    place,
  );
}

Deno.test("each page of the report is a chapter, after a title and the contents", () => {
  const text = printed();
  assertEquals(
    [...text.matchAll(/<h1>(.*?)<\/h1>/g)].map(([, title]) => title),
    story.map(({ name }, i) => `${i + 1} ${name}`),
  );
  for (const [i, { name }] of story.entries()) {
    assertStringIncludes(text, `<li><a href="#chapter-${i + 1}">${name}</a></li>`);
  }
  assertEquals(text.includes("<nav>"), false);
});

Deno.test("links lead to places of the document where it has them, else to the published site", () => {
  const second = `/report${story[1].url}`;
  const text = printed(
    `<h2 id="a">A</h2><a href="#a">1</a><a href="${second}#b">2</a><a href="${second}">3</a>` +
      `<a href="/report/ring/#c">4</a><a href="https://arxiv.org/abs/1">5</a>`,
    `<h2 id="b">B</h2>`,
  );
  assertEquals(
    [...text.matchAll(/<a href="([^"]*)">\d<\/a>/g)].map(([, href]) => href),
    [
      "#chapter-1-a",
      "#chapter-2-b",
      "#chapter-2",
      "https://example.org/report/ring/#c",
      "https://arxiv.org/abs/1",
    ],
  );
  for (const id of ["chapter-1-a", "chapter-2-b", "chapter-2"]) {
    assertStringIncludes(text, `id="${id}"`);
  }
});

Deno.test("figures have the number of their chapter, pictures come from the site's own folder", () => {
  const text = printed(
    "",
    '<figure><span class="figure-number">Figure 3</span><img src="/report/pictures/a.svg" loading="lazy"></figure>' +
      '<a class="figure-reference" href="#a">Figure 3</a><p class="downloads">CSV</p><button>Press</button>' +
      '<details><summary>All points</summary><div class="table"></div></details>',
  );
  assertEquals(text.match(/Figure \d+\.\d+/g), ["Figure 2.3", "Figure 2.3"]);
  assertStringIncludes(text, '<img src="pictures/a.svg">');
  assertEquals(/downloads|button|All points/.test(text), false);
});
