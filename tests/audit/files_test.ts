import { assertEquals, assertThrows } from "@std/assert";
import { parseConfig } from "../../audit/config.ts";
import { onDisk } from "../../audit/input/files.ts";
import { drawFiles } from "../../audit/input/folder.ts";
import { filesOf } from "../../audit/input/locate.ts";
import { link, scratch } from "../runner/_runs.ts";
import { resolve } from "node:path";

/** A folder with empty files, folders (`name/`) and links (`name -> target`). */
function filled(names: readonly string[]) {
  const made = scratch();
  const place = { path: resolve(made.path), [Symbol.dispose]: () => made[Symbol.dispose]() };
  for (const name of names) {
    const [path, target] = name.split(" -> ");
    if (target !== undefined) link(target, `${place.path}/${path}`);
    else if (name.endsWith("/")) Deno.mkdirSync(`${place.path}/${name}`);
    else Deno.writeTextFileSync(`${place.path}/${name}`, "");
  }
  return place;
}

Deno.test("patterns meet names as in a shell, in the order that people count in", () => {
  const names = [
    "d1.npy",
    "d2.npy",
    "d10.npy",
    "d2_final.npy",
    "é.npy",
    "😀.npy",
    ".d3.npy",
    "d4/",
  ];
  using place = filled(names);
  for (
    const [pattern, wanted] of [
      ["*", ["d1.npy", "d2.npy", "d2_final.npy", "d10.npy", "é.npy", "😀.npy"]],
      ["d*.npy", ["d1.npy", "d2.npy", "d2_final.npy", "d10.npy"]],
      ["d?.npy", ["d1.npy", "d2.npy"]],
      ["d??.npy", ["d10.npy"]],
      ["?.npy", ["é.npy", "😀.npy"]],
      ["*_*.npy", ["d2_final.npy"]],
      ["d*n*l*y", ["d2_final.npy"]],
      ["**d1*", ["d1.npy", "d10.npy"]],
      ["*.npy*", ["d1.npy", "d2.npy", "d2_final.npy", "d10.npy", "é.npy", "😀.npy"]],
      [".d*", [".d3.npy"]],
      [".?3.npy", [".d3.npy"]],
      // It is the file itself, whether there is one or not.
      ["d1.npy", ["d1.npy"]],
      ["none.npy", ["none.npy"]],
    ] as const
  ) {
    const found = drawFiles(onDisk(place.path), pattern);
    assertEquals(found, [wanted.map((name) => `${place.path}/${name}`)], pattern);
  }
  assertEquals(drawFiles(onDisk(place.path), [["d?.npy"], ["d10.npy", "é.npy"]]), [
    [`${place.path}/d1.npy`, `${place.path}/d2.npy`],
    [`${place.path}/d10.npy`, `${place.path}/é.npy`],
  ]);
  // Nothing that takes forever: a star for each letter.
  assertThrows(
    () => drawFiles(onDisk(place.path), `${"*a".repeat(60)}`),
    RangeError,
    "current value is none",
  );
});

Deno.test("a folder is its files, and links are what they lead to", () => {
  using other = filled(["far.npy"]);
  using place = filled([
    "a10.npy",
    "a9.npy",
    ".hidden",
    "inner/",
    `b.npy -> ${other.path}/far.npy`,
  ]);
  const wanted = ["a9.npy", "a10.npy", "b.npy"].map((name) => `${place.path}/${name}`);
  assertEquals(drawFiles(onDisk(place.path), "."), [wanted]);
  const above = place.path.slice(0, place.path.lastIndexOf("/"));
  const name = place.path.slice(above.length + 1);
  for (const folder of [name, `${name}/`]) {
    assertEquals(
      drawFiles(onDisk(above), folder).flat().map((path) => Deno.realPathSync(path)),
      [
        ...wanted.slice(0, 2),
        `${other.path}/far.npy`,
      ].map((path) => Deno.realPathSync(path)),
    );
  }
});

Deno.test("a name that is there is no pattern, whatever it holds", () => {
  using place = filled(["d*.npy", "d1.npy", "what?/"]);
  Deno.writeTextFileSync(`${place.path}/what?/x.npy`, "");
  assertEquals(drawFiles(onDisk(place.path), "d*.npy"), [[`${place.path}/d*.npy`]]);
  assertEquals(drawFiles(onDisk(place.path), "d?.npy"), [[
    `${place.path}/d1.npy`,
    `${place.path}/d*.npy`,
  ]]);
  assertEquals(drawFiles(onDisk(place.path), "what?"), [[`${place.path}/what?/x.npy`]]);
});

Deno.test("files that are not there are refused, and said what is", () => {
  using place = filled(["empty/", "full/", "full/b/", "full/a/", "lost -> nowhere", "d1"]);
  for (
    const [files, words] of [
      [
        "empty",
        'Cannot find "empty" as there must be a file in the folder: current value is none',
      ],
      ["full", 'there must be a file in the folder: current value is folders alone, "a", "b"'],
      ["f*", 'there must be a file of such a name: current value is folders alone, "full"'],
      ["x*", 'Cannot find "x*" as there must be a file of such a name: current value is none'],
      ["none/*", 'its folder must be readable: current value is "'],
      ["l*", 'all that has such a name must be readable: current value is "lost"'],
    ]
  ) assertThrows(() => drawFiles(onDisk(place.path), files), RangeError, words);
});

Deno.test("an audit may read what it names, and the folders of patterns alone", () => {
  using place = filled(["draws/", "draws/1.npy", "d*.npy", "e1.npy", "truth.npy"]);
  const of = (files: unknown) =>
    filesOf(
      parseConfig(
        "audit.json",
        JSON.stringify({
          draws: { kind: "events", files },
          truth: { kind: "events", file: "truth.npy" },
          binning: { edges: [[0, 1]] },
        }),
      ),
      place.path,
    ).map((path) => path.slice(resolve(place.path).length));
  assertEquals(of("draws"), ["/truth.npy", "/draws"]);
  assertEquals(of("draws/*.npy"), ["/truth.npy", "/draws"]);
  assertEquals(of("draws/?.npy"), ["/truth.npy", "/draws"]);
  assertEquals(of(["draws/1.npy", "d*.npy"]), ["/truth.npy", "/draws/1.npy", "/d*.npy"]);
  assertEquals(of([["e?.npy"], ["e1.npy"]]), ["/truth.npy", "", "/e1.npy"]);
});
