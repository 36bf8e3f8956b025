import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parseComparison } from "../../../audit/comparison/output.ts";
import { npy, someMasses, startAudit, startAuditIn } from "../../audit/_audits.ts";
import { ended, filesIn, link, scratch } from "../../runner/_runs.ts";
import { shifted } from "../../core/compare/_distances.ts";
import { Stream } from "../../../core/random.ts";

const command = (...args: string[]) => ended(startAudit("compare", ...args));

const draws = (name: string) => ({ kind: "masses", file: `${name}.npy`, runs: true });
const common = { truth: { kind: "equal" }, nTrain: 1000, replicates: 19, coarser: [] };

/** Writes draws and the configuration of a generator. */
function generator(folder: string, name: string, seed: number, more: Record<string, unknown> = {}) {
  const { bins = 16, ...config } = more as { bins?: number };
  Deno.writeFileSync(
    `${folder}/${name}.npy`,
    npy([3, 8, bins], someMasses(3, 8, [bins], seed)),
  );
  Deno.writeTextFileSync(
    `${folder}/${name}.json`,
    JSON.stringify({ ...common, generator: `the ${name}`, draws: draws(name), ...config }),
  );
}

Deno.test("configurations are compared on one page, with tables, and an older comparison is replaced whole", async () => {
  using place = scratch();
  const at = (name: string) => `${place.path}/${name}`;
  generator(place.path, "a", 1);
  generator(place.path, "b", 2);
  const report = at("new/board");
  const args = [at("a.json"), at("b.json"), "--out", report];
  const { code, out, error } = await command(...args, "--title", "The board");
  assertEquals([code, error], [0, ""]);
  assertStringIncludes(out, "Compares 2 generators; the report goes to ");
  assertStringIncludes(out, "The board: 16 bins, exact truth\n");
  const files = filesIn(report).map((path) => path.replace(`${report}/`, ""))
    .filter((path) => !path.startsWith("assets/"));
  assertEquals(files.sort(), [
    "comparison.csv",
    "comparison.json",
    "comparison.schema.json",
    "differences.csv",
    "index.html",
    "summary.md",
  ]);
  const read = () => Deno.readTextFile(`${report}/comparison.json`);
  const { title, generators, setup } = parseComparison("comparison.json", await read());
  assertEquals([title, setup.falseAlarms], ["The board", 0.01]);
  assertEquals(generators.map(({ name, file }) => [name, file]), [
    ["the a", at("a.json")],
    ["the b", at("b.json")],
  ]);
  const page = await Deno.readTextFile(`${report}/index.html`);
  assertStringIncludes(page, "Content-Security-Policy");
  assert(page.endsWith("</html>\n"));
  assertEquals([...Deno.readDirSync(at("new"))].map(({ name }) => name), ["board"]);

  // The same files give the same numbers, to the last digit.
  const before = await read();
  assertEquals((await command(...args, "--title", "The board")).code, 0);
  assertEquals(await read(), before);

  // What fails leaves the report as it was, and says of which generator it speaks.
  Deno.writeFileSync(at("b.npy"), npy([3, 8, 16], someMasses(3, 8, [16], 2)).subarray(0, 1000));
  const damaged = await command(...args);
  assertEquals(damaged.code, 1);
  assertMatch(damaged.error, /^Cannot .*b\.npy.*\n$/);
  assertEquals(await read(), before);
  assertEquals([...Deno.readDirSync(at("new"))].map(({ name }) => name), ["board"]);

  // Neither kind of report takes the place of the other.
  const audited = await ended(startAudit(at("a.json"), "--out", report));
  assertEquals(audited.code, 1);
  assertStringIncludes(audited.error, "must be empty, or an earlier audit");
});

Deno.test("what cannot be compared is refused, and nothing is written", async () => {
  using place = scratch();
  const at = (name: string) => `${place.path}/${name}`;
  generator(place.path, "a", 1);
  generator(place.path, "b", 2);
  generator(place.path, "wide", 2, { bins: 8 });
  const counts = (name: string, first: number) => {
    Deno.writeFileSync(at(`${name}.npy`), npy([16], [first, ...new Array(15).fill(100)]));
    return { truth: { kind: "counts", file: `${name}.npy` } };
  };
  generator(place.path, "c", 3, counts("truth-c", 100));
  generator(place.path, "d", 4, counts("truth-d", 101));
  link("a.json", at("link.json"));
  const before = [...Deno.readDirSync(place.path)].length;
  for (
    const [args, rule] of [
      [
        ["a.json"],
        "Cannot compare generators as there must be 2 of them or more: current value is 1",
      ],
      [["a.json", "a.json"], "each must come once: current value is "],
      [["a.json", "link.json"], "each must come once: current value is "],
      [["a.json", "wide.json"], "must have the same bins: current value is 8, not 16"],
      [["c.json", "d.json"], 'must have the same truth: current value is "truth-d.npy" (digest '],
      [["a.json", "none.json"], "no file "],
    ] as const
  ) {
    const { code, out, error } = await command(
      ...args.map(at),
      "--out",
      at("board"),
    );
    assertEquals(code, 1, out);
    assertStringIncludes(error, rule);
    assertEquals(error.trimEnd().split("\n").length, 1, error);
  }
  const flagged = await command(at("a.json"), at("b.json"), "--truth", at("truth-c.npy"));
  assertStringIncludes(flagged.error, "configurations say themselves what their files are");
  assertEquals([...Deno.readDirSync(place.path)].length, before);
});

Deno.test("files alone are compared: one sample each, beside one truth, from the folder of the reader", async () => {
  using place = scratch();
  const at = (name: string) => `${place.path}/${name}`;
  for (const [name, shift] of [["flow", 0], ["gan", 1], ["truth", 0]] as const) {
    const { values } = shifted(300, 2, shift, Stream.fromSeed(5).split(name));
    Deno.writeFileSync(at(`${name}.npy`), npy([300, 2], values));
  }
  const run = (...args: string[]) =>
    ended(
      startAuditIn(place.path, "compare", "flow.npy", "gan.npy", "--truth", "truth.npy", ...args),
    );
  const { code, out, error } = await run("--bins", "4,4");
  assertEquals([code, error], [0, ""]);
  assertStringIncludes(out, '"gan.npy": the draws, one sample without draws, 300 events');
  assertStringIncludes(out, "flow comes before gan by ");
  const comparison = parseComparison(
    "comparison.json",
    await Deno.readTextFile(at("audit-compare/comparison.json")),
  );
  const behind = await run("--bins", "4,4", "--fail-if-behind");
  assertEquals(behind.code, 2);
  assertMatch(behind.out, /Fails by gan after flow: energy differs by −0\.\d+ ± 0\.\d+\n/);
  assertEquals(comparison.of, "sample");
  assertEquals(comparison.generators.map(({ name }) => name), ["flow", "gan"]);
  assertEquals(comparison.setup.truth.file, "truth.npy");
  assertEquals([...Deno.readDirSync(place.path)].map(({ name }) => name).sort(), [
    "audit-compare",
    "audit-compare-1.yaml",
    "audit-compare-2.yaml",
    "flow.npy",
    "gan.npy",
    "truth.npy",
  ]);
  // An edited configuration is not overwritten.
  const edited = await Deno.readTextFile(at("audit-compare-1.yaml")) + "replicates: 99\n";
  await Deno.writeTextFile(at("audit-compare-1.yaml"), edited);
  const again = await run();
  assertEquals(again.code, 1);
  assertStringIncludes(again.error, "audit-compare-1.yaml");
  assertEquals(await Deno.readTextFile(at("audit-compare-1.yaml")), edited);
});
