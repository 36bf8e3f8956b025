import { assert, assertEquals, assertRejects } from "@std/assert";
import { filesIn, resultsIn, runToys } from "./_runs.ts";

/** A small disk of its own, which `.ci/run` mounts where it may. */
const disk = ".cache/full";

function mounted(): boolean {
  try {
    return Deno.statSync(disk).dev !== Deno.statSync(".cache").dev;
  } catch {
    return false;
  }
}

const ignore = !mounted();
const reason = ignore ? ` (skipped: no disk is mounted at ${disk})` : "";

/** Two folders of a test, one on the small disk; both are gone at the end. */
function folders(): { readonly small: string; readonly large: string } & Disposable {
  const name = crypto.randomUUID();
  const [small, large] = [`${disk}/${name}`, `.cache/tests/${name}`];
  for (const path of [small, large]) Deno.mkdirSync(path, { recursive: true });
  return {
    small,
    large,
    [Symbol.dispose]: () => {
      for (const path of [small, large]) Deno.removeSync(path, { recursive: true });
    },
  };
}

/** Fills the small disk to its last byte. */
function fill(path: string): void {
  using file = Deno.openSync(path, { create: true, write: true });
  for (let size = 1 << 16; size >= 1;) {
    try {
      file.writeSync(new Uint8Array(size));
    } catch {
      size >>= 1;
    }
  }
}

Deno.test({
  name:
    `a cache on a full disk: one sentence, no drafts, the last good results as they were${reason}`,
  ignore,
}, async () => {
  using folder = folders();
  await runToys(folder.large);
  const before = resultsIn(folder.large);
  const cache = `${folder.small}/cache`;
  // A walk of profile paper has 1.6 MB, more than the disk.
  const ran = await runToys(folder.large, { cache, profile: "paper" }, { keepGoing: true });
  assert(ran.failures.length > 0);
  for (const failure of ran.failures) {
    assert(
      /: Cannot write .* must have free space: current value is "No space left/.test(failure),
      failure,
    );
  }
  assertEquals(ran.written, []);
  assertEquals(resultsIn(folder.large), before);
  assertEquals(filesIn(cache).filter((path) => path.endsWith(".tmp")), []);
});

Deno.test({
  name:
    `results on a full disk: one sentence, the old ones whole; with room, the new ones${reason}`,
  ignore,
}, async () => {
  using folder = folders();
  const data = `${folder.small}/data`;
  await runToys(folder.small, { cache: `${folder.large}/cache` });
  const before = resultsIn(folder.small);
  fill(`${folder.small}/filler`);
  const again = { data, cache: `${folder.large}/cache`, profile: "standard" as const };
  const error = await assertRejects(() => runToys(folder.small, again), Error);
  assert(
    /^Cannot write .* must have free space: current value is "No space left/.test(error.message),
    error.message,
  );
  assertEquals(resultsIn(folder.small), before);
  assertEquals(filesIn(data).filter((path) => path.endsWith(".tmp")), []);
  Deno.removeSync(`${folder.small}/filler`);
  const { failures, written } = await runToys(folder.small, again);
  assertEquals([failures, written.length], [[], 4]);
});
