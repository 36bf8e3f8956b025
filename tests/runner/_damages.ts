/** Seeded damages of all that a run leaves on disk, and what must become of them. */
import { assert, assertEquals } from "@std/assert";
import { dirname } from "node:path";
import { Stream } from "../../core/random.ts";
import { encodeCheckpoint } from "../../runner/artefact.ts";
import { cellEngine } from "../../runner/engine.ts";
import { filesBelow, removeFolder } from "../../runner/files.ts";
import { canonicalJson } from "../../runner/key.ts";
import type { Plan } from "../../runner/run.ts";
import { readProvenance } from "../../runner/provenance.ts";
import { readResults } from "../../runner/results.ts";
import { readCommitted } from "../../runner/verify.ts";
import { kinds, studies as keeping } from "./_kept_toys.ts";
import { keptToys, link, type Ran, runToys, scratch } from "./_runs.ts";
import { studies as toys } from "./_toys.ts";

/** A study whose fits are kept, and one whose cells have checkpoints. */
const studies = [...keeping, toys[0]];

/** Damages a file that has some bytes, where `others` are those of files like it. */
type Damage = (
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  moment: Stream,
  others: readonly Uint8Array[],
) => void;

const write =
  (change: (...of: [Uint8Array<ArrayBuffer>, Stream]) => Uint8Array): Damage =>
  (path, bytes, moment) => Deno.writeFileSync(path, change(bytes.slice(), moment));

const text = (change: (text: string, moment: Stream) => string) =>
  write((bytes, moment) =>
    new TextEncoder().encode(change(new TextDecoder().decode(bytes), moment))
  );

const instead = (make: (path: string) => void): Damage => (path) => {
  Deno.removeSync(path);
  make(path);
};

