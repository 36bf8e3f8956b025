/** Arrows between the folders point downward only, and no files import each other in a circle. */
import { assert, assertEquals } from "@std/assert";
import { posix } from "node:path";
import { filesIn } from "./runner/_runs.ts";

/** Which folders, and files at the top, the modules of a folder may import. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "mod.ts": ["core"],
  core: ["core"],
  render: ["core", "render", "types", "CITATION.cff"],
  runner: ["core", "runner", "types"],
  studies: ["core", "render", "runner", "audit", "studies"],
  audit: ["core", "render", "runner", "types", "audit"],
  own_data: ["core", "render", "runner", "studies", "audit", "own_data"],
  site: ["core", "render", "runner", "studies", "audit", "bench", "site", "CITATION.cff"],
  cli: ["core", "render", "runner", "studies", "audit", "own_data", "bench", "site", "cli"],
  bench: ["core", "render", "runner", "studies", "audit", "site", "cli", "bench"],
  lint: ["lint"],
  npm: ["runner", "audit", "cli", "npm"],
  types: ["types"],
};

/** What a module imports of ours, as it writes it: at once, later, as a type, or as a thread. */
function specifiers(source: string): string[] {
  // Examples in the documentation import what they show.
  const code = source.replaceAll(/^\s*(?:\*|\/\/|\/\*\*).*$/gm, "");
  const names = String.raw`(?:type\s+)?(?:\{[^}]*\}|\*(?:\s+as\s+\w+)?|\w+)(?:,\s*\{[^}]*\})?`;
  const pattern = new RegExp(
    [
      String.raw`^(?:import|export)\s+(?:${names}\s+from\s+)?"(\.[^"]+)"`,
      String.raw`\bimport\(\s*"(\.[^"]+)",?\s*\)`,
      String.raw`\bimport\.meta\.resolve\("(\.[^"]+)"\)`,
      String.raw`\bnew URL\("([^"]+\.ts)", import\.meta\.url\)`,
    ].join("|"),
    "gm",
  );
  return [...code.matchAll(pattern)].map((match) => match.slice(1).find((one) => one)!);
}

/** What every module imports of ours, by paths from the top. */
type Imports = ReadonlyMap<string, readonly string[]>;

function readImports(): Imports {
  const folders = Object.keys(mayImport).filter((name) => !name.endsWith(".ts"));
  // AssemblyScript imports by rules of its own, and some of what the build writes.
  const modules = [...folders.flatMap(filesIn), "mod.ts"]
    .filter((path) => path.endsWith(".ts") && !path.includes("/assembly/"));
  return new Map(modules.map((path) => [
    path,
    [...new Set(specifiers(Deno.readTextFileSync(path)))].map((specifier) =>
      posix.join(posix.dirname(path), specifier)
    ),
  ]));
}

/** Imports of what a folder may not import. */
function wrongWay(imports: Imports): string[] {
  const top = (path: string) => path.split("/")[0];
  return [...imports].flatMap(([path, imported]) =>
    imported.filter((other) => !mayImport[top(path)].includes(top(other)))
      .map((other) => `${path} -> ${other}`)
  );
}

