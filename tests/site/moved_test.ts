import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { writeAll } from "../../runner/files.ts";
import { movedPath, movedPictures } from "../../site/moved.ts";
import { scratch } from "../runner/_runs.ts";

/** The files of a chart: its first setting, and a second one where a picture of it is given. */
function chart(id: string, title: string, picture: string, second?: string): [string, string][] {
  const numbers = (initial: number) =>
    JSON.stringify({ title, control: { label: "Bins", options: ["2 × 2", "5 × 5"], initial } });
  const svg = (text: string) => `<svg><style>@font-face{}</style>${text}</svg>`;
  return [
    [`data/${id}.json`, numbers(0)],
    [`data/${id}.svg`, svg(picture)],
    ...(second === undefined ? [] : [
      [`data/${id}.2.json`, numbers(1)],
      [`data/${id}.2.svg`, svg(second)],
    ] as [string, string][]),
  ];
}

/** The page of two sites, and the other files that come with it. */
function moved(before: [string, string][], after: [string, string][]) {
  using folder = scratch();
  const [was, is] = [`${folder.path}/before`, `${folder.path}/after`];
  for (const site of [was, is]) writeAll(site, new Map([["data/index.json", "{}"]]));
  writeAll(was, new Map(before));
  writeAll(is, new Map(after));
  const { files, count } = movedPictures(was, is);
  const page = files.get(movedPath)!;
  return { page, count, others: [...files.keys()].filter((path) => path !== movedPath) };
}

Deno.test("charts that are drawn alike are not shown, whatever their fonts", () => {
  const [[numbers, json], [path, svg]] = chart("a/b", "A chart", "<path/>");
  const { page, count, others } = moved(
    [[numbers, json], [path, svg]],
    [[numbers, json], [path, svg.replace("font-face", "media")]],
  );
  assertEquals([count, others], [0, []]);
  assertStringIncludes(page, "All charts are drawn as before.");
});

Deno.test("a chart that differs is shown as it was and as it is", () => {
  const { page, count, others } = moved(
    [...chart("a/b", "A & B", "<path/>"), ...chart("a/same", "Same", "<g/>")],
    [...chart("a/b", "A & C", "<circle/>"), ...chart("a/same", "Same", "<g/>")],
  );
  assertEquals([count, others], [1, ["moved/before/a/b.svg"]]);
  assertStringIncludes(page, "<h2>A &amp; C</h2><p>a/b</p>");
  assertStringIncludes(page, '<img src="before/a/b.svg" alt="A &amp; C: before" loading="lazy">');
  assertStringIncludes(page, '<img src="../data/a/b.svg" alt="A &amp; C: after" loading="lazy">');
  assert(!page.includes("Same"));
});

Deno.test("of a chart the setting that readers see first is shown, or else the first that differs", () => {
  const before = chart("a/b", "A chart", "<path/>", "<g/>");
  const second = moved(before, chart("a/b", "A chart", "<path/>", "<circle/>"));
  assertStringIncludes(second.page, "<h2>A chart (5 × 5)</h2>");
  assertEquals([second.count, second.others], [1, ["moved/before/a/b.2.svg"]]);
  const both = moved(before, chart("a/b", "A chart", "<circle/>", "<circle/>"));
  assertStringIncludes(both.page, "<h2>A chart</h2>");
  assertEquals([both.count, both.others], [1, ["moved/before/a/b.svg"]]);
});

Deno.test("a chart that is new or gone is shown on one side", () => {
  const { page, count, others } = moved(
    chart("a/gone", "Gone", "<g/>"),
    chart("a/new", "New", "<g/>"),
  );
  assertEquals([count, others], [2, ["moved/before/a/gone.svg"]]);
  assertStringIncludes(page, "2 charts are new, gone or drawn otherwise.");
  assertEquals(page.match(/There was no such chart|There is no such chart/g)?.sort(), [
    "There is no such chart",
    "There was no such chart",
  ]);
});
