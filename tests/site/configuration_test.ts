import { assert, assertEquals, assertThrows } from "@std/assert";
import { parse } from "@std/yaml";
import { parseHTML } from "linkedom";
import { auditCommand } from "../../audit/command.ts";
import { publishedConfigSchema } from "../../audit/config.ts";
import { helpOf } from "../../runner/command.ts";
import {
  type ConfigSchema,
  configurationView,
  keysOf,
  typeWords,
} from "../../site/configuration.ts";

const schema = publishedConfigSchema() as ConfigSchema;
const { document } = parseHTML(`<!doctype html><body>${configurationView(schema)}</body>`);

/** What the page says of a key: its type, then its meaning. */
function said(list: Element, key: string): string[] {
  const terms = [...list.querySelectorAll("dt")]
    .filter((term) => term.querySelector("code")!.textContent === key);
  return terms.flatMap((term) => [
    term.querySelector("span")!.textContent,
    term.nextElementSibling!.textContent,
  ]);
}

const keysIn = (id: string) => document.getElementById(id)!.closest("details")!;

Deno.test("every key is on the page with a type and a sentence", () => {
  const top = document.querySelector("dl")!;
  const check = (list: Element, mapping: ConfigSchema) => {
    for (const { name } of keysOf(mapping)) {
      const [type, sentence] = said(list, name);
      assert(type.length > 0 && /[.]$/.test(sentence.trim()), `${name}: ${type}: ${sentence}`);
    }
  };
  check(top, schema);
  for (const name of ["draws", "truth", "holdout", "training", "binning", "condition"]) {
    check(keysIn(name), schema.properties![name]);
  }
  check(keysIn("axes"), schema.properties!.axes.items!);
  check(keysIn("array"), schema.$defs!.array);
  assertEquals(said(top, "seed"), [
    "whole number from 0",
    "Seed of all random numbers. Default: 1.",
  ]);
  assertEquals(said(top, "replicates")[0], "whole number from 19 to 100000");
  assertEquals(said(top, "coarser")[0], "auto or list of whole numbers from 2");
  assertEquals(said(keysIn("draws"), "kind")[0], "masses, densities, counts or events, required");
  assertEquals(said(keysIn("draws"), "columns").filter((_, i) => i % 2 === 0), [
    "list of texts",
    "list of columns",
  ]);
});

Deno.test("links between keys lead to one place", () => {
  const links = [...document.querySelectorAll("a")].map((a) => a.getAttribute("href")!.slice(1));
  assert(links.length > 10);
  for (const id of links) assertEquals(document.querySelectorAll(`[id="${id}"]`).length, 1, id);
});

Deno.test("the keys of the worked examples are among those of the schema", () => {
  for (const path of ["audit.yaml", "calorimeter/audit.yaml"]) {
    const config = parse(Deno.readTextFileSync(`audit/example/${path}`)) as object;
    assertEquals(Object.keys(config).filter((key) => !(key in schema.properties!)), [], path);
  }
});

Deno.test("a value that no words are known for is refused", () => {
  assertThrows(
    () => typeWords({ title: "odd" }),
    TypeError,
    'must be one that is put into words: current value is {"title":"odd"}',
  );
});

Deno.test("the help is that of the command and of its subcommands", () => {
  const nothing = () => Promise.resolve();
  const command = auditCommand({ audit: nothing, init: nothing, compare: nothing });
  assertEquals(command.commands.map((each) => each.name()), ["init", "compare"]);
  const text = helpOf(command);
  assert(text.startsWith("Usage: audit [options]") && text.includes("\n  --fail-if <condition>"));
  assert(text.includes("\n  deno task audit draws.npy truth.npy --training-events 10000\n"));
  assert(text.split("\n").every((line) => line.length <= 80 || line.startsWith("  deno ")));
});
