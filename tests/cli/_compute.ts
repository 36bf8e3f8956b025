/** The command that computes, on the toys. */
import { assert, assertEquals } from "@std/assert";
import { Stream } from "../../core/random.ts";
import { filesBelow } from "../../runner/files.ts";
import { keptIn } from "../../runner/kept.ts";
import {
  ended,
  filesIn,
  keptToys,
  killIn,
  resultsIn,
  scratch,
  startCommand,
} from "../runner/_runs.ts";

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

/**
 * Kills runs of the toys whose states are kept at random moments, one in each part of a run, and throws the
 * cache away each time: what goes on from the kept files alone ends in the bytes of an undisturbed run.
 */
export async function killedWithoutCache(count: number): Promise<void> {
  using quiet = scratch();
  using folder = scratch();
  const args = [`--registry=${keptToys}`, "--profile=paper", "--jobs=1", "--log=json"];
  const whole = await computeToys(quiet.path, args);
  assertEquals([whole.code, whole.error], [0, ""]);
  const results = (path: string) => Deno.readTextFileSync(`${path}/data/walks/results.json`);
  const numbers = (path: string) =>
    new Map(
      filesBelow(`${path}/data/fits`).filter((file) => file.endsWith(".safetensors"))
        .map((file) => [file.slice(path.length), Deno.readFileSync(file)]),
    );
  const expected = numbers(quiet.path);
  assertEquals(expected.size, 9);
  // All of its cells are begun before it says what it wrote.
  const lines = whole.out.split("\n").findIndex((line) => line.includes('"event":"wrote"'));
  const moments = Stream.fromSeed(51).split("kills");
  let killed = 0, kept = 0;
  for (let i = 0; i < count; i++) {
    const { signal } = await killAfterLines(
      startCompute(folder.path, args),
      lines * (i + moments.uniform()) / count,
      100 * moments.uniform(),
    );
    if (signal === "SIGKILL") killed++;
    const found = numbers(folder.path);
    for (const [path, bytes] of found) assertEquals(bytes, expected.get(path));
    assertEquals(keptIn(`${folder.path}/data`).index().size, found.size);
    if (found.size > 0) kept++;
    Deno.removeSync(`${folder.path}/${signal === null ? "data" : "cache"}`, { recursive: true });
  }
  const { code, error } = await computeToys(folder.path, args);
  assertEquals([code, error], [0, ""]);
  assertEquals(results(folder.path), results(quiet.path));
  assertEquals(numbers(folder.path), expected);
  const names = (path: string) => filesIn(`${path}/data`).map((file) => file.slice(path.length));
  assertEquals(names(folder.path), names(quiet.path));
  assert(killed >= 0.2 * count, `${killed} of ${count} were killed before they ended`);
  assert(kept > 0, "something was kept when a run was killed");
}
