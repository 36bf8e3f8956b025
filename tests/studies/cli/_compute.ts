/** The command that computes, on the toys. */
import { assert, assertEquals } from "@std/assert";
import { Stream } from "../../../core/random.ts";
import { ended, filesIn, killAfter, resultsIn, scratch, startCommand } from "../runner/_runs.ts";

/** Starts `compute` on the toys. */
export const startCompute = (folder: string, args: readonly string[] = []) =>
  startCommand("compute", folder, ["--profile=smoke", ...args]);

/** Runs `compute` on the toys to its end. */
export const computeToys = (folder: string, args?: readonly string[]) =>
  ended(startCompute(folder, args));

/** Kills a run at random moments, and compares what it ends in with an undisturbed one. */
export async function killedCompute(count: number): Promise<void> {
  using quiet = scratch();
  using folder = scratch();
  const profile = ["--profile=standard"];
  const start = performance.now();
  assertEquals((await computeToys(quiet.path, profile)).code, 0);
  const whole = performance.now() - start;
  const moments = Stream.fromSeed(50).split("kills");
  let killed = 0;
  for (let i = 0; i < count; i++) {
    const moment = whole * (0.3 + 0.6 * moments.uniform());
    const { signal } = await killAfter(startCompute(folder.path, profile), moment);
    if (signal === "SIGKILL") killed++;
    // What was finished is thrown away now and then, so that there is something to kill.
    if (signal === null) Deno.removeSync(folder.path, { recursive: true });
  }
  const { code, error } = await computeToys(folder.path, profile);
  assertEquals([code, error], [0, ""]);
  assertEquals(resultsIn(folder.path), resultsIn(quiet.path));
  const names = (path: string) => filesIn(path).map((file) => file.slice(path.length));
  assertEquals(names(folder.path), names(quiet.path));
  assert(killed >= 0.4 * count, `${killed} of ${count} were killed before they ended`);
}