/** The shortest way along imports from a file back to itself. */
function circleThrough(start: string, imports: Imports): string | undefined {
  const ways = [[start]], seen = new Set<string>();
  for (const way of ways) {
    for (const next of imports.get(way.at(-1)!) ?? []) {
      if (next === start) return [...way, start].join(" -> ");
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
}

/** Of every file that imports itself by way of others the shortest circle, each named once. */
function circles(imports: Imports): string[] {
  const found = [...imports.keys()].flatMap((path) => circleThrough(path, imports) ?? []);
  const turned = (circle: string) => {
    const files = circle.split(" -> ").slice(1);
    const first = files.indexOf(files.toSorted()[0]);
    const ring = [...files.slice(first), ...files.slice(0, first)];
    return [...ring, ring[0]].join(" -> ");
  };
  return [...new Set(found.map(turned))].sort();
}

const imports = readImports();

Deno.test("every import is found, whatever its form, and none in comments", () => {
  const source = `import "./a.ts";
import type { A } from "./b.ts";
import {
  type C,
  d,
} from "../c/d.ts";
import e, { f } from "./e.ts";
import text from "./text.vto" with { type: "text" };
import { z } from "zod";
export * from "./g.ts";
export type { H } from "./h.ts";
/**
 * import { shown } from "./shown.ts";
 */
// import { out } from "./out.ts";
const later = await import("./later.ts");
type Inner = import("./inner.ts").Inner;
new Worker(new URL("thread.ts", import.meta.url), { type: "module" });
const path = import.meta.resolve("../apart.ts");
`;
  assertEquals(
    specifiers(source).join(" "),
    "./a.ts ./b.ts ../c/d.ts ./e.ts ./text.vto ./g.ts ./h.ts ./later.ts ./inner.ts thread.ts ../apart.ts",
  );
});

Deno.test("every folder with modules is known, and every import leads to a file", () => {
  const folders = [...Deno.readDirSync(".")]
    .filter(({ name, isDirectory }) => isDirectory && !/^[._]|^(tests|node_modules)$/.test(name))
    .map(({ name }) => name)
    .filter((name) => filesIn(name).some((path) => path.endsWith(".ts")));
  const known = Object.keys(mayImport).filter((name) => !name.endsWith(".ts"));
  assertEquals(folders.toSorted(), known.toSorted());
  for (const other of [...imports.values()].flat()) assert(Deno.statSync(other).isFile, other);
});

Deno.test("an arrow between folders points downward only", () => {
  assertEquals(
    wrongWay(new Map([["core/a.ts", ["core/b.ts", "runner/c.ts"]], ["site/d.ts", ["core/a.ts"]]])),
    ["core/a.ts -> runner/c.ts"],
  );
  assertEquals(wrongWay(imports), []);
});

Deno.test("no files import each other in a circle", () => {
  assertEquals(
    circles(
      new Map([["a", ["b"]], ["b", ["c", "d"]], ["c", ["a"]], ["d", ["d"]], ["e", ["a"]]]),
    ),
    ["a -> b -> c -> a", "d -> d"],
  );
  assertEquals(circles(imports), []);
});

Deno.test("programs are started in one place, which knows what Deno refuses", () => {
  const places = [...readImports().keys(), ...filesIn("tests")].filter((path) =>
    path.endsWith(".ts") && /\bnew Deno\.Command\(/.test(Deno.readTextFileSync(path))
  );
  // A toy tries what it may not do.
  assertEquals(places, ["runner/launch.ts", "tests/runner/_toys.ts"]);
});

Deno.test("threads and commands load no library before the environment is empty", () => {
  const threads = [...imports.keys()].flatMap((path) =>
    [
      ...Deno.readTextFileSync(path).matchAll(
        /\bnew Worker\(\s*(?:new URL|import\.meta\.resolve)\("([^"]+\.ts)"/g,
      ),
    ].map(([, thread]) => posix.join(posix.dirname(path), thread))
  );
  const benches = filesIn("bench").filter((path) => path.endsWith("_bench.ts"));
  assert(threads.includes("runner/worker.ts") && threads.includes("bench/half_worker.ts"));
  for (const path of [...threads, ...benches]) {
    assertEquals(imports.get(path)![0], "runner/no_environment.ts", path);
  }
});

Deno.test("what works in a page, and what others import, asks for nothing that only Deno has", () => {
  const { exports } = JSON.parse(Deno.readTextFileSync("deno.json")) as {
    exports: Readonly<Record<string, string>>;
  };
  const reached = new Set([
    ...["audit/page", "site/play", "site/recompute"].flatMap((
      folder,
    ) => [`${folder}/page.ts`, `${folder}/thread.ts`]),
    // Scripts of the page that stand beside the others.
    "audit/page/reader.ts",
    "audit/formats/hdf5.ts",
    "audit/formats/parquet.ts",
    "audit/root/root.ts",
    ...Object.values(exports).map((path) => posix.normalize(path)),
  ]);
  for (const path of reached) {
    // Types are no code, and neither is what a page refuses to start.
    const code = Deno.readTextFileSync(path)
      .replaceAll(/^(?:import|export) type [^;]*;$/gm, "")
      .replaceAll(/import\.meta\.resolve\([^)]*\)/g, "")
      .replaceAll(/^\s*(?:\*|\/\/|\/\*\*).*$/gm, "");
    assert(!/\bDeno\.|"node:[^"]*";$/m.test(code), path);
    for (const specifier of specifiers(code)) {
      const other = posix.join(posix.dirname(path), specifier);
      if (other.endsWith(".ts")) reached.add(other);
    }
  }
  assert(reached.has("audit/formats/npz.ts") && !reached.has("audit/formats/apart.ts"));
  assert(
    reached.has("site/play/player.ts") && reached.has("core/engine/kernel/narrow.ts") &&
      !reached.has("site/play/view.ts"),
  );
});
