import { assertEquals, assertThrows } from "@std/assert";
import { named } from "../../site/bundle.ts";

/** Scripts as the bundler names them, with three hashes of its own. */
const scripts = ([a, b, c]: readonly string[], value = 1) =>
  new Map([
    ["page.js", `import"./chunk-${a}.js";import("./zip-${c}.js")`],
    [`chunk-${a}.js`, `export{x}from"./chunk-${b}.js"`],
    [`chunk-${b}.js`, `export const x=${value};const other="chunk-ZZZZZZZZ.js"`],
    [`zip-${c}.js`, `import"./chunk-${b}.js"`],
  ]);

Deno.test("scripts have names by their texts, whatever the bundler called them", () => {
  const found = named(scripts(["AAAAAAAA", "BBBBBBBB", "CCCCCCCC"]));
  assertEquals(found, named(scripts(["11111111", "00000000", "22222222"])));
  // All that is referred to is there, under another name than before.
  for (const [name, text] of found) {
    for (const [, other] of text.matchAll(/\.\/([\w-]+\.js)/g)) {
      assertEquals(found.has(other), true);
    }
    assertEquals(/-[A-Z0-9]{8}\.js$/.test(name), false);
  }
  // A text that changes gives all parts new names, so that no kept one refers to what is gone.
  const changed = named(scripts(["AAAAAAAA", "BBBBBBBB", "CCCCCCCC"], 2));
  assertEquals([...changed.keys()].filter((name) => found.has(name)), ["page.js"]);
  assertEquals(found.size, 4);
});

Deno.test("parts that differ in names alone are refused", () => {
  const parts = new Map([["a-AAAAAAAA.js", "1"], ["a-BBBBBBBB.js", "1"]]);
  assertThrows(() => named(parts), Error, "Cannot name scripts as their texts must differ: ");
});
