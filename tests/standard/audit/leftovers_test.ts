import { assert, assertEquals } from "@std/assert";
import { hold, leftovers, stageOf, tidy } from "../../../audit/report/leftovers.ts";
import { swap } from "../../../audit/report/replace.ts";
import { lock } from "../../../runner/lock.ts";
import { scratch } from "../../runner/_runs.ts";
import { startAudit } from "../../audit/_audits.ts";
import { finished, names, textOf, two } from "../../audit/_killed_audit.ts";

Deno.test("of audits into one folder at once each ends, and one whole report stays", async () => {
  const { place, configs, report } = two();
  using _place = place;
  const whole: string[] = [];
  for (const config of configs) {
    assert((await startAudit(config).output()).success);
    whole.push(textOf(report));
  }
  const all = await Promise.all(
    [...configs, configs[0]].map((config) => startAudit(config).output()),
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

Deno.test("what is let go of is free at once, also while another thread starts processes", async () => {
  using place = scratch();
  const starting = new Worker(new URL("_starting.ts", import.meta.url), { type: "module" });
  try {
    await new Promise((resolve) => starting.onmessage = resolve);
    let waits = 0;
    for (let round = 0; round < 300; round++) {
      hold(place.path)![Symbol.dispose]();
      using held = hold(place.path);
      if (!held!.alone) waits++;
      const path = `${place.path}/lock`;
      (await lock(path, () => waits++))[Symbol.dispose]();
      using _again = await lock(path, () => waits++);
    }
    assertEquals(waits, 0);
  } finally {
    starting.terminate();
  }
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
