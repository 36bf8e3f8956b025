import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseHTML } from "linkedom";
import * as audit from "../../audit/mod.ts";
import * as library from "../../mod.ts";
import { documentation } from "../../site/api/documentation.ts";
import type { Type } from "../../site/api/nodes.ts";
import { typeText } from "../../site/api/signature.ts";
import { apiView } from "../../site/api/view.ts";
import { Kept } from "../../site/kept.ts";
import { markup } from "../../render/markup.ts";
import { scratch } from "../runner/_runs.ts";

const documented = await documentation(new Kept(".cache"));
const { modules } = apiView(documented, (path) => `/${path}`);
const pages = Object.entries(modules).map(([module, text]) => {
  const { document } = parseHTML(`<!doctype html><body>${text}</body>`);
  return { module, document };
});

/** What the reference shows of a name. */
function entry(name: string): Element {
  return pages.flatMap(({ document }) => document.getElementById(name) ?? [])[0].closest(
    "details",
  )!;
}

Deno.test("every value that the package exports has one place in the reference", () => {
  const names = pages.flatMap(({ document }) => [...document.querySelectorAll("h3")])
    .map(({ id }) => id);
  assertEquals(new Set(names).size, names.length);
  const exported = [...Object.keys(library), ...Object.keys(audit)];
  assert(exported.length > 150);
  assertEquals(exported.filter((name) => !names.includes(name)), []);
});

Deno.test("what can be had alone is on the pages that say so", () => {
  for (const [path, module] of [["core/engine", "engine"], ["core/measure", "measure"]]) {
    const { document } = pages.find((page) => page.module === module)!;
    const { symbols } = documented.nodes[`${path}/mod.ts`];
    assert(symbols.length > 5);
    for (const { name } of symbols) assert(document.getElementById(name) !== null, name);
  }
});

Deno.test("an entry has signature, parameters, result, errors and an example, with links to types", () => {
  const coverage = entry("coverage");
  assertEquals(
    coverage.querySelector("pre")!.textContent,
    "function coverage(\n  masses: Masses,\n  truth: Truth,\n  options?: CoverageOptions,\n): Coverage",
  );
  assertEquals(
    [...coverage.querySelectorAll("pre a")].map((link) => link.getAttribute("href")),
    [
      "binning/#Masses",
      "calibration/#Truth",
      "calibration/#CoverageOptions",
      "calibration/#Coverage",
    ]
      .map((place) => `/api/${place}`),
  );
  assertEquals(
    [...coverage.querySelectorAll(".api-part")].map(({ textContent }) => textContent.split(":")[0]),
    ["Parameters", "Returns", "Throws", "Example"],
  );
  assert(entry("Stream").textContent.includes("static fromSeed(seed: number): Stream"));
  assert(
    entry("Stream").textContent.includes("<T extends Float32Array | Float64Array>(out: T): T"),
  );
  assert(entry("audit").textContent.includes("files: ReadonlyMap<string, Uint8Array>,"));
});

Deno.test("examples import from the package what it exports", () => {
  const exported: Record<string, Set<string>> = {
    "": new Set(documented.nodes["mod.ts"].symbols.map(({ name }) => name)),
    "/audit": new Set(documented.nodes["audit/mod.ts"].symbols.map(({ name }) => name)),
  };
  const wrong: string[] = [];
  let imports = 0;
  for (const { document } of pages) {
    for (const { textContent: code } of document.querySelectorAll("pre")) {
      for (
        const [, list, place, other] of code.matchAll(
          /^import \{([^}]*)\} from "(?:@ampliflow\/ampliflow(\/\w+)?|([^"]*))";/gm,
        )
      ) {
        if (other !== undefined) {
          if (other !== "@std/assert") wrong.push(other);
          continue;
        }
        for (const name of list.split(",").map((name) => name.trim()).filter((name) => name)) {
          imports++;
          if (!exported[place ?? ""].has(name.replace("type ", ""))) wrong.push(name);
        }
      }
    }
  }
  assert(imports > 150);
  assertEquals(wrong, []);
});

Deno.test("a type of a kind that no page shows is refused", () => {
  assertThrows(
    () => typeText({ kind: "mapped" } as unknown as Type, (name) => markup`${name}`),
    TypeError,
    'its kind must be one that pages show: current value is {"kind":"mapped"}',
  );
});

Deno.test("documenting fetches nothing, and is done once", async () => {
  using folder = scratch();
  const before = Deno.env.get("DENO_DIR");
  Deno.env.set("DENO_DIR", `${folder.path}/deno`);
  try {
    assertEquals(await documentation(new Kept(folder.path)), documented);
  } finally {
    if (before === undefined) Deno.env.delete("DENO_DIR");
    else Deno.env.set("DENO_DIR", before);
  }
  assertEquals([...Deno.readDirSync(`${folder.path}/deno/npm`)], []);
  const [{ name }] = [...Deno.readDirSync(`${folder.path}/api`)];
  Deno.writeTextFileSync(`${folder.path}/api/${name}`, '{"nodes":{}}');
  assertEquals(await documentation(new Kept(folder.path)), { nodes: {} });
});
