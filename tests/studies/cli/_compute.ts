/** The command that computes, on the toys. */
import { assert, assertEquals } from "@std/assert";
import { Stream } from "../../../core/random.ts";
import { ended, filesIn, killIn, resultsIn, scratch, startCommand } from "../runner/_runs.ts";

/** Starts `compute` on the toys. */
export const startCompute = (folder: string, args: readonly string[] = []) =>
  startCommand("compute", folder, ["--profile=smoke", ...args]);

/** Runs `compute` on the toys to its end. */
export const computeToys = (folder: string, args?: readonly string[]) =>
  ended(startCompute(folder, args));

/** Kills a process some time after it has said so many lines, unless it has ended by then. */
async function killAfterLines(
  child: Deno.ChildProcess,
  lines: number,
  milliseconds: number,
): Promise<Deno.CommandStatus> {
  let said = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += text.split("\n").length - 1;
    if (said >= lines) timer ??= killIn(child, milliseconds);
  }
  const status = await child.status;
  clearTimeout(timer);
  await child.stderr.cancel();
  return status;
}

/**
 * Kills a run at random moments, and compares what it ends in with an undisturbed one. The moments are told
 * by what it says, not by the clock, which another load of the machine would put after its end.
 */
export async function killedCompute(count: number): Promise<void> {
  using quiet = scratch();
  using folder = scratch();
  const args = ["--profile=standard", "--log=json"];
  const whole = await computeToys(quiet.path, args);
  assertEquals(whole.code, 0);
  const lines = whole.out.split("\n").length - 1;
  const moments = Stream.fromSeed(50).split("kills");
  let killed = 0;
  for (let i = 0; i < count; i++) {
    const { signal } = await killAfterLines(
      startCompute(folder.path, args),
      // Its long cells are in the first half of what it says.
      0.5 * lines * moments.uniform(),
      30 * moments.uniform(),
    );
    if (signal === "SIGKILL") killed++;
    // What was finished is thrown away now and then, so that there is something to kill.
    if (signal === null) Deno.removeSync(folder.path, { recursive: true });
  }
  const { code, error } = await computeToys(folder.path, args);
  assertEquals([code, error], [0, ""]);
  assertEquals(resultsIn(folder.path), resultsIn(quiet.path));
  const names = (path: string) => filesIn(path).map((file) => file.slice(path.length));
  assertEquals(names(folder.path), names(quiet.path));
  assert(killed >= 0.4 * count, `${killed} of ${count} were killed before they ended`);
}
