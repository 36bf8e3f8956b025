import { assert, assertEquals } from "@std/assert";
import { Stream } from "../../../../core/random.ts";
import { hold, leftovers, stageOf, tidy } from "../../../../studies/audit/leftovers.ts";
import { swap } from "../../../../studies/audit/output.ts";
import { filesIn, killAfter, scratch } from "../../../studies/runner/_runs.ts";
import { npy, someMasses, startAudit } from "../../../studies/audit/_audits.ts";

/** A folder with two configurations that write into the same report, told apart by their titles. */
function two() {
  const place = scratch();
  Deno.writeFileSync(`${place.path}/draws.npy`, npy([1, 4, 2, 2], someMasses(1, 4, [2, 2])));
  const configs = ["first", "second"].map((title) => {
    const path = `${place.path}/${title}.json`;
    const draws = { kind: "masses", file: "draws.npy", runs: true };
    Deno.writeTextFileSync(
      path,
      JSON.stringify({ title, draws, replicates: 19, output: "report" }),
    );
    return path;
  });
  return { place, configs, report: `${place.path}/report` };
}

/** All of a report in one text. */
function textOf(report: string): string {
  return filesIn(report).map((path) =>
    `${path} ${new TextDecoder("latin1").decode(Deno.readFileSync(path))}\n`
  ).join("");
}

const names = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name).sort();
const finished = ["draws.npy", "first.json", "report", "second.json"];

Deno.test("killed at 20 moments, an audit leaves a whole report, no process, and no draft for long", async () => {
  const { place, configs, report } = two();
  using _place = place;
  const whole: string[] = [];
  let longest = 0;
  for (const config of configs) {
    const from = performance.now();
    const { success, stderr } = await startAudit(config).output();
    assert(success, new TextDecoder().decode(stderr));
    longest = Math.max(longest, performance.now() - from);
    whole.push(textOf(report));
  }
  const moments = Stream.fromSeed(20);
  let killed = 0;
  for (let i = 0; i < 20; i++) {
    // Its children write to the same pipes, so the output ends when the last of them has.
    const { signal } = await killAfter(startAudit(configs[i % 2]), longest * moments.uniform());
    if (signal === "SIGKILL") killed++;
    assert(whole.includes(textOf(report)), `${i}: ${names(place.path)}`);
  }
  assert(killed > 5, `${killed} killed`);
  assert((await startAudit(configs[0]).output()).success);
  assertEquals(names(place.path), finished);
  assertEquals(textOf(report), whole[0]);
});

Deno.test("of audits into one folder at once each ends, and one whole report stays", async () => {
  const { place, configs, report } = two();
  using _place = place;
  const whole: string[] = [];
  for (const config of configs) {
    assert((await startAudit(config).output()).success);
    whole.push(textOf(report));
  }
  const all = await Promise.all(
    [...configs, ...configs].map((config) => startAudit(config).output()),
  );
  for (const { success, stderr } of all) assert(success, new TextDecoder().decode(stderr));
  assertEquals(names(place.path), finished);
  assert(whole[0] !== whole[1] && whole.includes(textOf(report)));
});

/** Folders with a file in each. */
function make(...paths: string[]): void {
  for (const path of paths) {
    Deno.mkdirSync(path);
    Deno.writeTextFileSync(`${path}/which`, path.split("/").at(-1)!);
  }
}

Deno.test("what was left is put back or removed, unless somebody holds it", () => {
  using place = scratch();
  const out = `${place.path}/report`;
  const [a, b, c] = ["0000000a", "0000000b", "0000000c"].map((id) => stageOf(out, id));
  make(a.stage, a.old, b.stage, c.stage, `${place.path}/.report.mine.new`);
  assertEquals(leftovers(out), [a.stage, a.old, b.stage, c.stage].sort());
  {
    using held = hold(b.stage);
    assertEquals(held?.alone, true);
    tidy(out, leftovers(out));
  }
  assertEquals(names(place.path), [".report.0000000b.new", ".report.mine.new", "report"]);
  assertEquals(Deno.readTextFileSync(`${out}/which`), ".report.0000000a.old");
  make(a.old);
  tidy(out, leftovers(out));
  assertEquals(names(place.path), [".report.mine.new", "report"]);
  assertEquals(hold(`${place.path}/nowhere`), undefined);
});

Deno.test("a report takes the place of another, or leaves it where it is", () => {
  using place = scratch();
  const out = `${place.path}/report`;
  const { stage, old } = stageOf(out, "0000000a");
  make(stage);
  swap(stage, out, old);
  make(stage);
  Deno.writeTextFileSync(`${stage}/more`, "");
  swap(stage, out, old);
  assertEquals([names(place.path), names(out)], [["report"], ["more", "which"]]);
  let sentence = "";
  try {
    swap(stage, out, old);
  } catch (error) {
    sentence = (error as Error).message;
  }
  assert(sentence.startsWith("Cannot write the audit into "), sentence);
  assertEquals([names(place.path), names(out)], [["report"], ["more", "which"]]);
});
