/** Every study is a whole folder, and its names are its alone. */
import { assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { kinds, studies } from "../../studies/registry.ts";
import { studyFolder } from "../../studies/shared/study.ts";
import { launch } from "../../runner/launch.ts";

/** Those of some names that come again. */
const twice = (names: readonly string[]) => names.filter((name, i) => names.indexOf(name) < i);

Deno.test("no two studies, and no two kinds of cells, have one name", () => {
  assertEquals(twice(studies.map(({ name }) => name)), []);
  assertEquals(twice(kinds.map(({ name }) => name)), []);
});

Deno.test("every folder of a study is in the registry, with its page at its address", () => {
  const folders = [...Deno.readDirSync("studies")]
    .filter(({ name, isDirectory }) => isDirectory && name !== "shared")
    .map(({ name }) => `studies/${name}`);
  assertEquals(studies.map(({ name }) => studyFolder(name)).sort(), folders.sort());
  for (const { name, page } of studies) {
    // The page of another study shows it.
    if (page.name === null) continue;
    const [, head] = Deno.readTextFileSync(`${studyFolder(name)}/page.vto`).split("---\n");
    const { url, layout } = parse(head) as { url: string; layout: string };
    assertEquals([url, layout], [`/${name}/`, "layouts/page.vto"]);
  }
});

interface Dependency {
  readonly isDynamic?: boolean;
  readonly code?: { readonly specifier: string };
}

/** The modules that a module leads to, by what they import. */
async function graphOf(path: string): Promise<Map<string, readonly Dependency[]>> {
  const { stdout } = await launch("deno", {
    args: ["info", "--json", "--no-remote", "--no-lock", path],
    stderr: "null",
  }, (command) => command.output());
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: readonly { specifier: string; dependencies?: readonly Dependency[] }[];
  };
  return new Map(modules.map(({ specifier, dependencies = [] }) => [specifier, dependencies]));
}

Deno.test("whoever computes a study loads nothing that draws", async () => {
  const path = "studies/registry.ts";
  const graph = await graphOf(path);
  const loaded = new Set<string>();
  const views = new Set<string>();
  const open = [import.meta.resolve(`../../${path}`)];
  for (let specifier = open.pop(); specifier !== undefined; specifier = open.pop()) {
    if (loaded.has(specifier)) continue;
    loaded.add(specifier);
    for (const { isDynamic, code } of graph.get(specifier) ?? []) {
      if (code === undefined) continue;
      if (isDynamic && code.specifier.endsWith("/view.ts")) views.add(code.specifier);
      else open.push(code.specifier);
    }
  }
  assertEquals([loaded.size > 100, views.size], [true, studies.length]);
  assertEquals(
    [...loaded].filter((specifier) =>
      /\/view\.ts$|_charts\.ts$|\/render\/charts\/|observablehq|linkedom/.test(specifier)
    ),
    [],
  );
});
