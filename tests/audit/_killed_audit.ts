/** Audits that write into one folder, and are killed. */
import { assert, assertEquals } from "@std/assert";
import { Stream } from "../../core/random.ts";
import { filesIn, killAfter, scratch } from "../runner/_runs.ts";
import { npy, someMasses, startAudit } from "./_audits.ts";

/** A folder with two configurations that write into the same report, told apart by their titles. */
export function two() {
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
export function textOf(report: string): string {
  return filesIn(report).map((path) =>
    `${path} ${new TextDecoder("latin1").decode(Deno.readFileSync(path))}\n`
  ).join("");
}

/** What a folder holds. */
export const names = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name).sort();
/** What the folder of two configurations holds when no audit runs. */
export const finished = ["draws.npy", "first.json", "report", "second.json"];

/** Kills audits at random moments, after each of which one whole report is there. */
export async function killedAudit(count: number): Promise<void> {
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
  for (let i = 0; i < count; i++) {
    // Its children write to the same pipes, so the output ends when the last of them has.
    const from = performance.now();
    const { signal } = await killAfter(startAudit(configs[i % 2]), longest * moments.uniform());
    if (signal === "SIGKILL") killed++;
    // The machine has less other work than before.
    else longest = performance.now() - from;
    assert(whole.includes(textOf(report)), `${i}: ${names(place.path)}`);
  }
  assert(killed > count / 4, `${killed} of ${count} were killed before they ended`);
  assert((await startAudit(configs[0]).output()).success);
  assertEquals(names(place.path), finished);
  assertEquals(textOf(report), whole[0]);
}