/** Ways to damage a file. */
const damages: Readonly<Record<string, Damage>> = {
  "a flipped bit": write((bytes, moment) => {
    bytes[moment.integer(bytes.length)] ^= 1 << moment.integer(8);
    return bytes;
  }),
  "a cut": write((bytes, moment) => bytes.subarray(0, moment.integer(bytes.length))),
  "nothing in it": write(() => new Uint8Array()),
  "zeros from some place": write((bytes, moment) => bytes.fill(0, moment.integer(bytes.length))),
  "an end that is there twice": write((bytes, moment) =>
    Uint8Array.from([...bytes, ...bytes.subarray(moment.integer(bytes.length))])
  ),
  "the bytes of another": (path, _bytes, moment, others) =>
    Deno.writeFileSync(path, others[moment.integer(others.length)]),
  "other JSON": text((_text, moment) => ["null", "[]", "{}", '"text"', "7"][moment.integer(5)]),
  "another digit": text((text, moment) => {
    const digits = [...text.matchAll(/\d/g)];
    const { index, 0: digit } = digits[moment.integer(digits.length)];
    return `${text.slice(0, index)}${(Number(digit) + 1) % 10}${text.slice(index + 1)}`;
  }),
  "an entry of another type": text((text, moment) => {
    const entries = [...text.matchAll(/(?<=": ?)("[^"]*"|-?[\d.]+)/g)];
    if (entries.length === 0) return "";
    const { index, 0: entry } = entries[moment.integer(entries.length)];
    return `${text.slice(0, index)}{}${text.slice(index + entry.length)}`;
  }),
  "a folder in its place": instead((path) => Deno.mkdirSync(`${path}/more`, { recursive: true })),
  "a link to nowhere": instead((path) => link("/nowhere/at/all", path)),
  "a link to itself": instead((path) => link(path.split("/").at(-1)!, path)),
  "a process that is gone": text(() => "4194305\n"),
};

/** What a run leaves: its files, and what else is lost, so that they are needed. */
const things: Readonly<Record<string, { readonly files: RegExp; readonly lost: RegExp }>> = {
  "an artefact": { files: /^cache\/\w{64}\/artefact$/, lost: /\/results\.json$/ },
  "the record of a run": { files: /^cache\/\w{64}\/run\.json$/, lost: /^data\/\w+\/\w+\.json$/ },
  "a checkpoint": { files: /^cache\/checkpoints\//, lost: /\/results\.json$/ },
  "a kept fit": { files: /^data\/fits\/.*\.safetensors$/, lost: /\/results\.json$|^cache\// },
  "the record of a kept fit": {
    files: /^data\/fits\/.*\.json$/,
    lost: /^data\/\w+\/\w+\.json$|^cache\//,
  },
  "results": { files: /\/results\.json$/, lost: /^$/ },
  "provenance": { files: /\/provenance\.json$/, lost: /^$/ },
  "the lock": { files: /^cache\/lock$/, lost: /\/results\.json$/ },
};

const run = (folder: string) =>
  runToys(folder, { studies, kinds }, { registry: keptToys, jobs: 1 });

/** What a whole run leaves, with the checkpoints of its cells, by path from its folder. */
async function wholeRun() {
  using folder = scratch();
  const { plan } = await run(folder.path);
  const numbers = numbersIn(folder.path);
  const files = new Map(
    filesBelow(folder.path).map((path) => [
      path.slice(folder.path.length + 1),
      Deno.readFileSync(path),
    ]),
  );
  for (const { key, kind, cell: { config, seed } } of plan.steps) {
    if (kind.name !== "walk") continue;
    await kind.run({
      config,
      seed,
      inputs: {},
      engine: cellEngine,
      resume: undefined,
      checkpoint: (state) =>
        files.set(
          `cache/checkpoints/${key}`,
          encodeCheckpoint({ key, kind: kind.name }, state).slice(),
        ),
      progress: () => {},
    });
  }
  return { plan, numbers, files };
}

/** The cell whose file it is, and all that read it, as far as they have a key in its path. */
function readersOf({ steps }: Pick<Plan, "steps">, path: string): Set<string> {
  const keys = new Set(path.match(/\w{64}/) ?? []);
  for (const { key, inputs } of steps) {
    if (Object.values(inputs).some((input) => keys.has(input))) keys.add(key);
  }
  return keys;
}

/** All numbers that are claimed in a folder, and where they come from. */
function numbersIn(folder: string) {
  const data = `${folder}/data`;
  return {
    results: studies.map(({ name }) => canonicalJson(readResults(data, name)!.data)),
    cells: studies.map(({ name }) =>
      readProvenance(data, name)!.cells.map(({ key, label, digest, witness }) => ({
        key,
        label,
        digest,
        witness,
      }))
    ),
    kept: filesBelow(data).filter((path) => path.endsWith(".safetensors")).map((path) => [
      path.slice(data.length),
      Deno.readFileSync(path).toHex(),
    ]),
  };
}

/** Writes a file in the place of what is there, if anything is. */
function restore(path: string, bytes: Uint8Array): void {
  removeFolder(path);
  Deno.writeFileSync(path, bytes);
}

/** Refusals in one sentence that names the file. */
function checkRefusals(refusals: readonly string[], path: string, what: string): void {
  for (const refusal of refusals) {
    assert(/^Cannot [^\n]+$/.test(refusal) && refusal.includes(path), `${what}: ${refusal}`);
  }
}

/** A run, or the sentence that it ends with. */
async function runOr(folder: string): Promise<Ran | string> {
  try {
    const ran = await run(folder);
    return ran.failures.length === 0 ? ran : ran.failures.join("\n");
  } catch (error) {
    return (error as Error).message;
  }
}

/** All that a run says of damages, and of what is missing. */
const said = ({ plan, events, damaged }: Ran): string[] => [
  ...plan.studies.flatMap(({ stale }) => stale ?? []),
  ...plan.steps.map(({ reason }) => reason),
  ...events.flatMap((event) => event.type === "note" ? [event.message] : []),
  ...damaged,
];

/** Whether two files say the same. */
function sameJson(path: string, bytes: Uint8Array): boolean {
  const meaning = (bytes: Uint8Array) =>
    canonicalJson(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  try {
    return meaning(Deno.readFileSync(path)) === meaning(bytes);
  } catch {
    return false;
  }
}

/**
 * Damages a whole run at random, one file at a time. Each time the next run must say so and mend it, or refuse in
 * one sentence that names the file, and mend the rest once that is gone; the numbers are those of before, and the
 * run after that finds nothing to do.
 *
 * @returns How often which thing was damaged how.
 */
export async function damageRuns(count: number, seed: number): Promise<Map<string, number>> {
  const { plan, numbers, files } = await wholeRun();
  const tally = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const moment = Stream.fromSeed(seed).split("damage", i);
    const one = <T>(list: readonly T[]): T => list[moment.integer(list.length)];
    const [thing, { files: like, lost }] = one(Object.entries(things));
    const [way, damage] = one(Object.entries(damages));
    const name = one([...files.keys()].filter((path) => like.test(path)));
    const what = `damage ${i}, ${thing} (${name}): ${way}`;
    tally.set(`${thing}: ${way}`, (tally.get(`${thing}: ${way}`) ?? 0) + 1);

    using folder = scratch();
    const path = `${folder.path}/${name}`, bytes = files.get(name)!;
    const readers = thing === "the record of a run" ? new Set() : readersOf(plan, name);
    for (const [other, whole] of files) {
      const key = other.match(/^cache\/(\w{64})\//)?.[1];
      if (other !== name) {
        if (lost.test(other) || readers.has(key) || other.startsWith("cache/checkpoints/")) {
          continue;
        }
      }
      Deno.mkdirSync(dirname(`${folder.path}/${other}`), { recursive: true });
      Deno.writeFileSync(`${folder.path}/${other}`, whole);
    }
    const others = [...files].filter(([other]) => other !== name && like.test(other));
    damage(path, bytes, moment, others.length === 0 ? [bytes.slice(1)] : others.map(([, b]) => b));
    // What is no file any more is missing, as is a kept fit where another is whole; who held a lock is not asked.
    const missing = !Deno.lstatSync(path).isFile ||
      thing === "a kept fit" && way === "the bytes of another";
    const seen = !missing && thing !== "the lock" && !sameJson(path, bytes);

    let ran = await runOr(folder.path);
    if (typeof ran === "string") {
      checkRefusals(ran.split("\n"), name, what);
      removeFolder(path);
      ran = await runOr(folder.path);
      assert(typeof ran !== "string", `${what}, which is gone: ${ran}`);
    } else if (seen) {
      const sentences = said(ran);
      assert(
        sentences.some((text) => /Cannot use |is of other results/.test(text)),
        `${what}: ${sentences}`,
      );
    }
    try {
      readCommitted(`${folder.path}/data`, studies, kinds);
    } catch (error) {
      // A kept fit is named by itself or by its record.
      checkRefusals([(error as Error).message], name.replace(/\.\w+$/, "."), what);
      restore(path, bytes);
    }
    // No run goes on from the kept fits before the last.
    if (thing === "a kept fit" && missing) restore(path, bytes);
    assertEquals(numbersIn(folder.path), numbers, what);
    const again = await run(folder.path);
    assertEquals([said(again), again.events, again.written], [[], [], []], what);
    const left = filesBelow(folder.path).filter((path) => /\.tmp$|\/checkpoints\//.test(path));
    assertEquals(left, [], what);
  }
  return tally;
}
