import { assertEquals } from "@std/assert";
import { writeAll } from "../../../runner/files.ts";
import { problemsOf, testInBrowser } from "../../site/_in_browser.ts";
import { scratch } from "../../runner/_runs.ts";

/** A picture of 100 by 100 pixels with what is given. */
const picture = (id: string, content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" class="plot" id="${id}" width="100" height="100" viewBox="0 0 100 100" font-family="monospace" font-size="10">${content}</svg>`;

testInBrowser("labels that are clipped or lie over each other are found", async () => {
  using folder = scratch();
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
    folder.path,
    new Map([
      [
        "index.html",
        `<!doctype html><title>t</title><figure class="chart" id="bad" style="margin: 0">${clipped}${over}${turned}${well}${key}<img class="plot" src="alone.svg" alt=""></figure>`,
      ],
      ["alone.svg", picture("alone", '<text x="-20" y="50">left</text>')],
    ]),
  );
  const found = (await problemsOf("_labels.ts", folder.path, "360,768,1280"))
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
});
